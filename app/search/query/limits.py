"""How large a query may be, and what a reader is told about one that reads oddly."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Each is the most there may be, but for ``prefix_letters`` and ``fuzzy_letters``, which are the least.

    ``length``: characters. ``terms``: words, phrases, prefixes, patterns and dates; parts of NEAR count each.
    ``depth``: parentheses inside each other. ``prefix_letters``: letters before the first ``*`` or ``?``.
    ``wildcards``: words with ``?`` or an inner ``*``. ``fuzzy``: fuzzy words, ``fuzzy_letters`` in each,
    ``edits`` from each. ``distance``: words between the parts of a phrase or of NEAR. ``repeat``: times that
    a word is asked for in one field. ``boost``: the greatest; the least is ``LEAST_BOOST``.
    """

    length: int = 512
    terms: int = 32
    depth: int = 10
    prefix_letters: int = 2
    wildcards: int = 2
    fuzzy: int = 2
    fuzzy_letters: int = 3
    edits: int = 2
    distance: int = 50
    repeat: int = 100
    boost: float = 100.0


LEAST_BOOST = 0.01


@dataclass(frozen=True, slots=True)
class QueryWarning:
    """Something was read otherwise than written. ``position`` counts characters from 0 in ``q``."""

    message: str
    position: int
    hint: str = ""
