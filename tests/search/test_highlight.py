"""Passages and marks. G27, G28"""

import re
from collections.abc import Collection, Iterator
from html import unescape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.search import chunks
from app.search.analysis import Analyzer
from app.search.engine import Batch, Document, SearchRequest
from app.search.fields import SCOPES
from app.search.highlight import Fragment, Highlighter, HighlightSpec
from app.search.memory import MemoryEngine
from app.search.query.limits import Limits
from app.search.query.parser import parse
from app.search.query.tree import Node, Phrase, Word
from app.search.resolve import resolve
from app.search.resolved import Conjunction
from tests.search.versus import VOCABULARY, leaves, trees

ANALYZER = Analyzer()
HIGHLIGHTER = Highlighter(ANALYZER)
IN = ("title", "description", "body")
STORY = (
    "The council met on Monday. It heard about flood defences along the Lune. Nothing was decided "
    "before the recess. Residents of Harrowgate said the river rises every spring, and that the "
    "climate change plan of the county does not name it. A climate scientist agreed. Change, she "
    "said, is late. The flood of 2019 and the flood of 2021 came from upstream. Climate change will "
    "bring more of them, and higher ones, the county's own report found."
)


def marked(
    q: str | Node, text: str, field: str = "body", language: str = "", **spec: int
) -> tuple[Fragment, ...]:
    tree = parse(q, Limits()).tree if isinstance(q, str) else q
    shape = HighlightSpec(pre="[", post="]", **spec)
    return HIGHLIGHTER.of(resolve(tree, IN, ANALYZER), shape).fragments(text, field, language)


def finds(q: str | Node, text: str, field: str = "body") -> list[str]:
    """The marked pieces, when the passage is the whole text."""
    return [text[a:b] for f in marked(q, text, field, length=10_000) for a, b in f.marks]


@pytest.mark.parametrize(
    ("q", "text", "expected"),
    [
        ("election", "Elections were an election", ["Elections", "election"]),
        ("covid-19", "Covid-19, covid 19, covid and 19", ["Covid-19", "covid 19"]),
        ('"climate change"', "climate change, climate and change", ["climate change"]),
        ('"climate change" climate', "climate change, climate", ["climate change", "climate"]),
        ('"a b" "b c"', "a b c", ["a b c"]),
        ('"a a"', "a a a", ["a a a"]),
        ("electi*", "election elected ELECTIONS", ["election", "ELECTIONS"]),
        ("U.N.", "the U.N. and the UN's", ["U.N.", "UN"]),
        ("elysee", "à l’Élysée", ["Élysée"]),
        ("O'Brien", "Mr O’Brien's car", ["O’Brien"]),
        ("東京", "東京都の東と京", ["東京"]),
        ("a -b", "a b", ["a"]),
        ("a NOT (b OR -c)", "a b c", ["a"]),
        ("wom?n", "Women and a woman, womaan", ["Women", "woman"]),
        ("el*ct*", "Election, elects, elet", ["Election", "elects"]),
        ("Kadafi~1", "Kaddafi, Khadafi, Gadafi, Qaddafi", ["Kaddafi", "Khadafi"]),
        ('"climate change"~1', "climate of change, change of climate", ["climate", "change"]),
        ("NEAR(climate, change, 1)", "change. x y climate of change x y z climate", ["climate", "change"]),
        ('NEAR("climate change", x, 0)', "x climate change, climate x", ["x", "climate change"]),
        ("NEAR(a, b, 0) OR c", "a x b c", ["c"]),
        ("repeat2:flood", "a flood, floods", ["flood", "floods"]),
        ("repeat3:flood", "a flood, floods", []),
        ("(a OR b)^2", "b a", ["b", "a"]),
        ("a published:2019", "a 2019", ["a"]),
        ("a -NEAR(a, b, 5)", "a c", ["a"]),
        ("a OR b", "b a b", ["b", "a", "b"]),
        ("title:a b", "a b", ["b"]),
        ("body:a b", "a b", ["a", "b"]),
        ("author:a", "a", []),
        ("nosuch", "a b", []),
        ("*", "a b", []),
        ("-a", "a b", []),
        ("a", "", []),
    ],
)
def test_marks(q: str, text: str, expected: list[str]) -> None:
    assert finds(q, text) == expected


