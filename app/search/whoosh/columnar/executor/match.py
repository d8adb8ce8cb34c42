"""What a query matched in one segment."""

from typing import NamedTuple

from app.search.whoosh.columnar.arrays import Array


class Match(NamedTuple):
    """Live documents of one segment (uint16, ascending), and if asked for their scores (float64)."""

    docs: Array
    scores: Array | None = None

    def kept(self, keep: Array) -> "Match":
        """Those where the mask is true."""
        scores = None if self.scores is None else self.scores.compress(keep)
        return Match(self.docs.compress(keep), scores)
