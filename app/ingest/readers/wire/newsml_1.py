"""NewsML 1.0 to 1.2, the IPTC's first wrapper: an article is the outermost component that has a headline.

https://iptc.org/std/NewsML/1.2/ names the elements. Components below it are its text, its pictures and
their captions, or the same in other formats; several components with headlines beside each other, such as
translations, are an article each.
"""

from collections.abc import Iterator

from lxml import etree

from app.ingest.draft import Draft, Input, Passed, Record, Reject
from app.ingest.normalise import agency_named
from app.ingest.readers.elements import attribute, descendants, find, find_all, line_at, line_of
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.wire.inline import draft_of_text
from app.ingest.readers.wire.items import flagged
from app.ingest.readers.wire.status import passed_for
from app.ingest.readers.xml import elements, name_of

ENVELOPE, ITEM = "NewsEnvelope", "NewsItem"
#: Roles of components that are no text of the article.
ASIDE = (
    "headline",
    "subheadline",
    "stylesheet",
    "logo",
    "photo",
    "picture",
    "caption",
    "video",
    "graphic",
    "contact",
)


def read_newsml_1(source: Input, options: ReadOptions) -> Iterator[Record | Reject | Passed]:
    """The articles of ``source``; a message may hold several items, an item several articles."""
    number, sender = 1, ""
    try:
        for element in elements(source.stream, (ENVELOPE, ITEM), options.max_record_bytes):
            if name_of(element) == ENVELOPE:
                sender = _sender(element)
                continue
            for record in _records(element, sender, options, number):
                yield record
                number += 1
    except RecordFault as fault:
        yield Reject(fault.reason, number, None, fault.detail)


def _records(
    item: etree._Element, sender: str, options: ReadOptions, number: int
) -> Iterator[Record | Reject | Passed]:
    status = attribute(find(item, "NewsManagement/Status"), "FormalName")
    embargo = line_at(item, "NewsManagement/StatusWillChange/DateAndTime")
    passed = passed_for(status, embargo if status.casefold() == "embargoed" else "", options.now)
    if passed:
        yield Passed(passed, number)
        return
    stories = list(_stories(item)) or list(find_all(item, "NewsComponent"))
    for place, story in enumerate(stories):
        try:
            yield Record(flagged(_draft(item, story, sender, several=len(stories) > 1)), number + place)
        except RecordFault as fault:
            yield Reject(fault.reason, number + place, None, fault.detail)


def _stories(item: etree._Element) -> Iterator[etree._Element]:
    """The outermost components that have a headline; pictures beside a text are none."""
    for component in find_all(item, "NewsComponent"):
        if line_at(component, "NewsLines/HeadLine"):
            yield component
        else:
            stories = list(_stories(component))
            texts = [story for story in stories if _text(story)]
            yield from texts or stories


def _draft(item: etree._Element, story: etree._Element, sender: str, several: bool) -> Draft:
    content = _content(story)
    around = [story, *(outer for outer in story.iterancestors() if name_of(outer) == "NewsComponent")]
    provider = _first(around, "AdministrativeMetadata/Provider/Party", "FormalName")
    source = provider or sender or _first(around, "AdministrativeMetadata/Source/Party", "FormalName")
    language = _first(around, "DescriptiveMetadata/Language", "FormalName")
    credit = _line(around, "NewsLines/CreditLine")
    first = line_at(item, "NewsManagement/FirstCreated")
    revised = line_at(item, "NewsManagement/ThisRevisionCreated")
    return Draft(
        title=_line(around, "NewsLines/HeadLine") or content.title,
        description=_line(around, "NewsLines/SubHeadLine") or content.description,
        body=content.body,
        byline=_line(around, "NewsLines/ByLine") or content.byline,
        authors=content.authors,
        source=source or content.source,
        agency=agency_named(credit) or agency_named(source) or content.agency,
        dateline=_line(around, "NewsLines/DateLine") or content.dateline,
        tags=tuple(dict.fromkeys((*_keywords(around), *content.tags))),
        language=language or content.language,
        external_id=_identity(item, language if several else ""),
        published=first or content.published or revised,
        updated=revised if revised != first else "",
    )


def _content(story: etree._Element) -> Draft:
    """The longest text of the story: other formats of it say the same, or less."""
    drafts = [draft_of_text(data) for data in _text(story)]
    return max(drafts, key=lambda draft: len(draft.body), default=Draft())


def _text(story: etree._Element) -> list[etree._Element]:
    """The contents of a story that are text, without those of pictures and the like."""
    return [data for data in descendants(story, "DataContent") if _is_text(data, story)]


def _is_text(data: etree._Element, story: etree._Element) -> bool:
    item = data.getparent()
    media = attribute(find(item, "MediaType"), "FormalName") if item is not None else ""
    if item is None or media.casefold() not in ("", "text") or find(item, "Encoding") is not None:
        return False
    for outer in data.iterancestors():
        if outer is story:
            break
        role = attribute(find(outer, "Role"), "FormalName").casefold()
        if role in ASIDE or (name_of(outer) == "NewsComponent" and _is_picture(outer)):
            return False
    return bool(line_of(data))


def _is_picture(component: etree._Element) -> bool:
    """Whether a component below a story is a picture with its caption."""
    kinds = {attribute(kind, "FormalName").casefold() for kind in descendants(component, "MediaType")}
    return bool(kinds & {"photo", "picture", "graphic", "video", "animation", "audio"})


def _sender(envelope: etree._Element) -> str:
    party = attribute(find(envelope, "SentFrom/Party"), "FormalName")
    return party or attribute(find(envelope, "NewsService"), "FormalName")


def _identity(item: etree._Element, language: str) -> str:
    """The item's name without its revision, and the language where it holds several."""
    path = "Identification/NewsIdentifier"
    parts = [line_at(item, f"{path}/{name}") for name in ("ProviderId", "DateId", "NewsItemId")]
    urn = ":".join(("urn:newsml", *parts)) if all(parts) else line_at(item, f"{path}/PublicIdentifier")
    return f"{urn}#{language}" if urn and language else urn


def _line(around: list[etree._Element], path: str) -> str:
    return next((line for component in around if (line := line_at(component, path))), "")


def _first(around: list[etree._Element], path: str, name: str) -> str:
    return next((said for component in around if (said := attribute(find(component, path), name))), "")


def _keywords(around: list[etree._Element]) -> Iterator[str]:
    for component in around:
        for line in find_all(component, "NewsLines/KeywordLine"):
            yield line_of(line)
        for named in find_all(component, "Metadata/Property"):
            if "keyword" in attribute(named, "FormalName").casefold():
                yield attribute(named, "Value")
