"""Web pages: a pure function from bytes to a draft. lxml and trafilatura are used here only."""

from app.ingest.html.reading import HtmlReading, read_html

__all__ = ["HtmlReading", "read_html"]
