"""What queries mean, and what is warned of. Group G of the faults, as far as the grammar goes."""

import pytest

from app.errors import QueryError
from app.search.query.limits import Limits
from app.search.query.parser import Parsed, parse, require_clean
from app.search.query.tree import (
    All,
    And,
    Boosted,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Repeat,
    Scoped,
    Word,
)

NOTHING = Phrase("")
A, B, C, D = (Word(letter) for letter in "abcd")


def read(q: str, **limits: int) -> Parsed:
    return parse(q, Limits(**limits))


CLEAN: list[tuple[str, Node]] = [
    ("a", A),
    ("a b", And((A, B))),
    ("a AND b", And((A, B))),
    ("a OR b", Or((A, B))),
    ("a b OR c d", Or((And((A, B)), And((C, D))))),
    ("a OR b c", Or((A, And((B, C))))),
    ("a AND b OR c", Or((And((A, B)), C))),
    ("(a OR b) c", And((Or((A, B)), C))),
    ("((a))", A),
    ("(a b) c", And((A, B, C))),
    ("a OR (b OR c)", Or((A, B, C))),
    ("NOT a", Not(A)),
    ("-a", Not(A)),
    ("+a", A),
    ("a NOT b", And((A, Not(B)))),
    ("a -b +c", And((A, Not(B), C))),
    ("NOT NOT a", A),
    ("NOT -a", A),
    ("-(-a)", A),
    ("-(a OR b)", Not(Or((A, B)))),
    ("a and b", And((A, Word("and"), B))),
    ('"a b"', Phrase("a b")),
    ('"  a   b "', Phrase("a b")),
    ('-"a b"', Not(Phrase("a b"))),
    ('"AND"', Phrase("AND")),
    ("“a b”", Phrase("a b")),
    ("elect*", Prefix("elect")),
    ("elect**", Prefix("elect")),
    ("(elect*)", Prefix("elect")),
    ("*", All()),
    ("* -a", And((All(), Not(A)))),
    ("title:a", Scoped("title", A)),
    ("TITLE:a", Scoped("title", A)),
    ('title:"a b"', Scoped("title", Phrase("a b"))),
    ("title:elect*", Scoped("title", Prefix("elect"))),
    ("author:(a OR b) c", And((Scoped("author", Or((A, B))), C))),
    ("title:-a", Not(Scoped("title", A))),
    ("-title:a", Not(Scoped("title", A))),
    ("title:(a body:b)", Scoped("title", And((A, Scoped("body", B))))),
    ("tag:covid-19", Scoped("tag", Word("covid-19"))),
    ("covid-19", Word("covid-19")),
    ("C++", Word("C++")),
    ("U.N.", Word("U.N.")),
    ("AT&T", Word("AT&T")),
    ("O’Brien", Word("O'Brien")),
    ("al-Qaida", Word("al-Qaida")),
    ("http://x.y/z", Word("http://x.y/z")),
    ("12:30", Word("12:30")),
    ("Re: a", And((Word("Re:"), A))),
    ("what? a!", And((Word("what?"), Word("a!")))),
    ("a, b; c.", And((Word("a,"), Word("b;"), Word("c.")))),
    ("（ａ　ＯＲ　ｂ）", Or((A, B))),
    ("a\u00a0b", And((A, B))),
    ("東京 選挙", And((Word("東京"), Word("選挙")))),
    ("wom?n", Pattern("wom?n")),
    ("el*ct*", Pattern("el*ct*")),
    ("elec?*", Pattern("elec?*")),
    ("elect*?", Prefix("elect")),
    ("wom?n?", Pattern("wom?n")),
    ("title:wom?n", Scoped("title", Pattern("wom?n"))),
    ("http://x.y/z?id=3", Word("http://x.y/z?id=3")),
    ("Kadafi~1", Fuzzy("Kadafi", 1)),
    ("Kadafi~2", Fuzzy("Kadafi", 2)),
    ("Kadafi~", Fuzzy("Kadafi", 2)),
    ("Libya~", Fuzzy("Libya", 1)),
    ("Kadafi~1.", Fuzzy("Kadafi", 1)),
    ("Kadafi~1!", Fuzzy("Kadafi", 1)),
    ("al-Qaida~1", Fuzzy("al-Qaida", 1)),
    ("example.org/~name", Word("example.org/~name")),
    ('"a b"~5', Phrase("a b", 5)),
    ('"a b"~0', Phrase("a b")),
    ("NEAR(a, b, 5)", Near(("a", "b"), 5)),
    ("near(a,b)", Near(("a", "b"), 10)),
    ('NEAR("a b", c d, 0)', Near(("a b", "c d"), 0)),
    ("NEAR(a, b, c, 50)", Near(("a", "b", "c"), 50)),
    ('near5:"a b"', Near(("a", "b"), 5)),
    ('NEAR2:"a b c"', Near(("a", "b", "c"), 2)),
    ('near:"a b"', Near(("a", "b"), 10)),
    ("title:NEAR(a, b, 1)", Scoped("title", Near(("a", "b"), 1))),
    ("-NEAR(a, b, 1)", Not(Near(("a", "b"), 1))),
    ('repeat3:"a"', Repeat("a", 3)),
    ("repeat3:a", Repeat("a", 3)),
    ('Repeat2:"a b"', Repeat("a b", 2)),
    ("a^2", Boosted(A, 2.0)),
    ("a^0.5 b", And((Boosted(A, 0.5), B))),
    ("a^1", A),
    ("elect*^2", Boosted(Prefix("elect"), 2.0)),
    ("Kadafi~1^2", Boosted(Fuzzy("Kadafi", 1), 2.0)),
    ("Kadafi^2~1", Boosted(Fuzzy("Kadafi", 1), 2.0)),
    ('"a b"^3', Boosted(Phrase("a b"), 3.0)),
    ('"a b"~2^3', Boosted(Phrase("a b", 2), 3.0)),
    ("(a OR b)^2", Boosted(Or((A, B)), 2.0)),
    ("((a)^2)^3", Boosted(Boosted(A, 2.0), 3.0)),
    ("title:a^2", Scoped("title", Boosted(A, 2.0))),
    ("title:(a b)^2", Scoped("title", Boosted(And((A, B)), 2.0))),
    ("-a^2", Not(Boosted(A, 2.0))),
    ("NEAR(a, b, 5)^2", Boosted(Near(("a", "b"), 5), 2.0)),
    ('repeat3:"a"^2', Boosted(Repeat("a", 3), 2.0)),
    ("*^2", Boosted(All(), 2.0)),
    ("a^2..", Boosted(A, 2.0)),
    ("ab^2*", Phrase("ab^2")),
    ("[title:ab?d", Phrase("title:ab?d")),
    ("[title:ab*d", Phrase("title:ab d")),
    ("[title:ab*", Phrase("title:ab")),
    ("77*7", Pattern("77*7")),
    ("repeat2:a:b", Repeat("a:b", 2)),
    ("[a] {b", And((Word("a]"), B))),
]


