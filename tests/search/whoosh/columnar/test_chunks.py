"""Chunks cut and numbered as arrays against ``str.split`` and a dictionary."""

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.search.whoosh.columnar import chunks as chunks_module
from app.search.whoosh.columnar.chunks import cut, text_of

#: Chunks that are alike in their first 8, 16, 24 or 32 bytes, and all that may part chunks.
PIECES = ["a", "b", "abcdefgh", "ab" * 8, "abcdefgh" * 4, "x" * 40, "é", "東京", "\ud800", "\x7f"]
SPACES = [" ", "\n", "\t \r", "\x00", "\x1c", "\x85", "\u00a0", "\u2003", "\u3000", "\u2028"]
TEXTS = st.lists(st.sampled_from(PIECES + SPACES)).map("".join) | st.text()


def expected(text: str) -> list[str]:
    return [chunk for part in text.split() for chunk in re.split("[\x00-\x20]+", part) if chunk]


@given(st.lists(TEXTS, max_size=6))
@example([])
@example([""])
@example(["", "one\x01two", "", "one " * 40])
@example(["abcdefgh abcdefghi abcdefg " + "abcdefgh" * 4 + " " + "abcdefgh" * 5])
def test_texts_are_cut_where_white_space_is_and_equal_chunks_have_one_number(texts: list[str]) -> None:
    found = cut(texts)
    chunks = iter([text_of(found.chunks[number]) for number in found.numbers.tolist()])
    by_text = [[next(chunks) for _ in range(count)] for count in found.counts.tolist()]
    assert by_text == [expected(text) for text in texts]
    assert next(chunks, None) is None
    assert len(set(found.chunks)) == len(found.chunks) == len(set(found.numbers.tolist()))


@pytest.mark.parametrize("odd", [1, 1 << 60])
def test_chunks_whose_hashes_are_the_same_stay_apart(odd: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that tell nothing apart: the order is then the exact one."""
    monkeypatch.setattr(chunks_module, "_ODD", np.uint64(odd))
    words = ["aa", "ab", "ba", "aa", "zzzzzzzza", "zzzzzzzzb", "ab", "zzzzzzzza"]
    found = cut([" ".join(words)])
    assert [text_of(found.chunks[number]) for number in found.numbers.tolist()] == words
    assert len(found.chunks) == 5
