"""What the indexer asks of an engine, batch by batch: told by one that writes down what it is asked."""

import logging
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from app import indexer as indexing
from app.articles import ArticleStore, Written
from app.errors import DiskFull, IndexUnavailable
from app.indexer import Indexer, Ingesting, document_of, put
from app.search.analysis import Analyzer
from app.search.engine import Batch, Builds, Document
from app.search.memory import MemoryEngine
from app.values import Moment, Precision, StoredArticle
from tests.building import NOW, article, write


class Engine(MemoryEngine):
    """Cannot take articles that are called Poison; raises ``failing`` at any batch."""

    def __init__(self) -> None:
        super().__init__(Analyzer())
        #: Ids put, ids deleted and the sequence, of each batch; None of each settling.
        self.asked: list[tuple[list[int], list[int], int] | None] = []
        self.since: list[Container[int]] = []
        self.failing: BaseException | None = None

    def apply(self, batch: Batch) -> None:
        ids = [document.id for document in batch.puts]
        self.asked.append((ids, list(batch.deletes), batch.sequence))
        if self.failing:
            raise self.failing
        if any(document.texts["title"] == "Poison" for document in batch.puts):
            raise ValueError("x" * 300)
        super().apply(batch)

    def settle(self) -> None:
        self.asked.append(None)

    @contextmanager
    def rebuild(self, since: Container[int] = ()) -> Iterator[Builds]:
        self.since.append(since)
        with super().rebuild(since) as new:
            yield new


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def indexer(store: ArticleStore, engine: Engine) -> Indexer:
    return Indexer(store, engine)


def stored(store: ArticleStore, titles: Sequence[str]) -> list[StoredArticle]:
    write(store, [article(n, title=title) for n, title in enumerate(titles, 1)])
    return list(store.all_articles(batch=100))


def test_all_that_is_known_of_an_article_is_indexed_under_its_field(store: ArticleStore) -> None:
    at = datetime(2024, 3, 1, 12, 0, 0, 999_999, tzinfo=UTC)
    whole = article(
        1,
        description="Sailings resume.",
        authors=("Ann Other", "Jo Penn"),
        agency="Meridian Wire",
        section="Sea",
        tags=("ferries", "ports"),
        language="en",
        url="https://www.harbour-gazette.example/1",
        published=Moment(at, Precision.SECOND),
        updated_at=datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC),
    )
    write(store, [whole], NOW)
    assert document_of(store.by_ids([1])[1]) == Document(
        id=1,
        texts={"title": whole.title, "description": "Sailings resume.", "body": whole.body},
        keywords={
            "author": ("Ann Other", "Jo Penn"),
            "source": ("harbour-gazette",),
            "domain": ("harbour-gazette.example",),
            "agency": ("Meridian Wire",),
            "section": ("Sea",),
            "tag": ("ferries", "ports"),
            "language": ("en",),
        },
        dates={"published": int(at.timestamp()), "updated": -1, "added": int(NOW.timestamp())},
    )


def test_what_is_not_known_of_an_article_is_not_indexed(store: ArticleStore) -> None:
    write(store, [article(1, published=None, url=None)])
    document = document_of(store.by_ids([1])[1])
    assert document.keywords == {
        **dict.fromkeys(("author", "domain", "agency", "section", "tag", "language"), ()),
        "source": ("harbour-gazette",),
    }
    assert document.dates == {"published": None, "updated": None, "added": int(NOW.timestamp())}


def test_articles_that_are_gone_are_taken_out_in_the_same_commit(
    store: ArticleStore, engine: Engine, indexer: Indexer
) -> None:
    write(store, [article(1), article(2)])
    with store.transaction() as transaction:
        transaction.remove(1, NOW)
    assert indexer.step() == 2
    assert engine.asked == [([2], [1], 3)]
    assert indexer.step() == 0


