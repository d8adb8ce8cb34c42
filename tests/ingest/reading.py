"""Reading bytes as an input, for the tests of readers."""

import io
from datetime import UTC, datetime

from app.ingest.draft import Draft, Input, Passed, Record, Reject
from app.ingest.readers import ReadOptions, read_input

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LIMIT = 16 * 2**20


def as_input(data: bytes, name: str = "input", buffer: int = 256 * 1024) -> Input:
    return Input(name, io.BufferedReader(io.BytesIO(data), buffer))


def read(
    data: bytes, kind: str = "auto", name: str = "input", limit: int = LIMIT
) -> list[Record | Reject | Passed]:
    options = ReadOptions(now=NOW, max_record_bytes=limit)
    return list(read_input(as_input(data, name), kind, options))


def drafts(items: list[Record | Reject | Passed]) -> list[Draft]:
    return [item.draft for item in items if isinstance(item, Record)]


def titles(items: list[Record | Reject | Passed]) -> list[str]:
    return [draft.title for draft in drafts(items)]


def rejects(items: list[Record | Reject | Passed]) -> list[Reject]:
    return [item for item in items if isinstance(item, Reject)]


def reasons(items: list[Record | Reject | Passed]) -> list[str]:
    return [reject.reason for reject in rejects(items)]
