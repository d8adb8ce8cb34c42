"""How words may begin in a text: so that most of it need not be looked at.

A stemmer works on the end of a word, so most stems begin as their words do. Only words in ASCII are told by
their beginnings: what holds any other letter is to be looked at anyway.
"""

from collections.abc import Iterable, Iterator

#: Letters that stems share with their words, by the mark of their language; of others, two. Dutch stems lose
#: ``ge-``, Turkish ones change whole short words, German ``ue`` is ``u``.
_SHARED = {"de": 1, "nl": 0, "tr": 0}
_MOST = 2
#: Left out where they stand between the first letters of a word: O'Brien, U.N.
_LEFT_OUT = "'’‘."


def of_stem(stem: str) -> str:
    """The letters that each word with this stem begins with; empty where any may be."""
    tag, marked, letters = stem.rpartition(":")
    return letters[: _SHARED.get(tag, _MOST) if marked else _MOST]


def of_surface(start: str) -> str:
    """The letters of a word that begins so."""
    return start[:_MOST]


def spellings(beginnings: Iterable[str]) -> frozenset[str]:
    """What to look for in a text in small letters, so as to find all words of ASCII that begin so."""
    return frozenset(spelling for each in beginnings for spelling in _spelled(each))


def _spelled(beginning: str) -> Iterator[str]:
    if not beginning.isascii():
        return
    first, second = beginning[:1], beginning[1:]
    if not second or first.isdigit():  # 1,000 and 1'000
        yield first
        return
    yield beginning
    yield from (first + sign + second for sign in _LEFT_OUT)
    if second == "i":
        yield first + "y"  # dying is die, lying is lie
