"""Texts that are numbered chunk by chunk against the words that were analysed one by one."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.whoosh.columnar import lexicon as lexicon_module
from app.search.whoosh.columnar.columns import Column
from app.search.whoosh.columnar.lexicon import Lexicon, Reading, Word

TEXTS = st.text(st.sampled_from("abÉ-. \n\u2003\x1c"), max_size=12)
BATCHES = st.lists(st.lists(st.tuples(TEXTS, st.sampled_from(["", "fr"])), max_size=5), max_size=4)


def words_of(chunk: str, kind: str) -> list[Word]:
    """Hyphens part words; the second form is marked with the kind, the third is there only with an accent."""
    words = [word for word in chunk.replace(".", "").split("-") if word]
    return [(word, f"{kind}:{word}", word if "É" in word else "") for word in words]


def analyse(chunks: Iterable[str], kind: str) -> tuple[list[Word], list[int]]:
    found = [words_of(chunk, kind) for chunk in chunks]
    return [word for words in found for word in words], [len(words) for words in found]


def by_text(column: Column) -> list[list[str]]:
    """The terms of each text in their order."""
    terms = iter([column.terms[number] for number in column.numbers.tolist()])
    return [[next(terms) for _ in range(count)] for count in column.counts.tolist()]


def expected(batch: Sequence[tuple[str, str]], form: int) -> list[list[str]]:
    words = [[word for chunk in text.split() for word in words_of(chunk, kind)] for text, kind in batch]
    return [[word[form] for word in each if word[form]] for each in words]


def taken(lexicon: Lexicon, fields: Sequence[Sequence[str]], kinds: Sequence[str]) -> list[Reading]:
    lexicon.read(fields, kinds)
    return lexicon.take()


@pytest.mark.parametrize("remembered", [0, 60, 1 << 20])
@given(batches=BATCHES.filter(bool))
def test_batches_read_one_after_another_are_taken_as_one(
    remembered: int, batches: list[list[tuple[str, str]]]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lexicon_module, "_REMEMBERED", remembered)
        lexicon = Lexicon(analyse)
        for _ in range(2):
            for batch in batches:
                lexicon.read([[text for text, _ in batch]] * 2, [kind for _, kind in batch])
            whole = [each for batch in batches for each in batch]
            assert lexicon.waiting == 2 * sum(map(len, expected(whole, 0)))
            for reading in lexicon.take():
                for form in range(3):
                    assert by_text(reading.column(form, places=True)) == expected(whole, form)


@pytest.mark.parametrize("remembered", [0, 60, 1 << 20])
@given(batches=BATCHES)
def test_columns_hold_the_words_of_each_text(remembered: int, batches: list[list[tuple[str, str]]]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lexicon_module, "_REMEMBERED", remembered)
        lexicon = Lexicon(analyse)
        for batch in batches:
            texts, kinds = [text for text, _ in batch], [kind for _, kind in batch]
            reading, again = taken(lexicon, [texts, texts[::-1]], kinds)
            assert by_text(again.column(0, places=False)) == expected(
                list(zip(texts[::-1], kinds, strict=True)), 0
            )
            for form in range(3):
                column = reading.column(form, places=True)
                assert by_text(column) == expected(batch, form)
                assert list(column.terms) == sorted({term for text in expected(batch, form) for term in text})
                assert column.places is not None
                assert column.places.tolist() == [n for count in column.counts for n in range(count)]


def test_a_chunk_is_analysed_once_for_each_kind() -> None:
    asked: list[tuple[str, str]] = []

    def listen(chunks: Iterable[str], kind: str) -> tuple[list[Word], list[int]]:
        words: list[Word] = [(chunk,) for chunk in chunks]
        asked.extend((chunk, kind) for (chunk,) in words)
        return words, [1] * len(words)

    lexicon = Lexicon(listen)
    lexicon.read([["ferry late ferry", "late"]], ["", "fr"])
    lexicon.read([["late ferry"]], [""])
    assert sorted(asked) == [("ferry", ""), ("late", ""), ("late", "fr")]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """G22: many different chunks, or long ones."""
    monkeypatch.setattr(lexicon_module, "_REMEMBERED", 1000)
    asked: list[str] = []

    def listen(chunks: Iterable[str], kind: str) -> tuple[list[Word], list[int]]:
        words: list[Word] = [(chunk,) for chunk in chunks]
        asked.extend(chunk for (chunk,) in words)
        return words, [1] * len(words)

    lexicon = Lexicon(listen)
    for _ in range(3):
        taken(lexicon, [["x" * 2000]], [""])
    assert len(asked) == 3
    for number in range(1000):
        taken(lexicon, [[str(number)]], [""])
    taken(lexicon, [["0"]], [""])
    assert asked[-1] == "0"


def test_an_analysis_that_was_broken_off_leaves_nothing_half_known() -> None:
    fails = True

    def analyse_later(chunks: Iterable[str], kind: str) -> tuple[list[Word], list[int]]:
        if fails:
            raise KeyboardInterrupt
        return analyse(chunks, kind)

    lexicon = Lexicon(analyse_later)
    with pytest.raises(KeyboardInterrupt):
        lexicon.read([["ferry storm late"]], [""])
    fails = False
    (reading,) = taken(lexicon, [["late storm ferry"]], [""])
    column = reading.column(0, places=True)
    assert by_text(column) == [["late", "storm", "ferry"]]
