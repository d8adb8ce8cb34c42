"""Pages that the disk cannot read."""

import errno
import mmap
import os
import sqlite3
from typing import Any

import pytest

from app.api.app import build_app
from app.articles import database
from app.articles.reading import ArticleReader
from app.runtime import open_runtime
from app.search.whoosh.columnar import arrays
from app.settings import Settings
from tests.api.serving import serve
from tests.waiting import wait_for


def test_a_page_of_the_database_that_cannot_be_read_costs_one_request(
    archive: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """H12: told once, tried once."""
    tries: list[str] = []

    def failing(_: ArticleReader, query: str, *_values: object) -> list[Any]:
        tries.append(query)
        with database.told():
            raise sqlite3.OperationalError("disk I/O error")

    with serve(build_app(archive, open_runtime)) as client:
        with monkeypatch.context() as patch:
            patch.setattr(ArticleReader, "rows", failing)
            answer = client.get("/v1/articles/3")
            asked = [query for query in tries if "body" in query]
        assert (answer.status_code, len(asked)) == (503, 1)
        assert "disk" in answer.text
        assert client.get("/v1/articles/3").status_code == 200


def test_a_page_of_the_index_that_cannot_be_read_costs_requests_until_it_is_built_anew(
    archive: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """H12: the server tells it and heals it by itself."""

    broken = [True]
    mapped = mmap.mmap

    def failing(*values: int, **named: int) -> mmap.mmap:
        if broken and "access" in named:  # as the index is mapped
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return mapped(*values, **named)

    monkeypatch.setattr(arrays.mmap, "mmap", failing)
    with serve(build_app(archive, open_runtime)) as client:
        assert client.get("/v1/search?q=ferry").status_code == 503
        assert "the index is damaged" in caplog.text
        broken.clear()
        wait_for(lambda: client.get("/v1/search?q=ferry").status_code == 200)
        assert client.get("/v1/search?q=ferry").json()["total"] == 5
