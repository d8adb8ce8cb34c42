"""The words of an address, which most newsrooms make from a headline: ``/2024/08/04/ferry-runs-again``."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

_WORD = re.compile(r"[^\W_]+")
_FEWEST_WORDS, _LONGEST = 3, 1_000
#: Longer numbers are those of the article or the hour, not a year or a count of things.
_MOST_DIGITS = 4
#: What no decomposition takes apart; umlauts are written either way.
_PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ı": "i", "ł": "l", "đ": "d"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug_words(address: str) -> frozenset[str]:
    """The words of the part of the path that has most of them; none where it has fewer than three."""
    parts = unquote(urlsplit(address).path)[:_LONGEST].split("/")
    found = [[word for word in _words(part) if _tells(word)] for part in parts]
    best = max(found, key=lambda words: sum(map(str.isalpha, words)), default=[])
    return frozenset(best) if sum(len(word) > 2 for word in best) >= _FEWEST_WORDS else frozenset()


def told_by(slug: frozenset[str], text: str) -> float:
    """The share of the ``slug``'s words that ``text`` bears, 0 to 1; 0 without a slug."""
    low = text[:_LONGEST].casefold()
    said = {*_words(low), *_words(low.translate(_GERMAN))}
    return len(slug & said) / len(slug) if slug else 0.0


def _words(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return _WORD.findall("".join(char for char in bare if not unicodedata.combining(char)))


def _tells(word: str) -> bool:
    return (word.isalpha() and len(word) > 1) or (word.isdecimal() and len(word) <= _MOST_DIGITS)
