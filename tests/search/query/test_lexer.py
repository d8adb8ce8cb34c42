"""The lexer folds and cuts any string, and never raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.query.lexer import Kind, fold_query, lex


def kinds(text: str) -> list[tuple[Kind, str]]:
    return [(lexeme.kind, lexeme.text) for lexeme in lex(text)]


@pytest.mark.parametrize(
    ("q", "folded"),
    [
        ("“a b”", '"a b"'),
        ("«a b»", '"a b"'),
        ("„a b“", '"a b"'),
        ("O’Brien", "O'Brien"),
        ("–a —b −c", "-a -b -c"),
        ("（ａ　ＯＲ　ｂ）", "(a OR b)"),
        ("a\u00a0b\tc\nd", "a b c d"),
        ("a\x00b\x1bc", "abc"),
        ("a\ud800b", "ab"),
    ],
)
def test_folds(q: str, folded: str) -> None:
    """G21"""
    assert fold_query(q).text == folded


def test_places_are_those_in_the_query_as_written() -> None:
    folded = fold_query("\x00a\x00b")
    assert (folded.text, folded.removed) == ("ab", (0, 2))
    assert [folded.position(index) for index in range(3)] == [1, 3, 4]
    assert fold_query("").position(0) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a AND b", [(Kind.WORD, "a"), (Kind.AND, "AND"), (Kind.WORD, "b")]),
        ("and Or nOT", [(Kind.WORD, "and"), (Kind.WORD, "Or"), (Kind.WORD, "nOT")]),
        ("-a +b", [(Kind.SIGN, "-"), (Kind.WORD, "a"), (Kind.SIGN, "+"), (Kind.WORD, "b")]),
        (
            "covid-19 C++ a- -",
            [(Kind.WORD, "covid-19"), (Kind.WORD, "C++"), (Kind.WORD, "a-"), (Kind.WORD, "-")],
        ),
        ("(a)b", [(Kind.OPEN, "("), (Kind.WORD, "a"), (Kind.CLOSE, ")"), (Kind.WORD, "b")]),
        ('"a (b"c', [(Kind.PHRASE, '"a (b"'), (Kind.WORD, "c")]),
        ('"a b"~5^2 c', [(Kind.PHRASE, '"a b"~5^2'), (Kind.WORD, "c")]),
        ('a"b', [(Kind.WORD, "a"), (Kind.PHRASE, '"b')]),
        ("title:a", [(Kind.FIELD, "title:"), (Kind.WORD, "a")]),
        ("Authors:(a", [(Kind.FIELD, "Authors:"), (Kind.OPEN, "("), (Kind.WORD, "a")]),
        ("title: a", [(Kind.WORD, "title:"), (Kind.WORD, "a")]),
        ("subtitle:a", [(Kind.WORD, "subtitle:a")]),
        ("http://x.y/z", [(Kind.WORD, "http://x.y/z")]),
        ("a\\ \\", [(Kind.WORD, "a\\"), (Kind.WORD, "\\")]),
    ],
)
def test_cuts(text: str, expected: list[tuple[Kind, str]]) -> None:
    assert kinds(text) == expected


@given(st.text())
def test_every_character_but_spaces_is_in_a_lexeme_at_its_place(q: str) -> None:
    folded = fold_query(q)
    lexemes = list(lex(folded.text))
    for lexeme in lexemes:
        assert folded.text[lexeme.position :].startswith(lexeme.text)
    covered = "".join(lexeme.text for lexeme in lexemes)
    assert covered.replace(" ", "") == folded.text.replace(" ", "")
    assert len(folded.positions) == len(folded.text)
