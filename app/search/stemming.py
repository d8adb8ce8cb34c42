"""Stems by the language of the article: ``élections`` finds ``élection``, and no word of other languages.

English, and what no language is known of, has stems as they are; Russian and Arabic too, as their
scripts tell them apart. The stems of other languages carry the language, ``fr:elect``, so that a
word of theirs is not taken for an English one: French ``un`` is not the ``U.N.``. A query does not say
its language; it asks for the stems that its words have in each of them.
"""

import threading

import Stemmer

from app.search.folding import fold

#: Marks the words of languages that have no stemmer here: they are compared as they are.
UNSTEMMED = "xx"
_SNOWBALL = {
    "de": "german",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "tr": "turkish",
}
#: What stems may be marked with. Each is followed by a colon, which stands in no word.
TAGS: tuple[str, ...] = (*_SNOWBALL, UNSTEMMED)
#: Languages without a mark; ``mul`` and ``und`` say that the language is not known.
_UNMARKED = frozenset(("", "en", "ru", "ar", "mul", "und"))
#: The stemmer of each script where the language is none of those above.
_BY_SCRIPT = {"latin": "english", "cyrillic": "russian", "arabic": "arabic"}
_FIRST_LETTERS = (
    ("latin", 0x0000, 0x024F), ("latin", 0x1E00, 0x1EFF), ("cyrillic", 0x0400, 0x052F),
    ("arabic", 0x0600, 0x06FF), ("arabic", 0x0750, 0x077F),
)  # fmt: skip
_VOWELS = "aeiou"
_FRONT = {"o": "ö", "u": "ü"}
_BACK = {"i": "ı"}


def tag_of(language: str) -> str:
    """What the stems of an article in this language are marked with, empty for nothing."""
    if language in _UNMARKED:
        return ""
    return language if language in _SNOWBALL else UNSTEMMED


class WordStemmer:
    """Stems the folded words of one tag. Safe to share between threads.

    Folded, because a reader who leaves out accents must find the same. Of the pairs of forms that a
    stemmer brings together by its accents that loses 0 to 18 % (Turkish, its vowels put back, 17 %).
    """

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self._lock = threading.Lock()
        names = dict(_BY_SCRIPT)
        if tag in _SNOWBALL:
            names["latin"] = _SNOWBALL[tag]
        # The library's own cache would grow beside ours.
        self._stemmers = {script: Stemmer.Stemmer(name, 0) for script, name in names.items()}

    def stem(self, surface: str) -> str:
        """The stem, marked where the language asks for it."""
        script = "latin" if surface.isascii() else _script(surface[0])
        if script is None or not surface.isalpha():
            return surface
        if self._tag == UNSTEMMED:
            return f"{UNSTEMMED}:{surface}"
        if self._tag == "" or script != "latin":
            return self._snowball(script, surface)
        if self._tag == "tr":
            surface = turkish_vowels(surface)
        # Turkish gives back its own letters, some others an accent.
        return f"{self._tag}:{fold(self._snowball(script, surface))}"

    def _snowball(self, script: str, surface: str) -> str:
        with self._lock:  # a stemmer serves one thread at a time
            stem: str = self._stemmers[script].stemWord(surface)
        return stem or surface


def _script(letter: str) -> str | None:
    code = ord(letter)
    return next((script for script, first, last in _FIRST_LETTERS if first <= code <= last), None)


def turkish_vowels(folded: str) -> str:
    """The word with ``ı ö ü`` where vowel harmony wants them: the Turkish stemmer goes by them.

    ``i`` and ``u`` follow the vowel before them; a first ``o`` or ``u`` goes by the next ``a`` or ``e``.
    """
    front: bool | None = None
    written: list[str] = []
    for place, letter in enumerate(folded):
        if letter in _VOWELS:
            front = _is_front(letter, front, folded[place + 1 :])
            letter = (_FRONT if front else _BACK).get(letter, letter)
        written.append(letter)
    return "".join(written)


def _is_front(vowel: str, before: bool | None, rest: str) -> bool:
    if vowel in "ae":
        return vowel == "e"
    if before is None:
        return vowel == "i" or next((letter for letter in rest if letter in "ae"), "a") == "e"
    return before and vowel != "o"  # a later o is a loan word's, and none is written ö
