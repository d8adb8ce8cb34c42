"""Is it alive, is it of use, which version is it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import orjson
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import __version__
from app.api.deps import CurrentRuntime
from app.api.guard import OpenRoute
from app.api.problems import problem
from app.api.responses import documented
from app.api.strictness import only
from app.api.wire import Live, Ready, Version
from app.errors import DatelineError
from app.runtime import Runtime
from app.volume import is_nearly_full, is_writable

#: With more changes waiting than this, searches no longer answer for what the store holds.
MAX_LAG = 10_000
#: Nor with a larger share of the articles compared that the index holds otherwise.
MAX_DRIFT = 0.01
_UNCACHED = {"Cache-Control": "no-store"}

router = APIRouter(tags=["Service"], dependencies=[Depends(only())], route_class=OpenRoute)


@router.get("/health/live", response_model=Live, summary="Is the process alive?", responses=documented())
async def live() -> Response:
    """Answers as long as the process can answer at all; never touches the store."""
    return _json({"status": "live"})


@router.get("/health/ready", response_model=Ready, summary="Can it do its work?", responses=documented(503))
def ready(request: Request, runtime: CurrentRuntime) -> Response:
    """200 when every check holds; otherwise 503 with the same `checks` in the problem."""
    checks = {name: _run(check, runtime) for name, check in CHECKS.items()}
    failed = [name for name, check in checks.items() if not check["ok"]]
    if not failed:
        return _json({"status": "ready", "checks": checks})
    detail = f"Not ready: {', '.join(failed)}."
    return problem(
        request.scope, status=503, code="notReady", title="Not ready", detail=detail, extra={"checks": checks}
    )


@router.get("/version", response_model=Version, summary="Which version is it?", responses=documented())
async def version() -> Response:
    return _json({"name": "dateline", "version": __version__, "api": "v1"})


def _store(runtime: Runtime) -> dict[str, Any]:
    if runtime.failed:
        return {"ok": False, "detail": str(runtime.failed)}
    articles = runtime.articles
    sequence, log_bytes = articles.last_sequence(), articles.log_bytes()
    return {"ok": True, "detail": "the database answers", "sequence": sequence, "log_bytes": log_bytes}


def _schema(runtime: Runtime) -> dict[str, Any]:
    revision = runtime.articles.revision()
    return {"ok": bool(revision), "detail": "the schema of the database", "revision": revision}


def _index(runtime: Runtime) -> dict[str, Any]:
    return {"ok": True, "detail": "the index answers", "sequence": runtime.engine.sequence()}


def _lag(runtime: Runtime) -> dict[str, Any]:
    changes = runtime.indexer.lag()
    return {"ok": changes <= MAX_LAG, "detail": "changes that the index has not seen yet", "changes": changes}


def _drift(runtime: Runtime) -> dict[str, Any]:
    drift = runtime.rolling.drift()
    fine = drift.differing <= MAX_DRIFT * drift.checked
    detail = "articles that the index holds otherwise than the database, of those compared so far"
    return {"ok": fine, "detail": detail} | asdict(drift)


def _volume(runtime: Runtime) -> dict[str, Any]:
    """Never a reason not to read from it."""
    writable = not runtime.read_only and is_writable(runtime.settings.data_dir, runtime.settings.database)
    nearly_full = is_nearly_full(runtime.settings.data_dir)
    detail = "the data directory can be written"
    if nearly_full:
        detail = "the disk is nearly full: writes are refused"
    if not writable:
        detail = "the data directory cannot be written: writes are refused"
    return {"ok": True, "detail": detail, "writable": writable, "nearly_full": nearly_full}


CHECKS: dict[str, Callable[[Runtime], dict[str, Any]]] = {
    "store": _store,
    "schema": _schema,
    "index": _index,
    "lag": _lag,
    "drift": _drift,
    "volume": _volume,
}


def _run(check: Callable[[Runtime], dict[str, Any]], runtime: Runtime) -> dict[str, Any]:
    try:
        return check(runtime)
    except DatelineError as error:
        return {"ok": False, "detail": str(error)}


def _json(content: dict[str, Any]) -> Response:
    return Response(orjson.dumps(content), headers=_UNCACHED, media_type="application/json")
