"""Names printed in capitals, written as names are: ``ANNE MCKAY-O'DAY`` as ``Anne McKay-O'Day``."""

import re

from app.ingest.normalise.wordlist import words

#: Small words inside names of people and places; lower case unless they come first.
PARTICLES = words("""
    de la le du des au aux sur sous les los las d' von van der den ten ter te zu zum zur da do dos
    das di del della dello degli dela af av bin ibn bint ben y e of the and upon on in am an im al-
""")
_KEPT = re.compile(
    r"(?:[A-Z]\.)+|I{2,3}|IV|VI{0,3}|(?!ST)[^AEIOUYaeiouy\W\d_]{2}|D\.?C\.?|U\.?S\.?A?\.?|U\.?K\.?|UAE|DRC"
)
_WORD = re.compile(r"[^\s/-]+")
_AFTER_APOSTROPHE = re.compile(r"^(O|D|L|N)(['’])(\w)")


def in_capitals(text: str) -> bool:
    """Whether ``text`` is printed in capitals: at least two, and no small letter but the c of Mc."""
    return text.replace("Mc", "MC").isupper() and sum(char.isupper() for char in text) > 1


def without_capitals(text: str) -> str:
    """``text`` with its capitals lowered where they are mere typography; other text is left alone."""
    return _WORD.sub(_lowered, text) if in_capitals(text) else text


def _lowered(match: re.Match[str]) -> str:
    word = match.group()
    if match.start() and word.lower() in PARTICLES:
        return word.lower()
    if _KEPT.fullmatch(word.rstrip(",")):
        return word
    plain = word[:1] + word[1:].lower()
    if plain.startswith("Mc") and len(plain) > 4:
        return "Mc" + plain[2:].capitalize()
    return _AFTER_APOSTROPHE.sub(lambda m: m.group(1) + m.group(2) + m.group(3).upper(), plain)