@pytest.mark.parametrize(("q", "tree"), CLEAN)
def test_reads(q: str, tree: Node) -> None:
    assert read(q) == Parsed(tree)


#: Fault, query, what it is read as, the position of the first warning, and a word of it.
AMISS: list[tuple[str, str, Node, int, str]] = [
    ("F10", "", All(), 0, "empty"),
    ("F10", " \u00a0\t", All(), 0, "empty"),
    ("F10", "!!!", NOTHING, 0, "no letter"),
    ("F10", "🙂", NOTHING, 0, "no letter"),
    ("G01", "NOT", NOTHING, 0, "nothing to work on"),
    ("G01", "NOT NOT", NOTHING, 0, "nothing to search"),
    ("G01", "a NOT", A, 2, "NOT"),
    ("G02", "AND", NOTHING, 0, "AND"),
    ("G02", "OR OR", NOTHING, 0, "OR"),
    ("G02", "a AND", A, 2, "AND"),
    ("G02", "OR a", A, 0, "OR"),
    ("G02", "a AND OR b", Or((A, B)), 2, "AND"),
    ("G02", "a OR OR b", Or((A, B)), 2, "OR"),
    ("G02", "a OR AND b", Or((A, B)), 5, "AND"),
    ("G02", "(AND)", NOTHING, 0, "parentheses"),
    ("G03", "(", NOTHING, 0, "not closed"),
    ("G03", ")", NOTHING, 0, "never opened"),
    ("G03", "()", NOTHING, 0, "between"),
    ("G03", "(((a", A, 0, "not closed"),
    ("G03", "a)))", A, 1, "never opened"),
    ("G03", "a) OR b", And((A, B)), 1, "never opened"),
    ("G03", "a () b", And((A, B)), 2, "between"),
    ("G07", "7*7", Phrase("7 7"), 0, "left out of 7*7"),
    ("G07", "http://x.y/*", Word("http://x.y/"), 11, "address"),
    ("G07", '"elect* day"', Phrase("elect day"), 6, "inside a phrase"),
    ("G10", "[a TO] >", And((A, Word("TO]"))), 7, "no letter"),
    ("G10", "a TO b", And((A, Word("TO"), B)), 2, "TO is read as a word"),
    ("G11", "東京~1", Word("東京"), 2, "~1 is left out"),
    ("G11", "elect*~1", Prefix("elect"), 6, "~1 is left out"),
    ("G11", "*~1", All(), 1, "~1 is left out"),
    ("G13", '""', NOTHING, 0, "no word"),
    ("G13", '"a b', Phrase("a b"), 0, "not closed"),
    ("G13", 'a "b c', And((A, Phrase("b c"))), 2, "not closed"),
    ("G13", '"', NOTHING, 0, "not closed"),
    ("G13", '"a b"~', Phrase("a b"), 5, "~ is left out"),
    ("G13", '"a"~5', Phrase("a"), 3, "~5 is left out"),
    ("G13", "NEAR(a, b", Near(("a", "b"), 10), 0, "not closed"),
    ("G13", "NEAR(a, 5)", Phrase("a"), 0, "two words"),
    ("G13", "NEAR()", NOTHING, 0, "two words"),
    ("G13", "NEAR(a, A, b, 3)", Near(("a", "b"), 3), 7, "twice"),
    ("G13", "NEAR(a, !, b, 3)", Near(("a", "b"), 3), 7, "no word"),
    ("G13", "NEAR(el*, b, 3)", Near(("el", "b"), 3), 7, "left out"),
    ("G13", "NEAR(a, b, 3)~2", Near(("a", "b"), 3), 13, "~2 is left out"),
    ("G13", "NEAR(a (b), 3)", And((Word("NEAR"), A, B, Word("3"))), 0, "NEAR is read as a word"),
    ("G13", 'near5:"a', Phrase("a"), 0, "two words"),
    ("G13", 'repeat2:"!"', NOTHING, 0, "no word"),
    ("G13", 'repeat2:"a', Repeat("a", 2), 8, "not closed"),
    ("G13", "repeat:a", Word("repeat:a"), 0, "no field repeat"),
    ("G14", "a^nan", A, 1, "^nan"),
    ("G14", "a^", A, 1, "^ is left out"),
    ("G14", "a^2^3", Boosted(A, 2.0), 3, "^3 is left out"),
    ("G14", "(a b)^x", And((A, B)), 5, "^x is left out"),
    ("G14", "^^^^", NOTHING, 0, "no letter"),
    ("G15", "nosuch:a", Word("nosuch:a"), 0, "no field nosuch"),
    ("G15", "a titel:b", And((A, Word("titel:b"))), 2, "no field titel"),
    ("G15", 'nosuch:"a b"', And((Word("nosuch:"), Phrase("a b"))), 0, "no field nosuch"),
    ("G15", "id:1", Word("id:1"), 0, "no field id"),
    ("G15", "title:title:title:a", Scoped("title", A), 6, "field before a field"),
    ("G15", "authors:a", Scoped("author", A), 0, "read as author"),
    ("G15", "headline:a", Scoped("title", A), 0, "read as title"),
    ("G15", "title: a", And((Word("title:"), A)), 0, "read as a word"),
    ("G15", "title:!!!", NOTHING, 0, "nothing to search"),
    ("G16", "published: 2019", And((Word("published:"), Word("2019"))), 0, "read as a word"),
    ("G16", "date:2019", Word("date:2019"), 0, "no field date"),
    ("G18", "<]", NOTHING, 0, "no letter"),
    ("G18", "a <=", A, 2, "no letter"),
    ("G19", "\\\\\\", NOTHING, 0, "no letter"),
    ("G19", '\\"a\\', Phrase("a\\"), 0, "no letter"),
    ("G21", "a\x00b", Word("ab"), 1, "control"),
    ("G21", "a\ud800", A, 1, "control"),
    ("G21", "a 🙂", A, 2, "no letter"),
    ("", "--a", A, 0, "-- is left out"),
    ("", "a - b", And((A, B)), 2, "no letter"),
    ("", "a || b", And((A, B)), 2, "no letter"),
    ("", "a or b", And((A, Word("or"), B)), 2, "or is read as a word"),
    (
        "",
        "a and b or not c",
        And((A, Word("and"), B, Word("or"), Word("not"), C)),
        8,
        "not is read as a word",
    ),
    ("", "not a", And((Word("not"), A)), 0, "not is read as a word"),
    ("", "a NEAR/5 b", And((A, Word("NEAR/5"), B)), 2, "NEAR/5 is read as a word"),
    ("", "**[*http://x.y", Phrase("[http://x.y"), 0, "address"),
    ("", "AND^x", Phrase("AND"), 3, "left out"),
    ("", "[AND a TO", And((Phrase("AND"), A, Word("TO"))), 7, "TO"),
]


