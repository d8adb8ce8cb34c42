"""The layers around what an input holds, taken off: its packing, and an encoding of two or four bytes."""

import io
from collections.abc import Callable
from typing import NamedTuple

from app.ingest.detect import archive_of
from app.ingest.draft import InputFault
from app.ingest.encoding import Transcoded, wide_encoding
from app.ingest.packing import packing_of
from app.ingest.source import Failing, Filling
from app.ingest.unpack import Allowance, Limits, Unpacked

BUFFER = 256 * 1024


class Readable(NamedTuple):
    """``packing`` and ``encoding`` as in ``Input``."""

    stream: io.BufferedReader
    packing: str = ""
    encoding: str = ""


def readable(raw: io.RawIOBase, position: Callable[[], int], limits: Limits) -> Readable:
    """What ``raw`` holds, unpacked and in UTF-8, or a stream that fails when it is read.

    ``position()`` says how many packed bytes have been read.
    """
    try:
        stream, packing = _unpacked(filled(raw), position, limits)
        head = stream.peek(1)
        # An archive of small files is mostly zeros, as text in two bytes is.
        encoding = None if archive_of(head) else wide_encoding(head)
    except InputFault as fault:
        return Readable(io.BufferedReader(Failing(fault)))
    if encoding is None:
        return Readable(stream, packing)
    return Readable(filled(Transcoded(stream, encoding)), packing, encoding)


def filled(raw: io.RawIOBase) -> io.BufferedReader:
    """``raw`` buffered, so that a look ahead sees as much as it can."""
    return io.BufferedReader(Filling(raw), BUFFER)


def _unpacked(
    stream: io.BufferedReader, position: Callable[[], int], limits: Limits
) -> tuple[io.BufferedReader, str]:
    """The stream, unpacked, and the name of its outermost packing."""
    name = ""
    for _ in range(limits.layers):
        packing = packing_of(stream.peek(1))
        if packing is None:
            return stream, name
        stream = filled(Unpacked(stream, packing, Allowance(limits, position)))
        name = name or packing.name
    if packing_of(stream.peek(1)) is not None:
        raise InputFault("bomb", f"packed more than {limits.layers} times")
    return stream, name
