"""Is it alive, is it of use, which version is it."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from hmac import compare_digest
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter, Depends, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from app import __version__
from app.api.bearer import bearer
from app.api.connections import Connections
from app.api.deps import CurrentRuntime
from app.api.guard import OpenRoute
from app.api.metrics import CONTENT_TYPE, Meters
from app.api.problems import nothing_here, problem
from app.api.pulse import Pulse
from app.api.responses import documented
from app.api.strictness import only
from app.api.wire import Live, Ready, Version
from app.articles.store import LOG_LIMIT
from app.errors import DatelineError
from app.runtime import Runtime
from app.volume import is_nearly_full, is_writable

#: With more changes waiting than this, searches no longer answer for what the store holds.
MAX_LAG = 10_000
#: Nor with a larger share of the articles compared that the index holds otherwise.
MAX_DRIFT = 0.01
#: Seconds that the checks may take.
_PATIENCE = 2.0
_UNCACHED = {"Cache-Control": "no-store"}

T = TypeVar("T")

router = APIRouter(tags=["Service"], dependencies=[Depends(only())], route_class=OpenRoute)


@router.get("/health/live", response_model=Live, summary="Is the process alive?", responses=documented())
async def live() -> Response:
    """Answers as long as the process can answer at all; never touches the store."""
    return _json({"status": "live"})


@router.get("/health/ready", response_model=Ready, summary="Can it do its work?", responses=documented(503))
async def ready(request: Request, runtime: CurrentRuntime) -> Response:
    """200 when every check holds; otherwise 503 with the same `checks` in the problem."""
    checks = {"serving": _serving(request.state.connections), "loop": _loop(request.state.pulse)}
    try:
        checks |= await _watch(request, partial(_all_checks, runtime))
    except TimeoutError:
        checks["store"] = {"ok": False, "detail": "the checks took too long"}
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


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    summary="Numbers for Prometheus",
    responses=documented(401, 404),
)
async def metrics(request: Request, runtime: CurrentRuntime) -> Response:
    """What has been asked and refused, how long it took, and how the archive stands, as text."""
    key = runtime.settings.metrics_key.get_secret_value()
    given = bearer(request.headers.get("authorization", "")) or ""
    if not runtime.settings.metrics:
        return nothing_here(request.scope)
    if key and not compare_digest(given.encode(), key.encode()):
        return _key_wanted(request.scope)
    meters: Meters = request.state.meters
    text = await _watch(request, lambda: meters.text(runtime, request.state.connections))
    return Response(text, headers=_UNCACHED, media_type=CONTENT_TYPE)


def _key_wanted(scope: Scope) -> Response:
    return problem(
        scope,
        status=401,
        code="keyInvalid",
        title="No valid key",
        detail="This needs the key for metrics: Authorization: Bearer KEY.",
        headers={"WWW-Authenticate": 'Bearer realm="metrics"'},
    )


async def _watch(request: Request, look: Callable[[], T]) -> T:
    """Look, in a thread that searches cannot take. Raises TimeoutError."""
    looking = asyncio.get_running_loop().run_in_executor(request.state.watchers, look)
    return await asyncio.wait_for(looking, _PATIENCE)


def _serving(connections: Connections) -> dict[str, Any]:
    draining = connections.draining
    return {"ok": not draining, "detail": "stopping" if draining else "new requests are taken"}


def _loop(pulse: Pulse) -> dict[str, Any]:
    stall = pulse.stalled
    detail = f"the event loop stood still for {stall.seconds:.1f} s a moment ago" if stall else "it runs"
    return {"ok": stall is None, "detail": detail, "lag_ms": round(pulse.lag * 1000, 1)}


def _store(runtime: Runtime) -> dict[str, Any]:
    if runtime.failed:
        return {"ok": False, "detail": str(runtime.failed)}
    articles = runtime.articles
    sequence, log_bytes = articles.last_sequence(), articles.log_bytes()
    detail = "the database answers"
    if log_bytes > LOG_LIMIT // 2:
        detail = "a program reads the database for long: writes are refused when log_bytes is over the limit"
    return {
        "ok": True,
        "detail": detail,
        "sequence": sequence,
        "log_bytes": log_bytes,
        "log_limit": LOG_LIMIT,
    }


def _schema(runtime: Runtime) -> dict[str, Any]:
    revision = runtime.articles.revision()
    return {"ok": bool(revision), "detail": "the schema of the database", "revision": revision}


def _index(runtime: Runtime) -> dict[str, Any]:
    return {"ok": True, "detail": "the index answers", "sequence": runtime.engine.sequence()}


def _lag(runtime: Runtime) -> dict[str, Any]:
    changes, seconds = runtime.indexer.lag(), runtime.indexer.seconds_behind(runtime.clock())
    detail = "changes that the index has not seen yet, and how long the oldest has waited"
    return {"ok": changes <= MAX_LAG, "detail": detail, "changes": changes, "seconds": round(seconds, 3)}


def _drift(runtime: Runtime) -> dict[str, Any]:
    drift = runtime.rolling.drift()
    fine = drift.differing <= MAX_DRIFT * drift.checked
    detail = "articles that the index holds otherwise than the database, of those compared so far"
    return {"ok": fine, "detail": detail, "unindexable": len(runtime.indexer.unindexable)} | asdict(drift)


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


def _all_checks(runtime: Runtime) -> dict[str, Any]:
    return {name: _run(check, runtime) for name, check in CHECKS.items()}


def _run(check: Callable[[Runtime], dict[str, Any]], runtime: Runtime) -> dict[str, Any]:
    try:
        return check(runtime)
    except DatelineError as error:
        return {"ok": False, "detail": str(error)}


def _json(content: dict[str, Any]) -> Response:
    return Response(orjson.dumps(content), headers=_UNCACHED, media_type="application/json")