@pytest.mark.parametrize(
    ("q", "tree", "position", "said"),
    [case[1:] for case in AMISS],
    ids=[f"{case[0]} {case[1]!r}" for case in AMISS],
)
def test_reads_with_a_warning(q: str, tree: Node, position: int, said: str) -> None:
    """F10, G01 to G21: an answer and a warning at the right place, never an exception."""
    parsed = read(q)
    assert parsed.tree == tree
    if position >= 0:
        assert parsed.warnings[0].position == position
        assert any(said in warning.message for warning in parsed.warnings)
    positions = [warning.position for warning in parsed.warnings]
    assert positions == sorted(positions)


TEXT_ONLY: list[tuple[str, Node]] = [
    ("&lt;b&gt;", Word("&lt;b&gt;")),
    ("%00", Word("%00")),
    ("' OR 1=1 --", Word("1=1")),
    ("{{7*7}}", Phrase("7 7}}")),
    ("${jndi:ldap}", Word("${jndi:ldap}")),
    ("../../etc/passwd", Word("../../etc/passwd")),
    ('r"(["', Word("r")),
    ("(a+)+$", Word("a+")),
    ("/a.b/", Word("/a.b/")),
    ("{a TO b]", And((A, Word("TO"), Word("b]")))),
    ("[a TO zzzz]", And((A, Word("TO"), Word("zzzz]")))),
    ("ANDNOT REQUIRE", And((Word("ANDNOT"), Word("REQUIRE")))),
    ("n:99999999999999999999", Word("n:99999999999999999999")),
    ("a>5", Word("a>5")),
    ("\u202ea\u202c", Word("\u202ea\u202c")),
    ("a\u200bb", Word("a\u200bb")),
    ("<script>alert(1)</script>", And((Word("<script>alert"), Word("1"), Word("</script>")))),
]


