"""Paragraphs that a tool broke at a fixed width are made whole; other lines stay as they are."""

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from app.ingest.page.wrap import unwrapped, wrap_width

PARAGRAPHS = [
    "The pier was closed on Monday after a barge struck two of its oldest posts in the fog, and no one on "
    "board or on the planks above was hurt.",
    "Divers went down at noon. They found that the posts had been hollow for years, the harbour office "
    "said, and that the sea had done most of the work already.",
    "A new pier would cost more than the town has, so the old one will be propped up until a lottery has "
    "been held and the winners have been thanked.",
]


def texts(dump: str) -> list[str]:
    return [line.text for line in unwrapped(dump)]


def test_wrapped_paragraphs_become_one_line_each() -> None:
    for width in (60, 72, 78, 100):
        dump = "\n\n".join(textwrap.fill(text, width) for text in PARAGRAPHS * 2)
        assert texts(dump) == PARAGRAPHS * 2


def test_an_indent_does_not_hide_the_wrapping() -> None:
    dump = "\n\n".join(textwrap.indent(textwrap.fill(text, 72), "   ") for text in PARAGRAPHS)
    assert texts(dump) == PARAGRAPHS


def test_a_word_broken_at_its_hyphen_is_joined_without_a_space() -> None:
    words = "a harbour-side walk with well-known views " * 12
    dump = textwrap.fill(words.strip(), 60)
    assert texts(dump) == [words.strip()]


def test_lines_of_any_length_are_left_alone() -> None:
    dump = "\n".join([*PARAGRAPHS, "Home", "News", "Sport", *PARAGRAPHS])
    assert wrap_width(dump.splitlines()) == 0
    assert texts(dump) == dump.splitlines()


def test_an_empty_line_is_remembered() -> None:
    assert [line.gap for line in unwrapped("a\nb\n\nc")] == [True, False, True]


@given(st.text(alphabet=st.sampled_from("ab -\n#*."), max_size=600))
def test_no_word_is_lost_or_made(dump: str) -> None:
    kept = "".join(texts(dump)).replace(" ", "")
    assert kept == "".join(dump.split())
