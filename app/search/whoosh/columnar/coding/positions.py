"""Positions of words: a byte, and where some are past 255 half a byte more.

Those too large for 12 bits are kept beside, with where they stand. So a position is found without its
neighbours, and a list of them at about 2 G a second (measured).
"""

from collections.abc import Mapping

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.pack import smallest

#: From here on a position is large: its upper half byte would be 15.
_LARGE = 15 << 8
#: With more than one large position in so many, all are kept plain.
_FEW = 32

_NOTHING = np.empty(0, np.uint8)


def pack_positions(positions: Array) -> dict[str, Array]:
    """``positions``, plain or their lower bytes; then there are also the ``places_...``."""
    large = np.flatnonzero(positions >= _LARGE)
    plain = smallest(positions)
    if plain.itemsize == 1 or large.size * _FEW > positions.size:
        return {"positions": plain}
    high = np.minimum(positions >> 8, 15).astype(np.uint8)
    high = np.append(high, np.zeros(high.size % 2, np.uint8))
    return {
        "positions": positions.astype(np.uint8),
        "places_high": high[::2] | high[1::2] << 4,
        "places_at": large.astype(np.uint32),
        "places_large": smallest(positions[large]),
    }


class Positions:
    """Reads what ``pack_positions`` made."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._low = arrays.get("positions", _NOTHING)
        self._high = arrays.get("places_high", _NOTHING)
        self._at = arrays.get("places_at", _NOTHING)
        self._large = arrays.get("places_large", _NOTHING)

    @property
    def packed(self) -> bool:
        """Whether reading them is more than a slice."""
        return bool(self._high.size)

    def between(self, start: int, end: int) -> Array:
        """The positions of occurrences ``start`` to before ``end``."""
        low = self._low[start:end]
        if not self.packed:
            return low
        found = _both(self._high[start >> 1 : (end + 1) >> 1], start & 1, low)
        return self._with_large(found, start, end) if self._at.size else found

    def _with_large(self, found: Array, start: int, end: int) -> Array:
        first, last = self._at.searchsorted(start), self._at.searchsorted(end)
        if first == last:
            return found
        large = self._large[first:last]
        found = found.astype(np.promote_types(large.dtype, np.uint16), copy=False)
        found[self._at[first:last] - np.uint32(start)] = large
        return found


def _both(high: Array, odd: int, low: Array) -> Array:
    """Lower bytes with their upper half bytes, of which the first is left out if ``odd``."""
    halves = np.empty(2 * high.size, np.uint16)
    halves[::2] = high & 15
    halves[1::2] = high >> 4
    halves <<= 8
    found = halves[odd : odd + low.size]
    found |= low
    return found
