"""Sources that are asked for and not held: most often a slip, and one that finds nothing silently."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from app.search.engine import SearchRequest
from app.search.folding import fold_keyword


@dataclass(frozen=True, slots=True)
class UnknownSource:
    """``value`` as asked for; ``nearest``: the slug most like it, or empty."""

    value: str
    nearest: str


def unknown_sources(request: SearchRequest, slugs: Collection[str]) -> tuple[UnknownSource, ...]:
    """Those of the request's source filters that are none of ``slugs``, each once."""
    known = {fold_keyword(slug): slug for slug in slugs}
    asked = [value for keyword in request.keywords if keyword.field == "source" for value in keyword.values]
    return tuple(
        UnknownSource(value, _nearest(fold_keyword(value), known))
        for value in dict.fromkeys(asked)
        if fold_keyword(value) not in known
    )


def _nearest(value: str, known: dict[str, str]) -> str:
    """``tribune`` is meant for ``the-isles-tribune`` as much as ``isles-tribume`` is."""
    near = [name for name in known if value in name] or get_close_matches(value[:64], known, n=1)
    return known[min(near, key=len)] if near else ""
