"""Sets of documents: ascending uint16 numbers without repetition."""

from collections.abc import Callable, Sequence

import numpy as np

from app.search.whoosh.columnar.arrays import Array

#: A binary search costs about as much as writing and reading so many entries of a mask (measured).
_SEARCH_COST = 16
#: So many entries are written and read faster than a mask is made.
_LITTLE = 4096

#: Where fewer than one in so many is taken, sorting is cheaper than a mask (measured).
_SPARSE = 16

NO_DOCS: Array = np.empty(0, np.uint16)


def from_mask(mask: Array) -> Array:
    """The documents where the mask is true."""
    return np.flatnonzero(mask).astype(np.uint16)


def to_mask(docs: Array, count: int) -> Array:
    """True at each document, of ``count``."""
    mask = np.zeros(count, np.bool_)
    mask[docs.astype(np.intp)] = True  # faster than by 16 bits
    return mask


def member(docs: Array, others: Array, count: int) -> Array:
    """A mask beside ``docs``: whether each is among ``others``, of ``count`` documents in all."""
    if not others.size:
        return np.zeros(docs.size, np.bool_)
    if docs.size * _SEARCH_COST < others.size + _LITTLE:
        places = np.searchsorted(others, docs)
        found: Array = others.take(places, mode="clip") == docs
        return found
    held: Array = to_mask(others, count).take(docs)
    return held


def intersect(first: Array, second: Array, count: int) -> Array:
    """Documents in both."""
    small, large = (first, second) if first.size <= second.size else (second, first)
    return small.compress(member(small, large, count))


def narrowed(docs: Array, within: Array, count: int) -> tuple[Array, Array]:
    """Documents in both, and where each of them stands in ``docs``."""
    if docs.size <= within.size:
        at = np.flatnonzero(member(docs, within, count))
        return docs.take(at), at
    if docs.size == count:
        return within, within
    if within.size * _SEARCH_COST < docs.size + _LITTLE:
        at = np.searchsorted(docs, within)
        keep = docs.take(at, mode="clip") == within
        return within.compress(keep), at.compress(keep)
    ranks = np.zeros(count, np.uint16)  # from 1; 0 where there is none
    ranks[docs.astype(np.intp)] = np.arange(1, docs.size + 1, dtype=np.uint16)
    found = ranks.take(within)
    keep = found != 0
    return within.compress(keep), found.compress(keep) - 1


def united(several: Sequence[Array], count: int, check: Callable[[], None]) -> Array:
    """Documents in any of these arrays, each of which need not be a set."""
    if sum(docs.size for docs in several) * _SPARSE < count:
        docs = np.sort(np.concatenate([NO_DOCS, *several]), kind="stable")
        first = np.ones(docs.size, np.bool_)
        np.not_equal(docs[1:], docs[:-1], out=first[1:])
        return docs.compress(first)
    mask = np.zeros(count, np.bool_)
    for docs in several:
        check()
        mask[docs.astype(np.intp)] = True
    return from_mask(mask)


def places(docs: Array, some: Array, count: int) -> Array:
    """Where each of ``some``, all of which are in ``docs``, stands there."""
    if some.size * _SEARCH_COST < docs.size + _LITTLE:
        return np.searchsorted(docs, some)
    ranks = np.empty(count, np.uint16)
    ranks[docs.astype(np.intp)] = np.arange(docs.size)
    return ranks.take(some)


def add(total: Array, docs: Array, some: Array, scores: Array, count: int) -> None:
    """Add the scores of ``some``, all of which are in ``docs``, to the totals beside ``docs``."""
    if some.size == docs.size:
        total += scores
    elif some.size:
        total[places(docs, some, count)] += scores


def subtract(docs: Array, some: Array, count: int) -> Array:
    """``docs`` without ``some``, all of which are in it."""
    if not some.size:
        return docs
    keep = np.ones(docs.size, np.bool_)
    keep[places(docs, some, count)] = False
    return docs.compress(keep)
