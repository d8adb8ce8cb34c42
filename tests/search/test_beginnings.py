"""Where a word may begin: nothing that is sought is passed over, in any language, however it is written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.search.analysis import TAGS, Analyzer
from app.search.beginnings import of_stem, spellings
from app.search.chunks import Chunks, Sought

ANALYZER = Analyzer()
CHUNKS = Chunks(ANALYZER)
_LETTERS = "abdegilnoprstuvyzAEIUY"
_TEXTS = st.text(alphabet=_LETTERS + "0123.,'’‘&+-—\"(üéßıİK\u00ad東 \n", max_size=40)


@given(_TEXTS, st.sampled_from(["", "en", *TAGS]))
@example("dying lying tying", "en")
@example("Ueber gemeente bine dune", "de")
@example("Ueber gemeente bine dune", "nl")
@example("Ueber gemeente bine dune", "tr")
@example("O'Brien O’Brien u.n. U.N. 1,000km 3.5bn AT&T C++", "")
@example("İstanbul'da I\u00adran", "tr")
def test_every_word_is_found_by_its_stem_alone(text: str, language: str) -> None:
    for token in ANALYZER.tokens(text, language):
        pieces = CHUNKS.pieces(text, language, Sought({token.stem}), 10**9)
        places = [(start + each.start, each.stem) for start, tokens, _ in pieces for each in tokens]
        assert (token.start, token.stem) in places


@given(_TEXTS)
def test_every_word_is_found_by_its_surface_or_how_it_begins(text: str) -> None:
    for token in ANALYZER.tokens(text):
        start = token.surface[:2]
        by_start = Sought(may_matter=lambda surface, start=start: surface.startswith(start), starts=[start])
        for sought in (Sought(surfaces={token.surface}), by_start):
            pieces = CHUNKS.pieces(text, "", sought, 10**9)
            assert token.start in [begin + each.start for begin, tokens, _ in pieces for each in tokens]


@pytest.mark.parametrize(
    ("stem", "beginning"),
    [("ferri", "fe"), ("fr:elect", "el"), ("de:uber", "u"), ("nl:men", ""), ("tr:p", ""), ("a", "a")],
)
def test_a_stem_tells_how_its_words_begin(stem: str, beginning: str) -> None:
    assert of_stem(stem) == beginning


def test_where_any_word_may_be_meant_any_beginning_is_looked_for() -> None:
    assert "" in spellings([""])
    assert spellings(["東京"]) == frozenset()
