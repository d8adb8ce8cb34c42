"""A server that can be written to, with a client that holds a key."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from app.api.app import build_app
from app.keys import KeyScope
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from tests.api.archive import NOW, open_archive
from tests.api.serving import serve

ARTICLE = {
    "title": "Ferry runs aground off Norrey",
    "body": "The ferry left at seven, the harbour master said.",
    "source": "Harbour Post",
    "url": "https://harbourpost.example/aground",
    "published_at": "2024-03-07T09:15:00Z",
    "tags": ["ferries"],
}


def article(**changes: Any) -> dict[str, Any]:
    return ARTICLE | changes


def make_key(
    folder: Path,
    *scopes: KeyScope,
    sources: Sequence[str] = (),
    rate: int | None = None,
    hours: int | None = None,
) -> str:
    """A new key as ``dateline keys create`` makes it; ``hours``: until it expires, by the tests' clock."""
    with open_runtime(Settings(data_dir=folder)) as runtime:
        until = NOW + timedelta(hours=hours) if hours is not None else None
        text, _ = runtime.keys.create("tests", scopes, NOW, sources=sources, expires_at=until, rate=rate)
    return text


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@contextmanager
def served(folder: Path, **settings: Any) -> Iterator[httpx.Client]:
    """A client without a key, for a server over this data directory."""
    with serve(build_app(Settings(data_dir=folder, **settings), open_archive)) as client:
        yield client


@contextmanager
def writer(folder: Path, **settings: Any) -> Iterator[httpx.Client]:
    """A client that may write."""
    with served(folder, **settings) as client:
        client.headers.update(bearer(make_key(folder, KeyScope.WRITE)))
        yield client


def stored(folder: Path) -> Runtime:
    return open_archive(Settings(data_dir=folder))
