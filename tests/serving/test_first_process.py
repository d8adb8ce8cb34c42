"""Served by the first process of a container: nobody else reaps its children or gives signals a meaning."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.serving.running import children, serving
from tests.waiting import wait_for

#: A namespace of processes, in which what is run is the first. What runs it passes signals on to nobody.
ALONE = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]


def can_be_alone() -> bool:
    try:
        return subprocess.run([*ALONE, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def serving_below(first: int) -> set[int]:
    return {worker for child in children(first) for worker in children(child)}


def state_of(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


@pytest.mark.skipif(not can_be_alone(), reason="needs unshare, and leave to use it: util-linux, root")
def test_as_the_first_process_it_heeds_signals_and_leaves_no_dead_children(tmp_path: Path) -> None:
    """I10: without an init in front, though compose.yaml has one."""
    with serving(tmp_path / "data", "--workers", "2", under=ALONE) as server:
        (first,) = children(server.process.pid)
        assert Path(f"/proc/{first}/status").read_text().split("NSpid:")[1].split("\n")[0].split()[-1] == "1"
        wait_for(lambda: len(serving_below(first)) == 2)
        before = serving_below(first)
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        wait_for(lambda: len(serving_below(first) - before) == 2)
        below = {*children(first), *serving_below(first)}
        assert [process for process in below if state_of(process) == "Z"] == []
        os.kill(first, signal.SIGTERM)
        assert server.process.wait(30) == 0
