"""Columns and lines."""

from collections.abc import Iterator, Sequence

from app.api.chart.legend import colour_of
from app.api.chart.model import Chart, Plot

_Point = tuple[float, float]

_ROUND = 3.0
#: Lines of fewer intervals have a dot at each value.
_DOTTED = 40


def columns(chart: Chart, plot: Plot) -> Iterator[str]:
    """One on the other; a path for each row."""
    floors = [0.0] * len(chart.dates)
    tops = [_topmost(chart, slot) for slot in range(len(chart.dates))]
    for number, row in enumerate(chart.rows):
        pieces = []
        for slot, value in enumerate(row.values):
            if value:
                pieces.append(_column(plot, slot, floors[slot], floors[slot] + value, tops[slot] == number))
                floors[slot] += value
        if pieces:
            yield f'<path class="f{colour_of(chart, number)}" d="{"".join(pieces)}"/>'


def _topmost(chart: Chart, slot: int) -> int:
    """The row that ends the column."""
    return max((number for number, row in enumerate(chart.rows) if row.values[slot]), default=-1)


def _column(plot: Plot, slot: int, low: float, high: float, is_top: bool) -> str:
    wide = plot.slot_width
    gap = wide * (0.24 if wide > 14 else 0.2 if wide > 5 else 0.0)
    x, right = plot.x(slot) + gap / 2, plot.x(slot + 1) - gap / 2
    y, bottom = plot.y(high), plot.y(low)
    bend = min(_ROUND, (right - x) / 3, bottom - y) if is_top and wide > 5 else 0.0
    if not bend:
        return f"M{x:.2f} {bottom:.2f}V{y:.2f}H{right:.2f}V{bottom:.2f}z"
    return (
        f"M{x:.2f} {bottom:.2f}V{y + bend:.2f}q0 {-bend:.2f} {bend:.2f} {-bend:.2f}"
        f"H{right - bend:.2f}q{bend:.2f} 0 {bend:.2f} {bend:.2f}V{bottom:.2f}z"
    )


def lines(chart: Chart, plot: Plot) -> Iterator[str]:
    """Where a value is missing, the line is broken."""
    for number, row in enumerate(chart.rows):
        colour = colour_of(chart, number)
        points = [
            None if value is None else (plot.x(slot + 0.5), plot.y(value))
            for slot, value in enumerate(row.values)
        ]
        yield f'<path class="line s{colour}" d="{_path(points)}"/>'
        for x, y in _dots(points, plot):
            yield f'<circle class="dot f{colour}" cx="{x:.1f}" cy="{y:.1f}" r="3.4"/>'


def _dots(points: Sequence[_Point | None], plot: Plot) -> Iterator[_Point]:
    """A point that no line leads to would not be seen; of few, all that are not nothing."""
    around = [None, *points, None]
    for before, point, after in zip(around, points, around[2:], strict=False):
        alone = before is None and after is None
        if point and (alone or (len(points) < _DOTTED and point[1] < plot.bottom)):
            yield point


def _path(points: Sequence[_Point | None]) -> str:
    pieces = []
    drawn = False
    for point in points:
        if point is not None:
            pieces.append(f"{'L' if drawn else 'M'}{point[0]:.1f} {point[1]:.1f}")
        drawn = point is not None
    return "".join(pieces)
