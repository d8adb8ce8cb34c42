"""``dateline watch`` and ``dateline ingest https://...`` as a person runs them."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import RUN, answer, dateline, environment
from tests.feeds.server import Server, serving
from tests.feeds.server import answer as served

FEED = b"<rss><channel><title>Whoever</title><item><title>One</title><link>https://g.example/1</link></item></channel></rss>"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.answers["/feed"] = served(FEED)
        yield running


def listing(tmp_path: Path, server: Server, path: str = "/feed") -> str:
    file = tmp_path / "feeds.toml"
    file.write_text(f'[[feeds]]\nname = "Gazette"\nurl = "{server.url(path)}"\ninterval = "1m"\n')
    return str(file)


def test_once_checks_every_feed_and_tells_of_it(tmp_path: Path, server: Server) -> None:
    data, feeds = tmp_path / "data", listing(tmp_path, server)
    done = dateline(data, "watch", feeds, "--once", DATELINE_FETCH_PRIVATE_HOSTS=server.netloc)
    assert (done.returncode, "Gazette: 1 added, 0 updated, 0 rejected" in done.stderr) == (0, True)
    status = answer(data, "status")
    assert [(feed["name"], feed["outcome"], feed["added"]) for feed in status["feeds"]] == [
        ("Gazette", "read", 1)
    ]
    printed = dateline(data, "status").stdout
    assert "Gazette" in printed
    again = dateline(data, "watch", feeds, "--once", "--json", DATELINE_FETCH_PRIVATE_HOSTS=server.netloc)
    assert json.loads(again.stdout)[0]["outcome"] == "unchanged"


def test_a_check_that_fails_is_exit_code_1(tmp_path: Path, server: Server) -> None:
    feeds = listing(tmp_path, server, "/none")
    done = dateline(tmp_path / "data", "watch", feeds, "--once", DATELINE_FETCH_PRIVATE_HOSTS=server.netloc)
    assert (done.returncode, "Gazette: failed, gone: status 404" in done.stderr) == (1, True)


def test_the_list_is_checked_without_asking_anybody(tmp_path: Path, server: Server) -> None:
    feeds = listing(tmp_path, server)
    good = dateline(tmp_path / "data", "watch", feeds, "--check", DATELINE_FETCH_PRIVATE_HOSTS=server.netloc)
    assert (good.returncode, "1 feeds, nothing wrong" in good.stderr) == (0, True)
    bad = dateline(tmp_path / "data", "watch", feeds, "--check")
    assert (bad.returncode, "line 1 (Gazette): url: refused" in bad.stderr) == (2, True)
    assert server.asked == []
    assert not (tmp_path / "data").exists()


def test_an_address_is_ingested_once(tmp_path: Path, server: Server) -> None:
    hosts = {"DATELINE_FETCH_PRIVATE_HOSTS": server.netloc}
    done = dateline(tmp_path / "data", "ingest", server.url("/feed"), "--json", **hosts)
    assert (done.returncode, json.loads(done.stdout)["added"]) == (0, 1)
    gone = dateline(tmp_path / "data", "ingest", server.url("/none"), **hosts)
    assert (gone.returncode, "gone: status 404" in gone.stderr) == (2, True)
    refused = dateline(tmp_path / "data", "ingest", "http://169.254.169.254/feed")
    assert (refused.returncode, "refused_address" in refused.stderr) == (2, True)


def test_sigterm_ends_watching_cleanly_and_a_second_watcher_is_refused(
    tmp_path: Path, server: Server
) -> None:
    data = tmp_path / "data"
    variables = environment(data, DATELINE_FETCH_PRIVATE_HOSTS=server.netloc)
    feeds = listing(tmp_path, server)
    with subprocess.Popen(
        [*RUN, "watch", feeds], env=variables, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        assert "1 added" in process.stderr.readline()
        second = dateline(data, "watch", feeds, "--once", DATELINE_FETCH_PRIVATE_HOSTS=server.netloc)
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
    assert (second.returncode, "another dateline watch" in second.stderr) == (2, True)
    assert (process.returncode, rest) == (0, "")
