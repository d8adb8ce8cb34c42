"""``dateline keys`` and ``dateline audit``."""

import json
from pathlib import Path

import pytest

from app.keys import KeyScope, read_token
from app.runtime import open_runtime, utc_now
from app.settings import Settings
from tests.cli.running import answer, dateline


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_key_is_printed_alone_once_and_works(data: Path) -> None:
    """K05"""
    done = dateline(data, "keys", "create", "newsroom", "--scope", "write", "--rate", "60")
    assert done.returncode == 0
    text = done.stdout.removesuffix("\n")
    assert "newsroom: write" in done.stderr
    assert text not in done.stderr
    with open_runtime(Settings(data_dir=data)) as runtime:
        key = runtime.keys.find(read_token(text), utc_now())
    assert key is not None
    assert (key.name, key.scopes, key.rate) == ("newsroom", {KeyScope.WRITE}, 60)
    listed = dateline(data, "keys", "list")
    assert text[18:] not in listed.stdout
    assert key.prefix in listed.stdout
    assert "good" in listed.stdout


def test_keys_are_listed_and_revoked(data: Path) -> None:
    """K07"""
    prefixes = [
        answer(data, "keys", "create", name, "--expires", until)["prefix"]
        for name, until in (("one", "90d"), ("two", "2999-01-01"))
    ]
    assert dateline(data, "keys", "revoke", prefixes[0]).returncode == 0
    listed = answer(data, "keys", "list")
    assert [each["prefix"] for each in listed] == prefixes
    assert [each["revoked_at"] is None for each in listed] == [False, True]
    assert (listed[1]["expires_at"], listed[1]["scopes"], listed[1]["changes"]) == (
        "2999-01-01T00:00:00Z",
        ["read"],
        0,
    )
    assert "digest" not in json.dumps(listed)
    shown = dateline(data, "keys", "list").stdout
    assert "revoked" in shown
    assert "good until 2999-01-01" in shown


def test_a_key_can_be_of_some_sources(data: Path) -> None:
    """K09"""
    of = ("--source", "Süddeutsche Post", "--source", "Harbour Post")
    made = dateline(data, "keys", "create", "newsroom", "--scope", "write", *of)
    assert "newsroom: write of harbour-post, suddeutsche-post;" in made.stderr
    (listed,) = answer(data, "keys", "list")
    assert listed["sources"] == ["harbour-post", "suddeutsche-post"]
    with open_runtime(Settings(data_dir=data)) as runtime:
        key = runtime.keys.find(read_token(made.stdout.strip()), utc_now())
    assert key is not None
    assert key.sources == {"harbour-post", "suddeutsche-post"}


@pytest.mark.parametrize(
    "words",
    [
        ["create", "x", "--scope", "owner"],
        ["create", ""],
        ["create", "x" * 101],
        ["create", "a\nb"],
        ["create", "x", "--expires", "soon"],
        ["create", "x", "--expires", "2001-01-01"],
        ["create", "x", "--expires", "0d"],
        ["create", "x", "--rate", "0"],
        ["create", "x", "--source", "Harbour Post"],
        ["create", "x", "--scope", "admin", "--source", "Harbour Post"],
        ["create", "x", "--scope", "write", "--scope", "admin", "--source", "Harbour Post"],
        ["create", "x", "--scope", "write", "--source", ""],
        ["create", "x", "--scope", "write", "--source", "..."],
        ["create", "x", "--scope", "write", "--source", "Harbour\nPost"],
        ["create", "x", "--scope", "write", "--source", "x" * 101],
    ],
)
def test_what_cannot_be_is_refused_in_a_line(data: Path, words: list[str]) -> None:
    done = dateline(data, "keys", *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_key_that_is_not_there_cannot_be_revoked(data: Path) -> None:
    answer(data, "keys", "create", "one")
    done = dateline(data, "keys", "revoke", "00000000")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "keys list" in done.stderr


def test_the_audit_begins_empty(data: Path) -> None:
    answer(data, "keys", "create", "one")
    assert answer(data, "audit") == []
    assert dateline(data, "audit").returncode == 0


def test_keys_of_no_archive_are_not_listed(data: Path) -> None:
    assert dateline(data, "keys", "list").returncode == 2
    assert not data.exists()
