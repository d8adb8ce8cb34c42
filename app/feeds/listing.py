"""``feeds.toml``: which feeds are watched, and how.

[[feeds]]
name = "The Tollbridge Gazette"             # credited with the articles, unless source says another
url = "https://gazette.example/news.xml"
interval = "30m"                            # 90s, 30m, 2h, 1d; at least a minute
source = "Gazette"
language = "en"                             # of articles that name none
full = true                                 # fetch the page of each new entry for its whole text
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import UsageError
from app.feeds.fetch import FetchFault, Policy, target_of
from app.ingest.finding import printable
from app.ingest.normalise import language_code
from app.ingest.normalise.text import clean_line

#: Bytes of a list that are read.
LONGEST = 4 * 2**20
INTERVAL = re.compile(r"(\d{1,6})\s*([smhd])")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SHORTEST_INTERVAL, LONGEST_INTERVAL = 60, 30 * 86400
HEADER = re.compile(r"^[^\S\n]*+\[\[\s*feeds\s*\]\]", re.MULTILINE)
KEYS: Mapping[str, type] = {
    "name": str,
    "url": str,
    "interval": str,
    "source": str,
    "language": str,
    "full": bool,
}


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A feed that is watched. ``interval`` in seconds; ``source`` is who is credited."""

    name: str
    url: str
    interval: int
    source: str
    language: str = ""
    full: bool = False


class _Wrong(Exception):
    """What is wrong with one feed."""


def read_listing(path: Path, policy: Policy, interval: int) -> tuple[FeedSource, ...]:
    """The feeds in the list at ``path``; ``interval`` in seconds is that of feeds that name none.

    Raises UsageError: one line with the file, the line and the feed.
    """
    name = printable(str(path))
    text = _text(path, name)
    try:
        listed = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{name}: {error}") from None
    tables = listed.get("feeds")
    if set(listed) != {"feeds"} or not isinstance(tables, list) or not tables:
        raise UsageError(f"{name}: it should hold [[feeds]] tables with name and url, and nothing else")
    return tuple(_feeds(tables, name, _lines(text), policy, interval))


def _text(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
        if len(data) > LONGEST:
            raise UsageError(f"{name}: it is larger than {LONGEST} bytes")
        return data.decode()
    except OSError as error:
        raise UsageError(f"{name}: {(error.strerror or 'it cannot be read').lower()}") from error
    except UnicodeDecodeError:
        raise UsageError(f"{name}: it is not UTF-8") from None


def _lines(text: str) -> list[int]:
    """The line of each ``[[feeds]]``."""
    return [text.count("\n", 0, header.end()) + 1 for header in HEADER.finditer(text)]


def _feeds(
    tables: list[Any], name: str, lines: list[int], policy: Policy, interval: int
) -> Iterator[FeedSource]:
    seen: dict[str, str] = {}
    for number, table in enumerate(tables):
        place = f"{name}, line {lines[number]}" if number < len(lines) else f"{name}, feed {number + 1}"
        try:
            feed = _feed(table, policy, interval)
            for said in (feed.name, feed.url):
                if said in seen:
                    raise _Wrong(f"{printable(said)} stands there twice, also at {seen[said]}")
                seen[said] = place.rpartition(", ")[2]
        except _Wrong as wrong:
            called = table.get("name") if isinstance(table, dict) else None
            label = f" ({printable(called[:100])})" if isinstance(called, str) else ""
            raise UsageError(f"{place}{label}: {wrong}") from None
        yield feed


def _feed(table: object, policy: Policy, interval: int) -> FeedSource:
    if not isinstance(table, dict):
        raise _Wrong("a feed is a table: [[feeds]]")
    _check_types(table)
    name, url = clean_line(table.get("name", "")), table.get("url", "")
    if not name or not url:
        raise _Wrong("a feed needs a name and a url")
    try:
        address = target_of(url, policy).url
    except FetchFault as fault:
        raise _Wrong(f"url: {fault}") from None
    return FeedSource(
        name=name,
        url=address,
        interval=_interval(table["interval"]) if "interval" in table else interval,
        source=clean_line(table.get("source", "")) or name,
        language=_language(table.get("language", "")),
        full=table.get("full", False),
    )


def _check_types(table: Mapping[str, Any]) -> None:
    for key, value in table.items():
        if key not in KEYS:
            raise _Wrong(f"{printable(key)} is not known; there are {', '.join(KEYS)}")
        if not isinstance(value, KEYS[key]):
            expected = "true or false" if KEYS[key] is bool else 'a text: "..."'
            raise _Wrong(f"{key} should be {expected}")


def _interval(said: str) -> int:
    match = INTERVAL.fullmatch(said.strip())
    seconds = int(match[1]) * SECONDS[match[2]] if match else 0
    if not SHORTEST_INTERVAL <= seconds <= LONGEST_INTERVAL:
        raise _Wrong('interval should be from "60s" to "30d", with s, m, h or d')
    return seconds


def _language(said: str) -> str:
    code = language_code(said) or ""
    if said and not code:
        raise _Wrong('language should be a code such as "en"')
    return code