def test_a_batch_is_made_smaller_until_its_texts_fit(
    store: ArticleStore, engine: Engine, indexer: Indexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quarter each time, one article at least."""
    write(store, [article(n, body="x" * 10) for n in range(1, 14)])
    monkeypatch.setattr(indexing, "COMMIT", 13)
    monkeypatch.setattr(indexing, "MOST_TEXT", 30)
    assert indexer.step() == 3
    monkeypatch.setattr(indexing, "MOST_TEXT", 29)
    assert indexer.step() == 1, "13, 3, 1 at last"
    monkeypatch.setattr(indexing, "MOST_TEXT", 9)
    assert indexer.step() == 1
    monkeypatch.setattr(indexing, "MOST_TEXT", 130)
    told: list[int] = []
    assert indexer.sync(told.append) == 8
    assert told == [8]
    assert [len(asked[0]) for asked in engine.asked if asked] == [3, 1, 1, 8]


def test_how_far_the_index_is_behind(store: ArticleStore, engine: Engine, indexer: Indexer) -> None:
    assert (indexer.lag(), indexer.seconds_behind(NOW)) == (0, 0.0)
    write(store, [article(1)], NOW)
    write(store, [article(2)], NOW + timedelta(seconds=5))
    assert (indexer.lag(), indexer.seconds_behind(NOW + timedelta(seconds=7))) == (2, 7.0)
    assert indexer.seconds_behind(NOW - timedelta(seconds=7)) == 0.0, "where the clock was set back"
    engine.apply(Batch(1))
    assert (indexer.lag(), indexer.seconds_behind(NOW + timedelta(seconds=7))) == (1, 2.0)


def test_of_a_batch_that_fails_the_article_at_fault_is_found_by_halving(
    store: ArticleStore, engine: Engine
) -> None:
    """H35: the sequence is the former one until all others are in."""
    held = stored(store, ["One", "Two", "Poison", "Four", "Five"])
    failed = put(engine, held, [9], 3, 8)
    assert list(failed) == [3]
    assert failed[3] == repr(ValueError("x" * 300))[:200]
    assert engine.asked == [
        ([1, 2, 3, 4, 5], [9], 8),
        ([1, 2], [9], 3),
        ([3, 4, 5], [], 8),
        ([3], [], 3),
        ([], [3], 3),
        ([4, 5], [], 8),
    ]
    assert engine.sequence() == 8


def test_of_two_articles_that_fail_neither_is_in(store: ArticleStore, engine: Engine) -> None:
    """H35"""
    failed = put(engine, stored(store, ["Poison", "Poison"]), [7], 1, 2)
    assert failed.keys() == {1, 2}
    assert engine.asked[1:] == [([1], [7], 1), ([], [7, 1], 1), ([2], [], 2), ([], [2], 2)]


@pytest.mark.parametrize("error", [DiskFull("full"), OSError(5, "input"), MemoryError(), KeyboardInterrupt()])
def test_what_is_no_fault_of_an_article_is_raised(
    store: ArticleStore, engine: Engine, error: BaseException
) -> None:
    """H35"""
    engine.failing = error
    with pytest.raises(type(error)):
        put(engine, stored(store, ["One", "Two"]), [], 0, 1)
    assert len(engine.asked) == 1


def test_an_article_that_cannot_be_indexed_is_told_once_and_until_it_can_be(
    store: ArticleStore, engine: Engine, indexer: Indexer, caplog: pytest.LogCaptureFixture
) -> None:
    stored(store, ["One", "Poison"])
    indexer.sync()
    assert list(indexer.unindexable) == [2]
    indexer.index_anew([2])
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert caplog.messages[0].startswith("article 2 cannot be indexed and is not found: ValueError('xxx")
    engine.asked.clear()
    indexer.index_anew([1])
    assert (engine.asked, list(indexer.unindexable)) == ([([1], [], 2)], [2])
    write(store, [article(2, title="Well")])
    indexer.sync()
    assert indexer.unindexable == {}


def test_the_same_article_with_another_error_is_told_again(
    indexer: Indexer, caplog: pytest.LogCaptureFixture
) -> None:
    for error in ("a", "a", "b"):
        indexer._told({4: error}, [4])
    assert len(caplog.messages) == 2
    assert indexer.unindexable == {4: "b"}


def test_an_index_is_built_anew_only_where_no_catching_up_helps(
    store: ArticleStore, engine: Engine, indexer: Indexer, caplog: pytest.LogCaptureFixture
) -> None:
    """H26, H30 and H36: ahead of the database, or older than its oldest change."""
    write(store, [article(n) for n in range(1, 6)])
    assert not indexer.heal()
    engine.apply(Batch(5))
    assert not indexer.heal()
    store.forget_changes(3)
    engine.apply(Batch(2))
    assert not indexer.heal(), "the oldest change that is remembered is the next one"
    assert caplog.messages == []
    engine.apply(Batch(1))
    told: list[int] = []
    assert indexer.heal(told.append)
    assert told == [5]
    engine.apply(Batch(6))
    assert indexer.heal()
    engine.withdraw()
    assert indexer.heal()
    assert [message.removeprefix("building the index anew: ") for message in caplog.messages] == [
        "it is older than the oldest change that the database remembers",
        "it holds changes that the database does not know: they were lost, or an older database was put back",
        "there is no index",
    ]
    assert engine.since == [range(2, 6), range(0), range(2, 6)]


def test_a_rebuild_that_was_begun_is_gone_on_with(
    store: ArticleStore, engine: Engine, indexer: Indexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "COMMIT", 2)
    held = stored(store, ["One", "Two", "Three", "Four", "Five"])
    half = Engine()
    half.apply(Batch(4, [document_of(held[0]), document_of(held[1])]))
    half.asked.clear()

    @contextmanager
    def rebuild(_since: Container[int] = ()) -> Iterator[Builds]:
        yield half

    monkeypatch.setattr(engine, "rebuild", rebuild)
    told: list[int] = []
    assert indexer.rebuild(told.append) == 5
    assert half.asked == [([3, 4], [], 4), ([5], [], 4)]
    assert told == [4, 5]
    assert engine.sequence() == 5, "what came meanwhile is caught up with"


def test_a_commit_of_a_rebuild_holds_so_many_articles_or_so_much_text(
    store: ArticleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, [article(n, body="x" * 10) for n in range(1, 8)])

    def portions(most: int, text: int) -> list[list[int]]:
        monkeypatch.setattr(indexing, "COMMIT", most)
        monkeypatch.setattr(indexing, "MOST_TEXT", text)
        articles = store.all_articles(batch=3)
        return [[each.id for each in portion] for portion in indexing._portions(articles)]

    assert portions(3, 1000) == [[1, 2, 3], [4, 5, 6], [7]]
    assert portions(7, 1000) == [[1, 2, 3, 4, 5, 6, 7]]
    assert portions(7, 20) == portions(7, 11) == [[1, 2], [3, 4], [5, 6], [7]]


def test_the_change_log_keeps_what_an_index_may_still_need(
    store: ArticleStore, engine: Engine, indexer: Indexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H36"""
    monkeypatch.setattr(indexing, "KEPT_CHANGES", 3)
    write(store, [article(n) for n in range(1, 8)])
    assert not indexer.has_forgettable()
    write(store, [article(8)])
    assert indexer.has_forgettable()
    engine.apply(Batch(2))
    indexer.forget_changes()
    assert store.first_sequence() == 2, "no further than the index has come"
    write(store, [article(9), article(10)])
    engine.apply(Batch(10))
    indexer.settle()
    assert (store.first_sequence(), engine.asked[-1]) == (7, None)
    indexer.forget_changes()
    assert store.first_sequence() == 7


def test_another_store_takes_the_place_of_ours_while_there_is_no_index(
    store: ArticleStore, engine: Engine, indexer: Indexer, tmp_path: object
) -> None:
    write(store, [article(n) for n in (1, 2)])
    other = SimpleNamespace(
        last_sequence=lambda: 9,
        all_articles=lambda *, batch, after: iter(list(store.all_articles(batch=batch, after=after))[:1]),
    )

    def become() -> None:
        with pytest.raises(IndexUnavailable):
            engine.sequence()

    indexer.switch(other, become)
    assert (engine.sequence(), [content.id for content in engine.contents()]) == (9, [1])


def test_without_a_follower_what_is_written_is_indexed_now_and_then_and_at_the_end(
    store: ArticleStore, engine: Engine, indexer: Indexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "COMMIT", 3)
    held = stored(store, ["One", "Two", "Three", "Four"])
    with indexer.ingesting() as ingesting:
        assert indexer.lag() == 0, "first it is brought in step"
        engine.apply(Batch(0))
        engine.asked.clear()
        ingesting.wrote(Written(held[:1], [2], 2))
        assert engine.asked == []
        ingesting.wrote(Written(held[2:3], [], 3))
        assert engine.asked == [([1, 2, 3], [], 3), ([4], [], 4)]
        ingesting.wrote(Written(held[3:], [1], 4))
        ingesting.finish()
    assert engine.asked[2:] == [None], "settled, though nothing was left to do"


class Follower:
    """Of the process that indexes: what it is told, and how it ends."""

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole
        self.told: list[tuple[list[int], int]] = []

    def add(self, documents: Iterator[Document], sequence: int) -> None:
        self.told.append(([document.id for document in documents], sequence))

    def finish(self) -> bool:
        return self.whole


def test_the_follower_is_told_what_was_added_and_what_was_updated(
    store: ArticleStore, indexer: Indexer
) -> None:
    held = stored(store, ["One", "Two", "Three"])
    follower = Follower(whole=True)
    ingesting = Ingesting(indexer, store, follower)
    ingesting.wrote(Written(held[1:], [1], 3))
    ingesting.wrote(Written(held[:1], [], 4))
    assert follower.told == [([2, 3, 1], 3), ([1], 4)]


@pytest.mark.parametrize(
    ("whole", "behind", "settles"),
    [(True, False, False), (True, True, True), (False, False, True), (False, True, True)],
)
def test_an_index_that_the_follower_settled_is_not_settled_again(
    store: ArticleStore, engine: Engine, indexer: Indexer, *, whole: bool, behind: bool, settles: bool
) -> None:
    stored(store, ["One"])
    if not behind:
        engine.apply(Batch(1))
    ingesting = Ingesting(indexer, store, Follower(whole=whole))
    ingesting.finish()
    assert ((None in engine.asked), indexer.lag()) == (settles, 0)


def test_progress_adds_up_over_the_batches(
    store: ArticleStore, indexer: Indexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "COMMIT", 2)
    stored(store, ["One", "Two", "Three", "Four", "Five"])
    told: list[int] = []
    assert indexer.sync(told.append) == 5
    assert told == [2, 4, 5]


def test_a_rebuild_goes_on_with_any_state_that_the_change_log_leads_on_from(
    store: ArticleStore, engine: Engine, indexer: Indexer
) -> None:
    indexer.rebuild()
    stored(store, ["One", "Two", "Three"])
    indexer.rebuild()
    store.forget_changes(3)
    indexer.rebuild()
    indexer.rebuild(afresh=True)
    assert engine.since == [range(1), range(4), range(2, 4), range(0)]
