"""Terms near a text: optimal string alignment distance, of many terms at once.

An edit inserts, deletes or replaces a letter or swaps two neighbours, none twice (the distance that
Whoosh calls Damerau-Levenshtein). Row by row of the usual table (Wagner and Fischer, "The String-to-String
Correction Problem", 1974), each cell of it for all terms of one length together.
"""

from collections import defaultdict
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
        by_length: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        for number, word in _candidates(segment, field, numbers, len(self._letters), self._distance):
            if abs(len(word) - len(self._letters)) <= self._distance:
                by_length[len(word)].append((number, word))
        found: list[int] = []
        for length, words in by_length.items():
            letters = "".join(word for _, word in words).encode("utf-32-le")
            columns = np.frombuffer(letters, np.uint32).reshape(len(words), length).T
            near = np.flatnonzero(
                self._distances(np.ascontiguousarray(columns), len(words)) <= self._distance
            )
            found.extend(words[place][0] for place in near)
        return sorted(found)

    def _distances(self, columns: Array, count: int) -> Array:
        """The distance of each word; ``columns`` holds the first letters of all, then the second ..."""
        length = len(columns)
        rows = [np.repeat(np.arange(length + 1, dtype=np.int16)[:, None], count, axis=1)]
        for row, letter in enumerate(self._letters, 1):
            rows.append(self._row(rows, columns, row, letter))
            rows = rows[-2:]
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


def _candidates(
    segment: Segment, field: str, numbers: range, length: int, distance: int
) -> Iterator[tuple[int, str]]:
    """Terms whose bytes could be so many letters, a letter being 1 to 4 bytes."""
    ends = segment.arrays[f"{field}.term_ends"][max(0, numbers.start - 1) : numbers.stop].astype(np.int64)
    sizes = np.diff(ends) if numbers.start else np.diff(ends, prepend=0)
    fitting = (sizes >= length - distance) & (sizes <= 4 * (length + distance))
    terms = segment.terms(field)
    for place in np.flatnonzero(fitting).tolist():
        number = numbers.start + place
        yield number, terms[number].decode()
