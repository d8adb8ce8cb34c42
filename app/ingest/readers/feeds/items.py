"""From one item of a feed to a draft: RSS, RDF and Atom by one table, for their names never mean two things.

- The text is ``content:encoded``, Atom's ``content`` or an XHTML body. Where an item has but a description,
  that is the text if it is as long as one, else the standfirst.
- An Atom entry that tells only when it was updated was published then, as far as anybody knows.
- Authors are those of the item; an Atom entry without one has those of its feed (RFC 4287, 4.2.1).
- The address is the link, without one a ``guid`` that is an address. The external id is ``guid`` or ``id``.
- An item that names another source is credited to that one, and republished by the feed it stands in:
  identity goes by the feed, so that no feed overwrites what another one told (fault B18).
- Two items of one address are two editions of one article: the later one in the feed wins, unless both
  tell when they were updated.
"""

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from app.ingest.draft import Draft
from app.ingest.normalise.markup import plain_text
from app.ingest.readers.feeds.authors import name_in, names_in
from app.ingest.readers.feeds.channel import Channel
from app.ingest.readers.feeds.furniture import without_furniture
from app.ingest.readers.feeds.images import image_in
from app.ingest.readers.feeds.links import base_of, is_web, joined, link_of
from app.ingest.readers.feeds.names import attribute_of, children_of
from app.ingest.readers.feeds.texts import is_text, language_around, line_of, text_of

Fields = Mapping[str, Sequence[etree._Element]]

TITLES = ("title", "dc:title", "media:title", "itunes:title")
TEXTS = ("content:encoded", "content", "xhtml:body", "body", "fullitem")
SUMMARIES = ("description", "summary", "abstract", "dc:description", "dcterms:abstract", "itunes:summary",
             "itunes:subtitle", "media:description")  # fmt: skip
PUBLISHED = ("pubdate", "dc:date", "published", "issued", "dcterms:issued", "created", "dcterms:created",
             "prism:publicationdate", "date")  # fmt: skip
UPDATED = ("updated", "modified", "dcterms:modified", "lastbuilddate")
AUTHORS = ("dc:creator", "author", "itunes:author", "creator")
IDS = ("guid", "id", "dc:identifier")
TAGS = ("category", "dc:subject", "itunes:category")
TAG_LISTS = ("media:keywords", "itunes:keywords")
#: Without a ``content``, a description of so many characters or paragraphs is the text itself.
LONG = 1000
PARAGRAPHS = 3


def draft_of(item: etree._Element, channel: Channel) -> Draft:
    """The draft that an item makes, be it empty."""
    fields = children_of(item)
    base = base_of([item], channel.base)
    title = _first(fields, TITLES)
    description, body = _texts(fields, title)
    published, updated = _dates(item, fields)
    source, source_domain = _source(fields)
    return Draft(
        title=title,
        description=description,
        body=body,
        authors=_authors(fields) or channel.authors,
        source=source or channel.title,
        source_domain=source_domain or ("" if source else channel.link),
        republished_by=channel.title if source and source != channel.title else "",
        section=_first(fields, ("prism:section",)),
        tags=tuple(dict.fromkeys(_tags(fields))),
        language=_first(fields, ("dc:language", "language")) or language_around([item]) or channel.language,
        url=_url(item, fields, base),
        image_url=joined(base, image_in(item, fields)),
        external_id=_id(item, fields),
        published=published or updated,
        updated=updated,
    )


def _first(fields: Fields, names: Sequence[str]) -> str:
    """What the first of ``names`` that says something says."""
    texts = (text_of(element) for name in names for element in fields.get(name, ()))
    return next((text for text in texts if text.strip()), "")


def _texts(fields: Fields, title: str) -> tuple[str, str]:
    """Description and body."""
    whole = (text_of(each) for name in TEXTS for each in fields.get(name, ()) if is_text(each))
    body = without_furniture(next((text for text in whole if text.strip()), ""), title)
    description = without_furniture(_first(fields, SUMMARIES), title)
    if body:
        return "" if description.strip() == body.strip() else description, body
    return ("", description) if _is_whole_text(description) else (description, "")


def _is_whole_text(description: str) -> bool:
    if len(description) < LONG and "<" not in description:
        return False
    text = plain_text(description[: 20 * LONG]).strip()
    return len(text) >= LONG or len([part for part in text.split("\n\n") if part.strip()]) >= PARAGRAPHS


def _dates(item: etree._Element, fields: Fields) -> tuple[str, str]:
    published, updated = (_last(fields, names) for names in (PUBLISHED, UPDATED))
    return published, updated or attribute_of(item, "lastmod")


def _last(fields: Fields, names: Sequence[str]) -> str:
    """What the first of ``names`` that says something says in its last element."""
    lines = (line_of(element) for name in names for element in reversed(fields.get(name, ())))
    return next((line for line in lines if line), "")


def _authors(fields: Fields) -> tuple[str, ...]:
    """The names that the best kind of element lists."""
    kinds = (tuple(name for each in fields.get(kind, ()) for name in names_in(each)) for kind in AUTHORS)
    return next((names for names in kinds if names), ())


def _source(fields: Fields) -> tuple[str, str]:
    """The source that an item of a collected feed comes from, and its address."""
    for element in fields.get("source", ()):
        within = children_of(element)
        if titles := within.get("title"):
            return line_of(titles[0]), link_of(within.get("link", ()), "")
        if not len(element) and (name := name_in(line_of(element))):
            return name, element.get("url", "")
    return "", ""


def _tags(fields: Fields) -> Iterator[str]:
    for element in (each for name in TAGS for each in fields.get(name, ())):
        yield element.get("label") or element.get("term") or line_of(element) or element.get("text") or ""
    for element in (each for name in TAG_LISTS for each in fields.get(name, ())):
        yield from (word.strip() for word in line_of(element).split(","))


def _url(item: etree._Element, fields: Fields, base: str) -> str:
    original = _first(fields, ("feedburner:origlink",))
    link = (
        joined(base, original)
        or link_of(fields.get("link", ()), base)
        or joined(base, attribute_of(item, "href"))
    )
    if link:
        return link
    guids = (each for each in fields.get("guid", ()) if each.get("isPermaLink", "true").lower() != "false")
    return next((line for each in guids if is_web(line := line_of(each))), "") or _about(item)


def _id(item: etree._Element, fields: Fields) -> str:
    return next(
        (line for name in IDS for each in fields.get(name, ()) if (line := line_of(each))), ""
    ) or _about(item)


def _about(item: etree._Element) -> str:
    about = attribute_of(item, "rdf:about")
    return about if is_web(about) else ""
