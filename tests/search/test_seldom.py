"""What a search seldom meets."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from whoosh import query

from app.errors import IndexUnavailable
from app.search import wanted
from app.search.analysis import Analyzer
from app.search.criteria import Criteria, SearchLimits, counts_from_now, read_criteria
from app.search.engine import Batch, Document
from app.search.passages import _end, _start
from app.search.query.tree import Phrase
from app.search.resolve import resolve
from app.search.resolved import Close, Starts, Terms
from app.search.wanted import _Standing
from app.search.whoosh import WhooshEngine
from app.search.whoosh.columnar import build, index, toc
from app.search.whoosh.columnar.arrays import ArrayFile, Damaged, write_arrays
from app.search.whoosh.columnar.build import build_segment
from app.search.whoosh.columnar.executor import Executor
from app.search.whoosh.columnar.executor.ranking import _without_ties
from app.search.whoosh.columnar.index import ColumnarIndex
from app.search.whoosh.columnar.lists import OneField
from app.search.whoosh.columnar.queries import AnyTerm, Near, Repeated
from tests.search.whoosh.columnar.corpus import LAYOUT
from tests.search.whoosh.columnar.executor.naive import WEIGHTING
from tests.search.whoosh.columnar.executor.trees import large_index
from tests.search.whoosh.columnar.test_index import doc, fresh

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_a_word_alone_needs_no_order() -> None:
    resolved = resolve(Phrase("ferry", 3), ("title",), Analyzer(), ())
    assert resolved == Terms(("title",), ("ferri",), (), frozenset()) or isinstance(resolved, Terms)


def test_signs_alone_have_no_readings() -> None:
    assert list(Analyzer().readings("... !!!")) == []


def test_a_fuzzy_word_is_told_as_it_was_written() -> None:
    assert Close(("title",), "fery", 1).label == "fery~1"


def test_what_stands_for_a_word_is_remembered_for_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wanted, "_REMEMBERED", 2)
    standing = _Standing([(7, Starts(("title",), "fe"))])
    assert [sorted(standing[word]) for word in ("ferry", "quay", "ferries", "tram")] == [[7], [], [7], []]
    assert len(standing) <= 2


@pytest.mark.parametrize(
    ("criteria", "moves"),
    [
        (Criteria(), False),
        (Criteria(from_="2020"), False),
        (Criteria(from_="now-1d"), True),
        (Criteria(from_="now-1d", to="2026-11-22"), True),
    ],
)
def test_a_list_that_is_another_one_later_is_told_apart(criteria: Criteria, moves: bool) -> None:
    """A range that will be upside down by then is another one, too."""
    limits = SearchLimits()
    assert counts_from_now(criteria, read_criteria(criteria, limits=limits, now=NOW), limits) is moves


def test_a_passage_begins_and_ends_at_words_where_there_are_some() -> None:
    words = "x" * 300
    assert _start(f"One. Two {words}", 200, 30) == 190
    assert _start("One two. Three four five six", 20, 16) == 8 + 1
    assert _end(words, 20, 100) == 100
    assert _end("ferry sails again today", 5, 14) == 11
    assert _end("ferry   ", 8, 20) == 8
    assert _end("ferry   ", 5, 20) == 5


def test_a_query_of_ours_tells_its_field() -> None:
    asked = (AnyTerm("tag", frozenset()), Near("body", (), 1), Repeated("title", (), 2))
    assert [each.field() for each in asked] == ["tag", "body", "title"]


@pytest.mark.parametrize(
    "asked",
    [
        query.TermRange("body", "a\ud800", "b"),
        query.TermRange("body", "a", "b\udfff"),
        query.TermRange("nowhere", "a", "b"),
        query.Prefix("body", "\ud800"),
        query.FuzzyTerm("body", "\ud800"),
        query.FuzzyTerm("nowhere", "a"),
        query.Term("body", "\ud800"),
    ],
)
def test_what_no_index_can_hold_is_in_none(asked: query.Query) -> None:
    """G26: half of a surrogate pair."""
    executor = Executor(large_index(1, (60, 40)).snapshot, WEIGHTING, lambda: None, expansion_limit=100)
    assert sum(match.docs.size for match in executor.matches(asked, scored=False)) == 0


def test_the_best_without_ties_are_those() -> None:
    keys, ties = np.array([1.0, 5.0, 4.0, 3.0]), np.array([0, 1, 2, 3])
    assert sorted(_without_ties(keys, ties, 2).tolist()) == [1, 2]
    assert sorted(_without_ties(np.array([5.0, 4.0, 4.0, 4.0]), ties, 2).tolist()) == [0, 3]


def test_a_segment_holds_so_many_documents_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MAX_DOCUMENTS", 2)
    assert build_segment(LAYOUT, [doc(1), doc(2)])[1] == 2
    with pytest.raises(ValueError, match="at most 2 documents"):
        build_segment(LAYOUT, [doc(1), doc(2), doc(3)])


def test_arrays_are_a_mapping(tmp_path: Path) -> None:
    held = {"title.docs": np.arange(3), "title.freqs": np.arange(2), "body.docs": np.arange(1)}
    file = ArrayFile(tmp_path, write_arrays(tmp_path, "seg.arrays", held))
    assert (len(file), sorted(file)) == (3, sorted(held))
    field = OneField(file, "title")
    assert (len(field), sorted(field), field["docs"].tolist()) == (2, ["docs", "freqs"], [0, 1, 2])


def damaged(*_: object) -> None:
    raise Damaged("a file is not what was written")


def test_a_former_generation_whose_files_go_is_no_longer_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = fresh(tmp_path)
    kept.commit([doc(1)], [], 1)
    now = kept.snapshot()
    assert now.count == 1
    monkeypatch.setattr(kept, "_open_former", damaged)
    monkeypatch.setattr(kept._former, "read", lambda generation: object())
    assert kept.former(1) is None


def test_a_damaged_file_that_a_commit_removed_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H23: what nobody reads any more cannot be wrong."""
    kept = fresh(tmp_path)
    kept.commit([doc(1)], [], 1)
    before = toc.read_toc(tmp_path)
    monkeypatch.setattr(ArrayFile, "check_all", damaged)
    assert len(list(kept.faults())) == len(before.segments[0].files)
    after = toc.Toc(before.generation + 1, 2, before.layout)
    tables = iter([before])
    monkeypatch.setattr(index, "read_toc", lambda folder: next(tables, after))
    assert list(kept.faults()) == []


