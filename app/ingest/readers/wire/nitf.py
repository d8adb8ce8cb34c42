"""NITF, the News Industry Text Format of the IPTC, all versions: one article an ``nitf`` element.

https://iptc.org/std/NITF/3.6/documentation/nitf.html names the elements. Also read: the same markup
inside NewsML and ninjs, where parts of the head are missing.
"""

import re
from collections.abc import Iterator
from functools import partial

from lxml import etree

from app.ingest.draft import Draft, Input, Passed, Record, Reject
from app.ingest.normalise import agency_named, parse_date
from app.ingest.readers.elements import (
    attribute,
    descendants,
    find,
    find_all,
    language_of,
    line_at,
    line_of,
    paragraphs_of,
)
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.wire.items import Made, items_of
from app.ingest.readers.wire.status import passed_for
from app.ingest.readers.xml import name_of

HEAD, DOCDATA, BODY_HEAD = "head", "head/docdata", "body/body.head"
DAY_WITH_ZONE = re.compile(r"(\d{8})[+-]\d{4}")
#: What identified-content names that is a subject, not a place in the text.
IDENTIFIED = ("person", "org", "event", "object.title", "classifier", "function")


def read_nitf(source: Input, options: ReadOptions) -> Iterator[Record | Reject | Passed]:
    """The articles of ``source``, which may stand inside any other XML."""
    return items_of(source, options, ("nitf",), partial(_made, options=options))


def _made(nitf: etree._Element, options: ReadOptions) -> Made:
    data = find(nitf, DOCDATA)
    release = attribute(find(nitf, f"{DOCDATA}/date.release"), "norm")
    # A release that cannot be read is no embargo: most say when a story moved, not until when it is held.
    release = "" if parse_date(release, now=options.now).flag == "bad_date" else release
    return passed_for(attribute(data, "management-status"), release, options.now) or nitf_draft(nitf)


def nitf_draft(nitf: etree._Element) -> Draft:
    """What an ``nitf`` element says; parts that are not there stay empty."""
    title = line_at(nitf, f"{BODY_HEAD}/hedline/hl1", f"{BODY_HEAD}/headline/hl1", f"{HEAD}/title")
    byline = find(nitf, f"{BODY_HEAD}/byline")
    source, agency = _credits(nitf)
    return Draft(
        title=title,
        description=_description(nitf, title),
        body=_body(nitf),
        byline=byline_of(byline),
        authors=tuple(line_of(person) for person in descendants(byline, "person"))
        if byline is not None
        else (),
        source=source,
        agency=agency,
        dateline=_dateline(nitf),
        section=attribute(find(nitf, f"{HEAD}/pubdata"), "position.section"),
        tags=tuple(dict.fromkeys(tag for tag in _tags(nitf) if tag)),
        language=language_of(nitf) or attribute(nitf, "baselang") or _body_language(nitf),
        url=attribute(find(nitf, f"{HEAD}/pubdata"), "ex-ref"),
        image_url=_image(nitf),
        external_id=attribute(find(nitf, f"{DOCDATA}/doc-id"), "id-string"),
        published=_published(nitf),
        updated=_revised(nitf),
    )


def byline_of(byline: etree._Element | None) -> str:
    """The byline on one line, what a person does set off by a comma."""
    if byline is None:
        return ""
    titles = [line_of(title) for title in descendants(byline, "byttl") if line_of(title)]
    names = " ".join(" ".join(_names(byline)).split()).strip(" ,")
    return ", ".join([names, *titles] if names else titles)


def _names(byline: etree._Element) -> Iterator[str]:
    """The text of a byline but for the titles."""
    yield byline.text or ""
    for child in byline:
        yield "" if name_of(child) == "byttl" else line_of(child)
        yield child.tail or ""


def _description(nitf: etree._Element, title: str) -> str:
    abstract = find(nitf, f"{BODY_HEAD}/abstract")
    if abstract is not None and (text := paragraphs_of(abstract)):
        return text
    subhead = line_at(nitf, f"{BODY_HEAD}/hedline/hl2")
    return "" if subhead == title else subhead


def _body(nitf: etree._Element) -> str:
    parts = (*find_all(nitf, "body/body.content"), *find_all(nitf, "body/body.end/tagline"))
    return "\n\n".join(text for part in parts if (text := paragraphs_of(part)))


def _credits(nitf: etree._Element) -> tuple[str, str]:
    """Who published it and which agency it came from."""
    distributor = line_at(nitf, f"{BODY_HEAD}/distributor")
    holder = attribute(find(nitf, f"{DOCDATA}/doc.copyright"), "holder")
    registrar = attribute(find(nitf, f"{DOCDATA}/doc-id"), "regsrc")
    owner = line_at(nitf, f"{BODY_HEAD}/rights/rights.owner")
    printed = attribute(find(nitf, f"{HEAD}/pubdata"), "name")
    source = next((name for name in (printed, distributor, holder, owner, registrar) if name), "")
    agency = next((known for name in (distributor, holder, registrar) if (known := agency_named(name))), None)
    return source, agency or ""


def _dateline(nitf: etree._Element) -> str:
    dateline = find(nitf, f"{BODY_HEAD}/dateline")
    if dateline is None:
        return ""
    location = find(dateline, "location")
    if location is None:
        return " ".join((dateline.text or "").split())
    places = [line_of(place) for place in location if line_of(place)]
    return ", ".join(places) if places and not (location.text or "").strip() else line_of(location)


def _tags(nitf: etree._Element) -> Iterator[str]:
    for keyword in find_all(nitf, f"{DOCDATA}/key-list/keyword"):
        yield attribute(keyword, "key")
    for subject in find_all(nitf, f"{HEAD}/tobject/tobject.subject"):
        yield attribute(subject, "tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type")
    for content in find_all(nitf, f"{DOCDATA}/identified-content"):
        for named in descendants(content, *IDENTIFIED):
            yield line_of(named) or attribute(named, "value")


def _body_language(nitf: etree._Element) -> str:
    body = find(nitf, "body")
    return "" if body is None else language_of(body)


def _image(nitf: etree._Element) -> str:
    for media in descendants(nitf, "media"):
        if attribute(media, "media-type") in ("image", "photo", ""):
            address = next((attribute(ref, "source") for ref in find_all(media, "media-reference")), "")
            if address.startswith(("http://", "https://")):
                return address
    return ""


def _published(nitf: etree._Element) -> str:
    given = (
        attribute(find(nitf, f"{DOCDATA}/date.issue"), "norm"),
        attribute(find(nitf, f"{DOCDATA}/date.release"), "norm"),
        attribute(find(nitf, f"{HEAD}/pubdata"), "date.publication"),
        attribute(find(nitf, f"{BODY_HEAD}/dateline/story.date"), "norm"),
        line_at(nitf, f"{BODY_HEAD}/dateline/story.date"),
    )
    return next((_day(date) for date in given if date), "")


def _revised(nitf: etree._Element) -> str:
    history = [attribute(step, "norm") for step in find_all(nitf, f"{HEAD}/revision-history")]
    return _day(history[-1]) if history else ""


def _day(date: str) -> str:
    """A day as NITF may write it, ``20080219+0100``, without its zone."""
    day = DAY_WITH_ZONE.fullmatch(date)
    return day[1] if day else date
