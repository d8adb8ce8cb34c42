"""Fingerprints differ with anything that is indexed; probes are long words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis import Analyzer
from app.search.engine import Document
from app.search.proof import fingerprint, probe

DOCUMENT = Document(
    1, {"title": "Ferry", "body": "Water"}, {"author": ("Ann", "Jo"), "tag": ("x",)}, {"published": 12}
)


@pytest.mark.parametrize(
    "other",
    [
        replace(DOCUMENT, texts={"title": "Ferr", "body": "yWater"}),
        replace(DOCUMENT, texts={"title": "Ferry", "description": "Water"}),
        replace(DOCUMENT, keywords={"author": ("Ann",), "tag": ("Jo", "x")}),
        replace(DOCUMENT, keywords={"author": ("Jo", "Ann"), "tag": ("x",)}),
        replace(DOCUMENT, dates={"published": 13}),
        replace(DOCUMENT, dates={"updated": 12}),
        replace(DOCUMENT, dates={}),
    ],
)
def test_the_fingerprint_changes_with_anything_indexed(other: Document) -> None:
    assert fingerprint(other) != fingerprint(DOCUMENT)


def test_the_fingerprint_is_the_same_on_every_machine() -> None:
    assert fingerprint(DOCUMENT) == 1047692832398335404


@given(st.lists(st.text(), min_size=2, max_size=2), st.lists(st.text(), max_size=3))
def test_texts_that_are_cut_elsewhere_have_other_fingerprints(texts: list[str], tags: list[str]) -> None:
    title, body = texts
    one = Document(1, {"title": title, "body": body}, {"tag": tuple(tags)})
    for cut in range(1, len(body)):
        moved = Document(1, {"title": title + body[:cut], "body": body[cut:]}, {"tag": tuple(tags)})
        assert fingerprint(moved) != fingerprint(one)
    assert 0 <= fingerprint(one) < 2**60


def test_a_probe_is_the_longest_word_of_the_first_text_with_words() -> None:
    asked = Document(1, {"title": "...", "description": "The harbours", "body": "Administration"})
    assert probe(asked, Analyzer()) == ("description", "harbour")
    assert probe(Document(1, {"title": "?"}), Analyzer()) is None
