"""What is remembered of watched feeds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.articles import ArticleStore
from app.values import EntryState, FeedState
from tests.building import NOW

HARBOUR = FeedState(
    "https://harbour-gazette.example/feed",
    "Harbour Gazette",
    etag='"7"',
    last_modified="Sat, 21 Nov 2026 12:00:00 GMT",
    body_hash="ab",
    checked_at=NOW,
    next_at=NOW + timedelta(minutes=10),
    not_before=datetime(2026, 12, 1, tzinfo=UTC),
    failures=1,
    outcome="timeout",
    detail="no answer",
    added=2,
    updated=3,
    rejected=4,
    rejected_in_all=5,
    moved_to="https://harbour-gazette.example/new",
)
COAST = FeedState("https://coast-digest.example/feed", "Coast Digest")


def entry(key: str, seen_at: datetime = NOW, *, complete: bool = True) -> EntryState:
    return EntryState(key=key, content_hash="cd", complete=complete, tries=2, seen_at=seen_at)


def test_a_feed_is_remembered_whole_and_listed_by_name(store: ArticleStore) -> None:
    feeds = store.feeds()
    feeds.save(HARBOUR)
    feeds.save(COAST)
    assert feeds.all() == (COAST, HARBOUR)
    changed = replace(HARBOUR, failures=0, outcome="read", name="Aft Gazette")
    feeds.save(changed)
    assert feeds.all() == (changed, COAST)


def test_of_one_name_the_addresses_tell_the_order(store: ArticleStore) -> None:
    feeds = store.feeds()
    for letter in "bca":
        feeds.save(replace(COAST, url=f"https://{letter}.example/feed"))
    assert [state.url[8] for state in feeds.all()] == ["a", "b", "c"]


def test_entries_belong_to_their_feed_and_the_newest_state_counts(store: ArticleStore) -> None:
    feeds = store.feeds()
    feeds.save(HARBOUR, [entry("one"), entry("two", complete=False)])
    feeds.save(COAST, [entry("one", complete=False)])
    feeds.save(HARBOUR, [entry("two")])
    assert feeds.entries(HARBOUR.url) == {"one": entry("one"), "two": entry("two")}
    assert feeds.entries(COAST.url) == {"one": entry("one", complete=False)}


def test_entries_that_were_not_shown_since_are_forgotten(store: ArticleStore) -> None:
    feeds = store.feeds()
    old, late = entry("old", NOW - timedelta(seconds=1)), entry("late", NOW)
    feeds.save(HARBOUR, [old, late])
    feeds.save(COAST, [old])
    feeds.forget_entries(HARBOUR.url, NOW)
    assert (feeds.entries(HARBOUR.url), feeds.entries(COAST.url)) == ({"late": late}, {"old": old})
