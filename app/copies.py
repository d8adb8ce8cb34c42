"""Lists in which a text that stands in several places is met once."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import replace
from threading import Lock

from app.articles import ArticleStore
from app.search.engine import Engine, IdFilter, SearchRequest


class Copies:
    """Tells copies of a text apart from the first. Safe to call from several threads."""

    def __init__(self, articles: ArticleStore, engine: Engine) -> None:
        self._articles = articles
        self._engine = engine
        self._lock = Lock()
        self._known: tuple[Hashable, Mapping[int, int]] = (None, {})

    def collapse(self, request: SearchRequest) -> tuple[SearchRequest, Mapping[int, int]]:
        """The request without all matches but the first of each text, in its order, and what those stand for.

        The second is by id, and has those only that stand for more than themselves. The few articles that
        have a copy at all are searched first: which of them comes first, the filters and the order decide.
        Raises what ``Engine.search`` raises.
        """
        texts = self._texts()
        among = replace(
            request,
            ids=IdFilter(frozenset(texts)),
            offset=0,
            limit=len(texts),
            after=None,
            facets=(),
            timelines=(),
        )
        matches = [hit.id for hit in self._engine.search(among).hits] if texts else []
        first: dict[int, int] = {}
        for number in matches:
            first.setdefault(texts[number], number)
        sizes = Counter(first[texts[number]] for number in matches)
        later = frozenset(number for number in matches if first[texts[number]] != number)
        return replace(request, ids=IdFilter(later, exclude=True)), sizes

    def _texts(self) -> Mapping[int, int]:
        """``ArticleStore.copies``, read once for each state of the archive."""
        version = self._articles.version()
        with self._lock:
            known, texts = self._known
            if known != version:
                texts = self._articles.copies()
                self._known = version, texts
        return texts
