"""Crawl archives, WARC 1.0 and 1.1 and ARC: the pages in them, one at a time, in constant memory.

Our own framing, not warcio's or fastwarc's: those take text for ARC, missing lengths for 0, read header
lines of any length and end quietly where an archive is cut. Of what they do beyond that, we need a tenth.
"""

from app.ingest.readers.warc.reading import read_arc, read_warc

__all__ = ["read_arc", "read_warc"]
