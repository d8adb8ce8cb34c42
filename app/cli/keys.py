"""``keys create``, ``keys list``, ``keys revoke``, ``audit``."""

import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.table import Table

from app.api.render import entry, instant
from app.cli.screen import err, out, print_json
from app.errors import UsageError
from app.keys import Key, KeyScope, UsedKey
from app.runtime import open_runtime
from app.settings import Settings
from app.values import source_slug

_SPAN = re.compile(r"([0-9]{1,5})([dh])")
_MAX_NAME = 100


def create(
    settings: Settings,
    name: str,
    scopes: Sequence[str],
    sources: Sequence[str],
    expires: str,
    rate: int | None,
    as_json: bool,
) -> None:
    """The key alone on standard output, what it is on standard error. Raises UsageError."""
    wanted = [_scope(scope) for scope in scopes]
    if not name.isprintable() or not 1 <= len(name.strip()) <= _MAX_NAME:
        raise UsageError(f"NAME takes 1 to {_MAX_NAME} characters that can be printed")
    _check_sources(sources, wanted)
    with open_runtime(settings) as runtime:
        now = runtime.clock()
        until = _until(expires, now) if expires else None
        text, key = runtime.keys.create(
            name.strip(), wanted, now, sources=sources, expires_at=until, rate=rate
        )
    if as_json:
        print_json({"key": text, **_told(key)})
        return
    of = f" of {_listed(key)}" if key.sources else ""
    err().print(f"{key.name}: {', '.join(wanted)}{of}; known as {key.prefix}. It is shown only this once:")
    sys.stdout.write(text + "\n")


def show(settings: Settings, as_json: bool) -> None:
    with open_runtime(settings, create=False) as runtime:
        found, now = runtime.keys.all(), runtime.clock()
    if as_json:
        print_json([_told_used(each) for each in found])
        return
    table = Table("key", "name", "scopes", "sources", "created", "state", "changes", "last change", box=None)
    for used in found:
        told = _told_used(used)
        table.add_row(
            told["prefix"],
            told["name"],
            ", ".join(told["scopes"]),
            _listed(used.key) or "all",
            told["created_at"][:10],
            _state(used.key, now),
            f"{used.changes:,}",
            told["last_change"] or "-",
        )
    out().print(table)


def revoke(settings: Settings, prefix: str) -> None:
    """Raises NotFound."""
    with open_runtime(settings, create=False) as runtime:
        key = runtime.keys.revoke(prefix, runtime.clock())
    err().print(f"{key.name}, known as {key.prefix}, is revoked")


def audit(settings: Settings, limit: int, as_json: bool) -> None:
    with open_runtime(settings, create=False) as runtime:
        found = [entry(each) for each in runtime.keys.audit(limit)]
    if as_json:
        print_json(found)
        return
    table = Table("at", "effect", "article", "key", "name", "request", box=None)
    for each in found:
        shown = ("at", "effect", "article_id", "key", "key_name", "request_id")
        table.add_row(*(str(each[name]) for name in shown))
    out().print(table)


def _scope(name: str) -> KeyScope:
    try:
        return KeyScope(name)
    except ValueError:
        raise UsageError(f"--scope: choose {', '.join(KeyScope)}") from None


def _check_sources(names: Sequence[str], scopes: Sequence[KeyScope]) -> None:
    if names and set(scopes) != {KeyScope.WRITE}:
        raise UsageError("--source binds what is written: say --scope write, and no other scope")
    for name in names:
        if not name.isprintable() or len(name) > _MAX_NAME or source_slug(name) == source_slug(""):
            raise UsageError(f"--source takes the name of a source, of at most {_MAX_NAME} characters")


def _listed(key: Key) -> str:
    return ", ".join(sorted(key.sources))


def _until(text: str, now: datetime) -> datetime:
    """A moment ahead: ``90d``, ``12h``, ``2027-01-01`` or with a time of day, in UTC unless it says."""
    span = _SPAN.fullmatch(text)
    if span:
        until = now + timedelta(**{"days" if span[2] == "d" else "hours": int(span[1])})
    else:
        try:
            given = datetime.fromisoformat(text)
        except ValueError:
            raise UsageError("--expires: write a date like 2027-01-01, or a time from now like 90d") from None
        until = given if given.tzinfo else given.replace(tzinfo=UTC)
    if until <= now:
        raise UsageError("--expires: that is not ahead of now")
    return until


def _state(key: Key, now: datetime) -> str:
    if key.revoked_at:
        return f"revoked {instant(key.revoked_at)}"
    if not key.is_good(now):
        return f"expired {instant(key.expires_at)}"
    return f"good until {instant(key.expires_at)}" if key.expires_at else "good"


def _told(key: Key) -> dict[str, Any]:
    dates = {name: instant(getattr(key, name)) for name in ("created_at", "expires_at", "revoked_at")}
    lists = {"scopes": [scope for scope in KeyScope if scope in key.scopes], "sources": sorted(key.sources)}
    return asdict(key) | dates | lists


def _told_used(used: UsedKey) -> dict[str, Any]:
    return _told(used.key) | {"changes": used.changes, "last_change": instant(used.last_change)}
