"""Telling the site's name from the headline in a line such as ``Headline - Section | Site``."""

import re
from collections.abc import Container, Mapping, Sequence

from app.ingest.page.likeness import key_of, tokens

_SPACED = r" [|•·»›–—/-]+ "
_TIGHT = r" ?[|｜] ?"
_SIGNS = r"(?<=[\u3040-\u9fff？！」])[-_－：](?=[\w.]{2,12}$)"
_SEPARATOR = re.compile(f"{_SPACED}|{_TIGHT}|{_SIGNS}")
_DASHES = frozenset("-–—/")
_MOST_WORDS = 5
_DOMAIN = re.compile(r"\w\.(?:com|org|net|info|[a-z]{2})\b", re.IGNORECASE)
#: Runs of parts are tried one by one; titles have few parts, menus that open a page have many.
_MOST_PARTS = 8


def title_parts(text: str) -> list[str]:
    """What stands between the separators; at least one part."""
    return [part for part in _SEPARATOR.split(text[:400]) if part] or [text[:400]]


def runs_of_parts(text: str) -> frozenset[str]:
    """The keys of all runs of neighbouring parts of ``text``, itself among them."""
    ends = [0, *(found.end() for found in _separators(text)), len(text)]
    starts = [0, *(found.end() for found in _separators(text))]
    return frozenset(key_of(text[start:end]) for start in starts for end in ends if end > start)


def _separators(text: str) -> list[re.Match[str]]:
    return list(_SEPARATOR.finditer(text[:400]))[: _MOST_PARTS - 1]


def without_site(text: str, lines: Container[str]) -> tuple[str, str]:
    """``text`` without a name before or behind it that is printed again, and that name ("" for none).

    ``lines`` are the keys of all short lines on the page.
    """
    separators = list(_SEPARATOR.finditer(text[:400]))
    if not separators:
        return text, ""
    first, last = separators[0], separators[-1]
    tail, lead = text[last.end() :].strip(), text[: first.start()].strip()
    if key_of(tail) in lines and _short(tail, text) and not text[: last.start()].endswith(":"):
        return text[: last.start()].rstrip(), tail
    if key_of(lead) in lines and _short(lead, text):
        return text[first.end() :].strip(), lead
    return text, ""


def browser_title(text: str, lines: Mapping[str, int], spoken: Container[str]) -> tuple[str, str]:
    """The headline in a browser's title and the site's name ("" when there is none).

    ``lines`` counts the short lines of the page, ``spoken`` are the tokens of its body. A run of parts
    that is printed again as a line is the headline; else it is the part that the body speaks of most.
    """
    separators = _separators(text)
    if not separators or lines.get(key_of(text), 0) > 1:
        return text, ""
    edges = [0, *(edge for found in separators for edge in found.span()), len(text)]
    parts = [(edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]
    heart = _heart(text, parts, spoken)
    first, last = _printed(text, parts, heart, lines) or _plain(text, parts, heart, lines, spoken)
    site = text[slice(*parts[-1])] if last < len(parts) - 1 else text[slice(*parts[0])] if first else ""
    return text[parts[first][0] : parts[last][1]].strip(), site.strip()


def _heart(text: str, parts: Sequence[tuple[int, int]], spoken: Container[str]) -> int:
    """The part with most words that the body speaks of, the longest and first of equals."""
    return max(
        range(len(parts)),
        key=lambda at: (_spoken(text[slice(*parts[at])], spoken), parts[at][1] - parts[at][0], -at),
    )


def _spoken(text: str, spoken: Container[str]) -> int:
    return sum(token in spoken for token in set(tokens(text)))


def _printed(
    text: str, parts: Sequence[tuple[int, int]], heart: int, lines: Mapping[str, int]
) -> tuple[int, int] | None:
    """The longest run of parts around the ``heart`` that is a line of its own elsewhere."""
    runs = [(first, last) for first in range(heart + 1) for last in range(heart, len(parts))]
    for first, last in sorted(runs, key=lambda run: run[0] - run[1]):
        key = key_of(text[parts[first][0] : parts[last][1]])
        if key in lines and last - first < len(parts) - 1 and len(key) > 12:
            return first, last
    return None


def _plain(
    text: str,
    parts: Sequence[tuple[int, int]],
    heart: int,
    lines: Container[str],
    spoken: Container[str],
) -> tuple[int, int]:
    """The parts between the nearest upright bars, without names before and behind the ``heart``."""
    strong = [text[parts[at][1] : parts[at + 1][0]].strip() not in _DASHES for at in range(len(parts) - 1)]
    first = max((at + 1 for at in range(heart) if strong[at]), default=0)
    last = min((at for at in range(heart, len(parts) - 1) if strong[at]), default=len(parts) - 1)
    pieces = [text[slice(*part)].strip() for part in parts]
    while first < heart and _is_lead(pieces[first], spoken):
        first += 1 + (first + 1 < heart and _is_section(pieces[first + 1]))
    named = (
        at
        for at in range(heart + 1, last + 1)
        if _is_name(pieces[at], lines, spoken) or (at + 1 < len(parts) and _is_section(pieces[at]))
    )
    end = next(named, last + 1) - 1
    return first, end - (end > heart and end == len(parts) - 1 and _is_proper(pieces[end]))


def _is_lead(part: str, spoken: Container[str]) -> bool:
    """The site's name before the headline: a few words in capitals that the body does not speak of."""
    return _is_proper(part) and _spoken(part, spoken) * 2 <= len(set(tokens(part)))


def _is_section(part: str) -> bool:
    """One capitalised word: with the site behind it this is a section, even one that the body speaks of."""
    return " " not in part and part[:1].isupper()


def _is_proper(part: str) -> bool:
    """A few words in capitals: at the very end of a browser's title that is the site, even one spoken of."""
    words = part.split()
    return 2 <= len(words) <= 3 and all(word.lstrip("(")[:1].isupper() for word in words if len(word) > 3)


def _is_name(part: str, lines: Container[str], spoken: Container[str]) -> bool:
    """Printed again, a domain, or few words, in capitals, that the body does not speak of."""
    words = part.split()
    if not words or len(words) > _MOST_WORDS:
        return False
    if key_of(part) in lines or _DOMAIN.search(part):
        return True
    strange = _spoken(part, spoken) * 2 <= len(set(tokens(part)))
    return strange and (len(words) <= 2 or all(_is_capital(word) for word in words if len(word) > 3))


def _is_capital(word: str) -> bool:
    """Begins with a capital letter, or with a letter that has no case."""
    return not word[0].islower()


def _short(name: str, text: str) -> bool:
    return bool(name) and name.count(" ") < _MOST_WORDS and len(name) * 2 < len(text) + 10
