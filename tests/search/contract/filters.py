"""What filters let through."""

import pytest

from app.search.engine import Batch, DateFilter, Engine, IdFilter, KeywordFilter, Sort
from tests.search.contract.base import ContractBase, ask, doc, ids, seconds


def keyword(field: str, *values: str, exclude: bool = False) -> KeywordFilter:
    return KeywordFilter(field, values, exclude)


def between(field: str, start: str | None = None, end: str | None = None) -> DateFilter:
    return DateFilter(field, None if start is None else seconds(start), None if end is None else seconds(end))


KEYWORD_CASES: list[tuple[str, tuple[KeywordFilter, ...], set[int]]] = [
    ("one value", (keyword("source", "ridge-times"),), {1, 6}),
    ("one of two values", (keyword("source", "ridge-times", "harbour-post"),), {1, 2, 3, 6}),
    ("an unknown value", (keyword("source", "nosuch"),), set()),
    ("no value", (keyword("source"),), set()),
    ("case folded", (keyword("agency", "REUTERS"),), {1}),
    ("accents folded", (keyword("author", "sean o'brien"),), {2}),
    ("curly apostrophe folded", (keyword("author", "Seán O’Brien"),), {2}),
    ("a value with dashes", (keyword("domain", "Ridge-Times.example"),), {1}),
    ("no domain but that", (keyword("domain", "times.example"),), set()),
    ("spaces collapsed", (keyword("author", " tom  roe "),), {1}),
    ("one of several values held", (keyword("author", "Tom Roe"),), {1}),
    ("a part of a value is no value", (keyword("author", "Tom"),), set()),
    ("a value of two words", (keyword("tag", "climate change"),), {1, 3}),
    ("values are not stemmed", (keyword("tag", "flood"),), set()),
    ("excluded", (keyword("source", "ridge-times", exclude=True),), {2, 3, 4, 5}),
    ("two excluded", (keyword("language", "en", "ja", exclude=True),), {4, 6}),
    ("excluding nothing", (keyword("language", exclude=True),), {1, 2, 3, 4, 5, 6}),
    ("without the field an exclusion holds", (keyword("agency", "AFP", exclude=True),), {1, 2, 4, 5, 6}),
    ("any of its values is excluded", (keyword("author", "tom roe", exclude=True),), {2, 3, 4, 5, 6}),
    ("two fields both hold", (keyword("source", "harbour-post"), keyword("section", "science")), {3}),
    ("two filters on one field both hold", (keyword("tag", "climate change"), keyword("tag", "rivers")), {3}),
    (
        "wanted and excluded on one field",
        (keyword("tag", "climate change"), keyword("tag", "rivers", exclude=True)),
        {1},
    ),
    ("contradiction", (keyword("language", "en"), keyword("language", "en", exclude=True)), set()),
]  # fmt: skip

DATE_CASES: list[tuple[str, tuple[DateFilter, ...], set[int]]] = [
    ("from a day on", (between("published", "2024-03-03"),), {2, 3, 6}),
    ("until before a day", (between("published", None, "2024-03-03"),), {1, 4}),
    ("a day", (between("published", "2024-03-03", "2024-03-04"),), {2, 3}),
    ("nothing between", (between("published", "2024-03-04", "2024-03-05"),), set()),
    ("an empty range", (between("published", "2024-03-03", "2024-03-03"),), set()),
    ("before 1970", (between("published", "1960-01-01", "1970-01-01"),), {4}),
    ("open at both ends leaves out the undated", (between("published"),), {1, 2, 3, 4, 6}),
    ("another clock", (between("updated", "2024-01-01"),), {2}),
    ("the clock of ingest", (between("added", "2024-03-04"),), {2, 5, 6}),
    ("two clocks", (between("published", "2024-03-03"), between("added", None, "2024-03-04")), {3}),
    ("two ranges", (between("published", "2024-01-01"), between("published", None, "2025-01-01")), {1, 2, 3}),
]  # fmt: skip


