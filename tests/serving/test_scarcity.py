"""Served with too little of everything: memory, file handles, a disk that can be read."""

import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.runtime import open_runtime
from app.settings import Settings
from benchmarks.crashes.tracing import can_trace
from tests.cli.running import environment
from tests.serving.running import RUN, Server, children, free_port, serving
from tests.waiting import wait_for

#: Bytes of addresses beyond those that the command has when it begins; more than enough in the end.
MEMORY = [2**20 * more for more in (30, 330, 4096)]
LIMITED = """
import resource, sys
from pathlib import Path
from app.cli import main
pages = int(Path("/proc/self/statm").read_text().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + {more},) * 2)
"""


@pytest.fixture
def own(data: Path, tmp_path: Path) -> Path:
    """A copy of the archive, to be damaged."""
    return shutil.copytree(data, tmp_path / "data")


def ask(server: Server, path: str) -> int:
    """The status; 0 where the connection ended without an answer."""
    try:
        return server.get(path)[0]
    except OSError:
        return 0


@pytest.mark.parametrize("more", MEMORY)
def test_a_server_with_little_memory_says_so_or_serves(own: Path, more: int) -> None:
    """I06: it ends at once with a line, or what it cannot do is 503; the archive is sound."""
    port = free_port()
    command = [sys.executable, "-c", f"{LIMITED.format(more=more)}\n{RUN}", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment(own), stderr=subprocess.PIPE, text=True) as process:
        server = Server(process, port, own)
        statuses: Counter[int] = Counter()

        def answered_or_ended() -> bool:
            statuses[
                ask(server, f"/v1/search?q=fe*&facets=author&highlight=true&page_size={len(statuses)}1")
            ] += 1
            return process.poll() is not None or statuses[200] + statuses[503] > 5

        wait_for(answered_or_ended)
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        else:
            assert process.stderr is not None
            said = process.stderr.read()
            assert process.returncode != 0
            assert said
            assert "Traceback" not in said
            assert more < MEMORY[-1]
        assert set(statuses) <= {0, 200, 503}
    with open_runtime(Settings(data_dir=own)) as runtime:
        assert runtime.checker.verify().is_sound


@pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to use it: apt-get install strace")
def test_when_file_handles_run_out_who_comes_is_turned_away_and_nobody_spins(
    own: Path, tmp_path: Path
) -> None:
    """H17: those who are connected are answered, and so is everybody once there are some again."""
    told = tmp_path / "calls"
    tracing = ["strace", "-f", "-e", "trace=accept4,accept", "-o", str(told)]
    with serving(own, under=tracing) as server, ExitStack() as opened:
        (serves,) = children(server.process.pid)
        assert server.get("/v1/search?q=ferry")[0] == 200
        held = opened.enter_context(server.connect())
        few = len(list(Path(f"/proc/{serves}/fd").iterdir())) + 3
        usual = resource.prlimit(serves, resource.RLIMIT_NOFILE)
        resource.prlimit(serves, resource.RLIMIT_NOFILE, (few, usual[1]))
        turned_away = [opened.enter_context(server.connect()) for _ in range(30)]
        assert sum(connection.recv(1) == b"" for connection in turned_away[-20:]) == 20
        held.sendall(b"GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n")
        assert held.recv(65536).startswith(b"HTTP/1.1 200")
        calls = told.read_text().splitlines()
        assert any("EMFILE" in call for call in calls)
        assert len(calls) < 500
        resource.prlimit(serves, resource.RLIMIT_NOFILE, usual)
        wait_for(lambda: ask(server, "/v1/search?q=ferry") == 200)
        assert ask(server, "/health/ready") == 200


def index_files(data: Path) -> Iterator[Path]:
    yield from (data / "index").rglob("*.arrays")


def test_a_page_of_the_index_that_fails_under_a_server_costs_no_more_than_the_requests_in_hand(
    own: Path,
) -> None:
    """H12, I04: the process is ended by the system and replaced; what it cannot read is built anew."""
    with serving(own, "--workers", "2", SYNC_INTERVAL="0.2", KEPT_ANSWERS_BYTES="0") as server:
        wait_for(lambda: len(server.workers()) == 2)
        for number in range(20):
            assert ask(server, f"/v1/search?q=ferry+{number}") == 200
        for path in index_files(own):
            with path.open("r+b") as file:
                file.truncate(0)
        statuses: list[int] = []

        def healed() -> bool:
            statuses.append(ask(server, f"/v1/search?q=sails&page_size=3&page={1 + len(statuses) % 9}"))
            return statuses[-4:] == [200] * 4

        wait_for(healed)
        assert set(statuses) <= {0, 200, 503}
        assert statuses.count(0) <= 4
        assert any(f"was killed by signal {signal.SIGBUS}" in line["event"] for line in server.log())
        assert server.get("/v1/search?q=ferry")[1]["total"] == 1000
        assert server.stop() == 0
    with open_runtime(Settings(data_dir=own)) as runtime:
        assert runtime.checker.verify().is_sound


def open_files(process: int) -> set[str]:
    """Paths of what the process has open."""
    return {str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir()}


def test_each_server_process_opens_the_archive_for_itself(own: Path) -> None:
    """I21: what they are forked from holds neither the database nor the index, and no thread."""
    with serving(own, "--workers", "2") as server:
        wait_for(lambda: len(server.workers()) == 2)
        (forked_from,) = {child for child in children(server.process.pid) if children(child)}
        for process in (server.process.pid, forked_from):
            assert [path for path in open_files(process) if path.startswith(str(own))] == []
        assert len(list(Path(f"/proc/{forked_from}/task").iterdir())) == 1
        for worker in server.workers():
            wait_for(lambda worker=worker: any(path.endswith("dateline.db") for path in open_files(worker)))
        assert server.stop() == 0
