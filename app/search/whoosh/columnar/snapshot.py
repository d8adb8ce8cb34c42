"""The index as it stood at one commit: segments, and statistics over all of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.search.whoosh.columnar.segment import Segment


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

    def document_frequency(self, field: str, term: bytes) -> int:
        """Documents that hold the term, deleted ones among them until they are merged away."""
        total = 0
        for segment in self.segments:
            number = segment.terms(field).find(term)
            if number >= 0:
                total += segment.frequency(field, number)
        return total

    def field_length(self, field: str) -> int:
        """Words in the field over all documents, deleted ones among them until they are merged away."""
        total = self._field_lengths.get(field)
        if total is None:
            lengths = (segment.lengths(field) for segment in self.segments)
            total = self._field_lengths[field] = sum(int(np.sum(each, dtype=np.int64)) for each in lengths)
        return total

    @cached_property
    def _field_lengths(self) -> dict[str, int]:
        """By field; summed once, every scored query needs them."""
        return {}
