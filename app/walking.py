"""Walking a whole list in its order, a few articles at a time and in constant memory."""

from collections import deque
from dataclasses import dataclass, replace

from app.articles import ArticleStore
from app.search.engine import Engine, Hit, Key, SearchRequest, place
from app.values import StoredArticle

#: Hits asked of the engine at once: keys, a few dozen bytes each.
HITS = 1000
#: Articles read from the store at once: they hold their texts, of which a long one has megabytes.
ROWS = 50


@dataclass(frozen=True, slots=True)
class Part:
    """The next articles of a list, or of a part of it that ends with the article of the key ``until``."""

    total: int
    until: Key | None


class Walker:
    """The articles of a list from its place on.

    By a date the newest index answers each time, so that nothing is lost or met twice while articles come
    in; articles that are deleted meanwhile are left out. One thread at a time.
    """

    def __init__(
        self, engine: Engine, articles: ArticleStore, request: SearchRequest, *, bodies: bool
    ) -> None:
        self._engine = engine
        self._articles = articles
        self._request = replace(request, offset=0, limit=HITS)
        self._bodies = bodies
        self._until: Key | None = None
        self._hits: deque[Hit] = deque()
        self._ended = False

    def measure(self, most: int | None) -> Part:
        """How long the list is in all, and where to end so that no more than ``most`` are walked.

        Raises what ``Engine.search`` raises.
        """
        last = replace(self._request, offset=(most or 1) - 1, limit=2)
        result = self._engine.search(last)
        if most is not None and len(result.hits) == 2:
            self._until = result.hits[0].key
        return Part(result.total, self._until)

    def step(self) -> list[StoredArticle] | None:
        """The next articles, at most ``ROWS``; None at the end. Raises what ``Engine.search`` raises."""
        if not self._hits and not self._ended:
            self._search()
        if not self._hits:
            return None
        ids = [self._hits.popleft().id for _ in range(min(ROWS, len(self._hits)))]
        rows = self._articles.by_ids(ids, bodies=self._bodies)
        return [rows[each] for each in ids if each in rows]

    def _search(self) -> None:
        hits = self._engine.search(self._request).hits
        self._hits.extend(hit for hit in hits if self._is_within(hit))
        self._ended = len(self._hits) < HITS
        if hits:
            self._request = replace(self._request, after=hits[-1].key)

    def _is_within(self, hit: Hit) -> bool:
        sort = self._request.sort
        return self._until is None or place(hit.key, sort) <= place(self._until, sort)
