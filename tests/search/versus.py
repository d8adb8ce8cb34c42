"""Random articles, trees and requests over a small vocabulary, so that they meet often."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from app.search.engine import (
    DateFilter,
    Document,
    Engine,
    FacetAsked,
    IdFilter,
    Interval,
    Key,
    KeywordFilter,
    SearchRequest,
    Sort,
    TimelineAsked,
)
from app.search.fields import DATE_FIELDS, KEYWORD_FIELDS, SCOPES, TEXT_FIELDS
from app.search.query.tree import (
    All,
    And,
    Boosted,
    During,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Repeat,
    Scoped,
    Word,
)
from app.search.when import Calendar

VOCABULARY = [
    "river", "rivers", "election", "elected", "elections", "happy", "happiness", "covid-19", "U.N.", "un",
    "O'Brien", "obrien", "Łódź", "lodz", "東京", "京", "C++", "3.5", "1,000", "the", "!!!", "",
    "UN", "élections",
]  # fmt: skip
PREFIXES = ["ri", "riv", "rivers", "elect", "electi", "happ", "happi", "covid-1", "un", "ob", "lo", "1", "東"]
PATTERNS = [
    "r?ver",
    "ri*r*",
    "el?ct*",
    "h?ppy",
    "co*d-19",
    "o'br?en",
    "rive?s",
    "ŁÓ?ź",
    "un?",
    "x?y",
    "?",
    "*a",
]
FUZZY = ["rivver", "ievr", "elcted", "hapy", "covid-91", "U.N.", "lodz", "東京", "obrein", "!!!", "thee"]
VALUES = ["River", "rivers", "Tom O'Brien", "obrien tom", "Łódź", "covid-19 news", "東京", "un"]
LANGUAGES = ["en", "fr", "tr", "sv", "mul"]
INSTANTS = [-(10**9), -1, 0, 1, 1_700_000_000, 1_700_000_001]

CALENDAR = Calendar(datetime(2024, 3, 1, 12, tzinfo=UTC), "Europe/Lisbon")
_texts = st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join)
_few = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=2).map(" ".join)
_dates = st.none() | st.sampled_from(INSTANTS)


def documents() -> st.SearchStrategy[Document]:
    return st.builds(
        Document,
        id=st.integers(1, 12),
        texts=st.fixed_dictionaries({}, optional=dict.fromkeys(TEXT_FIELDS, _texts)),
        keywords=st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(KEYWORD_FIELDS, st.lists(st.sampled_from(VALUES), max_size=3).map(tuple))
            | {"language": st.sampled_from(LANGUAGES).map(lambda code: (code,))},
        ),
        dates=st.fixed_dictionaries(dict.fromkeys(DATE_FIELDS, _dates)),
    )


def leaves() -> st.SearchStrategy[Node]:
    """Words and their like, each asking for something of the text."""
    return st.one_of(
        st.sampled_from(VOCABULARY).map(Word),
        st.sampled_from(PREFIXES).map(Prefix),
        st.builds(Phrase, _texts, st.sampled_from([0, 0, 1, 3])),
        st.sampled_from(PATTERNS).map(Pattern),
        st.builds(Fuzzy, st.sampled_from(FUZZY), st.integers(1, 2)),
        st.builds(Near, st.lists(_few, min_size=2, max_size=3).map(tuple), st.integers(0, 3)),
        st.builds(Repeat, _few, st.integers(1, 3)),
    )


def trees() -> st.SearchStrategy[Node]:
    dates = st.builds(During, st.sampled_from(DATE_FIELDS), st.just("*"), _dates, _dates)
    return st.recursive(leaves() | st.just(All()) | dates, _branches, max_leaves=6)


def _branches(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(And),
        several.map(Or),
        inner.map(Not),
        st.builds(Scoped, st.sampled_from(SCOPES), inner),
        st.builds(Boosted, inner, st.sampled_from([0.5, 2.0])),
    )


def requests() -> st.SearchStrategy[SearchRequest]:
    keyword = st.builds(
        KeywordFilter,
        st.sampled_from(KEYWORD_FIELDS),
        st.lists(st.sampled_from(VALUES), max_size=2).map(tuple),
        st.booleans(),
    )
    date = st.builds(DateFilter, st.sampled_from(DATE_FIELDS), _dates, _dates)
    return st.builds(
        SearchRequest,
        query=trees(),
        search_in=st.lists(st.sampled_from(TEXT_FIELDS), min_size=1, unique=True).map(tuple),
        keywords=st.lists(keyword, max_size=2).map(tuple),
        dates=st.lists(date, max_size=1).map(tuple),
        ids=st.none() | st.builds(IdFilter, st.frozensets(st.integers(0, 12)), st.booleans()),
        since_id=st.integers(0, 6),
        sort=st.sampled_from(Sort),
        date_field=st.sampled_from(DATE_FIELDS),
        offset=st.integers(0, 4),
        limit=st.integers(0, 12),
        facets=st.lists(
            st.builds(FacetAsked, st.sampled_from(KEYWORD_FIELDS), st.integers(0, 4), st.booleans()),
            max_size=2,
        ).map(tuple),
        timelines=st.lists(
            st.builds(
                TimelineAsked,
                st.sampled_from(DATE_FIELDS),
                st.sampled_from([Interval.AUTO, Interval.MONTH, Interval.YEAR]),
                st.sampled_from(["UTC", "Asia/Kolkata", "America/St_Johns"]),
            ),
            max_size=1,
        ).map(tuple),
        after=st.none() | st.builds(Key, _dates, st.integers(0, 13)),
    )


def assert_agree(left: Engine, right: Engine, request: SearchRequest) -> None:
    """Same total and counts; same hits in the same order, or, by relevance, as many of the same set."""
    if request.sort is Sort.RELEVANCE:
        request = replace(request, after=None)  # scores of two engines are never quite equal
    one, other = left.search(request), right.search(request)
    assert (one.total, len(one.hits)) == (other.total, len(other.hits)), request
    assert (one.facets, one.missing) == (other.facets, other.missing), request
    assert one.timelines == other.timelines, request
    if request.sort is not Sort.RELEVANCE:
        assert one.hits == other.hits, request
    elif request.offset == 0 and request.limit >= one.total:
        assert {hit.id for hit in one.hits} == {hit.id for hit in other.hits}, request
