"""Which language a text is in, where nobody says so: told only when it is clear.

py3langid knows 100 languages and more by the bytes of a text, some 5,000 texts a second. Most archives are
in English, which its small words give away some fifty times faster, so these are looked at first.
"""

import re
from functools import cache
from threading import Lock
from typing import Protocol

from app.ingest.normalise.languages import language_code
from app.ingest.normalise.wordlist import words

#: Characters that are looked at, and the fewest that tell anything.
_SAMPLE, _FEWEST = 250, 60
#: Its own certainty: at 0.8, of 1,900 news texts of 250 characters in 17 languages none was told wrongly.
_CERTAIN = 0.8
#: Of the first words of an English text a fifth or more are among these.
_SMALL_WORDS = words("""
    the of and to in that is for was with on as are by his it at from be has have had said this he its who
    which their they were not but an will would after into more been than about when while could there
    last first two over new after between against would may also
""")
#: Kinyarwanda and Kirundi are not told apart.
_UNCLEAR = frozenset({"rw", "rn"})
#: Tigrinya, which the model does not know, is written with this letter where Amharic has another.
_TIGRINYA = "ኣ"
#: Nigerian Pidgin shares the small words; its own give it away.
_NOT_ENGLISH = words("dey wey don na dem una wetin")
_LOOK, _ENOUGH = 40, 8
_WORD = re.compile(r"[^\W\d_]+")
_LOADING = Lock()


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def language_of(text: str) -> str | None:
    """The code of the language of ``text``, None where it is short or not clear."""
    sample = text[:_SAMPLE]
    found = _words(sample)
    if sum(map(len, found)) < _FEWEST:
        return None
    return "en" if _is_english(found) else _modelled(sample)


def english_of(text: str) -> str | None:
    """As ``language_of``, but English or nothing: without the model, which a worker cannot load."""
    found = _words(text[:_SAMPLE])
    return "en" if sum(map(len, found)) >= _FEWEST and _is_english(found) else None


def load_model() -> None:
    """Have the model ready: it takes a third of a second, most of it outside Python's lock."""
    _identifier()


def _words(sample: str) -> list[str]:
    return _WORD.findall(sample)[:_LOOK]


def _is_english(found: list[str]) -> bool:
    lowered = [word.lower() for word in found]
    small = [word for word in lowered if word in _SMALL_WORDS]
    return len(small) >= _ENOUGH and len(set(small)) > 3 and _NOT_ENGLISH.isdisjoint(lowered)


def _modelled(sample: str) -> str | None:
    code, certainty = _identifier().classify(sample)
    if certainty < _CERTAIN or code in _UNCLEAR:
        return None
    return "ti" if code == "am" and sample.count(_TIGRINYA) > 1 else language_code(code)


def _identifier() -> _Identifier:
    """One thread loads it: several at once would each do so, and take as many times as long."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> _Identifier:
    """Loaded when it is first needed, by way of a temporary file: it takes a third of a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return found
