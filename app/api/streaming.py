"""Lists as long as they are: written while they are read, in constant memory.

Each step takes a place before the engine for as long as it reads, none while the client reads. When the
client goes, the server cancels the answer and the next step is never begun.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api import render
from app.api.answers import CACHING, digest, is_fresh, not_modified
from app.api.cursors import fingerprint
from app.api.formats import KINDS, Format
from app.api.formats.table import BOM, columns, csv_lines, csv_rows, json_line
from app.api.gate import Asker, Gate, Overloaded
from app.api.middleware import WITHOUT_BODY
from app.runtime import Runtime
from app.search.criteria import Asked
from app.values import StoredArticle
from app.walking import Walker

#: How often, and after how many seconds, a step that found no place tries again: a stream that has begun
#: can tell its client nothing but that it broke.
_TRIES, _PAUSE = 40, 0.25

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of these fields, in CSV or NDJSON."""

    format: Format
    fields: tuple[str, ...]
    bom: bool = False

    def head(self) -> bytes:
        if self.format is Format.NDJSON:
            return b""
        return (BOM if self.bom else b"") + csv_lines([columns(self.fields)])

    def rows(self, articles: list[StoredArticle]) -> bytes:
        if self.format is Format.CSV:
            return csv_rows(articles, self.fields)
        return b"".join(json_line(render.chosen(stored, self.fields)) for stored in articles)


def known_by(runtime: Runtime, asked: Asked, table: Table) -> str:
    """A weak ETag of the list: of the index and the store as they stand, and of what was asked."""
    state = f"{runtime.engine.stats().generation} {runtime.articles.last_sequence()}"
    return f'W/"{digest(f"{state} {fingerprint(asked)} {asked.request.after} {table}".encode())}"'


def stream(request: Request, walker: Walker, table: Table, etag: str, headers: Mapping[str, str]) -> Response:
    """All that the walker meets."""
    complete = {**CACHING, **headers, "ETag": etag, "Content-Type": KINDS[table.format].content_type}
    if request.scope.get(WITHOUT_BODY):
        return Response(headers=complete)
    return StreamingResponse(_written(request, walker, table), headers=complete)


def unchanged(request: Request, etag: str) -> Response | None:
    return not_modified({"ETag": etag, "Vary": "Accept"}) if is_fresh(request, etag) else None


async def _written(request: Request, walker: Walker, table: Table) -> AsyncIterator[bytes]:
    yield table.head()
    gate, asker = request.state.gate, Asker.of(request.scope)
    while (rows := await _patiently(gate, asker, partial(_step, walker, table))) is not None:
        yield rows


def _step(walker: Walker, table: Table) -> bytes | None:
    articles = walker.step()
    return None if articles is None else table.rows(articles)


async def _patiently(gate: Gate, asker: Asker, work: Callable[[], T]) -> T:
    for _ in range(_TRIES):
        try:
            return await gate.run(work, asker)
        except Overloaded:
            await anyio.sleep(_PAUSE)
    return await gate.run(work, asker)
