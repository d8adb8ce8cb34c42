"""The postings of a term, stepped through as Whoosh's matchers are."""

from bisect import bisect_left
from typing import Any

import numpy as np
from whoosh.formats import Format
from whoosh.matching.mcore import LeafMatcher, ReadTooFar
from whoosh.scoring import BaseScorer

from app.search.whoosh.columnar.stock.inverted import Entries


class PostingMatcher(LeafMatcher):
    """All postings are one block of Whoosh's, so its quality is the best of any document in it."""

    def __init__(
        self, entries: Entries, format_: Format, term: tuple[str, bytes], scorer: BaseScorer | None = None
    ) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._entries = entries
        self._docs: list[int] = entries.docs.tolist()
        self._starts = _starts(entries)
        self._at = 0

    def copy(self) -> "PostingMatcher":
        twin = PostingMatcher(self._entries, self.format, self._term, self.scorer)
        twin._at = self._at
        return twin

    def is_active(self) -> bool:
        return self._at < len(self._docs)

    def reset(self) -> None:
        self._at = 0

    def id(self) -> int:
        """The document; past the end the last: Whoosh's AndNot asks even then, when it has skipped."""
        return self._docs[self._at] if self.is_active() else self._docs[-1]

    def next(self) -> bool:
        """Move on; True when that was the last (of the block, Whoosh's collectors need to know)."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return not self.is_active()

    def skip_to(self, document: int) -> None:
        """To the first posting that is not before ``document``."""
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._docs, document, self._at)

    def skip_to_quality(self, minquality: float) -> int:
        """Past the whole block if nothing in it is better; the number of blocks skipped."""
        if self.block_quality() > minquality:
            return 0
        self._at = len(self._docs)
        return 1

    def weight(self) -> float:
        freqs = self._entries.freqs
        return 1.0 if freqs is None else float(freqs[self._at])

    def value(self) -> bytes:
        encoded: bytes = self.format.encode(self._positions())
        return encoded

    def value_as(self, astype: str) -> Any:
        return self._positions() if astype == "positions" else super().value_as(astype)

    def block_min_length(self) -> int:
        lengths = self._entries.lengths
        return 0 if lengths is None else int(lengths.min())

    def block_max_length(self) -> int:
        lengths = self._entries.lengths
        return 0 if lengths is None else int(lengths.max())

    def block_max_weight(self) -> float:
        freqs = self._entries.freqs
        return 1.0 if freqs is None else float(freqs.max())

    def block_min_id(self) -> int:
        return self._docs[0]

    def block_max_id(self) -> int:
        return self._docs[-1]

    def _positions(self) -> list[int]:
        if self._entries.positions is None:
            return []
        places: list[int] = self._entries.positions[
            self._starts[self._at] : self._starts[self._at + 1]
        ].tolist()
        return places


def _starts(entries: Entries) -> list[int]:
    """Where the positions of each document begin, and where the last end."""
    freqs = () if entries.freqs is None else entries.freqs
    return [0, *np.cumsum(freqs, dtype=np.int64).tolist()]
