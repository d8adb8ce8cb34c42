"""Many texts cut into chunks at once, and equal chunks numbered alike: arithmetic on arrays of bytes.

A chunk is what stands between white space or control characters. Its first eight bytes are a whole
number, and so are the next eight; chunks are told apart by sorting these numbers, exactly.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from app.search.whoosh.columnar.arrays import Array

#: Bytes that are compared as one number.
_PIECE = 8
#: Longer chunks, in bytes, are rare where white space parts words: they are looked up one by one.
_LONG = 4 * _PIECE
#: By how many bytes of a piece belong to the chunk: those bits of it.
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(_PIECE + 1)], np.uint64)
_SPACE = 32
#: 2**64 by the golden ratio: its multiples are spread evenly (Knuth, vol. 3, 6.4).
_ODD = np.uint64(0x9E3779B97F4A7C15)
#: Lone surrogates are let through: they are in no word.
_ERRORS = "surrogatepass"


@dataclass(frozen=True, slots=True)
class Cut:
    """``chunks``: the distinct ones, in UTF-8. ``numbers``: which of them each is, text after text.

    ``counts``: chunks a text.
    """

    chunks: list[bytes]
    numbers: Array
    counts: Array


def cut(texts: Sequence[str]) -> Cut:
    """Cut the texts into chunks."""
    encoded = [_ascii_spaces(text).encode(errors=_ERRORS) for text in texts]
    raw = b"\n".join([*encoded, b"\n" * _LONG])
    starts, ends = _edges(np.frombuffer(raw, np.uint8))
    numbers, shown = _numbered(raw, starts, ends)
    chunks = [raw[start:end] for start, end in zip(starts[shown].tolist(), ends[shown].tolist(), strict=True)]
    text_ends = np.cumsum([len(text) + 1 for text in encoded], dtype=np.int64)
    return Cut(chunks, numbers, np.diff(np.searchsorted(starts, text_ends), prepend=0))


def text_of(chunk: bytes) -> str:
    return chunk.decode(errors=_ERRORS)


def _ascii_spaces(text: str) -> str:
    """The text with no white space but that of ASCII."""
    return text if text.isascii() else " ".join(text.split())


def _edges(data: Array) -> tuple[Array, Array]:
    """Where chunks start and end."""
    inside = np.zeros(len(data) + 1, bool)
    np.greater(data, _SPACE, out=inside[1:])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return edges[::2], edges[1::2]


def _numbered(raw: bytes, starts: Array, ends: Array) -> tuple[Array, Array]:
    """A number for each chunk, from 0, the same for equal ones, and a place where each number stands."""
    lengths = ends - starts
    numbers = np.zeros(len(starts), np.int64)
    for step in range(0, _LONG, _PIECE):
        # Those that are alike up to here are told apart by their next bytes.
        here = np.flatnonzero(lengths > step)
        pieces = _distinct(_pieces(raw, starts[here] + step, lengths[here] - step))
        alike = _distinct((numbers[here] << 32) | pieces) if step else pieces
        numbers[here] = _unused(numbers) + alike
    long = np.flatnonzero(lengths > _LONG)
    met: defaultdict[bytes, int] = defaultdict(count(_unused(numbers)).__next__)
    whole = (raw[start:end] for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True))
    numbers[long] = np.fromiter(map(met.__getitem__, whole), np.int64, len(long))
    return _without_gaps(numbers)


def _pieces(raw: bytes, starts: Array, lengths: Array) -> Array:
    """The next eight bytes of each chunk as a number, what does not belong to it being 0."""
    every = np.ndarray(len(raw) - _PIECE + 1, "<u8", raw, strides=(1,))
    pieces: Array = every[starts] & _MASKS[np.minimum(lengths, _PIECE)]
    return pieces


def _distinct(keys: Array) -> Array:
    """A number for each key, from 0, the same for equal ones."""
    order, ordered = _together(keys)
    numbers = np.empty(len(keys), np.int64)
    numbers[order] = np.cumsum(np.diff(ordered, prepend=ordered[:1]) != 0)
    return numbers


def _together(keys: Array) -> tuple[Array, Array]:
    """An order in which equal keys stand together, and the keys in it.

    Sorting hashes with the places in their low bits takes half the time of ``argsort``, which is left
    for when two keys have one hash.
    """
    bits = len(keys).bit_length()
    places = np.arange(len(keys), dtype=np.uint64)
    mixed = np.sort(((keys.astype(np.uint64) * _ODD) >> bits << bits) | places)
    order = (mixed & ((1 << bits) - 1)).astype(np.int64)
    hashes, ordered = mixed >> bits, keys[order]
    if np.array_equal(hashes[1:] != hashes[:-1], ordered[1:] != ordered[:-1]):
        return order, ordered
    order = np.argsort(keys)
    return order, keys[order]


def _unused(numbers: Array) -> int:
    return int(numbers.max(initial=-1)) + 1


def _without_gaps(numbers: Array) -> tuple[Array, Array]:
    places = np.full(_unused(numbers), -1)
    places[numbers] = np.arange(len(numbers))
    used = places >= 0
    return (np.cumsum(used) - 1)[numbers], places[used]
