"""Counts of matches by the values of keyword fields."""

from collections import Counter

import pytest

from app.search.engine import Batch, Counted, DateFilter, Engine, FacetAsked, KeywordFilter, Sort
from app.search.fields import KEYWORD_FIELDS
from app.search.folding import fold_keyword
from tests.search.contract.base import ContractBase, ask, doc, seconds


def facet(
    engine: Engine, field: str, q: str = "*", *, own_filter: bool = False, **request: object
) -> list[tuple[str, int]]:
    """All values of one facet, as tuples."""
    (counted,) = ask(engine, q, facets=(FacetAsked(field, 100, own_filter),), **request).facets
    return [(each.value, each.count) for each in counted]


class Facets(ContractBase):
    def test_the_most_frequent_come_first_then_by_value(self, newsroom: Engine) -> None:
        assert facet(newsroom, "source") == [
            ("harbour-post", 2), ("ridge-times", 2), ("asahi-example", 1), ("courrier-de-l-est", 1),
        ]  # fmt: skip

    def test_values_are_as_they_are_written(self, newsroom: Engine) -> None:
        assert facet(newsroom, "author") == [
            ("Ines Calder", 1), ("Seán O'Brien", 1), ("Tom Bell", 1), ("Tom Roe", 1), ("Zoë Łukasz", 1),
        ]  # fmt: skip
        assert facet(newsroom, "agency") == [("AFP", 1), ("Reuters", 1)]

    def test_spellings_of_one_value_are_counted_together(self, newsroom: Engine) -> None:
        assert facet(newsroom, "tag")[0] == ("Climate Change", 2)

    def test_the_commonest_spelling_is_shown_and_capitals_before_none(self, engine: Engine) -> None:
        tags = ["ferry", "ferry", "ferry", "Ferry", "Ferry", "FERRY", "Quay", "QUAY", "  Long   pier "]
        for number, tag in enumerate(tags, 1):
            engine.apply(Batch(number, [doc(number, tag=tag)]))
        assert facet(engine, "tag") == [("Ferry", 6), ("QUAY", 2), ("Long pier", 1)]
        engine.apply(Batch(20, deletes=[4, 5]))
        assert facet(engine, "tag")[0] == ("FERRY", 4)

    def test_an_article_counts_once_for_a_value_that_it_has_twice(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1, tag=("Ferry", "ferry", "FERRY"))]))
        assert [count for _, count in facet(engine, "tag")] == [1]

    def test_matches_without_a_value_are_told(self, newsroom: Engine) -> None:
        for field in KEYWORD_FIELDS:
            found = ask(newsroom, "climate", limit=100, facets=(FacetAsked(field, 1),))
            held = {
                hit.id
                for each in facet(newsroom, field, "climate")
                for hit in ask(
                    newsroom, "climate", limit=100, keywords=(KeywordFilter(field, (each[0],)),)
                ).hits
            }
            assert found.missing == (found.total - len(held),), field

    def test_those_without_a_value_are_counted_like_the_values(self, newsroom: Engine) -> None:
        one = (KeywordFilter("source", ("ridge-times",)), KeywordFilter("agency", ("AFP",)))
        whole = ask(newsroom, facets=(FacetAsked("agency"),)).missing
        assert whole == (4,)
        among = ask(newsroom, keywords=one[:1], facets=(FacetAsked("agency"),)).missing
        assert ask(newsroom, keywords=one, facets=(FacetAsked("agency"),)).missing == among
        assert ask(newsroom, keywords=one, facets=(FacetAsked("agency", own_filter=True),)).missing == (0,)

    def test_only_matches_are_counted(self, newsroom: Engine) -> None:
        assert facet(newsroom, "source", "climate") == [("harbour-post", 2), ("ridge-times", 1)]
        assert facet(newsroom, "source", "nosuchword") == []

    def test_all_matches_are_counted_whatever_the_page(self, newsroom: Engine) -> None:
        for sort in Sort:
            whole = facet(newsroom, "source", "climate", sort=sort)
            last = ask(newsroom, "climate", sort=sort).hits[-1]
            assert facet(newsroom, "source", "climate", sort=sort, limit=0) == whole
            assert facet(newsroom, "source", "climate", sort=sort, limit=1, after=last.key) == whole

    def test_no_more_values_than_asked(self, newsroom: Engine) -> None:
        """G30"""
        (counted,) = ask(newsroom, facets=(FacetAsked("source", 1),)).facets
        assert counted == (Counted("harbour-post", 2),)

    def test_several_facets_come_in_the_order_asked(self, newsroom: Engine) -> None:
        asked = tuple(map(FacetAsked, ("language", "source", "language")))
        languages, sources, again = ask(newsroom, facets=asked).facets
        assert languages == again
        assert languages[0] == Counted("en", 3)
        assert sources[0] == Counted("harbour-post", 2)

    def test_without_facets_asked_there_are_none(self, newsroom: Engine) -> None:
        assert ask(newsroom).facets == ()

    def test_its_own_filter_is_left_out_of_a_facet(self, newsroom: Engine) -> None:
        chosen = (KeywordFilter("source", ("harbour-post",)),)
        assert facet(newsroom, "source", "climate", keywords=chosen) == [
            ("harbour-post", 2),
            ("ridge-times", 1),
        ]
        assert facet(newsroom, "source", "climate", keywords=chosen, own_filter=True) == [("harbour-post", 2)]

    def test_all_of_its_own_filters_are_left_out_and_no_others(self, newsroom: Engine) -> None:
        chosen = (
            KeywordFilter("source", ("harbour-post", "ridge-times")),
            KeywordFilter("source", ("ridge-times",), exclude=True),
            KeywordFilter("language", ("en",)),
        )
        since = (DateFilter("published", seconds("2024-03-02")),)
        assert facet(newsroom, "source", keywords=chosen) == [("harbour-post", 2), ("ridge-times", 1)]
        assert facet(newsroom, "source", keywords=chosen, dates=since) == [("harbour-post", 2)]
        assert facet(newsroom, "language", keywords=chosen) == [("en", 2)]
        assert facet(newsroom, "section", keywords=chosen) == [("Politics", 1), ("Science", 1)]

    def test_a_facet_does_not_change_the_hits(self, newsroom: Engine) -> None:
        chosen = (KeywordFilter("source", ("harbour-post",)),)
        plain = ask(newsroom, "climate", keywords=chosen, sort=Sort.RELEVANCE)
        counted = ask(
            newsroom, "climate", keywords=chosen, sort=Sort.RELEVANCE, facets=(FacetAsked("source"),)
        )
        assert (plain.total, plain.hits) == (counted.total, counted.hits)

    @pytest.mark.parametrize("field", KEYWORD_FIELDS)
    @pytest.mark.parametrize("q", ["*", "climate", "-climate"])
    def test_each_count_is_what_its_filter_finds(self, newsroom: Engine, field: str, q: str) -> None:
        """Trap 9: what is counted is what is found, and together they are every article with a value."""
        counts = facet(newsroom, field, q)
        for value, count in counts:
            assert ask(newsroom, q, keywords=(KeywordFilter(field, (value,)),)).total == count
        values = tuple(value for value, _ in counts)
        without = ask(newsroom, q, keywords=(KeywordFilter(field, values, exclude=True),)).total
        held = ask(newsroom, q, keywords=(KeywordFilter(field, values),)).total
        assert held + without == ask(newsroom, q).total

    def test_counts_of_single_values_add_up_to_the_total(self, newsroom: Engine) -> None:
        for q in ("*", "climate"):
            assert sum(count for _, count in facet(newsroom, "source", q)) == ask(newsroom, q).total

    def test_counts_over_several_batches_and_deletions(self, engine: Engine) -> None:
        documents = [doc(id_, tag=(f"t{id_ % 7}", f"T{id_ % 3}"), title="word") for id_ in range(1, 60)]
        for number in range(6):
            engine.apply(Batch(number + 1, documents[number * 10 : number * 10 + 10]))
        gone = list(range(5, 60, 5))
        engine.apply(Batch(9, deletes=gone))
        expected = Counter(
            tag
            for document in documents
            if document.id not in gone
            for tag in set(map(fold_keyword, document.keywords["tag"]))
        )
        ordered = sorted(expected.items(), key=lambda item: (-item[1], item[0]))
        assert [(fold_keyword(value), count) for value, count in facet(engine, "tag", "word")] == ordered
