"""Bylines: which people they name.

What is dropped: the introduction (``By``, ``Von``, ``Par`` ...), roles (``Staff Writer``), rubrics
after a dash (``- Analysis``), places (``in London``), agencies and outlets, addresses and handles,
degrees after a name. What is kept as printed: titles before a name (``Dr.``, ``Sir``), initials,
``Jr.`` and ``III``. Names in capitals are lowered; nothing is added that the line does not say.
"""

import re
from functools import lru_cache

from app.ingest.normalise.agencies import agency_named
from app.ingest.normalise.byline_words import (
    BARE_INTRODUCTIONS,
    COLON_INTRODUCTIONS,
    LETTERS_AFTER_NAMES,
    MODIFIERS,
    ORGANISATIONS,
    OUTLET_ENDS,
    OUTLET_STARTS,
    ROLES,
)
from app.ingest.normalise.names import PARTICLES, without_capitals

_LONGEST = 2_000
_MOST_AUTHORS = 100
_LONGEST_LINE = 200
_LONGEST_AFTERWORD = 6


def _either(phrases: frozenset[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


_INTRODUCED = re.compile(
    rf"^[\W_]*(?:(?:{_either(BARE_INTRODUCTIONS | COLON_INTRODUCTIONS)})\s*[:：/]\s*"
    rf"|(?:{_either(BARE_INTRODUCTIONS)})(?:\s+|$))",
    re.IGNORECASE,
)
_CJK_INTRODUCED = re.compile(r"^\W*(?:本报记者|新华社记者|记者|記者|作者|撰文|文)\s*[:：/|]?\s*")
_REPORTING = re.compile(
    r"(?:^|[\s(])(?:additional )?reporting by\s+(.*?)"
    r"(?:;|\.(?=\s|$)|\)|\b(?:writing|editing|compiled|graphics) by\b|$)",
    re.IGNORECASE,
)
_SPECIAL_TO = re.compile(r"special (?:to|for) (?:the )?[A-Z]\S*(?: [A-Z]\S*){0,4}", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|(?<!\w)@\w{1,30}|(?:https?://|www\.)\S+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[()\[\]<>{}\"“”„«»*]|(?<!\w)_|_(?!\w)")
# From here on a line has single spaces.
_AFTERWORD = re.compile(
    r" [-–—]+ ?\S.*| [-–—]+$| ?\b(?:published|updated|posted|last modified|"
    r"first published|photos? by|photographs? by|edited by|editing by|illustrations? by|video by|"
    r"follow (?:me|him|her|them)|special to|exclusive)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_SUFFIX = re.compile(r",\s*(Jr\.?|Sr\.?|JR\.?|SR\.?|II|III|IV)(?![\w])")
_JOINT = re.compile(
    r" ?[,;|/•·、，；&+] ?"
    r"| (?:and|And|AND|with|With|WITH|by|By|BY|as told to|und|UND|et|ET|och|og|ja|ve|VE|dan|en|oraz"
    r"|și|és|и|та|і|و) "
    r"| [yeia] (?=\S+ \S)"
)
_PLACED = re.compile(r"(?:^| )(?:in|for|of|from|at|to|aus|à|en|em|w|v|в|из|près) .*")
# A letter of India is in two of these classes: possessive, or each would be tried in both.
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff]|['’ʼ`.·-])*+")
_KEEPS_POINT = re.compile(r"(?:\b[JS]r|\s[A-Z])\.\s*$")
_SITE = re.compile(r"\.(?:com|net|org|info|co|uk|de|fr|ru)$", re.IGNORECASE)
_CASELESS = re.compile(r"[\u0590-\u08ff\u0900-\u1aff\u2e80-\u9fff\uac00-\ud7af\u10a0-\u10ff]")


@lru_cache(maxsize=4096)
def authors_from(byline: str) -> tuple[str, ...]:
    """The people named in ``byline``, in order, each once; at most 100."""
    line = " ".join(byline[:_LONGEST].split())
    if reporting := _REPORTING.search(line):
        line = reporting.group(1)
    line = _INTRODUCED.sub("", _ADDRESS.sub(" ", line), count=1)
    line = _CJK_INTRODUCED.sub("", line, count=1)
    line = _AFTERWORD.sub("", _without_brackets(_SUFFIX.sub(r" \1", line)))
    return _distinct(_inverted(_JOINT.split(line)))


def _without_brackets(text: str) -> str:
    """``text`` without brackets, what stands in them, and quotation marks; a space before its first word."""
    return " " + " ".join(_BRACKETS.sub(" ", text).split())


def is_byline(line: str) -> bool:
    """Whether ``line`` as a whole is a byline: introduced, or names beside a role. Conservative."""
    if len(line) > _LONGEST_LINE or "\n" in line.strip():
        return False
    text = " ".join(line.split())
    if _REPORTING.match(text):
        return bool(authors_from(text))
    if _SPECIAL_TO.fullmatch(text):
        return True
    introduced = _INTRODUCED.match(text)
    rest = _without_brackets(text[introduced.end() :] if introduced else text)
    afterword = _AFTERWORD.search(rest)
    if afterword and len(afterword.group().split()) > _LONGEST_AFTERWORD:
        return False
    parts = [part for part in _JOINT.split(_AFTERWORD.sub("", rest).strip()) if part]
    if introduced:
        parts = [part for part in parts if not _is_date_part(part)]
    if not parts or not all(_is_byline_part(part) for part in parts):
        return False
    if introduced:
        return _long_enough(introduced.group(), parts)
    return any(_is_role(part) for part in parts)


def _long_enough(introduction: str, parts: list[str]) -> bool:
    """``Di Maria`` is a player: only ``By`` and an introduction with a colon may come before one word."""
    if introduction.strip().lower() == "by" or ":" in introduction:
        return True
    first = _ADDRESS.sub("", parts[0]).split()
    return sum(word[0].isupper() for word in first) > 1 or bool(first and _CASELESS.match(first[0]))


def _is_byline_part(part: str) -> bool:
    text = _ADDRESS.sub("", part).strip()
    return not text or _is_role(text) or bool(agency_named(text)) or _person(text) is not None


def _is_date_part(part: str) -> bool:
    """``April 26``, ``2019``, ``3:15 pm``: after an introduction, short pieces with figures are its date."""
    return len(part) <= 30 and any(char.isdigit() for char in part)


def _is_role(part: str) -> bool:
    words = part.lower().split()
    return any(word.strip(".") in ROLES for word in words) and len(words) <= 6 and not part.endswith(".")


def _inverted(parts: list[str]) -> list[str]:
    """``Roe, Jane`` is one person: two single words, neither of them an agency or a role."""
    if len(parts) == 2 and all(_single_name(part.strip()) for part in parts):
        return [f"{parts[1].strip()} {parts[0].strip()}"]
    return parts


def _single_name(word: str) -> bool:
    return " " not in word and word.istitle() and len(word) > 1 and _person(word) is not None


def _distinct(parts: list[str]) -> tuple[str, ...]:
    several = len(parts) > 1
    names: dict[str, str] = {}
    for part in parts:
        name = _person(part)
        if name and not (several and _needs_company(name)):
            names.setdefault(name.casefold(), name)
    return tuple(list(names.values())[:_MOST_AUTHORS])


def _needs_company(name: str) -> bool:
    """One word beside other names is a place (``Jane Roe, London``), unless its script has no case."""
    return " " not in name.replace(".", " ") and not _CASELESS.search(name)


def _person(part: str) -> str | None:
    """The name in ``part`` without role, place and outlet; None when it names nobody."""
    text = _PLACED.sub("", part).strip(" \t.,:'’‘`-–—")
    if text and _KEEPS_POINT.search(part):
        text += "."
    if not text or agency_named(text) or _is_organisation(text):
        return None
    words = _without_role(text.split())
    if words is None or not 1 <= len(words) <= 7 or not all(_is_name_word(word) for word in words):
        return None
    if not _ends_like_name(words):
        return None
    return without_capitals(" ".join(words))


def _is_organisation(text: str) -> bool:
    words = text.lower().split()
    if words[0] in ("cnn", "npr", "bbc", "msnbc", "follow", "former"):
        return True
    if len(words) > 1 and all(word in MODIFIERS for word in words):
        return True
    if words[-1] in ORGANISATIONS or words[0] == "the":
        return True
    if words[-1] in OUTLET_ENDS and len(words) > 1 and words[0] in OUTLET_STARTS:
        return True
    return len(words) == 1 and text.isupper() and len(text) <= 5


def _without_role(words: list[str]) -> list[str] | None:
    """``Jane Roe Senior Political Correspondent`` to its name; None when only a role stands there."""
    while words and words[-1].lower() in LETTERS_AFTER_NAMES:
        words = words[:-1]
    for at, word in enumerate(words):
        if word.lower().strip(".:") in ROLES:
            while at and words[at - 1].lower() in MODIFIERS:
                at -= 1
            words = _without_agency(words[:at])
            return None if _is_no_name(words) else words
    return _without_agency(words)


def _is_no_name(words: list[str]) -> bool:
    """What is left before a role may be its beat: ``European Pharmaceuticals`` of a correspondent."""
    return len(words) < 2 or words[0].lower() in MODIFIERS or agency_named(" ".join(words)) is not None


def _without_agency(words: list[str]) -> list[str]:
    """``Jane Roe Associated Press``, ``Jane Roe AFP``: the agency goes. ``Luis Mena`` keeps his name."""
    for at in range(2, len(words)):
        credit = " ".join(words[at:])
        if (at < len(words) - 1 or credit.isupper() or credit in ("Reuters", "Bloomberg")) and agency_named(
            credit
        ):
            return words[:at]
    return words


def _is_name_word(word: str) -> bool:
    if not _WORD.fullmatch(word) and not re.fullmatch(r"['’][a-zé]+", word):
        return False
    first = word[0]
    return first.isupper() or word.lower() in PARTICLES or _mixed(word) or bool(_CASELESS.match(first))


def _mixed(word: str) -> bool:
    """``al-Sharif``, ``dela``, ``d'Ancona``: a small beginning with a capital inside."""
    return any(char.isupper() for char in word[1:]) or word in ("dela", "dos", "el", "al")


def _ends_like_name(words: list[str]) -> bool:
    """A name does not end in a small word, and no address of a site is one."""
    return not words[-1].islower() and not any(_SITE.search(word) for word in words)
