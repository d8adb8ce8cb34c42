"""How a client wants to see a list: in which format, with which fields."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from app.api.formats import CITATIONS, LISTS, Format, choose
from app.api.params import Shown
from app.api.wire import Article
from app.errors import InvalidParameter
from app.search.highlight import HighlightSpec
from app.search.lists import read_list
from app.search.nearest import suggestion

ALL_FIELDS = tuple(Article.model_fields)
#: Lists leave the long text out unless asked.
DEFAULT_FIELDS = tuple(name for name in ALL_FIELDS if name != "body")
#: Which answer it is depends on this header.
VARY = {"Vary": "Accept"}


@dataclass(frozen=True, slots=True)
class View:
    """``bom``: a table begins with a byte order mark."""

    format: Format = Format.JSON
    fields: tuple[str, ...] = DEFAULT_FIELDS
    highlighting: HighlightSpec | None = None
    bom: bool = False

    @property
    def marked(self) -> bool:
        return self.highlighting is not None

    @property
    def needs_bodies(self) -> bool:
        """Whether the articles are to be read with their bodies. Feeds may fall back on them."""
        return self.format is not Format.JSON or "body" in self.fields


def read_view(request: Request, parameters: Shown, highlighting: HighlightSpec | None = None) -> View:
    """Raises NotAcceptable, and InvalidParameter for what the format has no place for."""
    chosen = choose(request, LISTS, parameters.format)
    view = View(chosen, read_fields(parameters.fields), highlighting, parameters.bom)
    check_bom(view.format, view.bom)
    if view.format in CITATIONS:
        for name, given in (("fields", bool(parameters.fields)), ("highlight", view.marked)):
            _without(name, given, "citations have fields of their own")
    return view


def check_bom(chosen: Format, bom: bool) -> None:
    if bom and chosen is not Format.CSV:
        raise InvalidParameter.named("bom", "goes with format=csv only")


def check_counts(view: View, *, facets: bool, timeline: bool) -> None:
    """Raises InvalidParameter for counts that the format has no place for."""
    if view.format is not Format.JSON:
        _without("facets", facets, f"{view.format} has no place for them")
        _without("timeline", timeline, f"{view.format} has no place for it")


def read_fields(fields: Sequence[str]) -> tuple[str, ...]:
    """The fields to send, from comma lists; the default when there are none. Raises InvalidParameter."""
    names = [item.written for item in read_list("fields", tuple(fields))]
    for name in names:
        if name not in ALL_FIELDS and name != "all":
            raise InvalidParameter.named("fields", f"there is no such field; {suggestion(name, ALL_FIELDS)}")
    if not names:
        return DEFAULT_FIELDS
    return ALL_FIELDS if "all" in names else tuple(name for name in ALL_FIELDS if name in names)


def _without(parameter: str, given: bool, why: str) -> None:
    if given:
        raise InvalidParameter.named(parameter, f"{why}: leave it out")
