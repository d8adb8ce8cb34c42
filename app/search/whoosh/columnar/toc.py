"""The table of contents: which segments make up the index, and the change sequence they hold.

Two lines of text: the CRC-32 of the second, and the second, JSON. It is replaced by renaming a
complete, fsynced new one over it; nothing in it is ever executed.
"""

import json
import os
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.search.whoosh.columnar.arrays import Damaged, FileRecord, is_passing, sync_folder

NAME = "TOC"


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A segment's file, its number of documents, and the file of its deletions if any."""

    name: str
    count: int
    file: FileRecord
    deleted: FileRecord | None = None

    @property
    def files(self) -> tuple[FileRecord, ...]:
        return (self.file, self.deleted) if self.deleted else (self.file,)


@dataclass(frozen=True, slots=True)
class Toc:
    """``generation`` counts commits. ``layout`` is the fingerprint of the layout."""

    generation: int
    sequence: int
    layout: str
    segments: tuple[SegmentRecord, ...] = ()

    @property
    def sizes(self) -> dict[str, int]:
        """The files that it names, and the bytes of each."""
        return {file.name: file.size for segment in self.segments for file in segment.files}


def toc_text(toc: Toc) -> str:
    """What its file holds."""
    line = json.dumps(asdict(toc))
    return f"{zlib.crc32(line.encode()):08x}\n{line}\n"


def write_toc(folder: Path, toc: Toc) -> None:
    """Make ``toc`` the one that counts; durable when this returns. Raises OSError."""
    new = folder / f"{NAME}.new"
    with new.open("w") as file:
        file.write(toc_text(toc))
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / NAME)
    sync_folder(folder)


def read_toc(folder: Path, name: str = NAME) -> Toc:
    """The table that counts, or another one. Raises Damaged if it is missing or not what was written."""
    try:
        crc, line = (folder / name).read_text().split("\n", 1)
        if int(crc, 16) != zlib.crc32(line.rstrip("\n").encode()):
            raise Damaged("the table of contents is not what was written")
        return _toc(json.loads(line))
    except (OSError, ValueError, KeyError, TypeError) as error:
        if is_passing(error):
            raise
        raise Damaged("the table of contents cannot be read") from error


def _toc(values: dict[str, Any]) -> Toc:
    segments = (
        SegmentRecord(
            segment["name"],
            segment["count"],
            FileRecord(**segment["file"]),
            FileRecord(**segment["deleted"]) if segment["deleted"] else None,
        )
        for segment in values["segments"]
    )
    return Toc(values["generation"], values["sequence"], values["layout"], tuple(segments))
