"""Terms by their spelling, the most frequent first: those that complete a prefix, those near a word."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.fuzzy import distances
from app.search.whoosh.columnar.segment import Segment, Terms
from app.search.whoosh.columnar.snapshot import Snapshot

Check = Callable[[], None]
#: Numbers of terms of a segment, ascending.
Find = Callable[[Terms], Array]

#: Terms that each segment names: so many times those wanted, and so many more.
_TIMES, _MORE = 2, 10
#: Words compared at once.
_COMPARED = 4096


def completing(prefix: bytes, *, any_word: bool = False) -> Find:
    """Terms that begin with ``prefix``, or with ``any_word`` have a word that does."""

    def find(terms: Terms) -> Array:
        run = terms.starting_with(prefix)
        begun = np.arange(run.start, run.stop)
        return np.union1d(begun, terms.with_word(prefix)) if any_word else begun

    return find


def frequent(
    snapshot: Snapshot, fields: Sequence[str], find: Find, size: int, check: Check
) -> list[tuple[bytes, int]]:
    """The ``size`` most frequent of the terms found, and in how many documents each is; ties by term.

    Documents are counted in the field where most have the term. Of ``_TIMES * size + _MORE`` terms that
    each segment has most often, so that one which no segment has among them may be missing.
    """
    named: dict[bytes, int] = {}
    for field in fields:
        for segment in snapshot.segments:
            check()
            for term, count in _named(segment, field, find, _TIMES * size + _MORE):
                named[term] = named.get(term, 0) + count
    likely = sorted(named, key=lambda term: (-named[term], term))[: _TIMES * size + _MORE]
    counts = live_counts(snapshot, fields, likely)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size]


def _named(segment: Segment, field: str, find: Find, many: int) -> Iterator[tuple[bytes, int]]:
    terms = segment.terms(field)
    numbers = find(terms)
    counts = segment.lists(field).frequencies(numbers)
    if counts.size > many:
        best = np.argpartition(counts, counts.size - many)[counts.size - many :]
        numbers, counts = numbers[best], counts[best]
    for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
        yield terms[number], count


def live_counts(snapshot: Snapshot, fields: Sequence[str], terms: Collection[bytes]) -> dict[bytes, int]:
    """In how many live documents each of the terms is, in the field where most are; not those in none."""
    counts = {term: max(_live_count(snapshot, field, term) for field in fields) for term in terms}
    return {term: count for term, count in counts.items() if count}


def _live_count(snapshot: Snapshot, field: str, term: bytes) -> int:
    known = snapshot.term(field, term)
    if known is None:
        return 0
    each = zip(snapshot.segments, known.numbers, strict=True)
    return sum(segment.live_frequency(field, number) for segment, number in each if number >= 0)


def near(
    snapshot: Snapshot, fields: Sequence[str], word: str, distance: int, least: int, check: Check
) -> Mapping[str, int]:
    """Terms within ``distance`` edits of ``word``, and the distance of each (see ``executor.fuzzy``).

    Those at a distance of 2 or more begin with its first letter. Of terms that ``least`` documents
    hold in one of the fields none is missing; others may be.
    """
    share = -(-least // max(1, len(snapshot.segments)))
    likely: set[str] = set()
    for field in fields:
        for segment in snapshot.segments:
            check()
            likely.update(_likely(segment, field, word, distance, share))
    likely.discard(word)
    found: dict[str, int] = {}
    words = sorted(likely)
    for start in range(0, len(words), _COMPARED):
        check()
        chunk = words[start : start + _COMPARED]
        found.update(zip(chunk, distances(word, chunk).tolist(), strict=True))
    return {
        other: edits for other, edits in found.items() if edits <= (distance if other[0] == word[0] else 1)
    }


def _likely(segment: Segment, field: str, word: str, distance: int, share: int) -> Iterator[str]:
    terms = segment.terms(field)
    everywhere = terms.shapes.like(word, 1, range(len(terms)))
    begun = terms.shapes.like(word, distance, terms.starting_with(word[0].encode()))
    numbers = np.union1d(everywhere, begun).astype(np.int64)
    numbers = numbers[segment.lists(field).frequencies(numbers) >= share]
    return (terms[number].decode() for number in numbers.tolist())
