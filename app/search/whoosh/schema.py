"""The Whoosh schema, derived from the field table, and documents as it takes them.

A text field ``body`` is two: ``body`` with stems and positions, and ``body_forms`` with the
surfaces, for prefixes. A keyword field ``author`` is two as well:
``author`` with whole folded values, and ``author_words`` with their words. Dates and ids are
columns only. One document, under the key ``SEQUENCE_KEY``, holds the change sequence applied,
so that it is committed together with the changes.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from whoosh import columns, fields, formats

from app.search.analysis import Analyzer, Word, fold_keyword
from app.search.engine import Document
from app.search.fields import DATE_FIELDS, KEYWORD_FIELDS, TEXT_FIELDS

#: Raise when the schema or the analysis changes: an index of another layout is built anew.
LAYOUT = 1

KEY = "key"
ID = "id"
SEQUENCE = "sequence"
SEQUENCE_KEY = "sequence"
#: The id of the document that holds the sequence; articles count from 1.
NO_ARTICLE = 0
#: Stands in a date column for "not known": before any date that can be asked for.
UNDATED = -(2**62)
#: Between the words of two values of one field, so that no phrase spans them.
_GAP = 100

Placed = tuple[str, int]


class PlacedWords(fields.FieldType):
    """Words that come analysed: a list of (term, position)."""

    def __init__(self) -> None:
        super().__init__(format=formats.Positions(), analyzer=None, scorable=True)

    def index(self, value: Sequence[Placed], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        places: dict[str, list[int]] = defaultdict(list)
        for term, position in value:
            places[term].append(position)
        for term, positions in places.items():
            yield term.encode(), len(positions), float(len(positions)), self.format.encode(positions)


class PlainTerms(fields.FieldType):
    """Terms that come analysed, without positions or frequencies: a set of them."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None, scorable=False)

    def index(self, value: Sequence[str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        return ((term.encode(), 1, 1.0, b"") for term in value)


def forms(field: str) -> str:
    """The field with the surfaces of a text field."""
    return field + "_forms"


def words(field: str) -> str:
    """The field with the words of a keyword field."""
    return field + "_words"


def build_schema() -> fields.Schema:
    schema = fields.Schema()
    schema.add(KEY, PlainTerms())
    schema.add(SEQUENCE, fields.STORED())
    schema.add(ID, fields.COLUMN(columns.NumericColumn("q", default=NO_ARTICLE)))
    for name in TEXT_FIELDS:
        schema.add(name, PlacedWords())
        schema.add(forms(name), PlainTerms())
    for name in KEYWORD_FIELDS:
        schema.add(name, PlainTerms())
        schema.add(words(name), PlacedWords())
    for name in DATE_FIELDS:
        schema.add(name, fields.COLUMN(columns.NumericColumn("q", default=UNDATED)))
    return schema


def to_whoosh(document: Document, analyzer: Analyzer) -> dict[str, Any]:
    """The document as keyword arguments of ``IndexWriter.add_document``."""
    found: dict[str, Any] = {KEY: [str(document.id)], ID: document.id}
    for name in TEXT_FIELDS:
        analysed = analyzer.words(document.texts.get(name, ""))
        found[name] = [(word.stem, place) for place, word in enumerate(analysed)]
        found[forms(name)] = {word.surface for word in analysed}
    for name in KEYWORD_FIELDS:
        values = document.keywords.get(name, ())
        found[name] = {fold_keyword(value) for value in values}
        found[words(name)] = _placed([analyzer.words(value) for value in values])
    for name in DATE_FIELDS:
        value = document.dates.get(name)
        found[name] = UNDATED if value is None else value
    return found


def _placed(values: Sequence[Sequence[Word]]) -> list[Placed]:
    return [
        (word.surface, number * _GAP + place)
        for number, value in enumerate(values)
        for place, word in enumerate(value)
    ]


def sequence_document(sequence: int) -> dict[str, Any]:
    """The document that records how far the change log is applied."""
    return {KEY: [SEQUENCE_KEY], ID: NO_ARTICLE, SEQUENCE: sequence}
