"""What every node of a plan answers."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import NO_DOCS, intersect
from app.search.whoosh.columnar.executor.rows import Rows
from app.search.whoosh.columnar.segment import Segment

#: A term that one in so many documents hold has a column.
_COMMON = 32

#: Called between steps; raises when the time is up.
Check = Callable[[], None]


@dataclass(slots=True)
class View:
    """One segment while one query is answered.

    By the identity of a node, ``found``: the documents of one that is dear; ``rows``: those of the postings
    of a term that are left after what it was last asked for.
    """

    segment: Segment
    number: int
    check: Check
    found: dict[int, Array] = field(default_factory=dict)
    rows: dict[int, Rows] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.segment.count

    def column(self, field: str, number: int, holders: int) -> Array | None:
        """How often each document holds a term that many hold (uint8 or uint16); None for a rarer one."""
        if holders * _COMMON < self.count:
            return None
        held = self.segment.columns.get((field, number))
        if held is None:
            held = self._column(field, number)
            self.segment.columns.put((field, number), held)
        return held

    def _column(self, field: str, number: int) -> Array:
        postings = self.segment.postings(field, number)
        docs, freqs = postings.docs, postings.freqs
        column = np.zeros(self.count, np.uint8 if freqs is None else freqs.dtype)
        column[docs] = 1 if freqs is None else freqs
        return column

    def borrow(self) -> Array:
        """A float64 of 0 for each document. A fresh array would cost a page fault every 4 kB."""
        try:
            return self.segment.spare.pop()
        except IndexError:
            return np.zeros(self.count)

    def give_back(self, totals: Array) -> None:
        """For the next to borrow. What is lost in an exception is not missed."""
        totals.fill(0)
        self.segment.spare.append(totals)


class Node(ABC):
    """A part of a query, ready to be asked in each segment.

    In one segment a node is asked within ever fewer documents, so it may remember what it found.
    """

    __slots__ = ()

    @abstractmethod
    def estimate(self, view: View) -> int:
        """At most so many documents match."""

    @abstractmethod
    def documents(self, view: View, within: Array | None) -> Array:
        """Documents that match, of ``within`` or of the whole segment; deleted ones may be among them."""

    @abstractmethod
    def scores(self, view: View, docs: Array) -> Array:
        """The score (float64) of each of ``docs``, all of which match."""

    def covering(self, view: View, docs: Array) -> Array:
        """Documents that match: all such of ``docs``, and others where leaving them out costs more."""
        return self.documents(view, docs)


class Dear(Node):
    """A node whose documents are searched for once in a segment."""

    __slots__ = ()

    @abstractmethod
    def search(self, view: View, within: Array | None) -> Array:
        """As ``documents``, when it is asked for the first time."""

    def documents(self, view: View, within: Array | None) -> Array:
        view.check()
        found = view.found.get(id(self))
        if found is None:
            found = view.found[id(self)] = self.search(view, within)
            return found
        return found if within is None else intersect(found, within, view.count)


class Matching(Protocol):
    """What ``all_of`` asks of a node, or of a part of one."""

    def estimate(self, view: View) -> int: ...

    def documents(self, view: View, within: Array | None) -> Array: ...


def all_of(parts: Iterable[Matching], view: View, within: Array | None) -> Array:
    """Documents that match each of the parts, of ``within`` or of the whole segment; of no parts none."""
    docs = within
    for part in sorted(parts, key=lambda part: part.estimate(view)):
        docs = part.documents(view, docs)
        if not docs.size:
            break
    return NO_DOCS if docs is None else docs
