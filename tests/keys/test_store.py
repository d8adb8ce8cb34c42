"""Keys as they are kept."""

import os
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from app.articles import ArticleStore
from app.errors import NotFound, ReadOnly
from app.keys import KeyScope, KeyStore, make_token, read_token

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    ArticleStore.open(tmp_path / "dateline.db").close()
    return tmp_path / "dateline.db"


@pytest.fixture
def keys(path: Path) -> Iterator[KeyStore]:
    opened = KeyStore(path)
    yield opened
    opened.close()


def test_a_key_is_found_by_its_text_and_by_no_other(keys: KeyStore) -> None:
    text, made = keys.create("newsroom", [KeyScope.WRITE], NOW)
    assert keys.find(read_token(text), NOW) == made
    assert (made.name, made.scopes, made.rate) == ("newsroom", {KeyScope.WRITE}, None)
    for wrong in (text[:-1], text + "x", text.upper(), make_token()[0], "", "dateline_", text[:18]):
        assert keys.find(read_token(wrong), NOW) is None


def test_only_a_digest_of_the_text_is_kept(keys: KeyStore, path: Path) -> None:
    """K05"""
    text, made = keys.create("newsroom", [KeyScope.WRITE], NOW)
    secret = text.removeprefix(f"dateline_{made.prefix}_")
    keys.close()
    kept = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert secret.encode() not in kept
    with sqlite3.connect(path) as plain:
        ((digest,),) = plain.execute("SELECT digest FROM keys")
    plain.close()
    assert digest == sha256(text.encode()).digest()
    assert secret not in repr(made)


def test_texts_are_random_and_long() -> None:
    """K05: 43 letters of base64url are 256 bits. I21: whoever makes them."""
    texts = {make_token()[0] for _ in range(500)}
    assert len({text[18:] for text in texts}) == 500
    assert all(re.fullmatch(r"dateline_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", text) for text in texts)


def test_processes_that_were_forked_make_other_keys() -> None:
    """I21: each has its own random numbers."""
    reading, writing = os.pipe()
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            os.write(writing, f"{make_token()[0]}\n".encode())
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    os.close(writing)
    with os.fdopen(reading) as pipe:
        texts = pipe.read().split()
    assert len({text[18:] for text in [*texts, make_token()[0]]}) == 5


def test_a_key_is_good_until_its_end(keys: KeyStore) -> None:
    text, _ = keys.create("guest", [KeyScope.READ], NOW, expires_at=NOW + timedelta(hours=1))
    token = read_token(text)
    assert keys.find(token, NOW + timedelta(minutes=59, seconds=59))
    assert keys.find(token, NOW + timedelta(hours=1)) is None


def test_a_revoked_key_is_good_for_nothing_and_stays_listed(keys: KeyStore) -> None:
    text, made = keys.create("guest", [KeyScope.READ], NOW)
    later = NOW + timedelta(days=1)
    assert keys.revoke(made.prefix, later).revoked_at == later
    assert keys.revoke(made.prefix, later + timedelta(days=1)).revoked_at == later
    assert keys.find(read_token(text), NOW) is None
    assert [used.key.prefix for used in keys.all()] == [made.prefix]
    with pytest.raises(NotFound):
        keys.revoke("00000000", NOW)


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        (KeyScope.READ, {KeyScope.READ}),
        (KeyScope.WRITE, {KeyScope.READ, KeyScope.WRITE}),
        (KeyScope.ADMIN, set(KeyScope)),
    ],
)
def test_a_scope_holds_the_lesser_ones(keys: KeyStore, scope: KeyScope, allowed: set[KeyScope]) -> None:
    _, made = keys.create("any", [scope], NOW)
    assert {each for each in KeyScope if made.allows(each)} == allowed


def test_there_are_keys_once_one_was_made(keys: KeyStore) -> None:
    """K08"""
    assert not keys.exist()
    _, made = keys.create("any", [KeyScope.READ], NOW)
    keys.revoke(made.prefix, NOW)
    assert keys.exist()


def test_all_that_is_set_of_a_key_is_kept_and_found_again(keys: KeyStore) -> None:
    end = NOW + timedelta(days=1)
    text, made = keys.create(
        "newsroom",
        [KeyScope.ADMIN, KeyScope.READ],
        NOW,
        sources=["Harbour Gazette", "Coast Digest"],
        expires_at=end,
        rate=7,
    )
    assert (made.id, made.name, made.rate, made.created_at, made.expires_at) == (1, "newsroom", 7, NOW, end)
    assert made.scopes == {KeyScope.ADMIN, KeyScope.READ}
    assert made.sources == {"harbour-gazette", "coast-digest"}
    assert made.revoked_at is None
    assert keys.find(read_token(text), NOW) == made
    other, plain = keys.create("guest", [KeyScope.READ], NOW)
    assert (plain.sources, plain.rate, plain.expires_at) == (frozenset(), None, None)
    assert keys.find(read_token(other), NOW + timedelta(days=999)) == plain
    assert [(used.key, used.changes, used.last_change) for used in keys.all()] == [
        (made, 0, None),
        (plain, 0, None),
    ]


def test_a_key_that_is_not_there_cannot_be_revoked_and_no_other_is(keys: KeyStore) -> None:
    _, made = keys.create("one", [KeyScope.READ], NOW)
    _, other = keys.create("two", [KeyScope.READ], NOW)
    with pytest.raises(NotFound, match=r"^there is no key '0'; dateline keys list shows which there are$"):
        keys.revoke("0", NOW)
    assert keys.revoke(other.prefix, NOW).name == "two"
    assert [used.key.revoked_at for used in keys.all()] == [None, NOW]
    assert made.is_good(NOW)


def test_keys_can_be_looked_up_where_nothing_can_be_written(keys: KeyStore, path: Path) -> None:
    text, made = keys.create("one", [KeyScope.READ], NOW)
    opened = KeyStore(path, read_only=True)
    assert opened.find(read_token(text), NOW) == made
    with pytest.raises(ReadOnly):
        opened.revoke(made.prefix, NOW)
    opened.close()


@pytest.mark.parametrize(
    "text", ["", "x", "dateline_0123456_" + "a" * 43, "dateline_01234567_" + "a" * 44, "\ud800"]
)
def test_of_a_text_that_is_no_key_there_is_a_digest_and_no_prefix(text: str) -> None:
    token = read_token(text)
    assert token.prefix == ""
    assert token.digest == sha256(text.encode("utf-8", "surrogatepass")).digest()


def test_of_the_text_of_a_key_the_prefix_may_be_told() -> None:
    text, token = make_token()
    assert token == read_token(text)
    assert text.startswith(f"dateline_{token.prefix}_")
