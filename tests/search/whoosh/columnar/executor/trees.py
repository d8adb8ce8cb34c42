"""Random query trees of all classes over the layout of ``corpus``, and random indexes."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st
from whoosh import query

from app.search.whoosh.columnar.build import build_segment
from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.executor import Executor, Match
from app.search.whoosh.columnar.queries import AnyTerm, Near, Repeated
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.snapshot import Snapshot
from tests.search.whoosh.columnar.corpus import LAYOUT, WORDS, documents
from tests.search.whoosh.columnar.executor.naive import WEIGHTING, Document, Naive, document

TEXTS = st.sampled_from([*WORDS, "nobody"])
ANY_FIELD = st.sampled_from(["title", "body", "body", "tag", "form", "nowhere"])
WORD_FIELD = st.sampled_from(["title", "body", "body", "nowhere"])
BOOSTS = st.sampled_from([1.0, 1.0, 2.5, 0.5])
BOUNDS = st.none() | st.integers(-6, 6) | st.sampled_from([0.5, -2.5, 2**70, -(2**70)])
GLOBS = st.sampled_from(["*", "a*", "*b*", "?b*", "[ab]*", "z*z", "?", "ferr*s", "a"])
STARTS = st.sampled_from(["", "a", "ab", "f", "ferr", "z", "é", "nobody"])


def _range_of(low: str | None, high: str | None, excluded: tuple[bool, bool], constant: bool) -> query.Query:
    return query.TermRange("body", low, high, *excluded, boost=1.5, constantscore=constant)


def _leaves() -> st.SearchStrategy[query.Query]:
    words = st.lists(st.sampled_from(WORDS[:6]), max_size=3)
    reading = st.lists(st.sampled_from([*WORDS[:4], "nobody"]), min_size=1, max_size=2).map(tuple)
    readings = st.lists(reading, min_size=1, max_size=2).map(tuple)
    parts = st.lists(readings, min_size=2, max_size=3).map(tuple)
    exclude = st.booleans()
    return st.one_of(
        st.builds(query.Term, ANY_FIELD, TEXTS, BOOSTS),
        st.builds(query.Term, ANY_FIELD, TEXTS, BOOSTS),
        st.builds(query.Phrase, WORD_FIELD, words, st.sampled_from([0, 1, 1, 2, 5, 10**9]), BOOSTS),
        st.builds(Near, WORD_FIELD, parts, st.sampled_from([0, 1, 2, 5, 99]), st.booleans()),
        st.builds(Repeated, WORD_FIELD, readings, st.sampled_from([1, 2, 3])),
        st.builds(query.Prefix, ANY_FIELD, STARTS, BOOSTS, st.booleans()),
        st.builds(query.Wildcard, ANY_FIELD, GLOBS, BOOSTS, st.booleans()),
        st.builds(
            query.FuzzyTerm,
            ANY_FIELD,
            st.sampled_from(["ab", "ba", "fery", "ferreis", "e", "あ", "zzz", ""]),
            BOOSTS,
            st.sampled_from([1, 2]),
            st.sampled_from([0, 0, 1, 2]),
            st.booleans(),
        ),
        st.builds(_range_of, st.none() | TEXTS, st.none() | TEXTS, st.tuples(exclude, exclude), exclude),
        st.builds(query.NumericRange, st.just("day"), BOUNDS, BOUNDS, exclude, exclude, BOOSTS),
        st.builds(query.Every, st.sampled_from([None, "body", "tag", "day", "nowhere"]), BOOSTS),
        st.builds(AnyTerm, ANY_FIELD, st.frozensets(TEXTS.map(str.encode), max_size=4), BOOSTS),
        st.just(query.NullQuery),
    )


def _grown(parts: st.SearchStrategy[query.Query]) -> st.SearchStrategy[query.Query]:
    several = st.lists(parts, max_size=4)
    return st.one_of(
        st.builds(query.And, several, BOOSTS),
        st.builds(query.Or, several, BOOSTS),
        st.builds(query.DisjunctionMax, several, BOOSTS, st.sampled_from([0.0, 0.3])),
        st.builds(query.Not, parts),
        st.builds(query.AndNot, parts, parts),
        st.builds(query.AndMaybe, parts, parts),
        st.builds(query.Require, parts, parts),
        st.builds(query.ConstantScoreQuery, parts, st.sampled_from([1.0, 0.0, 3.5])),
        # The same part twice, as a tree built by hand may hold it.
        st.builds(lambda part, other: query.Or([part, query.And([part, other])]), parts, parts),
    )


TREES = st.recursive(_leaves(), _grown, max_leaves=8)


@dataclass(frozen=True)
class Index:
    """The same documents for the executor and for the naive reading."""

    snapshot: Snapshot
    segments: Sequence[Sequence[Document]]

    def executor(self, limit: int = 10**6, together: int | None = None) -> Executor:
        return Executor(self.snapshot, WEIGHTING, lambda: None, expansion_limit=limit, query_limit=together)

    def naive(self) -> Naive:
        return Naive([held for segment in self.segments for held in segment])

    def live(self) -> list[tuple[int, int, Document]]:
        """Segment, number and document of all that are not deleted."""
        return [
            (number, doc, held)
            for number, segment in enumerate(self.segments)
            for doc, held in enumerate(segment)
            if not held.deleted
        ]


def index_of(segments: Sequence[Sequence[tuple[Prepared, bool]]]) -> Index:
    """Each document with whether it is deleted."""
    built = []
    for number, segment in enumerate(segments):
        arrays, count = build_segment(LAYOUT, [prepared for prepared, _ in segment])
        deleted = np.array([gone for _, gone in segment], np.bool_)
        built.append(Segment(f"s{number}", LAYOUT, arrays, count, deleted if deleted.any() else None))
    return Index(Snapshot(tuple(built)), [[document(*held) for held in segment] for segment in segments])


@st.composite
def small_indexes(draw: st.DrawFn) -> Index:
    """Up to three segments of a few documents."""
    held = st.tuples(documents(st.just(0)), st.sampled_from([False, False, False, True]))
    segments = draw(st.lists(st.lists(held, min_size=1, max_size=6), max_size=3))
    ids = iter(draw(st.permutations(range(1, 1 + sum(map(len, segments))))))
    return index_of([[(_numbered(prepared, next(ids)), gone) for prepared, gone in s] for s in segments])


def _numbered(prepared: Prepared, number: int) -> Prepared:
    return replace(prepared, numbers={**prepared.numbers, "id": number})


def large_index(seed: int, sizes: Sequence[int] = (700, 300)) -> Index:
    """Segments large enough that rare and common terms are met in different ways."""
    dice = random.Random(seed)
    ids = iter(dice.sample(range(10 * sum(sizes)), sum(sizes)))
    return index_of([[(_random(dice, next(ids)), dice.random() < 0.1) for _ in range(n)] for n in sizes])


def _random(dice: random.Random, number: int) -> Prepared:
    weights = [0.3**rank for rank in range(len(WORDS))]

    def words(most: int) -> list[str]:
        return dice.choices(WORDS, weights, k=dice.randrange(most))

    return Prepared(
        {"title": [words(4)], "body": [words(12), words(6)]},
        {"tag": set(words(4)), "form": set(words(3))},
        {"id": number, "day": dice.choice([None, *range(-5, 6)])},
    )


def scored(index: Index, asked: query.Query) -> dict[tuple[int, int], float]:
    """What the naive reading finds: (segment, document) -> score."""
    naive = index.naive()
    found = {(number, doc): naive.score(asked, held) for number, doc, held in index.live()}
    return {place: score for place, score in found.items() if score is not None}


def as_dict(matches: Sequence[Match]) -> dict[tuple[int, int], float]:
    """What the executor found, in the same form."""
    return {
        (number, doc): score
        for number, match in enumerate(matches)
        for doc, score in zip(match.docs.tolist(), match.scores.tolist(), strict=True)
    }
