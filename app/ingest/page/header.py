"""A tidy page: a block of ``Key: value`` lines, an empty line, the article."""

import re
from dataclasses import dataclass, replace
from typing import Any

from app.ingest.draft import Draft
from app.ingest.page.labels import field_named

_PAIR = re.compile(r"(?P<key>[^\W\d_][^:：\n]{0,30}?)\s*[:：](?:\s+(?P<value>.*)|)$")
_ITEM = re.compile(r"\s*+-\s++(.*)$")
_FENCE = re.compile(r"(?:-{3,}|\+{3,})\s*$")
_LIST = re.compile(r"[,;|、،]")
_MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """``fields``: a field of ``Draft`` and its value as written; ``rest``: the text after the block."""

    fields: dict[str, str]
    rest: str


def read_header(text: str) -> HeaderBlock | None:
    """The header block that ``text`` opens with, None when it opens with something else."""
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    lines = text[start:].split("\n", _MOST_LINES)[:_MOST_LINES]
    fenced = bool(_FENCE.match(lines[0]))
    pairs, used = _pairs(lines[fenced:], fenced)
    fields = _fields(pairs)
    if not _enough(fields, len(pairs)):
        return None
    length = sum(len(line) + 1 for line in lines[: used + fenced])
    opening = fields.pop("body", "")
    return HeaderBlock(fields, f"{opening}\n{text[start + length :]}".strip("\r\n\t "))


def header_draft(block: HeaderBlock) -> Draft:
    """The draft of a tidy page. Without a title of its own, a first line that stands alone is the title."""
    fields: dict[str, Any] = {name: value for name, value in block.fields.items() if name != "tags"}
    tags = (tag.strip() for tag in _LIST.split(block.fields.get("tags", "").strip("[]")))
    draft = Draft(**fields, body=block.rest, tags=tuple(_unquoted(tag) for tag in tags if tag))
    if draft.title:
        return draft
    first, _, rest = block.rest.partition("\n")
    return replace(draft, title=first.strip(), body=rest.strip()) if _alone(first, rest) else draft


def _alone(first: str, rest: str) -> bool:
    return 0 < len(first) <= 300 and (not rest or rest.startswith(("\n", "\r\n")))


def _enough(fields: dict[str, str], pairs: int) -> bool:
    """A title, or two known keys and nothing foreign: a page may well begin with "Source: ..."."""
    if "title" in fields:
        return len(fields) > 1 or pairs == 1
    return len(fields) >= 2 and len(fields) * 2 > pairs


def _pairs(lines: list[str], fenced: bool) -> tuple[list[tuple[str, str]], int]:
    """The pairs and how many lines they take, the closing fence or empty line included."""
    pairs: list[tuple[str, str]] = []
    for count, line in enumerate(lines):
        if fenced and _FENCE.match(line):
            return pairs, count + 1
        if not line.strip():
            if not fenced and not _goes_on(lines[count + 1 : count + 3]):
                return pairs, count + 1
        elif not _take(line, pairs):
            return pairs, count
        elif field_named(pairs[-1][0]) == "body":
            return pairs, count + 1
    return pairs, len(lines)


def _goes_on(lines: list[str]) -> bool:
    """Whether a known key follows upon the empty line: some tools put one between all pairs."""
    found = _PAIR.match(next((line.strip() for line in lines if line.strip()), ""))
    return found is not None and field_named(found["key"]) not in ("", "source")


def _take(line: str, pairs: list[tuple[str, str]]) -> bool:
    """Add what ``line`` says to ``pairs``; False when it is no part of a header block."""
    found = _PAIR.match(line.strip())
    if pairs and (item := _ITEM.match(line)):
        pairs[-1] = (pairs[-1][0], _added(pairs[-1][1], item.group(1), ", "))
    elif pairs and line[:1].isspace():
        pairs[-1] = (pairs[-1][0], _added(pairs[-1][1], line.strip(), " "))
    elif found and not (found["value"] or "").startswith("//"):
        pairs.append((found["key"], found["value"] or ""))
    else:
        return False
    return True


def _added(value: str, more: str, glue: str) -> str:
    return value + glue + more.strip() if value and value not in (">", "|", ">-", "|-") else more.strip()


def _fields(pairs: list[tuple[str, str]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for key, value in pairs:
        name = field_named(key)
        if name and value.strip():
            fields.setdefault(name, _unquoted(value.strip()))
    return fields


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
