"""A request to write: one transaction with its audit, its answer kept, the index brought in step."""

from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.articles import ArticleStore
from app.editing import Desk, Edits, Effect, SourceForbidden, Turns, catch_up, desk
from app.errors import IndexUnavailable, NotFound
from app.keys import KeyScope, KeyStore
from app.keys.audit import Signature
from app.keys.receipts import KeyReused, Once, Receipt
from app.values import Candidate
from tests.building import NOW, article
from tests.clock import Clock

SIGNED = Signature(1, "request-7", frozenset({"harbour-gazette"}))
ONCE = Once("order-1", b"digest")


@pytest.fixture
def clock() -> Clock[datetime]:
    return Clock(NOW)


@pytest.fixture
def keys(store: ArticleStore, tmp_path: Path) -> Iterator[KeyStore]:
    with closing(KeyStore(tmp_path / "dateline.db")) as opened:
        opened.create("newsroom", [KeyScope.WRITE], NOW)
        yield opened


@pytest.fixture
def editor(store: ArticleStore, keys: KeyStore, clock: Clock[datetime]) -> Desk:
    return Desk(store, Turns(nullcontext, lambda: None), clock, remembered_hours=24)


def adding(number: int) -> Callable[[Edits], Receipt]:
    def edit(edits: Edits) -> Receipt:
        (added,) = edits.add([Candidate.of(article(number))])
        return Receipt(201, {"location": str(added.id)}, added.effect.encode())

    return edit


def test_what_is_written_is_noted_with_its_key_and_request(
    editor: Desk, store: ArticleStore, keys: KeyStore
) -> None:
    assert editor.perform(adding(1), SIGNED) == Receipt(201, {"location": "1"}, b"added")
    held = store.get(1)
    assert held is not None
    assert held.added_at == NOW
    (entry,) = keys.audit(9)
    assert (entry.key_name, entry.request_id, entry.article_id, entry.effect, entry.at) == (
        "newsroom",
        "request-7",
        1,
        Effect.ADDED,
        NOW,
    )


def test_an_edit_that_fails_leaves_nothing(editor: Desk, store: ArticleStore, keys: KeyStore) -> None:
    def fail(edits: Edits) -> Receipt:
        adding(1)(edits)
        raise NotFound("gone")

    for once in (None, ONCE):
        with pytest.raises(NotFound):
            editor.perform(fail, SIGNED, once)
    assert (store.count(), keys.audit(9)) == (0, ())
    assert editor.perform(adding(1), SIGNED, ONCE).body == b"added"


def test_a_key_writes_articles_of_its_sources_only(editor: Desk, store: ArticleStore) -> None:
    """K09"""

    def foreign(edits: Edits) -> Receipt:
        edits.add([Candidate.of(article(1, source="Coast Digest"))])
        return Receipt(201, {}, b"")

    with pytest.raises(SourceForbidden):
        editor.perform(foreign, SIGNED)
    assert store.count() == 0


def test_the_same_request_again_gets_its_answer_again_and_changes_nothing(
    editor: Desk, clock: Clock[datetime], store: ArticleStore, keys: KeyStore
) -> None:
    first = editor.perform(adding(1), SIGNED, ONCE)
    assert "Idempotent-Replayed" not in first.headers
    clock.now += timedelta(hours=24)
    again = editor.perform(adding(2), SIGNED, ONCE)
    assert again == Receipt(201, {"location": "1", "Idempotent-Replayed": "true"}, b"added")
    assert (store.count(), len(keys.audit(9))) == (1, 1)
    with pytest.raises(KeyReused):
        editor.perform(adding(2), SIGNED, Once("order-1", b"other"))
    clock.now += timedelta(seconds=1)
    assert editor.perform(adding(2), SIGNED, ONCE).headers == {"location": "2"}, "a day is enough"


def test_the_index_is_brought_in_step_for_so_long_and_no_longer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = [100.0]
    monkeypatch.setattr(desk.time, "monotonic", lambda: now[0])

    class Indexer:
        """Takes a quarter of a second for a step; there are five to do."""

        def __init__(self) -> None:
            self.steps = 5

        def step(self) -> int:
            now[0] += 0.25
            self.steps -= self.steps > 0
            return self.steps

    slow = Indexer()
    catch_up(slow)
    assert slow.steps == 3, "half a second is up"
    slow.steps = 2
    catch_up(slow)
    assert slow.steps == 0

    class Broken:
        def step(self) -> int:
            raise IndexUnavailable("there is none")

    catch_up(Broken())
    assert caplog.messages == ["the index is not in step with what was written: there is none"]
