"""The index follows the change log, and heals."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.errors import Busy, IndexUnavailable
from app.indexer import Indexer, document_of
from app.runtime import Runtime, open_runtime
from app.search.engine import Batch, Document, SearchRequest
from app.search.query.tree import Word
from app.search.whoosh.generation import Generation
from app.syncing import Syncer
from tests.building import article, write
from tests.search.contract.base import held
from tests.waiting import wait_for


def found(runtime: Runtime, word: str) -> list[int]:
    return [hit.id for hit in runtime.engine.search(SearchRequest(Word(word))).hits]


def test_what_is_stored_is_found_after_a_sync(runtime: Runtime) -> None:
    write(runtime.articles, [article(1), article(2)])
    assert (runtime.indexer.lag(), found(runtime, "ferry")) == (2, [])
    assert runtime.indexer.sync() == 2
    assert (runtime.indexer.lag(), found(runtime, "ferry")) == (0, [2, 1])


@pytest.mark.parametrize(
    ("given", "domain"),
    [
        ({"url": "https://www.north-port.example/a"}, ("north-port.example",)),
        ({"url": "https://printer.example/a", "source_domain": "north-port.example"}, ("printer.example",)),
        ({"url": None, "source_domain": "north-port.example"}, ("north-port.example",)),
        ({"url": None}, ()),
    ],
)
def test_the_domain_is_that_of_its_address_or_else_of_its_source(
    runtime: Runtime, given: dict[str, str], domain: tuple[str, ...]
) -> None:
    write(runtime.articles, [article(1, **given)])
    assert document_of(runtime.articles.by_ids([1])[1]).keywords["domain"] == domain


def test_an_update_replaces_what_was_indexed(runtime: Runtime) -> None:
    write(runtime.articles, [article(1)])
    runtime.indexer.sync()
    write(runtime.articles, [article(1, title="Dam opens", body="Water.")])
    runtime.indexer.sync()
    assert (found(runtime, "ferry"), found(runtime, "dam")) == ([], [1])


def test_several_changes_of_one_article_are_applied_once(runtime: Runtime) -> None:
    for title in ("One", "Two", "Three"):
        write(runtime.articles, [article(1, title=title)])
    assert runtime.indexer.step() == 1
    assert runtime.engine.sequence() == 3


def test_changes_already_applied_may_be_applied_again(runtime: Runtime) -> None:
    """H04"""
    write(runtime.articles, [article(1), article(2)])
    runtime.indexer.sync()
    runtime.engine.apply(Batch(0))
    runtime.indexer.sync()
    assert (runtime.engine.stats().documents, found(runtime, "ferry")) == (2, [2, 1])


def test_an_index_that_lags_catches_up_from_where_it_stands(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H02"""
    monkeypatch.setattr("app.indexer.COMMIT", 3)
    write(runtime.articles, [article(n) for n in range(1, 11)])
    runtime.indexer.step()
    assert (runtime.engine.sequence(), runtime.indexer.lag()) == (3, 7)
    runtime.indexer.sync()
    assert held(runtime.engine) == list(range(1, 11))


