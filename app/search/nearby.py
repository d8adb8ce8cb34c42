"""Which places of words in a text are near each other."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple


class Place(NamedTuple):
    """``first`` and ``last`` count words, ``start`` and ``end`` characters."""

    first: int
    last: int
    start: int
    end: int


def together(parts: Sequence[Sequence[Place]], distance: int) -> Iterator[Place]:
    """One place of each part, at most ``distance`` words between any two: all such, each part's nearest.

    A set of places is found by that which begins last. Of each other part the one that ends last before
    that begins is best.
    """
    ordered = [sorted(part) for part in parts]
    best = [list(accumulate(part, _later)) for part in ordered]
    for anchor in (place for part in ordered for place in part):
        before = [bisect_right(part, anchor.first, key=_first) for part in ordered]
        if all(before):
            chosen = [places[count - 1] for places, count in zip(best, before, strict=True)]
            if anchor.first - min(map(_last, chosen)) - 1 <= distance:
                yield from (anchor, *chosen)


class _Run(NamedTuple):
    """Places of parts in order. ``slack``: its beginning and the lengths of its parts."""

    slack: int
    places: tuple[Place, ...]


def in_order(parts: Sequence[Sequence[Place]], distance: int) -> Iterator[Place]:
    """A place of each part in the order of the parts, with at most ``distance`` other words among them."""
    runs = [_Run(place.last + 1, (place,)) for place in sorted(parts[0], key=_last)]
    for part in parts[1:]:
        best = list(accumulate(runs, max))
        ends = [run.places[-1].last for run in runs]
        runs = []
        for place in sorted(part, key=_last):
            before = bisect_left(ends, place.first)
            if before:
                run = best[before - 1]
                runs.append(_Run(run.slack + place.last - place.first + 1, (*run.places, place)))
    for run in runs:
        if run.places[-1].last + 1 - run.slack <= distance:
            yield from run.places


def _later(one: Place, other: Place) -> Place:
    return other if other.last > one.last else one


def _first(place: Place) -> int:
    return place.first


def _last(place: Place) -> int:
    return place.last
