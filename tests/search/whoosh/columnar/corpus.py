"""A small layout, random documents for it, and an index as plain data to compare with."""

from typing import Any

from hypothesis import strategies as st

from app.search.whoosh.columnar.columns import GAP, Prepared
from app.search.whoosh.columnar.layout import MISSING, Field, Kept, Layout
from app.search.whoosh.columnar.segment import Segment

LAYOUT = Layout(
    fields=(
        Field("title", Kept.WORDS),
        Field("body", Kept.WORDS),
        Field("tag", Kept.TERMS, by_document=True),
        Field("form", Kept.TERMS),
    ),
    numbers=("id", "day"),
)
WORDS = ["a", "ab", "abc", "b", "ferry", "ferries", "é", "ぁ", "zz", "z" * 40]

_runs = st.lists(st.lists(st.sampled_from(WORDS), max_size=6), max_size=3)
_sets = st.sets(st.sampled_from(WORDS), max_size=3)


def documents(ids: st.SearchStrategy[int]) -> st.SearchStrategy[Prepared]:
    return st.builds(
        lambda number, title, body, tag, form, day: Prepared(
            {"title": title, "body": body}, {"tag": tag, "form": form}, {"id": number, "day": day}
        ),
        ids,
        _runs,
        _runs,
        _sets,
        _sets,
        st.none() | st.integers(-5, 5),
    )


def places(values: list[list[str]]) -> dict[str, list[int]]:
    """Term -> its positions in a field of these values."""
    found: dict[str, list[int]] = {}
    start = 0
    for value in values:
        for offset, word in enumerate(value):
            found.setdefault(word, []).append(start + offset)
        start += len(value) + GAP
    return found


Plain = dict[str, Any]


def plain(document: Prepared) -> Plain:
    """The document as the index should show it."""
    return {
        "title": places([list(value) for value in document.words.get("title", ())]),
        "body": places([list(value) for value in document.words.get("body", ())]),
        "tag": set(document.terms.get("tag", ())),
        "form": set(document.terms.get("form", ())),
        "day": document.numbers.get("day"),
    }


def read_back(segment: Segment) -> dict[int, Plain]:
    """Every live document of a segment by id, read from its arrays alone."""
    shown: list[Plain] = [
        {"title": {}, "body": {}, "tag": set(), "form": set()} for _ in range(segment.count)
    ]
    for field in segment.layout.fields:
        terms = segment.terms(field.name)
        assert list(terms) == sorted(terms)
        for number, term in enumerate(terms):
            assert terms.find(term) == number
            _read_term(segment, field, number, term.decode(), shown)
    ids, days = segment.values("id"), segment.values("day")
    for number, document in enumerate(shown):
        document["day"] = None if days[number] == MISSING else int(days[number])
    live = [n for n in range(segment.count) if segment.deleted is None or not segment.deleted[n]]
    assert len(live) == segment.live_count
    return {int(ids[number]): shown[number] for number in live}


def _read_term(segment: Segment, field: Field, number: int, term: str, shown: list[Plain]) -> None:
    postings = segment.postings(field.name, number)
    assert segment.frequency(field.name, number) == len(postings.docs) > 0
    assert list(postings.docs) == sorted(set(postings.docs.tolist()))
    if postings.freqs is None:
        for document in postings.docs.tolist():
            shown[document][field.name].add(term)
        return
    positions = segment.positions(field.name, number).tolist()
    start = 0
    for document, freq in zip(postings.docs.tolist(), postings.freqs.tolist(), strict=True):
        shown[document][field.name][term] = positions[start : start + freq]
        start += freq
    assert start == len(positions)


def lengths(document: Plain, field: str) -> int:
    return sum(len(found) for found in document[field].values())
