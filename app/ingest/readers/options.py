"""What every reader is told, and the shape of a reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.ingest.draft import Document, Input, Passed, Record, Reject
from app.ingest.field_map import NOTHING_SAID, FieldMap
from app.ingest.unpack import LIMITS, Limits


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """``now`` is the time of the run, in UTC; ``max_record_bytes`` the largest record that is read.

    ``fields`` says what columns and keys mean, where a person says so. ``limits``: how far archives unpack.
    """

    now: datetime
    max_record_bytes: int = 16 * 2**20
    fields: FieldMap = NOTHING_SAID
    limits: Limits = LIMITS


class Reader(Protocol):
    """Reads one format: every record of the input in order, as a draft, as a reject with its reason, or
    as one that is passed over.

    Raises nothing for a bad record; an InputFault of the stream goes through to ``read_input``.
    """

    def __call__(self, source: Input, options: ReadOptions) -> Iterator[Record | Reject | Passed]: ...


class Container(Protocol):
    """Reads an archive of documents: its members in order, in memory for one member.

    ``Reject`` is a member that cannot be had, ``Passed`` one that is passed over on purpose. An ``Input`` is
    a member that is read from its own stream, before the next is asked for: it may be large, or an archive
    itself. As a reader, it raises nothing of its own.
    """

    def __call__(
        self, source: Input, options: ReadOptions
    ) -> Iterator[Document | Input | Reject | Passed]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is read.

    ``isolated``: strangers write it, and its parser is large or slow. Each input, or member of an archive,
    is one document of at most ``max_record_bytes``, read in a worker (``app.ingest.workers``) with limits of
    time and memory, without files or network. What the reader raises becomes a reject.

    ``streamed``: an input that is larger than one document is no reject, but read where it is, record by
    record in bounded memory: archives of an agency's years, exports of a whole site.
    """

    read: Reader
    isolated: bool = False
    streamed: bool = False
