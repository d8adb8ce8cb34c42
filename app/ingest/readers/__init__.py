"""Reading an input: one module a format, behind one table."""

from app.ingest.readers.options import Reader, ReadOptions
from app.ingest.readers.table import AUTO, FORMATS, READERS, read_input

__all__ = ["AUTO", "FORMATS", "READERS", "ReadOptions", "Reader", "read_input"]
