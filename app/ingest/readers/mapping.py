"""From a record's own field names and values to a draft."""

import re
from collections.abc import Callable, Iterable, Mapping

from app.ingest.draft import Draft
from app.ingest.field_names import place_of
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.values import body_of, first_of, link_of, names_of, tags_of, text_of
from app.values import GUESSED_LANGUAGE

#: How the text of each field is read. ``authors``, ``tags`` and ``section`` may list several.
TEXTS: dict[str, Callable[[object, str], str]] = {
    "title": text_of,
    "body": body_of,
    "description": text_of,
    "published": text_of,
    "updated": text_of,
    "source": first_of,
    "publisher": first_of,
    "republished_by": first_of,
    "source_domain": link_of,
    "agency": first_of,
    "dateline": text_of,
    "language": first_of,
    "url": link_of,
    "image_url": link_of,
    "external_id": text_of,
}
DOMAIN_KEYS = ("domain", "url", "uri", "homepage", "sameAs")

EXPORTED_TO_THE_MINUTE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d):00Z")

#: The values of one field with the names they came under, best name first.
Values = list[tuple[str, object]]


def draft_of(fields: Iterable[tuple[str, object]], flags: tuple[str, ...] = ()) -> Draft:
    """The draft that a record's ``fields`` make; names that are not known are passed over.

    Raises RecordFault: ``wrong_type`` with the path, ``no_text`` where nothing is said.
    """
    fields = tuple(fields)
    given = _by_field(fields)
    if any(place_of(name) == ("external_id", 0) for name, _ in fields):
        given["external_id"] = _without_own_id(given.get("external_id", []))
    said = {field: _first(values, TEXTS[field]) for field, values in given.items() if field in TEXTS}
    text = said.get
    if not (text("title") or text("body") or text("description")):
        raise RecordFault("no_text")
    byline, authors = _credits(given)
    sections = _first_list(given.get("section", []), names_of)
    return Draft(
        title=text("title", ""),
        description=text("description", ""),
        body=text("body", ""),
        byline=byline,
        authors=authors,
        source=text("source") or text("publisher", ""),
        source_domain=text("source_domain") or _domain(given),
        republished_by=text("republished_by", ""),
        agency=text("agency", ""),
        dateline=text("dateline", ""),
        section=sections[0] if sections else "",
        tags=_tags(given.get("tags", []), sections[1:]),
        language="" if _is_guess(given.get("flags", [])) else text("language", ""),
        url=text("url", ""),
        image_url=text("image_url", ""),
        external_id=text("external_id", ""),
        published=_published(text("published", ""), given.get("precision", [])),
        updated=text("updated", ""),
        flags=flags,
    )


def _by_field(fields: Iterable[tuple[str, object]]) -> dict[str, Values]:
    """The values that say something, by the field they belong to, best name first."""
    ranked: dict[str, list[tuple[int, str, object]]] = {}
    for name, value in fields:
        place = None if value is None or value == "" else place_of(name)
        if place is not None:
            ranked.setdefault(place[0], []).append((place[1], name, value))
    return {field: _in_order(values) for field, values in ranked.items()}


def _in_order(ranked: list[tuple[int, str, object]]) -> Values:
    if len(ranked) > 1:
        ranked.sort(key=lambda entry: entry[0])
    return [(name, value) for _, name, value in ranked]


def _first(values: Values, read: Callable[[object, str], str]) -> str:
    """The first value that is more than white space."""
    return next((text for name, value in values if (text := read(value, name)).strip()), "")


def _first_list(values: Values, read: Callable[[object, str], tuple[str, ...]]) -> tuple[str, ...]:
    return next((texts for name, value in values if (texts := read(value, name))), ())


def _tags(values: Values, more: tuple[str, ...]) -> tuple[str, ...]:
    """The tags of every field that holds some, and what a list of sections names beyond the first."""
    tags = [tag for name, value in values for tag in tags_of(value, name)]
    return tuple(dict.fromkeys([*tags, *more]))


def _credits(given: Mapping[str, Values]) -> tuple[str, tuple[str, ...]]:
    """The byline as printed, and the names that are listed; a byline that is a list is such names."""
    authors = _first_list(given.get("authors", []), names_of)
    for name, value in given.get("byline", []):
        if isinstance(value, list):
            return "", authors or names_of(value, name)
        if byline := text_of(value, name):
            return byline, authors
    return "", authors


def _without_own_id(values: Values) -> Values:
    """An ``id`` beside an ``external_id``, be it empty, is the number that an archive of ours gave."""
    return [(name, value) for name, value in values if place_of(name) == ("external_id", 0)]


def _published(text: str, precision: Values) -> str:
    """The date, without the seconds that an export writes where only the minute is known."""
    exported = EXPORTED_TO_THE_MINUTE.fullmatch(text)
    if exported and any(value == "minute" for _, value in precision):
        return exported[1] + "Z"
    return text


def _is_guess(flags: Values) -> bool:
    """Whether the language is one that was told from the text before an export: it is told anew."""
    return any(isinstance(value, str | list) and GUESSED_LANGUAGE in value for _, value in flags)


def _domain(given: Mapping[str, Values]) -> str:
    """The address that a source or publisher given as an object holds."""
    for name, value in (*given.get("source", []), *given.get("publisher", [])):
        if isinstance(value, Mapping):
            key = next((key for key in DOMAIN_KEYS if isinstance(value.get(key), str)), None)
            if key is not None:
                return text_of(value[key], f"{name}.{key}")
    return ""
