"""NewsML-G2, the IPTC's wrapper of news items, packages of them and messages that carry both.

https://iptc.org/std/NewsML-G2/guidelines/ names the elements; their local names are all that counts here.
A package with a headline is an article of its own: what it lists, title by title. Concepts, catalogues and
plans of coverage are passed over.
"""

from collections.abc import Iterator
from functools import partial

from lxml import etree

from app.ingest.draft import Draft, Input, Passed, Record, Reject
from app.ingest.normalise import agency_named
from app.ingest.readers.elements import (
    attribute,
    descendants,
    find,
    find_all,
    language_of,
    line_at,
    line_of,
)
from app.ingest.readers.feeds.links import is_web
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.wire.inline import draft_of_text
from app.ingest.readers.wire.items import Made, items_of
from app.ingest.readers.wire.status import ENDLESS, passed_for
from app.ingest.readers.wire.subjects import Subjects, section_of
from app.ingest.readers.xml import name_of
from app.values.address import domain_of

NEWS, PACKAGE = "newsItem", "packageItem"
OTHERS = ("conceptItem", "knowledgeItem", "planningItem", "catalogItem")


def read_newsml_g2(source: Input, options: ReadOptions) -> Iterator[Record | Reject | Passed]:
    """The items of ``source``, one or many; the guid is the id, whatever the version."""
    return items_of(source, options, (NEWS, PACKAGE, *OTHERS), partial(_made, options=options))


def _made(item: etree._Element, options: ReadOptions) -> Made:
    if name_of(item) in OTHERS:
        return "not_news"
    status = attribute(find(item, "itemMeta/pubStatus"), "qcode", "uri", "literal")
    if passed := passed_for(status.replace("/", ":"), _embargo(item), options.now):
        return passed
    if name_of(item) == NEWS:
        return _draft(item, _content(item))
    listed = _listed(item)
    return _draft(item, listed) if _headline(item) else "not_news"


def _embargo(item: etree._Element) -> str:
    """When the embargo ends: an element without a date, until further notice."""
    embargo = find(item, "itemMeta/embargoed")
    return "" if embargo is None else line_of(embargo) or ENDLESS


def _content(item: etree._Element) -> Draft:
    """The first content that holds text; other renditions say the same again."""
    held = (part for part in descendants(item, "inlineXML", "inlineData"))
    drafts = (draft_of_text(part) for part in held if _is_text(part))
    return next((draft for draft in drafts if draft.body), Draft())


def _is_text(part: etree._Element) -> bool:
    kind = attribute(part, "contenttype")
    return not attribute(part, "encoding") and not kind.startswith(("image/", "video/", "audio/"))


def _listed(package: etree._Element) -> Draft:
    """The titles in a package, each with what is said of it."""
    lines: list[str] = []
    for reference in descendants(package, "itemRef"):
        title = line_at(reference, "headline", "title")
        lines += [line for line in (title, line_at(reference, "description")) if line]
    return Draft(body="\n\n".join(lines))


def _draft(item: etree._Element, content: Draft) -> Draft:
    meta = find(item, "contentMeta")
    source, agency = _credits(item)
    first, version = _dates(item)
    subjects = Subjects.of(item)
    guid = attribute(item, "guid")
    byline = line_at(item, "contentMeta/by") or content.byline
    return Draft(
        title=_headline(item) or content.title or line_at(item, "itemMeta/title"),
        description=_description(item) or content.description,
        body=content.body,
        byline=byline,
        authors=content.authors or (() if byline else _creators(item, source)),
        source=source or content.source,
        agency=agency or content.agency,
        dateline=_dateline(item) or content.dateline or _located(item),
        section=section_of(subjects.listed),
        tags=tuple(dict.fromkeys((*subjects.names, *_keywords(item), *content.tags))),
        language=_language(item) if meta is not None else content.language,
        url=guid if guid.startswith(("http://", "https://")) else "",
        image_url=content.image_url or _picture(item),
        external_id=guid,
        published=first or content.published,
        updated=version if version != first else "",
    )


def _headline(item: etree._Element) -> str:
    """The main headline: the one without a role or with that of the main one, in the item's language."""
    language = _language(item)[:2]
    given = list(find_all(item, "contentMeta/headline"))
    ranked = sorted(given, key=lambda headline: _place_of_headline(headline, language))
    return next((line for headline in ranked if (line := line_of(headline))), "")


