"""An error of ours, wherever it happens, is told once and ends nothing but the request."""

import errno
import os
import threading
from pathlib import Path

import anyio
import httpx
import pytest

from app.api.app import build_app
from app.runtime import Runtime
from app.settings import Settings
from tests.api.archive import open_archive
from tests.api.serving import serve

STEPS = (
    "app.api.middleware.Target.__call__",
    "app.api.middleware.Head.__call__",
    "app.api.compression.Compress.__call__",
    "app.api.guard.Guard.admit",
    "app.api.route.QueryReader.__call__",
    "app.api.kept.Kept.find",
    "app.api.gate.Gate.run",
    "app.finder.Finder.find",
    "app.search.whoosh.engine.WhooshEngine.search",
    "app.articles.store.ArticleStore.by_ids",
)
ERRORS = (RuntimeError("a secret of ours"), RecursionError("a secret of ours"), KeyError("a secret of ours"))

SHORTAGES = (
    MemoryError(),
    RuntimeError("can't start new thread"),
    OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)),
    ImportError("libnews.so: failed to map segment from shared object"),
    SystemError("error return without exception set"),
)


@pytest.fixture(params=STEPS)
def step(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


def fail_at(monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(step, fail)


def test_a_bug_at_any_step_is_a_problem_with_the_requests_id_and_the_server_goes_on(
    client: httpx.Client, step: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """I08"""
    for number, error in enumerate(ERRORS):
        caplog.clear()
        with monkeypatch.context() as patched:
            fail_at(patched, step, error)
            answered = client.get("/v1/search", params={"q": f"ferry {step} {number}"})
        assert (answered.status_code, answered.json()["code"]) == (500, "unexpectedError")
        assert answered.json()["request_id"] == answered.headers["x-request-id"]
        assert "secret" not in answered.text
        traces = [record for record in caplog.records if record.exc_info]
        assert len(traces) == 1
        assert answered.json()["request_id"] in traces[0].getMessage()
        assert client.get("/v1/search", params={"q": f"ferry {step} {number}"}).status_code == 200


def test_memory_that_ends_inside_a_request_is_503_and_the_server_goes_on(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """I06, I07: in whosever words it is told."""
    for number, error in enumerate(SHORTAGES):
        asked = {"q": f"tunnel {step} {number}"}
        with monkeypatch.context() as patched:
            fail_at(patched, step, error)
            answered = client.get("/v1/search", params=asked)
        assert (answered.status_code, answered.json()["code"]) == (503, "outOfMemory")
        assert answered.headers["retry-after"] == "1"
        assert client.get("/v1/search", params=asked).status_code == 200


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path, sync_interval=0.01)
    open_archive(settings).close()
    return settings


def test_a_bug_in_the_background_is_told_and_ends_nothing(
    own: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """I08"""
    fail_at(monkeypatch, "app.syncing.Syncer._look", RuntimeError("a secret of ours"))
    with serve(build_app(own, open_archive)) as client:
        while "the index could not be brought in step" not in caplog.text:
            assert client.get("/v1/search?q=ferry").status_code == 200


def test_a_bug_at_the_start_leaves_nothing_open(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """I08"""
    closed: list[Runtime] = []
    close = Runtime.close

    def closing(runtime: Runtime) -> None:
        closed.append(runtime)
        close(runtime)

    monkeypatch.setattr(Runtime, "close", closing)
    fail_at(monkeypatch, "app.api.state.Guard", RuntimeError("no guard"))
    app = build_app(own, open_archive)

    async def start() -> None:
        async with app.router.lifespan_context(app):
            pass

    before = set(threading.enumerate())
    with pytest.raises(RuntimeError, match="no guard"):
        anyio.run(start)
    assert len(closed) == 1
    assert set(threading.enumerate()) <= before


def test_the_app_opened_and_closed_again_and_again_leaves_nothing_behind(own: Settings) -> None:
    """J16"""
    app = build_app(own, open_archive)

    async def open_and_close() -> None:
        async with app.router.lifespan_context(app):
            await anyio.sleep(0)

    def held() -> tuple[int, int]:
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()

    anyio.run(open_and_close)
    before = held()
    for _ in range(30):
        anyio.run(open_and_close)
    assert held() == before
