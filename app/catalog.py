"""The values that articles can be filtered by, counted once for each state of the index."""

from dataclasses import dataclass

from app.search.engine import Counted, Engine, FacetAsked, SearchRequest
from app.search.folding import fold_keyword

#: The most frequent values of a field that are listed.
MAX_VALUES = 10_000


@dataclass(frozen=True, slots=True)
class _Held:
    """Values and the state of the index, its generation and sequence, that they are of."""

    state: tuple[str, int]
    values: tuple[Counted, ...]


class Catalog:
    """Read-only; safe to call from several threads.

    To spell ten thousand values takes a third of a second, so they are kept until the index changes.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: dict[str, _Held] = {}

    def values(self, field: str, prefix: str = "", timeout: float | None = None) -> tuple[Counted, ...]:
        """The values of a keyword field, most frequent first, that begin so whatever the case and accents.

        Raises what ``Engine.search`` raises.
        """
        values = self._all(field, timeout)
        start = fold_keyword(prefix)
        return (
            tuple(each for each in values if fold_keyword(each.value).startswith(start)) if start else values
        )

    def _all(self, field: str, timeout: float | None) -> tuple[Counted, ...]:
        stats = self._engine.stats()
        state = stats.generation, stats.sequence
        held = self._held.get(field)
        if held is None or held.state != state:
            request = SearchRequest(facets=(FacetAsked(field, MAX_VALUES),), limit=0, timeout=timeout)
            held = self._held[field] = _Held(state, self._engine.search(request).facets[0])
        return held.values
