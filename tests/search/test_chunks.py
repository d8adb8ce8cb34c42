"""Pieces of a text that matter: what is passed over never holds what is sought. G27"""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search import chunks as module
from app.search.analysis import Analyzer, Token
from app.search.chunks import Chunks, Sought
from app.search.marks import find_marks
from app.search.query.tree import Word
from app.search.resolve import resolve
from app.search.wanted import WantedIn
from tests.search.versus import VOCABULARY

ANALYZER = Analyzer()
CHUNKS = Chunks(ANALYZER)
IN = ("title", "description", "body")
_SPACES = st.sampled_from([" ", "\n", "\u00a0", "\u3000", "\x1c", "  \t"])
_GLUE = st.sampled_from(
    ["", ",", "-", "—", "'s", "’s", ".", "...", "/", "(", "(U.N.)", "3.", "x" * 70, "東京都"]
)
_TEXTS = st.lists(st.tuples(_GLUE, st.sampled_from(["", *VOCABULARY]), _GLUE, _SPACES), max_size=40).map(
    lambda parts: "".join(part for four in parts for part in four)
)


def spread(text: str, sought: Sought, language: str = "", reach: int = 10**9) -> list[list[Token]]:
    """The tokens of the pieces, at their places in the text; those that adjoin in one list."""
    found: list[list[Token]] = []
    for place, tokens, between in CHUNKS.pieces(text, language, sought, reach):
        if between or not found:
            found.append([])
        found[-1] += [Token(t.surface, t.stem, place + t.start, place + t.end) for t in tokens]
    return found


@given(_TEXTS, st.sets(st.sampled_from(VOCABULARY), max_size=3), st.sampled_from(["", "fr", "tr", "sv"]))
def test_pieces_hold_all_that_is_sought_at_its_place(text: str, words: set[str], language: str) -> None:
    stems = {word.stem for each in words for word in ANALYZER.words(each, language)}
    found = [token for tokens in spread(text, Sought(stems), language) for token in tokens]
    whole = ANALYZER.tokens(text, language)
    assert set(found) <= set(whole)
    assert {token for token in whole if token.stem in stems} <= set(found)


@given(_TEXTS, st.sets(st.sampled_from(VOCABULARY), max_size=3))
def test_what_adjoins_stands_together_in_the_text(text: str, words: set[str]) -> None:
    order = {token: place for place, token in enumerate(ANALYZER.tokens(text))}
    stems = {word.stem for each in words for word in ANALYZER.words(each)}
    stretches = [[order[token] for token in tokens] for tokens in spread(text, Sought(stems))]
    for places in stretches:
        assert all(after == before + 1 for before, after in pairwise(places))
    filled = [places for places in stretches if places]
    assert all(a[-1] + 1 < b[0] for a, b in pairwise(filled))


@given(_TEXTS, st.sampled_from(["flood", "a", "the", *VOCABULARY]), st.integers(0, 300))
def test_a_shorter_reach_marks_what_stands_before_it(text: str, word: str, reach: int) -> None:
    wanted = WantedIn(resolve(Word(word), IN, ANALYZER))["body"]
    marks = find_marks(text, wanted, CHUNKS, "", reach)
    whole = find_marks(text, wanted, CHUNKS, "", 10**9)
    assert set(marks) <= set(whole)
    assert {mark for mark in whole if mark.end <= reach} <= set(marks)


@given(_TEXTS, st.sets(st.sampled_from(VOCABULARY), max_size=3), st.integers(0, 5))
def test_words_between_are_counted_as_far_as_asked(text: str, words: set[str], apart: int) -> None:
    order = {token: place for place, token in enumerate(ANALYZER.tokens(text))}
    stems = {word.stem for each in words for word in ANALYZER.words(each)}
    seen = 0
    for start, tokens, between in CHUNKS.pieces(text, "", Sought(stems, apart=apart), 10**9):
        for token in tokens:
            place = order[Token(token.surface, token.stem, start + token.start, start + token.end)]
            assert min(place - seen, apart) == between
            between, seen = 0, place + 1


def test_long_texts_are_cut_between_words() -> None:
    text = "lorem ipsum-dolor, " * 5_000 + "dam"
    whole = ANALYZER.tokens(text)
    (stretch,) = spread(text, Sought({token.stem for token in whole}))
    assert stretch == whole


def test_a_full_memory_begins_anew_and_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 4)
    fresh = Chunks(ANALYZER)
    for number in range(20):
        pieces = list(fresh.pieces(f"lorem{number} dam, ipsum{number}", "", Sought({"dam"}), 100))
        assert [piece.start for piece in pieces] == [6 + len(str(number))]


def test_threads_share_a_memory() -> None:
    fresh = Chunks(ANALYZER)
    texts = [f"word{n % 50} dam{n % 7}, the dam. {n}" for n in range(400)]

    def count(text: str) -> int:
        return len(list(fresh.pieces(text, "", Sought({"dam"}), 100)))

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(count, texts)) == {1}
