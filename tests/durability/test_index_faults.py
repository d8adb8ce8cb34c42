"""What the index cannot take, forgets, or was interrupted at."""

import errno
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.articles import ArticleStore
from app.backup import restore, write_backup
from app.errors import IndexUnavailable, Interrupted
from app.indexer import COMMIT
from app.runtime import Runtime, open_runtime
from app.search.engine import Batch, Document
from app.search.whoosh import WhooshEngine
from app.search.whoosh.documents import Preparer
from app.search.whoosh.generation import Generation
from tests.building import NOW, article, write
from tests.durability.planting import execute
from tests.test_indexer import found
from tests.waiting import wait_for


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The analysis fails at one word."""
    read = Preparer.read

    def fail(preparer: Preparer, documents: Sequence[Document]) -> None:
        if any("poison" in document.texts["body"] for document in documents):
            raise ValueError("unforeseen")
        read(preparer, documents)

    monkeypatch.setattr(Preparer, "read", fail)


@pytest.mark.usefixtures("poisoned")
def test_an_article_that_cannot_be_indexed_is_left_out_and_told(
    runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    """H35: it holds up no other; what stood in the index of it is gone, and it is indexed once it changes."""
    write(runtime.articles, [article(n) for n in range(1, 8)])
    runtime.indexer.sync()
    write(runtime.articles, [article(n, body="new poison" if n == 5 else "new ferry") for n in range(1, 11)])
    runtime.indexer.sync()
    assert (runtime.indexer.lag(), sorted(found(runtime, "ferry"))) == (0, [1, 2, 3, 4, 6, 7, 8, 9, 10])
    assert runtime.indexer.unindexable == {5: "ValueError('unforeseen')"}
    assert caplog.text.count("article 5 cannot be indexed") == 1
    assert dict(runtime.checker.verify().counts) == {"missing": 1}
    write(runtime.articles, [article(5, body="a ferry again")])
    runtime.indexer.sync()
    assert (runtime.indexer.unindexable, 5 in found(runtime, "ferry")) == ({}, True)


@pytest.mark.usefixtures("poisoned")
def test_an_article_that_cannot_be_indexed_stops_neither_rebuild_nor_repair_nor_looks(
    runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    """H35"""
    write(runtime.articles, [article(n, body="poison" if n == 2 else "") for n in range(1, 6)])
    runtime.indexer.rebuild()
    assert runtime.checker.repair(lambda _: None).mended == 0
    for _ in range(3):
        runtime.rolling.look()
    assert sorted(found(runtime, "ferry")) == [1, 3, 4, 5]
    assert runtime.rolling.drift().differing == 1
    assert caplog.text.count("cannot be indexed") == 1


def test_what_the_index_says_of_itself_is_no_fault_of_an_article(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    write(runtime.articles, [article(1)])
    monkeypatch.setattr("app.search.whoosh.columnar.index.write_arrays", full)
    with pytest.raises(IndexUnavailable):
        runtime.indexer.sync()
    assert (runtime.indexer.unindexable, runtime.indexer.lag()) == ({}, 1)


def test_old_changes_are_forgotten_when_the_index_has_seen_them(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest stay; numbers go on."""
    monkeypatch.setattr("app.indexer.KEPT_CHANGES", 3)
    monkeypatch.setattr("app.articles.store._FORGOTTEN", 2)
    write(runtime.articles, [article(n) for n in range(1, 11)])
    runtime.indexer.settle()
    assert runtime.articles.first_sequence() == 1, "not before"
    runtime.indexer.sync()
    with runtime.syncer():
        wait_for(lambda: runtime.articles.first_sequence() == 7)
    write(runtime.articles, [article(11)])
    runtime.indexer.sync()
    assert (runtime.articles.last_sequence(), runtime.articles.count()) == (11, 11)
    assert runtime.checker.verify().is_sound


