"""Counts as bars of text: one line a value, the longest bar as wide as there is room."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len, set_cell_size

#: The last cell of a bar, by eighths (Unicode, Block Elements).
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_FULL, _ASCII = "█", "#"
#: So many intervals without a match are one row.
_RUN = 4
_LABEL_MAX = 32
_BAR_MAX = 60
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Line:
    """A label with its count, and the bar that belongs behind them."""

    text: str
    bar: str = ""


def lines(rows: Sequence[tuple[str, int]], width: int, *, unicode: bool = True) -> Iterator[Line]:
    """The rows, each a label and its count, within ``width`` cells. Labels that are too long are cut."""
    most = max((count for _, count in rows), default=0)
    labels = min(max((cell_len(label) for label, _ in rows), default=0), _LABEL_MAX, max(8, width // 3))
    counts = len(f"{most:,}")
    room = max(1, min(_BAR_MAX, width - len(_INDENT) - labels - counts - 4))
    for label, count in rows:
        bar = _bar(count, most, room, unicode=unicode)
        text = f"{_INDENT}{_fitted(label, labels)}  {count:>{counts},}"
        yield Line(f"{text}  " if bar else text, bar)


def without_gaps(rows: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The bars of a timeline, of which long runs without a match are one row."""
    for empty, run in groupby(rows, key=lambda row: row[1] == 0):
        held = list(run)
        if empty and len(held) >= _RUN:
            yield f"{held[0][0]} … {held[-1][0]}", 0
        else:
            yield from held


def _fitted(label: str, width: int) -> str:
    if cell_len(label) > width:
        return f"{set_cell_size(label, width - 1)}…"
    return set_cell_size(label, width)


def _bar(count: int, most: int, room: int, *, unicode: bool) -> str:
    """Of a count above zero something is always to be seen."""
    if count == 0:
        return ""
    if not unicode:
        return _ASCII * max(1, count * room // most)
    full, eighths = divmod(max(1, count * room * 8 // most), 8)
    return _FULL * full + _EIGHTHS[eighths]
