"""Writing to ``dateline serve`` with several workers, one of which, or all, are killed."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from app.runtime import open_runtime
from app.settings import Settings
from tests.cli.running import answer
from tests.serving.running import children, serving


@contextmanager
def killed(data: Path) -> Iterator[str]:
    """The address of a server with two workers; all of it is killed at the end of the block."""
    with serving(data, "--workers", "2", LOG_LEVEL="error") as server:
        yield server.url
        for process in (server.process.pid, *children(server.process.pid), *server.workers()):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def write(url: str, key: str, name: str, acknowledged: dict[int, str], stop: threading.Event) -> None:
    """Add, replace and take out articles until nobody answers any more."""
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=url, headers=headers, timeout=20, trust_env=False) as client:
        number = 0
        while not stop.is_set():
            number += 1
            title = f"Ferry {name} {number}"
            try:
                added = client.post("/v1/articles", json={"title": title})
                assert added.status_code in (201, 503), added.text
                if added.status_code == 201:
                    acknowledged[added.json()["id"]] = title
            except httpx.TransportError:
                return


def test_nothing_acknowledged_is_lost_when_all_workers_are_killed(tmp_path: Path) -> None:
    """J08, and in small what DUR asks: several workers, several clients, killed in the middle, twice."""
    data = tmp_path / "data"
    key = answer(data, "keys", "create", "tests", "--scope", "write")["key"]
    acknowledged: dict[int, str] = {}
    for turn in range(2):
        stop = threading.Event()
        with killed(data) as url:
            words = [(url, key, f"{turn}-{client}", acknowledged, stop) for client in range(6)]
            threads = [threading.Thread(target=write, args=each) for each in words]
            for thread in threads:
                thread.start()
            before = len(acknowledged)
            while len(acknowledged) < before + 40:
                stop.wait(0.01)
        for thread in threads:
            thread.join()
    with open_runtime(Settings(data_dir=data)) as runtime, runtime.writing():
        runtime.indexer.heal()
        runtime.indexer.sync()
        held = runtime.articles.by_ids(list(acknowledged))
        assert {number: stored.article.title for number, stored in held.items()} == acknowledged
        assert len(runtime.keys.audit(100_000)) == runtime.articles.count()
        assert runtime.checker.verify().is_sound
