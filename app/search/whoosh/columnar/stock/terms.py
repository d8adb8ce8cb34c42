"""Whoosh's terms reader over the arrays of a segment."""

from collections.abc import Iterator
from typing import Any

from whoosh.codec import base
from whoosh.fields import FieldType
from whoosh.formats import Format
from whoosh.reading import TermInfo, TermNotFound
from whoosh.scoring import BaseScorer

from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.stock.inverted import Inverted, InvertedField, InvertedNumbers
from app.search.whoosh.columnar.stock.matcher import PostingMatcher

Term = tuple[str, bytes]


class ColumnarTerms(base.TermsReader):
    """Fields in order of name, terms in byte order, as Whoosh merges them. Deleted documents count."""

    def __init__(self, segment: Segment) -> None:
        layout = segment.layout
        fields: dict[str, Inverted] = {
            described.name: InvertedField(segment, described.name) for described in layout.fields
        }
        fields |= {column: InvertedNumbers(segment, column) for column in layout.numbers}
        self._fields = dict(sorted(fields.items()))

    def __contains__(self, term: Term) -> bool:
        name, text = term
        return name in self._fields and self._fields[name].terms.find(text) >= 0

    def indexed_field_names(self) -> list[str]:
        return [name for name, field in self._fields.items() if len(field.terms)]

    def cursor(self, fieldname: str, fieldobj: FieldType) -> base.FieldCursor:
        field = self._fields.get(fieldname)
        return TermCursor(field, fieldobj) if field else base.EmptyCursor()

    def terms(self) -> Iterator[Term]:
        for name in self._fields:
            yield from self._field_from(name, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Terms of the field that are not before ``prefix``, then those of the fields after it."""
        for name in self._fields:
            if name >= fieldname:
                yield from self._field_from(name, prefix if name == fieldname else b"")

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Raises KeyError if no document holds the term; so do the next two."""
        field, number = self._find(fieldname, text)
        return field.entries(number).term_info()

    def frequency(self, fieldname: str, text: bytes) -> float:
        weight: float = self.term_info(fieldname, text).weight()
        return weight

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        field, number = self._find(fieldname, text)
        return field.frequency(number)

    def matcher(
        self, fieldname: str, text: bytes, format_: Format, scorer: BaseScorer | None = None
    ) -> PostingMatcher:
        """Raises TermNotFound."""
        try:
            field, number = self._find(fieldname, text)
        except KeyError as error:
            raise TermNotFound(f"No term {fieldname}:{text!r}") from error
        return PostingMatcher(field.entries(number), format_, (fieldname, text), scorer)

    def _find(self, fieldname: str, text: bytes) -> tuple[Inverted, int]:
        field = self._fields[fieldname]
        number = field.terms.find(text)
        if number < 0:
            raise KeyError((fieldname, text))
        return field, number

    def _field_from(self, name: str, prefix: bytes) -> Iterator[Term]:
        terms = self._fields[name].terms
        return ((name, terms[number]) for number in range(terms.place(prefix), len(terms)))


class TermCursor(base.FieldCursor):
    """Stands on a term of a field, the first to begin with; each move returns the new term."""

    def __init__(self, field: Inverted, fieldobj: FieldType) -> None:
        self._field = field
        self._fieldobj = fieldobj
        self._number = 0

    def first(self) -> Any:
        return self._move(0)

    def find(self, term: Any) -> Any:
        """To the first term that is not before ``term``."""
        return self._move(self._field.terms.place(self._fieldobj.to_bytes(term)))

    def next(self) -> Any:
        return self._move(self._number + 1)

    def text(self) -> Any:
        """The term, or None past the last."""
        return self._fieldobj.from_bytes(self._field.terms[self._number]) if self.is_valid() else None

    def term(self) -> Any:
        return self.text()

    def term_info(self) -> TermInfo | None:
        return self._field.entries(self._number).term_info() if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._number < len(self._field.terms)

    def _move(self, number: int) -> Any:
        self._number = number
        return self.text()
