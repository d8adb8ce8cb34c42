"""Trees become analysed terms in their simplest form."""

import pytest
from hypothesis import given

from app.search.analysis import Analyzer
from app.search.query.tree import All, And, Node, Not, Or, Phrase, Prefix, Scoped, Word
from app.search.resolve import resolve
from app.search.resolved import (
    Conjunction,
    Disjunction,
    Everything,
    Negation,
    Nothing,
    Resolved,
    Starts,
    Terms,
)
from tests.search.versus import trees

IN = ("title", "body")
ANALYZER = Analyzer()


def term(*tokens: str, fields: tuple[str, ...] = IN) -> Terms:
    return Terms(fields, tokens)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (All(), Everything()),
        (Word("Elections"), term("elect")),
        (Word("covid-19"), term("covid", "19")),
        (Phrase("the elections"), term("the", "elect")),
        (Scoped("author", Word("Bells")), term("bells", fields=("author",))),
        (Scoped("title", Word("Bells")), term("bell", fields=("title",))),
        (Scoped("title", Scoped("body", Word("a"))), term("a", fields=("body",))),
        (Prefix("Electi"), Starts(IN, "electi")),
        (Prefix("covid-1"), Conjunction((term("covid"), Starts(IN, "1")))),
        (Scoped("author", Prefix("O'Br")), Starts(("author",), "obr")),
        (Prefix("東京"), term("東", "京")),
        (Word("!!!"), Nothing()),
        (Phrase(""), Nothing()),
        (Prefix("!"), Nothing()),
        (Not(Word("!!!")), Nothing()),
        (And((Word("a"), Word("!!!"))), term("a")),
        (Or((Word("a"), Word("!!!"))), term("a")),
        (And((Word("a"), Not(Phrase("")))), term("a")),
        (Not(Not(Word("a"))), term("a")),
        (Not(All()), Nothing()),
        (And((Word("a"), All())), term("a")),
        (Or((Word("a"), All())), Everything()),
        (And((Word("a"), Not(All()))), Nothing()),
        (Or((Word("a"), Not(All()))), term("a")),
        (And((Word("a"), Word("A"))), term("a")),
        (And((Word("a"), And((Word("b"), Word("c"))))), Conjunction((term("a"), term("b"), term("c")))),
        (Or((Or((Word("a"), Word("b"))), Word("a"))), Disjunction((term("a"), term("b")))),
        (And((All(), Not(Word("a")))), Negation(term("a"))),
    ],
)
def test_resolves_to(tree: Node, expected: Resolved) -> None:
    assert resolve(tree, IN, ANALYZER, tags=()) == expected


def test_fields_of_both_kinds_are_asked_apart() -> None:
    resolved = resolve(Word("Bells"), ("title", "author"), ANALYZER, tags=())
    assert resolved == Disjunction((term("bell", fields=("title",)), term("bells", fields=("author",))))


def test_a_word_may_be_of_any_language() -> None:
    resolved = resolve(Word("Notices"), IN, ANALYZER, tags=("fr", "it", "xx"))
    assert resolved == Terms(IN, ("notic",), (("fr:notic",), ("it:notices",), ("xx:notices",)))


def test_a_phrase_is_of_one_language() -> None:
    resolved = resolve(Phrase("the notices"), IN, ANALYZER, tags=("fr",))
    assert resolved == Terms(IN, ("the", "notic"), (("fr:the", "fr:notic"),))


@pytest.mark.parametrize("text", ["2019", "U.N.", "UN", "AT&T", "東京"])
def test_what_is_the_same_in_every_language_is_asked_once(text: str) -> None:
    resolved = resolve(Word(text), IN, ANALYZER)
    assert isinstance(resolved, Terms)
    assert resolved.others == ()


@pytest.mark.parametrize("tree", [Word("un"), And((Word("UN"), Word("HOMME"))), Phrase("UN HOMME")])
def test_small_letters_or_all_in_capitals_make_no_abbreviation(tree: Node) -> None:
    assert "fr:un" in str(resolve(tree, IN, ANALYZER))


def test_keyword_fields_have_no_languages() -> None:
    resolved = resolve(Scoped("author", Word("Bells")), IN, ANALYZER)
    assert resolved == term("bells", fields=("author",))


def test_without_fields_nothing_is_found() -> None:
    assert resolve(Word("a"), (), ANALYZER) == Nothing()


@given(trees())
def test_the_form_is_simplest(tree: Node) -> None:
    _check(resolve(tree, IN, ANALYZER), at_root=True)


def _check(resolved: Resolved, at_root: bool = False) -> None:
    match resolved:
        case Everything() | Nothing():
            assert at_root
        case Terms(fields):
            assert fields
            assert all(tokens and all(tokens) for tokens in resolved.readings)
            assert len(set(resolved.readings)) == len(resolved.readings)
        case Starts(fields, prefix):
            assert fields
            assert prefix
        case Negation(part):
            assert not isinstance(part, Negation)
            _check(part)
        case Conjunction(parts) | Disjunction(parts):
            assert len(set(parts)) == len(parts) > 1
            for part in parts:
                assert type(part) is not type(resolved)
                _check(part)
