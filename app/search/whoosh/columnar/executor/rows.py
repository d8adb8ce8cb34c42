"""Some of the postings of a term."""

from typing import NamedTuple

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import narrowed
from app.search.whoosh.columnar.lists import Postings


class Rows(NamedTuple):
    """Documents of some postings, and the rows there of each; None: all rows."""

    postings: Postings
    docs: Array
    numbers: Array | None = None

    def within(self, docs: Array, count: int) -> "Rows":
        """Those in ``docs``, of ``count`` documents in all."""
        kept, at = narrowed(self.docs, docs, count)
        return Rows(self.postings, kept, at if self.numbers is None else self.numbers.take(at))

    def at(self, places: Array) -> "Rows":
        """Those at these places."""
        numbers = places if self.numbers is None else self.numbers.take(places)
        return Rows(self.postings, self.docs.take(places), numbers)

    def of(self, values: Array) -> Array:
        """Of one value a posting, those of these rows."""
        return values if self.numbers is None else values.take(self.numbers)

    def freqs(self) -> Array:
        """How often each document holds the term."""
        assert self.postings.freqs is not None, "a field of words has frequencies"
        return self.of(self.postings.freqs)
