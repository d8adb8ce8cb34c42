"""Web pages: HTML and XHTML as they come from servers and browsers, and MHTML as browsers save them.

``reading.read_html`` is a pure function from bytes to a draft; lxml, trafilatura and charset_normalizer are
used in this package alone, and imported when the first page is read.
"""

from app.ingest.readers.html.inputs import read_mhtml, read_web_page

__all__ = ["read_mhtml", "read_web_page"]
