"""Folding: the form in which words and keyword values are compared.

Compatibility forms, case, accents, quotes, dashes and digits of other scripts are folded away.
Turkish ``İ I ı i`` all become ``i`` (language is not known when folding), German ``ü`` becomes
``u`` and ``ß`` ``ss``, Russian ``ё`` ``е``; ``й`` stays apart from ``и``, as its mark makes another letter.
"""

import unicodedata

#: Letters that Unicode does not decompose, but readers leave out or write in two.
_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th",
}  # fmt: skip
#: Apostrophes and quotes, also those that are letters by their category, and dashes.
_SIGNS = {
    **dict.fromkeys("‘’‚‛′`´ʹʻʼʽʾʿˈ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
#: Signs inside words that are not seen: soft hyphen, joiners, Arabic tatweel.
_UNSEEN = dict.fromkeys("\u00ad\u200c\u200d\u2060\ufeff\u0640", "")
_TABLE = str.maketrans({**_LETTERS, **_SIGNS, **_UNSEEN})
_BREVE = "\u0306"
#: Marks that readers may leave out: accents, Hebrew points, Arabic vowel signs.
_ACCENTS = frozenset(
    chr(code)
    for first, last in ((0x300, 0x36F), (0x591, 0x5BD), (0x5BF, 0x5C7), (0x64B, 0x652), (0x670, 0x670))
    for code in range(first, last + 1)
)


def fold(text: str) -> str:
    """``text`` in the form that is compared; folding twice changes nothing."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return _fold_unicode(_fold_unicode(text))  # some foldings only show in the result of others


def _fold_unicode(text: str) -> str:
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = _without_accents(lowered.translate(_TABLE))
    return unicodedata.normalize("NFC", "".join(map(_western_digit, plain)))


def _without_accents(text: str) -> str:
    kept: list[str] = []
    for char in text:
        if char not in _ACCENTS or (char == _BREVE and kept and kept[-1] == "и"):
            kept.append(char)
    return "".join(kept)


def _western_digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() and not char.isascii() else char


def fold_keyword(value: str) -> str:
    """A keyword value as it is compared: folded, spaces collapsed, none at the ends."""
    return " ".join(fold(value).split())


def spelling(value: str) -> str:
    """A keyword value as it is shown: as written, spaces collapsed, none at the ends."""
    return " ".join(value.split())
