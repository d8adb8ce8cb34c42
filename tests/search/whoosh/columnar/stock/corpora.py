"""Random corpora of several segments with deletions: as our snapshot, as an index in Whoosh's own format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from whoosh.collectors import TopCollector
from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex
from whoosh.query import Query
from whoosh.scoring import WeightingModel
from whoosh.searching import Searcher

from app.search.whoosh.columnar.build import build_segment
from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.columnar.stock import build_schema, open_reader
from tests.search.whoosh.columnar.corpus import LAYOUT, documents


@dataclass(frozen=True)
class Corpus:
    """Segments of documents, and of each whether it is deleted."""

    segments: Sequence[Sequence[tuple[Prepared, bool]]]

    def numbered(self) -> Iterator[tuple[int, Prepared, bool]]:
        """Every document with its number in the whole index."""
        every = (one for segment in self.segments for one in segment)
        return ((number, document, deleted) for number, (document, deleted) in enumerate(every))


corpora = st.builds(
    Corpus,
    st.lists(
        st.lists(
            st.tuples(documents(st.integers(1, 99)), st.sampled_from((False, False, False, True))),
            min_size=1,
            max_size=6,
        ),
        min_size=1,
        max_size=3,
    ),
)


def snapshot_of(corpus: Corpus) -> Snapshot:
    return Snapshot(tuple(_segment(f"s{number}", held) for number, held in enumerate(corpus.segments)))


def _segment(name: str, held: Sequence[tuple[Prepared, bool]]) -> Segment:
    mask = np.array([deleted for _, deleted in held])
    arrays, count = build_segment(LAYOUT, [document for document, _ in held])
    return Segment(name, LAYOUT, arrays, count, mask if mask.any() else None)


def searcher(corpus: Corpus, weighting: WeightingModel) -> Searcher:
    """Whoosh's searcher over our segments."""
    return Searcher(open_reader(snapshot_of(corpus), LAYOUT), weighting=weighting)


def whole_whoosh(corpus: Corpus, weighting: WeightingModel) -> Searcher:
    """Whoosh's searcher over the same documents and segments, written by Whoosh in its own format."""
    index = FileIndex.create(RamStorage(), build_schema(LAYOUT))
    for segment in corpus.segments:
        writer = index.writer()
        for document, _ in segment:
            writer.add_document(**fields(document))
        writer.commit(merge=False)
    writer = index.writer()
    for number, _, deleted in corpus.numbered():
        if deleted:
            writer.delete_document(number)
    writer.commit(merge=False)
    return index.searcher(weighting=weighting)


def fields(document: Prepared) -> dict[str, object]:
    """The document as keyword arguments of ``IndexWriter.add_document``."""
    return {**document.words, **document.terms, **document.numbers}


def found(searcher: Searcher, query: Query) -> dict[int, float]:
    """Scores by document number, by the one collector of Whoosh's that loses no hits."""
    collector = TopCollector(1000, usequality=False, replace=0)
    searcher.search_with_collector(query, collector)
    return {number: score for score, number in collector.results().top_n}
