"""A person's words become a search request."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidParameter, QueryError
from app.search.counting import FACET_SIZE_MAX
from app.search.criteria import FILTERS, Asked, Criteria, SearchLimits, read_criteria
from app.search.engine import DateFilter, KeywordFilter, SearchRequest, Sort
from app.search.fields import KEYWORD_FIELDS, TEXT_FIELDS
from app.search.lists import ListItem, read_list
from app.search.query.tree import All, And, During, Word
from app.settings import Settings

NOW = datetime(2024, 3, 31, 12, 30, tzinfo=UTC)


def read(**criteria: Any) -> Asked:
    return read_criteria(Criteria(**criteria), limits=SearchLimits(), now=NOW)


def refused(**criteria: Any) -> tuple[str, str]:
    """The parameter at fault and what is said of it."""
    with pytest.raises(InvalidParameter) as error:
        read(**criteria)
    return error.value.faults[0].parameter, error.value.faults[0].detail


def keywords(**filters: str | tuple[str, ...]) -> tuple[KeywordFilter, ...]:
    given_ = {name: (value,) if isinstance(value, str) else value for name, value in filters.items()}
    return read(filters=given_).request.keywords


def test_nothing_said_is_everything_newest_first() -> None:
    asked = read()
    assert asked.request == SearchRequest(query=All(), search_in=TEXT_FIELDS, sort=Sort.NEWEST, limit=20)
    assert (asked.parsed.warnings, asked.canonical) == ((), "*")


def test_a_query_is_ranked_and_comes_with_its_canonical_spelling_and_warnings() -> None:
    asked = read(q="a AND (b")
    assert asked.request.query == And((Word("a"), Word("b")))
    assert (asked.request.sort, asked.canonical) == (Sort.RELEVANCE, "a b")
    assert [warning.position for warning in asked.parsed.warnings] == [6]


def test_an_empty_query_is_everything_with_a_warning() -> None:
    """F10"""
    asked = read(q=" ")
    assert (asked.request.query, len(asked.parsed.warnings)) == (All(), 1)


def test_strict_refuses_a_query_with_warnings() -> None:
    with pytest.raises(QueryError):
        read(q="(a", strict=True)
    assert read(q="a", strict=True).request.query == Word("a")


def test_the_limits_of_queries_hold() -> None:
    with pytest.raises(QueryError):
        read(q="a" * 513)


def test_limits_are_those_of_the_settings() -> None:
    settings = Settings(
        query_max_length=9, prefix_min_letters=3, page_size=5, page_size_max=7, search_timeout=2.5
    )
    limits = SearchLimits.of(settings)
    asked = read_criteria(Criteria(), limits=limits, now=NOW)
    assert (asked.request.limit, asked.request.timeout) == (5, 2.5)
    for q in ("a" * 10, "ab*"):
        with pytest.raises(QueryError):
            read_criteria(Criteria(q=q), limits=limits, now=NOW)


@pytest.mark.parametrize(
    ("setting", "at", "beyond"),
    [
        ({"query_max_length": 3}, "abc", "abcd"),
        ({"query_max_terms": 3}, "a b published:2019", "a b c d"),
        ({"query_max_depth": 1}, "(a)", "((a))"),
        ({"query_max_wildcards": 1}, "ab?c", "ab?c de?f"),
        ({"query_max_fuzzy": 1}, "abc~", "abc~ def~"),
        ({"query_max_distance": 7}, '"a b"~7', '"a b"~8'),
        ({"query_max_distance": 7}, "NEAR(a, b, 7)", "NEAR(a, b, 8)"),
        ({"query_max_repeat": 7}, "repeat7:a", "repeat8:a"),
        ({"query_max_boost": 7}, "a^7", "a^7.5"),
        ({"prefix_min_letters": 3}, "abc* abc?d", "ab?c"),
        ({"fuzzy_min_letters": 5}, "abcde~1", "abcd~1"),
        ({"fuzzy_max_edits": 1}, "abcdefgh~1", "abcdefgh~2"),
    ],
)
def test_each_limit_of_queries_is_a_setting(setting: dict[str, int], at: str, beyond: str) -> None:
    """G04, G05, G07, G11, G13, G14"""
    limits = SearchLimits.of(Settings.model_validate(setting))
    assert read_criteria(Criteria(q=at, strict=True), limits=limits, now=NOW).request.query != All()
    with pytest.raises(QueryError):
        read_criteria(Criteria(q=beyond), limits=limits, now=NOW)


def test_dates_in_a_query_are_read_as_those_beside_it() -> None:
    asked = read(
        q="published:[2024-01-01 TO yesterday]", from_="2024-01-01", to="yesterday", timezone="Asia/Tokyo"
    )
    assert isinstance(asked.request.query, During)
    (beside,) = asked.request.dates
    assert (asked.request.query.start, asked.request.query.end) == (beside.start, beside.end)
    assert refused(q="published:2024", timezone="Asia/Tokio")[0] == "timezone"


def test_every_keyword_field_has_a_filter_and_its_twin() -> None:
    assert {field for field, _ in FILTERS.values()} == set(KEYWORD_FIELDS)
    for name, (field, exclude) in FILTERS.items():
        assert keywords(**{name: "x"}) == (KeywordFilter(field, ("x",), exclude),)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"authors": "Ines Calder"}, [("author", ("Ines Calder",), False)]),
        ({"authors": "a, b ,c"}, [("author", ("a", "b", "c"), False)]),
        ({"authors": ("a,b", "c")}, [("author", ("a", "b", "c"), False)]),
        ({"authors": '"Calder, Ines", b'}, [("author", ("Calder, Ines", "b"), False)]),
        ({"authors": "a,-b"}, [("author", ("a",), False), ("author", ("b",), True)]),
        ({"authors": '-"b, c"'}, [("author", ("b, c",), True)]),
        ({"authors": '"-b"'}, [("author", ("-b",), False)]),
        ({"not_authors": "a,b"}, [("author", ("a", "b"), True)]),
        ({"authors": "Jo O'Brien-Roe"}, [("author", ("Jo O'Brien-Roe",), False)]),
        ({"sources": "Ridge Times"}, [("source", ("ridge-times",), False)]),
        ({"sources": "-Süddeutsche Post"}, [("source", ("suddeutsche-post",), True)]),
        ({"domains": "ridge-times.example"}, [("domain", ("ridge-times.example",), False)]),
        ({"domains": "www.Ridge-Times.example"}, [("domain", ("ridge-times.example",), False)]),
        ({"not_domains": "https://Ridge.example/a?b"}, [("domain", ("ridge.example",), True)]),
        ({"domains": "bücher.example"}, [("domain", ("xn--bcher-kva.example",), False)]),
        ({"domains": "no domain"}, [("domain", ("no domain",), False)]),
        ({"tags": "a", "languages": "en"}, [("tag", ("a",), False), ("language", ("en",), False)]),
        ({"tags": ()}, []),
    ],
)  # fmt: skip
def test_filters_are_comma_lists(
    filters: dict[str, Any], expected: list[tuple[str, tuple[str, ...], bool]]
) -> None:
    assert keywords(**filters) == tuple(KeywordFilter(*each) for each in expected)


@pytest.mark.parametrize(
    ("filters", "name", "said"),
    [
        ({"tags": ("",)}, "tags", "empty"),
        ({"tags": ("a,,b",)}, "tags", "empty"),
        ({"tags": ("a,",)}, "tags", "empty"),
        ({"tags": ("-",)}, "tags", "empty"),
        ({"tags": ('""',)}, "tags", "empty"),
        ({"tags": ('"a',)}, "tags", "quoted"),
        ({"tags": ('"a" b',)}, "tags", "quoted"),
        ({"not_tags": ("-a",)}, "not_tags", "minus"),
        ({"tags": ("a\x00",)}, "tags", "control"),
        ({"tags": ("a\ud800",)}, "tags", "control"),
        ({"tags": (",".join("a" * 101),)}, "tags", "at most 100"),
        ({"tag": ("a",)}, "tag", "did you mean tags?"),
    ],
)
def test_a_wrong_filter_is_named(filters: dict[str, tuple[str, ...]], name: str, said: str) -> None:
    parameter, detail = refused(filters=filters)
    assert parameter == name
    assert said in detail


def test_dates_filter_the_clock_asked_for() -> None:
    asked = read(from_="2019", to="2019-04-26", timezone="Europe/Vienna", use_date="updated").request
    assert asked.dates == (DateFilter("updated", 1546297200, 1556316000),)
    assert asked.date_field == "updated"
    assert read(use_date="added").request.dates == ()
    assert read(to="9999").request.dates == (DateFilter("published", None, None),)


@pytest.mark.parametrize(
    ("criteria", "name", "said"),
    [
        ({"from_": "x"}, "from", "no date"),
        ({"to": "2019-13"}, "to", "no such date"),
        ({"from_": "2020", "to": "2019"}, "from", "later than to"),
        ({"timezone": "Nowhere"}, "timezone", "no such"),
        ({"use_date": "publishd"}, "use_date", "did you mean published?"),
        ({"use_date": "title"}, "use_date", "no 'title'"),
        ({"sort": "newst"}, "sort", "did you mean newest?"),
        ({"sort": "id; DROP TABLE"}, "sort", "relevance"),
        ({"sort": ""}, "sort", "relevance"),
        ({"search_in": ("titel",)}, "search_in", "did you mean title?"),
        ({"search_in": ("author",)}, "search_in", "no 'author'"),
        ({"search_in": ("-title",)}, "search_in", "no '-title'"),
        ({"search_in": ("",)}, "search_in", "empty"),
        ({"page": 0}, "page", "from 1 to 500"),
        ({"page": -1}, "page", "from 1 to 500"),
        ({"page": 501}, "page", "cursor"),
        ({"page": 2**63}, "page", "cursor"),
        ({"page": 101, "page_size": 100}, "page", "narrow the dates"),
        ({"page_size": 0}, "page_size", "from 1 to 100"),
        ({"page_size": 101}, "page_size", "from 1 to 100"),
        ({"since_id": -1}, "since_id", "from 0"),
        ({"since_id": 2**63}, "since_id", "from 0"),
    ],
)
def test_a_wrong_parameter_is_named(criteria: dict[str, Any], name: str, said: str) -> None:
    """F03, F04, F11, F13"""
    parameter, detail = refused(**criteria)
    assert parameter == name
    assert said in detail


def test_pages_reach_to_the_offset_limit() -> None:
    """F04"""
    assert (read(page=3).request.offset, read(page=3, page_size=7).request.offset) == (40, 14)
    assert read(page=500).request.offset == 9_980
    assert read(page=100, page_size=100).request.offset == 9_900


@pytest.mark.parametrize("size", [0, FACET_SIZE_MAX + 1, 10**9])
def test_a_facet_has_no_more_values_than_the_limit(size: int) -> None:
    """G30"""
    for fine in (1, FACET_SIZE_MAX - 1, FACET_SIZE_MAX):
        (facet,) = read(facets=("author",), facet_size=fine).request.facets
        assert facet.size == fine
    assert refused(facets=("author",), facet_size=size)[0] == "facet_size"


def test_sort_and_since_id_pass_through() -> None:
    for sort in Sort:
        assert read(sort=sort.value).request.sort is sort
    assert read(since_id=2**63 - 1).request.since_id == 2**63 - 1


def test_search_in_comes_in_the_order_of_the_field_table() -> None:
    assert read(search_in=("body,title", "body")).request.search_in == ("title", "body")


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters='"')).filter(str.strip),
        min_size=1,
    )
)
def test_quoted_values_come_back_whole(values: list[str]) -> None:
    items = read_list("tags", (",".join(f'"{value}"' for value in values),))
    assert items == [ListItem(value.strip()) for value in values]


@given(st.text())
def test_any_list_is_read_or_refused(text: str) -> None:
    try:
        items = read_list("tags", (text,))
    except InvalidParameter:
        return
    assert items
    assert all(item.value for item in items)
