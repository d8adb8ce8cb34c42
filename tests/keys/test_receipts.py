"""Answers kept for requests that come again, and the audit of what was changed."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.articles import ArticleStore
from app.keys import KeyScope, KeyStore, receipts
from app.keys.audit import Signature, record
from app.keys.receipts import KeyReused, Once, Receipt

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ANSWER = Receipt(201, {"location": "/v1/articles/7", "etag": '"7-1"'}, b'{"id":7}')


@pytest.fixture
def keys(store: ArticleStore, tmp_path: Path) -> Iterator[KeyStore]:
    with closing(KeyStore(tmp_path / "dateline.db")) as opened:
        for name in ("newsroom", "guest"):
            opened.create(name, [KeyScope.WRITE], NOW)
        yield opened


@pytest.mark.usefixtures("keys")
def test_an_answer_is_given_again_to_the_same_key_for_the_same_request_only(store: ArticleStore) -> None:
    once = Once("order-1", b"digest")
    with store.transaction() as transaction:
        receipts.keep(transaction.connection, 1, once, ANSWER, NOW)
    with store.transaction() as transaction:
        assert receipts.find(transaction.connection, 1, once) == ANSWER
        assert receipts.find(transaction.connection, 2, once) is None
        assert receipts.find(transaction.connection, 1, Once("order-2", b"digest")) is None
        with pytest.raises(
            KeyReused, match=r"^This Idempotency-Key came with another request before; use a new"
        ):
            receipts.find(transaction.connection, 1, Once("order-1", b"other"))


@pytest.mark.usefixtures("keys")
def test_answers_are_dropped_when_they_are_older_than_so_many_hours(store: ArticleStore) -> None:
    once = Once("order-1", b"digest")
    with store.transaction() as transaction:
        receipts.keep(transaction.connection, 1, once, ANSWER, NOW)
        receipts.forget(transaction.connection, NOW + timedelta(hours=24), 24)
        assert receipts.find(transaction.connection, 1, once) == ANSWER
        receipts.forget(transaction.connection, NOW + timedelta(hours=24, microseconds=1), 24)
        assert receipts.find(transaction.connection, 1, once) is None


def test_every_change_is_told_with_its_key_newest_first(store: ArticleStore, keys: KeyStore) -> None:
    with store.transaction() as transaction:
        record(transaction.connection, Signature(1, "r1"), [(7, "added"), (8, "updated")], NOW)
        record(transaction.connection, Signature(2, "r2"), [(7, "removed")], NOW + timedelta(days=1))
        record(transaction.connection, Signature(2, "r3"), [], NOW)
    newest, updated, added = keys.audit(10)
    prefixes = [used.key.prefix for used in keys.all()]
    assert (newest.id, newest.at, newest.key, newest.key_name) == (
        3,
        NOW + timedelta(days=1),
        prefixes[1],
        "guest",
    )
    assert (newest.request_id, newest.article_id, newest.effect) == ("r2", 7, "removed")
    assert (added.id, added.at, added.key, added.key_name) == (1, NOW, prefixes[0], "newsroom")
    assert (updated.request_id, updated.article_id, updated.effect) == ("r1", 8, "updated")
    assert [entry.id for entry in keys.audit(1)] == [3]
    assert [entry.id for entry in keys.audit(10, before=3)] == [2, 1]
    assert [entry.id for entry in keys.audit(1, before=3)] == [2]
    assert [(used.key.name, used.changes, used.last_change) for used in keys.all()] == [
        ("newsroom", 2, NOW),
        ("guest", 1, NOW + timedelta(days=1)),
    ]
