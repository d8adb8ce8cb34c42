"""Colours of a chart, for light and dark surroundings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.api.chart.model import Theme

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """``rest``: what the series leave over."""

    paper: str
    edge: str
    text: str
    muted: str
    grid: str
    axis: str
    series: Sequence[str]
    rest: str


LIGHT = Palette(
    paper="#ffffff",
    edge="#d8dee4",
    text="#1f2328",
    muted="#5b6570",
    grid="#e9edf1",
    axis="#aab3bd",
    series=("#2f6fe4", "#e8710a", "#0f9d76", "#c2327a", "#7c4dd6", "#b0850a", "#0891b2", "#b4462c"),
    rest="#b4bcc6",
)
DARK = Palette(
    paper="#0d1117",
    edge="#30363d",
    text="#e6edf3",
    muted="#9aa3ad",
    grid="#1f262e",
    axis="#4b535d",
    series=("#6ea8fe", "#ffa657", "#3fcfa0", "#f778ba", "#b392f0", "#e3b341", "#56d4dd", "#ff8f7a"),
    rest="#59626d",
)


def style(theme: Theme) -> str:
    """The rules of a chart's ``<style>``."""
    common = _rules(
        {
            "text": f"font-family:{FONT};font-size:12.5px",
            ".title": "font-size:19px;font-weight:600",
            ".end": "text-anchor:end",
            ".mid": "text-anchor:middle",
            ".line": "fill:none;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round",
            ".grid,.axis": "fill:none;stroke-width:1",
            ".dot": "stroke-width:1.5",
        }
    )
    first = DARK if theme is Theme.DARK else LIGHT
    other = f"@media (prefers-color-scheme:dark){{{_colours(DARK)}}}" if theme is Theme.AUTO else ""
    return common + _colours(first) + other


def _colours(palette: Palette) -> str:
    named = {
        ".paper": f"fill:{palette.paper};stroke:{palette.edge}",
        "text": f"fill:{palette.text}",
        ".muted": f"fill:{palette.muted}",
        ".grid": f"stroke:{palette.grid}",
        ".axis": f"stroke:{palette.axis}",
        ".dot": f"stroke:{palette.paper}",
    }
    series = dict(enumerate(palette.series)) | {"r": palette.rest}
    return _rules(named | {f".f{key}": f"fill:{colour}" for key, colour in series.items()}) + _rules(
        {f".s{key}": f"stroke:{colour}" for key, colour in series.items()}
    )


def _rules(rules: Mapping[str, str]) -> str:
    return "".join(f"{selector}{{{said}}}" for selector, said in rules.items())
