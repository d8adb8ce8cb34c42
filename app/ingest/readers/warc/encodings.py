"""Undoing ``Content-Encoding``, never beyond a limit."""

import zlib
from collections.abc import Callable, Iterator

import brotli

from app.ingest.packing import ERRORS, Decoder, DeflateDecoder, GzipDecoder, ZstdDecoder
from app.ingest.readers.faults import RecordFault

#: Encodings one over another that are undone; more are an attack.
MAX_LAYERS = 2
PIECE = 64 * 1024


class BrotliDecoder:
    """Brotli's decoder in the shape of the others."""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._inner.is_finished())

    @property
    def needs_input(self) -> bool:
        return bool(self._inner.can_accept_more_data())

    @property
    def unused_data(self) -> bytes:
        return b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return bytes(self._inner.process(data, output_buffer_limit=max_length))


def _deflate(data: bytes) -> Decoder:
    """``deflate`` as servers mean it: with zlib's header or without."""
    headed = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    return DeflateDecoder(zlib.MAX_WBITS if headed else -zlib.MAX_WBITS)


DECODERS: dict[str, Callable[[bytes], Decoder]] = {
    "gzip": lambda _: GzipDecoder(),
    "x-gzip": lambda _: GzipDecoder(),
    "deflate": _deflate,
    "br": lambda _: BrotliDecoder(),
    "zstd": lambda _: ZstdDecoder(),
}


def undone(body: bytes, encodings: str, limit: int) -> bytes:
    """``body`` without the encodings that the field ``Content-Encoding`` lists.

    As it is where it was decoded already: crawlers do that and leave the field. Raises RecordFault:
    ``bomb`` beyond ``limit`` bytes, ``bad_http`` for too many or damaged ones.
    """
    names = [name for part in encodings.split(",") if (name := part.strip().casefold()) in DECODERS]
    if len(names) > MAX_LAYERS:
        raise RecordFault("bad_http", f"encoded more than {MAX_LAYERS} times")
    for name in reversed(names):
        body = _decoded(body, DECODERS[name](body), limit)
    return body


def _decoded(body: bytes, decoder: Decoder, limit: int) -> bytes:
    out = bytearray()
    try:
        for piece in _pieces(body, decoder):
            out += decoder.decompress(piece, limit + 1 - len(out))
            if len(out) > limit:
                raise RecordFault("bomb", f"its content unpacks to more than {limit} bytes")
    except (*ERRORS, brotli.error) as error:
        if out:
            return bytes(out)
        if body[:1] in (b"<", b"{", b"[", b" ", b"\n", b"\r", b"\xef"):
            return body
        raise RecordFault("bad_http", "its content encoding is damaged") from error
    return bytes(out)


def _pieces(body: bytes, decoder: Decoder) -> Iterator[bytes]:
    """``body`` piece by piece as the decoder takes it, and nothing while it still has something to give."""
    at = 0
    while not decoder.eof:
        if not decoder.needs_input:
            yield b""
            continue
        if at >= len(body):
            return
        yield body[at : at + PIECE]
        at += PIECE
