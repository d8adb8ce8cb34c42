"""A columnar index opened as Whoosh's own ``FileIndex``: our table of contents, its readers and searcher."""

from whoosh.index import TOC, FileIndex

from app.search.whoosh.columnar.index import ColumnarIndex
from app.search.whoosh.columnar.layout import Layout
from app.search.whoosh.columnar.stock.reader import NAME, describe
from app.search.whoosh.columnar.stock.writer import ColumnarWriter


class ColumnarFileIndex(FileIndex):
    """``reader()`` and ``searcher()`` are Whoosh's, each over the snapshot of the moment."""

    def __init__(self, index: ColumnarIndex, layout: Layout) -> None:
        self.storage = None
        self.indexname = NAME
        self._index = index
        self._layout = layout

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._index!r})"

    def latest_generation(self) -> int:
        return self._index.snapshot().generation

    def last_modified(self) -> float:
        """-1: not known, as Whoosh has it."""
        return -1

    def optimize(self, **_: object) -> None:
        """Merge what searches gain by; every commit merges what should be merged anyway."""
        self._index.settle()

    def writer(self, **_: object) -> ColumnarWriter:
        """One process at a time may write; the caller sees to it."""
        return ColumnarWriter(self._index, self._layout)

    def _read_toc(self) -> TOC:
        return describe(self._index.snapshot(), self._layout)
