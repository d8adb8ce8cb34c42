"""``dateline inspect``: how inputs would be read, before anything is stored."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from app.cli.screen import err, out, print_json
from app.ingest.crew import Crew
from app.ingest.draft import FLAGS, PASSED, REASONS
from app.ingest.inspecting import Inspection, inspect
from app.ingest.jobs import Reading
from app.ingest.opening import SKIPS, Found, Skipped, printable
from app.values import Article

_SHOWN = (
    "published",
    "byline",
    "authors",
    "source",
    "agency",
    "dateline",
    "section",
    "tags",
    "language",
    "url",
)
_BODY = 160
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def run(
    inputs: Iterable[Found | Skipped], kind: str, reading: Reading, crew: Crew, most: int, as_json: bool
) -> int:
    """Show every input; the exit code: 1 if some record would be rejected, else 0."""
    rejected = False
    for found in inputs:
        if isinstance(found, Skipped):
            err().print(f"skipped {printable(found.name)}: {SKIPS[found.reason]}")
            continue
        seen = inspect(found, kind, reading, crew, most)
        rejected = rejected or bool(seen.reasons)
        if as_json:
            print_json(_json(seen))
        else:
            _show(out(), seen)
    return 1 if rejected else 0


def _json(seen: Inspection) -> dict[str, Any]:
    look = seen.look
    return {
        "input": seen.name,
        "what": look.what,
        "packing": look.packing or None,
        "encoding": look.encoding or None,
        "delimiter": look.dialect.delimiter if look.dialect else None,
        "quotes": look.dialect.quotes if look.dialect else None,
        "columns": dict(look.columns),
        "records": seen.records,
        "whole": seen.whole,
        "articles": seen.articles,
        "filled": dict(seen.filled),
        "flags": dict(seen.flags),
        "reasons": dict(seen.reasons),
        "passed_over": dict(seen.passed),
        "confidence": seen.confidence,
        "samples": list(seen.samples),
    }


def _show(console: Console, seen: Inspection) -> None:
    console.print(printable(seen.name), style="bold")
    console.print(f"  read as {_manner(seen)}")
    for column, field in seen.look.columns:
        console.print(f"    {printable(column)} -> {field or '(passed over)'}")
    read = "all" if seen.whole else "the first"
    console.print(
        f"  {read} {seen.records:,} records: {seen.articles:,} articles, confidence {seen.confidence}"
    )
    for reason, count in seen.reasons.items():
        console.print(f"    {count:,} rejected: {reason}. {REASONS[reason]}")
    for reason, count in seen.passed.items():
        console.print(f"    {count:,} passed over: {PASSED[reason]}")
    for flag, count in seen.flags.items():
        console.print(f"    {count:,} with {flag}. {FLAGS.get(flag, '')}")
    if seen.articles:
        console.print(_fields(seen))
    for article in seen.samples:
        _sample(console, article)


def _manner(seen: Inspection) -> str:
    look = seen.look
    parts = [
        look.what,
        look.packing and f"packed with {look.packing}",
        look.encoding and f"in {look.encoding}",
    ]
    if look.dialect:
        parts += [f"cells parted by {_DELIMITERS[look.dialect.delimiter]}", f"quotes {look.dialect.quotes}"]
    return ", ".join(part for part in parts if part)


def _fields(seen: Inspection) -> Table:
    table = Table(box=None, padding=(0, 2))
    table.add_column("field")
    table.add_column("articles that have it", justify="right")
    for field, count in sorted(seen.filled.items(), key=lambda pair: -pair[1]):
        table.add_row(field, f"{count:,} ({count / seen.articles:.0%})")
    return table


def _sample(console: Console, article: Article) -> None:
    console.print()
    console.print(f"  {article.title}", style="bold")
    for name in _SHOWN:
        if value := _said(article, name):
            console.print(f"  {name:>10}  {value}")
    body = " ".join(article.body.split())
    console.print(
        f"  {'body':>10}  {len(article.body):,} characters: {body[:_BODY]}{'…' * (len(body) > _BODY)}"
    )


def _said(article: Article, name: str) -> str:
    if name == "published":
        when = article.published
        return f"{when.at:%Y-%m-%d %H:%M:%S} UTC, to the {when.precision}" if when else ""
    value = getattr(article, name)
    return ", ".join(value) if isinstance(value, tuple) else value or ""
