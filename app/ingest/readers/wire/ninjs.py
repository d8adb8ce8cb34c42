"""ninjs, the IPTC's news in JSON: generations 1, 2 and 3, and what Superdesk makes of it.

https://iptc.org/standards/ninjs/ has the schemas. From one generation to the next the same thing changed
its name: ``headline`` became ``headlines``, ``body_xhtml`` ``bodies``, ``byline`` ``by``, ``versioncreated``
``versionCreated``. An item is told in the names that every JSON reader knows, and read by them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from app.ingest.field_names import folded, place_of
from app.ingest.normalise.wordlist import words
from app.ingest.readers.wire.inline import draft_of_string
from app.ingest.readers.wire.status import passed_for
from app.ingest.readers.wire.subjects import Subject, section_of

Fields = Mapping[str, Any]

#: Fields that only ninjs has, by their letters in lower case; one beside an id tells an item.
OWN = words("""
    versioncreated pubstatus bodyxhtml bodies headlines renditions descriptiontext descriptions
    associations eventdetails copyrightholder usageterms representationtype rightsinfo
""")
#: Formats of a body, best first: what holds paragraphs before what may have lost them.
BODY_KINDS = ("html", "xhtml", "html5", "nitf", "text", "plain")
BODY_FIELDS = ("bodyhtml", "bodyxhtml", "bodytext")
DESCRIPTION_FIELDS = ("descriptiontext", "descriptionhtml", "descriptionxhtml", "abstract")
#: Lists of what an item is about, in all generations, and in which relation it stands to that.
ABOUT = (
    "person",
    "people",
    "organisation",
    "organisations",
    "place",
    "places",
    "event",
    "events",
    "object",
    "objects",
)
RELATED = ("about", "mention", "mentions", "subject", "keyword")
PICTURE_NAMES = ("main", "original", "highres", "viewimage", "baseimage", "web", "preview")


def is_ninjs(value: Fields) -> bool:
    """Whether a JSON object is an item of news in ninjs."""
    names = {folded(name) for name in value}
    return bool(names & {"uri", "guid"}) and bool(names & OWN)


def passed_for_item(item: Fields, now: datetime) -> str | None:
    """The key of ``PASSED`` for an item that its agency withdrew or that is under embargo."""
    given = {folded(name): value for name, value in item.items()}
    status, state = _said(given, "pubstatus"), _said(given, "state")
    return passed_for(status, "", now) or passed_for(state, _said(given, "embargoed", "embargo"), now)


def fields_of(item: Fields) -> dict[str, object]:
    """The item in the names that every JSON reader knows, with what else it says in such names."""
    given = {folded(name): value for name, value in item.items()}
    content = draft_of_string(_body(given))
    version = _said(given, "versioncreated")
    first = _said(given, "firstpublished", "firstcreated", "contentcreated") or version
    told: dict[str, object] = {
        "headline": _headline(given) or content.title,
        "body": content.body or _listed(given),
        "description": _description(given) or content.description,
        "byline": _said(given, "by", "byline") or content.byline,
        "authors": _people(given) or list(content.authors),
        "published": first or content.published,
        "updated": version if version != first else "",
        "source": _said(given, "source", "copyrightholder")
        or _provider(given)
        or _holder(given)
        or content.source,
        "agency": _said(given, "creditline") or content.agency,
        "dateline": _dateline(given) or content.dateline,
        "section": _section(given) or section_of(_subjects(given)),
        "tags": list(dict.fromkeys((*_names(given), *_keywords(given), *content.tags))),
        "language": _said(given, "language") or content.language,
        "url": _address(given),
        "image": _picture(given),
        "external_id": _said(given, "uri", "guid"),
    }
    told = {name: value for name, value in told.items() if value}
    filled = {"tags", "updated", *(place[0] for name in told if (place := place_of(name)))}
    others = {name: value for name, value in item.items() if isinstance(value, str)}
    return told | {
        name: value for name, value in others.items() if (place := place_of(name)) and place[0] not in filled
    }


def _body(given: Fields) -> str:
    bodies = [body for body in _objects(given.get("bodies")) if isinstance(body.get("value"), str)]
    ranked = sorted((body for body in bodies if _rank(body) is not None), key=lambda body: _rank(body) or 0)
    texts = [body["value"] for body in ranked] + [_said(given, name) for name in BODY_FIELDS]
    return next((text for text in texts if text.strip()), "")


def _rank(body: Fields) -> int | None:
    """How good a rendition of the text is; None for what is no text to be read, such as other XML."""
    role = str(body.get("role", "")).casefold()
    kind = str(body.get("contentType", body.get("contenttype", ""))).casefold()
    for rank, name in enumerate(BODY_KINDS):
        if role == name or (role not in BODY_KINDS and name in kind):
            return rank
    return None if "xml" in kind or "json" in kind else len(BODY_KINDS)


def _headline(given: Fields) -> str:
    return _main(given.get("headlines")) or _said(given, "headline", "headlinetext", "title", "name")


def _description(given: Fields) -> str:
    text = _main(given.get("descriptions"))
    told = text or next((said for name in DESCRIPTION_FIELDS if (said := _said(given, name))), "")
    return told or _main(given.get("subheadlines"))


def _main(values: object) -> str:
    """The text that is the main one, or the first, of a list of texts with roles."""
    texts = [
        value for value in _objects(values) if isinstance(value.get("value"), str) and value["value"].strip()
    ]
    ranked = sorted(
        texts, key=lambda value: str(value.get("role", "main")).casefold() not in ("main", "text")
    )
    return ranked[0]["value"] if ranked else ""


def _people(given: Fields) -> list[str]:
    """The authors, as Superdesk lists them; pictures and editors have roles of their own."""
    writers = (
        author
        for author in _objects(given.get("authors"))
        if str(author.get("role", "writer")).casefold() not in ("photographer", "editor", "artwork", "video")
    )
    return [author["name"] for author in writers if isinstance(author.get("name"), str)]


def _provider(given: Fields) -> str:
    sources = (source for name in ("infosources", "infosource") for source in _objects(given.get(name)))
    return next((source["name"] for source in sources if isinstance(source.get("name"), str)), "")


def _holder(given: Fields) -> str:
    """Who holds the rights, as the third generation tells it."""
    rights = given.get("rightsinfo")
    folded_rights = (
        {folded(name): value for name, value in rights.items()} if isinstance(rights, Mapping) else {}
    )
    return _said(folded_rights, "copyrightholder")


def _listed(given: Fields) -> str:
    """What a package lists, title by title."""
    if given.get("type") != "composite":
        return ""
    items = (
        {folded(name): value for name, value in item.items()} for item in _objects(given.get("associations"))
    )
    titles = (_headline(item) for item in items if item.get("type") in ("text", "composite"))
    return "\n\n".join(title for title in titles if title)


def _dateline(given: Fields) -> str:
    """As written, or the place in an object that holds it (Superdesk's archive)."""
    dateline = given.get("dateline")
    if not isinstance(dateline, Mapping):
        return _said(given, "dateline", "located")
    located = dateline.get("located")
    city = located.get("city") if isinstance(located, Mapping) else None
    return city if isinstance(city, str) else _said(dateline, "text")


def _subjects(given: Fields) -> Iterator[Subject]:
    for name in ("subject", "subjects"):
        for subject in _objects(given.get(name)):
            code = next((subject[key] for key in ("code", "uri", "literal", "qcode") if subject.get(key)), "")
            yield Subject(str(subject.get("name") or ""), str(code))


def _section(given: Fields) -> str:
    """The category that Superdesk calls a service."""
    services = (service for name in ("service", "anpacategory") for service in _objects(given.get(name)))
    return next((service["name"] for service in services if isinstance(service.get("name"), str)), "")


def _names(given: Fields) -> list[str]:
    """What the item is about: subjects, then people, organisations, places and events."""
    others = (
        thing["name"]
        for name in ABOUT
        for thing in _objects(given.get(name))
        if isinstance(thing.get("name"), str) and str(thing.get("rel") or "about").casefold() in RELATED
    )
    return [name for name in (*(subject.name for subject in _subjects(given)), *others) if name]


def _keywords(given: Fields) -> list[str]:
    keywords = given.get("keywords")
    return [word for word in keywords if isinstance(word, str)] if isinstance(keywords, list) else []


def _address(given: Fields) -> str:
    address = _said(given, "uri")
    return address if address.startswith(("http://", "https://")) else ""


def _picture(given: Fields) -> str:
    """The address of the picture: of an item that is one, or of the first that is associated."""
    own = _rendition(given.get("renditions")) if given.get("type") in ("picture", "graphic") else ""
    associated = (
        _rendition(item.get("renditions"))
        for item in _objects(given.get("associations"))
        if item.get("type") in ("picture", "graphic")
    )
    return own or next((address for address in associated if address), "")


def _rendition(renditions: object) -> str:
    """The first rendition by its use: a list of them, or an object with their names as keys."""
    named = [
        (str(name), value)
        for name, value in _entries(renditions)
        if str(value.get("href", "")).startswith("http")
    ]
    ranked = sorted(
        named,
        key=lambda pair: (
            PICTURE_NAMES.index(folded(pair[0])) if folded(pair[0]) in PICTURE_NAMES else len(PICTURE_NAMES)
        ),
    )
    return str(ranked[0][1]["href"]) if ranked else ""


def _entries(renditions: object) -> Iterable[tuple[object, Fields]]:
    if isinstance(renditions, Mapping):
        return [(name, value) for name, value in renditions.items() if isinstance(value, Mapping)]
    return [(value.get("name", ""), value) for value in _objects(renditions)]


def _objects(value: object) -> list[Fields]:
    """The objects in a list, or those that an object holds by name."""
    if isinstance(value, Mapping):
        value = list(value.values())
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _said(given: Fields, *names: str) -> str:
    """The first of these fields that is text and says something."""
    values = (given.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")