def test_an_index_older_than_the_changes_that_are_kept_is_built_anew(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """H19: somebody put a copy of it back."""
    monkeypatch.setattr("app.indexer.KEPT_CHANGES", 3)
    write(runtime.articles, [article(1)])
    runtime.indexer.sync()
    copy = shutil.copytree(runtime.settings.index_dir, tmp_path / "copy")
    write(runtime.articles, [article(n) for n in range(2, 12)])
    runtime.indexer.sync()
    runtime.indexer.settle()
    shutil.rmtree(runtime.settings.index_dir)
    copy.rename(runtime.settings.index_dir)
    with open_runtime(runtime.settings) as again:
        assert again.indexer.heal()
        assert again.checker.verify().is_sound


@pytest.mark.parametrize(("seen", "anew"), [(6, True), (7, False), (8, False)])
def test_an_index_that_lacks_no_more_than_is_remembered_catches_up(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, seen: int, anew: bool
) -> None:
    """H19: the oldest change that is remembered is the eighth."""
    monkeypatch.setattr("app.indexer.KEPT_CHANGES", 3)
    write(runtime.articles, [article(n) for n in range(1, 11)])
    runtime.articles.forget_changes(8)
    assert runtime.articles.first_sequence() == 8
    runtime.engine.apply(Batch(seen))
    assert runtime.indexer.heal() is anew


@pytest.fixture
def interrupted(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A rebuild of ten articles was interrupted after four; meanwhile two more were changed. What is
    indexed from now on, by commit.
    """
    monkeypatch.setattr("app.indexer.COMMIT", 2)
    write(runtime.articles, [article(n) for n in range(1, 11)])
    runtime.indexer.sync()

    def stop(done: int) -> None:
        if done == 4:
            raise Interrupted("stopped")

    with pytest.raises(Interrupted):
        runtime.indexer.rebuild(stop)
    write(runtime.articles, [article(2, body="changed since"), article(9, body="changed since")])
    commits: list[int] = []
    apply = Generation.apply

    def counting(generation: Generation, batch: Batch) -> None:
        commits.append(len(batch.puts))
        apply(generation, batch)

    monkeypatch.setattr(Generation, "apply", counting)
    return commits


def test_a_rebuild_that_was_interrupted_is_gone_on_with(runtime: Runtime, interrupted: list[int]) -> None:
    """DUR-4: what it had done stays done; what changed since is caught up with."""
    steps: list[int] = []
    assert runtime.indexer.rebuild(steps.append) == 10
    assert steps == [6, 8, 10]
    assert interrupted == [2, 2, 2, 2], "six articles that were left, two that changed"
    assert runtime.checker.verify().is_sound
    assert len(list(runtime.settings.index_dir.glob("v*"))) == 1
    assert runtime.indexer.rebuild() == 10
    assert sum(interrupted) == 8 + 10, "one that is whole is not gone on with"


def test_a_half_index_of_what_was_there_before_a_restore_is_not_gone_on_with(
    runtime: Runtime, interrupted: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DUR-4, H06: the restore was killed when the database was in place, but no index yet."""
    write_backup(runtime.articles, tmp_path / "archive.backup", NOW)
    folder = runtime.settings.data_dir

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    point_to = WhooshEngine._point_to
    monkeypatch.setattr(WhooshEngine, "_point_to", killed)
    with pytest.raises(KeyboardInterrupt):
        restore(tmp_path / "archive.backup", runtime.articles, runtime.indexer, folder, NOW, force=True)
    monkeypatch.setattr(WhooshEngine, "_point_to", point_to)
    assert runtime.indexer.heal()
    assert sum(interrupted) == 2 * 10
    assert runtime.checker.verify().is_sound


def test_a_half_index_that_is_damaged_is_begun_anew(runtime: Runtime, interrupted: list[int]) -> None:
    """DUR-4"""
    halves = [path.parent for path in runtime.settings.index_dir.rglob("HALF")]
    for path in halves[0].glob("*.arrays"):
        path.write_bytes(b"damaged")
    assert runtime.indexer.rebuild() == 10
    assert sum(interrupted) >= 10
    assert runtime.checker.verify().is_sound


def test_many_changes_that_wait_are_applied_in_commits_of_bounded_size(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H36: as many as wait, no more than a commit's is in memory; how many are left is told meanwhile."""
    write(runtime.articles, [article(n) for n in range(1, 4)])
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
    execute(
        runtime, f"{rows} INSERT INTO changes (article_id, changed_at) SELECT 1 + i % 3, '2026-01-01' FROM n"
    )
    lags = [runtime.indexer.lag()]
    sizes: list[int] = []
    changed_after = ArticleStore.changed_after

    def watched(store: ArticleStore, sequence: int, limit: int) -> tuple[int, tuple[int, ...]]:
        last, ids = changed_after(store, sequence, limit)
        sizes.append(last - sequence)
        lags.append(runtime.indexer.lag())
        return last, ids

    monkeypatch.setattr(ArticleStore, "changed_after", watched)
    with runtime.syncer():
        wait_for(lambda: runtime.indexer.lag() == 0)
    assert lags[0] == 20003
    assert max(sizes) <= COMMIT
    assert lags == sorted(lags, reverse=True)
    assert runtime.checker.verify().is_sound
