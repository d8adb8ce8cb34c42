"""What a reader is told, word by word: every warning with its place and its hint, every refusal."""

from datetime import UTC, datetime

import pytest

from app.errors import QueryError
from app.search.query.limits import Limits
from app.search.query.parser import parse, require_clean
from app.search.query.tree import And, Fuzzy, Near, Node, Pattern, Phrase, Prefix, Repeat, Word
from app.search.when import Calendar

CALENDAR = Calendar(datetime(2024, 3, 31, 12, 30, tzinfo=UTC))

#: Message, position, hint.
Said = tuple[str, int, str]

NOTHING: Said = ("nothing to search for is left: no article is found", 0, "write at least one word")
NEAR = "write NEAR(a, b, 5): words or phrases, and how many others may stand between"
SLOP = 'between words: "a b"~5 lets five others stand there; a fuzzy word has no quotes'
STAR = "* stands for letters only in a word without quotes"
BOOST = "a boost is a number from 0.01 to 100"
RANGE = "a range is published:[2019 TO 2020]"
TO_END = "it is read to the end"
DATES = "dates are published:, updated:, added:, like published:>2019"
FIELDS = (
    "fields are title, description, body, author, source, domain, agency, section, tag, language, "
    "published, updated, added"
)


def dangling(operator: str, position: int) -> Said:
    said = f"{operator} has nothing to work on and is left out"
    return said, position, f'in quotes it is a word: "{operator}"'


def wordless(signs: str, position: int, hint: str = "") -> Said:
    return f"{signs} holds no letter or digit and is left out", position, hint


def as_word(text: str, position: int, hint: str) -> Said:
    return f"{text} is read as a word", position, hint


def no_field(name: str, hint: str, position: int = 0) -> Said:
    return f"there is no field {name}: it is read as text", position, hint


def left_out(text: str, position: int, hint: str) -> Said:
    return f"{text} is left out", position, hint


