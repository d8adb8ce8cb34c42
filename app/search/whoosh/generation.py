"""One index folder: searching it, and committing changes to it."""

import math
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from weakref import WeakKeyDictionary

from app.errors import GenerationGone, QueryError, SearchTimeout
from app.search import bm25
from app.search.analysis import Analyzer
from app.search.engine import (
    LAST_ID,
    Batch,
    Content,
    Document,
    EngineStats,
    SearchRequest,
    SearchResult,
    Suggested,
)
from app.search.fields import TEXT_FIELDS
from app.search.proof import probe
from app.search.resolve import resolve
from app.search.resolved import Resolved, expanded_leaves
from app.search.similar import query_like
from app.search.whoosh.columnar.arrays import sync_folder
from app.search.whoosh.columnar.executor import Check, Executor, TooManyTerms, Weighting
from app.search.whoosh.columnar.former import Keep
from app.search.whoosh.columnar.index import ID, ColumnarIndex
from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.columnar.tiers import to_fill, to_merge
from app.search.whoosh.compile import compile_query, tags_in
from app.search.whoosh.documents import CONTENT, LAYOUT, Preparer
from app.search.whoosh.search import Search
from app.search.whoosh.suggest import completions, corrections

#: In an index that is being built and may be gone on with.
_HALF = "HALF"
#: Seconds between two commits while documents come, unless memory asks for one sooner.
_PAUSE = 5.0
_NUMBER = re.compile(r"[0-9]{1,18}")
_WEIGHTING = Weighting(bm25.K1, bm25.B, bm25.idf)


@dataclass(slots=True)
class _Held:
    """Batches that wait for a commit: the sequence of the last, their ids, and those that they delete."""

    sequence: int = 0
    ids: set[int] = field(default_factory=set)
    deletes: list[int] = field(default_factory=list)


