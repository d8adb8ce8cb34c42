"""How large a query may be, and what a reader is told about one that reads oddly."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """``length`` in characters, ``terms``: words, phrases and prefixes, ``depth`` of parentheses."""

    length: int = 512
    terms: int = 32
    depth: int = 10
    prefix_letters: int = 2


@dataclass(frozen=True, slots=True)
class QueryWarning:
    """Something was read otherwise than written. ``position`` counts characters from 0 in ``q``."""

    message: str
    position: int
    hint: str = ""
