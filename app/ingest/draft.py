"""What a reader hands on: a draft of an article, or a reject with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Draft:
    """What one record says, as text and not yet judged; an empty string is "not said".

    ``published`` and ``updated`` are the dates as written (an epoch number as its digits).
    ``byline`` is the line as printed, ``authors`` names that the input lists one by one.
    """

    title: str = ""
    description: str = ""
    body: str = ""
    byline: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    source_domain: str = ""
    republished_by: str = ""
    agency: str = ""
    dateline: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    url: str = ""
    image_url: str = ""
    external_id: str = ""
    published: str = ""
    updated: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A draft and where it stands: ``number`` counts records from 1, ``offset`` is in bytes."""

    draft: Draft
    number: int
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that did not become an article. ``reason`` is a key of ``REASONS``."""

    reason: str
    number: int
    offset: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A record that is passed over on purpose: counted, neither read nor rejected.

    ``reason`` is a key of ``PASSED``.
    """

    reason: str
    number: int
    offset: int | None = None


class InputFault(Exception):
    """The input cannot be read on from here. ``reason`` is a key of ``REASONS``.

    Only an input's stream raises it, and only ``read_input`` catches it.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def unknown_position() -> int:
    """The position in an input that cannot tell it."""
    return 0


def unmetered(more: int) -> None:
    """Nothing counts what is unpacked from an input that lies in no archive."""


@dataclass(frozen=True, slots=True)
class Input:
    """One opened input: ``name`` for people, ``stream`` unpacked bytes, buffered and peekable.

    ``size`` is the packed size in bytes, None where it cannot be known; ``position()`` says how many
    packed bytes have been read. The stream raises ``InputFault`` where it cannot be read on.

    What came with the input, where it is known: ``url`` is the address it was fetched from, ``content_type``
    the value of that HTTP header, ``fetched_at`` when (aware). What was undone to read it: ``packing`` is
    its name, ``encoding`` that of UTF-16 or UTF-32; empty for none.

    For archives: ``path`` is the file, where the stream gives its very bytes; ``depth`` counts the archives
    that the input lies in, and ``spend`` tells the innermost how many bytes were unpacked from the input.
    """

    name: str
    stream: BufferedReader
    size: int | None = None
    position: Callable[[], int] = unknown_position
    url: str = ""
    content_type: str = ""
    fetched_at: datetime | None = None
    packing: str = ""
    encoding: str = ""
    path: Path | None = None
    depth: int = 0
    spend: Callable[[int], None] = unmetered


@dataclass(frozen=True, slots=True)
class Document:
    """One whole document, to be read by itself: an input, or a member of an archive.

    ``name`` is safe to print. ``format`` is a key of ``READERS``, or empty to look at the content. A member
    has its ``number`` in the archive, counted from 1, and its ``offset`` in bytes: its records bear them,
    and its ``flags``.
    ``url``, ``content_type`` and ``fetched_at`` are as in ``Input``.
    """

    name: str
    data: bytes
    format: str = ""
    number: int | None = None
    offset: int | None = None
    url: str = ""
    content_type: str = ""
    fetched_at: datetime | None = None
    flags: tuple[str, ...] = ()

    def parts(self) -> tuple["Document", ...]:
        """It is no job to be done in parts."""
        return ()


#: Reason codes are stable; the sentence says what to do about it.
REASONS: dict[str, str] = {
    "bad_xml": "The XML is not well formed at the line given: mend it there, then ingest the file again.",
    "xml_entity": "The XML holds an entity that is unknown or would grow without measure: write its text.",
    "bad_header": "No record begins where one should, or its header has no end: get the archive again.",
    "bad_length": "The length of the record is missing or no number: mend the archive with a WARC tool.",
    "bad_http": "The HTTP answer in the record cannot be read: crawl the page again.",
    "encrypted": "The member of the archive is encrypted: unpack it yourself, and ingest what it holds.",
    "too_many_members": "The archive has more members than DATELINE_ARCHIVE_MEMBERS: split it or raise that.",
    "nested_archive": "The archive lies in archives in archives: unpack the outermost first.",
    "segmented": "The page is spread over several records: join them with a WARC tool first.",
    "bad_json": "The record is not valid JSON: mend it at the position given, then ingest the file again.",
    "not_an_object": "The record is not a JSON object: write one object with title and body a record.",
    "too_deep": "The record nests too deeply: flatten it to the article's own fields.",
    "bad_number": "The record holds a number that is not finite or has too many digits: write it as text.",
    "duplicate_key": "The record names one field twice: keep one of them.",
    "wrong_type": "A field has a type that cannot be read: write text or a list of texts in the field named.",
    "truncated": "The input ends in the middle of the record: get the whole file and ingest it again.",
    "record_too_large": "The record is larger than DATELINE_MAX_RECORD_BYTES: split it or raise the limit.",
    "column_count": "The row has more or fewer cells than the header: mend its quotes or separators.",
    "no_header": "No column is known by its name: add a header row with names like title, body, date.",
    "no_text": "Neither a title nor a body was found; get a web page as a reader sees it.",
    "error_page": "The page is a server's error or a check for robots, not the article: fetch it again.",
    "story_list": "The page lists stories and is none itself: ingest the pages that it links to.",
    "no_title": "No title stands out: add a header block (Title: ...) or give the record a title.",
    "unsupported_type": "The type of this file is not read: convert it to JSON Lines, CSV or text.",
    "needs_parquet": "Parquet tables need an extra: pip install 'dateline[parquet]', then ingest again.",
    "unreadable": "The input could not be read to its end: check its permissions and its compression.",
    "bomb": "The input unpacks to far more than an archive of articles does: unpack it and look at it first.",
    "timeout": "Reading the document took too long: look at it, or raise DATELINE_DOCUMENT_CPU and _WALL.",
    "memory": "Reading the document took more than DATELINE_DOCUMENT_MEMORY: look at it, or raise the limit.",
    "parser_crash": "The parser broke down over the document: look at it, and tell us if it is sound.",
    "source_changed": "The file changed while it was read: ingest it again when it is complete.",
}

#: Why a record is no article and needs nobody's attention: what becomes of it.
PASSED: dict[str, str] = {
    "not_news": "planning, concepts, catalogues, pages and other records that are no articles",
    "not_articles": "JSON whose first records have neither title nor text",
    "by_name": "members of archives that are hidden, documentation or our own reject files",
    "special_member": "links, devices and pipes in archives",
    "not_published": "drafts, private and trashed posts",
    "withdrawn": "items that their agency withheld or cancelled",
    "not_a_page": "requests, metadata, files for crawlers and other records of a crawl that are no page",
    "http_status": "answers of a crawl that are redirects, errors or anything but 200",
    "not_text": "images, scripts, style sheets and other files that hold no article",
    "revisit": "revisits of pages that stand earlier in the same archive",
    "unresolved_revisit": "revisits of pages in another archive: ingest that one, too",
    "embargoed": "items under embargo: ingest the input again once it is over",
}

#: What was odd about an input that became an article all the same.
FLAGS: dict[str, str] = {
    "damaged_markup": "The XML was not well formed there; it was read as far as it could be.",
    "digest_mismatch": "The record is not what its digest says the crawler stored.",
    "bad_date": "A date was given that cannot be read; the article has none.",
    "bad_url": "An address was given that is no http(s) address; it was left out.",
    "date_out_of_range": "A date was given in a year that no newspaper appeared in; the article has none.",
    "future_date": "A date was given more than two days ahead; the article has none.",
    "language_guessed": "No language was given; it was told from the text.",
    "mojibake_repaired": "Text that had been decoded wrongly (doesnâ€™t) was put right.",
    "no_body": "There is a title but no text.",
    "replaced_characters": "Some bytes could not be decoded; U+FFFD stands in their place.",
    "text_capped": "The text was longer than DATELINE_MAX_TEXT_BYTES and was cut there.",
    "title_capped": "The title was longer than 1,000 characters and was cut there.",
    "title_from_body": "There was no title; the first sentence of the text serves as one.",
    "title_guessed": "The title is a guess: no line of the page stood out by much.",
    "windows_1252": "The bytes were clearly Windows-1252, not UTF-8, and were decoded as such.",
}
