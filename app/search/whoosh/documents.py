"""What the index keeps of a document, derived from the field table.

A text field ``body`` is three: ``body`` with stems and positions, ``body_forms`` with the surfaces,
for prefixes, and ``body_written`` with the words that have accents, as they are written. A keyword
field ``author`` is two: ``author`` with whole folded values, which can be listed by document, and
``author_words`` with their words.
"""

from collections.abc import Sequence

from app.search.analysis import Analyzer, fold_keyword
from app.search.engine import Document, language_of
from app.search.fields import DATE_FIELDS, KEYWORD_FIELDS, TEXT_FIELDS
from app.search.whoosh.columnar.build import Prepared
from app.search.whoosh.columnar.index import ID
from app.search.whoosh.columnar.layout import Field, Kept, Layout


def forms(field: str) -> str:
    """The field with the surfaces of a text field."""
    return field + "_forms"


def written(field: str) -> str:
    """The field with those words of a text field that are written with accents."""
    return field + "_written"


def words(field: str) -> str:
    """The field with the words of a keyword field."""
    return field + "_words"


LAYOUT = Layout(
    fields=(
        *(Field(name, Kept.WORDS) for name in TEXT_FIELDS),
        *(Field(forms(name), Kept.TERMS) for name in TEXT_FIELDS),
        *(Field(written(name), Kept.TERMS) for name in TEXT_FIELDS),
        *(Field(name, Kept.TERMS, by_document=True) for name in KEYWORD_FIELDS),
        *(Field(words(name), Kept.WORDS) for name in KEYWORD_FIELDS),
    ),
    numbers=(ID, *DATE_FIELDS),
)


def prepare(document: Document, analyzer: Analyzer) -> Prepared:
    """The document, analysed."""
    language = language_of(document)
    kept_words: dict[str, Sequence[Sequence[str]]] = {}
    kept_terms: dict[str, set[str]] = {}
    for name in TEXT_FIELDS:
        text = document.texts.get(name, "")
        analysed = analyzer.words(text, language)
        kept_words[name] = [[word.stem for word in analysed]]
        kept_terms[forms(name)] = {word.surface for word in analysed}
        if not text.isascii():
            kept_terms[written(name)] = {word.written for word in analysed if word.written}
    for name in KEYWORD_FIELDS:
        values = document.keywords.get(name, ())
        kept_terms[name] = {fold_keyword(value) for value in values}
        kept_words[words(name)] = [[word.surface for word in analyzer.words(value)] for value in values]
    numbers = {name: document.dates.get(name) for name in DATE_FIELDS}
    return Prepared(kept_words, kept_terms, numbers | {ID: document.id})
