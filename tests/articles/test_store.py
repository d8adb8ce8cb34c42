"""The store: one transaction for article, former version and change row; nothing lost."""

import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.dialects.sqlite import dialect

from app.articles import ArticleStore, Written
from app.articles.convert import kept_instant
from app.articles.rows import UtcDateTime
from app.errors import Busy, DatabaseDamaged, ReadOnly, StoreError
from app.ingest.decide import Outcome
from app.values import Candidate, Moment, Precision
from tests.building import NOW, article, write

FULL = article(
    7,
    description="Sailings resume.",
    byline="By Ann Other and Jo Penn",
    authors=("Ann Other", "Jo Penn"),
    agency="Meridian Wire",
    dateline="Port Halvard",
    section="Sea",
    tags=("ferries", "ports"),
    language="en",
    image_url="https://images.harbour-gazette.example/7.jpg",
    external_id="hg-7",
    source_domain="harbour-gazette.example",
    republished_by="Coast Digest",
    updated_at=datetime(2024, 3, 9, 8, 30, tzinfo=UTC),
    flags=("odd",),
)


def test_what_goes_in_comes_out(store: ArticleStore) -> None:
    write(store, [FULL])
    held = store.get(1)
    assert held is not None
    assert held.article == FULL
    assert (held.id, held.source_slug, held.added_at, held.version) == (1, "harbour-gazette", NOW, 1)


def test_ids_follow_the_order_of_ingest(store: ArticleStore) -> None:
    write(store, [article(n) for n in range(1, 4)])
    write(store, [article(9)])
    titles = [held.article.title for held in store.all_articles(batch=2)]
    assert titles == [
        "Ferry 1 sails again",
        "Ferry 2 sails again",
        "Ferry 3 sails again",
        "Ferry 9 sails again",
    ]
    assert [held.id for held in store.all_articles(batch=2)] == [1, 2, 3, 4]


def test_the_same_again_changes_nothing(store: ArticleStore) -> None:
    write(store, [article(1), article(2)])
    assert write(store, [article(1), article(2)]) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert (store.count(), store.last_sequence()) == (2, 2)


def test_an_update_keeps_the_former_version(store: ArticleStore) -> None:
    write(store, [FULL])
    later = datetime(2026, 11, 22, tzinfo=UTC)
    assert write(store, [replace(FULL, title="Ferry 7 delayed")], later) == [Outcome.UPDATED]
    held = store.get(1)
    assert held is not None
    assert (held.article.title, held.version, held.added_at) == ("Ferry 7 delayed", 2, NOW)
    (former,) = store.versions(1)
    assert (former.number, former.article, former.replaced_at) == (1, FULL, later)


def test_a_former_edition_coming_back_changes_nothing(store: ArticleStore) -> None:
    """A29, A30: an input that holds two editions of an article changes nothing the second time."""
    for edition in (article(1), article(1, title="Second")):
        write(store, [edition])
    assert write(store, [article(1)]) == [Outcome.UNCHANGED]
    assert write(store, [article(1, title="Second")]) == [Outcome.UNCHANGED]


def test_an_edition_the_publisher_dates_earlier_does_not_replace_a_later_one(store: ArticleStore) -> None:
    write(store, [replace(FULL, updated_at=datetime(2024, 3, 9, tzinfo=UTC))])
    early = replace(FULL, title="Early", updated_at=datetime(2024, 3, 8, tzinfo=UTC))
    assert write(store, [early]) == [Outcome.UNCHANGED]


def test_every_change_has_a_change_row(store: ArticleStore) -> None:
    write(store, [article(1), article(2)])
    write(store, [article(1, title="Second")])
    assert store.changed_after(0, 10) == (3, (1, 2))
    assert store.changed_after(1, 1) == (2, (2,))
    assert store.changed_after(3, 10) == (3, ())


def test_what_a_write_says_it_added_is_what_the_store_gives(store: ArticleStore) -> None:
    whole = replace(FULL, source="HARBOUR gazette", source_domain="other.example", flags=("bad_url",))
    write(store, [article(1)])
    with store.transaction() as transaction:
        pairs = [(Candidate.of(each), None) for each in (whole, article(2))]
        written = transaction.write(pairs, NOW.replace(microsecond=7))
    assert {added.id: added for added in written.added} == store.by_ids([2, 3])
    assert (written.updated, written.sequence) == ([], store.last_sequence())


