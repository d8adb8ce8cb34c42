"""Which colour is which series."""

from app.api.chart.model import Chart
from app.api.chart.text import clean, width

_NAME = 34
_SWATCH, _SPACE, _LINE = 17.0, 24.0, 22.0


def legend(chart: Chart, room: float) -> tuple[list[str], float]:
    """The entries, set in lines of width ``room``, and how high they are; nothing where there is one row."""
    if len(chart.rows) < 2:
        return [], 0.0
    entries: list[str] = []
    x = y = 0.0
    for number, row in enumerate(chart.rows):
        wide = _SWATCH + width(row.name[:_NAME]) + _SPACE
        if x and x + wide > room:
            x, y = 0.0, y + _LINE
        entries.append(_entry(x, y, colour_of(chart, number), row.name))
        x += wide
    return entries, y + _LINE + 8


def colour_of(chart: Chart, row: int) -> str:
    """The end of the class names that give a row its colour."""
    return "r" if chart.rest and row == len(chart.rows) - 1 else str(row % 8)


def _entry(x: float, y: float, colour: str, name: str) -> str:
    return (
        f'<rect class="f{colour}" x="{x:.1f}" y="{y:.1f}" width="11" height="11" rx="3"/>'
        f'<text x="{x + _SWATCH:.1f}" y="{y + 10:.1f}">{clean(name, _NAME)}</text>'
    )
