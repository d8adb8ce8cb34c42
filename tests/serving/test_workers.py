"""Server processes that die: replaced, and not in a frenzy; the others go on."""

import http.client
import os
import signal
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from app.cli.workers import pause
from tests.cli.running import dateline
from tests.serving.running import Server, free_port, serving
from tests.waiting import wait_for


def kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def status(server: Server, path: str) -> int:
    """0 where the connection broke, as that of a process that was killed does."""
    try:
        return server.get(path)[0]
    except (OSError, http.client.HTTPException):
        return 0


def test_a_process_that_is_killed_is_replaced_and_the_others_go_on(data: Path) -> None:
    """I04, LOAD-7"""
    with serving(data, "--workers", "2") as server:
        wait_for(lambda: len(server.workers()) == 2)
        statuses: list[int] = []
        for _ in range(3):
            killed = server.workers()[0]
            kill(killed)
            while len(now := server.workers()) < 2 or killed in now:
                statuses.append(status(server, "/v1/search?q=ferry"))
        assert set(statuses) <= {200, 503, 0}
        assert statuses.count(0) <= 3
        wait_for(lambda: "dateline_worker_deaths_total 3.0" in server.get("/metrics")[1])
        deaths = [line["event"] for line in server.log() if "was killed by signal 9" in line["event"]]
        assert len(deaths) == 3
        assert server.stop() == 0


def test_processes_that_keep_dying_are_started_less_and_less_often_and_the_door_answers(data: Path) -> None:
    """I05"""
    with serving(data, "--workers", "2") as server:
        seen: set[int] = set()

        def nobody_is_left() -> bool:
            for worker in server.workers():
                seen.add(worker)
                kill(worker)
            return len(seen) >= 6 and status(server, "/health/ready") == 503

        wait_for(nobody_is_left)
        assert server.get("/health/live") == (200, {"status": "live"})
        answered, problem = server.get("/v1/search?q=ferry")
        assert (answered, problem["code"], problem["instance"]) == (503, "starting", "/v1/search")
        assert len(seen) < 20
        assert [line["event"] for line in server.log() if "is started in 0.5 s" in line["event"]]
        wait_for(lambda: status(server, "/health/ready") == 200)
        assert server.stop() == 0


def test_the_pause_before_another_start_grows_up_to_a_limit() -> None:
    """I05"""
    assert [pause(deaths) for deaths in (0, 1, 2, 3, 4, 20)] == [0.0, 0.0, 0.5, 1.0, 2.0, 30.0]


def test_no_process_outlives_the_one_that_watches_over_it(data: Path) -> None:
    """I04"""
    with serving(data, "--workers", "2") as server:
        wait_for(lambda: len(server.workers()) == 2)
        workers = server.workers()
        server.process.kill()
        server.process.wait()
        wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def test_it_says_that_it_is_alive_before_it_is_ready(data: Path) -> None:
    """LOAD-5: and who comes before is told when to come back, nobody that there is no server."""
    slow = "import app.runtime, time; real = app.runtime.open_runtime\n"
    slow += "def later(*words, **more): time.sleep(1); return real(*words, **more)\n"
    slow += "app.runtime.open_runtime = later"
    told: list[tuple[int, int]] = []

    def look(server: Server) -> None:
        told.append((status(server, "/health/live"), status(server, "/v1/nothing")))

    with serving(data, before=slow, looks=look) as server:
        assert (200, 503) in told
        assert set(told) <= {(0, 0), (0, 503), (200, 503), (200, 404)}
        assert server.stop() == 0


def test_one_starts_while_the_former_one_still_stops(data: Path) -> None:
    """I19"""
    with serving(data) as former, former.connect() as reading:
        reading.sendall(b"GET /v1/export HTTP/1.1\r\nHost: here\r\n\r\n")
        assert reading.recv(1)
        former.process.send_signal(signal.SIGTERM)
        wait_for(lambda: status(former, "/health/live") == 0)
        with serving(data, port=former.port) as server:
            assert server.get("/v1/search?q=ferry")[0] == 200
            assert server.stop() == 0


def test_what_they_count_together_is_for_their_owner_and_gone_afterwards(data: Path, tmp_path: Path) -> None:
    """K32"""
    before = f"import os; os.umask(0o022); os.environ['TMPDIR'] = {str(tmp_path)!r}"
    with serving(data, "--workers", "2", before=before) as server:
        (folder,) = tmp_path.glob("dateline-*")
        assert folder.stat().st_mode & 0o077 == 0
        assert len(folder.name) >= len("dateline-") + 8
        assert list(folder.iterdir())
        assert server.stop() == 0
    assert list(tmp_path.glob("dateline-*")) == []


def test_without_a_folder_for_temporary_files_it_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I13"""
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", list)
    monkeypatch.setattr(tempfile, "tempdir", None)
    done = dateline(tmp_path / "data", "serve", "--workers", "2", "--port", str(free_port()))
    assert (done.returncode, done.stderr.count("\n"), "set TMPDIR" in done.stderr) == (2, 1, True)
