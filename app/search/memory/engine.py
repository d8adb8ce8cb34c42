"""The in-memory engine: every search looks at every document."""

import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from app.errors import GenerationGone, IndexUnavailable, SearchTimeout
from app.search.analysis import Analyzer
from app.search.engine import (
    LAST_ID,
    Batch,
    Content,
    Document,
    EngineStats,
    Hit,
    Key,
    SearchRequest,
    SearchResult,
    Sort,
    Suggested,
    place,
)
from app.search.fields import TEXT_FIELDS
from app.search.memory.counting import facet, missing, timeline
from app.search.memory.document import Indexed, matches, passes, take_apart
from app.search.memory.ranking import Scorer
from app.search.memory.suggest import completions, corrections
from app.search.proof import probe
from app.search.resolve import resolve
from app.search.resolved import Resolved
from app.search.similar import query_like

#: Seconds that a former generation can be read.
_KEPT = 300.0


@dataclass(frozen=True, slots=True)
class _Corpus:
    """What one generation holds; replaced as a whole by a writer, never changed."""

    documents: Mapping[int, Indexed] = field(default_factory=dict)
    sequence: int = 0
    generation: int = 1


class MemoryEngine:
    """See ``engine.Engine``. ``clock`` gives seconds that never go back."""

    def __init__(self, analyzer: Analyzer, clock: Callable[[], float] = time.monotonic) -> None:
        self._analyzer = analyzer
        self._clock = clock
        self._lock = threading.Lock()
        self._corpus = _Corpus()
        self._withdrawn = False
        #: By name, with the time each was replaced.
        self._former: dict[str, tuple[_Corpus, float]] = {}

    def sequence(self) -> int:
        return self._held().sequence

    def _held(self) -> _Corpus:
        if self._withdrawn:
            raise IndexUnavailable("there is no index")
        return self._corpus

    def apply(self, batch: Batch) -> None:
        puts = {document.id: take_apart(document, self._analyzer) for document in batch.puts}
        with self._lock:
            old = self._corpus
            documents = {**old.documents, **puts}
            for id_ in batch.deletes:
                documents.pop(id_, None)
            since = self._clock() - _KEPT
            former = {name: each for name, each in self._former.items() if each[1] >= since}
            self._former = former | {str(old.generation): (old, self._clock())}
            self._corpus = _Corpus(documents, batch.sequence, old.generation + 1)

    def gather(self, batch: Batch) -> None:
        self.apply(batch)

    def settle(self) -> None:
        """There is nothing to rearrange."""

    def search(self, request: SearchRequest) -> SearchResult:
        corpus = self._generation(request.generation)
        query = resolve(request.query, request.search_in, self._analyzer)
        return self._answer(request, corpus, query)

    def more_like(self, document: Document, request: SearchRequest) -> SearchResult:
        corpus = self._generation(request.generation)
        documents = corpus.documents.values()

        def holders(stem: str) -> int:
            return max(sum(each.frequency(field, (stem,)) > 0 for each in documents) for field in TEXT_FIELDS)

        query = query_like(document, self._analyzer, holders, len(documents))
        return self._answer(request, corpus, query, document.id)

    def _answer(
        self, request: SearchRequest, corpus: _Corpus, query: Resolved, left_out: int | None = None
    ) -> SearchResult:
        deadline = None if request.timeout is None else self._clock() + request.timeout
        documents = corpus.documents.values()
        asked = []
        for document in documents:
            if deadline is not None and self._clock() >= deadline:
                raise SearchTimeout("the search took longer than its time limit")
            if document.id != left_out and matches(query, document):
                asked.append(document)
        found = [document for document in asked if passes(document, request)]
        hits = in_order(found, request, query, documents)
        after = place(request.after, request.sort)
        later = [hit for hit in hits if place(hit.key, request.sort) > after]
        return SearchResult(
            len(hits),
            tuple(later[request.offset : request.offset + request.limit]),
            tuple(facet(each, request, asked, documents) for each in request.facets),
            tuple(timeline(each, request, found) for each in request.timelines),
            str(corpus.generation),
            tuple(missing(each, request, asked) for each in request.facets),
            query,
        )

    def _generation(self, name: str) -> _Corpus:
        newest = self._held()
        if name in ("", str(newest.generation)):
            return newest
        if name not in self._former:
            raise GenerationGone("the list has changed since, and this place in it is no longer kept")
        return self._former[name][0]

    def suggest(self, prefix: str, size: int, timeout: float | None = None) -> Sequence[Suggested]:
        return completions(self._held().documents.values(), self._analyzer, prefix, size)

    def corrections(self, word: str, size: int, timeout: float | None = None) -> Sequence[Suggested]:
        return corrections(self._held().documents.values(), self._analyzer, word, size)

    def state(self) -> str:
        return str(self._held().generation)

    def stats(self) -> EngineStats:
        corpus = self._corpus
        return EngineStats(len(corpus.documents), corpus.sequence, str(corpus.generation))

    def contents(self, first: int = 0, last: int = LAST_ID) -> Sequence[Content]:
        held = self._corpus.documents.values()
        return [Content(each.id, each.fingerprint) for each in held if first <= each.id <= last]

    def found(self, documents: Sequence[Document]) -> set[int]:
        return {document.id for document in documents if self._has(document)}

    def _has(self, document: Document) -> bool:
        held = self._corpus.documents.get(document.id)
        asked = probe(document, self._analyzer)
        return held is not None and (asked is None or held.frequency(asked[0], (asked[1],)) > 0)

    def faults(self) -> Sequence[str]:
        return []

    @contextmanager
    def rebuild(self, since: Container[int] = ()) -> Iterator["MemoryEngine"]:
        aside = MemoryEngine(self._analyzer, self._clock)
        yield aside
        with self._lock:
            new, self._former = aside._corpus, {}
            self._withdrawn = False
            self._corpus = replace(new, generation=self._corpus.generation + new.generation)

    def withdraw(self) -> None:
        self._withdrawn = True

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
