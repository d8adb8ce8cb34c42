"""Whoosh's own reader over a snapshot of a columnar index."""

from whoosh.index import TOC, FileIndex
from whoosh.reading import IndexReader

from app.search.whoosh.columnar.layout import Layout
from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.columnar.stock.codec import ColumnarCodec
from app.search.whoosh.columnar.stock.schema import build_schema
from app.search.whoosh.columnar.stock.segment import ColumnarSegment

#: What Whoosh calls the index; nothing depends on it.
NAME = "columnar"


def open_reader(snapshot: Snapshot, layout: Layout) -> IndexReader:
    """To search it: ``Searcher(open_reader(snapshot, layout), weighting=...)``."""
    contents = describe(snapshot, layout)
    return FileIndex._reader(None, contents.schema, contents.segments, contents.generation)


def describe(snapshot: Snapshot, layout: Layout) -> TOC:
    """The snapshot as a table of contents of Whoosh's."""
    codec = ColumnarCodec(layout)
    segments = [ColumnarSegment.of(codec, NAME, segment) for segment in snapshot.segments]
    return TOC(build_schema(layout), segments, snapshot.generation)
