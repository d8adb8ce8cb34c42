"""What the system refuses SQLite itself, injected by strace into a real run."""

import subprocess
from pathlib import Path

import pytest

from app.runtime import open_runtime
from app.settings import Settings
from benchmarks.crashes.tracing import can_trace
from tests.building import article, write
from tests.cli.running import RUN, dateline, environment

GIVEN = '{"title": "Tug sails", "body": "On Monday.", "source": "Harbour Gazette"}\n'


@pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to use it: apt-get install strace")
@pytest.mark.parametrize(
    ("beside", "call", "error", "said"),
    [
        ("-wal", "pwrite64", "ENOSPC", "the disk is full: free space"),
        ("-shm", "pwrite64", "ENOSPC", "the disk is full: free space"),
        ("-wal", "fdatasync", "EIO", "the disk failed: look at it"),
    ],
)
def test_what_is_refused_is_told_in_one_line_and_the_next_run_completes(
    settings: Settings, beside: str, call: str, error: str, said: str
) -> None:
    """H09, H13: exit 3, and nothing of it is there; H10: as soon as there is room."""
    with open_runtime(settings) as runtime, runtime.writing():
        write(runtime.articles, [article(1)])
        runtime.indexer.sync()
    path = Path(f"{settings.database}{beside}")
    tracing = ["strace", "-f", "-o", "/dev/null", "-P", str(path)]
    failing = [*tracing, "-e", f"trace={call}", "-e", f"inject={call}:error={error}"]
    done = subprocess.run(
        [*failing, *RUN, "ingest", "-"],
        input=GIVEN,
        env=environment(settings.data_dir),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr.count("\n"), said in done.stderr) == (3, 1, True), done.stderr
    with open_runtime(settings) as runtime:
        assert runtime.articles.count() == 1
    assert dateline(settings.data_dir, "ingest", "-", given=GIVEN).returncode == 0
    with open_runtime(settings) as runtime:
        report = runtime.checker.verify()
        assert (report.articles, report.is_sound) == (2, True)
