"""Bytes that are read whole and once, when a field is first used: DEFLATE (RFC 1951) in zlib's wrapping.

At the lowest level: words sorted shrink to less than a half at 100 MB a second (measured), higher levels
gain a few per cent and take three times as long. Back they come at 300 MB a second.
"""

import zlib

import numpy as np

from app.search.whoosh.columnar.arrays import Array

_LEVEL = 1


def deflate(array: Array) -> Array:
    """Bytes (uint8) made smaller; none stay none."""
    return np.frombuffer(zlib.compress(array.tobytes(), _LEVEL), np.uint8) if array.size else array


def inflate(deflated: Array) -> bytes:
    """The bytes."""
    return zlib.decompress(deflated.tobytes()) if deflated.size else b""
