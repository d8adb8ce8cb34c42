"""Lines of a dump, with paragraphs that a tool broke at a fixed width made whole again."""

from dataclasses import dataclass
from itertools import accumulate, pairwise

_NARROWEST, _WIDEST = 55, 120
#: So many of the broken lines, and so large a share of them, must have been broken at one column.
_FEWEST_WRAPS, _WRAPPED_SHARE = 5, 0.4

_LONG, _UNEVEN = 0.8, 4
_ENDS = (".", "!", "?", ":", "…", "”", "»", '"')
_MARKS = ("* ", "+ ", "- ", "# ", "##")


@dataclass(frozen=True, slots=True)
class Line:
    """``text`` without outer space; ``gap``: an empty line stands before it."""

    text: str
    gap: bool


def unwrapped(text: str) -> list[Line]:
    """The lines of ``text`` that hold something, wrapped paragraphs joined into one line each."""
    raw = [line.rstrip() for line in text.splitlines()]
    width = wrap_width(raw)
    return _joined(raw, width) if width else _plain(raw)


def wrap_width(raw: list[str]) -> int:
    """The column at which the lines were wrapped, 0 when they were not.

    Greedy wrapping leaves a trace: a line that goes on in the next one had no room for its first word.
    So each broken line votes for the widths between its own length and that with the word added.
    """
    votes = [0] * (_WIDEST + 2)
    broken = 0
    for line, after in pairwise(raw):
        if after and _NARROWEST <= len(line) <= _WIDEST and not line.endswith(_ENDS):
            broken += 1
            votes[len(line)] += 1
            votes[min(_with_next_word(line, after), _WIDEST + 1)] -= 1
    counts = list(accumulate(votes))
    most = max(counts)
    width = counts.index(most)
    longer = sum(len(line) > width for line in raw)
    return width if most >= max(_FEWEST_WRAPS, broken * _WRAPPED_SHARE, longer) else 0


def _with_next_word(line: str, after: str) -> int:
    """The length of ``line`` had it taken the first word of ``after`` (tools also break at hyphens)."""
    word = after[: _WIDEST * 2].lstrip().split(" ", 1)[0]
    head, hyphen, _ = word.partition("-")
    return len(line) + 1 + len(head) + len(hyphen)


def _is_wrap(line: str, after: str, width: int) -> bool:
    """``line`` goes on in ``after``: its next word had no room, or it is long and no sentence ends there."""
    if not line or not after or len(line) > width + _UNEVEN:
        return False
    if len(line) <= width < _with_next_word(line, after):
        return True
    return len(line) >= width * _LONG and not line.endswith(_ENDS) and after.lstrip()[:2] not in _MARKS


def _plain(raw: list[str]) -> list[Line]:
    lines: list[Line] = []
    gap = True
    for line in raw:
        text = line.strip()
        if text:
            lines.append(Line(text, gap))
        gap = not text
    return lines


def _joined(raw: list[str], width: int) -> list[Line]:
    lines: list[Line] = []
    parts: list[str] = []
    gap = True
    for line, after in zip(raw, [*raw[1:], ""], strict=True):
        text = line.strip()
        if text:
            parts.append(text)
        if parts and not _is_wrap(line, after, width):
            lines.append(Line(_sewn(parts), gap))
            parts = []
        if not parts:
            gap = not text
    return lines


def _sewn(parts: list[str]) -> str:
    """Wrapped lines as one; a word that was broken at its own hyphen gets no space."""
    glue = ["" if before.endswith("-") and before[-2:-1].isalnum() else " " for before in parts]
    return parts[0] + "".join(space + part for space, part in zip(glue, parts[1:], strict=False))