def test_a_transaction_that_fails_leaves_nothing(store: ArticleStore) -> None:
    """H01"""
    with pytest.raises(ZeroDivisionError):
        _write_then_fail(store)
    assert (store.count(), store.last_sequence(), store.sources()) == (0, 0, ())


def _write_then_fail(store: ArticleStore) -> None:
    with store.transaction() as transaction:
        transaction.write([(Candidate.of(article(1)), None)], NOW)
        _ = 1 / 0


def test_an_article_is_found_by_any_spelling_of_its_address(store: ArticleStore) -> None:
    write(store, [article(1), article(1, source="Coast Digest")])
    held = store.by_url("http://www.harbour-gazette.example/ferry/1/")
    assert held is not None
    assert held.source_slug == "coast-digest", "where two sources share an address, the one added last"
    assert store.by_url("https://harbour-gazette.example/none") is None


def test_sources_are_counted(store: ArticleStore) -> None:
    write(store, [article(1), article(5), article(2, source="Coast Digest", published=None)])
    coast, harbour = store.sources()
    assert (coast.slug, coast.articles, coast.first_published, coast.last_added) == (
        "coast-digest",
        1,
        None,
        NOW,
    )
    assert (harbour.articles, harbour.first_published, harbour.last_published) == (
        2,
        datetime(2024, 3, 2, tzinfo=UTC),
        datetime(2024, 3, 6, tzinfo=UTC),
    )
    assert store.source("harbour-gazette") == harbour
    assert store.source("none") is None
    assert store.source_names() == {"coast-digest": "Coast Digest", "harbour-gazette": "Harbour Gazette"}
    assert store.source_names(["coast-digest", "none"]) == {"coast-digest": "Coast Digest"}


def test_a_source_learns_its_domain_and_keeps_its_name(store: ArticleStore) -> None:
    write(store, [article(1)])
    write(store, [article(2, source="HARBOUR gazette", source_domain="harbour-gazette.example")])
    (source,) = store.sources()
    assert (source.name, source.domain, source.articles) == ("Harbour Gazette", "harbour-gazette.example", 2)


def test_articles_are_indexed_again_when_their_source_learns_its_domain(store: ArticleStore) -> None:
    """The domain of an article without an address is that of its source."""
    write(store, [article(1, url=None), article(2)])
    write(store, [article(3, source_domain="harbour-gazette.example")])
    assert store.changed_after(2, 10) == (4, (3, 1))


def test_articles_of_a_source_whose_domain_is_known_are_not_indexed_again(store: ArticleStore) -> None:
    write(store, [article(1, url=None, source_domain="harbour-gazette.example")])
    write(store, [article(2, source_domain="harbour-gazette.example"), article(3)])
    assert store.changed_after(1, 10) == (3, (2, 3))
    with store.transaction() as transaction:
        assert transaction.write([], NOW) == Written((), (), 0)


def test_gaps_are_the_longest_stretches_without_an_article(store: ArticleStore) -> None:
    days = [date(2024, 3, d) for d in (1, 2, 9, 12, 30)]
    dated = [Moment(datetime(d.year, d.month, d.day, tzinfo=UTC), Precision.DAY) for d in days]
    write(store, [article(n, published=moment) for n, moment in enumerate(dated)])
    other = Moment(datetime(2024, 3, 20, tzinfo=UTC), Precision.DAY)
    write(store, [article(20, published=dated[4]), article(7, published=other, source="Coast Digest")])
    write(store, [article(21, published=None), article(22, published=dated[0])])

    def gaps(days: int, limit: int = 9) -> list[tuple[int, int]]:
        found = store.gaps("harbour-gazette", days=days, limit=limit)
        return [(gap.first.day, gap.last.day) for gap in found]

    assert gaps(3, 2) == [(13, 29), (3, 8)]
    assert gaps(2) == [(13, 29), (3, 8), (10, 11)]
    assert gaps(3) == [(13, 29), (3, 8)]


@pytest.mark.parametrize("year", [1, 999, 1900, 1969, 9999])
def test_dates_of_any_year_survive(store: ArticleStore, year: int) -> None:
    """A25"""
    moment = Moment(datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC), Precision.SECOND)
    write(store, [article(1, published=moment)])
    held = store.get(1)
    assert held is not None
    assert held.article.published == moment


def test_readers_go_on_while_one_writes(store: ArticleStore) -> None:
    write(store, [article(1)])
    seen: list[int] = []
    with store.transaction():
        reader = threading.Thread(target=lambda: seen.append(store.count()))
        reader.start()
        reader.join()
    assert seen == [1]


