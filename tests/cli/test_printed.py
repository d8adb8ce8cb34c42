"""What commands print for people, where other tests ask for JSON, and what they say of what is wrong."""

import gzip
import io
import json
import signal
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from app import cli
from app.cli import ingest, keys, serve, upkeep
from app.errors import StoreError
from app.runtime import open_runtime
from app.settings import Settings
from tests.cli.running import answer, dateline

TABLE = "title;body;when\nFerry;Ropes;3 March 2026\n;;\nQuay;;xx\n"
PAGE = '{"title": "Ferry %d sails", "body": "Ropes held for ferry %d.", "source": "Harbour Gazette"}\n'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def stored(data: Path) -> Path:
    """An archive of 30 articles."""
    answer(data, "ingest", "--format", "jsonl", "-", given="".join(PAGE % (n, n) for n in range(30)))
    return data


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder with something to read, something to reject, something passed over and something skipped."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    (folder / "a.jsonl").write_text(PAGE % (1, 1) + "{broken\n")
    (folder / "b.json").write_text('{"settings": {"colour": 7}}')
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("__MACOSX/._a.json", "x")
        archive.writestr("d.json", PAGE % (2, 2))
    return folder


def test_an_ingest_tells_how_it_goes_now_and_then(
    data: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "_EVERY", 0.0)
    done = dateline(data, "ingest", str(inputs))
    assert done.returncode == 1
    assert "a second, 2 added, 0 updated, 0 unchanged, 1 rejected" in done.stderr
    assert "skipped " in done.stderr
    assert "1 rejected: bad_json" in done.stderr
    assert "1 passed over: " in done.stderr
    assert "Why, and what to do: " in done.stderr


def test_in_a_terminal_an_ingest_shows_a_bar(
    data: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.StringIO()
    terminal = Console(file=shown, force_terminal=True, width=160, markup=False, highlight=False)
    monkeypatch.setattr(ingest, "err", lambda: terminal)
    assert dateline(data, "ingest", str(inputs)).returncode == 1
    assert "a.jsonl" in shown.getvalue()
    assert "c.zip" in shown.getvalue()
    assert "100 %" in shown.getvalue()
    assert "3 read = 2 added" in shown.getvalue()


def test_what_is_inspected_is_told_in_words(data: Path, tmp_path: Path, inputs: Path) -> None:
    table = tmp_path / "table.csv.gz"
    table.write_bytes(gzip.compress(TABLE.encode("utf-16")))
    done = dateline(data, "inspect", str(table), "--map", "published=when")
    assert (
        "read as CSV, packed with gzip, in utf-16-le, cells parted by semicolon, quotes doubled"
        in done.stdout
    )
    assert "when -> published" in done.stdout
    assert "with bad_date" in done.stdout
    done = dateline(data, "inspect", str(inputs))
    assert done.returncode == 1
    assert "skipped " in done.stderr
    assert "1 passed over: " in done.stdout
    assert "1 rejected: bad_json" in done.stdout
    broken = tmp_path / "broken.json.gz"
    broken.write_bytes(b"\x1f\x8b\x08\x00garbage")
    assert "read as not readable" in dateline(data, "inspect", str(broken)).stdout
    nothing = tmp_path / "nothing.jsonl"
    nothing.write_text("{broken")
    assert "0 articles" in dateline(data, "inspect", str(nothing)).stdout


def test_changes_by_keys_are_listed(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """K14"""
    answer(data, "keys", "create", "one")
    entry = {
        "at": "2026-11-21T12:00:00Z",
        "effect": "added",
        "article_id": 7,
        "key": "ab12",
        "key_name": "newsroom",
        "request_id": "cd34",
    }
    monkeypatch.setattr(keys, "entry", lambda each: entry)
    monkeypatch.setattr("app.keys.store.KeyStore.audit", lambda self, limit: (None,))
    done = dateline(data, "audit")
    assert done.stdout.split()[-6:] == [str(value) for value in entry.values()]


def test_a_key_whose_time_is_over_is_listed_as_expired(data: Path) -> None:
    answer(data, "keys", "create", "one", "--expires", "1h")
    with open_runtime(Settings(data_dir=data)) as runtime:
        (used,) = runtime.keys.all()
    now = datetime.now(UTC)
    assert keys._state(used.key, now).startswith("good until ")
    assert keys._state(used.key, now + timedelta(hours=2)).startswith("expired ")


def test_status_tells_of_an_index_that_cannot_be_read(stored: Path) -> None:
    """H23"""
    for pointer in (stored / "index").glob("CURRENT"):
        pointer.unlink()
    found = answer(stored, "status")
    assert (found["stored"], found["indexed"]) == (30, None)
    assert found["index_fault"]


def test_beyond_the_last_number_of_a_page_a_cursor_leads_on(stored: Path) -> None:
    done = dateline(stored, "search", "ferry", "--page-size", "10", DATELINE_OFFSET_MAX="15")
    assert "more by --cursor " in done.stderr
    done = dateline(stored, "search", "ferry", "--page-size", "10")
    assert "more by --page 2" in done.stderr


def test_articles_that_say_the_same_are_counted_in_a_column(data: Path) -> None:
    text = "The ferry sailed at last after nine days of storm, and the whole harbour came to see it go. " * 3
    articles = [
        json.dumps({"title": f"Ferry sails {n}", "body": text, "source": f"Paper {n}"}) for n in range(3)
    ]
    answer(data, "ingest", "--format", "jsonl", "-", given="\n".join(articles))
    done = dateline(data, "search", "ferry", "--collapse", "copies")
    assert "copies" in done.stdout.splitlines()[0]
    assert "copies" not in dateline(data, "search", "ferry").stdout.splitlines()[0]


def test_verify_tells_what_waits_and_every_fault(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """H23"""
    with open_runtime(Settings(data_dir=stored)) as runtime:
        report = runtime.checker.verify()
    report.waiting = 3
    report.database_faults.append("row 7 is missing")
    report.index_faults.append("segment a: damaged")
    upkeep._print(report)
    printed = capsys.readouterr().out
    assert "3 changes wait to be indexed" in printed
    assert "database: row 7 is missing" in printed
    assert "index: segment a: damaged" in printed


def test_a_restore_in_the_place_of_another_archive_tells_where_that_is_kept(
    stored: Path, tmp_path: Path
) -> None:
    file = str(tmp_path / "archive.backup")
    assert dateline(stored, "backup", file).returncode == 0
    done = dateline(stored, "restore", file, "--force")
    assert "30 articles of " in done.stdout
    assert "what was there before is kept: " in done.stdout


def test_the_list_of_feeds_is_told_as_json_too(data: Path, tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[[feeds]]\nname = "Gazette"\nurl = "https://gazette.example/feed"\nfull = true\n')
    (feed,) = answer(data, "watch", str(feeds), "--check")
    assert (feed["name"], feed["full"]) == ("Gazette", True)
    assert "with its pages" in dateline(data, "watch", str(feeds), "--check").stderr


def test_who_reads_no_further_ends_the_command_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    """H-rules: ``dateline search ... | head``."""

    def broken() -> None:
        raise BrokenPipeError

    dropped: list[bool] = []
    monkeypatch.setattr(cli, "cli", broken)
    monkeypatch.setattr(cli, "drop_output", lambda: dropped.append(True))
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with pytest.raises(SystemExit) as ended:
        cli._run()
    assert (ended.value.code, dropped) == (0, [True])


@pytest.mark.parametrize(
    ("name", "said"), [("out.csv", "out.csv: "), (None, "the output cannot be written: ")]
)
def test_a_full_disk_is_told_in_a_line(name: str | None, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device", name)

    monkeypatch.setattr(cli, "cli", full)
    monkeypatch.setattr(cli, "drop_output", lambda: None)
    with pytest.raises(StoreError, match=said):
        cli._run()


def test_as_many_files_may_be_open_as_there_may_be_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """I20: up to what the system allows."""
    held = {"limit": (100, 300)}
    monkeypatch.setattr(serve.resource, "getrlimit", lambda kind: held["limit"])
    monkeypatch.setattr(serve.resource, "setrlimit", lambda kind, limit: held.update(limit=limit))
    serve._allow_files(50)
    assert held["limit"] == (100, 300)
    serve._allow_files(200)
    assert held["limit"] == (200, 300)
    serve._allow_files(1000)
    assert held["limit"] == (300, 300)
    held["limit"] = (100, serve.resource.RLIM_INFINITY)
    serve._allow_files(1000)
    assert held["limit"] == (1000, serve.resource.RLIM_INFINITY)


@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_that_goes_ends_the_server_that_was_started_in_it(
    terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I10"""
    taken: dict[int, Any] = {}
    sent: list[int] = []
    ours = SimpleNamespace(
        signal=taken.__setitem__,
        SIGQUIT=signal.SIGQUIT,
        SIGTERM=signal.SIGTERM,
        SIGHUP=signal.SIGHUP,
        SIG_IGN=signal.SIG_IGN,
        raise_signal=sent.append,
    )
    monkeypatch.setattr(serve, "signal", ours)
    monkeypatch.setattr(serve, "os", SimpleNamespace(isatty=lambda descriptor: terminal))
    serve._take_signals()
    assert (signal.SIGHUP in taken) is not terminal
    taken[signal.SIGQUIT](signal.SIGQUIT, None)
    assert sent == [signal.SIGTERM]
