"""From an opened input to drafts and rejects, whatever its format."""

from app.ingest.readers.options import Container, Format, Reader, ReadOptions
from app.ingest.readers.table import (
    AUTO,
    CONTAINERS,
    FORMATS,
    READERS,
    check_kind,
    format_of,
    read_input,
)

__all__ = [
    "AUTO",
    "CONTAINERS",
    "FORMATS",
    "READERS",
    "Container",
    "Format",
    "ReadOptions",
    "Reader",
    "check_kind",
    "format_of",
    "read_input",
]
