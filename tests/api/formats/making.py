"""Pages to write, of articles that hold anything."""

from typing import Any

from hypothesis import strategies as st

from app.api.formats import Page
from app.api.links import Links
from app.api.view import ALL_FIELDS, DEFAULT_FIELDS
from app.finder import FoundArticle
from app.values import Article, Moment, Precision, StoredArticle, source_slug
from tests.api.archive import NOW

ROOT = "https://news.example/archive"
LINKS = Links(
    here=f"{ROOT}/v1/search?q=a&page=2",
    first=f"{ROOT}/v1/search?q=a",
    prev=f"{ROOT}/v1/search?q=a&page=1",
    next=f"{ROOT}/v1/search?q=a&cursor=x",
)


def stored(article: Article, number: int = 1) -> StoredArticle:
    return StoredArticle(number, article, source_slug(article.source), NOW, 1, "")


def page(*articles: Article, whole: bool = False, **changes: Any) -> Page:
    hits = tuple(FoundArticle(stored(each, number)) for number, each in enumerate(articles, 1))
    values: dict[str, Any] = {
        "title": "Dateline: a",
        "root": ROOT,
        "links": LINKS,
        "total": len(articles),
        "size": 20,
        "hits": hits,
        "fields": ALL_FIELDS if whole else DEFAULT_FIELDS,
    }
    return Page(**values | changes)


#: Anything that UTF-8 can hold: more than an ingested article has.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
ARTICLES = st.builds(
    Article,
    source=TEXT,
    title=TEXT,
    body=TEXT,
    description=TEXT,
    authors=st.lists(TEXT, max_size=3).map(tuple),
    agency=st.none() | TEXT,
    section=st.none() | TEXT,
    tags=st.lists(TEXT, max_size=3).map(tuple),
    language=st.none() | st.sampled_from(["en", "de"]),
    url=st.none() | st.just("https://a.example/x?y=1&z=%7B"),
    published=st.none()
    | st.builds(
        Moment, st.datetimes(timezones=st.just(NOW.tzinfo)).map(lambda at: at), st.sampled_from(Precision)
    ),
    updated_at=st.none() | st.just(NOW),
)