class Filters(ContractBase):
    @pytest.mark.parametrize(
        ("filters", "expected"), [case[1:] for case in KEYWORD_CASES], ids=[case[0] for case in KEYWORD_CASES]
    )
    def test_keyword_filter(
        self, newsroom: Engine, filters: tuple[KeywordFilter, ...], expected: set[int]
    ) -> None:
        result = ask(newsroom, keywords=filters)
        assert ({hit.id for hit in result.hits}, result.total) == (expected, len(expected))

    @pytest.mark.parametrize(
        ("filters", "expected"), [case[1:] for case in DATE_CASES], ids=[case[0] for case in DATE_CASES]
    )
    def test_date_filter(self, newsroom: Engine, filters: tuple[DateFilter, ...], expected: set[int]) -> None:
        result = ask(newsroom, dates=filters)
        assert ({hit.id for hit in result.hits}, result.total) == (expected, len(expected))

    def test_query_and_filters_all_hold(self, newsroom: Engine) -> None:
        found = ids(
            newsroom,
            "climate OR flood",
            keywords=(
                keyword("source", "harbour-post", "ridge-times"),
                keyword("section", "opinion", exclude=True),
            ),
            dates=(between("published", "2024-03-02", "2030-01-01"),),
        )
        assert set(found) == {2, 3}

    def test_filters_do_not_change_scores(self, newsroom: Engine) -> None:
        plain = {hit.id: hit.score for hit in ask(newsroom, "climate", sort=Sort.RELEVANCE).hits}
        filtered = ask(
            newsroom, "climate", sort=Sort.RELEVANCE, keywords=(keyword("source", "harbour-post"),)
        )
        assert {hit.id: hit.score for hit in filtered.hits} == {id_: plain[id_] for id_ in (2, 3)}

    def test_a_date_is_within_from_its_second_to_the_one_before_the_end(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1, published="2024-03-03T10:00:00")]))
        at = seconds("2024-03-03T10:00:00")
        for start, end, expected in [
            (at, at + 1, [1]),
            (at + 1, None, []),
            (None, at, []),
            (None, at + 1, [1]),
        ]:
            assert ids(engine, dates=(DateFilter("published", start, end),)) == expected

    def test_dates_at_the_ends_of_the_calendar(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1, published="0001-01-01"), doc(2, published="9999-12-31T23:59:59")]))
        assert ids(engine, dates=(between("published", None, "0001-01-02"),)) == [1]
        assert ids(engine, dates=(between("published", "9999-12-31"),)) == [2]

    def test_ids_are_let_through_or_left_out(self, newsroom: Engine) -> None:
        some = frozenset({2, 3, 99})
        assert set(ids(newsroom, ids=IdFilter(some))) == {2, 3}
        assert set(ids(newsroom, ids=IdFilter(some, exclude=True))) == {1, 4, 5, 6}
        assert ids(newsroom, ids=IdFilter(frozenset())) == []
        assert len(ids(newsroom, ids=IdFilter(frozenset(), exclude=True))) == 6
        assert ask(newsroom, "climate", ids=IdFilter(some, exclude=True), limit=0).total == len(
            set(ids(newsroom, "climate")) - some
        )

    def test_since_id_lets_through_larger_ids_only(self, newsroom: Engine) -> None:
        assert set(ids(newsroom, since_id=3)) == {4, 5, 6}
        assert set(ids(newsroom, "climate", since_id=2)) == {3, 6}
        assert ids(newsroom, since_id=6) == []
        assert ask(newsroom, since_id=3, limit=0).total == 3

    def test_ids_may_be_as_large_as_the_store_makes_them(self, engine: Engine) -> None:
        large = [2**53 + 1, 2**53 + 2, 2**62]
        engine.apply(Batch(1, [doc(id_, title="Bridge") for id_ in large]))
        assert set(ids(engine, "bridge", since_id=2**53 + 1)) == {2**53 + 2, 2**62}

    def test_a_value_is_found_after_others_of_its_kind_came_later(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1, tag=("b", "c"))]))
        engine.apply(Batch(2, [doc(2, tag=("a", "b")), doc(3, tag=("c",))]))
        assert set(ids(engine, keywords=(keyword("tag", "b"),))) == {1, 2}
        assert set(ids(engine, keywords=(keyword("tag", "b", exclude=True),))) == {3}
