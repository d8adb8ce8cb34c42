"""Comparing index and store without files: what is told of each difference, and what is mended."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from app import checking
from app.articles import ArticleStore
from app.checking import Checker, Drift, Report, RollingCheck, Slice
from app.errors import Busy, DatabaseDamaged, SearchError
from app.indexer import Indexer, document_of
from app.search.analysis import Analyzer
from app.search.engine import LAST_ID, Batch, Content, Document
from app.search.memory import MemoryEngine
from tests.building import NOW, article, write


class Engine(MemoryEngine):
    """What it says of its files, and of which articles it finds, can be set."""

    def __init__(self) -> None:
        super().__init__(Analyzer())
        self.broken: list[str] = []
        self.lost: set[int] = set()
        self.twice: set[int] = set()
        self.poison: set[int] = set()
        self.settled = 0

    def faults(self) -> list[str]:
        return self.broken

    def found(self, documents: list[Document]) -> set[int]:
        return {document.id for document in documents} - self.lost

    def contents(self, first: int = 0, last: int = LAST_ID) -> list[Content]:
        held = list(super().contents(first, last))
        return held + [content for content in held if content.id in self.twice]

    def apply(self, batch: Batch) -> None:
        if self.poison & {document.id for document in batch.puts}:
            raise ValueError("poison")
        super().apply(batch)

    def settle(self) -> None:
        self.settled += 1


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def checker(store: ArticleStore, engine: Engine) -> Checker:
    """Over ten articles, all of them indexed."""
    write(store, [article(n) for n in range(1, 11)])
    indexer = Indexer(store, engine)
    indexer.sync()
    return Checker(store, engine, indexer)


def spoil(store: ArticleStore, engine: Engine) -> None:
    """One article of each kind of difference: 2 to 7, and 99."""
    sequence = engine.sequence()
    held = store.by_ids(range(1, 11))
    late = replace(document_of(held[3]), texts={"title": "Late", "description": "", "body": ""})
    ghost = replace(document_of(held[1]), id=99)
    engine.apply(Batch(sequence, [late, ghost], [2]))
    engine.twice, engine.lost = {4}, {5}
    with store.transaction() as transaction:
        transaction.connection.exec_driver_sql("UPDATE articles SET content_hash = 'x' WHERE id = 6")


def test_each_difference_is_told_by_its_kind(store: ArticleStore, engine: Engine, checker: Checker) -> None:
    """H23"""
    spoil(store, engine)
    compared = checker.compare(0, 2000)
    assert compared.differing == {
        "missing": {2},
        "extra": {99},
        "stale": {3},
        "duplicate": {4},
        "unfound": {5},
        "altered": {6},
    }
    assert (compared.after, compared.last, compared.articles.keys()) == (0, LAST_ID, set(range(1, 11)))
    assert compared.to_mend == {2, 3, 4, 5, 99}, "what the database lost cannot be mended"


def test_what_is_read_anew_is_no_more_than_a_slice(checker: Checker) -> None:
    """The last slice of all reaches to the last id that there can be."""
    bounds = [(each.after, each.last, len(each.articles)) for each in checker.slices(4)]
    assert bounds == [(0, 4, 4), (4, 8, 4), (8, LAST_ID, 2)]
    exact = [(each.after, each.last, len(each.articles)) for each in checker.slices(5)]
    assert exact == [(0, 5, 5), (5, 10, 5), (10, LAST_ID, 0)]


def test_what_changed_since_is_no_difference(store: ArticleStore, engine: Engine, checker: Checker) -> None:
    write(store, [article(1, title="New words"), article(20)])
    with store.transaction() as transaction:
        transaction.remove(7, NOW)
    assert checker.compare(0, 2000).differing == {}
    report = checker.verify()
    assert (report.is_sound, report.articles, report.indexed, report.waiting) == (True, 10, 10, 3)


def test_a_report_counts_everything_and_names_ten_of_each_kind(store: ArticleStore) -> None:
    write(store, [article(1)])
    held = store.by_ids([1])
    report = Report()
    assert report.is_sound
    assert report.can_be_repaired
    report.add(Slice(0, 9, held, {"missing": set(range(8, 0, -1)), "extra": {3}}))
    report.add(Slice(9, 99, held, {"missing": {12, 11, 10, 13}}))
    assert report.articles == 2
    report.add(Slice(99, 999, {}, {"missing": {100}}))
    assert report.counts == {"missing": 13, "extra": 1}
    assert report.examples == {"missing": [1, 2, 3, 4, 5, 6, 7, 8, 10, 11], "extra": [3]}
    assert not report.is_sound
    assert report.can_be_repaired
    report.counts["altered"] += 1
    assert not report.can_be_repaired


@pytest.mark.parametrize(
    ("report", "sound", "repairable"),
    [
        (Report(database_faults=["a"]), False, False),
        (Report(index_faults=["a"]), False, True),
        (Report(), True, True),
    ],
)
def test_faults_of_files_make_a_report_unsound(report: Report, *, sound: bool, repairable: bool) -> None:
    assert (report.is_sound, report.can_be_repaired) == (sound, repairable)


def test_articles_are_not_compared_with_an_index_that_is_damaged(
    engine: Engine, checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.broken = ["segment 1 is not as it was written"]
    report = checker.verify()
    assert (report.index_faults, report.articles) == (engine.broken, 0)

    def unreadable(_engine: Engine) -> list[str]:
        raise SearchError("cannot be read")

    monkeypatch.setattr(Engine, "faults", unreadable)
    assert checker.verify().index_faults == ["cannot be read"]


def test_a_repair_mends_what_differs_and_leaves_the_rest(
    store: ArticleStore, engine: Engine, checker: Checker
) -> None:
    """H23"""
    spoil(store, engine)
    engine.twice, engine.lost = set(), set()
    write(store, [article(20)])
    told: list[int] = []
    repaired = checker.repair(told.append)
    assert (repaired.rebuilt, repaired.mended, told, engine.settled) == (False, 3, [], 1)
    assert checker.verify().counts == {"altered": 1}
    assert (engine.sequence(), engine.stats().documents) == (11, 11)


def test_a_repair_builds_a_damaged_index_anew(engine: Engine, checker: Checker) -> None:
    engine.broken = ["segment 1 is not as it was written"]
    told: list[int] = []
    repaired = checker.repair(told.append)
    assert (repaired.rebuilt, repaired.mended, told) == (True, 0, [10])
    engine.broken = []
    engine.withdraw()
    told.clear()
    assert checker.repair(told.append).rebuilt
    assert told == [10]


def test_what_cannot_be_indexed_is_not_counted_as_mended(
    store: ArticleStore, engine: Engine, checker: Checker
) -> None:
    """H35"""
    assert checker.mend(set()) == set()
    engine.apply(Batch(engine.sequence(), (), [2, 3]))
    engine.poison = {3}
    assert checker.mend({2, 3}) == {2}
    assert checker.unindexable == {3}
    assert checker.compare(0, 2000).differing == {"missing": {3}}


class Writing:
    """The writer lock, which is free or not, and how often it was taken."""

    def __init__(self) -> None:
        self.free = True
        self.taken = 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        if not self.free:
            raise Busy("somebody writes")
        self.taken += 1
        yield


def test_looks_go_round_and_add_up(
    store: ArticleStore,
    engine: Engine,
    checker: Checker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """H23"""
    monkeypatch.setattr(checking, "LOOK", 4)
    writing = Writing()
    rolling = RollingCheck(checker, writing)
    assert rolling.drift() == Drift(0, 0, 0, 0)
    engine.apply(Batch(engine.sequence(), (), [3, 5, 6]))
    drifts = []
    for _ in range(4):
        rolling.look()
        drifts.append(rolling.drift())
    assert drifts == [Drift(0, 1, 4, 0), Drift(0, 3, 8, 0), Drift(0, 3, 10, 1), Drift(0, 3, 14, 1)]
    assert writing.taken == 2
    assert caplog.messages == [
        "the index differs from the database: 1 missing",
        "the index differs from the database: 2 missing",
    ]


def test_what_cannot_be_mended_yet_is_counted_until_it_is_looked_at_again(
    store: ArticleStore,
    engine: Engine,
    checker: Checker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(checking, "LOOK", 5)
    writing = Writing()
    rolling = RollingCheck(checker, writing)
    engine.apply(Batch(engine.sequence(), (), [1, 5, 6, 10]))
    writing.free = False
    rolling.look()
    rolling.look()
    rolling.look()
    assert rolling.drift() == Drift(differing=4, mended=0, checked=10, passes=1)
    assert caplog.messages[1] == "what differs stays so for now: somebody writes"
    writing.free = True
    rolling.look()
    assert rolling.drift() == Drift(differing=2, mended=2, checked=15, passes=1)
    rolling.look()
    assert rolling.drift() == Drift(differing=0, mended=4, checked=20, passes=1)


def test_what_no_index_takes_is_not_tried_at_each_look(engine: Engine, checker: Checker) -> None:
    """H35"""
    writing = Writing()
    rolling = RollingCheck(checker, writing)
    engine.apply(Batch(engine.sequence(), (), [3]))
    engine.poison = {3}
    for _ in range(3):
        rolling.look()
    assert (writing.taken, rolling.drift()) == (1, Drift(1, 0, 30, 3))


def test_several_kinds_are_told_in_one_line(
    store: ArticleStore, engine: Engine, checker: Checker, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(store, engine)
    RollingCheck(checker, Writing()).look()
    assert caplog.messages[0] == (
        "the index differs from the database: 1 missing, 1 extra, 1 stale, 1 duplicate, 1 unfound, 1 altered"
    )


def test_a_database_that_cannot_be_read_is_no_difference(
    store: ArticleStore, checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_store: ArticleStore) -> list[str]:
        raise DatabaseDamaged("damaged")

    monkeypatch.setattr(ArticleStore, "faults", damaged)
    with pytest.raises(DatabaseDamaged):
        checker.verify()
