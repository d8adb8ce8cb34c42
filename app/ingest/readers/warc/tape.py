"""The unpacked bytes of a crawl archive, in order, with their place."""

from collections.abc import Callable
from io import BufferedReader

from app.ingest.readers.faults import RecordFault

#: Bytes and lines that a header may have: of a record, or of the HTTP answer in it.
MAX_HEADER = 64 * 1024
MAX_FIELDS = 1000
CHUNK = 64 * 1024
BLANK = (b"\n", b"\r\n")


def cut_by(size: int) -> RecordFault:
    """The fault of a record of which ``size`` bytes are missing."""
    return RecordFault("truncated", f"{size} bytes of it are missing")


class Tape:
    """Reads on only. ``offset`` counts unpacked bytes. InputFault of the stream goes through."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream
        self._kept = b""
        self.offset = 0

    def line(self, limit: int = MAX_HEADER) -> bytes:
        """The next line with its end, at most ``limit`` bytes of it; empty at the end of the input."""
        line = self._kept or self._stream.readline(limit)
        self._kept = b""
        self.offset += len(line)
        return line

    def keep(self, line: bytes) -> None:
        """``line`` is read again as the next one."""
        self._kept = line
        self.offset -= len(line)

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer only at the end of the input."""
        data = self._stream.read(size)
        self.offset += len(data)
        return data

    def skip(self, size: int) -> None:
        """Passes over ``size`` bytes. Raises RecordFault ``truncated`` where there are fewer."""
        while size:
            data = self.read(min(size, CHUNK))
            if not data:
                raise cut_by(size)
            size -= len(data)

    def header(self) -> list[bytes]:
        """The lines up to an empty one, without their ends. Raises RecordFault ``bad_header``."""
        lines: list[bytes] = []
        size = 0
        while (line := self.line()) not in BLANK:
            if not line:
                raise RecordFault("truncated", "the header does not end")
            size += len(line)
            if size > MAX_HEADER or len(lines) >= MAX_FIELDS or not line.endswith(b"\n"):
                raise RecordFault("bad_header", f"more than {MAX_HEADER} bytes or {MAX_FIELDS} lines")
            lines.append(line.rstrip(b"\r\n"))
        return lines

    def find(self, begins: Callable[[bytes], object]) -> bool:
        """Passes over lines to the next one that ``begins`` a record; whether there is one."""
        whole = True
        while line := self.line(CHUNK):
            if whole and begins(line):
                self.keep(line)
                return True
            whole = line.endswith(b"\n")
        return False
