"""RIS, as reference managers import it: two letters, two spaces, a dash; one record each."""

from collections.abc import Iterator

from app.api import render
from app.api.citations.plain import date_parts, line, writers
from app.values import StoredArticle


def write(articles: list[StoredArticle]) -> bytes:
    pairs = (pair for stored in articles for pair in _record(stored))
    return "".join(f"{tag}  - {line(value)}\r\n" for tag, value in pairs).encode()


def _record(stored: StoredArticle) -> Iterator[tuple[str, str]]:
    article = stored.article
    yield "TY", "NEWS"
    yield "ID", str(stored.id)
    yield "TI", article.title
    for name in writers(article):
        yield "AU", name
    yield "T2", article.source
    yield from _date(date_parts(article.published))
    optional = {
        "CY": article.dateline,
        "SE": article.section,
        "LA": article.language,
        "AB": article.description,
        "UR": article.url,
    }
    for tag, value in optional.items():
        if value:
            yield tag, value
    for tag in article.tags:
        yield "KW", tag
    yield "N1", f"Added to this archive {render.instant(stored.added_at)}"
    yield "ER", ""


def _date(known: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    """``YYYY/MM/DD/``, parts that are not known left empty."""
    if known:
        year, *rest = (f"{part:02d}" for part in known)
        month, day = [*rest, "", ""][:2]
        yield "PY", f"{year:0>4}"
        yield "DA", f"{year:0>4}/{month}/{day}/"
