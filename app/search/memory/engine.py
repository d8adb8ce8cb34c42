"""The in-memory engine: every search looks at every document."""

import math
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from app.errors import SearchTimeout
from app.search.analysis import Analyzer
from app.search.engine import Batch, EngineStats, Hit, Key, SearchRequest, SearchResult, Sort, Suggested
from app.search.memory.counting import facet, timeline
from app.search.memory.document import Indexed, matches, passes, take_apart
from app.search.memory.ranking import Scorer
from app.search.memory.suggest import completions, corrections
from app.search.resolve import resolve
from app.search.resolved import Resolved


class MemoryEngine:
    """See ``engine.Engine``. ``clock`` gives seconds that never go back."""

    def __init__(self, analyzer: Analyzer, clock: Callable[[], float] = time.monotonic) -> None:
        self._analyzer = analyzer
        self._clock = clock
        self._lock = threading.Lock()
        self._documents: dict[int, Indexed] = {}
        self._sequence = 0
        self._generation = 1

    def sequence(self) -> int:
        return self._sequence

    def apply(self, batch: Batch) -> None:
        puts = {document.id: take_apart(document, self._analyzer) for document in batch.puts}
        with self._lock:
            documents = self._documents | puts
            for id_ in batch.deletes:
                documents.pop(id_, None)
            self._documents = documents
            self._sequence = batch.sequence
            self._generation += 1

    def settle(self) -> None:
        """There is nothing to rearrange."""

    def search(self, request: SearchRequest) -> SearchResult:
        deadline = None if request.timeout is None else self._clock() + request.timeout
        documents = self._documents  # replaced as a whole by a writer, never changed
        query = resolve(request.query, request.search_in, self._analyzer)
        asked = []
        for document in documents.values():
            if deadline is not None and self._clock() >= deadline:
                raise SearchTimeout("the search took longer than its time limit")
            if matches(query, document):
                asked.append(document)
        found = [document for document in asked if passes(document, request)]
        hits = in_order(found, request, query, documents.values())
        after = place(request.after, request.sort)
        later = [hit for hit in hits if place(hit.key, request.sort) > after]
        return SearchResult(
            len(hits),
            tuple(later[request.offset : request.offset + request.limit]),
            tuple(facet(each, request, asked, documents.values()) for each in request.facets),
            tuple(timeline(each, request, found) for each in request.timelines),
            str(self._generation),
        )

    def suggest(self, prefix: str, size: int, timeout: float | None = None) -> Sequence[Suggested]:
        return completions(self._documents.values(), self._analyzer, prefix, size)

    def corrections(self, word: str, size: int, timeout: float | None = None) -> Sequence[Suggested]:
        return corrections(self._documents.values(), self._analyzer, word, size)

    def stats(self) -> EngineStats:
        return EngineStats(len(self._documents), self._sequence, str(self._generation))

    def ids(self) -> Iterable[int]:
        return list(self._documents)

    @contextmanager
    def rebuild(self) -> Iterator["MemoryEngine"]:
        aside = MemoryEngine(self._analyzer, self._clock)
        yield aside
        with self._lock:
            self._documents = aside._documents
            self._sequence = aside._sequence
            self._generation += 1

    def close(self) -> None:
        """Nothing is open."""


def in_order(
    found: list[Indexed], request: SearchRequest, query: Resolved, corpus: Iterable[Indexed]
) -> list[Hit]:
    """All hits in the order asked for; scored only when the order needs it."""
    if request.sort is Sort.RELEVANCE:
        scorer = Scorer(list(corpus))
        scores = {document.id: scorer.score(query, document) for document in found}
        hits = [Hit(id_, score, Key(score, id_)) for id_, score in scores.items()]
    else:
        field = "added" if request.sort is Sort.ADDED else request.date_field
        hits = [Hit(each.id, key=Key(each.dates.get(field), each.id)) for each in found]
    return sorted(hits, key=lambda hit: place(hit.key, request.sort))


def place(key: Key | None, sort: Sort) -> tuple[bool, float, int]:
    """Less for what comes first; every hit comes after no key."""
    if key is None:
        return False, -math.inf, 0
    direction = 1 if sort is Sort.OLDEST else -1
    return key.value is None, direction * (key.value or 0), direction * key.id
