"""Completions of a prefix, and words that may be meant instead of a slip."""

import pytest

from app.search.engine import Batch, Engine
from tests.search.contract.base import ContractBase, doc


def completed(engine: Engine, prefix: str, size: int = 10) -> list[tuple[str, str, int]]:
    return [(each.value, each.field, each.count) for each in engine.suggest(prefix, size)]


def corrected(engine: Engine, word: str, size: int = 10) -> list[str]:
    return [each.value for each in engine.corrections(word, size)]


def archive(**counts: int) -> Batch:
    """Articles of one word each."""
    words = [word for word, count in counts.items() for _ in range(count)]
    return Batch(1, [doc(number, body=word) for number, word in enumerate(words, 1)])


class Suggest(ContractBase):
    def test_words_that_begin_so_the_most_frequent_first(self, newsroom: Engine) -> None:
        assert completed(newsroom, "cl") == [("climate", "", 3)]
        assert completed(newsroom, "elect") == [("election", "", 2), ("electoral", "", 1)]

    def test_words_are_those_that_articles_use(self, newsroom: Engine) -> None:
        """Not their stems, and of every text field."""
        assert completed(newsroom, "happ") == [("happy", "", 1)]
        assert completed(newsroom, "hundr") == [("hundreds", "", 1)]

    def test_a_word_counts_the_articles_of_the_field_where_most_have_it(self, engine: Engine) -> None:
        titled = [doc(id_, title="ferry", body="ferry ferry") for id_ in range(1, 4)]
        engine.apply(Batch(1, [*titled, doc(4, body="ferry"), doc(5, description="ferry")]))
        assert completed(engine, "fer") == [("ferry", "", 4)]

    @pytest.mark.parametrize("prefix", ["ÉLECT", "élect", "Elect", " elect "])
    def test_a_prefix_is_compared_folded(self, newsroom: Engine, prefix: str) -> None:
        assert completed(newsroom, prefix)[0] == ("election", "", 2)

    def test_values_that_begin_so_or_have_a_word_that_does(self, newsroom: Engine) -> None:
        assert completed(newsroom, "tom") == [("Tom Bell", "author", 1), ("Tom Roe", "author", 1)]
        assert completed(newsroom, "bell") == [("Tom Bell", "author", 1)]
        assert completed(newsroom, "lukasz") == [("Zoë Łukasz", "author", 1)]
        assert completed(newsroom, "times") == [("ridge-times", "source", 2)]

    def test_a_prefix_of_several_words_completes_values_only(self, newsroom: Engine) -> None:
        assert completed(newsroom, "Tom B") == [("Tom Bell", "author", 1)]
        assert completed(newsroom, "climate ch") == []

    def test_words_come_first_then_values_each_at_most_so_many(self, newsroom: Engine) -> None:
        kinds = [field for _, field, _ in completed(newsroom, "h")]
        assert kinds == sorted(kinds, key=["", "author", "source"].index)
        assert [each[1] for each in completed(newsroom, "t", 1)] == ["", "author", "source"]

    def test_equals_come_in_order(self, newsroom: Engine) -> None:
        words = [value for value, field, count in completed(newsroom, "r", 20) if not field and count == 1]
        assert words == sorted(words)

    def test_a_part_inside_a_word_is_no_prefix(self, newsroom: Engine) -> None:
        assert completed(newsroom, "limate") == []
        assert completed(newsroom, "oe") == []

    @pytest.mark.parametrize("prefix", ["", " ", "!!!", "*", "nosuchword", "x" * 1000, "\ud800", "🙂"])
    def test_what_nothing_begins_with_has_no_completion(self, newsroom: Engine, prefix: str) -> None:
        assert completed(newsroom, prefix) == []

    def test_what_is_deleted_is_not_suggested(self, engine: Engine) -> None:
        """K43"""
        engine.apply(
            Batch(1, [doc(1, body="walrus", author="Wanda Roe"), doc(2, body="water"), doc(3, body="water")])
        )
        engine.apply(Batch(2, deletes=[1, 2]))
        assert completed(engine, "w") == [("water", "", 1)]

    def test_several_batches_count_together(self, engine: Engine) -> None:
        for number in range(1, 12):
            engine.apply(Batch(number, [doc(number, body=f"water word{number % 3}", author="Ada Wren")]))
        assert completed(engine, "w", 3) == [
            ("water", "", 11),
            ("word1", "", 4),
            ("word2", "", 4),
            ("Ada Wren", "author", 11),
        ]

    @pytest.mark.parametrize(
        ("slip", "meant"),
        [
            ("goverment", "government"),
            ("governmetn", "government"),
            ("Goverment", "government"),
            ("governnment", "government"),
            ("govermant", "government"),
            ("ogvernment", "government"),
            ("fery", "ferry"),
            ("feryr", "ferry"),
            ("férrry", "ferry"),
            ("teh", "the"),
        ],
    )
    def test_a_slip_is_corrected(self, engine: Engine, slip: str, meant: str) -> None:
        engine.apply(archive(government=40, ferry=30, the=60, other=5))
        assert corrected(engine, slip)[0] == meant

    @pytest.mark.parametrize(
        "word", ["overmant", "xyzzy", "th", "e", "", "the ferry", "covid-19", "!!!", "x" * 500]
    )
    def test_what_is_like_no_word_is_not_corrected(self, engine: Engine, word: str) -> None:
        engine.apply(archive(government=40, ferry=30, the=60))
        assert corrected(engine, word) == []

    def test_a_word_is_not_corrected_to_itself_or_to_what_is_not_far_more_frequent(
        self, engine: Engine
    ) -> None:
        engine.apply(archive(ferry=40, berry=3, merry=2))
        assert corrected(engine, "ferry") == []
        assert corrected(engine, "berry") == []
        assert corrected(engine, "merry") == ["ferry"]

    def test_fewer_edits_outweigh_articles_and_so_does_a_like_beginning(self, engine: Engine) -> None:
        engine.apply(archive(harbours=2, harbors=9, perky=5, berry=6))
        assert corrected(engine, "harbour") == ["harbours", "harbors"]
        assert corrected(engine, "perry") == ["perky", "berry"]

    def test_no_more_corrections_than_asked(self, engine: Engine) -> None:
        engine.apply(archive(ferry=5, merry=5, berry=5))
        assert len(corrected(engine, "jerry", 2)) == 2

    def test_an_empty_engine_suggests_nothing(self, engine: Engine) -> None:
        assert (completed(engine, "a"), corrected(engine, "ferrry")) == ([], [])
