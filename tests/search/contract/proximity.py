"""Patterns, fuzzy words, what is near and what repeats, boosts, and dates inside a query."""

import pytest

from app.errors import SearchTimeout
from app.search.engine import Batch, Engine, SearchRequest, Sort
from app.search.query.limits import Limits
from app.search.query.parser import parse
from tests.search.contract.base import ContractBase, ask, doc, ids

#: Query, what is found in the newsroom, and why.
FOUND: list[tuple[str, set[int], str]] = [
    ("ri?er", {1, 3}, "one character"),
    ("riv?ver", set(), "exactly one"),
    ("cl*te", {2, 3, 6}, "any number of them"),
    ("el*ct*", {2, 4}, "several stars"),
    ("Élect??n", {2, 4}, "accents of a pattern do not matter"),
    ("title:cl?mate", {3}, "a pattern in a field"),
    ("author:O'Br?en", {2}, "an apostrophe inside a pattern"),
    ("author:lu*sz", {4}, "a pattern in a keyword field"),
    ("cov?d-19", {3}, "a pattern beside a whole word"),
    ("-cl?mate", {1, 4, 5}, "an excluded pattern"),
    ("climte~1", {2, 3, 6}, "a letter left out"),
    ("climatte~1", {2, 3, 6}, "one too many"),
    ("cilmate~1", {2, 3, 6}, "two swapped"),
    ("clymate~1", {2, 3, 6}, "one replaced"),
    ("clmte~1", set(), "two edits are more than one"),
    ("clmte~2", {2, 3, 6}, "but not more than two"),
    ("klimate~1", set(), "the first letter is the same"),
    ("Besancom~1", {4}, "accents and case are no edits"),
    ("author:Lucasz~1", {4}, "a fuzzy word in a keyword field"),
    ("covid-18~1", {3}, "a whole word, and a fuzzy one"),
    ('"climate change"~0', {3}, "no other word between"),
    ('"climate change"~1', {3}, "one other word between"),
    ('"climate change"~2', {2, 3}, "or two"),
    ('"change climate"~1', {6}, "still in their order"),
    ('"river broke banks"~1', set(), "other words are counted in all"),
    ('"river broke banks"~2', {1}, "as many as there are"),
    ('"lune broke banks hall"~5', set(), "not in each gap"),
    ('"lune broke banks hall"~6', {1}, "but together"),
    ("NEAR(climate, change, 0)", {3}, "side by side"),
    ("NEAR(change, climate, 0)", {3}, "in any order"),
    ("NEAR(change, climate, 1)", {3, 6}, "or with a word between"),
    ('near1:"change climate"', {3, 6}, "in its short form"),
    ('NEAR("climate change", scientists, 7)', set(), "a phrase, counted from its nearer end"),
    ('NEAR("climate change", scientists, 8)', {3}, "and no word more"),
    ('NEAR("climate change", covid-19, 1)', {3}, "two phrases"),
    ("NEAR(river, lune, banks, 1)", set(), "all of three"),
    ("NEAR(river, lune, banks, 3)", {1}, "are near each other"),
    ("NEAR(harrowgate, hundreds, 50)", set(), "but in one field"),
    ("title:NEAR(climate, river, 2)", set(), "in a field: too far"),
    ("title:NEAR(climate, river, 3)", {3}, "in a field"),
    ("author:NEAR(calder, tom, 50)", set(), "but in one value"),
    ("author:NEAR(roe, tom, 0)", {1}, "of a keyword field"),
    ("NEAR(climate, nosuchword, 50)", set(), "all of them must be there"),
    ("NEAR(flood, floods, 0)", {1}, "two forms of one word are one"),
    ("climate -NEAR(climate, change, 1)", {2}, "excluded"),
    ("repeat2:the", {1, 2}, "twice in one field"),
    ("repeat2:flood", set(), "not once in each of two"),
    ("repeat1:river", {1, 3}, "once"),
    ("repeat3:the", set(), "not three times"),
    ("author:repeat2:tom", set(), "one name each"),
    ("tag:repeat1:climate", {1, 3}, "in a keyword field"),
    ('repeat2:"climate change"', set(), "a phrase"),
    ("flood^3 OR river^0.5", {1, 3}, "a boost finds no more and no fewer"),
    ("(climate river)^2", {3}, "of a group"),
    ("published:2024-03", {1, 2, 3}, "a month"),
    ("published:2024-03-03", {2, 3}, "a day"),
    ("published:>2024", {6}, "after a year"),
    ("published:<2024", {4}, "before"),
    ("published:>=2024-03-03", {2, 3, 6}, "from a day on"),
    ("published:<=2024-03-01", {1, 4}, "to the end of a day"),
    ("published:[1965 TO 2024-03-01]", {1, 4}, "a range"),
    ("published:{1965 TO 2024-03-03}", {1}, "without its bounds"),
    ("published:[2024-03-02 TO *]", {2, 3, 6}, "open to one side"),
    ("published:*", {1, 2, 3, 4, 6}, "any known date"),
    ("-published:*", {5}, "or none"),
    ("updated:*", {2}, "another date"),
    ("-published:2024", {4, 5, 6}, "a date excluded, undated articles are left"),
    ("climate published:2024-03-03", {2, 3}, "a date and a word"),
    ("added:(2024-03-04 OR 2024-03-06)", {5, 6}, "one of two dates"),
]


