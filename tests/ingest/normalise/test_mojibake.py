"""Mojibake is put right where it is certain; everything else stays as it is."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import Draft
from app.ingest.normalise import normalise
from app.ingest.normalise.mojibake import mended, mended_draft
from app.values import Article

RIGHT = (
    "The board’s ferry doesn’t sail – “not yet”, it said…",
    "Die Fähre fährt über die Brücke für Fußgänger",
    "À Besançon, l’élève a mangé des crêpes",
    "El año próximo habrá más señales",
    "Паром вышел в море",
)


def broken(text: str, times: int = 1, encoding: str = "cp1252") -> str:
    for _ in range(times):
        text = text.encode().decode(encoding)
    return text


@pytest.mark.parametrize("text", RIGHT[:1] + RIGHT[3:4])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_utf8_that_was_taken_for_western_text_is_put_right(text: str, encoding: str) -> None:
    plain = text.replace("”", "’")  # of which Windows-1252 has no byte
    assert mended(broken(plain, encoding=encoding)) == plain


def test_twice_broken_text_is_put_right() -> None:
    assert mended(broken("The board’s ferry", 2)) == "The board’s ferry"


def test_utf8_that_was_taken_for_cyrillic_is_put_right() -> None:
    assert mended(broken("Паром вышел в море", encoding="cp1251")) == "Паром вышел в море"


def test_only_the_lines_that_are_broken_are_touched() -> None:
    right = "Die Fähre – für “alle”"
    assert mended(f"{right}\n{broken('doesn’t')}\n{right}") == f"{right}\ndoesn’t\n{right}"


@pytest.mark.parametrize(
    "text",
    [*RIGHT, "Rosselló’s “harbour”", "СССР и РСФСР", "Âge d’or", "5 000 €–6 000 €", "naïve café", "AÑO ‘99"],
)
def test_what_is_right_stays(text: str) -> None:
    assert mended(text) is text


@given(st.text(max_size=80))
def test_any_text_is_taken_and_ascii_stays(text: str) -> None:
    better = mended(text)
    assert better == text or not text.isascii()


@given(st.text(alphabet="abcdefghij äöüßéèàçñô’“–…", max_size=60))
def test_small_western_letters_beside_quotes_and_dashes_are_left_alone(text: str) -> None:
    assert mended(text) == text


def test_every_text_of_a_draft_is_mended_and_flagged() -> None:
    draft = Draft(title=broken("Ferry’s back"), authors=(broken("José Peña"),), body="Ropes held.")
    better = mended_draft(draft)
    assert (better.title, better.authors, better.flags) == (
        "Ferry’s back",
        ("José Peña",),
        ("mojibake_repaired",),
    )
    assert mended_draft(better) is better


def test_an_article_tells_that_it_was_mended() -> None:
    """The C1 controls that mojibake is made of are seen before they are taken out."""
    draft = Draft(title=broken("The board’s ferry", encoding="latin-1"))
    article = normalise(draft, now=datetime(2026, 11, 21, tzinfo=UTC), max_text_bytes=1000)
    assert isinstance(article, Article)
    assert (article.title, "mojibake_repaired" in article.flags) == ("The board’s ferry", True)