@pytest.mark.parametrize(("q", "tree"), TEXT_ONLY)
def test_what_other_languages_mean_by_signs_is_text_here(q: str, tree: Node) -> None:
    """G12, G17, G18, G21, G23"""
    assert read(q).tree == tree


#: Fault, query, position, limits other than the default.
REFUSED: list[tuple[str, str, int, dict[str, int]]] = [
    ("G04", "(" * 11 + "a" + ")" * 11, 10, {}),
    ("G04", "a " + "(" * 1_000, 12, {"length": 2_000}),
    ("G04", "(" * 100_000, 512, {}),
    ("G04", "(" * 100_000, 10, {"length": 10**6}),
    ("G04", "(" * 100_000, 50, {"length": 10**6, "depth": 10**6}),
    ("G05", "a " * 33, 64, {}),
    ("G05", " OR ".join("a" * 33), 160, {}),
    ("G05", "a OR " * 10_000, 160, {"length": 10**6}),
    ("G05", '"a b" ' * 33, 192, {}),
    ("G05", "repeat2:a " * 33, 320, {}),
    ("G05", "ab* " * 33, 128, {}),
    ("G07", "a*", 0, {}),
    ("G07", "b a*", 2, {}),
    ("G07", "?*", 0, {}),
    ("G07", "*a*", 0, {}),
    ("G07", "title:a*", 6, {}),
    ("G07", "*tion", 0, {}),
    ("G07", "b el*ct ?*?*zz", 8, {}),
    ("G07", "wo?n w?n", 5, {}),
    ("G07", "b al-q?ida", 2, {}),
    ("G07", "ti*tle:a wo?n wo?n", 14, {}),
    ("G07", "東*b", 0, {"prefix_letters": 1}),
    ("G10", "title:[a TO zzzz]", 6, {}),
    ("G10", "nosuch:a tag:{a TO b]", 13, {}),
    ("G11", "word~9", 4, {}),
    ("G11", "word~3", 4, {}),
    ("G11", "word~0", 4, {}),
    ("G11", "word~-1", 4, {}),
    ("G11", "word~0.8", 4, {}),
    ("G11", "a word~1e9", 6, {}),
    ("G11", "word~2", 4, {"edits": 1}),
    ("G11", "b ab~1", 2, {}),
    ("G11", "abc~1 abd~1 abe~1", 12, {}),
    ("G13", '"a b"~99999', 5, {}),
    ("G13", '"a b"~51', 5, {}),
    ("G13", '"a b"~-1', 5, {}),
    ("G13", "NEAR(a, b, 51)", 0, {}),
    ("G13", "b NEAR(a, b, -1)", 2, {}),
    ("G13", "NEAR(a, b, 1e9)", 0, {}),
    ("G13", 'near99999999999999999999:"a b"', 0, {}),
    ("G13", "repeat0:a", 0, {}),
    ("G13", "repeat101:a", 0, {}),
    ("G14", "a^1e999", 1, {}),
    ("G14", "a^-5", 1, {}),
    ("G14", "a^0", 1, {}),
    ("G14", "a^100.1", 1, {}),
    ("G14", "(a b)^inf", 5, {}),
    ("G05", "NEAR(" + ", ".join(f"a{n}" for n in range(33)) + ", 3)", 154, {}),
    ("G08", " OR ".join(["*a*"] * 20), 0, {}),
    ("G13", '"' + "a " * 1_000 + '"', 512, {}),
    ("G20", "a" * 513, 512, {}),
    ("G20", "a" * 2**22, 512, {}),
]


