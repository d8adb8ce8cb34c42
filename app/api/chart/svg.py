"""A chart as SVG, for a page or a README: no script, nothing loaded, every text escaped."""

from collections.abc import Iterator, Sequence

from app.api.chart import scale
from app.api.chart.dates import date_ticks
from app.api.chart.legend import legend
from app.api.chart.marks import columns, lines
from app.api.chart.model import Chart, Plot
from app.api.chart.style import style
from app.api.chart.text import clean

WIDTH, HEIGHT = 960, 420
_MARGIN = 28
_HEAD = 82
_CAPTION = 22
_FOOT = 54
_TITLE = 84
_DATE_ROOM = 62


def draw(chart: Chart) -> str:
    """The document. The same for the same chart, to the byte."""
    keys, legend_height = legend(chart, WIDTH - 2 * _MARGIN)
    values = scale.ticks(_largest(chart), whole=not chart.percent)
    texts = [scale.percent_text(value) if chart.percent else scale.count_text(value) for value in values]
    plot = Plot(
        left=_MARGIN + 12 + 7.2 * max(map(len, texts)),
        top=_HEAD + legend_height + _CAPTION,
        right=WIDTH - _MARGIN,
        bottom=HEIGHT - _FOOT,
        slots=len(chart.dates),
        largest=values[-1],
    )
    parts = [
        *_frame(chart),
        f'<g transform="translate({_MARGIN} {_HEAD})">{"".join(keys)}</g>' if keys else "",
        *(_body(chart, plot, values, texts) if chart.dates else _nothing(plot)),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _largest(chart: Chart) -> float:
    rows = [[value or 0.0 for value in row.values] for row in chart.rows]
    if chart.columns:
        return max(map(sum, zip(*rows, strict=True)), default=0.0)
    return max((value for row in rows for value in row), default=0.0)


def _frame(chart: Chart) -> Iterator[str]:
    title, subtitle = clean(chart.title, _TITLE), clean(chart.subtitle, 2 * _TITLE)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-labelledby="title subtitle">'
    )
    yield f"<style>{style(chart.theme)}</style>"
    yield f'<rect class="paper" x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="10"/>'
    yield f'<text id="title" class="title" x="{_MARGIN}" y="38">{title}</text>'
    yield f'<text id="subtitle" class="muted" x="{_MARGIN}" y="59">{subtitle}</text>'


def _body(chart: Chart, plot: Plot, values: Sequence[float], texts: Sequence[str]) -> Iterator[str]:
    caption = clean(chart.caption, _TITLE)
    yield f'<text class="muted" x="{_MARGIN}" y="{plot.top - 14:.1f}">{caption}</text>'
    yield from _values(plot, values, texts)
    yield from columns(chart, plot) if chart.columns else lines(chart, plot)
    yield from _dates(chart, plot)


def _nothing(plot: Plot) -> Iterator[str]:
    x, y = (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2
    yield f'<text class="muted mid" x="{x:.1f}" y="{y:.1f}">No dated articles</text>'


def _values(plot: Plot, values: Sequence[float], texts: Sequence[str]) -> Iterator[str]:
    """The lines behind the marks, and what they stand for."""
    for value, text in zip(values, texts, strict=True):
        y = plot.y(value)
        kind = "grid" if value else "axis"
        yield f'<path class="{kind}" d="M{plot.left:.1f} {y:.1f}H{plot.right:.1f}"/>'
        yield f'<text class="muted end" x="{plot.left - 9:.1f}" y="{y + 4.3:.1f}">{text}</text>'


def _dates(chart: Chart, plot: Plot) -> Iterator[str]:
    most = int((plot.right - plot.left) / _DATE_ROOM)
    for tick in date_ticks(chart.dates, chart.interval, most):
        x = plot.x(tick.slot + 0.5 if plot.slot_width > 12 else tick.slot)
        yield f'<path class="axis" d="M{x:.1f} {plot.bottom:.1f}v5"/>'
        yield f'<text class="muted mid" x="{x:.1f}" y="{plot.bottom + 20:.1f}">{tick.text}</text>'
        if tick.below:
            yield f'<text class="mid" x="{x:.1f}" y="{plot.bottom + 37:.1f}">{tick.below}</text>'
