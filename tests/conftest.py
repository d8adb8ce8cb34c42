"""Fixtures that several folders share. Every store is made by the migrations, in a fresh folder."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from hypothesis import Phase

from app.articles import ArticleStore
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from tests.leftovers import left_as_it_was

# A test that is right is right on a busy machine too: no example has a time limit. Examples follow from the
# test alone, so that what has not changed is judged as before; where new ones are looked for (make explore),
# it is printed how to have again the one that failed.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.register_profile("exploring", deadline=None, print_blob=True)
hypothesis.settings.register_profile(
    "mutants", deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def is_roomy(folder: str) -> bool:
    """Whether there is room for all that tests write. Some run programs there: not so in most containers."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    may_run = not found.f_flag & os.ST_NOEXEC and os.access(folder, os.W_OK)
    return may_run and found.f_bavail * found.f_frsize > 4 * 2**30


# Folders of tests lie in memory where that can be had: a store mostly waits for its disk.
if "TMPDIR" not in os.environ and is_roomy("/dev/shm"):
    tempfile.tempdir = os.environ["TMPDIR"] = "/dev/shm"

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


#: Folders whose modules are known to leave open files, threads and processes as they were (TST-6).
TIDY = (
    "api",
    "articles",
    "cli",
    "docs",
    "editing",
    "feeds",
    "fuzz",
    "ingest/workers",
    "keys",
    "packaging",
    "patterns",
    "serving",
    "values",
)


@pytest.fixture(scope="module", autouse=True)
def _left_as_it_was(request: pytest.FixtureRequest) -> Iterator[None]:
    """TST-6: once what the module shares is closed."""
    folder = request.path.parent.relative_to(Path(__file__).parent).as_posix()
    with left_as_it_was() if folder.startswith((*TIDY, ".")) else nullcontext():
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", lock_wait=0.2, sync_interval=0.05)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    opened = ArticleStore.open(tmp_path / "dateline.db")
    yield opened
    opened.close()


@pytest.fixture
def runtime(settings: Settings) -> Iterator[Runtime]:
    with open_runtime(settings, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder with real material; tests that need it are skipped where it is not."""
    folder = os.environ.get("DATELINE_CORPORA")
    if not folder:
        pytest.skip("DATELINE_CORPORA is not set: no real material here")
    return Path(folder)