@pytest.mark.parametrize(("q", "position", "limits"), [case[1:] for case in REFUSED])
def test_beyond_the_limits_is_refused_with_its_place(q: str, position: int, limits: dict[str, int]) -> None:
    """G04, G05, G07, G08, G10, G11, G13, G14, G20"""
    with pytest.raises(QueryError) as refused:
        read(q, **limits)
    assert refused.value.position == position


@pytest.mark.parametrize(
    "q",
    [
        "(" * 10 + "a" + ")" * 10,
        "()" * 100 + "a",
        " ".join("a" * 32),
        "a" * 512,
        "ab*",
        "ab?d ab*d ef* gh* ij*",
        "abc~2 abd~2",
        '"a b"~50 NEAR(a, b, 50)',
        "repeat100:a",
        "a^100 b^0.01",
        "-" * 511 + "a",
        "NOT " * 127 + "a",
        "title:" * 85 + "a",
        "- " * 255 + "a",
    ],
)
def test_at_the_limits_is_answered(q: str) -> None:
    """G04, G05, G07, G11, G13, G14, G20"""
    assert read(q).tree != NOTHING


def test_parentheses_in_quotes_do_not_count() -> None:
    assert read('"' + "(" * 50 + 'a"').tree == Phrase("(" * 50 + "a")


def test_hints_name_the_nearest_field() -> None:
    assert read("autor:x").warnings[0].hint == "did you mean author:"
    assert "title, description" in read("nosuch:x").warnings[0].hint
    assert "published:>2019" in read("date:>2019").warnings[0].hint
    assert "NEAR(a, b, 5)" in read("a NEAR/5 b").warnings[0].hint
    assert "NEAR(a, b, 5)" in read("near5:a").warnings[0].hint
    assert "published:>2019" in read("after:2019").warnings[0].hint
    assert read("byline:x").warnings[0].hint == "write author:"
    assert read("site:x.example").warnings[0].hint == "write source:"


def test_strict_reading_refuses_the_first_warning() -> None:
    """G15"""
    with pytest.raises(QueryError, match="no field nosuch") as refused:
        require_clean(read("a nosuch:b (c"))
    assert refused.value.position == 2


def test_strict_reading_lets_clean_queries_pass() -> None:
    for q, _ in CLEAN:
        require_clean(read(q))
