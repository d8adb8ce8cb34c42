"""What an input is, from its first bytes; its name decides only where they do not.

The order is fixed, so that a file that is two things at once is the same thing every time:

1. nothing but white space: what the name says, else text;
2. a known beginning: of an archive (ZIP, TAR, WARC, ARC), which is never taken for one by its name; of
   others (PDF, PNG ...), which are named, not read;
3. the first element or the control characters of what agencies and publishers send (see ``wires``);
   ``<`` with any other tag after it: a feed, a web page, or other XML, not read yet; the header of a page
   that a browser saved (MHTML);
4. ``{`` or ``[`` as JSON begins: JSON Feed where it says so; JSON Lines where the first line is a whole
   object and the next begins another, or where the name says so and nothing speaks against it; else JSON;
5. a first line that is the header of a table of articles: CSV or TSV;
6. control characters that no text has: binary, not read;
7. what the name says, if it is a format of text (some of them are not read); else text.
"""

import json
import re
from dataclasses import dataclass
from pathlib import PurePath

from app.ingest.dialect import delimiter_of
from app.ingest.encoding import UTF8_MARK
from app.ingest.wires import first_element, wire_format

SUFFIXES = {
    "jsonl": "jsonl ndjson jsonlines ldjson",
    "json": "json",
    "csv": "csv",
    "tsv": "tsv tab",
    "feed": "rss atom rdf cdf",
    "html": "html htm xhtml xht shtml",
    "mhtml": "mhtml mht",
    "text": "txt text",
    "parquet": "parquet pq",
}
FORMAT_OF_SUFFIX = {f".{suffix}": name for name, listed in SUFFIXES.items() for suffix in listed.split()}
#: Formats that one reader takes: their names are no contradiction.
ALIKE = ({"json", "jsonl"}, {"json", "jsonfeed"}, {"csv", "tsv"}, {"text", "iptc7901"})
NAMES = {"jsonl": "JSON Lines", "json": "JSON", "csv": "CSV", "tsv": "TSV", "text": "plain text"} | {
    "feed": "a feed (RSS or Atom)",
    "jsonfeed": "a feed (JSON Feed)",
    "newsml-g2": "NewsML-G2",
    "newsml-1": "NewsML 1",
    "nitf": "NITF",
    "iptc7901": "IPTC 7901 or ANPA 1312 text",
    "reuters-sgml": "Reuters-21578 SGML",
    "wxr": "a WordPress export",
    "sitemap": "a news sitemap",
    "html": "a web page (HTML)",
    "mhtml": "a saved web page (MHTML)",
    "warc": "a WARC crawl archive",
    "arc": "an ARC crawl archive",
    "zip": "a ZIP archive",
    "tar": "a TAR archive",
    "parquet": "a Parquet table",
}
PACKING_SUFFIXES = frozenset({".gz", ".gzip", ".xz", ".bz2", ".zst", ".zstd"})
#: Text that holds settings or programs: never articles, and never run or deserialised.
OTHER_TEXT = (
    "yaml yml toml ini cfg conf properties env lock py pyi ipynb js mjs ts css scss sh bat sql c h cpp java "
    "go rs rb php pl r tex bib log diff patch svg ps eps rtf pkl pickle"
)
NOT_ARTICLES = frozenset(f".{suffix}" for suffix in OTHER_TEXT.split())

