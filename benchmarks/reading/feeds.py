"""What the files of feedparser's own suite expect, each in a comment of its own, and whether we read that.

An expectation is a Python expression. It is parsed and never run: of its comparisons those count that name
the number of entries, or an entry's title, link or date, and that compare it with a constant.
"""

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.ingest.draft import Draft, Input, Record
from app.ingest.normalise import clean_line, parse_date, plain_text
from app.ingest.readers import AUTO, ReadOptions, read_input
from app.ingest.readers.feeds.channel import read_channel
from app.ingest.readers.feeds.charset import declared, text_of
from app.ingest.readers.feeds.links import is_web, joined
from app.ingest.readers.feeds.split import Splitter

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SERVED = "http://127.0.0.1:8097/tests/wellformed/"
EXPECT = re.compile(rb"Expect:\s*(.+?)\s*(?:-->|\n|$)")
LOCATION = re.compile(rb"Content-Location:\s*(\S+)", re.IGNORECASE)
NAMED = re.compile(r"(?:entries\[(\d+)\]|feed)(?:\['(\w+)'\]|\.(\w+)|\['title_detail'\]\['(value)'\])")
DATES = ("published", "updated", "created")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a file names: of entry number ``entry`` (-1: the feed) what ``field`` should be."""

    file: str
    entry: int
    field: str
    value: object


@dataclass(frozen=True, slots=True)
class Checked:
    check: Check
    ours: object
    right: bool


def wrong_in(root: Path) -> tuple[int, list[str]]:
    """How many things the files below ``root`` name, and the files of those that we read otherwise."""
    count, wrong = 0, []
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        if named := list(checks_in(path, root)):
            count += len(named)
            drafts, feed = drafts_of(path, root), feed_of(path, root)
            wrong += [check.file for check in named if not checked(check, drafts, feed).right]
    return count, wrong


def checks_in(path: Path, root: Path) -> Iterator[Check]:
    """What the file at ``path`` names of titles, links, dates and the number of its entries."""
    found = EXPECT.search(path.read_bytes())
    try:
        tree = ast.parse(found[1].decode("utf-8", "replace"), mode="eval") if found else None
    except SyntaxError:
        return
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            named = _named(node.left)
            if named and isinstance(node.comparators[0], ast.Constant | ast.Tuple):
                yield Check(str(path.relative_to(root)), *named, ast.literal_eval(node.comparators[0]))


def _named(node: ast.expr) -> tuple[int, str] | None:
    """``len(entries)`` or ``entries[0]['title']``: the entry and the field."""
    said = ast.unparse(node)
    if said == "len(entries)":
        return 0, "count"
    match = NAMED.fullmatch(said)
    if not match:
        return None
    field = match[2] or match[3] or "title"
    known = ("title", "link", *DATES, *(f"{date}_parsed" for date in DATES))
    if match[1] is None:
        return (-1, field) if field in ("title", "link") else None
    return (int(match[1]), field) if field in known else None


def drafts_of(path: Path, root: Path) -> list[Draft]:
    """The file as we read it, fetched from where feedparser's tests serve it."""
    items = read_input(_input(path, root), AUTO, ReadOptions(NOW))
    return [item.draft for item in items if isinstance(item, Record)]


def feed_of(path: Path, root: Path) -> Draft:
    """What the feed at ``path`` says of itself, as a draft: title and link."""
    if path.suffix == ".json":
        return Draft(title=drafts_of(path, root)[0].source)
    source = _input(path, root)
    head = Splitter(source.stream, 2**20).head
    channel = read_channel(text_of(head, declared(head))[0], source.url)
    return Draft(title=channel.title, url=channel.link)


def _input(path: Path, root: Path) -> Input:
    data = path.read_bytes()
    header = LOCATION.search(data[:2000])
    served = SERVED + str(path.relative_to(root)).removeprefix("wellformed/")
    said = joined(served, header[1].decode()) if header else served
    stream = io.BufferedReader(io.BytesIO(data), 256 * 1024)
    return Input(path.name, stream, url=said if is_web(said) else served)


def checked(check: Check, drafts: list[Draft], feed: Draft) -> Checked:
    if check.field == "count":
        return Checked(check, len(drafts), len(drafts) == check.value)
    if check.entry >= len(drafts):
        return Checked(check, "no such entry", False)
    draft = feed if check.entry < 0 else drafts[check.entry]
    if check.field.startswith(DATES):
        return _date(check, draft)
    ours, theirs = (draft.url, str(check.value)) if check.field == "link" else _titles(draft, check)
    return Checked(check, ours, ours == theirs)


def _titles(draft: Draft, check: Check) -> tuple[str, str]:
    return clean_line(plain_text(draft.title)), clean_line(plain_text(str(check.value)))


def _date(check: Check, draft: Draft) -> Checked:
    """A date counts by the instant it says; feedparser calls what dc:date says an update."""
    given = (draft.updated, draft.published)
    ours = [reading.moment for text in given if (reading := parse_date(text, now=NOW)).moment]
    if isinstance(check.value, tuple):
        theirs = datetime(*check.value[:6], tzinfo=UTC) if check.value else None
    else:
        moment = parse_date(str(check.value), now=NOW).moment
        theirs = moment.at if moment else None
        if theirs is None:
            return Checked(check, given, str(check.value) in given)
    return Checked(check, given, theirs in [moment.at for moment in ours])
