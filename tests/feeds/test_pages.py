"""Pages behind the entries of a feed."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.feeds import FeedSource
from app.feeds.fetch import Fetcher, Policy
from app.feeds.pace import Pace
from app.feeds.pages import Pages, credited, merged
from app.feeds.robots import Robots
from app.ingest.draft import Document
from app.values import Article, Candidate, EntryState
from tests.feeds.server import Server, answer

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def entry(server: Server, number: int) -> Candidate:
    return Candidate.of(
        Article("Gazette", f"Entry {number}", url=server.url(f"/{number}"), flags=("no_body",))
    )


def pages(server: Server, most: int = 10) -> Pages:
    def read(page: Document) -> Sequence[Candidate]:
        text = page.data.decode()
        return [Candidate.of(Article("Page", "Title", body=text, authors=("Ann Lee",)))] if text else []

    fetcher = Fetcher(Policy("Dateline/test", private_hosts=frozenset({server.netloc})))
    pace = Pace(0, threading.Event())
    return Pages(fetcher, pace, Robots(fetcher, pace, "Dateline"), read, most)


def known(entries: Sequence[EntryState]) -> dict[str, EntryState]:
    return {entry.key: entry for entry in entries}


def test_the_page_adds_its_text_and_what_the_feed_leaves_open(server: Server) -> None:
    server.answers["/1"] = answer(b"The whole text.")
    done = pages(server).complete([entry(server, 1)], {}, NOW)
    article = done.candidates[0].article
    assert (article.source, article.title, article.body) == ("Gazette", "Entry 1", "The whole text.")
    assert (article.authors, article.flags) == (("Ann Lee",), ())
    assert (done.unchanged, [state.complete for state in done.entries]) == (0, [True])


def test_a_page_is_fetched_once_as_long_as_its_entry_stays_the_same(server: Server) -> None:
    server.answers["/1"] = answer(b"The whole text.")
    ours = pages(server)
    first = ours.complete([entry(server, 1)], {}, NOW)
    again = ours.complete([entry(server, 1)], known(first.entries), NOW)
    assert (again.candidates, again.unchanged) == ((), 1)
    assert server.paths() == ["/robots.txt", "/1"]
    changed = Candidate.of(replace(entry(server, 1).article, title="Entry one"))
    assert len(ours.complete([changed], known(first.entries), NOW).candidates) == 1
    assert server.paths()[2:] == ["/1"]


def test_a_page_that_cannot_be_had_is_tried_three_times_and_the_entry_kept(server: Server) -> None:
    server.answers["/1"] = answer(b"", "503 Service Unavailable")
    ours, states = pages(server), {}
    stored = []
    for _ in range(5):
        done = ours.complete([entry(server, 1)], states, NOW)
        states = known(done.entries)
        stored.append(len(done.candidates))
    assert stored == [1, 0, 0, 0, 0]
    assert server.paths().count("/1") == 3


def test_a_page_that_comes_later_completes_its_entry(server: Server) -> None:
    ours = pages(server)
    first = ours.complete([entry(server, 1)], {}, NOW)
    server.answers["/1"] = answer(b"The whole text.")
    second = ours.complete([entry(server, 1)], known(first.entries), NOW)
    assert [candidate.article.body for candidate in (*first.candidates, *second.candidates)] == [
        "",
        "The whole text.",
    ]


def test_a_check_fetches_so_many_pages_and_the_next_one_the_others(server: Server) -> None:
    for number in range(4):
        server.answers[f"/{number}"] = answer(b"text")
    ours = pages(server, most=2)
    entries = [entry(server, number) for number in range(4)]
    first = ours.complete(entries, {}, NOW)
    second = ours.complete(entries, known(first.entries), NOW)
    assert [state.complete for state in first.entries] == [True, True, False, False]
    assert all(state.complete for state in second.entries)
    assert (len(first.candidates), len(second.candidates)) == (4, 2)


def test_robots_are_asked_and_nothing_inside_is_fetched(server: Server) -> None:
    """K16"""
    server.answers |= {"/robots.txt": answer(b"User-agent: *\nDisallow: /1"), "/1": answer(b"text")}
    inside = Candidate.of(Article("Gazette", "Inside", url="http://169.254.169.254/latest"))
    done = pages(server).complete([entry(server, 1), inside], {}, NOW)
    assert [state.complete for state in done.entries] == [False, False]
    assert server.paths() == ["/robots.txt"]


def test_the_longer_text_counts() -> None:
    told, page = (
        Article("A", "T", body="a longer text", flags=("x",)),
        Article("B", "U", body="short", flags=("y",)),
    )
    assert (merged(told, page).body, merged(told, page).flags) == ("a longer text", ("x",))


def test_who_is_credited_is_not_for_the_feed_to_say() -> None:
    """B18"""
    feed = FeedSource("Gazette", "https://gazette.example/", 1800, "The Gazette", "en")
    posing = credited(Candidate.of(Article("The Courier", "One", url="https://courier.example/1")), feed)
    assert (posing.article.source, posing.article.language) == ("The Gazette", "en")
    collected = Article("The Courier", "One", url="https://courier.example/1", republished_by="Whoever")
    article = credited(Candidate.of(collected), feed).article
    assert (article.source, article.republished_by) == ("The Courier", "The Gazette")
    assert credited(Candidate.of(collected), feed).key == posing.key


def test_a_language_that_is_named_counts_more_than_one_that_was_guessed() -> None:
    feed = FeedSource("Gazette", "https://gazette.example/", 1800, "The Gazette", "nl")
    guessed = Article("A", "T", language="de", flags=("language_guessed", "no_body"))
    article = credited(Candidate.of(guessed), feed).article
    assert (article.language, article.flags) == ("nl", ("no_body",))
    assert credited(Candidate.of(Article("A", "T", language="fr")), feed).article.language == "fr"
    page = Article("B", "U", body="text", language="nl")
    assert (merged(guessed, page).language, merged(guessed, page).flags) == ("nl", ())
    kept = merged(replace(guessed, flags=()), replace(page, language="da", flags=("language_guessed",)))
    assert (kept.language, kept.flags) == ("de", ())
