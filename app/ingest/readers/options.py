"""What every reader is told, and the shape of a reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.ingest.draft import Input, Record, Reject


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """``now`` is the time of the run, in UTC; ``max_record_bytes`` the largest record that is read."""

    now: datetime
    max_record_bytes: int = 16 * 2**20


class Reader(Protocol):
    """Reads one format: every record of the input in order, as a draft or as a reject with its reason.

    Raises nothing for a bad record; an InputFault of the stream goes through to ``read_input``.
    """

    def __call__(self, source: Input, options: ReadOptions) -> Iterator[Record | Reject]: ...
