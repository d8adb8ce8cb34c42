"""Versions with known holes are refused when serving or ingesting begins."""

import logging
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import floors
from app.cli import cli, main
from app.errors import UsageError


def old(name: str) -> str:
    return "0.1" if name == "lxml" else "99.0"


def test_what_is_installed_here_is_new_enough() -> None:
    """SEC-3"""
    floors.check()


@pytest.mark.parametrize("name", floors.PACKAGES)
def test_an_old_package_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """SEC-3"""
    monkeypatch.setattr(floors, "version", lambda asked: "0.1.dev3" if asked == name else "99.0rc1")
    with pytest.raises(
        UsageError, match=rf"^{name} 0\.1\.dev3 has known holes: install {floors.PACKAGES[name]}"
    ):
        floors.check()


def test_neither_serving_nor_ingesting_begins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """SEC-3"""
    monkeypatch.setattr(floors, "version", old)
    monkeypatch.setenv("DATELINE_DATA_DIR", str(tmp_path / "data"))
    for words in (["serve"], ["ingest", str(tmp_path)]):
        done = CliRunner().invoke(cli, words)
        assert isinstance(done.exception, UsageError)
        assert "lxml 0.1 has known holes" in str(done.exception)
    assert not (tmp_path / "data").exists()


def test_a_package_that_is_missing_is_named_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """I23"""

    def fail() -> None:
        raise ModuleNotFoundError("No module named 'orjson'", name="orjson")

    monkeypatch.setattr("app.cli.cli", fail)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "dateline: the package orjson is not there: install Dateline again\n"


def test_an_old_machine_is_told_of(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """SEC-3"""
    monkeypatch.setattr(floors, "EXPAT_VERSION", "expat_2.5.0")
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.51.2")
    monkeypatch.setattr("platform.python_version", lambda: "3.11.13")
    with caplog.at_level(logging.WARNING):
        floors.warn()
    assert [record.getMessage() for record in caplog.records] == [
        "SQLite 3.51.2 has a known fault: 3.51.3 or newer is better",
        "expat 2.5.0 has a known fault: 2.6.0 or newer is better",
        "Python 3.11.13 has a known fault: 3.11.14 or newer is better",
    ]


def test_a_machine_that_is_new_enough_is_not_told_of(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(floors, "EXPAT_VERSION", "expat_2.6.0")
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.51.3")
    monkeypatch.setattr("platform.python_version", lambda: "3.14.0")
    floors.warn()
    assert caplog.records == []


@pytest.mark.parametrize(
    ("found", "below"), [("1.3", True), ("1.3.0", True), ("1.3.1", False), ("1.10", False), ("2", False)]
)
def test_versions_are_compared_as_numbers(found: str, below: bool) -> None:
    assert floors._is_below(found, "1.3.1") is below
