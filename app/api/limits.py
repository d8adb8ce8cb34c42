"""Token buckets that all server processes of a data directory share.

A file of fixed size, mapped into memory: whoever comes, from however many addresses, it grows no further.
"""

import fcntl
import logging
import math
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

#: Whose it is, what is left in it, and when that was so.
_SLOT = struct.Struct("<Qdd")
#: A bucket stands in one of so many slots; when all are taken, the one longest untouched goes.
_WAYS = 8
_SETS = 4096
_SIZE = _SLOT.size * _WAYS * _SETS

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many tokens fit into a bucket, and as many come back in a minute."""

    a_minute: int

    @property
    def a_second(self) -> float:
        return self.a_minute / 60


@dataclass(frozen=True, slots=True)
class Level:
    """``left`` may be below zero: who has one token may spend several, and then waits for longer."""

    allowed: bool
    left: float
    rate: Rate

    @property
    def remaining(self) -> int:
        return max(0, math.floor(self.left))

    @property
    def full_in(self) -> int:
        """Seconds until the bucket is full."""
        return math.ceil((self.rate.a_minute - self.left) / self.rate.a_second)

    @property
    def retry_after(self) -> int:
        """Seconds until there is a token."""
        return max(1, math.ceil((1 - self.left) / self.rate.a_second))


class Buckets:
    """Safe to share between threads and processes: time is the machine's, which all of them see."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = _opened(path)
        os.ftruncate(self._file, _SIZE)
        self._memory = mmap.mmap(self._file, _SIZE)
        self._lock = threading.Lock()
        self._clock = clock

    def __enter__(self) -> "Buckets":
        return self

    def __exit__(self, *_: object) -> None:
        self._memory.close()
        os.close(self._file)

    def take(self, whose: str, rate: Rate, tokens: float = 1) -> Level:
        """Take tokens out of a bucket that holds one at least; what is in it then. 0 tokens: just look."""
        tag = int.from_bytes(blake2b(whose.encode(errors="replace"), digest_size=8).digest(), "little") or 1
        now = self._clock()
        with self._held():
            at, kept, then = self._find(tag, now)
            full = float(rate.a_minute)
            left = full if kept is None else min(full, kept + (now - then) * rate.a_second)
            allowed = left >= 1
            left -= tokens if allowed else 0
            if tokens:
                _SLOT.pack_into(self._memory, at, tag, left, now)
        return Level(allowed, left, rate)

    def _find(self, tag: int, now: float) -> tuple[int, float | None, float]:
        """Where the bucket is or may be, what was in it (None: it is new), and when."""
        start = tag % _SETS * _WAYS * _SLOT.size
        oldest, oldest_then = start, math.inf
        for at in range(start, start + _WAYS * _SLOT.size, _SLOT.size):
            whose, left, then = _SLOT.unpack_from(self._memory, at)
            if then > now:  # of the time before the machine was started anew
                whose, then = 0, 0.0
            if whose == tag:
                return at, left, then
            if then < oldest_then:
                oldest, oldest_then = at, then
        return oldest, None, 0.0

    @contextmanager
    def _held(self) -> Iterator[None]:
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


def _opened(path: Path) -> int:
    """Room is taken for all of it: without, a full disk would end the process when it writes to memory."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(file, 0, _SIZE)
        except OSError:
            os.close(file)
            raise
        return file
    except OSError as error:
        # As on a disk that is read only: reading must go on.
        log.warning("limits are counted by each server process for itself: %s", error.strerror)
        return os.memfd_create(path.name, os.MFD_CLOEXEC)
