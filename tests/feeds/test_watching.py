"""Watching feeds on a server of this machine, into a real archive."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import Busy
from app.feeds import Checked, FeedSource, Watcher
from app.feeds.fetch import Fetcher, Policy
from app.feeds.pace import Pace
from app.feeds.pages import Pages
from app.feeds.robots import Robots
from app.feeds.watching import Tools, page_reader
from app.ingest.draft import Input
from app.ingest.jobs import Rejected
from app.ingest.opening import Skipped
from app.pipeline import Tally
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from app.values import FeedState
from tests.feeds.server import Asked, Server, answer

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def rss(*titles: str) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>https://gazette.example/{title}</link></item>" for title in titles
    )
    return f"<rss><channel><title>Whoever</title>{items}</channel></rss>".encode()


class Told:
    def __init__(self) -> None:
        self.rejects: list[Rejected] = []
        self.checks: list[Checked] = []

    def opened(self, source: Input) -> None: ...
    def advanced(self, tally: Tally) -> None: ...
    def skipped(self, skipped: Skipped) -> None: ...

    def rejected(self, rejected: Rejected) -> None:
        self.rejects.append(rejected)

    def checked(self, checked: Checked) -> None:
        self.checks.append(checked)


class Desk:
    """A runtime, a clock that is set by hand, and a watcher made anew for each look."""

    def __init__(self, runtime: Runtime, server: Server) -> None:
        self.runtime, self.server, self.now, self.told = runtime, server, NOW, Told()
        self.busy = False

    def writing(self) -> AbstractContextManager[None]:
        if self.busy:
            raise Busy("somebody is writing")
        return self.runtime.writing()

    def watcher(self, *feeds: FeedSource) -> Watcher:
        fetcher = Fetcher(Policy("Dateline/test", private_hosts=frozenset({self.server.netloc})))
        pipeline, pace = self.runtime.pipeline(), Pace(0, threading.Event())
        pages = Pages(fetcher, pace, Robots(fetcher, pace, "Dateline"), page_reader(pipeline), 10)
        tools = Tools(
            self.runtime.articles.feeds(),
            pipeline,
            fetcher,
            pace,
            pages,
            self.writing,
            lambda: self.now,
            lambda: 0.5,
            2,
        )
        return Watcher(feeds, tools, self.told)

    def check(self, *feeds: FeedSource) -> list[FeedState]:
        return [checked.state for checked in self.watcher(*feeds).run(once=True)]

    def titles(self) -> list[str]:
        return [stored.article.title for stored in self.runtime.articles.all_articles(batch=100)]


@pytest.fixture
def desk(tmp_path: Path, server: Server) -> Iterator[Desk]:
    with open_runtime(Settings(data_dir=tmp_path), clock=lambda: NOW) as runtime:
        yield Desk(runtime, server)


def feed(server: Server, path: str = "/feed", **more: object) -> FeedSource:
    values = {"name": "Gazette", "interval": 1800, "source": "The Gazette"} | more
    return FeedSource(url=server.url(path), **values)


def test_what_is_new_is_stored_under_the_name_that_the_list_gives(desk: Desk) -> None:
    desk.server.answers["/feed"] = answer(gzip.compress(rss("one", "two")), Content_Encoding="gzip")
    (state,) = desk.check(feed(desk.server))
    assert (state.outcome, state.added, state.updated, state.rejected) == ("read", 2, 0, 0)
    assert state.next_at == NOW + timedelta(seconds=1800 * 1.05)
    stored = list(desk.runtime.articles.all_articles(batch=10))
    assert {each.article.source for each in stored} == {"The Gazette"}
    assert desk.runtime.indexer.lag() == 0


def test_a_feed_is_asked_only_for_what_changed(desk: Desk) -> None:
    def conditional(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == '"1"':
            return answer(b"", "304 Not Modified")
        return answer(rss("one"), ETag='"1"', Last_Modified="Sun, 22 Nov 2026 09:00:00 GMT")

    desk.server.answers["/feed"] = conditional
    outcomes = [desk.check(feed(desk.server))[0].outcome for _ in range(3)]
    assert outcomes == ["read", "unchanged", "unchanged"]
    assert desk.server.asked[1].headers["if-modified-since"] == "Sun, 22 Nov 2026 09:00:00 GMT"


def test_a_server_that_knows_no_conditions_costs_no_reading(desk: Desk) -> None:
    desk.server.answers["/feed"] = answer(rss("one"))
    assert [desk.check(feed(desk.server))[0].outcome for _ in range(2)] == ["read", "unchanged"]


def test_what_is_known_survives_a_restart(tmp_path: Path, server: Server) -> None:
    server.answers["/feed"] = answer(rss("one"), ETag='"1"')
    for _ in range(2):
        with open_runtime(Settings(data_dir=tmp_path), clock=lambda: NOW) as runtime:
            Desk(runtime, server).check(feed(server))
    assert server.asked[1].headers["if-none-match"] == '"1"'


def test_failures_are_counted_and_one_success_ends_them(desk: Desk) -> None:
    desk.server.answers["/feed"] = answer(b"", "500 Oops")
    states = [desk.check(feed(desk.server))[0] for _ in range(2)]
    assert [(state.outcome, state.failures) for state in states] == [("refused", 1), ("refused", 2)]
    desk.server.answers["/feed"] = answer(rss("one"))
    assert [(state.outcome, state.failures) for state in desk.check(feed(desk.server))] == [("read", 0)]


def test_a_server_that_asks_to_wait_is_not_asked_even_with_once(desk: Desk) -> None:
    desk.server.answers["/feed"] = answer(b"", "429 Too Many Requests", Retry_After="3600")
    desk.check(feed(desk.server))
    assert desk.check(feed(desk.server)) == []
    desk.now = NOW + timedelta(seconds=3601)
    assert len(desk.check(feed(desk.server))) == 1
    assert len(desk.server.asked) == 2


@pytest.mark.parametrize(
    "body", [b"<html><body>Sorry</body></html>", b"", b"Not found", b"<rss><channel/></rss"]
)
def test_what_is_no_feed_is_a_failure_and_no_article(desk: Desk, body: bytes) -> None:
    desk.server.answers["/feed"] = answer(body)
    (state,) = desk.check(feed(desk.server))
    assert (state.outcome, state.failures) == ("no_feed", 1)
    assert desk.titles() == []


def sitemap(*urls: str) -> bytes:
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f"<urlset {spaces}>{''.join(f'<url>{url}</url>' for url in urls)}</urlset>".encode()


def test_a_news_sitemap_is_watched_as_a_feed_is(desk: Desk) -> None:
    """Also one that is packed, and one that lists nothing just now."""
    news = "<n:news><n:title>Trams run</n:title><n:publication_date>2026-11-22</n:publication_date></n:news>"
    listed = sitemap(f"<loc>https://gazette.example/trams</loc>{news}", "<loc>https://gazette.example/</loc>")
    desk.server.answers |= {"/news.xml": answer(listed), "/news.xml.gz": answer(gzip.compress(listed))}
    desk.server.answers["/empty.xml"] = answer(sitemap())
    states = [desk.check(feed(desk.server, path))[0] for path in desk.server.answers]
    assert [(state.outcome, state.added) for state in states] == [("read", 1), ("read", 0), ("read", 0)]
    assert desk.titles() == ["Trams run"]


def test_a_sitemap_that_lists_pages_but_no_news_is_no_feed(desk: Desk) -> None:
    desk.server.answers["/feed"] = answer(sitemap("<loc>https://gazette.example/about</loc>"))
    (state,) = desk.check(feed(desk.server))
    assert (state.outcome, state.detail) == ("no_feed", "not_news")


def test_rejects_are_counted_and_told(desk: Desk) -> None:
    desk.server.answers["/feed"] = answer(rss("one").replace(b"</channel>", b"<item></item></channel>"))
    (state,) = desk.check(feed(desk.server))
    assert (state.added, state.rejected, state.rejected_in_all) == (1, 1, 1)
    assert [reject.reason for reject in desk.told.rejects] == ["no_text"]


def test_of_two_items_of_one_address_the_later_one_counts_as_an_update(desk: Desk) -> None:
    """B17: the former one stays as its version, and asking again changes nothing."""
    body = rss("one", "two").replace(b"example/two", b"example/one")
    desk.server.answers["/feed"] = answer(body)
    (state,) = desk.check(feed(desk.server))
    assert (state.added, state.updated, desk.titles()) == (1, 1, ["two"])
    desk.server.answers["/feed"] = answer(body + b"\n")
    (state,) = desk.check(feed(desk.server))
    assert (state.added, state.updated, desk.titles()) == (0, 0, ["two"])


def test_one_bad_feed_costs_no_other(desk: Desk) -> None:
    desk.server.answers["/good"] = answer(rss("one"))
    feeds = [
        feed(desk.server, "/none"),
        feed(desk.server, "/good", name="Good"),
        FeedSource("Away", "http://away.invalid/", 1800, "Away"),
    ]
    states = {state.name: state.outcome for state in desk.check(*feeds)}
    assert states == {"Gazette": "gone", "Good": "read", "Away": "no_such_host"}


def test_the_feeds_of_one_host_are_asked_one_after_another(desk: Desk) -> None:
    running, most = 0, 0
    lock = threading.Lock()

    def slow(asked: Asked) -> bytes:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.05)
        with lock:
            running -= 1
        return answer(rss(asked.path[1:]))

    desk.server.answers |= {f"/{number}": slow for number in range(4)}
    desk.check(*(feed(desk.server, f"/{number}", name=str(number)) for number in range(4)))
    assert (len(desk.server.asked), most) == (4, 1)


def test_where_another_process_writes_the_feed_is_asked_again_soon(desk: Desk) -> None:
    desk.server.answers["/feed"] = answer(rss("one"), ETag='"1"')
    desk.busy = True
    (state,) = desk.check(feed(desk.server))
    assert (state.etag, state.next_at) == ("", NOW + timedelta(seconds=60))
    desk.busy = False
    assert desk.check(feed(desk.server))[0].added == 1


def test_a_move_for_good_is_told(desk: Desk) -> None:
    desk.server.answers |= {
        "/feed": answer(b"", "301 Moved Permanently", Location="/new"),
        "/new": answer(rss("one")),
    }
    (state,) = desk.check(feed(desk.server))
    assert (state.moved_to, state.added) == (desk.server.url("/new"), 1)


def test_a_feed_with_pages_is_read_again_until_all_are_there(desk: Desk) -> None:
    page = desk.server.url("/page")
    body = rss("one").replace(b"https://gazette.example/one", page.encode())
    desk.server.answers["/feed"] = answer(body, ETag='"1"')
    for _ in range(4):
        desk.check(feed(desk.server, full=True))
    assert desk.server.paths().count("/page") == 3
    assert "if-none-match" not in desk.server.asked[-2].headers
    assert desk.titles() == ["one"]


PARAGRAPHS = (
    "The ferry to Quillhaven runs again after the storm, the harbour office said on Tuesday morning.",
    "Divers had found two broken piles under the northern pier, which were replaced over the weekend.",
    "Passengers with tickets for the days of the closure get their money back at any counter, it said.",
    "The council will decide in December whether the pier is to be built anew in concrete or in oak.",
)
PAGE = (
    "<html><head><title>One - Gazette</title></head><body><nav>Home News</nav><article><h1>One</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    + "</article></body></html>"
).encode()


def test_the_text_of_a_page_is_stored_with_what_the_feed_says(desk: Desk) -> None:
    page = desk.server.url("/page")
    desk.server.answers |= {
        "/feed": answer(rss("one").replace(b"https://gazette.example/one", page.encode())),
        "/page": answer(PAGE, Content_Type="text/html"),
    }
    for _ in range(2):
        desk.check(feed(desk.server, full=True))
    (stored,) = desk.runtime.articles.all_articles(batch=10)
    assert (stored.article.title, stored.article.source, stored.version) == ("one", "The Gazette", 1)
    assert "Quillhaven" in stored.article.body
    assert desk.server.paths() == ["/feed", "/robots.txt", "/page", "/feed"]


def test_watching_goes_on_until_it_is_stopped(desk: Desk) -> None:
    desk.server.answers["/feed"] = answer(rss("one"))
    watcher = desk.watcher(feed(desk.server))
    stopped = watcher._tools.fetcher.stopped
    threading.Timer(0.5, stopped.set).start()
    watcher.run()
    assert desk.titles() == ["one"]
    assert threading.active_count() < 20


def test_a_fault_of_ours_costs_its_feed_one_check_and_not_the_watch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever takes what comes would wait for ever for an answer that nobody puts."""

    def fail(*_: object) -> None:
        raise RuntimeError("not foreseen")

    monkeypatch.setattr("app.feeds.watching.poll", fail)
    (state,) = desk.check(feed(desk.server))
    assert (state.outcome, state.detail, state.failures) == ("bad_answer", "RuntimeError", 1)
    assert "a feed could not be fetched" in caplog.text


def test_a_watch_waits_until_the_next_feed_is_due_and_ends_when_it_is_stopped(desk: Desk) -> None:
    class Stopped(threading.Event):
        """Is set when it was waited for three times; keeps for how long."""

        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout)
            if len(waited) == 3:
                self.set()
            desk.now += timedelta(seconds=timeout or 0)
            return self.is_set()

    waited: list[float | None] = []
    desk.server.answers["/feed"] = answer(rss("one"))
    watcher = desk.watcher(feed(desk.server, interval=60))
    watcher._tools.fetcher.stopped = Stopped()
    watcher.run()
    assert waited == [60.0, 3.0, 60.0]
    assert [checked.state.outcome for checked in desk.told.checks] == ["read", "unchanged"]
