"""From a crawl archive to its pages. ``number`` counts records from 1, ``offset`` is in unpacked bytes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.ingest.detect import archive_of, detect
from app.ingest.draft import Document, Input, InputFault, Passed, Reject
from app.ingest.finding import printable
from app.ingest.normalise import parse_date
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.heads import holds_no_articles
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.warc.digests import MISMATCH, is_damaged
from app.ingest.readers.warc.encodings import undone
from app.ingest.readers.warc.framing import Frame, arc_frame, begins_arc, begins_warc, warc_frame
from app.ingest.readers.warc.http import Answer, answer_of, dechunked
from app.ingest.readers.warc.revisits import Seen
from app.ingest.readers.warc.tape import BLANK, MAX_HEADER, Tape, cut_by

#: Records that hold a page; ``conversion`` is its text, as Common Crawl's WET files have it.
PAGES = ("response", "resource", "conversion")
TEXT_TYPES = (
    *("", "text/html", "application/xhtml+xml", "text/plain", "application/json", "application/ld+json"),
    *("application/feed+json", "application/rss+xml", "application/atom+xml", "application/rdf+xml"),
    *("application/xml", "text/xml"),
)
#: Files beside the pages of a site, for crawlers.
FOR_CRAWLERS = ("/robots.txt", "/ads.txt", "/app-ads.txt", "/humans.txt", "/security.txt", "/llms.txt")
#: Damaged places of one archive that are passed on the way to the next record.
MAX_FAULTS = 10_000

Framing = tuple[Callable[[Tape], Frame], Callable[[bytes], bool]]
Item = Document | Reject | Passed


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a record stands."""

    archive: str
    number: int
    offset: int


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A record to be read whole; ``answer`` is its HTTP head, where it has one."""

    answer: Answer | None


def read_warc(source: Input, options: ReadOptions) -> Iterator[Item]:
    """The pages of a WARC archive; other records are passed over, damaged ones are rejects."""
    return _read(source, options, (warc_frame, begins_warc))


def read_arc(source: Input, options: ReadOptions) -> Iterator[Item]:
    """The pages of an ARC archive."""
    return _read(source, options, (arc_frame, begins_arc))


def _read(source: Input, options: ReadOptions, framing: Framing) -> Iterator[Item]:
    tape, seen = Tape(source.stream), Seen()
    number = faults = start = 0
    position = -1
    while faults < MAX_FAULTS:
        try:
            if not _at_record(tape):
                return
            number, start = number + 1, tape.offset
            yield from _record(source, tape, number, framing, seen, options)
        except RecordFault as fault:
            yield Reject(fault.reason, number, start, fault.detail)
            faults += 1
            if fault.reason == "truncated" or not _resynced(tape, framing[1]):
                return
        except InputFault as fault:
            # A damaged packed member ends one record; the next member is found where packing allows it.
            if fault.reason != "unreadable" or source.position() <= position:
                raise
            position = source.position()
            yield Reject(fault.reason, max(number, 1), start, fault.detail)
            faults += 1


def _at_record(tape: Tape) -> bool:
    """Passes over empty lines; whether anything follows."""
    while (line := tape.line()) in BLANK:
        pass
    tape.keep(line)
    return bool(line)


def _resynced(tape: Tape, begins: Callable[[bytes], bool]) -> bool:
    try:
        return tape.find(begins)
    except InputFault:
        return True  # the next look at the tape tells it


def _record(
    source: Input, tape: Tape, number: int, framing: Framing, seen: Seen, options: ReadOptions
) -> Iterator[Item]:
    place = _Place(source.name, number, tape.offset)
    frame = framing[0](tape)
    reason = _passed_by_frame(frame, seen)
    if reason:
        tape.skip(frame.length)
        yield Passed(reason, number, place.offset)
        return
    head = tape.read(min(frame.length, MAX_HEADER))
    rest = frame.length - len(head)
    judged = _judged(frame, head, options.max_record_bytes)
    if isinstance(judged, RecordFault):
        tape.skip(rest)
        yield Reject(judged.reason, number, place.offset, judged.detail)
    elif isinstance(judged, str):
        tape.skip(rest)
        yield Passed(judged, number, place.offset)
    else:
        content = head + tape.read(rest)
        if len(content) < frame.length and not _is_whole(content, judged.answer):
            raise cut_by(frame.length - len(content))
        seen.add(frame)
        yield _page(frame, judged.answer, content, place, options)


def _is_whole(content: bytes, answer: Answer | None) -> bool:
    """Whether the server's own length says that nothing of the page is missing, whatever the archive says."""
    length = "" if answer is None else answer.fields.get("content-length", "")
    return answer is not None and length.isdecimal() and len(content) - answer.body >= int(length[:15])


def _judged(frame: Frame, head: bytes, limit: int) -> _Wanted | RecordFault | str:
    """From the beginning of a record's content: it is wanted, or what is wrong, or why it is passed over."""
    try:
        answer = answer_of(head) if _is_http(frame) else None
        if reason := _passed_by_answer(frame, answer):
            return reason
    except RecordFault as fault:
        return fault
    return _Wanted(answer) if frame.length <= limit else RecordFault("record_too_large")


def _passed_by_frame(frame: Frame, seen: Seen) -> str | None:
    if frame.kind == "revisit":
        return "revisit" if seen.knows(frame) else "unresolved_revisit"
    if frame.kind not in PAGES or not frame.url.startswith(("http://", "https://")):
        return "not_a_page"
    return "not_a_page" if frame.url.split("?")[0].endswith(FOR_CRAWLERS) else None


def _is_http(frame: Frame) -> bool:
    return frame.kind == "response" or frame.content_type.startswith("application/http")


def _passed_by_answer(frame: Frame, answer: Answer | None) -> str | None:
    if frame.fields.get("warc-segment-number"):
        raise RecordFault("segmented")
    if answer is not None and answer.status != 200:
        return "http_status"
    content_type = frame.content_type if answer is None else answer.fields.get("content-type", "")
    return None if content_type.partition(";")[0].strip().casefold() in TEXT_TYPES else "not_text"


def _page(frame: Frame, answer: Answer | None, content: bytes, place: _Place, options: ReadOptions) -> Item:
    """The page that a record holds."""
    content_type, body = frame.content_type, content
    payloads: tuple[bytes, ...] = (content,)
    if answer is not None:
        content_type = answer.fields.get("content-type", "")
        sent = body = content[answer.body :]
        if "chunked" in answer.fields.get("transfer-encoding", "").casefold():
            body = dechunked(sent)
        payloads = (sent, body)
        try:
            body = undone(body, answer.fields.get("content-encoding", ""), options.max_record_bytes)
        except RecordFault as fault:
            return Reject(fault.reason, place.number, place.offset, fault.detail)
    if not _may_hold_articles(body, frame.url):
        return Passed("not_text", place.number, place.offset)
    moment = parse_date(frame.date, now=options.now).moment
    return Document(
        name=f"{place.archive} {printable(frame.url[:1000])}",
        data=body,
        number=place.number,
        offset=place.offset,
        url=frame.url,
        content_type=content_type,
        fetched_at=moment.at if moment else None,
        flags=(MISMATCH,) if is_damaged(frame.fields, content, payloads) else (),
    )


def _may_hold_articles(body: bytes, url: str) -> bool:
    """Whether the content can be an article, whatever type the server said it was."""
    if not body.strip():
        return False
    head = body[: 64 * 1024]
    if archive_of(head) or holds_no_articles(head):
        return False
    return bool(detect(head, _name(url)).format)


def _name(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