class Generation:
    """An index in ``path``, made if there is none. A writer is alone (the caller sees to it).

    One that is built ``aside``, with nobody searching it, commits and merges late: ``settle`` at the end.

    Every method raises ``columnar.arrays.Damaged`` for an index that is not what was written.
    """

    def __init__(
        self,
        path: Path,
        analyzer: Analyzer,
        *,
        prefix_max_terms: int,
        query_max_words: int,
        keep: Keep,
        aside: bool = False,
    ) -> None:
        self.path = path
        self._analyzer = analyzer
        self._preparer = Preparer(analyzer)
        self._prefix_max_terms = prefix_max_terms
        self._query_max_words = query_max_words
        choose, kept = (to_fill, Keep()) if aside else (to_merge, keep)
        self._index = ColumnarIndex(path, LAYOUT, choose, kept)
        self._held: _Held | None = None
        self._pause = math.inf if aside else _PAUSE
        self._due = time.monotonic() + self._pause
        #: Of snapshots that somebody still has: nothing else may keep their files open.
        self._tags: WeakKeyDictionary[Snapshot, frozenset[str]] = WeakKeyDictionary()

    def create(self) -> None:
        """Begin with an empty index."""
        self._index.create()

    def keep(self) -> None:
        """From now on it may be gone on with when it is interrupted."""
        (self.path / _HALF).touch()

    def is_half(self) -> bool:
        """Whether it was interrupted while it was built, and may be gone on with."""
        return (self.path / _HALF).exists()

    def finish(self) -> None:
        """It is whole: settle it."""
        self.settle()
        (self.path / _HALF).unlink(missing_ok=True)
        sync_folder(self.path)

    def sequence(self) -> int:
        return self._index.snapshot().sequence

    def apply(self, batch: Batch) -> None:
        """Replace, add and delete documents and note the sequence, in one commit."""
        self._hold(batch)
        self._commit()

    def gather(self, batch: Batch) -> None:
        """As ``apply``, but the commit may come with one of the next batches, or with ``settle``."""
        self._hold(batch)
        if self._preparer.is_full or time.monotonic() >= self._due:
            self._commit()

    def settle(self) -> None:
        """Commit what was gathered, and merge what searches gain by while no documents come."""
        if self._held:
            self._commit()
        self._index.settle()

    def _hold(self, batch: Batch) -> None:
        """Analyse a batch for the next commit. When that fails, all that was held is dropped."""
        ids = {*batch.deletes, *(document.id for document in batch.puts)}
        if self._held and not self._held.ids.isdisjoint(ids):
            self._commit()
        held, self._held = self._held or _Held(), None
        with self._preparing() as preparer:
            preparer.read(batch.puts)
        held.ids |= ids
        held.deletes += batch.deletes
        held.sequence = batch.sequence
        self._held = held

    def _commit(self) -> None:
        held, self._held = self._held or _Held(), None
        with self._preparing() as preparer:
            columns = preparer.take()
        self._index.commit_columns(columns, held.deletes, held.sequence)
        self._due = time.monotonic() + self._pause

    @contextmanager
    def _preparing(self) -> Iterator[Preparer]:
        """One that fails in the block is not used again: what it holds may be half a batch."""
        try:
            yield self._preparer
        except BaseException:
            self._preparer = Preparer(self._analyzer)
            raise

    def search(self, request: SearchRequest) -> SearchResult:
        """Raises GenerationGone, too."""
        snapshot = self._snapshot(request.generation)
        return self._answer(request, snapshot, self._resolved(request, snapshot))

    def more_like(self, document: Document, request: SearchRequest) -> SearchResult:
        """Raises GenerationGone, too."""
        snapshot = self._snapshot(request.generation)

        def holders(stem: str) -> int:
            term = stem.encode()
            return max(snapshot.document_frequency(field, term) for field in TEXT_FIELDS)

        resolved = query_like(document, self._analyzer, holders, snapshot.count)
        return self._answer(request, snapshot, resolved, document.id)

    def _answer(
        self, request: SearchRequest, snapshot: Snapshot, resolved: Resolved, left_out: int | None = None
    ) -> SearchResult:
        query = compile_query(resolved, snapshot)
        check = _deadline(request.timeout)
        searcher = Executor(
            snapshot,
            _WEIGHTING,
            check,
            expansion_limit=self._prefix_max_terms,
            query_limit=self._query_max_words,
        )
        try:
            result = Search(request, query, snapshot, searcher, left_out).result(self._name(snapshot))
        except TooManyTerms as error:
            raise _too_broad(error, resolved) from error
        return replace(result, resolved=resolved)

    def suggest(self, prefix: str, size: int, timeout: float | None) -> Sequence[Suggested]:
        return completions(self._index.snapshot(), self._analyzer, prefix, size, _deadline(timeout))

    def corrections(self, word: str, size: int, timeout: float | None) -> Sequence[Suggested]:
        return corrections(self._index.snapshot(), self._analyzer, word, size, _deadline(timeout))

    def state(self) -> str:
        self._index.ask()
        return self._name(self._index.snapshot())

    def stats(self) -> EngineStats:
        snapshot = self._index.snapshot()
        generation = self._name(snapshot)
        return EngineStats(snapshot.live_count, snapshot.sequence, generation, len(snapshot.segments))

    def contents(self, first: int = 0, last: int = LAST_ID) -> Iterator[Content]:
        for segment in self._index.snapshot().segments:
            docs = segment.between(ID, first, last)
            columns = (segment.values(name)[docs].tolist() for name in (ID, CONTENT))
            yield from map(Content, *columns)

    def found(self, documents: Sequence[Document]) -> set[int]:
        probes = {document.id: probe(document, self._analyzer) for document in documents}
        found: set[int] = set()
        for segment in self._index.snapshot().segments:
            docs = segment.between(ID, min(probes, default=0), max(probes, default=-1))
            for doc, number in zip(docs.tolist(), segment.values(ID)[docs].tolist(), strict=True):
                asked = probes.get(number)
                if number in probes and (asked is None or segment.has(*asked, doc)):
                    found.add(number)
        return found

    def faults(self) -> list[str]:
        return list(self._index.faults())

    def _snapshot(self, name: str) -> Snapshot:
        """The generation that is called so; the newest for an empty name."""
        self._index.ask()
        newest = self._index.snapshot()
        if not name or name == self._name(newest):
            return newest
        path, _, number = name.rpartition(".")
        known = path == self.path.name and _NUMBER.fullmatch(number)
        former = self._index.former(int(number)) if known else None
        if former is None:
            raise GenerationGone(
                "the list has changed since, and this place in it is no longer kept: begin anew"
            )
        return former

    def _name(self, snapshot: Snapshot) -> str:
        """Of the index and the commit: no other has it."""
        return f"{self.path.name}.{snapshot.generation}"

    def _resolved(self, request: SearchRequest, snapshot: Snapshot) -> Resolved:
        tags = self._tags.get(snapshot)
        if tags is None:
            tags = self._tags[snapshot] = tags_in(snapshot)
        return resolve(request.query, request.search_in, self._analyzer, tags)


def _too_broad(error: TooManyTerms, resolved: Resolved) -> QueryError:
    """Says which part of the query, and where it stands."""
    leaves = [leaf for leaf in expanded_leaves(resolved) if leaf.label == error.pattern]
    place = leaves[0].position if leaves else 0
    many = f"more than {error.limit} words: write more letters of it"
    if error.together:
        many = f"more words than are left of the {error.limit} that one query may stand for"
    return QueryError(f"{error.pattern} stands for {many}", place)


def _deadline(timeout: float | None) -> Check:
    """A function that raises SearchTimeout once ``timeout`` seconds have passed."""
    if timeout is None:
        return lambda: None
    deadline = time.monotonic() + timeout

    def check() -> None:
        if time.monotonic() > deadline:
            raise SearchTimeout("the search took too long: make it more specific or narrow its dates")

    return check
