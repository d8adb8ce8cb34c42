"""What one field of a record says: text, a link, names, tags. Wrong types name the path."""

import re
from collections.abc import Iterable, Mapping

from app.ingest.readers.faults import RecordFault

MAX_ITEMS = 1000
#: Where the text stands when a field is an object: as NYT, WordPress, JSON-LD, MongoDB and converted
#: XML write it, then by the commonest names.
TEXT_KEYS = (
    *("main", "rendered", "original", "@value", "#text", "$t", "$oid", "$date", "$numberLong"),
    *("text", "value", "name", "title", "label", "default", "@id", "id", "code"),
)
LINK_KEYS = ("url", "contentUrl", "href", "src", "link", "@id", "@value", "rendered", "value", "original")
NAME_KEYS = ("name", "label", "title", "text", "displayName", "value", "@value", "#text", "@id", "email")
#: ``… [+123 chars]``: how an API for news writes that it cut the text.
CUT_SHORT = re.compile(r"(?:(?<!\s)\s*(?:…|\.{3}))?(?<!\s)\s*\[\+\d{1,7} chars\]\Z")
CUT_MARK = 40
TAG_KEYS = ("value", *(key for key in NAME_KEYS if key != "value"), "term")
#: A list that a table holds as text, as Python or JSON write it: ['Ann Lee', "Bo Ray"].
WRITTEN_LIST = re.compile(r"\s*\[.*\]\s*", re.DOTALL)
WRITTEN_ITEM = re.compile(r"'((?:[^'\\]|\\.)*+)'|\"((?:[^\"\\]|\\.)*+)\"")


def text_of(value: object, path: str, keys: Iterable[str] = TEXT_KEYS) -> str:
    """Text as it is, a number as its digits, an object by the first of ``keys`` that it fills."""
    if isinstance(value, str):
        return value
    if value is None or value == {}:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping):
        key = next((key for key in keys if value.get(key) not in (None, "")), None)
        if key is not None:
            return text_of(value[key], f"{path}.{key}", keys)
    raise RecordFault("wrong_type", f"{path} is {_kind(value)}")


def body_of(value: object, path: str) -> str:
    """Text, or a list of paragraphs."""
    if not isinstance(value, list):
        text = text_of(value, path)
        return text[:-CUT_MARK] + CUT_SHORT.sub("…", text[-CUT_MARK:]) if text.endswith(" chars]") else text
    return "\n\n".join(text_of(item, f"{path}[{place}]") for place, item in enumerate(value))


def link_of(value: object, path: str) -> str:
    """An address: text, an object that holds it, or the first of a list."""
    return first_of(value, path, LINK_KEYS)


def first_of(value: object, path: str, keys: Iterable[str] = NAME_KEYS) -> str:
    """The text, or that of the first item of a list."""
    if isinstance(value, list):
        return text_of(value[0], f"{path}[0]", keys) if value else ""
    return text_of(value, path, keys)


def names_of(value: object, path: str) -> tuple[str, ...]:
    """Names: each item of a list, or one text as one entry."""
    if isinstance(value, str):
        return _written_list(value) or ((value,) if value else ())
    return _items(value, path, NAME_KEYS)


def tags_of(value: object, path: str) -> tuple[str, ...]:
    """Tags: each item of a list, or one text cut at its semicolons, bars or commas."""
    if not isinstance(value, str):
        return _items(value, path, TAG_KEYS)
    separator = next((char for char in ";|,\n" if char in value), ",")
    return _written_list(value) or _distinct(part.strip() for part in value.split(separator))


def _items(value: object, path: str, keys: Iterable[str]) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if all(isinstance(item, int) and not isinstance(item, bool) for item in items):
        return ()  # ids of names that stand elsewhere
    if len(items) > MAX_ITEMS:
        raise RecordFault("wrong_type", f"{path} is a list of {len(items)} items, at most {MAX_ITEMS}")
    return _distinct(text_of(item, f"{path}[{place}]", keys).strip() for place, item in enumerate(items))


def _written_list(value: str) -> tuple[str, ...]:
    if not WRITTEN_LIST.fullmatch(value):
        return ()
    return _distinct(single or double for single, double in WRITTEN_ITEM.findall(value))


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    return "a list" if isinstance(value, list) else "an object without a text that is known"
