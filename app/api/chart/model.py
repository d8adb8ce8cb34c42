"""What a chart shows, and how much room it has."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.search.engine import Interval


class Theme(StrEnum):
    """``auto`` follows the reader's system."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Row:
    """One series: a value for each interval; None where there is none (a share of nothing)."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns, stacked where there are several rows and ``stacked``; else lines.

    ``dates``: where each interval begins, by the clock of its zone. ``rest``: the last row is what the
    others leave over. ``caption``: what the values are. ``percent``: values are shares, from 0 to 1.
    """

    title: str
    subtitle: str
    interval: Interval
    dates: tuple[datetime, ...]
    rows: tuple[Row, ...]
    stacked: bool = False
    rest: bool = False
    percent: bool = False
    caption: str = "articles"
    theme: Theme = Theme.AUTO

    @property
    def columns(self) -> bool:
        return self.stacked or len(self.rows) == 1


@dataclass(frozen=True, slots=True)
class Plot:
    """Where the values are drawn, in units of the picture: x grows to the right, y downwards."""

    left: float
    top: float
    right: float
    bottom: float
    slots: int
    largest: float

    def x(self, slot: float) -> float:
        """``slot`` counts intervals; 0.5 is the middle of the first one."""
        return self.left + (self.right - self.left) * slot / max(1, self.slots)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * value / self.largest

    @property
    def slot_width(self) -> float:
        return (self.right - self.left) / max(1, self.slots)
