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


def told(item: Record | Reject | Passed) -> dict[str, object]:
    """An item as the golden files write it."""
    if isinstance(item, Reject):
        return {"rejected": item.reason}
    return {"passed": item.reason} if isinstance(item, Passed) else fields_of(item.draft)


def fields_of(draft: Draft) -> dict[str, object]:
    fields = {name: value for name in Draft.__slots__ if (value := getattr(draft, name))}
    if draft.body:
        fields["body"] = draft.body.split("\n\n")
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
