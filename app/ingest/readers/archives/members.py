"""What the members of all archives share: their names are labels, their bytes are counted."""

import io
from collections.abc import Callable
from pathlib import PurePosixPath

from app.ingest.draft import Input, InputFault, Passed, Reject
from app.ingest.finding import printable, skipped_by_name
from app.ingest.layers import readable
from app.ingest.raw import Raw
from app.ingest.readers.heads import holds_no_articles
from app.ingest.unpack import Limits

LONGEST_NAME = 1000


def opened(
    archive: Input, label: str, raw: io.RawIOBase, spend: Callable[[int], None], limits: Limits
) -> Input:
    """The member that ``raw`` holds, to be read before the next one."""
    counted = Counted(raw)
    layers = readable(counted, counted.position, limits)
    return Input(
        f"{archive.name}/{printable(label[:LONGEST_NAME])}",
        layers.stream,
        packing=layers.packing,
        encoding=layers.encoding,
        depth=archive.depth + 1,
        spend=spend,
    )


def passed_by_name(label: str) -> str | None:
    """The key of ``PASSED`` for a member that a folder would not show either."""
    parts = [part for part in PurePosixPath(label.replace("\\", "/")).parts if part not in ("..", "/")]
    hidden = any(part == "__MACOSX" or skipped_by_name(part) == "hidden" for part in parts)
    return "by_name" if hidden or not parts or skipped_by_name(parts[-1]) else None


def looked_at(member: Input, number: int, offset: int | None) -> Input | Reject | Passed:
    """The member; or, after a look at its beginning, that it cannot be read or holds no articles."""
    try:
        head = member.stream.peek(1)
    except InputFault as fault:
        return Reject(fault.reason, number, offset, fault.detail)
    return Passed("not_articles", number, offset) if holds_no_articles(head) else member


class Counted(Raw):
    """The bytes of ``raw``, and how many were read."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self._read = 0

    def position(self) -> int:
        """How many bytes have been read."""
        return self._read

    def fill(self, view: memoryview) -> int:
        count = self._raw.readinto(view) or 0
        self._read += count
        return count
