"""A view that moves along a stream and keeps only what is asked for."""

import re
from dataclasses import dataclass
from io import BufferedReader

CHUNK = 64 * 1024
#: Longest match that may lie across the end of what has been read, in bytes.
LONGEST = 256


@dataclass(frozen=True, slots=True)
class Found:
    """A match. ``start`` and ``end`` count bytes of the stream."""

    match: re.Match[bytes]
    start: int
    end: int


class Window:
    """Finds patterns in ``stream``, forward only. Places count bytes from its beginning.

    Bytes from ``keep_from()`` on are kept, but no more than about ``limit``: then they are let go, and
    ``cut()`` has none.
    """

    def __init__(self, stream: BufferedReader, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._data = b""
        self._start = 0
        self._kept: int | None = None

    @property
    def end(self) -> int:
        """The place after the last byte that has been read."""
        return self._start + len(self._data)

    def fill(self, size: int) -> bytes:
        """The first ``size`` bytes, or all there are. To be called first."""
        self._data = self._stream.read(size)
        return self._data

    def keep_from(self, at: int) -> None:
        self._kept = at

    def let_go(self) -> None:
        self._kept = None

    def cut(self, end: int) -> bytes | None:
        """The bytes kept, as far as ``end``; None where they were too many."""
        if self._kept is None or end - self._kept > self._limit:
            return None
        return self._data[self._kept - self._start : end - self._start]

    def rest(self) -> bytes:
        """What is still in sight."""
        return self._data

    def find(self, pattern: re.Pattern[bytes], at: int) -> Found | None:
        """The first match at ``at`` or later; None at the end of the stream."""
        while True:
            match = pattern.search(self._data, max(0, at - self._start))
            if match:
                return Found(match, self._start + match.start(), self._start + match.end())
            at = max(at, self.end - LONGEST)
            if not self._read(at):
                return None

    def _read(self, needed: int) -> bool:
        """Read on and forget what stands before ``needed`` and is not kept; False at the end."""
        if self._kept is not None and self.end - self._kept > self._limit:
            self._kept = None
        first = needed if self._kept is None else min(needed, self._kept)
        more = self._stream.read(max(CHUNK, len(self._data)))
        if not more:
            return False
        self._data = self._data[first - self._start :] + more
        self._start = first
        return True
