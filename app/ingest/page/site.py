"""Telling the site's name from the headline in a line such as ``Headline - Section | Site``."""

import re
from collections.abc import Container

_SPACED = r"\s+[|•·»›–—/-]+\s+"
_TIGHT = r"\s*[|｜]\s*"
_SIGNS = r"(?<=[\u3040-\u9fff？！」])[-_－：](?=[\w.]{2,12}$)"
_SEPARATOR = re.compile(f"{_SPACED}|{_TIGHT}|{_SIGNS}")
_DASHES = frozenset("-–—/")
_MOST_WORDS = 5
_DOMAIN = re.compile(r"\w\.(?:com|org|net|info|[a-z]{2})\b", re.IGNORECASE)


def key_of(text: str) -> str:
    """``text`` for comparing lines: lower case, words only."""
    return " ".join(re.findall(r"\w+", text[:400].casefold()))


def title_parts(text: str) -> list[str]:
    """What stands between the separators; at least one part."""
    return [part for part in _SEPARATOR.split(text[:400]) if part] or [text[:400]]


def without_site(text: str, leads: bool, lines: Container[str]) -> tuple[str, str]:
    """``text`` without the site's name before or behind it, and that name ("" when there is none).

    ``lines`` are the keys of all short lines on the page: a site's name is often printed again.
    ``leads`` says that the line is the first of the page, where browsers' titles stand.
    """
    site = ""
    while (found := _tail(text, leads, lines)) is not None:
        text, site = text[: found.start()].rstrip(), text[found.end() :].strip()
    first = _SEPARATOR.search(text[:400])
    if first and not site and key_of(text[: first.start()]) in lines and _short(text[: first.start()], text):
        return text[first.end() :].strip(), text[: first.start()].strip()
    return text, site


def _tail(text: str, leads: bool, lines: Container[str]) -> re.Match[str] | None:
    last = next(reversed(list(_SEPARATOR.finditer(text[:400]))), None)
    if last is None or not last.start() or text[: last.start()].endswith(":"):
        return None
    tail = text[last.end() :]
    known = key_of(tail) in lines or (leads and _looks_like_site(tail, last.group().strip()))
    return last if known and _short(tail, text) else None


def _short(name: str, text: str) -> bool:
    return bool(name) and name.count(" ") < _MOST_WORDS and len(name) * 2 < len(text) + 10


def _looks_like_site(name: str, separator: str) -> bool:
    if _DOMAIN.search(name) or separator not in _DASHES:
        return True
    return not name[:1].islower() and name.count(" ") < 4
