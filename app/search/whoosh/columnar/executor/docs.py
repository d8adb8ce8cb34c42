"""Sets of documents: ascending uint16 numbers without repetition."""

import numpy as np

from app.search.whoosh.columnar.arrays import Array

#: A binary search costs about as much as writing and reading so many entries of a mask (measured).
_SEARCH_COST = 16
#: So many entries are written and read faster than a mask is made.
_LITTLE = 4096

NO_DOCS: Array = np.empty(0, np.uint16)


def from_mask(mask: Array) -> Array:
    """The documents where the mask is true."""
    return np.flatnonzero(mask).astype(np.uint16)


def to_mask(docs: Array, count: int) -> Array:
    """True at each document, of ``count``."""
    mask = np.zeros(count, np.bool_)
    mask[docs] = True
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


def places(docs: Array, some: Array, count: int) -> Array:
    """Where each of ``some``, all of which are in ``docs``, stands there."""
    if some.size * _SEARCH_COST < docs.size + _LITTLE:
        return np.searchsorted(docs, some)
    ranks = np.empty(count, np.uint16)
    ranks[docs] = np.arange(docs.size)
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
