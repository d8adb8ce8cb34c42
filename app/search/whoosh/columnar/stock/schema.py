"""The Whoosh schema of a layout, and values as its fields take them."""

import struct
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from whoosh import columns, fields, formats

from app.search.whoosh.columnar.columns import GAP
from app.search.whoosh.columnar.layout import MISSING, Field, Kept, Layout

#: A term as Whoosh indexes it: its bytes, frequency, weight, and the encoded rest of the posting.
Posting = tuple[bytes, int, float, bytes]

_SIGNED = 2**63


class WordsField(fields.FieldType):
    """Words that come analysed: the values of the field, each its terms in order."""

    def __init__(self) -> None:
        super().__init__(format=formats.Positions(), analyzer=None, scorable=True)

    def index(self, value: Sequence[Sequence[str]], **_: object) -> Iterator[Posting]:
        places: defaultdict[str, list[int]] = defaultdict(list)
        start = 0
        for words in value:
            for place, term in enumerate(words, start):
                places[term].append(place)
            start += len(words) + GAP
        for term, positions in places.items():
            yield term.encode(), len(positions), float(len(positions)), self.format.encode(positions)


class TermsField(fields.FieldType):
    """A set of terms, without positions or frequencies."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None, scorable=False)

    def index(self, value: Collection[str], **_: object) -> Iterator[Posting]:
        return ((term.encode(), 1, 1.0, b"") for term in set(value))


class NumberField(fields.NUMERIC):
    """A whole number of 64 bits, in a column that is also searched: a term for each number that occurs."""

    def __init__(self) -> None:
        column = columns.NumericColumn("q", default=MISSING)
        super().__init__(int, bits=64, signed=True, shift_step=0, sortable=column, default=MISSING)

    def to_column_value(self, value: int) -> int:
        return int(self.prepare_number(value))

    def from_column_value(self, value: int) -> int:
        return value


def number_term(value: int) -> bytes:
    """What a ``NumberField`` makes of a number: terms stand in the order of their numbers."""
    return struct.pack(">BQ", 0, value + _SIGNED)


def build_schema(layout: Layout) -> fields.Schema:
    schema = fields.Schema()
    for described in layout.fields:
        schema.add(described.name, _field(described))
    for column in layout.numbers:
        schema.add(column, NumberField())
    return schema


def _field(described: Field) -> fields.FieldType:
    return WordsField() if described.kept is Kept.WORDS else TermsField()
