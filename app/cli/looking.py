"""``show``, ``sources``, ``status``, ``reindex``: looking at the archive and after it."""

import platform
import sqlite3
import time
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from rich.table import Table

import app
from app.api import render
from app.cli.feeds import feed_summary
from app.cli.screen import err, out, print_json
from app.errors import IndexUnavailable, NotFound
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from app.values import StoredArticle

#: Other printings that are told with an article.
_REPRINTS = 20


def show(settings: Settings, article_id: int, as_json: bool) -> None:
    """Raises NotFound."""
    with open_runtime(settings, create=False) as runtime:
        stored = runtime.articles.get(article_id)
        reprints = runtime.articles.reprints(article_id, _REPRINTS)
    if stored is None:
        raise NotFound(f"there is no article {article_id}")
    if as_json:
        print_json(render.article(stored))
    else:
        _print_article(stored, reprints)


def _print_article(stored: StoredArticle, reprints: Iterable[StoredArticle]) -> None:
    values = render.article(stored)
    console = out()
    console.print(stored.article.title, style="bold")
    also = [("same text", f"{each.article.source}, id {each.id}") for each in reprints]
    for label, value in _labelled(values) + also:
        console.print(f"{label:>12}  {value}")
    for text in (stored.article.description, stored.article.body):
        if text:
            console.print()
            console.print(text)


def _labelled(values: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [
        ("source", values["source"]["name"]),
        ("agency", values["agency"]),
        ("republished", values["republished_by"]),
        ("byline", values["byline"] or ", ".join(values["authors"])),
        ("dateline", values["dateline"]),
        ("published", values["published_at"]),
        ("updated", values["updated_at"]),
        ("section", values["section"]),
        ("tags", ", ".join(values["tags"])),
        ("language", values["language"]),
        ("url", values["url"]),
        ("id", f"{values['id']}, version {values['version']}, added {values['added_at']}"),
        ("flags", ", ".join(values["flags"])),
    ]
    return [(label, value) for label, value in lines if value]


def sources(settings: Settings, as_json: bool) -> None:
    with open_runtime(settings, create=False) as runtime:
        found = [render.source(summary) for summary in runtime.articles.sources()]
    if as_json:
        print_json(found)
        return
    table = Table("source", "name", "articles", "first", "last", "last added", box=None)
    for source in found:
        dates = (source["first_published_at"], source["last_published_at"], source["last_added_at"])
        table.add_row(
            source["id"], source["name"], f"{source['articles']:,}", *(_day(date) for date in dates)
        )
    out().print(table)


def _day(date: str | None) -> str:
    return date[:10] if date else "-"


def status(settings: Settings, as_json: bool) -> None:
    with open_runtime(settings, create=False) as runtime:
        told = _status(runtime)
    if as_json:
        print_json(told)
        return
    feeds = told.pop("feeds")
    for name, value in told.items():
        out().print(f"{name.replace('_', ' '):>16}  {value}")
    if feeds:
        _print_feeds(feeds)


def _print_feeds(feeds: list[dict[str, Any]]) -> None:
    table = Table("feed", "checked", "next", "last result", "added", "updated", "rejected", box=None)
    for feed in feeds:
        result = f"{feed['outcome']} ({feed['failures']} times)" if feed["failures"] else feed["outcome"]
        dates = (feed["checked_at"], feed["next_at"])
        counts = (feed["added"], feed["updated"], feed["rejected_in_all"])
        table.add_row(
            feed["name"], *(date or "-" for date in dates), result, *(f"{count:,}" for count in counts)
        )
    out().print()
    out().print(table)


def _status(runtime: Runtime) -> dict[str, Any]:
    try:
        stats = runtime.engine.stats()
        index: dict[str, Any] = {
            "indexed": stats.documents,
            "backlog": runtime.indexer.lag(),
            "generation": stats.generation,
            "segments": stats.segments,
        }
    except IndexUnavailable as error:
        index = {"indexed": None, "backlog": None, "index_fault": str(error)}
    return {
        "data_dir": str(runtime.settings.data_dir.resolve()),
        "stored": runtime.articles.count(),
        "sources": len(runtime.articles.sources()),
        **index,
        "schema_revision": runtime.articles.revision(),
        "dateline": app.__version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "whoosh": version("whoosh"),
        "feeds": [feed_summary(state) for state in runtime.articles.feeds().all()],
    }


def reindex(settings: Settings) -> None:
    with open_runtime(settings, create=False) as runtime, runtime.writing():
        total = runtime.articles.count()
        began = time.monotonic()
        done = runtime.indexer.rebuild(lambda count: err().print(f"{count:,} of {total:,} articles indexed"))
    err().print(
        f"{done:,} articles indexed anew in {time.monotonic() - began:.1f} s; the new index is in use"
    )
