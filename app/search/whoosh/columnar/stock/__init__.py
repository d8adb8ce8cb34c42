"""Still Whoosh: the columnar segments as Whoosh's own readers, searcher and index classes know them."""

from app.search.whoosh.columnar.stock.codec import ColumnarCodec
from app.search.whoosh.columnar.stock.index import ColumnarFileIndex
from app.search.whoosh.columnar.stock.reader import open_reader
from app.search.whoosh.columnar.stock.schema import build_schema

__all__ = ["ColumnarCodec", "ColumnarFileIndex", "build_schema", "open_reader"]