#: What a beginning shows: where it stands, its bytes, its name.
BEGINNINGS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "a PDF document"),
    (0, b"\x89PNG\r\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF8", "a GIF image"),
    (0, b"\x7fELF", "a program (ELF)"),
    (0, b"MZ", "a program (Windows)"),
    (0, b"SQLite format 3\x00", "an SQLite database"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"RIFF", "a sound, picture or film (RIFF)"),
    (0, b"OggS", "a sound or film (Ogg)"),
    (0, b"ID3", "a sound (MP3)"),
)
#: Archives that are read: how they begin, and their format.
ARCHIVES: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"WARC/\d"), "warc"),
    (re.compile(rb"filedesc://\S"), "arc"),
    (re.compile(rb"PK(?:\x03\x04|\x05\x06)"), "zip"),
    (re.compile(rb"[^\0].{256}ustar", re.DOTALL), "tar"),
)
PICKLE = re.compile(rb"\x80[\x02-\x05][\x00-\xff]")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c\x1d\x1f]")
BLANK = b" \t\r\n\x1e"
TAG = re.compile(rb"<(?:[A-Za-z/]|!(?:--|doctype|\[CDATA)|\?xml)", re.IGNORECASE)
PAGE = re.compile(rb"<(?:!doctype\s+html|(?:\w{1,10}:)?html|head|body)[\s>]", re.IGNORECASE)
#: Elements with which a piece of a page begins that lacks its head.
PIECE = re.compile(
    rb"<(?:article|div|p|h[1-6]|section|main|span|title|meta|link|script|style|table|ul|header|img|a|font|center)[\s/>]",
    re.IGNORECASE,
)
SAVED_PAGE = re.compile(
    rb"(?:[\w-]{1,40}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n){0,20}){0,20}?Content-Type:\s*multipart/related",
    re.IGNORECASE,
)
#: What may stand before the first element, and that element: of a feed or not. What is not closed goes to the
#: end, so that none is looked for in vain at each place.
ASIDE = re.compile(
    rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!DOCTYPE[^\[>]*+(?:>|\Z|\[.*?(?:\]\s*+>|\Z))",
    re.DOTALL | re.IGNORECASE,
)
ELEMENT = re.compile(
    rb"<(?:(?P<feed>(?:[\w.-]{1,60}:)?(?:rss|feed|channel)|(?:atom:)?entry|rdf:rdf)(?=[\s>])|[a-z_])",
    re.IGNORECASE,
)
JSON_FEED = re.compile(rb'"version"\s*+:\s*+"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version')
OBJECT = re.compile(rb"""\{\s*+["'}]""")
ARRAY = re.compile(rb"\[\s*+[\[{\]]")


@dataclass(frozen=True, slots=True)
class Detected:
    """``format`` is a key of ``READERS``, or empty for what is not read; ``what`` names it to people.

    ``contradicts`` is the suffix of a name that says something else, or empty.
    """

    format: str
    what: str
    contradicts: str = ""


def detect(head: bytes, name: str) -> Detected:
    """What an input called ``name`` is; ``head`` is its unpacked beginning: some 64 KiB, or all of it."""
    suffix = _suffix(name)
    found = _by_content(head.removeprefix(UTF8_MARK), suffix)
    said = FORMAT_OF_SUFFIX.get(suffix)
    if said is None or said == found.format or {said, found.format} in ALIKE:
        return found
    return Detected(found.format, found.what, suffix)


def _suffix(name: str) -> str:
    """The last suffix in lower case, behind those of packing."""
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    return next((suffix for suffix in reversed(suffixes) if suffix not in PACKING_SUFFIXES), "")


def _by_content(head: bytes, suffix: str) -> Detected:
    said = FORMAT_OF_SUFFIX.get(suffix)
    text = head.lstrip(BLANK)
    if not text:
        return _read_as(said or "text")
    if head.startswith(b"PAR1"):
        return _read_as("parquet")
    if shown := archive_of(head) or wire_format(text):
        return _read_as(shown)
    if shown := _marked_up(text, said):
        return _read_as(shown)
    if foreign := _beginning(head) or _markup(text):
        return Detected("", foreign)
    if shown := _json(text, said) or _table(head):
        return _read_as(shown)
    if foreign := _binary(head) or _other_text(suffix):
        return Detected("", foreign)
    return _read_as(said or "text")


def archive_of(head: bytes) -> str | None:
    """The key of the container that reads an archive which begins so."""
    return next((name for begins, name in ARCHIVES if begins.match(head)), None)


def _read_as(name: str) -> Detected:
    return Detected(name, NAMES[name])


def _beginning(head: bytes) -> str | None:
    """What a file is that begins as no text does."""
    named = (what for at, beginning, what in BEGINNINGS if head.startswith(beginning, at))
    return next(named, "a Python pickle, which is never opened" if PICKLE.match(head) else None)


def _binary(head: bytes) -> str | None:
    # Text with a few stray NULs is still text.
    return "binary data" if len(CONTROL.findall(head)) > len(head) * 0.05 + 1 else None


def _other_text(suffix: str) -> str | None:
    return f"a {suffix} file" if suffix in NOT_ARTICLES else None


def _marked_up(text: bytes, said: str | None) -> str | None:
    """A feed, a web page or a saved one."""
    if SAVED_PAGE.match(text):
        return "mhtml"
    if not TAG.match(text):
        return None
    if _is_feed(text):
        return "feed"
    is_page = PAGE.search(text[:4096]) or PIECE.match(ASIDE.sub(b"", text[:16384]).lstrip(BLANK))
    return "html" if is_page or said == "html" else None


def _is_feed(text: bytes) -> bool:
    """Whether the first element, behind declarations and comments, is that of a feed."""
    root = ELEMENT.search(ASIDE.sub(b"", text[:16384]))
    return root is not None and root["feed"] is not None


def _markup(text: bytes) -> str | None:
    if not TAG.match(text):
        return None
    if first_element(text) == b"sitemapindex":
        return "an index of sitemaps, which holds no articles"
    return "an XML document"


def _json(text: bytes, said: str | None) -> str | None:
    if OBJECT.match(text) and JSON_FEED.search(text[:4096]):
        return "jsonfeed"
    if OBJECT.match(text):
        return "jsonl" if _is_lines(text, said == "jsonl") else "json"
    return "json" if ARRAY.match(text) else None


def _table(head: bytes) -> str | None:
    delimiter = delimiter_of(head)
    return None if delimiter is None else "tsv" if delimiter == "\t" else "csv"


def _is_lines(text: bytes, said: bool) -> bool:
    """Whether JSON that begins with an object is one object a line; ``said`` by its name or not."""
    line, newline, rest = text.partition(b"\n")
    another = rest.lstrip(BLANK)[:1] == b"{"
    if not newline:
        return said
    if _is_whole(line):
        return said or another
    return another and (said or line.rstrip().endswith(b"}"))


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
