"""The clock is looked at in every class of query, expansions are bounded, and what is unknown is refused."""

import pytest
from whoosh import query

from app.search.whoosh.columnar.build import build_segment
from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.executor import BY_SCORE, Executor, TooManyTerms, UnknownQuery
from app.search.whoosh.columnar.queries import AnyTerm, Near, Repeated
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.snapshot import Snapshot
from tests.search.whoosh.columnar.corpus import LAYOUT
from tests.search.whoosh.columnar.executor.naive import WEIGHTING
from tests.search.whoosh.columnar.executor.trees import large_index

A = query.Term("body", "a")
B = query.Term("body", "b")
EVERY_CLASS = [
    A,
    query.And([A, B]),
    query.Or([A, B]),
    query.Not(A),
    query.AndNot(A, B),
    query.AndMaybe(A, B),
    query.Require(A, B),
    query.Phrase("body", ["a", "b"]),
    query.Prefix("body", "a"),
    query.Wildcard("body", "*b*"),
    query.FuzzyTerm("body", "ab"),
    query.TermRange("body", "a", "b"),
    query.NumericRange("day", 0, None),
    query.Every(),
    query.Every("body"),
    query.ConstantScoreQuery(A),
    query.DisjunctionMax([A, B]),
    query.NullQuery,
    AnyTerm("tag", frozenset({b"a", b"b"})),
    Near("body", ((("a",), ("b", "a")), (("b",),)), 3),
    Near("body", ((("a",),), (("b",),)), 3, ordered=True),
    Repeated("body", (("a",), ("a", "b")), 2),
]
INDEX = large_index(1, (60, 40))


class OutOfTime(Exception):
    pass


