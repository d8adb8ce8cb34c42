"""Finding articles: the engine's hits joined with their rows and highlights."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.articles import ArticleStore
from app.search.analysis import Analyzer
from app.search.engine import Counted, Engine, Key, SearchRequest, Timeline
from app.search.fields import TEXT_FIELDS
from app.search.highlight import Fragment, Highlighter, Highlighting, HighlightSpec
from app.search.resolve import resolve
from app.values import Article, StoredArticle

Highlights = Mapping[str, tuple[Fragment, ...]]


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """A hit with its article; ``highlights`` by text field, fields without a mark left out."""

    stored: StoredArticle
    score: float | None = None
    highlights: Highlights = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """``total`` is exact; ``took_ms`` covers search, rows and highlights.

    ``following``: what comes next comes after this key; None when nothing does. ``generation`` of the
    index that answered. The counts are those of the engine.
    """

    total: int
    hits: tuple[FoundArticle, ...]
    took_ms: float
    following: Key | None = None
    generation: str = ""
    facets: tuple[tuple[Counted, ...], ...] = ()
    timelines: tuple[Timeline, ...] = ()


class Finder:
    """Read-only; safe to call from several threads."""

    def __init__(self, articles: ArticleStore, engine: Engine, analyzer: Analyzer) -> None:
        self._articles = articles
        self._engine = engine
        self._analyzer = analyzer
        self._highlighter = Highlighter(analyzer)

    def find(self, request: SearchRequest, highlight: HighlightSpec | None = None) -> Found:
        """Raises what ``Engine.search`` raises. A hit deleted since it was indexed is left out."""
        began = time.perf_counter()
        result = self._engine.search(replace(request, limit=request.limit + 1))
        page, more = result.hits[: request.limit], result.hits[request.limit :]
        rows = self._articles.by_ids([hit.id for hit in page])
        marks = self._marks(request, highlight, rows) if highlight else {}
        hits = tuple(
            FoundArticle(rows[hit.id], hit.score, marks.get(hit.id, {})) for hit in page if hit.id in rows
        )
        following = page[-1].key if more else None
        took_ms = (time.perf_counter() - began) * 1000
        return Found(
            result.total, hits, took_ms, following, result.generation, result.facets, result.timelines
        )

    def _marks(
        self, request: SearchRequest, spec: HighlightSpec, rows: Mapping[int, StoredArticle]
    ) -> dict[int, Highlights]:
        """The highlights of each article by id. The ``reach`` is for the page, which its articles share."""
        resolved = resolve(request.query, request.search_in, self._analyzer)
        share = replace(spec, reach=spec.reach // max(1, len(rows)))
        marking = self._highlighter.of(resolved, share)
        return {number: _highlights(stored.article, marking) for number, stored in rows.items()}


def _highlights(article: Article, marking: Highlighting) -> Highlights:
    language = article.language or ""
    marked = {name: marking.fragments(getattr(article, name), name, language) for name in TEXT_FIELDS}
    return {name: fragments for name, fragments in marked.items() if fragments}