def test_keyword_fields_are_marked_by_surface() -> None:
    assert finds("author:bell", "Bell, Bells", "author") == ["Bell"]


@pytest.mark.parametrize(
    ("q", "language", "text", "expected"),
    [
        ("elecciones", "es", "La elección", ["elección"]),
        ("häuser", "", "das Haus", []),
        ("U.N.", "fr", "un homme de l'U.N.", ["U.N."]),
        ("un", "fr", "un homme de l'U.N.", ["un", "U.N."]),
        ("turkiye", "tr", "Türkiye'nin", ["Türkiye'nin"]),
        ("выборы", "ru", "на выборах", ["выборах"]),
        ('"häuser der stadt"', "de", "das Haus der Stadt", ["Haus der Stadt"]),
    ],
)
def test_marks_go_by_the_language_of_the_article(
    q: str, language: str, text: str, expected: list[str]
) -> None:
    fragments = marked(q, text, language=language)
    assert [text[a:b] for fragment in fragments for a, b in fragment.marks] == expected


def test_text_is_escaped_and_marks_are_not() -> None:
    """G28"""
    text = "<script>alert('x')</script> & more"
    (fragment,) = marked("script OR alert", text)
    assert fragment.text == "&lt;[script]&gt;[alert](&#x27;x&#x27;)&lt;/[script]&gt; &amp; more"
    spec = HighlightSpec(pre="<em>", post="</em>")
    (fragment,) = HIGHLIGHTER.of(resolve(Word("alert"), IN, ANALYZER), spec).fragments(text, "body")
    assert "<em>alert</em>" in fragment.text
    assert "<script" not in fragment.text


@pytest.mark.parametrize(
    ("sign", "shown"), [*zip("&<>\"'", ("&amp;", "&lt;", "&gt;", "&quot;", "&#x27;"), strict=True)]
)
def test_each_sign_that_means_something_in_html_is_escaped_by_itself(sign: str, shown: str) -> None:
    """G28"""
    (fragment,) = marked("flood", f"a {sign} flood {sign}b")
    assert fragment.text == f"a {shown} [flood] {shown}b"


def test_a_title_comes_whole() -> None:
    title = "A long title. " * 40 + "Flood"
    (fragment,) = marked("flood", title, "title", length=20)
    assert (fragment.start, fragment.end) == (0, len(title))
    assert marked("nosuch", title, "title") == ()


def test_the_passage_with_most_different_words_comes_first() -> None:
    (fragment,) = marked("flood climate", STORY, count=1, length=120)
    assert {STORY[a:b].lower() for a, b in fragment.marks} == {"flood", "climate"}


def test_passages_come_in_the_order_of_the_text() -> None:
    fragments = marked("climate OR lune OR flood", STORY, count=3, length=80)
    assert len(fragments) == 3
    assert [f.start for f in fragments] == sorted(f.start for f in fragments)


def test_a_passage_begins_with_a_sentence_where_it_can() -> None:
    (fragment,) = marked("scientist", STORY, count=1, length=100)
    assert fragment.text.startswith("A climate [scientist]")
    (fragment,) = marked("council", STORY, count=1, length=60)
    assert fragment.start == 0


def test_a_passage_begins_and_ends_with_whole_words() -> None:
    words = set(STORY.split())
    for length in range(30, 200, 7):
        for fragment in marked("scientist", STORY, length=length):
            assert set(STORY[fragment.start : fragment.end].split()) <= words


def test_a_mark_longer_than_the_passage_is_kept_whole() -> None:
    text = "before " + "very " * 30 + "long after"
    (fragment,) = marked(Phrase("very " * 30 + "long"), text, count=1, length=20)
    assert [text[a:b] for a, b in fragment.marks] == ["very " * 30 + "long"]


