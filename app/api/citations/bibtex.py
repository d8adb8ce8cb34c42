"""BibTeX: one ``@article`` each, the newspaper as its journal.

UTF-8, as biber and present-day BibTeX read it; characters with a meaning in TeX are spelt out. Braces
become commands, for BibTeX counts them even behind a backslash.
"""

import re

from app.api.citations.plain import date_parts, line, writers
from app.values import StoredArticle

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPELT = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\lbrace{}",
        "}": r"\rbrace{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "#$%&_"},
    }
)
#: An address stands as it is, but for what would end its field.
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_NO_KEY = re.compile(r"[^A-Za-z0-9]+")
_SEVERAL = re.compile(r",|\band\b", re.IGNORECASE)


def write(articles: list[StoredArticle]) -> bytes:
    return "\n".join(map(_entry, articles)).encode()


def _entry(stored: StoredArticle) -> str:
    article, date = stored.article, date_parts(stored.article.published)
    fields = {
        "author": " and ".join(map(_name, writers(article))),
        "title": f"{{{_spelt(article.title)}}}",  # twice in braces: its capitals stay
        "journal": _spelt(article.source),
        "year": str(date[0]) if date else "",
        "month": _MONTHS[date[1] - 1] if len(date) > 1 else "",
        "day": str(date[2]) if len(date) > 2 else "",
        "url": (article.url or "").translate(_IN_ADDRESS),
        "language": _spelt(article.language or ""),
        "abstract": _spelt(article.description),
        "keywords": _spelt(", ".join(article.tags)),
    }
    lines = [f"  {name} = {_value(name, value)},\n" for name, value in fields.items() if value]
    return f"@article{{{_key(stored, date)},\n{''.join(lines)}}}\n"


def _value(name: str, value: str) -> str:
    return value if name == "month" else f"{{{value}}}"  # months are macros of every style


def _key(stored: StoredArticle, date: tuple[int, ...]) -> str:
    slug = _NO_KEY.sub("-", stored.source_slug).strip("-")
    return "-".join(filter(None, [slug, str(date[0]) if date else "", str(stored.id)]))


def _name(name: str) -> str:
    """A name; one that would be read as several, or as turned round, is held together."""
    spelt = _spelt(name)
    return f"{{{spelt}}}" if _SEVERAL.search(name) else spelt


def _spelt(text: str) -> str:
    return line(text).translate(_SPELT)
