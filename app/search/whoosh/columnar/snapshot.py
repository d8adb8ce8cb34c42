"""The index as it stood at one commit: segments, and statistics over all of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from app.search.whoosh.columnar.layout import Kept
from app.search.whoosh.columnar.segment import Segment

#: So many terms looked up are remembered, about 1 MB.
_REMEMBERED = 4096


class Known(NamedTuple):
    """A term: its number in each segment (-1 where it is not), how many documents hold it there, and in
    all; whether its field is one of words. Deleted documents count until they are merged away."""

    numbers: tuple[int, ...]
    counts: tuple[int, ...]
    holders: int
    words: bool


_NOT_YET = Known((), (), 0, False)


@dataclass(frozen=True)
class Snapshot:
    """``sequence`` is what the last commit noted. Safe to share between threads."""

    segments: tuple[Segment, ...]
    generation: int = 0
    sequence: int = 0

    @cached_property
    def count(self) -> int:
        """Documents, deleted ones among them until they are merged away."""
        return sum(segment.count for segment in self.segments)

    @cached_property
    def live_count(self) -> int:
        return sum(segment.live_count for segment in self.segments)

    def term(self, field: str, term: bytes) -> Known | None:
        """A term that there is; None for others, and for fields that there are not."""
        known = self._terms.get((field, term), _NOT_YET)
        if known is _NOT_YET:
            if len(self._terms) >= _REMEMBERED:
                self._terms.clear()
            known = self._terms[field, term] = self._look_up(field, term)
        return known

    def document_frequency(self, field: str, term: bytes) -> int:
        """Documents that hold the term, deleted ones among them until they are merged away."""
        known = self.term(field, term)
        return 0 if known is None else known.holders

    def _look_up(self, field: str, term: bytes) -> Known | None:
        described = self.segments[0].layout.field(field) if self.segments else None
        if described is None:
            return None
        numbers = tuple(segment.terms(field).find(term) for segment in self.segments)
        counts = tuple(
            segment.frequency(field, number) if number >= 0 else 0
            for segment, number in zip(self.segments, numbers, strict=True)
        )
        holders = sum(counts)
        return Known(numbers, counts, holders, described.kept is Kept.WORDS) if holders else None

    def field_length(self, field: str) -> int:
        """Words in the field over all documents, deleted ones among them until they are merged away."""
        total = self._field_lengths.get(field)
        if total is None:
            lengths = (segment.lengths(field) for segment in self.segments)
            total = self._field_lengths[field] = sum(int(np.sum(each, dtype=np.int64)) for each in lengths)
        return total

    @cached_property
    def _terms(self) -> dict[tuple[str, bytes], Known | None]:
        """Terms looked up, for the next query that has them."""
        return {}

    @cached_property
    def _field_lengths(self) -> dict[str, int]:
        """By field; summed once, every scored query needs them."""
        return {}
