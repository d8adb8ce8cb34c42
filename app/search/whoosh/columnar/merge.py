"""Several segments into one, without the deleted documents: arrays in, arrays out."""

from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.columns import runs
from app.search.whoosh.columnar.compact import compacted
from app.search.whoosh.columnar.layout import Field, Kept
from app.search.whoosh.columnar.pack import (
    named,
    pack_by_document,
    pack_places,
    pack_postings,
    pack_terms,
    smallest,
)
from app.search.whoosh.columnar.segment import Segment

#: Places that are looked up at once.
_AT_A_TIME = 1 << 20
#: A document that is not taken along.
_GONE = -1


def merge_segments(segments: Sequence[Segment]) -> tuple[dict[str, Array], int]:
    """The arrays of one segment with the live documents of these, in their order, and how many there are."""
    layout = segments[0].layout
    maps = _document_maps(segments)
    count = sum(segment.live_count for segment in segments)
    arrays: dict[str, Array] = {}
    for described in layout.fields:
        arrays |= named(described.name, _Field(described, segments, maps, count).merged())
    for column in layout.numbers:
        arrays[f"{column}.values"] = np.concatenate(
            [_live(segment, segment.values(column)) for segment in segments]
        )
    return compacted(layout, arrays, count), count


def _document_maps(segments: Sequence[Segment]) -> list[Array]:
    """For each segment: the new number of each document, or ``_GONE``."""
    maps = []
    first = 0
    for segment in segments:
        numbers = np.arange(first, first + segment.count, dtype=np.int32)
        if segment.deleted is not None:
            live = first + np.cumsum(~segment.deleted, dtype=np.int32) - 1
            numbers = np.where(segment.deleted, np.int32(_GONE), live)
        maps.append(numbers)
        first += segment.live_count
    return maps


def _live(segment: Segment, values: Array) -> Array:
    return values if segment.deleted is None else values[~segment.deleted]


class _Field:
    """One field of all the segments on its way into one."""

    def __init__(
        self, described: Field, segments: Sequence[Segment], maps: Sequence[Array], count: int
    ) -> None:
        self._name = described.name
        self._by_document = described.by_document
        self._has_words = described.kept is Kept.WORDS
        self._segments = segments
        self._maps = maps
        self._count = count

    def merged(self) -> dict[str, Array]:
        terms, ranks = self._all_terms()
        held = [segment.lists(self._name).all_docs() for segment in self._segments]
        term_of = np.concatenate([np.repeat(r, counts) for r, (counts, _) in zip(ranks, held, strict=True)])
        docs = np.concatenate([m[docs] for m, (_, docs) in zip(self._maps, held, strict=True)])
        # Segments come in the order of their documents: a stable sort by term keeps postings in order.
        order = np.argsort(term_of, kind="stable")
        if any(segment.deleted is not None for segment in self._segments):
            order = order[docs[order] != _GONE]
            term_of, terms = _renumbered(term_of[order], terms)
        else:
            term_of = term_of[order]
        arrays = pack_terms(terms) | pack_postings(len(terms), term_of, docs[order])
        if self._has_words:
            arrays |= self._places(len(terms), term_of, order)
            lengths = [_live(s, s.lengths(self._name)) for s in self._segments]
            arrays["lengths"] = smallest(np.concatenate(lengths))
        if self._by_document:
            arrays |= pack_by_document(self._count, term_of, docs[order])
        return arrays

    def _all_terms(self) -> tuple[list[bytes], list[Array]]:
        """Every term in byte order, and for each segment the rank of each of its terms."""
        lists = [list(segment.terms(self._name)) for segment in self._segments]
        # Lists that are sorted already are sorted together much faster than a set of their terms.
        terms = list(dict.fromkeys(sorted(chain.from_iterable(lists))))
        rank = {term: number for number, term in enumerate(terms)}
        return terms, [np.fromiter(map(rank.__getitem__, own), np.int32, len(own)) for own in lists]

    def _places(self, term_count: int, term_of: Array, order: Array) -> dict[str, Array]:
        held = [segment.lists(self._name).all_places() for segment in self._segments]
        freqs = np.concatenate([freqs for freqs, _ in held])
        positions = np.concatenate([positions for _, positions in held])
        starts = np.cumsum(freqs, dtype=np.int64)[order]
        freqs = freqs[order]
        starts -= freqs
        return pack_places(term_count, term_of, freqs, _runs_of(positions, starts, freqs))


def _runs_of(values: Array, starts: Array, lengths: Array) -> Array:
    """Runs of the values, each ``lengths`` long from ``starts`` on; a million at a time."""
    ends = np.cumsum(lengths, dtype=np.int64)
    total = int(ends[-1]) if ends.size else 0
    found = np.empty(total, values.dtype)
    cuts = np.searchsorted(ends, np.arange(_AT_A_TIME, total, _AT_A_TIME)).tolist()
    for first, last in pairwise([0, *cuts, lengths.size]):
        here = runs(starts[first:last], lengths[first:last])
        end = int(ends[last - 1]) if last else 0
        values.take(here, out=found[end - here.size : end])
    return found


def _renumbered(term_of: Array, terms: list[bytes]) -> tuple[Array, list[bytes]]:
    """Terms that still have postings, numbered anew."""
    used = np.zeros(len(terms), bool)
    used[term_of] = True
    if used.all():
        return term_of, terms
    numbers = np.cumsum(used) - 1
    return numbers[term_of], [term for term, is_used in zip(terms, used, strict=True) if is_used]