def test_a_database_that_is_locked_is_told_as_busy(
    tmp_path: Path, store: ArticleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H28. ``test_every_connection_is_strict`` tells how long is waited."""
    monkeypatch.setattr("app.articles.database._PRAGMAS", ("busy_timeout=1",))
    other = sqlite3.connect(tmp_path / "dateline.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with (
            closing(ArticleStore.open(tmp_path / "dateline.db")) as second,
            pytest.raises(Busy, match="try again"),
            second.transaction() as transaction,
        ):
            transaction.get(1)
    finally:
        other.close()


def test_what_is_not_a_database_is_refused_with_a_clear_message(tmp_path: Path) -> None:
    """H25"""
    path = tmp_path / "dateline.db"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match="not a database"):
        ArticleStore.open(path)


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """H38, I20"""
    ArticleStore.open(tmp_path / "dateline.db").close()
    with sqlite3.connect(tmp_path / "dateline.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        ArticleStore.open(tmp_path / "dateline.db")


def test_what_a_publisher_says_of_an_edition_is_held_with_it(store: ArticleStore) -> None:
    bare = article(2, body="", flags=("no_body", "odd"), updated_at=None)
    write(store, [FULL, bare])
    write(store, [replace(FULL, title="Second")])
    whole, other = (store.held([Candidate.of(each).key])[Candidate.of(each).key] for each in (FULL, bare))
    assert (whole.id, whole.version, whole.updated_at, whole.has_text) == (1, 2, FULL.updated_at, True)
    assert whole.former == {Candidate.of(FULL).content_hash}
    assert (other.id, other.version, other.updated_at, other.has_text) == (2, 1, None, False)
    assert other.former == frozenset()
    assert store.held(["none"]) == {}


def test_former_versions_come_oldest_first(store: ArticleStore) -> None:
    for title in ("One", "Two", "Three"):
        write(store, [article(1), article(2, title=title)])
    assert [(former.number, former.article.title) for former in store.versions(2)] == [(1, "One"), (2, "Two")]
    assert store.versions(1) == ()


def test_many_articles_are_updated_in_one_write(store: ArticleStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than are taken at a time."""
    monkeypatch.setattr("app.articles.writing._CHUNK", 2)
    write(store, [article(n) for n in range(1, 6)])
    write(store, [article(n, title=f"Second {n}") for n in range(1, 6)])
    assert [store.versions(n)[0].article for n in range(1, 6)] == [article(n) for n in range(1, 6)]
    assert [held.article.title for held in store.all_articles(batch=2)] == [
        f"Second {n}" for n in range(1, 6)
    ]
    assert [held.id for held in store.all_articles(batch=3, after=1)] == [2, 3, 4, 5]
    assert [held.id for held in store.articles_after(2, 2)] == [3, 4]


def test_what_is_removed_leaves_a_change_and_nothing_else(store: ArticleStore) -> None:
    write(store, [article(1), article(2), article(3, source="Coast Digest")])
    write(store, [article(1, title="Second"), article(2, title="Second")])
    with store.transaction() as transaction:
        transaction.connection.exec_driver_sql("PRAGMA secure_delete=OFF")
        transaction.remove(1, NOW)
        transaction.remove(3, NOW)
        assert transaction.connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
        assert (transaction.get(1), transaction.get(2)) == (None, store.get(2))
        assert transaction.key_of(2) == Candidate.of(article(2)).key
    assert (store.count(), list(store.source_names()), store.versions(1)) == (1, ["harbour-gazette"], ())
    assert len(store.versions(2)) == 1
    assert store.changed_after(5, 10) == (7, (1, 3))


def test_changes_tell_since_when_they_wait_and_are_forgotten(
    store: ArticleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H37: the log of changes does not grow for ever."""
    monkeypatch.setattr("app.articles.store._FORGOTTEN", 2)
    assert (store.first_sequence(), store.waiting_since(0)) == (0, None)
    for n in range(1, 8):
        write(store, [article(n)], NOW.replace(minute=n))
    assert (store.first_sequence(), store.last_sequence()) == (1, 7)
    assert store.waiting_since(2) == NOW.replace(minute=3)
    assert store.waiting_since(7) is None
    assert store.changed_since(5, [1, 6, 7]) == {6, 7}
    assert (store.changed_since(0, [1, 7]), store.changed_since(0, [])) == ({1, 7}, set())
    store.forget_changes(0)
    assert store.first_sequence() == 1
    store.forget_changes(6)
    assert (store.first_sequence(), store.changed_after(0, 10)) == (6, (7, (6, 7)))


def test_articles_with_the_same_text_are_told_earliest_first(store: ArticleStore) -> None:
    text = "The harbour reopens on Monday, said the master of the port. " * 20
    dates = [Moment(datetime(2024, 3, day, tzinfo=UTC), Precision.DAY) for day in (5, 1, 9)]
    same = [article(n, body=text, published=at) for n, at in enumerate(dates, 1)]
    write(store, [*same, article(4), article(5, body=text, published=None)])
    assert [held.id for held in store.reprints(1, 9)] == [2, 3, 5]
    assert [held.id for held in store.reprints(1, 1)] == [2]
    assert [store.count_reprints(n) for n in range(1, 7)] == [3, 3, 3, 0, 3, 0]
    copies = store.copies()
    assert copies.keys() == {1, 2, 3, 5}
    assert len(set(copies.values())) == 1


def test_a_sound_database_has_no_faults_and_a_damaged_one_tells_them(
    store: ArticleStore, tmp_path: Path
) -> None:
    """H25"""
    path = tmp_path / "dateline.db"
    write(store, [article(n) for n in range(1, 10)])
    store.check()
    assert store.faults() == []
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("UPDATE articles SET source_id = 99 WHERE id < 4")
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(36)  # how many pages are free
        file.write((5).to_bytes(4, "big"))
    with closing(ArticleStore.open_read_only(path)) as damaged:
        found = damaged.faults()
        assert found[-1] == "3 rows of articles belong to nothing"
        assert [line for line in found[:-1] if "reelist" in line]
        assert len(found) == 2
        with pytest.raises(DatabaseDamaged, match=r"^the database file is damaged: restore a backup$"):
            damaged.check()


def test_a_log_grown_too_large_is_emptied_before_more_is_written(
    store: ArticleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H36"""
    write(store, [article(1)])
    size = store.log_bytes()
    assert size > 0
    monkeypatch.setattr("app.articles.store.LOG_LIMIT", size)
    write(store, [article(2)])
    assert store.log_bytes() > size
    with store.transaction():
        assert store.log_bytes() == 0


def test_a_log_that_somebody_reads_is_not_emptied_and_writing_is_refused(
    store: ArticleStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.articles.store.LOG_LIMIT", 0)
    with closing(sqlite3.connect(tmp_path / "dateline.db", isolation_level=None)) as plain:
        write(store, [article(1)])
        plain.execute("BEGIN")
        plain.execute("SELECT count(*) FROM articles").fetchone()
        with pytest.raises(
            Busy, match=r"^the database's log is full, because a program has been reading for long: end it$"
        ):
            write(store, [article(2)])
    assert store.count() == 1


def test_a_database_to_be_read_only_is_not_written(store: ArticleStore, tmp_path: Path) -> None:
    write(store, [article(1)])
    path = tmp_path / "dateline.db"
    with closing(ArticleStore.open_read_only(path)) as opened:
        assert (opened.is_newest(), opened.count(), opened.get(1)) == (True, 1, store.get(1))
        assert (opened.knows("0001"), opened.knows("9999")) == (True, False)
        with pytest.raises(ReadOnly), opened.transaction() as transaction:
            transaction.remove(1, NOW)
    with sqlite3.connect(path) as plain:
        plain.execute("UPDATE alembic_version SET version_num = '0004'")
    plain.close()
    assert not store.is_newest()


def test_the_pragmas_that_make_it_safe_are_set(store: ArticleStore) -> None:
    """K13"""
    with store.transaction() as transaction:
        run = transaction._connection.exec_driver_sql
        assert run("PRAGMA journal_mode").scalar() == "wal"
        assert run("PRAGMA synchronous").scalar() == 2
        assert run("PRAGMA foreign_keys").scalar() == 1
        assert run("PRAGMA trusted_schema").scalar() == 0


def test_times_are_kept_in_utc_whatever_zone_they_come_in_and_the_machine_is_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = datetime(2024, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        bound = UtcDateTime().process_bind_param(at, dialect())
        kept = kept_instant(at)
    time.tzset()
    assert bound == datetime(2024, 3, 1, 10)  # noqa: DTZ001
    assert kept == "2024-03-01 10:00:00.000000"
    assert UtcDateTime().process_bind_param(None, dialect()) is None
