"""Datasette's table search over the same articles: SQLite's FTS5 behind a JSON API, as it comes.

It runs in an environment of its own: one that is given by its command, or one made for the benchmark from the
package index. Nothing of Dateline needs it.
"""

import sqlite3
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from app.articles import ArticleStore
from app.settings import Settings
from benchmarks.measure import Failed
from benchmarks.plan import Plan
from benchmarks.serving import free_port, server

RELEASE = "0.65.5"
#: Datasette looks for ``content="articles"`` in this very spelling.
_SCHEMA = """
CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, description TEXT, body TEXT, byline TEXT,
                       url TEXT, source TEXT, published TEXT);
CREATE VIRTUAL TABLE articles_fts USING fts5(title, description, body, content="articles", content_rowid="id",
                                             tokenize='porter unicode61');
"""
#: It shall search, not give up; it shall not look for columns to facet by.
_SETTINGS = {"sql_time_limit_ms": "60000", "suggest_facets": "off"}


@contextmanager
def serving(plan: Plan, data_dir: Path) -> Iterator[tuple[int, int]]:
    """Process id and port of a Datasette with the articles of an archive. Raises Failed if there is none."""
    file = plan.folder("datasette") / "news.db"
    _fill(file, data_dir)
    command = str(plan.datasette or _installed(plan.folder("datasette") / "environment"))
    port = free_port()
    settings = [part for name, value in _SETTINGS.items() for part in ("--setting", name, value)]
    started = [command, "serve", "-i", str(file), "--port", str(port), *settings]
    with server(started, port, plan.scratch / "datasette.log") as pid:
        yield pid, port


def target(q: str) -> str:
    """Ten articles, all columns, and the number of all: what its table page asks for as JSON."""
    return "/news/articles.json?" + urlencode({"_search": q, "_size": 10, "_shape": "objects"})


def _fill(file: Path, data_dir: Path) -> None:
    store = ArticleStore.open(Settings(data_dir=data_dir).database)
    with closing(store), closing(sqlite3.connect(file)) as connection:
        connection.executescript(_SCHEMA)
        for stored in store.all_articles(batch=1000):
            given = stored.article
            day = given.published.at.isoformat() if given.published else None
            row = (stored.id, given.title, given.description, given.body, given.byline, given.url)
            connection.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, stored.source_slug, day)
            )
        connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
        connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
        connection.commit()


def _installed(folder: Path) -> Path:
    venv.create(folder, with_pip=True, clear=True)
    binaries = folder / ("Scripts" if sys.platform == "win32" else "bin")
    install = [str(binaries / "python"), "-m", "pip", "install", "--quiet", f"datasette=={RELEASE}"]
    done = subprocess.run(install, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"Datasette cannot be installed; name one by --datasette: {done.stderr[-500:]}")
    return binaries / "datasette"
