"""Plain text pages: one article a file, with a header block or as a raw dump of a web page."""

from app.ingest.page.reading import PageReading, read_page

__all__ = ["PageReading", "read_page"]