SAID: list[tuple[str, list[Said]]] = [
    ("", [("the query is empty", 0, "every article is found")]),
    ("!!!", [wordless("!!!", 0), NOTHING]),
    ("a NOT", [dangling("NOT", 2)]),
    ("a OR OR b", [dangling("OR", 2), dangling("OR", 5)]),
    ("AND", [dangling("AND", 0), NOTHING]),
    ("a AND OR b", [dangling("AND", 2)]),
    ("NOT )", [dangling("NOT", 0), NOTHING, ("this parenthesis was never opened", 4, "it is left out")]),
    ("(((a", [("this parenthesis is not closed", place, TO_END) for place in range(3)]),
    ("a) b) c", [("this parenthesis was never opened", place, "it is left out") for place in (1, 4)]),
    ("a () b", [("nothing to search for between the parentheses", 2, "")]),
    ("-()", [NOTHING, ("nothing to search for between the parentheses", 1, "")]),
    ("published:()", [NOTHING, ("nothing to search for between the parentheses", 10, "")]),
    ("b 7*7", [("* and ? are left out of 7*7", 2, "they stand for letters of a word")]),
    ("b http://x.y/*", [("* is left out of an address", 13, "")]),
    ('b "elect* d*y"', [("* inside a phrase is left out", 8, STAR)]),
    ("b 東京~1", [left_out("~1", 4, "in a script without spaces each character is a word")]),
    ("b elect*~1", [left_out("~1", 8, "a word with * or ? is not fuzzy")]),
    ("b *~1", [left_out("~1", 3, "* is every article")]),
    ('b ""', [("the phrase holds no word and is left out", 2, "")]),
    ('a "b c', [("this quote is not closed", 2, TO_END)]),
    ('b "a b"~', [left_out("~", 7, SLOP)]),
    ('b "a"~5', [left_out("~5", 5, SLOP)]),
    ("c NEAR(a, b", [("this parenthesis is not closed", 2, TO_END)]),
    ("c NEAR(a, 5)", [("NEAR is of two words or phrases at least", 2, NEAR)]),
    ("NEAR()", [("NEAR is of two words or phrases at least", 0, NEAR), NOTHING]),
    (
        "NEAR(a, A, b)",
        [("A stands twice in NEAR: once is enough", 7, 'a word that comes again is repeat2:"A"')],
    ),
    ('NEAR(a, "!", b)', [("a part of NEAR holds no word and is left out", 7, "")]),
    ("NEAR(a, b*c, d)", [("* inside a phrase is left out", 9, STAR)]),
    ("NEAR(a, b, 3)~2", [left_out("~2", 13, NEAR)]),
    ('near5:"a b*"', [("* inside a phrase is left out", 10, STAR)]),
    ('b repeat2:"!"', [("repeat holds no word and is left out", 2, "")]),
    ("b repeat2:*a", [("* inside a phrase is left out", 10, STAR)]),
    ('b repeat2:"a', [("this quote is not closed", 10, TO_END)]),
    ('repeat2:"a"~3', [left_out("~3", 11, 'write repeat3:"word"')]),
    ("repeat2:a~3", [left_out("~3", 9, 'write repeat3:"word"')]),
    ("b a^nan", [left_out("^nan", 3, BOOST)]),
    ("(a b)^x", [left_out("^x", 5, BOOST)]),
    ("a^2^3", [left_out("^3", 3, "one ~ and one ^ are enough")]),
    ("abc~1~2", [left_out("~2", 5, "one ~ and one ^ are enough")]),
    ("b a^x^2", [left_out("^x", 3, BOOST)]),
    ("published:2019~2", [left_out("~2", 14, RANGE)]),
    ("added:[2019 TO 2020]~2", [left_out("~2", 20, "a range is added:[2019 TO 2020]")]),
    ("title:title:a", [("a field before a field: title is left out", 6, "")]),
    ("b authors:a", [("authors: is read as author:", 2, "write author:")]),
    ("LANG:de", [("lang: is read as language:", 0, "write language:")]),
    ("title: a", [as_word("title:", 0, "write title:word without a space")]),
    ("Published: a", [as_word("Published:", 0, "write published:word without a space")]),
    ("a\x00\x01b", [("control characters are left out", 1, "")]),
    ("b --a", [left_out("--", 2, "write one + or -")]),
    ("+-a", [left_out("+-", 0, "write one + or -")]),
    ("a - b", [wordless("-", 2)]),
    ("a && b", [wordless("&&", 2, "write AND")]),
    ("a & b", [wordless("&", 2, "write AND")]),
    ("a || b", [wordless("||", 2, "write OR")]),
    ("a | b", [wordless("|", 2, "write OR")]),
    ("! b", [wordless("!", 0, "write NOT")]),
    ("a or b", [as_word("or", 2, "write OR")]),
    ("a not b", [as_word("not", 2, "write NOT")]),
    ("a TO b", [as_word("TO", 2, RANGE)]),
    ("a ADJ/5 b", [as_word("ADJ/5", 2, 'a phrase stands in quotes: "a b"')]),
    ("a NEAR/5/6 b", [as_word("NEAR/5/6", 2, "write NEAR(a, b, 5)")]),
    ("-AND a", [("- has nothing to work on and is left out", 0, "")]),
    ("a^2X", [left_out("^2X", 1, BOOST)]),
    ("b nosuch:a", [no_field("nosuch", FIELDS, 2)]),
    ("autor:x", [no_field("autor", "did you mean author:")]),
    ("year:2019", [no_field("year", DATES)]),
    ("by:x", [no_field("by", "write author:")]),
    ("outlet:x", [no_field("outlet", "write source:")]),
    ("near5:a", [no_field("near5", "write NEAR(a, b, 5)")]),
    ("repeat:a", [no_field("repeat", 'write repeat2:"word"')]),
]


@pytest.mark.parametrize(("q", "said"), SAID)
def test_each_warning_says_what_and_where_and_how_else(q: str, said: list[Said]) -> None:
    """G01 to G21"""
    parsed = parse(q, Limits(), CALENDAR)
    assert [(warning.message, warning.position, warning.hint) for warning in parsed.warnings] == said


def test_of_a_strict_reading_the_first_warning_is_the_refusal() -> None:
    with pytest.raises(QueryError) as refused:
        require_clean(parse("b --a c:d", Limits()))
    assert (str(refused.value), refused.value.position) == ("-- is left out (write one + or -)", 2)
    with pytest.raises(QueryError) as refused:
        require_clean(parse("b ()", Limits()))
    assert str(refused.value) == "nothing to search for between the parentheses"


TOO_BROAD = "the pattern is too broad: write at least 2 letters before * or ?"
NO_DATE = (
    "this is no date; write 2019, 2019-04, 2019-04-26, 2019-04-26T10:00:00Z, 7d, 24h, 2w, now-2d, today or"
)

