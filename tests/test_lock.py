"""The writer lock (H29 to H31)."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.errors import Busy
from app.lock import writer_lock
from app.runtime import open_runtime
from app.settings import Settings


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    with writer_lock(path, wait=0), pytest.raises(Busy, match=str(os.getpid())), writer_lock(path, wait=0):
        pass


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with writer_lock(tmp_path / "writer.lock", wait=0):
            pass


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    code = (
        "import sys, time; from pathlib import Path; from app.lock import writer_lock\n"
        "with writer_lock(Path(sys.argv[1]), wait=0): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Busy), writer_lock(path, wait=0):
            pass
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    with writer_lock(path, wait=0):
        pass


def test_a_waiting_writer_gets_the_lock_when_it_is_freed(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    code = (
        "import sys, time; from pathlib import Path; from app.lock import writer_lock\n"
        "with writer_lock(Path(sys.argv[1]), wait=0): print('held', flush=True); time.sleep(0.3)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        began = time.monotonic()
        with writer_lock(path, wait=30):
            assert time.monotonic() - began < 30


def test_a_server_that_writes_again_and_again_keeps_no_other_out(settings: Settings) -> None:
    """J06: who waits has the turn before who had it last."""
    with open_runtime(settings) as one, open_runtime(settings) as other:
        order: list[str] = []
        first_is_in = threading.Event()

        def wait_for_a_turn() -> None:
            first_is_in.wait()
            with other.writing_in_turn():
                order.append("other")

        waiting = threading.Thread(target=wait_for_a_turn)
        waiting.start()
        with one.writing_in_turn():
            first_is_in.set()
            while not is_locked(settings.turn_lock):
                pass
        with one.writing_in_turn():
            order.append("one again")
        waiting.join()
        assert order == ["other", "one again"]


def is_locked(path: Path) -> bool:
    """Whether somebody holds the lock, without waiting."""
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