def test_of_long_articles_fewer_are_in_memory_at_once(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H36"""
    monkeypatch.setattr("app.indexer.MOST_TEXT", 3000)
    monkeypatch.setattr("app.indexer.FETCH", 2)
    write(runtime.articles, [article(n, body="Ropes held. " * 100) for n in range(1, 6)])
    assert runtime.articles.text_size([1, 2, 99]) == 2400
    assert runtime.indexer.step() < 5
    assert runtime.indexer.lag() > 0
    runtime.indexer.sync()
    told: list[int] = []
    assert runtime.indexer.rebuild(told.append) == 5
    assert (held(runtime.engine), runtime.indexer.lag(), told) == ([1, 2, 3, 4, 5], 0, [3, 5])


def test_a_rebuild_makes_the_index_from_the_store_alone(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.indexer.COMMIT", 4)
    write(runtime.articles, [article(n) for n in range(1, 11)])
    runtime.engine.apply(Batch(0, [Document(99, {"title": "stray ferry"})]))
    told: list[int] = []
    assert runtime.indexer.rebuild(told.append) == 10
    assert (held(runtime.engine), runtime.indexer.lag(), told) == (list(range(1, 11)), 0, [4, 8, 10])


def test_a_rebuild_of_an_empty_store_leaves_an_empty_index(runtime: Runtime) -> None:
    assert runtime.indexer.rebuild() == 0
    assert (runtime.engine.stats().documents, runtime.indexer.lag()) == (0, 0)


def test_a_missing_index_is_started_over(runtime: Runtime) -> None:
    write(runtime.articles, [article(1)])
    runtime.indexer.sync()
    (runtime.settings.index_dir / "CURRENT").unlink()
    assert runtime.indexer.heal()
    runtime.indexer.sync()
    assert found(runtime, "ferry") == [1]
    assert not runtime.indexer.heal()


def test_while_an_index_is_healed_nothing_is_answered_from_half_of_it(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H22: half an index would answer as if it were whole."""
    monkeypatch.setattr("app.indexer.COMMIT", 1)
    write(runtime.articles, [article(1), article(2)])
    runtime.indexer.sync()
    (runtime.settings.index_dir / "CURRENT").unlink()
    steps: list[int] = []

    def looked(done: int) -> None:
        steps.append(done)
        with pytest.raises(IndexUnavailable):
            found(runtime, "ferry")

    assert runtime.indexer.heal(looked)
    assert steps == [1, 2]
    assert found(runtime, "ferry") == [2, 1]


def test_a_lost_index_is_not_taken_for_an_empty_archive(runtime: Runtime) -> None:
    write(runtime.articles, [article(1)])
    runtime.indexer.sync()
    (runtime.settings.index_dir / "CURRENT").unlink()
    with open_runtime(runtime.settings) as again, pytest.raises(IndexUnavailable, match="dateline reindex"):
        found(again, "ferry")


def test_the_syncer_stops_in_the_middle_of_healing(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("app.indexer.COMMIT", 1)
    write(runtime.articles, [article(1), article(2)])
    runtime.indexer.sync()
    (runtime.settings.index_dir / "CURRENT").unlink()
    syncer = runtime.syncer()
    steps: list[int] = []
    apply = Generation.apply

    def slow(generation: Generation, batch: Batch) -> None:
        steps.append(len(batch.puts))
        apply(generation, batch)
        stopping.wait(5)

    stopping = threading.Event()
    monkeypatch.setattr(Generation, "apply", slow)
    with syncer:
        wait_for(lambda: bool(steps))
        threading.Timer(0.2, stopping.set).start()
    assert steps == [0, 1], "its sequence, an article"
    assert not runtime.engine.exists()
    assert "could not be brought in step" not in caplog.text


def test_an_index_ahead_of_its_database_is_started_over(runtime: Runtime) -> None:
    """H26: the database was restored from an older copy."""
    write(runtime.articles, [article(1)])
    runtime.engine.apply(Batch(50, [Document(7, {"title": "ferry of the future"})]))
    assert runtime.indexer.heal()
    runtime.indexer.sync()
    assert found(runtime, "ferry") == [1]


def test_the_syncer_picks_up_what_a_killed_writer_left(runtime: Runtime) -> None:
    """H02"""
    with runtime.syncer():
        write(runtime.articles, [article(1)])
        wait_for(lambda: found(runtime, "ferry") == [1])


def test_the_syncer_heals_the_index_while_serving(runtime: Runtime) -> None:
    """H22"""
    write(runtime.articles, [article(1)])
    runtime.indexer.sync()
    (runtime.settings.index_dir / "CURRENT").unlink()
    with runtime.syncer():
        wait_for(runtime.engine.exists)
        wait_for(lambda: found(runtime, "ferry") == [1])


def test_the_syncer_leaves_the_index_to_another_writer(runtime: Runtime) -> None:
    tries: list[int] = []

    @contextmanager
    def busy() -> Iterator[None]:
        tries.append(1)
        raise Busy("somebody writes")
        yield

    write(runtime.articles, [article(1)])
    with Syncer(runtime.indexer, busy, interval=0.01):
        wait_for(lambda: len(tries) > 2)
    assert runtime.indexer.lag() == 1


def test_the_syncer_survives_what_it_did_not_expect(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    def broken(_self: Indexer) -> int:
        calls.append(1)
        raise RuntimeError("surprise")

    monkeypatch.setattr(Indexer, "lag", broken)
    with Syncer(runtime.indexer, runtime.writing, interval=0.01):
        wait_for(lambda: len(calls) > 2)
    assert "surprise" in caplog.text
