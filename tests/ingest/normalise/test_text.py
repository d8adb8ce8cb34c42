"""Text without what databases, indexes and browsers stumble over."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.normalise.text import MARKS_IN_A_ROW, cap_bytes, cap_characters, clean_line, clean_text

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)


def test_paragraphs_and_wrapped_lines_stay() -> None:
    assert clean_text("One\r\ntwo \r\n\r\n\r\n\r\nthree\rfour\n") == "One\ntwo\n\nthree\nfour"


def test_a_line_is_folded_to_single_spaces() -> None:
    assert clean_line("  One\u00a0two\n\tthree ") == "One two three"


def test_lone_surrogates_become_the_replacement_character_and_pairs_their_character() -> None:
    """A17."""
    assert clean_text("a\ud800b\udc00c\ud83d\ude00") == "a\ufffdb\ufffdc\U0001f600"


def test_controls_go_and_tab_and_line_feed_stay() -> None:
    """A18."""
    assert clean_text("a\x00b\x07c\x9fd\te\nf") == "abcd\te\nf"


def test_form_feeds_and_line_separators_are_line_ends() -> None:
    assert clean_text("a\x0cb\u2028c\x85d") == "a\nb\nc\nd"


@pytest.mark.parametrize("mark", ["\u0301", "\u0489", "\u200b", "\u202e", "\u200d"])
def test_marks_and_invisible_signs_are_capped_in_a_row(mark: str) -> None:
    """A19."""
    assert clean_text("x" + mark * 10_000 + "y").count(mark) <= MARKS_IN_A_ROW
    assert clean_text("x" + mark + "y") in ("x" + mark + "y", unicodedata.normalize("NFC", "x" + mark + "y"))


@pytest.mark.parametrize(("count", "kept"), [(7, 7), (8, 8), (9, 8), (10_000, 8)])
def test_eight_invisible_signs_in_a_row_are_kept(count: int, kept: int) -> None:
    """A19: n-1, n, n+1."""
    assert clean_text("x" + "\u200b" * count + "y" + "\u0301" * count).count("\u200b") == kept


def test_text_is_composed() -> None:
    """A20."""
    assert clean_text("Cafe\u0301") == "Café"


def test_one_word_of_four_megabytes_passes() -> None:
    """A21, A22."""
    assert len(clean_text("x" * 2**22)) == 2**22


def test_runs_of_blanks_take_no_square_time() -> None:
    assert clean_text("a" + " \t" * 200_000 + "b\n" + " " * 200_000) == "a" + " \t" * 200_000 + "b"


def test_bytes_are_capped_between_characters() -> None:
    """A21, A22."""
    assert cap_bytes("aé", 2) == ("a", True)
    assert cap_bytes("aé", 3) == ("aé", False)
    assert cap_bytes("aé", 4) == ("aé", False)
    assert cap_bytes("", 0) == ("", False)


def test_characters_are_capped_at_a_word() -> None:
    assert cap_characters("one two three", 13) == ("one two three", False)
    assert cap_characters("one two three", 12) == ("one two…", True)
    assert cap_characters("x" * 20, 10) == ("x" * 9 + "…", True)


@given(ANY_TEXT)
def test_cleaned_text_can_be_stored_and_cleaning_again_changes_nothing(text: str) -> None:
    """A17, A18, A19, A20."""
    cleaned = clean_text(text)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean_text(cleaned) == cleaned
    line = clean_line(text)
    assert "\n" not in line
    assert clean_line(line) == line


@given(st.text(max_size=40), st.integers(0, 60))
def test_capped_text_is_a_prefix_within_the_limit(text: str, limit: int) -> None:
    capped, cut = cap_bytes(text, limit)
    assert text.startswith(capped)
    assert len(capped.encode()) <= limit
    assert cut == (capped != text)
