"""One archive and one server for a whole file of tests; files that change the archive make their own."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.api.app import build_app
from app.runtime import Runtime
from app.settings import Settings
from app.values import Article
from tests.api.archive import ARTICLES, add, open_archive
from tests.api.serving import serve


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def stories() -> Sequence[Article]:
    """What the archive holds; a file that wants others has a fixture of this name."""
    return ARTICLES


@pytest.fixture(scope="module")
def limits() -> dict[str, Any]:
    """Settings of the server; a file that wants others has a fixture of this name."""
    return {}


@pytest.fixture(scope="module")
def archive(folder: Path, stories: Sequence[Article]) -> Iterator[Runtime]:
    """The archive as another process has it open, with the stories under the ids 1, 2, 3 ..."""
    with open_archive(Settings(data_dir=folder)) as runtime:
        add(runtime, stories)
        yield runtime


@pytest.fixture(scope="module")
def client(archive: Runtime, folder: Path, limits: dict[str, Any]) -> Iterator[httpx.Client]:
    with serve(build_app(Settings(data_dir=folder, **limits), open_archive)) as client:
        yield client