@pytest.mark.parametrize("before", ["", "lorem ipsum dolor " * 233_000])
def test_a_word_at_either_end_of_the_longest_text_is_found(before: str) -> None:
    """G27"""
    text = before + "needle" + (" lorem ipsum" * 300_000 if not before else "")
    (fragment,) = marked("needle", text)
    assert text[slice(*fragment.marks[0])] == "needle"
    assert fragment.end - fragment.start <= 200


@pytest.mark.parametrize("q", ["flood", "NEAR(flood, dam, 2)", '"flood dam"~1'])
def test_a_text_full_of_finds_is_not_read_to_its_end(q: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """G27"""
    looked_at: list[int] = []
    candidates = chunks._candidates

    def counting(text: str, start: int, end: int, spellings: Collection[str]) -> Iterator[tuple[int, int]]:
        looked_at.append(end)
        return candidates(text, start, end, spellings)

    monkeypatch.setattr(chunks, "_candidates", counting)
    fragments = marked(q, "flood dam " * 400_000, count=3, length=100)
    assert len(fragments) == 3
    assert all(f.end < 5_000 for f in fragments)
    assert looked_at[-1] < 60_000


def test_no_more_of_a_text_is_looked_at_than_said() -> None:
    """G27"""
    text = "flood dam " + "lorem " * 1_000 + "dam"
    (fragment,) = marked("dam", text, reach=8)
    assert fragment.marks == ((6, 9),)
    assert marked("dam", text, reach=6) == ()


def test_one_endless_word_is_shown_as_it_is() -> None:
    """A22, G27"""
    (fragment,) = marked("xxx*", "x" * 2**20, length=50)
    assert fragment.end == 2**20


def test_characters_beyond_the_basic_plane_keep_their_places() -> None:
    """G27: a match beside what is two units elsewhere."""
    text = "🙂🙂 flood 🙂"
    (fragment,) = marked("flood", text)
    assert (fragment.text, fragment.marks) == ("🙂🙂 [flood] 🙂", ((3, 8),))


_texts = st.lists(
    st.sampled_from([*VOCABULARY, "\n", ". ", "<b>", "&amp;", "🙂", "e\u0301"]), max_size=60
).map(" ".join)


@given(_texts, trees(), st.sampled_from(SCOPES), st.integers(1, 4), st.integers(1, 60))
def test_fragments_are_pieces_of_the_text(text: str, tree: Node, field: str, count: int, length: int) -> None:
    fragments = marked(tree, text, field, count=count, length=length)
    assert len(fragments) <= count
    for fragment in fragments:
        plain = unescape(re.sub(r"[\[\]]", "", fragment.text))
        assert (
            plain == unescape(re.sub(r"[\[\]]", "", text[fragment.start : fragment.end])) or "&amp;" in text
        )
        assert fragment.marks
        edges = [edge for mark in fragment.marks for edge in mark]
        assert edges == sorted(edges)
        assert fragment.start <= edges[0]
        assert edges[-1] <= fragment.end
        longest = max(end - start for start, end in fragment.marks)
        assert field == "title" or fragment.end - fragment.start <= max(length, longest)
    spans = [edge for fragment in fragments for edge in (fragment.start, fragment.end)]
    assert spans == sorted(spans)


@given(_texts, leaves(), st.sampled_from(["", "en", "fr", "tr", "sv"]))
def test_what_is_found_in_a_text_is_marked_in_it(text: str, tree: Node, language: str) -> None:
    """Holds the marks to the in-memory engine."""
    # Words in several pieces are marked each by itself.
    assume(not isinstance(resolve(tree, IN, ANALYZER), Conjunction))
    engine = MemoryEngine(ANALYZER)
    engine.apply(Batch(1, [Document(1, {"body": text}, {"language": (language,)})]))
    found = engine.search(SearchRequest(query=tree, search_in=("body",))).total == 1
    assert bool(marked(tree, text, language=language)) == found
