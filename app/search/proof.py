"""What proves that a document is in an index as it should be: its fingerprint, and a word to find it by."""

from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice

from app.search.analysis import Analyzer
from app.search.engine import Document, language_of
from app.search.fields import DATE_FIELDS, KEYWORD_FIELDS, TEXT_FIELDS

#: Bits of a fingerprint: two documents have the same once in 10^18 times.
_BITS = 60
#: Words of a text that are looked at for the one to find it by.
_LOOKED_AT = 50


def fingerprint(document: Document) -> int:
    """A whole number of 60 bits that is another one when anything indexed of the document is."""
    parts = list(_parts(document))
    lengths = ",".join(str(len(part)) for part in parts)
    said = "\0".join([lengths, *parts]).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=8).digest()) >> (64 - _BITS)


def _parts(document: Document) -> Iterator[str]:
    for name in TEXT_FIELDS:
        yield document.texts.get(name, "")
    for name in KEYWORD_FIELDS:
        values = document.keywords.get(name, ())
        yield str(len(values))
        yield from values
    for name in DATE_FIELDS:
        yield str(document.dates.get(name))


def probe(document: Document, analyzer: Analyzer) -> tuple[str, str] | None:
    """A text field and the stem of a long word in it, which few others have; None without any word."""
    language = language_of(document)
    for name in TEXT_FIELDS:
        tokens = islice(analyzer.iter_tokens(document.texts.get(name, ""), language), _LOOKED_AT)
        longest = max(tokens, key=lambda token: len(token.surface), default=None)
        if longest:
            return name, longest.stem
    return None
