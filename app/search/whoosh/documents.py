"""What the index keeps of a document, derived from the field table.

A text field ``body`` is three: ``body`` with stems and positions, ``body_forms`` with the surfaces,
for prefixes, and ``body_written`` with the words that have accents, as they are written. A keyword
field ``author`` is three: ``author`` with whole folded values, which can be listed by document,
``author_words`` with their words, and ``author_shown`` with the values as they are shown, each after its
folded form and a line break (of which neither has one), where the two differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from app.search.analysis import Analyzer, fold_keyword
from app.search.engine import Document, language_of
from app.search.fields import DATE_FIELDS, KEYWORD_FIELDS, TEXT_FIELDS
from app.search.folding import spelling
from app.search.proof import fingerprint
from app.search.stemming import tag_of
from app.search.whoosh.columnar.columns import (
    Column,
    Columns,
    lengths_of,
    number_column,
    terms_column,
    without_empty,
    words_column,
)
from app.search.whoosh.columnar.index import ID
from app.search.whoosh.columnar.layout import MAX_DOCUMENTS, Field, Kept, Layout
from app.search.whoosh.columnar.lexicon import Lexicon

#: The number column with the fingerprint of each document.
CONTENT = "content"
#: Keyword values remembered: of most fields there are few, like the sources.
_REMEMBERED = 1 << 12
#: Words that wait at most, but for one batch that has more: inverting so many takes some 400 MB.
_MOST_WORDS = 6_000_000
#: The forms of an analysed word in their order (see ``analysis.Word``).
_SURFACE, _STEM, _WRITTEN = range(3)


def forms(field: str) -> str:
    """The field with the surfaces of a text field."""
    return field + "_forms"


def written(field: str) -> str:
    """The field with those words of a text field that are written with accents."""
    return field + "_written"


def words(field: str) -> str:
    """The field with the words of a keyword field."""
    return field + "_words"


def shown(field: str) -> str:
    """The field with the values of a keyword field as they are shown."""
    return field + "_shown"


LAYOUT = Layout(
    fields=(
        *(Field(name, Kept.WORDS) for name in TEXT_FIELDS),
        *(Field(forms(name), Kept.TERMS) for name in TEXT_FIELDS),
        *(Field(written(name), Kept.TERMS) for name in TEXT_FIELDS),
        *(Field(name, Kept.TERMS, by_document=True) for name in KEYWORD_FIELDS),
        *(Field(words(name), Kept.WORDS) for name in KEYWORD_FIELDS),
        *(Field(shown(name), Kept.TERMS) for name in KEYWORD_FIELDS),
    ),
    numbers=(ID, CONTENT, *DATE_FIELDS),
)


class _Value(NamedTuple):
    """A keyword value: ``shown`` with its spelling where that is not as it is folded, else empty."""

    folded: str
    shown: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class _Read:
    """What is kept of a document that was read, beside the words of its texts."""

    id: int
    content: int
    keywords: Mapping[str, Sequence[str]]
    dates: Mapping[str, int | None]


class Preparer:
    """Reads documents, then gives their columns; remembers words. For one thread at a time."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._lexicon = Lexicon(analyzer.words_of_each)
        self._value = lru_cache(_REMEMBERED)(self._analysed)
        self._waiting: list[_Read] = []
        self._ready: list[Columns] = []

    @property
    def is_full(self) -> bool:
        """Whether what was read takes so much memory that it should be taken."""
        return bool(self._ready) or self._lexicon.is_full or self._lexicon.waiting >= _MOST_WORDS

    def read(self, documents: Sequence[Document]) -> None:
        """Analyse these documents: their columns wait to be taken, together with those of others."""
        for start in range(0, len(documents), MAX_DOCUMENTS):
            batch = documents[start : start + MAX_DOCUMENTS]
            if len(self._waiting) + len(batch) > MAX_DOCUMENTS:
                self._ready.append(self._columns())
            self._read(batch)

    def take(self) -> list[Columns]:
        """The columns of all documents that wait, in their order, as many a batch as a segment holds."""
        if self._waiting:
            self._ready.append(self._columns())
        taken, self._ready = self._ready, []
        return taken

    def _read(self, documents: Sequence[Document]) -> None:
        tags = [tag_of(language_of(document)) for document in documents]
        self._lexicon.read([[each.texts.get(name, "") for each in documents] for name in TEXT_FIELDS], tags)
        self._waiting += [_Read(each.id, fingerprint(each), each.keywords, each.dates) for each in documents]

    def _columns(self) -> Columns:
        documents, self._waiting = self._waiting, []
        numbers = {name: number_column([each.dates.get(name) for each in documents]) for name in DATE_FIELDS}
        numbers[ID] = number_column([each.id for each in documents])
        numbers[CONTENT] = number_column([each.content for each in documents])
        return Columns(len(documents), self._texts() | self._keywords(documents), numbers)

    def _texts(self) -> dict[str, Column]:
        columns: dict[str, Column] = {}
        for name, reading in zip(TEXT_FIELDS, self._lexicon.take(), strict=True):
            columns[forms(name)] = reading.column(_SURFACE, places=False)
            columns[name] = reading.column(_STEM, places=True)
            columns[written(name)] = reading.column(_WRITTEN, places=False)
        return columns

    def _keywords(self, documents: Sequence[_Read]) -> dict[str, Column]:
        columns: dict[str, Column] = {}
        for name in KEYWORD_FIELDS:
            held = [document.keywords.get(name, ()) for document in documents]
            values = [self._value(value) for value in chain.from_iterable(held)]
            counts = lengths_of(held)
            columns[name] = terms_column([value.folded for value in values], counts)
            columns[shown(name)] = without_empty(terms_column([value.shown for value in values], counts))
            columns[words(name)] = words_column([value.words for value in values], counts)
        return columns

    def _analysed(self, value: str) -> _Value:
        folded, spelled = fold_keyword(value), spelling(value)
        said = [word.surface for word in self._analyzer.words(value)]
        return _Value(folded, f"{folded}\n{spelled}" if spelled != folded else "", said)