REFUSED: list[tuple[str, int, str]] = [
    ("(" * 11, 10, "more than 10 parentheses inside each other"),
    ("a" * 513, 512, "longer than 512 characters"),
    ("a " * 33, 64, "more than 32 words, phrases and dates"),
    ('"a b" ' * 33, 192, "more than 32 words, phrases and dates"),
    ("repeat2:a " * 33, 320, "more than 32 words, phrases and dates"),
    ("published:2019 " * 33, 490, "more than 32 words, phrases and dates"),
    ("b a*", 2, TOO_BROAD),
    ("b ?*", 2, TOO_BROAD),
    ("b el*ct ?*?*zz", 8, TOO_BROAD),
    ("w?n ab*d", 0, TOO_BROAD),
    ("ab?d ab*d ab?e", 10, "more than 2 words with * or ? inside"),
    ("b ab東*b", 2, "in a script without spaces each character is a word: write the words without * and ?"),
    ("b title:[a TO z]", 8, "ranges are of dates, like published:[2019 TO 2020]"),
    ("word~9", 4, "the number of letters that may differ is a whole number from 1 to 2"),
    ("b ab~1", 2, "a fuzzy word has at least 3 letters"),
    ("abc~1 abd~1 abe~1", 12, "more than 2 fuzzy words"),
    ('b "a b"~51', 7, "the distance of words is a whole number from 0 to 50"),
    ("b NEAR(a, b, 51)", 2, "the distance of NEAR is a whole number from 0 to 50"),
    ('b near51:"a b"', 2, "the distance of NEAR is a whole number from 0 to 50"),
    ("b repeat101:a", 2, "the number of times is a whole number from 1 to 100"),
    ("repeat1000000000:a", 0, "the number of times is a whole number from 1 to 100"),
    ("b a^0.009", 3, BOOST),
    ("a^100.1", 1, BOOST),
    ("published:[2020 TO 2019]", 10, "the range ends before it begins: exchange the two dates"),
    ("published:x", 10, f"{NO_DATE} yesterday"),
    ("published:[2019 TO y]", 19, f"{NO_DATE} yesterday"),
    ("published:> x", 11, f"{NO_DATE} yesterday"),
]


@pytest.mark.parametrize(("q", "position", "said"), REFUSED)
def test_each_refusal_says_what_and_where(q: str, position: int, said: str) -> None:
    """G04, G05, G07, G08, G10, G11, G13, G14, G20"""
    with pytest.raises(QueryError) as refused:
        parse(q, Limits(), CALENDAR)
    assert (refused.value.position, str(refused.value)) == (position, said)


@pytest.mark.parametrize(
    ("q", "node"),
    [
        ("b (elect*", Prefix("elect", 3)),
        ("“b” wom?n", Pattern("wom?n", 4)),
        ("b title:Kadafi~", Fuzzy("Kadafi", 2, 8)),
        ("b\x00 elect*", Prefix("elect", 3)),
    ],
)
def test_what_is_too_broad_in_an_index_is_told_with_its_place_in_the_query(q: str, node: Node) -> None:
    def places(tree: object) -> list[int]:
        if isinstance(tree, Prefix | Pattern | Fuzzy):
            return [tree.position]
        inner = getattr(tree, "nodes", ()) or [getattr(tree, "node", None)]
        return [place for each in inner if each is not None for place in places(each)]

    assert isinstance(node, Prefix | Pattern | Fuzzy)
    assert places(parse(q, Limits()).tree) == [node.position]


@pytest.mark.parametrize(
    ("q", "limits", "tree"),
    [
        ("Libyan~", {}, Fuzzy("Libyan", 2)),
        ("Libyan~", {"edits": 1}, Fuzzy("Libyan", 1)),
        ("abc~", {}, Fuzzy("abc", 1)),
        ("NEAR(a, b)", {"distance": 3}, Near(("a", "b"), 3)),
        ("NEAR(a, b)", {}, Near(("a", "b"), 10)),
        ("NEAR(a, b*, 2)", {}, Near(("a", "b"), 2)),
        ('NEAR("a  b" c, d, 2)', {}, Near(("a b c", "d"), 2)),
        ("repeat100:a", {}, Repeat("a", 100)),
        ('near999:"a b"', {"distance": 999}, Near(("a", "b"), 999)),
        ("http://x.y/a*b", {}, Word("http://x.y/ab")),
        ("7*7*8", {}, Phrase("7 7 8")),
        ("a) b", {}, And((Word("a"), Word("b")))),
    ],
)
def test_numbers_that_are_not_written_follow_the_limits(q: str, limits: dict[str, int], tree: Node) -> None:
    assert parse(q, Limits(**limits)).tree == tree
