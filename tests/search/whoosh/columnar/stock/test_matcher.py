"""Stepping through the postings of a term."""

import pytest
from whoosh.matching.mcore import ReadTooFar
from whoosh.query.spans import Span
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.columnar.stock import open_reader
from app.search.whoosh.columnar.stock.matcher import PostingMatcher
from tests.search.whoosh.columnar.corpus import LAYOUT
from tests.search.whoosh.columnar.stock.harbour import first_segment


def searcher() -> Searcher:
    return Searcher(open_reader(Snapshot((first_segment(deleted=False),)), LAYOUT), weighting=BM25F())


def postings(field: str, text: str) -> PostingMatcher:
    matcher = searcher().postings(field, text)
    assert isinstance(matcher, PostingMatcher)
    return matcher


def test_it_steps_through_documents_and_weights() -> None:
    matcher = postings("body", "ferry")
    assert matcher.term() == ("body", b"ferry")
    assert (matcher.id(), matcher.weight()) == (0, 2.0)
    assert matcher.next() is False
    assert (matcher.id(), matcher.weight()) == (1, 1.0)
    assert matcher.next() is True
    assert not matcher.is_active()
    with pytest.raises(ReadTooFar):
        matcher.next()


def test_it_skips_forward_only() -> None:
    matcher = postings("body", "late")
    matcher.skip_to(1)
    assert matcher.id() == 2
    matcher.skip_to(0)
    assert matcher.id() == 2
    matcher.skip_to(3)
    assert not matcher.is_active()
    assert matcher.id() == 2, "Whoosh's AndNot asks even now"
    with pytest.raises(ReadTooFar):
        matcher.skip_to(4)


def test_a_copy_goes_its_own_way_and_reset_goes_back() -> None:
    matcher = postings("body", "ferry")
    matcher.next()
    twin = matcher.copy()
    matcher.next()
    assert twin.id() == 1
    matcher.reset()
    assert matcher.id() == 0


def test_values_are_positions() -> None:
    matcher = postings("body", "ferry")
    assert matcher.value_as("positions") == [0, 2]
    assert matcher.value_as("frequency") == 2
    assert matcher.value_as("weight") == 2.0
    assert matcher.format.decode_positions(matcher.value()) == [0, 2]
    assert matcher.spans() == [Span(0), Span(2)]
    assert list(postings("body", "ferry").items_as("positions")) == [(0, [0, 2]), (1, [101])]


def test_values_of_one_field_do_not_touch() -> None:
    matcher = postings("body", "ferry")
    matcher.next()
    assert matcher.value_as("positions") == [101]


def test_a_field_of_terms_has_weights_of_one_and_no_positions() -> None:
    matcher = postings("tag", "storms")
    assert (matcher.weight(), matcher.value(), matcher.score()) == (1.0, b"", 1.0)
    assert not matcher.supports("positions")
    assert (matcher.block_min_length(), matcher.block_max_length(), matcher.block_max_weight()) == (0, 0, 1.0)


def test_quality_is_never_below_a_score() -> None:
    matcher = postings("body", "ferry")
    assert matcher.supports_block_quality()
    best = max(matcher.max_quality(), 0)
    assert matcher.block_quality() == best
    assert (matcher.block_min_id(), matcher.block_max_id()) == (0, 1)
    assert (matcher.block_min_length(), matcher.block_max_length()) == (2, 3)
    while matcher.is_active():
        assert matcher.score() <= best
        matcher.next()


def test_a_block_is_skipped_when_nothing_in_it_is_better() -> None:
    matcher = postings("body", "ferry")
    assert matcher.skip_to_quality(matcher.block_quality() - 0.01) == 0
    assert matcher.is_active()
    assert matcher.skip_to_quality(matcher.block_quality()) == 1
    assert not matcher.is_active()
