"""Terms near a text: optimal string alignment distance, of many terms at once.

An edit inserts, deletes or replaces a letter or swaps two neighbours, and no letters are edited twice
(the distance that Whoosh calls Damerau-Levenshtein). Row by row of the usual table (Wagner and Fischer,
"The String-to-String Correction Problem", 1974), each cell of it for all terms of one length together.
"""

from collections.abc import Iterator

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.node import Check
from app.search.whoosh.columnar.segment import Segment

#: Terms compared between two looks at the clock.
_CHUNK = 8192


class Near:
    """Finds terms within ``distance`` edits of ``text``."""

    def __init__(self, text: str, distance: int) -> None:
        self._letters = [ord(letter) for letter in text]
        self._distance = distance

    def among(self, segment: Segment, field: str, numbers: range, check: Check) -> Iterator[int]:
        """Which of the terms are near, ascending."""
        for start in range(numbers.start, numbers.stop, _CHUNK):
            check()
            yield from self._chunk(segment, field, range(start, min(start + _CHUNK, numbers.stop)))

    def _chunk(self, segment: Segment, field: str, numbers: range) -> list[int]:
        letters, lengths = _letters(segment, field, numbers)
        starts = np.cumsum(lengths) - lengths
        shortest = max(0, len(self._letters) - self._distance)
        found: list[int] = []
        for length in range(shortest, len(self._letters) + self._distance + 1):
            which = np.flatnonzero(lengths == length)
            if which.size:
                columns = letters.take(starts.take(which) + np.arange(length)[:, None])
                near = self._distances(columns, which.size) <= self._distance
                found += (which.compress(near) + numbers.start).tolist()
        return sorted(found)

    def _distances(self, columns: Array, count: int) -> Array:
        """The distance of each word; ``columns`` holds the first letters of all, then the second ..."""
        length = len(columns)
        rows = [np.repeat(np.arange(length + 1, dtype=np.int16)[:, None], count, axis=1)]
        for row, letter in enumerate(self._letters, 1):
            rows = [*rows[-1:], self._row(rows, columns, row, letter)]
        last: Array = rows[-1][length]
        return last

    def _row(self, rows: list[Array], columns: Array, row: int, letter: int) -> Array:
        above = rows[-1]
        same = columns == letter
        new = np.empty_like(above)
        new[0] = row
        for column in range(1, len(above)):
            cell = above[column - 1] + ~same[column - 1]
            np.minimum(cell, above[column] + 1, out=cell)
            np.minimum(cell, new[column - 1] + 1, out=cell)
            if row > 1 and column > 1:
                swapped = same[column - 2] & (columns[column - 1] == self._letters[row - 2])
                np.minimum(cell, rows[-2][column - 2] + 1, out=cell, where=swapped)
            new[column] = cell
        return new


def _letters(segment: Segment, field: str, numbers: range) -> tuple[Array, Array]:
    """The letters of these terms (uint32) one after the other, and how many each term has."""
    ends = segment.arrays[f"{field}.term_ends"]
    start = int(ends[numbers.start - 1]) if numbers.start else 0
    ends = ends[numbers.start : numbers.stop].astype(np.int64) - start
    text = segment.arrays[f"{field}.terms"][start : start + int(ends[-1])]
    # In UTF-8 the bytes after the first of a letter are 10xxxxxx.
    begun = np.cumsum((text & 0xC0) != 0x80)
    lengths = np.diff(np.append(0, begun).take(ends), prepend=0)
    return np.frombuffer(text.tobytes().decode().encode("utf-32-le"), np.uint32), lengths
