"""What a query finds."""

from itertools import product

import pytest

from app.errors import SearchTimeout
from app.search.engine import Engine, SearchRequest, Sort
from app.search.query.tree import All, And, Node, Not, Or, Phrase, Prefix, Scoped, Word
from tests.search.contract.base import ContractBase, ask, ids

#: Query, what is found, and why.
FOUND: list[tuple[str, set[int], str]] = [
    ("*", {1, 2, 3, 4, 5, 6}, "a star is every article"),
    ("flood", {1}, "a word"),
    ("floods", {1}, "the plural finds the singular"),
    ("RIVER", {1, 3}, "case does not matter"),
    ("climate river", {3}, "words are joined by AND"),
    ("climate AND river", {3}, "AND written out"),
    ("flood OR election", {1, 2, 4}, "either of two; accents do not matter"),
    ("climate river OR flood", {1, 3}, "AND binds tighter than OR"),
    ("climate (river OR election)", {2, 3}, "parentheses bind first"),
    ("climate NOT river", {2, 6}, "NOT excludes"),
    ("climate -river", {2, 6}, "a minus excludes"),
    ("NOT climate", {1, 4, 5}, "only an exclusion"),
    ("-climate -flood", {4, 5}, "two exclusions"),
    ("NOT NOT flood", {1}, "a double negation"),
    ("-(climate OR flood)", {4, 5}, "an excluded group"),
    ("flood OR -climate", {1, 4, 5}, "an exclusion inside OR"),
    ("-(climate -river)", {1, 3, 4, 5}, "an exclusion inside an exclusion"),
    ("* -climate", {1, 4, 5}, "everything but"),
    ("flood OR *", {1, 2, 3, 4, 5, 6}, "or everything"),
    ("flood -*", set(), "but not everything"),
    ('"climate change"', {3}, "a phrase stands together"),
    ('"change climate"', set(), "and in its order"),
    ('"change of climate"', {6}, "every word of a phrase counts"),
    ('"climate changes"', {3}, "words of a phrase are stemmed"),
    ('"river broke"', set(), "nothing may stand between"),
    ('-"climate change" climate', {2, 6}, "an excluded phrase"),
    ('"Harrowgate hundreds"', set(), "a phrase does not span two fields"),
    ('"and the river"', {3}, "small words count in phrases"),
    ("elect*", {2, 4}, "a prefix"),
    ("elector*", {2}, "a longer prefix"),
    ("electi*", {2, 4}, "a prefix is of the word, not of its stem"),
    ("electionx*", set(), "a prefix without words"),
    ("happi*", set(), "no prefix of a stem that is no prefix of the word"),
    ("HAPP*", {6}, "case of a prefix does not matter"),
    ("Élec*", {2, 4}, "accents of a prefix do not matter"),
    ("covid-1*", {3}, "a prefix of two words"),
    ("flood OR happ*", {1, 6}, "a prefix in OR"),
    ("-elect*", {1, 3, 5, 6}, "an excluded prefix"),
    ("title:climate", {3}, "a field"),
    ("body:climate", {2, 3, 6}, "another field"),
    ("description:homes", {1}, "a third field"),
    ('title:"climate change"', {3}, "a phrase in a field"),
    ("title:(election OR flood)", {1, 2, 4}, "a group in a field"),
    ("title:elect*", {2, 4}, "a prefix in a field"),
    ("-title:climate climate", {2, 6}, "an excluded field"),
    ("title:(climate -river)", set(), "an exclusion in a field"),
    ("author:roe", {1}, "a word of a keyword field"),
    ('author:"tom roe"', {1}, "a phrase of a keyword field"),
    ('author:"calder tom"', set(), "a phrase does not span two values"),
    ("author:tom", {1, 3}, "the same word in two values"),
    ("author:O'Brien", {2}, "an apostrophe inside a name"),
    ("author:O’BRIEN", {2}, "a curly one"),
    ("author:obri*", {2}, "a prefix in a keyword field"),
    ("author:lukasz", {4}, "a letter with a stroke"),
    ("author:bells", set(), "names are not stemmed"),
    ("author:(bell OR lukasz)", {3, 4}, "a group in a keyword field"),
    ("source:harbour", {2, 3}, "a word of a slug"),
    ("source:harbour-post", {2, 3}, "a whole slug"),
    ("agency:reuters", {1}, "an agency"),
    ("section:science", {3}, "a section"),
    ("tag:climate", {1, 3}, "a word of a tag"),
    ('tag:"climate change"', {1, 3}, "a tag"),
    ("language:fr", {4}, "a language"),
    ("reuters", set(), "keyword fields are only asked by name"),
    ("U.N.", {3}, "an abbreviation with points"),
    ("UN", {3}, "and without"),
    ("covid-19", {3}, "two words joined by a hyphen"),
    ('"covid 19"', {3}, "which are a phrase"),
    ("AT&T", {3}, "an ampersand inside a name"),
    ("C++", {3}, "a name with plus signs"),
    ("élection", {2, 4}, "an accent in the query"),
    ("東京", {5}, "characters without spaces between"),
    ("京東", set(), "which stand together in their order"),
    ("選挙 OR 洪水", {5}, "either of two such words"),
    ("!!!", set(), "nothing to search for"),
    ("flood !!!", {1}, "a word and nothing"),
    ("flood OR !!!", {1}, "a word or nothing"),
    ("nosuchword", set(), "an unknown word"),
    ("flood nosuchword", set(), "a word and an unknown one"),
    ("flood OR nosuchword", {1}, "a word or an unknown one"),
    ("flood -nosuchword", {1}, "a word without an unknown one"),
]

