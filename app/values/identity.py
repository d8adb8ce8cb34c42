"""What makes an article the same article, and the same text.

The natural key is the address, scoped by source (by who printed it again, where somebody did), so that
no source can overwrite another's article; without an address the source's own id; without that the
content itself.
"""

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b, sha256
from operator import attrgetter

from app.values.address import url_key
from app.values.article import GUESSED_LANGUAGE, Article, Moment

_ACCENTS = re.compile(r"([a-z])[\u0300-\u036f]+")
#: Lower case of I is i in most languages and dotless in Turkish: they count as the same.
_DOTLESS = str.maketrans("ı", "i")
#: What describes our reading of the input, or stands in the natural key already.
_NOT_CONTENT = frozenset({"flags", "source", "source_domain"})
_CONTENT = tuple(field.name for field in fields(Article) if field.name not in _NOT_CONTENT)
_content = attrgetter(*_CONTENT)
_LANGUAGE = _CONTENT.index("language")
_WORD = re.compile(r"[^\W_]+")
#: ASCII with a space for what is of no word.
_BETWEEN = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))
#: Texts of fewer words are alike by chance: "Subscribe to read on".
_TELLING = 20


@lru_cache(maxsize=4096)
def source_slug(name: str) -> str:
    """``name`` as it stands in addresses and filters: "Süddeutsche Post" -> "suddeutsche-post".

    Letters of every script are kept, Latin ones without their accents; a name without any letter or
    digit gives "unknown".
    """
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_DOTLESS)
    plain = unicodedata.normalize("NFC", _ACCENTS.sub(r"\1", unicodedata.normalize("NFD", folded)))
    return "-".join("".join(c if _is_of_a_word(c) else " " for c in plain).split()) or "unknown"


def _is_of_a_word(char: str) -> bool:
    # Marks are parts of words: many scripts write vowels with them.
    return char.isalnum() or unicodedata.category(char).startswith("M")


def natural_key(article: Article) -> str:
    """The key under which an article is updated rather than added again."""
    slug = source_slug(article.republished_by or article.source)
    if article.url:
        return f"{slug} url {url_key(article.url)}"
    if article.external_id:
        return f"{slug} id {article.external_id}"
    return f"{slug} text {_digest(article.title, article.body)}"


def content_hash(article: Article) -> str:
    """SHA-256 over everything a reader could see changed, as 64 hex digits."""
    texts = [*map(_text, _content(article))]
    if GUESSED_LANGUAGE in article.flags:
        texts[_LANGUAGE] = ""  # our reading, which may become better: that makes no other edition
    return _digest(*texts)


def text_key(body: str) -> int | None:
    """The same number, of 64 bits, for every printing of a text; None for one too short to tell by.

    Its words count, in their order: not case, punctuation, white space or the form of its characters.
    """
    words = _words(body)
    if len(words) < _TELLING:
        return None
    return int.from_bytes(blake2b(b" ".join(words), digest_size=8).digest(), "big", signed=True)


def _words(text: str) -> list[bytes]:
    if text.isascii():  # most are, and bytes are cut three times as fast
        return text.lower().encode().translate(_BETWEEN).split()
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold())).encode().split()


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Moment):
        return f"{value.at.isoformat()} {value.precision}"
    if isinstance(value, tuple):
        return "\x1f".join(map(str, value))
    return "" if value is None else str(value)


def _digest(*texts: str) -> str:
    return sha256("\x1e".join(texts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article on its way into the store, its identity worked out once."""

    article: Article
    key: str
    content_hash: str
    text_key: int | None

    @classmethod
    def of(cls, article: Article) -> "Candidate":
        return cls(article, natural_key(article), content_hash(article), text_key(article.body))


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds under a natural key; ``former`` are the hashes of its older versions.

    ``has_text``: there is more than a headline.
    """

    id: int
    version: int
    content_hash: str
    updated_at: datetime | None = None
    former: frozenset[str] = frozenset()
    has_text: bool = False
