"""Reading articles by plain statements: the same values, on connections that cannot write."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from app.articles import ArticleStore, database, reading
from app.articles.reading import Watch
from app.errors import SearchTimeout, StoreError
from tests.building import article, write


def test_a_list_may_leave_out_the_bodies_and_nothing_else(store: ArticleStore) -> None:
    """J17."""
    write(store, [article(1, tags=("ferries",), description="Late."), article(2)])
    whole, light = store.by_ids([1, 2]), store.by_ids([1, 2], bodies=False)
    assert all(light[number].article.body == "" for number in (1, 2))
    assert light[1].article.tags == whole[1].article.tags == ("ferries",)
    assert {number: held.content_hash for number, held in light.items()} == {
        number: held.content_hash for number, held in whole.items()
    }


def test_ids_that_are_none_are_left_out(store: ArticleStore) -> None:
    write(store, [article(1)])
    assert store.by_ids([1, 7, -1, 2**63 - 1]).keys() == {1}
    assert store.by_ids([]) == {}


def test_many_threads_read_at_once(store: ArticleStore) -> None:
    write(store, [article(n) for n in range(20)])
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: store.by_ids([n % 20 + 1]), range(200)))
    assert [next(iter(each)) for each in found] == [n % 20 + 1 for n in range(200)]


def test_each_read_sees_what_is_committed_by_then(store: ArticleStore) -> None:
    write(store, [article(1)])
    assert len(store.by_ids([1, 2])) == 1
    write(store, [article(2)])
    assert len(store.by_ids([1, 2])) == 2


def test_reading_ends_when_its_time_is_up_and_keeps_its_connection(
    store: ArticleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """J20, G36"""
    write(store, [article(n) for n in range(20)])
    assert len(store.by_ids(range(1, 21), timeout=60)) == 20
    monkeypatch.setattr(database, "reader", lambda _: pytest.fail("a connection that nothing is wrong with"))
    with pytest.raises(SearchTimeout):
        store.by_ids(range(1, 21), timeout=0)
    assert len(store.by_ids(range(1, 21), timeout=60)) == 20


def test_a_reader_cannot_write(store: ArticleStore, tmp_path: Path) -> None:
    reader = database.reader(tmp_path / "dateline.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM articles")
    reader.close()


def test_a_file_that_went_away_is_told_and_not_made_anew(store: ArticleStore, tmp_path: Path) -> None:
    for file in tmp_path.glob("dateline.db*"):
        file.unlink()
    with pytest.raises(StoreError, match="cannot be opened"):
        store.by_ids([1])
    assert not (tmp_path / "dateline.db").exists()


def test_another_version_is_told_after_each_commit_of_anybody(tmp_path: Path) -> None:
    """As ``Watch`` is asked by one process while others write: never waiting, and whatever they write."""
    path = tmp_path / "dateline.db"
    store, other = ArticleStore.open(path), ArticleStore.open(path)
    with closing(store), closing(other):
        told = [store.version(), store.version()]
        for number, writer in enumerate((other, store, other)):
            write(writer, [article(number)])
            told.append(store.version())
    assert told[0] == told[1]
    assert len(set(told)) == 4


def test_a_version_told_by_another_connection_is_another_one(tmp_path: Path) -> None:
    """Its numbers begin anew, so they are no sign that nothing has changed."""
    path = tmp_path / "dateline.db"
    with closing(ArticleStore.open(path)):
        watch = Watch(path)
        told = [watch.version()]
        watch.close()
        told.append(watch.version())
        watch.close()
    assert told[0] != told[1]


def test_rows_are_read_until_their_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the limit itself it is not."""
    now = [10.0]

    def later(count: int) -> Iterator[int]:
        for number in range(count):
            yield number
            now[0] += 1.0

    monkeypatch.setattr(reading.time, "monotonic", lambda: now[0])
    assert list(reading._in_time(later(5), None)) == [0, 1, 2, 3, 4]
    now[0] = 10.0
    assert list(reading._in_time(later(3), 12.0)) == [0, 1, 2]
    now[0] = 10.0
    said = r"^reading the articles took too long: the disk is slow; try again$"
    with pytest.raises(SearchTimeout, match=said):
        list(reading._in_time(later(4), 12.0))
