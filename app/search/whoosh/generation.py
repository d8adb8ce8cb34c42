"""One index directory: reading from it, and committing changes to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh import index
from whoosh.index import FileIndex
from whoosh.searching import Searcher
from whoosh.writing import SegmentWriter

from app.search.analysis import Analyzer
from app.search.engine import Batch, EngineStats, SearchRequest, SearchResult
from app.search.resolve import resolve
from app.search.whoosh.collect import Collector, ColumnCache, deadline_check, leaves
from app.search.whoosh.compile import Compiler, postings
from app.search.whoosh.schema import (
    ID,
    KEY,
    NO_ARTICLE,
    SEQUENCE,
    SEQUENCE_KEY,
    build_schema,
    sequence_document,
    to_whoosh,
)
from app.search.whoosh.weighting import NewsWeighting

#: Megabytes of postings held before they are written to a run on disk.
_WRITER_MEMORY = 256


class Generation:
    """An index in ``path``. Readers see the last commit; a writer is alone (the caller sees to it)."""

    def __init__(self, path: Path, analyzer: Analyzer, *, prefix_max_terms: int) -> None:
        self.path = path
        self._analyzer = analyzer
        self._prefix_max_terms = prefix_max_terms
        self._columns = ColumnCache()
        self._index = _open(path)

    def sequence(self) -> int:
        with self._searcher() as searcher:
            stored = searcher.document(**{KEY: SEQUENCE_KEY})
        return int(stored[SEQUENCE]) if stored else 0

    def apply(self, batch: Batch) -> None:
        """Replace, add and delete documents and note the sequence, in one commit."""
        # A compound segment would be copied into memory by every reader that opens it.
        writer = self._index.writer(compound=False, limitmb=_WRITER_MEMORY)
        try:
            touched = [str(document.id) for document in batch.puts] + [str(gone) for gone in batch.deletes]
            self._delete(writer, [*touched, SEQUENCE_KEY])
            for document in batch.puts:
                writer.add_document(**to_whoosh(document, self._analyzer))
            writer.add_document(**sequence_document(batch.sequence))
            writer.commit()
        except BaseException:
            _abandon(writer)
            raise

    def _delete(self, writer: SegmentWriter, keys: list[str]) -> None:
        with writer.searcher() as searcher:
            for leaf, offset in searcher.leaf_searchers():
                for key in keys:
                    for document in postings(leaf.reader(), KEY, key.encode()):
                        writer.delete_document(offset + document)

    def search(self, request: SearchRequest) -> SearchResult:
        check = deadline_check(request.timeout)
        resolved = resolve(request.query, request.search_in, self._analyzer)
        with self._searcher() as searcher:
            compiler = Compiler(searcher.reader(), prefix_max_terms=self._prefix_max_terms, check=check)
            collector = Collector(request, self._columns, check)
            return collector.collect(searcher, compiler.compile(resolved))

    def stats(self, name: str) -> EngineStats:
        with self._searcher() as searcher:
            segments = leaves(searcher)
            commit = self._index.latest_generation()
            documents = sum(1 for _ in self._ids(searcher))
        return EngineStats(documents, self.sequence(), f"{name}.{commit}", len(segments))

    def ids(self) -> Iterator[int]:
        with self._searcher() as searcher:
            yield from self._ids(searcher)

    def _ids(self, searcher: Searcher) -> Iterator[int]:
        for leaf in leaves(searcher):
            ids = self._columns.of(leaf.reader())[ID]
            yield from (
                ids[document] for document in leaf.reader().all_doc_ids() if ids[document] != NO_ARTICLE
            )

    @contextmanager
    def _searcher(self) -> Iterator[Searcher]:
        # One searcher a request: cheap without compound segments, and the only thread-safe way.
        with self._index.searcher(weighting=NewsWeighting()) as searcher:
            yield searcher


def _abandon(writer: SegmentWriter) -> None:
    """Drop what was not committed. Where even that fails, Whoosh would keep its lock for ever."""
    try:
        writer.cancel()
    except Exception:
        writer.writelock.release()


def _open(path: Path) -> FileIndex:
    if index.exists_in(str(path)):
        return index.open_dir(str(path))
    path.mkdir(parents=True, exist_ok=True)
    return index.create_in(str(path), build_schema())
