"""The writer lock: one process at a time changes the store and the index.

It is the operating system's lock, so it ends with the process that holds it, however it ends.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import Busy, StoreError

_POLL = 0.01


def _nothing() -> None:
    return


@contextmanager
def writer_lock(path: Path, *, wait: float, after_crash: Callable[[], None] = _nothing) -> Iterator[None]:
    """Hold the lock for the block. Raises Busy when it is not to be had within ``wait`` seconds.

    ``after_crash`` is called first when the last one to hold it did not come to the end of its block;
    what it raises is raised, and it will be called again. Raises StoreError when there can be no lock.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"the data directory cannot be written by user {os.geteuid()}: {error.strerror}"
        ) from error
    try:
        _acquire(descriptor, wait)
        if os.fstat(descriptor).st_size:
            after_crash()
        with suppress(OSError):  # of a full disk: then nobody is told our number
            os.truncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
        os.truncate(descriptor, 0)
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
