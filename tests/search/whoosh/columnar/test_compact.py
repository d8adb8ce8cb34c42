"""Segments with lists long enough to be packed, read, merged and searched by run."""

import random

import numpy as np
import pytest

from app.search.whoosh.columnar.build import build_segment
from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.merge import merge_segments
from app.search.whoosh.columnar.segment import Segment
from tests.search.whoosh.columnar.corpus import LAYOUT, lengths, plain, read_back

_DICE = random.Random(11)
#: A word for each share of the documents, so that there are short, paged and dense lists.
_SHARES = {"all": 1.0, "dense": 0.6, "half": 0.26, "paged": 0.2, "middling": 0.1, "rare": 0.02}


def _document(number: int) -> Prepared:
    chosen = [word for word, share in _SHARES.items() if _DICE.random() < share]
    words = [word for word in chosen for _ in range(_DICE.choice([1, 1, 1, 2, 7]))]
    _DICE.shuffle(words)
    far = [["beyond"]] * 45 if number == 100 else []
    return Prepared(
        {"title": [chosen], "body": [words, *far]},
        {"form": set(chosen), "tag": set(chosen[:1])},
        {"id": number, "day": number % 9 or None},
    )


DOCUMENTS = [_document(number) for number in range(1, 701)]


def segment_of(documents: list[Prepared], deleted: np.ndarray | None = None) -> Segment:
    return Segment("s", LAYOUT, *build_segment(LAYOUT, documents), deleted)


def assert_holds(segment: Segment, documents: list[Prepared]) -> None:
    shown = read_back(segment)
    assert shown == {document.numbers["id"]: plain(document) for document in documents}
    assert segment.lengths("body").tolist() == [lengths(each, "body") for each in shown.values()]


def test_there_are_lists_of_every_kind() -> None:
    arrays = segment_of(DOCUMENTS).arrays
    for name in ("docs", "page_docs", "dense", "freqs", "firsts", "places_high", "places_large"):
        assert arrays[f"body.{name}"].size, name


def test_they_are_read_as_written() -> None:
    assert_holds(segment_of(DOCUMENTS), DOCUMENTS)


@pytest.mark.parametrize("cut", [1, 64, 350])
def test_they_are_merged_without_the_deleted(cut: int) -> None:
    gone = np.array([number % 3 == 0 for number in range(700 - cut)])
    parts = [segment_of(DOCUMENTS[:cut]), segment_of(DOCUMENTS[cut:], gone)]
    arrays, count = merge_segments(parts)
    live = DOCUMENTS[:cut] + [each for each, dead in zip(DOCUMENTS[cut:], gone, strict=True) if not dead]
    assert_holds(Segment("m", LAYOUT, arrays, count), live)
    wanted, _ = build_segment(LAYOUT, live)
    assert arrays.keys() == wanted.keys()
    for name, array in wanted.items():
        assert array.dtype == arrays[name].dtype, name
        assert np.array_equal(array, arrays[name]), name


def test_runs_of_terms_give_the_documents_of_any() -> None:
    segment = segment_of(DOCUMENTS)
    terms = list(segment.terms("form"))
    for first in range(len(terms)):
        for last in range(first + 1, len(terms) + 1):
            found = np.unique(np.concatenate(segment.any_of("form", range(first, last))))
            wanted = {term.decode() for term in terms[first:last]}
            assert found.tolist() == [n for n, each in enumerate(DOCUMENTS) if wanted & each.terms["form"]]


def test_a_field_without_terms_takes_no_bytes() -> None:
    arrays, count = build_segment(LAYOUT, [Prepared({"title": [["dam"]]}, {}, {"id": 1})])
    assert {name.split(".")[0] for name in arrays} == {"title", "id"}
    segment = Segment("s", LAYOUT, arrays, count)
    assert len(segment.terms("body")) == 0
    assert (segment.lengths("body").tolist(), segment.has_one_each("tag")) == ([0], False)


def test_a_field_outside_the_layout_is_an_error() -> None:
    segment = segment_of(DOCUMENTS[:1])
    with pytest.raises(KeyError):
        segment.terms("colour")
    with pytest.raises(KeyError):
        segment.lists("colour")


def test_what_is_unpacked_again_is_not_unpacked_anew() -> None:
    segment = segment_of(DOCUMENTS)
    number = segment.terms("body").find(b"dense")
    assert segment.postings("body", number) is segment.postings("body", number)
    assert segment.positions("body", number) is segment.positions("body", number)
    every = range(len(segment.terms("form")))
    assert segment.any_of("form", every)[-1] is segment.any_of("form", every)[-1]
