"""CSL-JSON (https://github.com/citation-style-language/schema), a list of items."""

from typing import Any

import orjson

from app.api.citations.plain import date_parts, line, writers
from app.values import StoredArticle


def write(articles: list[StoredArticle]) -> bytes:
    return orjson.dumps([_item(stored) for stored in articles])


def _item(stored: StoredArticle) -> dict[str, Any]:
    article, date = stored.article, date_parts(stored.article.published)
    item = {
        "id": str(stored.id),
        "type": "article-newspaper",
        "title": line(article.title),
        "author": [{"literal": name} for name in writers(article)],
        "container-title": article.source,
        "issued": {"date-parts": [date]} if date else None,
        "section": article.section,
        "abstract": line(article.description),
        "URL": article.url,
        "language": article.language,
        "keyword": ", ".join(article.tags),
    }
    return {name: value for name, value in item.items() if value}
