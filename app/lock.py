"""The writer lock: one process at a time changes the store and the index.

It is the operating system's lock, so it ends with the process that holds it, however it ends.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import Busy

_POLL = 0.1


@contextmanager
def writer_lock(path: Path, *, wait: float) -> Iterator[None]:
    """Hold the lock for the block. Raises Busy when it is not to be had within ``wait`` seconds."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(descriptor, wait)
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, wait: float) -> None:
    deadline = time.monotonic() + wait
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
                raise Busy(
                    f"process {holder or 'unknown'} is writing to this data directory; try again later"
                ) from None
            time.sleep(_POLL)