def _place_of_headline(headline: etree._Element, language: str) -> tuple[bool, bool, bool]:
    """What sorts the better headline first: no subheadline, in the language, no short form."""
    role, own = attribute(headline, "role").casefold(), attribute(headline, "lang")[:2]
    return "sub" in role, bool(own) and own != language, bool(role) and "main" not in role


def _description(item: etree._Element) -> str:
    subhead = (
        line_of(headline)
        for headline in find_all(item, "contentMeta/headline")
        if "sub" in attribute(headline, "role").casefold()
    )
    return line_at(item, "contentMeta/description") or next(subhead, "")


def _named(party: etree._Element | None) -> str:
    """Who a party is: its name, or what its code says."""
    if party is None:
        return ""
    return line_at(party, "name") or attribute(party, "literal") or _code(attribute(party, "qcode"))


def _code(qcode: str) -> str:
    return qcode.partition(":")[2]


def _credits(item: etree._Element) -> tuple[str, str]:
    """Who provides the item, and the agency among those who are credited."""
    provider = _named(find(item, "itemMeta/provider"))
    holder = line_at(item, "rightsInfo/copyrightHolder/name")
    parties = (
        line_at(item, "contentMeta/creditline"),
        *(_named(party) for party in find_all(item, "contentMeta/infoSource")),
        provider,
    )
    agency = next((known for party in parties if (known := agency_named(party.strip(" -–—")))), None)
    site = domain_of(attribute(find(item, "itemMeta/provider"), "uri"))
    return provider or holder or site, agency or ""


def _creators(item: etree._Element, source: str) -> tuple[str, ...]:
    """The people who made the content; parties that are known to be no people are left out."""
    makers = (
        line_at(maker, "name") for maker in find_all(item, "contentMeta/creator") if not _is_party(maker)
    )
    return tuple(name for name in makers if name and name != source and not agency_named(name))


def _is_party(maker: etree._Element) -> bool:
    # A qcode like ``web:example.com`` or ``nprov:AcmeNews`` stands for an organisation.
    kind = attribute(maker, "type")
    code = attribute(maker, "qcode")
    return "org" in kind.casefold() or code.startswith(("nprov:", "web:")) or "." in _code(code)


def _dates(item: etree._Element) -> tuple[str, str]:
    """When the item first came and when this version did, as the item says."""
    version = line_at(item, "itemMeta/versionCreated")
    created = line_at(item, "contentMeta/contentCreated")
    item_class = attribute(find(item, "itemMeta/itemClass"), "qcode")
    # A picture is taken when it is taken; a text is created when it is written.
    original = version if item_class and not item_class.endswith(":text") else created or version
    return line_at(item, "itemMeta/firstCreated") or original, version


def _dateline(item: etree._Element) -> str:
    """The dateline, unless it is but a date: some agencies write no place there."""
    dateline = line_at(item, "contentMeta/dateline")
    return "" if dateline[:1].isdigit() else dateline


def _located(item: etree._Element) -> str:
    return next((name for place in find_all(item, "contentMeta/located") if (name := _place(place))), "")


def _place(place: etree._Element) -> str:
    return line_at(place, "name") or attribute(place, "literal")


def _picture(item: etree._Element) -> str:
    """The address of the picture that the item is, or that stands beside its text: the largest."""
    pictures = [
        remote
        for remote in descendants(item, "remoteContent", "icon")
        if attribute(remote, "contenttype").startswith("image/") and is_web(attribute(remote, "href"))
    ]
    return attribute(max(pictures, key=_width, default=None), "href")


def _width(remote: etree._Element) -> int:
    width = attribute(remote, "width")
    return int(width) if width.isascii() and width.isdigit() and len(width) < 6 else 0


def _keywords(item: etree._Element) -> Iterator[str]:
    return (line for keyword in find_all(item, "contentMeta/keyword") if (line := line_of(keyword)))


def _language(item: etree._Element) -> str:
    said = attribute(find(item, "contentMeta/language"), "tag")
    content = next(descendants(item, "inlineXML", "inlineData"), item)
    return said or language_of(content)
