"""What is tied to the end of a part: ``~`` and a number, ``^`` and a boost."""

import re
from dataclasses import dataclass

from app.search.query.lexer import SUFFIX
from app.search.query.limits import LEAST_BOOST
from app.search.query.notes import Notes
from app.search.query.tree import Boosted, Node

_AT_END = re.compile(SUFFIX + "+$")
_EACH = re.compile(SUFFIX)


@dataclass(frozen=True, slots=True)
class Suffixes:
    """``tilde``: what stands behind it, None where there is no tilde; ``index``: where it stands."""

    tilde: str | None = None
    index: int = 0
    boost: float = 1.0

    def boosted(self, node: Node) -> Node:
        return node if self.boost == 1.0 else Boosted(node, self.boost)

    def warn_of_tilde(self, notes: Notes, hint: str) -> None:
        """For a part that a tilde means nothing to."""
        if self.tilde is not None:
            notes.warn(f"~{self.tilde} is left out", self.index, hint)


def split_suffixes(text: str) -> tuple[str, str]:
    """The text without its suffixes, and those."""
    found = _AT_END.search(text)
    return (text, "") if found is None else (text[: found.start()], found[0])


def read_suffixes(text: str, index: int, notes: Notes) -> Suffixes:
    """The first tilde and boost; others are warned of. Raises QueryError for a boost out of bounds."""
    tilde: str | None = None
    tilde_index, boost = index, None
    for match in _EACH.finditer(text):
        at, written = index + match.start(), match[0]
        if written[0] == "~" and tilde is None:
            tilde, tilde_index = written[1:].rstrip("."), at
        elif written[0] == "^" and boost is None:
            boost = _boost(written, at, notes)
        else:
            notes.warn(f"{written} is left out", at, "one ~ and one ^ are enough")
    return Suffixes(tilde, tilde_index, 1.0 if boost is None else boost)


def _boost(written: str, index: int, notes: Notes) -> float | None:
    most = notes.limits.boost
    bounds = f"a boost is a number from {LEAST_BOOST} to {most:g}"
    try:
        boost = float(written[1:].rstrip("."))
    except ValueError:
        boost = float("nan")
    if boost != boost:
        notes.warn(f"{written} is left out", index, bounds)
        return None
    if not LEAST_BOOST <= boost <= most:
        raise notes.error(bounds, index)
    return boost
