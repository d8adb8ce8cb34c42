"""Which texts are the same text, printed again."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.values import text_key

REPORT = (
    "The ferry left Norrey at seven. Nobody aboard knew that the reef had been “marked wrongly” on the new "
    "charts, said the harbour master, who’d warned of it twice in March."
)


def test_printings_differ_in_signs_case_and_lines_only() -> None:
    printed_again = REPORT.replace("“", '"').replace("”", '"').replace("’", "'").replace(". ", ".\n\n  ")
    assert text_key(printed_again.upper()) == text_key(REPORT)


def test_one_word_more_or_less_or_elsewhere_is_another_text() -> None:
    others = (
        REPORT + " Again.",
        REPORT.replace("twice ", ""),
        REPORT.replace("Norrey at seven", "at seven Norrey"),
    )
    assert len({text_key(text) for text in (REPORT, *others)}) == 4


def test_a_short_text_is_alike_by_chance() -> None:
    assert text_key("Subscribe to read on. " * 4) is None
    assert text_key("") is None
    assert text_key("word " * 20) is not None


@given(st.text(min_size=1))
def test_composed_or_not_a_text_is_the_same(text: str) -> None:
    """A20."""
    longer = f"{REPORT} {unicodedata.normalize('NFC', text)}"
    assert text_key(unicodedata.normalize("NFD", longer)) == text_key(longer)


def test_letters_of_full_width_are_the_same_letters() -> None:
    """A20."""
    wide = {code: code + 0xFEE0 for code in range(ord("A"), ord("z") + 1) if chr(code).isalpha()}
    assert text_key(REPORT.translate(wide)) == text_key(REPORT)


@given(st.text())
def test_a_key_fits_into_sixty_four_bits(text: str) -> None:
    key = text_key(text * 30)
    assert key is None or -(2**63) <= key < 2**63


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_are_cut_into_words_as_any_others(text: str) -> None:
    assert text_key(f"{REPORT} {text}") == text_key(f"{REPORT} {text} \u2014")
