"""Walking over JSON text of any length: where a value ends, without reading what it says."""

import re
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader

from app.ingest.draft import InputFault

CHUNK = 256 * 1024
#: How much may be read again in all: so many times what was read, and so many bytes.
BACK_TIMES = 32
BACK_BYTES = 4 * 2**20
#: Bytes of the beginning of a value that may lie across two pieces.
LONGEST_BEGINNING = 1024
QUOTE = ord('"')
DEPTH = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
BLANK = re.compile(rb"[ \t\r\n\x1e]*+")
#: What stands before the next bracket: whole strings and anything that is neither.
OUTSIDE = re.compile(rb'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
INSIDE = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)


@dataclass(slots=True)
class Nesting:
    """Where in a value the walk is: how deep, and whether inside a string. It goes on over any pieces."""

    depth: int = 0
    in_string: bool = False
    after_backslash: bool = False

    def end(self, data: bytes, at: int) -> int:
        """The index after the last bracket of the value, or -1 when it goes on beyond ``data``."""
        while at < len(data):
            if self.in_string:
                at = self._in_string(data, at)
                continue
            at = _match_end(OUTSIDE, data, at)
            if at == len(data):
                break
            if data[at] == QUOTE:
                self.in_string = True
            else:
                self.depth += DEPTH[data[at]]
            at += 1
            if self.depth <= 0 and not self.in_string:
                return at
        return -1

    def _in_string(self, data: bytes, at: int) -> int:
        at = _match_end(INSIDE, data, at + self.after_backslash)
        self.after_backslash = at < len(data) and data[at] != QUOTE
        self.in_string = at == len(data) or self.after_backslash
        return at + 1 if at < len(data) else at


def _match_end(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    match = pattern.match(data, at)
    return match.end() if match else at


def _reaching(pattern: re.Pattern[bytes], data: bytes, place: int) -> re.Match[bytes] | None:
    """The first match that ends behind ``place``."""
    return next((match for match in pattern.finditer(data) if match.end() > place), None)


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of a value, or its beginning: ``whole`` is false when it was cut or is too large."""

    data: bytes
    offset: int
    whole: bool
    too_large: bool = False


class Cursor:
    """A place in a stream of JSON text. Keeps in memory one chunk and the value being read."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream
        self._data = b""
        self._at = 0
        self._base = 0
        self._gone_back = 0
        self._open = Nesting()

    @property
    def offset(self) -> int:
        """Bytes from the start of the stream."""
        return self._base + self._at

    def skip(self, size: int) -> None:
        """Goes on by so many bytes, which a look ahead has shown."""
        self._at += size

    def head(self, size: int = CHUNK) -> bytes:
        """The next bytes, ``size`` of them if there are as many; a fault waits until it is reached."""
        with suppress(InputFault):
            while len(self._data) - self._at < size and self._fill():
                pass
        return self._data[self._at : self._at + size]

    def next_byte(self) -> int | None:
        """The next byte that is not white space, not yet passed; None at the end."""
        while True:
            self._at = _match_end(BLANK, self._data, self._at)
            if self._at < len(self._data):
                return self._data[self._at]
            if not self._fill():
                return None

    def value(self, limit: int) -> Span:
        """The object or array that begins here; of one beyond ``limit`` bytes only the beginning."""
        self._open = Nesting()
        return self.go_on(Span(b"", self.offset, whole=False), limit)

    def go_on(self, begun: Span, limit: int) -> Span:
        """``begun``, the value of which only the beginning was given last, up to another limit."""
        pieces, size = [begun.data], len(begun.data)
        whole = size > 0 and self._open.depth <= 0  # it ended in the piece that went beyond the limit
        while not whole and size <= limit:
            if self._at == len(self._data) and not self._fill():
                return Span(b"".join(pieces), begun.offset, whole=False)
            end = self._open.end(self._data, self._at)
            whole = end >= 0
            pieces.append(self._data[self._at : end if whole else None])
            size += len(pieces[-1])
            self._at += len(pieces[-1])
        return Span(b"".join(pieces), begun.offset, whole=whole and size <= limit, too_large=size > limit)

    def skip_rest(self, begun: Span, alike: re.Pattern[bytes] | None = None) -> None:
        """Goes on to the end of the value of which only the beginning was given, or to what is ``alike``.

        Where a quote is missing the brackets do not tell the end of a value.
        """
        tail, ended = begun.data[-LONGEST_BEGINNING:], self._open.depth <= 0
        while not ended:
            end = self._open.end(self._data, self._at)
            ended = end >= 0
            piece = self._data[self._at : end if ended else None]
            found = _reaching(alike, tail + piece, len(tail)) if alike else None
            if found and found.start() < len(tail):
                self.go_back(tail[found.start() :])
                return
            self._at += found.start() - len(tail) if found else len(piece)
            if found:
                return
            tail = (tail + piece)[-LONGEST_BEGINNING:]
            ended = ended or not self._fill()

    def close(self, nesting: Nesting) -> bool:
        """Goes on to where ``nesting`` ends; whether it does before the end of the stream."""
        while (end := nesting.end(self._data, self._at)) < 0:
            self._at = len(self._data)
            if not self._fill():
                return False
        self._at = end
        return True

    def go_back(self, data: bytes) -> bool:
        """Puts ``data``, the bytes last passed, in front again.

        Refused (False) where a hostile input would have the same bytes read over and over without end.
        """
        if self._gone_back + len(data) > BACK_TIMES * self.offset + BACK_BYTES:
            return False
        self._gone_back += len(data)
        self._base = self.offset - len(data)
        self._data, self._at = data + self._data[self._at :], 0
        return True

    def _fill(self) -> bool:
        """Reads on; whether there was more."""
        more = self._stream.read1(CHUNK)
        self._base += self._at
        self._data, self._at = self._data[self._at :] + more, 0
        return bool(more)
