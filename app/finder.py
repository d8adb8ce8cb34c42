"""Finding articles: the engine's hits joined with their rows and highlights."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from app.articles import ArticleStore
from app.copies import Copies
from app.search.analysis import Analyzer
from app.search.engine import Counted, Document, Engine, Key, SearchRequest, SearchResult, Timeline
from app.search.fields import TEXT_FIELDS
from app.search.highlight import Fragment, Highlighter, Highlighting, HighlightSpec
from app.search.resolved import Resolved
from app.values import Article, StoredArticle

#: Of the seconds that a search may take, the share that its rows may take besides.
_ROWS = 0.5
_Search = Callable[[SearchRequest], SearchResult]
Highlights = Mapping[str, tuple[Fragment, ...]]


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """A hit with its article; ``highlights`` by text field, fields without a mark left out.

    ``copies``: of a collapsed list, how many of the matches have this text, this one among them.
    """

    stored: StoredArticle
    score: float | None = None
    highlights: Highlights = field(default_factory=dict)
    copies: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """``total`` is exact; ``took_ms`` covers search, rows and highlights, ``phases`` has each by name.

    ``following``: what comes next comes after this key; None when nothing does. ``generation`` of the
    index that answered. The counts are those of the engine.
    """

    total: int
    hits: tuple[FoundArticle, ...]
    took_ms: float
    following: Key | None = None
    generation: str = ""
    facets: tuple[tuple[Counted, ...], ...] = ()
    missing: tuple[int, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    phases: Mapping[str, float] = field(default_factory=dict)


class Finder:
    """Read-only; safe to call from several threads."""

    def __init__(self, articles: ArticleStore, engine: Engine, analyzer: Analyzer) -> None:
        self._articles = articles
        self._engine = engine
        self._highlighter = Highlighter(analyzer)
        self._copies = Copies(articles, engine)

    def find(
        self,
        request: SearchRequest,
        highlight: HighlightSpec | None = None,
        *,
        bodies: bool = True,
        collapse: bool = False,
    ) -> Found:
        """Raises what ``Engine.search`` raises. A hit deleted since it was indexed is left out.

        Without ``bodies`` those of the articles are empty, unless they are needed for highlights.
        ``collapse``: of the matches with the same text only the first is found, and counted.
        """
        if not collapse:
            return self._find(self._engine.search, request, highlight, bodies)
        alone, sizes = self._copies.collapse(request)
        found = self._find(self._engine.search, alone, highlight, bodies)
        hits = tuple(replace(hit, copies=sizes.get(hit.stored.id, 1)) for hit in found.hits)
        return replace(found, hits=hits)

    def find_similar(self, document: Document, request: SearchRequest, *, bodies: bool = True) -> Found:
        """Articles like one, see ``Engine.more_like``; else as ``find``."""
        return self._find(partial(self._engine.more_like, document), request, None, bodies)

    def _find(
        self, search: _Search, request: SearchRequest, highlight: HighlightSpec | None, bodies: bool
    ) -> Found:
        began = time.perf_counter()
        result = search(replace(request, limit=request.limit + 1))
        page, more = result.hits[: request.limit], result.hits[request.limit :]
        searched = time.perf_counter()
        timeout = request.timeout and request.timeout * _ROWS
        ids = [hit.id for hit in page]
        rows = self._articles.by_ids(ids, bodies=bodies or highlight is not None, timeout=timeout)
        read = time.perf_counter()
        marks = self._marks(result.resolved, highlight, rows) if highlight else {}
        hits = tuple(
            FoundArticle(rows[hit.id], hit.score, marks.get(hit.id, {})) for hit in page if hit.id in rows
        )
        ended = time.perf_counter()
        return Found(
            total=result.total,
            hits=hits,
            took_ms=(ended - began) * 1000,
            following=page[-1].key if more else None,
            generation=result.generation,
            facets=result.facets,
            missing=result.missing,
            timelines=result.timelines,
            phases={
                "search": (searched - began) * 1000,
                "rows": (read - searched) * 1000,
                "highlight": (ended - read) * 1000,
            },
        )

    def _marks(
        self, resolved: Resolved, spec: HighlightSpec, rows: Mapping[int, StoredArticle]
    ) -> dict[int, Highlights]:
        """The highlights of each article by id. The ``reach`` is for the page, which its articles share."""
        share = replace(spec, reach=spec.reach // max(1, len(rows)))
        marking = self._highlighter.of(resolved, share)
        return {number: _highlights(stored.article, marking) for number, stored in rows.items()}


def _highlights(article: Article, marking: Highlighting) -> Highlights:
    language = article.language or ""
    marked = {name: marking.fragments(getattr(article, name), name, language) for name in TEXT_FIELDS}
    return {name: fragments for name, fragments in marked.items() if fragments}
