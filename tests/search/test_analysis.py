"""Text becomes words: the golden file, offsets, bounds. G22"""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis import MAX_WORD, TAGS, Analyzer, fold_keyword
from app.search.folding import fold
from app.search.whoosh.columnar.chunks import cut, text_of

GOLDEN = [
    json.loads(line)
    for line in Path(__file__).with_name("golden_words.jsonl").read_text(encoding="utf-8").splitlines()
]
#: Letters of many scripts, signs that mean something inside words, and what should part them.
LETTERS = st.sampled_from("aZéßøıİ1٣東ｶﾞกั़ึन्й'’.,&+#-_ \n\u0301\u00ad\u200c\u200b\ud800\x00🙂Ａ＆½ﷺ")
TEXTS = st.text(LETTERS, max_size=30) | st.text(max_size=30)


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


def as_compared(analyzer: Analyzer, text: str, language: str = "") -> list[tuple[str, str]]:
    return [(word.surface, word.stem) for word in analyzer.words(text, language)]


def surfaces(analyzer: Analyzer, text: str) -> list[str]:
    return [word.surface for word in analyzer.words(text)]


@pytest.mark.parametrize("case", GOLDEN, ids=[case["about"] for case in GOLDEN])
def test_words_are_those_of_the_golden_file(analyzer: Analyzer, case: dict[str, str]) -> None:
    words = [
        w.surface if w.surface == w.stem else f"{w.surface}>{w.stem}"
        for w in analyzer.words(case["text"], case.get("language", ""))
    ]
    assert " | ".join(words) == case["words"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.N.", "UN"),
        ("U.S.", "us"),
        ("O'Brien", "O’Brien"),
        ("AT&T", "ＡＴ＆Ｔ"),
        ("1,000", "1000"),
        ("Besançon", "BESANCON"),
        ("Cafe\u0301", "Café"),
        ("Straße", "STRASSE"),
        ("the mayor's", "the mayor"),
        ("٢٠١٩", "2019"),
        ("ｶﾞｽ", "ガス"),
        ("co\u00adoperate", "cooperate"),
        ("co\u200coper\u200date", "cooperate"),
        ("\ufeffco\u2060operate\ufeff", "cooperate"),
        ("\u202ecooperate\u202c", "cooperate"),
        ("cooperate\U0001f642", "cooperate"),
        ("co\tto", "co to"),
    ],
)
def test_spellings_that_readers_take_for_the_same_are_the_same(
    analyzer: Analyzer, one: str, other: str
) -> None:
    """A20, G21: in a query as in an article, for both are read by the analyzer."""
    assert as_compared(analyzer, one) == as_compared(analyzer, other)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "élections", "Election"),
        ("de", "Häuser", "haus"),
        ("es", "elecciones", "elección"),
        ("pt", "notícias", "noticia"),
        ("it", "notizie", "notizia"),
        ("nl", "regeringen", "regering"),
        ("tr", "Türkiye'nin", "turkiye"),
        ("tr", "kitapların", "kitap"),
        ("ru", "выборах", "выборы"),
        ("ar", "الانتخابات", "انتخاب"),
        ("", "выборах", "выборы"),
        ("fr", "выборах", "выборы"),
        ("fr", "U.N.", "UN"),
    ],
)
def test_forms_of_a_word_have_one_stem_in_their_language(
    analyzer: Analyzer, language: str, one: str, other: str
) -> None:
    (first,), (second,) = analyzer.words(one, language), analyzer.words(other, language)
    assert first.stem == second.stem


@pytest.mark.parametrize("tag", TAGS)
def test_stems_of_a_marked_language_are_no_words_of_others(analyzer: Analyzer, tag: str) -> None:
    (word,) = analyzer.words("un", tag)
    assert word == ("un", f"{tag}:{word.stem[3:]}", "")
    assert analyzer.words("UN", tag) == analyzer.words("UN") == analyzer.words("u.n.", tag)
    assert analyzer.words("2019 東 AT&T", tag) == analyzer.words("2019 東 AT&T")


@given(st.text("aeiouıöüéçğşñãlnmrt", min_size=1, max_size=12), st.sampled_from(["en", *TAGS]))
def test_leaving_out_accents_changes_no_stem(word: str, language: str) -> None:
    analyzer = Analyzer()
    assert as_compared(analyzer, word, language) == as_compared(analyzer, fold(word), language)


@pytest.mark.parametrize(
    ("one", "other"), [("C++", "C"), ("C#", "C"), ("й", "и"), ("3.5", "35"), ("resume", "résumés")]
)
def test_spellings_that_differ_stay_apart(analyzer: Analyzer, one: str, other: str) -> None:
    assert surfaces(analyzer, one) != surfaces(analyzer, other)


