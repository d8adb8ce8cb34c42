"""How browsers and other programs search here (OpenSearch 1.1, draft 6)."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.api.answers import deliver
from app.api.deps import CurrentRuntime
from app.api.formats import KINDS, Format
from app.api.formats.xml import OPENSEARCH, add, document, written
from app.api.guard import OpenRoute
from app.api.links import root_of
from app.api.responses import documented
from app.api.strictness import only
from app.api.suggest import SUGGESTIONS

MEDIA_TYPE = "application/opensearchdescription+xml"
_RESULTS = (Format.JSON, Format.RSS, Format.ATOM)

router = APIRouter(tags=["Service"], dependencies=[Depends(only())], route_class=OpenRoute)


@router.get(
    "/opensearch.xml",
    response_class=Response,
    summary="How to search here, for programs",
    responses=documented(304) | {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}},
)
async def opensearch(request: Request, runtime: CurrentRuntime) -> Response:
    """A description (OpenSearch 1.1) with the addresses of results as JSON, RSS and Atom."""
    root = root_of(request, runtime.settings.base_url)
    return deliver(request, describe(root), f"{MEDIA_TYPE}; charset=utf-8")


def describe(root: str) -> bytes:
    """The description of the API at this absolute address."""
    description = document("OpenSearchDescription", xmlns=OPENSEARCH)
    add(description, "ShortName", "Dateline")
    add(description, "Description", "Search the news articles of this archive.")
    for each in _RESULTS:
        add(
            description,
            "Url",
            type=KINDS[each].media_type,
            template=f"{root}/v1/search?q={{searchTerms}}&page={{startPage?}}&page_size={{count?}}&format={each}",
        )
    suggest = f"{root}/v1/suggest?term={{searchTerms}}&format=opensearch"
    add(description, "Url", type=SUGGESTIONS, rel="suggestions", template=suggest)
    add(description, "Url", type=MEDIA_TYPE, rel="self", template=f"{root}/opensearch.xml")
    for name, text in (("InputEncoding", "UTF-8"), ("OutputEncoding", "UTF-8"), ("SyndicationRight", "open")):
        add(description, name, text)
    return written(description)