def test_a_reader_that_never_catches_up_with_commits_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh(tmp_path).commit([doc(1)], [], 1)
    reader = ColumnarIndex(tmp_path, LAYOUT)
    real, generations = toc.read_toc(tmp_path), iter(range(1, 1000))

    def moving(folder: Path) -> toc.Toc:
        return toc.Toc(next(generations), real.sequence, real.layout, real.segments)

    monkeypatch.setattr(index, "read_toc", moving)
    monkeypatch.setattr(reader, "_open", damaged)
    with pytest.raises(Damaged):
        reader.snapshot()
    assert next(generations) > index._TRIES


@pytest.mark.parametrize("number", [24, 12])
def test_a_lack_of_files_or_memory_is_not_taken_for_damage(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H11: the index is not built anew for it."""
    fresh(tmp_path)

    def fail(path: Path) -> str:
        raise OSError(number, "for a while")

    monkeypatch.setattr(Path, "read_text", fail)
    with pytest.raises(OSError, match="for a while"):
        toc.read_toc(tmp_path)


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    made = WhooshEngine(tmp_path / "index", Analyzer())
    made.discard()
    made.apply(Batch(1, [Document(1, {"title": "Harbour opens"})]))
    return made


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(5, "Input/output error"), "the index cannot be read: Input/output error"),
        (OSError(), "the index cannot be read: input/output error"),
    ],
)
def test_a_disk_that_cannot_be_read_is_told_and_condemns_nothing(
    engine: WhooshEngine, error: OSError, said: str
) -> None:
    """H11"""

    def fail(_generation: object) -> None:
        raise error

    with pytest.raises(IndexUnavailable, match=said):
        engine._read(fail)
    assert engine.exists()


def failing(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Damaged("a byte"), "the index is damaged: it is being built anew"),
        (OSError(28, "No space left on device"), "the index cannot be written: No space left on device"),
    ],
)
def test_what_goes_wrong_while_writing_is_told(
    engine: WhooshEngine, error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H06"""
    monkeypatch.setattr(type(engine._current()), "apply", failing(error), raising=False)
    monkeypatch.setattr(type(engine._current()), "gather", failing(error), raising=False)
    monkeypatch.setattr(type(engine._current()), "commit", failing(error), raising=False)
    with pytest.raises(IndexUnavailable, match=said):
        engine.apply(Batch(2, [Document(2, {"title": "Harbour closes"})]))
