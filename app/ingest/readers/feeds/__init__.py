"""Feeds as files or fetched from their addresses: RSS, RDF, Atom, CDF and JSON Feed."""

from app.ingest.readers.feeds.jsonfeed import read_json_feed
from app.ingest.readers.feeds.reading import read_xml_feed

__all__ = ["read_json_feed", "read_xml_feed"]
