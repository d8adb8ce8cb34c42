"""Bylines of many shapes, and the people in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.normalise.bylines import authors_from, is_byline


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Ada Quill, Ben Marrow and Cleo Tarn", ["Ada Quill", "Ben Marrow", "Cleo Tarn"]),
        ("By  Ada Quill  and  Pedro da Silva", ["Ada Quill", "Pedro da Silva"]),
        ("By Dan Quill and Anu Das", ["Dan Quill", "Anu Das"]),
        ("By Ada Quill and  Ben Marrow  and  Cleo Tarn - Analysis", ["Ada Quill", "Ben Marrow", "Cleo Tarn"]),
        ("By Ada Quill by Ben Marrow", ["Ada Quill", "Ben Marrow"]),
        ("Ada Quill; Ben Marrow & Cleo Tarn", ["Ada Quill", "Ben Marrow", "Cleo Tarn"]),
        ("ADA QUILL / BEN MARROW", ["Ada Quill", "Ben Marrow"]),
        ("Ada Quill with Ben Marrow", ["Ada Quill", "Ben Marrow"]),
        ("Quill, Ada", ["Ada Quill"]),
        ("Ada Quill, Ada Quill, ADA QUILL", ["Ada Quill"]),
        ('"Ada Quill", Ben Marrow', ["Ada Quill", "Ben Marrow"]),
    ],
)
def test_several_names_become_several_authors(byline: str, authors: list[str]) -> None:
    assert authors_from(byline) == tuple(authors)


@pytest.mark.parametrize(
    "byline",
    [
        "By Ada Quill, Investment Correspondent - Analysis",
        "By Ada Quill, European Oil and Gas Correspondent",
        "By Ada Quill , European Chemicals Correspondent",
        "By ADA QUILL Staff Writer",
        "By Ada Quill in London",
        "By Ada Quill, in London",
        "Par Ada Quill, à Port Halvard",
        "Ada Quill, London",
        "By Ada Quill (Reuters)",
        "By ADA QUILL, Associated Press Writer",
        "Ada Quill Associated Press",
        "Ada Quill, The Harbour Gazette",
        "By Ada Quill, Special to the Harbour Gazette",
        "By Ada Quill for the Harbour Gazette",
        "By Ada Quill and Staff",
        "By Ada Quill | April 26, 2019 10:15 am",
        "By Ada Quill Published 26 April 2019",
        "Ada Quill, ada.quill@gazette.example",
        "Ada Quill @adaquill",
        "Ada Quill, Ada.Quill Gazette.Com",
        "Ada Quill, PhD",
        "Reporting by Ada Quill; Editing by Ben Marrow",
        "(Reporting by Ada Quill in London; Editing by Ben Marrow)",
        "Written by: Ada Quill",
        "Ada Quill\nSenior Political Correspondent",
    ],
)
def test_roles_rubrics_places_outlets_and_addresses_are_dropped(byline: str) -> None:
    assert authors_from(byline) == ("Ada Quill",)


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("Von Anna Beispiel und Max Muster", ["Anna Beispiel", "Max Muster"]),
        ("Par Jeanne Exemple et Luc Modèle", ["Jeanne Exemple", "Luc Modèle"]),
        ("Por Ana Pérez y José Ruiz", ["Ana Pérez", "José Ruiz"]),
        ("Por Ana Pérez en Madrid", ["Ana Pérez"]),
        ("Di Mario Esempio", ["Mario Esempio"]),
        ("Door Jan de Vries en Piet van der Berg", ["Jan de Vries", "Piet van der Berg"]),
        ("Текст: Иван Петров", ["Иван Петров"]),
        ("Haber: Ayşe Yılmaz", ["Ayşe Yılmaz"]),
        ("بقلم: أحمد علي", ["أحمد علي"]),
        ("作者：李四、王五", ["李四", "王五"]),
        ("记者 王小明", ["王小明"]),
    ],
)
def test_bylines_of_other_languages_are_understood(byline: str, authors: list[str]) -> None:
    assert authors_from(byline) == tuple(authors)


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("By JANE MCDONALD", "Jane McDonald"),
        ("By PETER O'DAY", "Peter O'Day"),
        ("By JUAN DE LA CRUZ", "Juan de la Cruz"),
        ("JEAN-PIERRE DUPONT-AIGNAN", "Jean-Pierre Dupont-Aignan"),
        ("James B. Kelly", "James B. Kelly"),
        ("J.D. Marrow", "J.D. Marrow"),
        ("Rohit T. K.", "Rohit T. K."),
        ("Martin Roe, Jr.", "Martin Roe Jr."),
        ("JOHN POE III", "John Poe III"),
        ("Dr. Ada Quill", "Dr. Ada Quill"),
        ("Sir Ben Marrow", "Sir Ben Marrow"),
        ("Asma al-Sharif", "Asma al-Sharif"),
        ("Madonna", "Madonna"),
    ],
)
def test_a_name_is_kept_as_printed_but_for_its_capitals(byline: str, author: str) -> None:
    assert authors_from(byline) == (author,)


@pytest.mark.parametrize(
    "byline",
    [
        "",
        "By",
        "Special to CNN",
        "Staff Reporter",
        "Staff",
        "Associated Press",
        "By The Associated Press",
        "AFP",
        "By Reuters",
        "NPR Staff",
        "The Editorial Board",
        "Newsroom",
        "Harbour News",
        "admin",
        "1234",
        "By Friday the army had left",
        "https://gazette.example/authors/ada",
    ],
)
def test_roles_agencies_and_outlets_are_no_persons(byline: str) -> None:
    assert authors_from(byline) == ()


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Quill",
        "By  Ada Quill  -  Analysis",
        "BY ADA QUILL",
        "Von Anna Beispiel",
        "By Ada Quill | April 26, 2019",
        "By Reuters",
        "Staff Reporter",
        "Ada Quill, Staff Reporter",
        "Staff Reporter | Port Seldom",
        "Special to the Gazette",
        "Reporting by Ada Quill; Editing by Ben Marrow",
        "记者 王小明",
    ],
)
def test_a_whole_line_that_credits_somebody_is_a_byline(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "By Friday the army had left the town.",
        "By the time she came, he was gone",
        "Di Maria",
        "Von der Leyen",
        "Ada Quill",
        "Port Seldom",
        "The council met on Monday.",
        "COUNCIL BLUFFS, Iowa (Reuters) - The road is empty and nobody has come by for a week",
        "By Ada Quill\nBy Ben Marrow",
        "By " + "Ada Quill and " * 40,
    ],
)
def test_sentences_and_bare_names_are_no_bylines(line: str) -> None:
    assert not is_byline(line)


@given(st.text(max_size=120) | st.text(alphabet="ByADaeo ,.;/|-()&'\n", max_size=80))
def test_no_text_makes_the_reader_raise_and_no_author_is_empty_or_double(text: str) -> None:
    authors = authors_from(text)
    is_byline(text)
    assert all(name == name.strip() and name for name in authors)
    assert len({name.casefold() for name in authors}) == len(authors)


@given(
    st.lists(
        st.sampled_from(["Ada Quill", "Ben Marrow", "Cleo Tarn", "Dirk van Zee"]), min_size=1, unique=True
    )
)
def test_names_come_back_in_the_order_printed(names: list[str]) -> None:
    assert authors_from("By " + ", ".join(names)) == tuple(names)


def test_a_long_word_of_an_indian_script_is_read_at_once() -> None:
    """B14: each of its letters could be read in two ways, or this test would not end."""
    assert not is_byline("By " + "क" * 60 + "1 Ann")
    assert authors_from("By " + "ക" * 60 + "!") == authors_from("By " + "ക" * 60 + "!")
