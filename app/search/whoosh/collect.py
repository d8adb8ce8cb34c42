"""Running a compiled query: which documents, how many, in what order.

Whoosh's own top-N collector drops good hits and its time limit does not hold off the main
thread, so every match is visited here, one segment after the other.
"""

import heapq
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from whoosh.query import Query
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from app.errors import SearchTimeout
from app.search.analysis import fold_keyword
from app.search.engine import Hit, KeywordFilter, SearchRequest, SearchResult, Sort
from app.search.fields import DATE_FIELDS
from app.search.whoosh.compile import Check, postings
from app.search.whoosh.schema import ID, NO_ARTICLE, UNDATED

#: Matches between two looks at the clock.
_STRIDE = 512
#: Segments whose columns are held; an index has far fewer at a time.
_HELD = 64

Columns = dict[str, list[int]]
#: Sort key and id, then score: the larger comes first.
Ranked = tuple[float, int, float | None]


def deadline_check(timeout: float | None) -> Check:
    """A function that raises SearchTimeout once ``timeout`` seconds have passed."""
    if timeout is None:
        return lambda: None
    deadline = time.monotonic() + timeout

    def check() -> None:
        if time.monotonic() > deadline:
            raise SearchTimeout("the search took too long: make it more specific or narrow its dates")

    return check


class ColumnCache:
    """Id and date columns by segment. A segment never changes, so they are read once."""

    def __init__(self) -> None:
        self._held: dict[str, Columns] = {}

    def of(self, reader: IndexReader) -> Columns:
        """The columns of one segment, keyed by field name, a value a document."""
        key = str(reader.segment().segment_id())
        held = self._held.get(key)
        if held is None:
            if len(self._held) >= _HELD:  # mostly segments that were merged away
                self._held = {}
            held = self._held[key] = {
                name: list(reader.column_reader(name, translate=False).load()) for name in (ID, *DATE_FIELDS)
            }
        return held


def leaves(searcher: Searcher) -> list[Searcher]:
    """A searcher for each segment; an empty index has none."""
    return [leaf for leaf, _offset in searcher.leaf_searchers() if leaf.doc_count_all()]


@dataclass(frozen=True, slots=True)
class Collector:
    """One request over one snapshot."""

    request: SearchRequest
    columns: ColumnCache
    check: Check

    def collect(self, searcher: Searcher, compiled: Query) -> SearchResult:
        """Visit every match. Raises SearchTimeout."""
        ranked: list[Ranked] = []
        for leaf in leaves(searcher):
            columns = self.columns.of(leaf.reader())
            accepted = self._accepts(leaf.reader(), columns)
            key = self._key(columns)
            for document, score in self._matches(leaf, searcher, compiled):
                if accepted(document):
                    ranked.append((key(document, score), self._tie(columns[ID][document]), score))
        first = self.request.offset
        best = heapq.nlargest(first + self.request.limit, ranked)[first:]
        return SearchResult(len(ranked), tuple(Hit(abs(tie), score) for _, tie, score in best))

    def _matches(
        self, leaf: Searcher, searcher: Searcher, compiled: Query
    ) -> Iterator[tuple[int, float | None]]:
        scored = self.request.sort is Sort.RELEVANCE
        # needs_current: without it Whoosh unites small parts in an array that loses hits with a score of 0.
        context = searcher.context(needs_current=True, **({} if scored else {"weighting": None}))
        matcher = compiled.matcher(leaf, context)
        for count in itertools.count():
            if count % _STRIDE == 0:
                self.check()
            if not matcher.is_active():
                return
            yield matcher.id(), (matcher.score() if scored else None)
            matcher.next()

    def _tie(self, article_id: int) -> int:
        return -article_id if self.request.sort is Sort.OLDEST else article_id

    def _key(self, columns: Columns) -> Callable[[int, float | None], float]:
        match self.request.sort:
            case Sort.RELEVANCE:
                return lambda _document, score: score or 0.0
            case Sort.NEWEST:
                dates = columns[self.request.date_field]
                return lambda document, _score: dates[document]
            case Sort.OLDEST:
                dates = columns[self.request.date_field]
                return lambda document, _score: UNDATED if dates[document] == UNDATED else -dates[document]
            case Sort.ADDED:
                added = columns["added"]
                return lambda document, _score: added[document]

    def _accepts(self, reader: IndexReader, columns: Columns) -> Callable[[int], bool]:
        """Whether a document of this segment passes every filter."""
        tests: list[Callable[[int], bool]] = []
        ids, since = columns[ID], max(self.request.since_id, NO_ARTICLE)
        tests.append(lambda document: ids[document] > since)
        for wanted in self.request.dates:
            low = UNDATED + 1 if wanted.start is None else wanted.start
            high = 2**62 if wanted.end is None else wanted.end
            tests.append(_between(columns[wanted.field], low, high))
        tests += [_holds(reader, keyword) for keyword in self.request.keywords]
        return lambda document: all(test(document) for test in tests)


def _between(dates: list[int], low: int, high: int) -> Callable[[int], bool]:
    return lambda document: low <= dates[document] < high


def _holds(reader: IndexReader, keyword: KeywordFilter) -> Callable[[int], bool]:
    holders: set[int] = set()
    for value in keyword.values:
        holders.update(postings(reader, keyword.field, fold_keyword(value).encode()))
    if keyword.exclude:
        return lambda document: document not in holders
    return holders.__contains__
