"""Write articles: add, replace, take out."""

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256

import orjson
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.api import render
from app.api.articles import ArticleId
from app.api.batches import Item, Several, articles_in, read_items, read_values, told
from app.api.body import Body, read_body, read_json
from app.api.conditions import conditions_of, etag_of, expectation, idempotency_name, only_new
from app.api.deps import CurrentRuntime
from app.api.gate import Asker
from app.api.guard import KEY, GuardedRoute
from app.api.incoming import read_article
from app.api.problems import REQUEST_ID
from app.api.responses import documented
from app.api.strictness import only
from app.api.wire import Article
from app.api.wire_writing import BatchWritten
from app.api.writing_documented import ARTICLE, ARTICLES, CREATED, HEADERS, described
from app.editing import Edited, Edits, Effect, require_own
from app.errors import TooLarge
from app.keys import Key, Once, Receipt, Signature
from app.runtime import Runtime
from app.values import Candidate

router = APIRouter(
    prefix="/v1/articles", tags=["Writing"], route_class=GuardedRoute, dependencies=[Depends(only())]
)


@router.post(
    "",
    response_model=Article | BatchWritten,
    summary="Add articles",
    responses=documented(412, 413, 415, 503) | {200: {"headers": HEADERS}, 201: CREATED},
    openapi_extra=described(ARTICLES, "Idempotency-Key", "If-None-Match"),
)
async def add_articles(request: Request, runtime: CurrentRuntime) -> Response:
    """One article as a JSON object: 201 when it is new, 200 when it was here and is updated, or not changed.

    Several as a JSON list, as `{"articles": [...]}` or as lines of JSON: 200, and what became of each; one
    that is rejected keeps none of the others out. Which article it is, is told as by `dateline ingest`: by
    source and address, else by `external_id`, else by title and body. The same again changes nothing.

    What is answered is safe on the disk and can be found. Send an `Idempotency-Key` to be able to repeat a
    request of which no answer came: it has its effect once. With `If-None-Match: *` an article that is here
    already is 412.
    """
    body = await read_body(request, runtime.settings.write_max_batch_bytes, lines=True)
    return await _in_turn(request, partial(_add, request, runtime, body), body)


@router.put(
    "/{id}",
    response_model=Article,
    summary="Replace an article",
    responses=documented(404, 409, 412, 413, 415, 428, 503) | {200: {"headers": HEADERS}},
    openapi_extra=described(ARTICLE, "Idempotency-Key", "If-Match"),
)
async def replace_article(request: Request, runtime: CurrentRuntime, article_id: ArticleId) -> Response:
    """All of it: what is not sent is not known any more. What it said so far is kept as a former version.

    Send what `GET` gave, without the fields that the server sets, and its `ETag` as `If-Match`: then nobody
    else's change is lost (412). 409: another article has that address already.
    """
    check = expectation(request, required=runtime.settings.require_if_match)
    body = await read_body(request, runtime.settings.write_max_bytes, lines=False)

    def replace() -> Callable[[Edits], Receipt]:
        value, limit = read_json(body.data), runtime.settings.max_text_bytes
        candidate = read_article(value, now=runtime.clock(), max_text_bytes=limit)
        return lambda edits: _shown(edits, edits.replace(article_id, candidate, check), 200)

    return await _in_turn(request, replace, body)


@router.delete(
    "/{id}",
    status_code=204,
    response_class=Response,
    summary="Take an article out",
    responses=documented(404, 412, 428, 503),
    openapi_extra=described(None, "Idempotency-Key", "If-Match"),
)
async def remove_article(request: Request, runtime: CurrentRuntime, article_id: ArticleId) -> Response:
    """With all its former versions: from then on no address gives any of it.

    Its id is never used again. Backups made before still hold it.
    """
    check = expectation(request, required=runtime.settings.require_if_match)

    def remove(edits: Edits) -> Receipt:
        edits.remove(article_id, check)
        return Receipt(204, {}, b"")

    return await _in_turn(request, lambda: remove, Body("", b""))


async def _in_turn(
    request: Request, prepare: Callable[[], Callable[[Edits], Receipt]], body: Body
) -> Response:
    """Prepare the edit in a thread, make it, and answer; a repeated request with the answer given before."""
    key = _key(request)
    signature = Signature(key.id, request.scope[REQUEST_ID], key.sources)
    runtime: Runtime = request.state.runtime
    once = _once(request, body)

    def work() -> Receipt:
        return runtime.desk.perform(prepare(), signature, once)

    receipt: Receipt = await request.state.writers.run(work, Asker.of(request.scope))
    kind = "application/json" if receipt.body else None
    return Response(receipt.body, receipt.status, headers=dict(receipt.headers), media_type=kind)


def _add(request: Request, runtime: Runtime, body: Body) -> Callable[[Edits], Receipt]:
    new = only_new(request)
    settings = runtime.settings
    read = partial(read_article, now=runtime.clock(), max_text_bytes=settings.max_text_bytes)
    value = read_values(body)
    if isinstance(value, Several):
        items = read_items(value, settings.write_max_items, partial(_read_own, _key(request), read))
        request.state.guard.charge(_key(request), len(items) - 1)
        return lambda edits: _batch(items, edits.add(articles_in(items), only_new=new))
    if len(body.data) > settings.write_max_bytes:
        raise TooLarge(f"The body of one article is longer than {settings.write_max_bytes:,} bytes.")
    candidate = read(value)

    def add(edits: Edits) -> Receipt:
        (written,) = edits.add([candidate], only_new=new)
        return _shown(edits, written, 201 if written.effect is Effect.ADDED else 200)

    return add


def _read_own(key: Key, read: Callable[[object], Candidate], value: object) -> Candidate:
    """Asked of each article of a batch by itself, so that one of others keeps none of the rest out."""
    candidate = read(value)
    require_own(key.sources, candidate.article)
    return candidate


def _shown(edits: Edits, written: Edited, status: int) -> Receipt:
    """The article as it is now, as its own address gives it."""
    stored = edits.get(written.id)
    where = f"/v1/articles/{written.id}"
    headers = {"ETag": etag_of(stored), "Location" if status == 201 else "Content-Location": where}
    return Receipt(status, headers, orjson.dumps(render.article(stored)))


def _batch(items: Sequence[Item], written: Sequence[Edited]) -> Receipt:
    return Receipt(200, {}, orjson.dumps(told(items, written)))


def _key(request: Request) -> Key:
    key: Key = request.scope["state"][KEY]
    return key


def _once(request: Request, body: Body) -> Once | None:
    name = idempotency_name(request)
    if name is None:
        return None
    asked = "\n".join((request.method, request.scope["path"], *map(str, conditions_of(request))))
    return Once(name, sha256(asked.encode() + b"\n" + body.data).digest())