class Clock:
    """Runs out after so many looks."""

    def __init__(self, looks: int) -> None:
        self.left = looks

    def __call__(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OutOfTime


@pytest.mark.parametrize("asked", EVERY_CLASS, ids=lambda asked: type(asked).__name__)
def test_every_class_stops_at_whatever_look_at_the_clock_the_time_is_up(asked: query.Query) -> None:
    """G36"""
    clock = Clock(10**6)
    Executor(INDEX.snapshot, WEIGHTING, clock, expansion_limit=100).matches(asked, scored=True)
    looks = 10**6 - clock.left
    assert looks > len(INDEX.snapshot.segments)
    for allowed in range(looks):
        with pytest.raises(OutOfTime):
            Executor(INDEX.snapshot, WEIGHTING, Clock(allowed), expansion_limit=100).matches(
                asked, scored=True
            )


def test_the_clock_is_looked_at_while_hits_are_chosen_and_counted() -> None:
    """G36"""
    matches = INDEX.executor().matches(A, scored=True)
    late = Executor(INDEX.snapshot, WEIGHTING, Clock(0), expansion_limit=100)
    with pytest.raises(OutOfTime):
        late.top(matches, BY_SCORE, 0, 10)
    with pytest.raises(OutOfTime):
        late.facets(matches, "tag", 10)
    with pytest.raises(OutOfTime):
        late.histogram(matches, "day", [0, 1])


@pytest.mark.parametrize(
    ("asked", "stride"),
    [(query.Wildcard("body", "*7"), 512), (AnyTerm("body", frozenset(b"w%d" % n for n in range(9000))), 512)],
    ids=["pattern", "terms"],
)
def test_the_clock_is_looked_at_while_many_terms_are_looked_at(asked: query.Query, stride: int) -> None:
    """G36: of a segment of nine thousand."""
    words = [f"w{number}" for number in range(9000)]
    segment = Segment("s", LAYOUT, *build_segment(LAYOUT, [Prepared({"body": [words]})]))
    clock = Clock(10**6)
    Executor(Snapshot((segment,)), WEIGHTING, clock, expansion_limit=10**4).matches(asked, scored=False)
    assert 10**6 - clock.left > len(words) / stride


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        (query.Prefix("body", "a"), 3),
        (query.Wildcard("body", "*b*"), 3),
        (query.FuzzyTerm("body", "ab", maxdist=1, prefixlength=0), 4),
        (query.TermRange("body", "a", "b"), 4),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_stands_for_too_many_terms_is_refused_and_the_limit_itself_is_not(
    asked: query.Query, terms: int
) -> None:
    """The same terms stand in both segments: they count once. G09."""
    found = INDEX.executor(terms).matches(asked, scored=True)
    assert sum(match.docs.size for match in found) > 0
    with pytest.raises(TooManyTerms, match=f"stands for more than {terms - 1} terms") as told:
        INDEX.executor(terms - 1).matches(asked, scored=False)
    assert told.value.limit == terms - 1


A_AND_B = query.And([query.Prefix("body", "a"), query.Wildcard("body", "?b*"), query.Prefix("tag", "a")])


def test_all_of_a_query_together_may_stand_for_so_many_terms() -> None:
    """What is asked of two fields counts once. G09."""
    one = len({term for _, _, held in INDEX.live() for term in held.terms("body") if term.startswith("a")})
    other = len({term for _, _, held in INDEX.live() for term in held.terms("body") if term[1:2] == "b"})
    INDEX.executor(100, together=one + other).matches(A_AND_B, scored=False)
    with pytest.raises(TooManyTerms) as told:
        INDEX.executor(100, together=one + other - 1).matches(A_AND_B, scored=False)
    assert (told.value.pattern, told.value.limit, told.value.together) == ("?b*", one + other - 1, True)


@pytest.mark.parametrize("field", ["body", "tag"])
def test_a_field_with_many_terms_can_still_be_asked_whether_it_is_there(field: str) -> None:
    found = INDEX.executor(0).matches(query.Every(field), scored=False)
    assert sum(match.docs.size for match in found) > 0


@pytest.mark.parametrize(
    "asked",
    [
        query.Regex("body", "a.*"),
        query.Or([A, B], scale=0.9),
        query.Or([A, B], minmatch=2),
        query.Phrase("tag", ["a", "b"]),
        Near("tag", ((("a",),), (("b",),)), 3),
        Repeated("tag", (("a",),), 2),
        query.And([A, query.Variations("body", "ferry")]),
    ],
    ids=lambda asked: type(asked).__name__,
)
def test_what_cannot_be_answered_is_refused(asked: query.Query) -> None:
    with pytest.raises(UnknownQuery, match="cannot be"):
        INDEX.executor().matches(asked, scored=True)


@pytest.mark.parametrize("asked", EVERY_CLASS, ids=lambda asked: type(asked).__name__)
def test_an_empty_index_answers_every_class_with_nothing(asked: query.Query) -> None:
    executor = Executor(Snapshot(()), WEIGHTING, lambda: None, expansion_limit=10)
    matches = executor.matches(asked, scored=True)
    assert executor.top(matches, BY_SCORE, 0, 10) == (0, [])
    assert executor.facets(matches, "tag", 5) == []
    assert executor.histogram(matches, "day", [0, 1, 2]) == [0, 0]


@pytest.mark.parametrize("text", ["\ud800", "\x00", "", "a" * 10_000])
def test_text_that_no_term_can_be_matches_nothing(text: str) -> None:
    """Half of a surrogate pair, a NUL, nothing, and far too much. G group."""
    executor = INDEX.executor()
    for asked in (query.Term("body", text), query.Phrase("body", ["a", text]), query.FuzzyTerm("body", text)):
        assert executor.top(executor.matches(asked, scored=True), BY_SCORE, 0, 10)[0] in (0, _near(asked))


def _near(asked: query.Query) -> int:
    """Documents with words of one letter are within one edit of nothing."""
    if not isinstance(asked, query.FuzzyTerm) or len(asked.text) > 1 or asked.text == "\ud800":
        return 0
    one = [held for _, _, held in INDEX.live() if any(len(word) == 1 for word in held.terms("body"))]
    return len(one) if not asked.text else 0
