"""Terms near a text, against the distance computed one by one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.whoosh.columnar.build import build_segment
from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.executor.expand import Expander, ExpansionLimits
from app.search.whoosh.columnar.executor.fuzzy import distances
from app.search.whoosh.columnar.segment import Segment
from tests.search.whoosh.columnar.corpus import LAYOUT
from tests.search.whoosh.columnar.executor.naive import distance

LETTERS = st.text("abcé𝔸", max_size=6)


@settings(deadline=None)
@given(st.sets(LETTERS, max_size=30), LETTERS, st.integers(0, 3), st.integers(0, 3))
def test_a_fuzzy_term_stands_for_the_terms_within_its_distance(
    words: set[str], text: str, most: int, same: int
) -> None:
    arrays, count = build_segment(LAYOUT, [Prepared({"body": [sorted(words)]})])
    segment = Segment("s", LAYOUT, arrays, count)
    ((*runs,),) = Expander([segment], lambda: None, ExpansionLimits(1000)).fuzzy("body", text, most, same)
    found = {segment.terms("body")[number].decode() for run in runs for number in run}
    assert found == {word for word in words if distance(text, word) <= most and word.startswith(text[:same])}


@settings(deadline=None)
@given(st.text("ab", min_size=55, max_size=70), st.lists(st.text("abc", max_size=3), max_size=4))
def test_long_texts_are_measured_as_short_ones_are(text: str, added: list[str]) -> None:
    """G11"""
    words = [text[: 20 * place] + new + text[20 * place + 2 :] for place, new in enumerate(added)]
    assert distances(text, words).tolist() == [distance(text, word) for word in words]