WORDS: tuple[Node, ...] = (
    Word("climate"),
    Word("river"),
    Phrase("climate change"),
    Prefix("elect"),
    Scoped("author", Word("tom")),
    Not(Word("flood")),
    All(),
)


def scores(engine: Engine, tree: Node) -> dict[int, float | None]:
    result = engine.search(SearchRequest(query=tree, sort=Sort.RELEVANCE, limit=100))
    return {hit.id: hit.score for hit in result.hits}


class Queries(ContractBase):
    @pytest.mark.parametrize(("q", "expected"), [case[:2] for case in FOUND], ids=[case[2] for case in FOUND])
    def test_finds(self, newsroom: Engine, q: str, expected: set[int]) -> None:
        assert set(ids(newsroom, q)) == expected

    @pytest.mark.parametrize("sort", list(Sort))
    def test_the_order_does_not_change_what_is_found(self, newsroom: Engine, sort: Sort) -> None:
        for q, expected, why in FOUND:
            assert set(ids(newsroom, q, sort=sort)) == expected, why

    def test_total_counts_every_hit_whatever_the_limit(self, newsroom: Engine) -> None:
        for q, expected, why in FOUND:
            for limit in (0, 1):
                result = ask(newsroom, q, limit=limit)
                assert (result.total, len(result.hits)) == (len(expected), min(limit, len(expected))), why

    def test_unscoped_words_are_looked_for_in_the_fields_asked(self, newsroom: Engine) -> None:
        assert set(ids(newsroom, "climate", search_in=("title",))) == {3}
        assert set(ids(newsroom, "climate", search_in=("body",))) == {2, 3, 6}
        assert set(ids(newsroom, "homes", search_in=("title", "body"))) == set()
        assert set(ids(newsroom, "homes", search_in=("description",))) == {1}

    def test_a_named_field_is_looked_in_whatever_the_fields_asked(self, newsroom: Engine) -> None:
        assert set(ids(newsroom, "title:climate", search_in=("body",))) == {3}
        assert set(ids(newsroom, "body:(climate title:climate)", search_in=("title",))) == {3}

    def test_words_may_match_in_different_fields(self, newsroom: Engine) -> None:
        assert ids(newsroom, "harrowgate homes lune") == [1]

    def test_operators_are_those_of_sets(self, newsroom: Engine) -> None:
        everything = set(scores(newsroom, All()))
        for left, right in product(WORDS, WORDS):
            a, b = set(scores(newsroom, left)), set(scores(newsroom, right))
            assert set(scores(newsroom, And((left, right)))) == a & b
            assert set(scores(newsroom, Or((left, right)))) == a | b
            assert set(scores(newsroom, Not(And((left, right))))) == everything - (a & b)
            assert set(scores(newsroom, And((left, Not(right))))) == a - b

    @pytest.mark.parametrize("kind", [And, Or])
    def test_order_and_nesting_of_the_parts_change_neither_hits_nor_scores(
        self, newsroom: Engine, kind: type[And] | type[Or]
    ) -> None:
        """G25"""
        one, two, three = Word("climate"), Word("change"), Phrase("climate change")
        plain = scores(newsroom, kind((one, two, three)))
        assert scores(newsroom, kind((three, two, one))) == pytest.approx(plain)
        assert scores(newsroom, kind((kind((one, two)), kind((three,))))) == pytest.approx(plain)

    def test_and_never_finds_more_and_or_never_fewer(self, newsroom: Engine) -> None:
        """G26"""
        for word, extra in product(WORDS, WORDS):
            found = set(scores(newsroom, word))
            assert set(scores(newsroom, And((word, extra)))) <= found
            assert set(scores(newsroom, Or((word, extra)))) >= found

    def test_a_search_out_of_time_says_so(self, newsroom: Engine) -> None:
        """G36, INP-3"""
        for q in ("climate", "elect*", '"climate change"', "*"):
            with pytest.raises(SearchTimeout):
                ask(newsroom, q, timeout=1e-9)

    def test_a_search_in_time_answers(self, newsroom: Engine) -> None:
        assert ids(newsroom, "flood", timeout=60) == [1]
