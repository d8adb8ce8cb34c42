"""Copies of the database as a whole, and how a copy that comes back goes on counting."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.articles import ArticleStore, copying
from app.errors import NotFound, StoreError
from app.keys import KeyScope, KeyStore
from tests.building import NOW, article, write

LATER = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_copy_is_one_durable_file_that_holds_the_same(
    store: ArticleStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, [article(1), article(2)])
    synced: list[Path] = []
    monkeypatch.setattr(copying, "sync", synced.append)
    copy = tmp_path / "copy.db"
    store.copy_to(copy)
    assert synced == [copy]
    assert [file.name for file in tmp_path.glob("copy.db*")] == ["copy.db"]
    with closing(sqlite3.connect(copy)) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with closing(ArticleStore.open(copy)) as held:
        assert held.by_ids([1, 2]) == store.by_ids([1, 2])


def test_a_database_becomes_what_another_is_for_all_who_have_it_open(
    store: ArticleStore, tmp_path: Path
) -> None:
    write(store, [article(1)])
    with closing(ArticleStore.open(tmp_path / "other.db")) as other:
        write(other, [article(5), article(6)])
        store.become(other)
        assert store.by_ids([1, 2]) == other.by_ids([1, 2])
    assert (store.count(), store.revision()) == (2, "0005")


def test_an_older_copy_gives_no_id_and_no_sequence_number_again(store: ArticleStore, tmp_path: Path) -> None:
    """Cursors and the index tell by them what they know."""
    write(store, [article(1)])
    store.copy_to(tmp_path / "copy.db")
    write(store, [article(2), article(3)])
    write(store, [article(1, title="Second")], LATER)
    with closing(ArticleStore.open(tmp_path / "copy.db")) as copy:
        copy.go_on_from(store)
        assert (store.last_sequence(), copy.last_sequence()) == (4, 5)
        assert copy.changed_after(1, 10) == (5, (1,))
        assert copy.waiting_since(1) == NOW
        write(copy, [article(4)])
        assert (copy.get(4) is not None, copy.count(), copy.last_sequence()) == (True, 2, 6)


def test_a_copy_that_is_ahead_stays_ahead(store: ArticleStore, tmp_path: Path) -> None:
    with closing(ArticleStore.open(tmp_path / "ahead.db")) as ahead:
        write(ahead, [article(1), article(2)])
        ahead.go_on_from(store)
        write(ahead, [article(3)])
        assert (ahead.get(3) is not None, ahead.last_sequence()) == (True, 4)


def test_where_nothing_was_given_yet_all_begins_with_one(store: ArticleStore, tmp_path: Path) -> None:
    with closing(ArticleStore.open(tmp_path / "copy.db")) as copy:
        copy.go_on_from(store)
        write(copy, [article(1)])
        assert (copy.get(1) is not None, copy.last_sequence()) == (True, 1)


def test_keys_revoked_since_are_revoked_in_the_copy_too(store: ArticleStore, tmp_path: Path) -> None:
    live, copied = tmp_path / "dateline.db", tmp_path / "copy.db"
    with closing(KeyStore(live)) as keys:
        made = [keys.create(name, [KeyScope.READ], NOW)[1] for name in ("one", "two", "three")]
        keys.revoke(made[0].prefix, NOW)
        store.copy_to(copied)
        keys.revoke(made[1].prefix, LATER)
    with closing(ArticleStore.open(copied)) as copy, closing(KeyStore(copied)) as keys:
        copy.go_on_from(store)
        assert [used.key.revoked_at for used in keys.all()] == [NOW, LATER, None]
        with pytest.raises(NotFound):
            keys.revoke("00000000", NOW)


def test_what_cannot_be_copied_is_told(store: ArticleStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        store.copy_to(tmp_path / "none" / "copy.db")
    with (
        closing(ArticleStore(tmp_path / "none.db", store._engine)) as none,
        pytest.raises(StoreError, match="cannot be opened"),
    ):
        none.copy_to(tmp_path / "copy.db")
