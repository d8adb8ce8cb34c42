"""What a segment holds: the fields, and how each is kept."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256

#: Documents of one segment are numbered in 16 bits.
MAX_DOCUMENTS = 65_536
#: Stands in a number column for "not known".
MISSING = -(2**62)


class Kept(StrEnum):
    WORDS = "words"  # postings with frequencies and positions, lengths: ranked, phrases
    TERMS = "terms"  # postings only: a set of terms a document


@dataclass(frozen=True, slots=True)
class Field:
    """``by_document``: the terms of each document can be listed too, for facets."""

    name: str
    kept: Kept
    by_document: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """``numbers`` are columns of whole numbers, one a document, ``MISSING`` where there is none."""

    fields: tuple[Field, ...]
    numbers: tuple[str, ...]

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def fingerprint(self) -> str:
        """Changes when the layout does: an index of another layout cannot be read."""
        return sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]
