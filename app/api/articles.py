"""List, follow and read articles."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from app.api import render
from app.api.answers import answer, deliver
from app.api.asking import read_asked
from app.api.cursors import resume
from app.api.deps import CurrentRuntime
from app.api.formats import CITATIONS, KINDS, LISTS, Format, choose, download, write_article
from app.api.formats.documented import written_in
from app.api.guard import GuardedRoute
from app.api.listing import respond
from app.api.numbers import Int64
from app.api.paging import place_given
from app.api.params import ByUrl, ListParameters, OneArticle
from app.api.responses import documented
from app.api.route import ListRoute
from app.api.strictness import only
from app.api.view import VARY, read_view
from app.api.wire import Article, Results, Versions
from app.articles import ArticleStore, Version
from app.errors import InvalidParameter, NotFound
from app.values import StoredArticle, clean_url

lists = APIRouter(prefix="/v1/articles", tags=["Articles"], route_class=ListRoute)
router = APIRouter(prefix="/v1/articles", tags=["Articles"], route_class=GuardedRoute)

ArticleId = Annotated[Int64, Path(alias="id", description="Id of the article, as in any list.", examples=[1])]


@lists.get(
    "",
    response_model=Results,
    summary="List articles",
    responses=documented(304, 406, 410, 503) | written_in(LISTS),
)
def list_articles(
    request: Request, runtime: CurrentRuntime, parameters: Annotated[ListParameters, Query()]
) -> Response:
    """The same filters as search without a query, newest first.

    To learn what is new here, ask for `since_id=0`, follow `next` to the end, and ask again from the
    largest id seen: such a list is in the order of ingestion, first one first, so while articles come in
    nothing is missed and nothing seen twice.
    """
    view = read_view(request, parameters)
    place = place_given(request, parameters.cursor)
    asked = read_asked(request, runtime, parameters.read(), place)
    if parameters.since_id is not None and parameters.sort is None:
        asked = asked.as_ingested()
    return respond(request, runtime, resume(asked, place), view)


@router.get(
    "/by-url",
    response_model=Article,
    summary="One article by its address",
    responses=documented(304, 404, 406, 503) | written_in(CITATIONS),
    dependencies=[Depends(only(ByUrl))],
)
def get_article_by_url(
    request: Request, runtime: CurrentRuntime, parameters: Annotated[ByUrl, Query()]
) -> Response:
    """Found whatever its scheme (or without one), `www`, tracking parameters, fragment or trailing slash."""
    given = parameters.url.strip()
    url = clean_url(given if "//" in given else f"//{given}")
    if url is None:
        raise InvalidParameter.named("url", "must be an http or https address")
    stored = runtime.articles.by_url(url)
    if stored is None:
        raise NotFound("No article with this address has been ingested.")
    return _article(request, runtime.articles, stored, parameters)


@router.get(
    "/{id}",
    response_model=Article,
    summary="One article",
    responses=documented(304, 404, 406, 503) | written_in(CITATIONS),
    dependencies=[Depends(only(OneArticle))],
)
def get_article(
    request: Request,
    runtime: CurrentRuntime,
    article_id: ArticleId,
    parameters: Annotated[OneArticle, Query()],
) -> Response:
    """Everything that is known of one article, with its full text, never cut; or a citation of it."""
    return _article(request, runtime.articles, stored_article(runtime.articles, article_id), parameters)


@router.get(
    "/{id}/versions",
    response_model=Versions,
    summary="What an article has said",
    responses=documented(304, 404, 503),
    dependencies=[Depends(only())],
)
def list_versions(request: Request, runtime: CurrentRuntime, article_id: ArticleId) -> Response:
    """The current version and every former one, newest first."""
    stored = stored_article(runtime.articles, article_id)
    former = runtime.articles.versions(article_id)
    versions = render.versions(stored, former)
    return answer(request, {"total": len(versions), "results": versions}, modified=_modified(stored, former))


def _article(
    request: Request, articles: ArticleStore, stored: StoredArticle, parameters: OneArticle
) -> Response:
    chosen = choose(request, (Format.JSON, *CITATIONS), parameters.format)
    modified = _modified(stored, articles.versions(stored.id) if stored.version > 1 else ())
    if chosen is Format.JSON:
        return answer(request, render.article(stored), modified=modified, headers=VARY)
    return deliver(
        request,
        write_article(stored, chosen),
        KINDS[chosen].content_type,
        modified=modified,
        headers=VARY | download(chosen, f"article-{stored.id}"),
    )


def stored_article(articles: ArticleStore, article_id: int) -> StoredArticle:
    """Raises NotFound."""
    stored = articles.get(article_id)
    if stored is None:
        raise NotFound("There is no article with this id.")
    return stored


def _modified(stored: StoredArticle, former: tuple[Version, ...]) -> datetime:
    """By our clock: when the current version came in."""
    return former[-1].replaced_at if former else stored.added_at