class Proximity(ContractBase):
    @pytest.mark.parametrize(
        ("q", "expected"), [case[:2] for case in FOUND], ids=[f"{q}: {why}" for q, _, why in FOUND]
    )
    def test_finds_what_is_alike_near_and_dated(self, newsroom: Engine, q: str, expected: set[int]) -> None:
        for sort in (Sort.RELEVANCE, Sort.NEWEST):
            assert set(ids(newsroom, q, sort=sort)) == expected

    def test_a_boost_multiplies_the_score(self, newsroom: Engine) -> None:
        for q in ("climate", "elect*", '"climate change"', "cl?mate", "climte~1", "NEAR(climate, change, 1)"):
            plain = {hit.id: hit.score for hit in ask(newsroom, q, sort=Sort.RELEVANCE).hits}
            boosted = {hit.id: hit.score for hit in ask(newsroom, f"({q})^2.5", sort=Sort.RELEVANCE).hits}
            assert boosted == pytest.approx({id_: 2.5 * (score or 0.0) for id_, score in plain.items()})

    def test_what_is_near_scores_as_its_words_do(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1, body="ferry to the port"), doc(2, body="ferry far away in no port")]))
        near, both = (
            ask(engine, q, sort=Sort.RELEVANCE).hits for q in ("NEAR(ferry, port, 2)", "ferry port")
        )
        assert [hit.id for hit in near] == [1]
        assert near[0].score == pytest.approx(next(hit.score for hit in both if hit.id == 1))

    def test_no_boost_makes_a_score_that_is_no_number(self, newsroom: Engine) -> None:
        """G14"""
        q = "((((((((climate^100)^100)^100)^100)^100)^100)^100)^100)^100"
        (first, *_) = ask(newsroom, q, sort=Sort.RELEVANCE).hits
        assert first.score is not None
        assert 0 < first.score < float("inf")

    def test_near_and_its_like_stop_when_the_time_is_up(self, newsroom: Engine) -> None:
        """G36, INP-3"""
        for q in ("cl?mate", "climte~1", "NEAR(climate, change, 5)", "repeat2:flood", "published:2024"):
            with pytest.raises(SearchTimeout):
                ask(newsroom, q, timeout=1e-9)

    def test_the_longest_lists_of_places_are_gone_through(self, engine: Engine) -> None:
        """G27: more occurrences than are looked at together, in one document and in many."""
        long = "storm " * 40_000 + "harbour calm " + "storm " * 10
        many = [doc(id_, body="storm sea storm harbour") for id_ in range(2, 40)]
        engine.apply(Batch(1, [doc(1, body=long), *many]))
        assert set(ids(engine, "NEAR(storm, calm, 1)")) == {1}
        assert set(ids(engine, "repeat50:storm")) == {1}
        assert set(ids(engine, 'repeat2:"storm"')) == set(range(1, 40))
        assert set(ids(engine, '"storm harbour"~1 -"sea harbour"~1')) == {1}

    def test_a_query_without_the_clock_of_a_request_still_knows_whole_dates(self, newsroom: Engine) -> None:
        tree = parse("published:2031", Limits()).tree
        assert [hit.id for hit in newsroom.search(SearchRequest(query=tree)).hits] == [6]
