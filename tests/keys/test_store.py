"""Keys as they are kept."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from app.articles import ArticleStore
from app.errors import NotFound
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
