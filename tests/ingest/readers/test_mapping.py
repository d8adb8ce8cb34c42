"""From records to drafts: golden pairs, names, wrappers. Fault ledger: E04, E18, E19."""

import json
from dataclasses import asdict, fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import Draft, Record, Reject
from app.ingest.field_names import NAMES, PLACES, folded, place_of
from app.ingest.names_abroad import NAMES_ABROAD
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.mapping import draft_of
from tests.ingest.reading import drafts, read, reasons

GOLDEN = Path(__file__).parent / "golden"
INPUTS = sorted(path for path in GOLDEN.iterdir() if not path.name.endswith(".drafts.json"))


def said(draft: Draft) -> dict[str, object]:
    """The fields of a draft that say something."""
    return {name: value for name, value in asdict(draft).items() if value}


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_each_golden_input_gives_the_drafts_beside_it(path: Path) -> None:
    expected = json.loads(path.with_name(path.name + ".drafts.json").read_text(encoding="utf-8"))
    items = read(path.read_bytes(), "auto", path.name)
    assert reasons(items) == []
    assert json.loads(json.dumps([said(draft) for draft in drafts(items)])) == expected


def test_every_field_of_a_draft_has_names() -> None:
    assert set(NAMES) - {"publisher", "precision"} == {field.name for field in fields(Draft)}


@pytest.mark.parametrize("flags", [["language_guessed"], "bad_date; language_guessed"])
def test_a_language_that_an_export_marks_as_guessed_is_not_said(flags: object) -> None:
    given = {"title": "Ferry sails", "language": "fr"}
    assert draft_of({**given, "flags": flags}.items()).language == ""
    assert draft_of({**given, "flags": ["x"] * 5000}.items()).language == "fr"
    assert draft_of({**given, "flags": 3}.items()).language == "fr"


def test_no_name_stands_for_two_fields() -> None:
    abroad = NAMES_ABROAD.values()
    assert len(PLACES) == sum(len(names.split()) for names in (*NAMES.values(), *abroad))
    assert NAMES_ABROAD.keys() <= NAMES.keys()
    assert all(name == folded(name) for name in PLACES)


@pytest.mark.parametrize(
    "name", ["published_at", "publishedAt", "Published At", "PUBLISHED-AT", "published.at", " _publishedat "]
)
def test_names_are_compared_by_their_letters_alone(name: str) -> None:
    assert place_of(name) == ("published", 0)


@pytest.mark.parametrize(
    "name",
    ["__proto__", "__class__", "rowid", "_sa_instance_state", "constructor", "", "__init__", "é" * 10_000],
)
def test_names_that_are_not_known_are_passed_over(name: str) -> None:
    """E18."""
    assert draft_of([("title", "Trams"), (name, {"title": "evil"})]) == Draft(title="Trams")


def test_the_first_name_that_says_something_wins() -> None:
    record = {"name": "worst", "title": "  ", "webTitle": "better", "headline": "best", "body": "b"}
    assert draft_of(record.items()).title == "best"


def test_a_wrong_type_is_passed_over_where_a_better_name_says_it() -> None:
    assert draft_of([("title", "Trams"), ("name", ["x"])]).title == "Trams"


def test_a_byline_as_printed_stands_apart_from_listed_authors() -> None:
    draft = draft_of([("title", "t"), ("byline", "By Ann Lee"), ("authors", ["Ann Lee"])])
    assert (draft.byline, draft.authors) == ("By Ann Lee", ("Ann Lee",))
    assert draft_of([("title", "t"), ("author", "By Ann Lee and Bo Ray")]).authors == (
        "By Ann Lee and Bo Ray",
    )
    assert draft_of([("title", "t"), ("byline", ["Ann Lee", "Bo Ray"])]).authors == ("Ann Lee", "Bo Ray")


def test_an_id_beside_an_external_id_is_an_archives_own_number() -> None:
    exported = {"id": 7, "external_id": None, "title": "Ferry"}
    assert draft_of(exported.items()).external_id == ""
    assert draft_of((exported | {"external_id": ""}).items()).external_id == ""
    assert draft_of((exported | {"external_id": "ab-1"}).items()).external_id == "ab-1"


def test_a_moment_known_to_the_minute_is_said_to_the_minute() -> None:
    record = {"title": "Ferry", "published_at": "2024-03-04T10:30:00Z"}
    assert draft_of((record | {"published_precision": "minute"}).items()).published == "2024-03-04T10:30Z"
    assert draft_of((record | {"published_precision": "second"}).items()).published == "2024-03-04T10:30:00Z"
    assert draft_of((record | {"published_precision": 5}).items()).published == "2024-03-04T10:30:00Z"


def test_a_publisher_stands_in_for_a_source_and_gives_its_address() -> None:
    publisher = {"@type": "Organization", "name": "The Post", "url": "https://post.example"}
    draft = draft_of([("title", "t"), ("publisher", publisher)])
    assert (draft.source, draft.source_domain) == ("The Post", "https://post.example")
    draft = draft_of([("title", "t"), ("publisher", publisher), ("source", "Harbour Times")])
    assert draft.source == "Harbour Times"


def test_sections_beyond_the_first_become_tags() -> None:
    draft = draft_of(
        [("title", "t"), ("articleSection", ["City", "Transport"]), ("keywords", "trams,Transport")]
    )
    assert (draft.section, draft.tags) == ("City", ("trams", "Transport"))


@pytest.mark.parametrize("record", [{}, {"id": 1}, {"title": " \n"}, {"title": None, "body": ""}])
def test_a_record_that_says_nothing_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(RecordFault, match="no_text"):
        draft_of(record.items())


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "url", "@id", "title", "articles", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
records = st.dictionaries(
    st.sampled_from([*PLACES, "articles", "data", "hits", "@graph", "@type", "_source", "fields"]),
    junk,
    max_size=5,
)


@given(records)
def test_records_with_values_of_any_type_are_records_or_rejects_with_a_path(
    record: dict[str, object],
) -> None:
    """E19."""
    for item in read(json.dumps(record).encode(), "jsonl"):
        assert isinstance(item, Record | Reject)
        if isinstance(item, Record):
            assert all(isinstance(value, str | tuple) for value in asdict(item.draft).values())
