"""Which page of its list an answer is, and how a client gets to the next one.

Who asks for pages by number is led on by number as far as numbers reach, everybody else by cursor:
only so is nothing lost or seen twice while articles come in.
"""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from app.api.cursors import Cursors, Place, place_after
from app.api.links import Links, elsewhere, here
from app.errors import InvalidParameter
from app.finder import Found
from app.search.criteria import Asked
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Position:
    """``page`` is None for a page by cursor; ``cursor`` goes on after it, None: this is the last one."""

    page: int | None
    cursor: str | None
    links: Links


def place_given(request: Request, cursor: str | None) -> Place | None:
    """The place that the client wants to go on from. Raises CursorInvalid, InvalidParameter."""
    if cursor is None:
        return None
    if "page" in request.query_params:
        raise InvalidParameter.named("page", "leave it out: the cursor says where the page begins")
    return cursors(request).read(cursor)


def find_position(request: Request, settings: Settings, asked: Asked, found: Found) -> Position:
    """Where the page found is, and the addresses around it."""
    wanted = asked.request
    page = None if wanted.after else wanted.offset // wanted.limit + 1
    cursor = None
    if found.following:
        cursor = cursors(request).write(place_after(asked, found.following, found.generation))
    by_number = "page" in request.query_params and wanted.offset + 2 * wanted.limit <= settings.offset_max

    def at(**place: str) -> str:
        return elsewhere(request, settings.base_url, **place)

    return Position(
        page,
        cursor,
        Links(
            here=here(request, settings.base_url),
            first=at(),
            prev=at(page=str(page - 1)) if page and page > 1 else None,
            next=_next(at, cursor, page if by_number else None),
        ),
    )


def _next(at: Callable[..., str], cursor: str | None, page: int | None) -> str | None:
    if cursor is None:
        return None
    return at(cursor=cursor) if page is None else at(page=str(page + 1))


def cursors(request: Request) -> Cursors:
    """What reads and writes the cursors of this archive."""
    opened: Cursors = request.state.cursors
    return opened