def test_tokens_know_their_places_in_the_original_text(analyzer: Analyzer) -> None:
    text = "ﬁne U.N.’s Cafe\u0301, 東京 ﷺ end"
    pieces = [(text[token.start : token.end], token.surface) for token in analyzer.tokens(text)]
    assert pieces == [
        ("ﬁne", "fine"),
        ("U.N.", "un"),
        ("Cafe\u0301", "cafe"),
        ("東", "東"),
        ("京", "京"),
        ("ﷺ", fold("ﷺ").replace(" ", "")),
        ("end", "end"),
    ]


@given(TEXTS, st.sampled_from(["", *TAGS]))
def test_tokens_are_the_words_in_order_and_apart(text: str, language: str) -> None:
    analyzer = Analyzer()
    tokens = analyzer.tokens(text, language)
    assert [(token.surface, token.stem) for token in tokens] == as_compared(analyzer, text, language)
    edges = [edge for token in tokens for edge in (token.start, token.end)]
    assert edges == sorted(edges)
    assert all(token.start < token.end and 0 < len(token.surface) <= MAX_WORD for token in tokens)


@given(TEXTS, TEXTS)
def test_words_of_a_text_do_not_depend_on_what_follows_a_space(left: str, right: str) -> None:
    analyzer = Analyzer()
    assert analyzer.words(f"{left} {right}") == analyzer.words(left) + analyzer.words(right)


#: Everything that Python's ``str.split`` parts at.
SPACES = st.sampled_from([char for char in map(chr, range(0x3001)) if char.isspace()])


#: Signs that make a chunk more than one plain word, or do not.
SIGNED = st.text("aZ1.,;:!?()[]\"-'&+#_$`~/ é\u0301\u00ad", max_size=8)


@given(st.text(LETTERS | SPACES | st.characters()) | SIGNED, st.sampled_from(["", *TAGS]))
def test_words_of_a_text_are_those_of_its_chunks_between_spaces(text: str, language: str) -> None:
    """What indexing takes for granted: it analyses each distinct chunk once."""
    analyzer = Analyzer()
    chunks = [text_of(chunk) for chunk in cut([text]).chunks]
    words, counts = analyzer.words_of_each(chunks, language)
    assert words == [word for chunk in chunks for word in analyzer.words(chunk, language)]
    assert counts == [len(analyzer.words(chunk, language)) for chunk in chunks]
    each = [word for chunk in re.split(r"[\s\x00-\x20]", text) for word in analyzer.words(chunk, language)]
    assert each == analyzer.words(text, language)


@given(st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_a_letter_or_digit_is_never_lost(text: str) -> None:
    """What the query parser takes for granted: a word is there exactly if a letter or digit is."""
    visible = [char for char in text if fold(char).strip("'")]
    assert bool(Analyzer().words(text)) == bool(visible)


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_keyword(fold_keyword(text)) == fold_keyword(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Pérez PÉREZ Pe\u0301rez Perez", {"pérez"}),
        ("l’Été, Łódź ёлки Ærø", {"été", "łódź", "ёлки", "ærø"}),
        ("plain O’Brien’s “AT＆Ｔ” ﬁne москва 東京 がす مُحَمَّد हिन्दी İzmir", set()),
        ("é" * 100, {"é" * MAX_WORD}),
    ],
)
def test_words_with_accents_are_also_known_as_written(
    analyzer: Analyzer, text: str, written: set[str]
) -> None:
    assert {word.written for word in analyzer.words(text)} - {""} == written


def test_a_word_counts_to_its_64th_character(analyzer: Analyzer) -> None:
    """A22"""
    (word,) = analyzer.words("x" * 2**22)
    assert word.surface == "x" * MAX_WORD
    assert analyzer.words("x" * 64 + "y") == analyzer.words("x" * 64 + "z")


@pytest.mark.parametrize(
    "piece", ["a.", "a'", "a\u0301", "\u0301", "1,000,", "A&", "'s", "ก", "न्", "a\u200c"]
)
def test_long_runs_of_odd_signs_are_taken_in_stride(analyzer: Analyzer, piece: str) -> None:
    """A19, A22"""
    tokens = analyzer.tokens("x " + piece * 100_000)
    assert all(len(token.surface) <= MAX_WORD for token in tokens)


def test_each_analyzer_forgets_when_its_memory_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.search.analysis._REMEMBERED", 3)
    analyzer = Analyzer()
    assert surfaces(analyzer, "a b c d e f a") == list("abcdefa")


def test_threads_share_an_analyzer(analyzer: Analyzer) -> None:
    texts = [f"running number{n} elections{n}" for n in range(200)]
    expected = [Analyzer().words(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: [analyzer.words(text) for text in texts], range(8)):
            assert found == expected


@pytest.mark.parametrize(
    ("value", "folded"),
    [
        ("  Tom   ROE ", "tom roe"),
        ("Seán O’Brien", "sean o'brien"),
        ("Łukasz\u00a0Żal", "lukasz zal"),
        ("Smith–Jones", "smith-jones"),
        ("ＡＦＰ", "afp"),
        ("", ""),
    ],
)
def test_keyword_values_are_folded_whole(value: str, folded: str) -> None:
    assert fold_keyword(value) == folded
