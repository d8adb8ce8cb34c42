"""Google News sitemaps: what was published lately, by title, date and address; the text is not in them.

https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap names the elements. Each
becomes an article with its headline alone (flag ``no_body``): nothing is fetched and nothing made up. The
page, once it is ingested, has the same address and becomes the next version.
"""

import re
from collections.abc import Iterator

from lxml import etree

from app.ingest.draft import Draft, Input, Passed, Record, Reject
from app.ingest.readers.elements import find, line_at
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.wire.items import Made, items_of

#: Google asks for the name as it stands on news.google.com, without what is in brackets behind it.
IN_BRACKETS = re.compile(r"(?<=\S)\s*\([^()]*\)$")


def read_sitemap(source: Input, options: ReadOptions) -> Iterator[Record | Reject | Passed]:
    """The articles that ``source`` lists; pages that are not listed as news are passed over."""
    return items_of(source, options, ("url", "sitemap"), _made)


def _made(page: etree._Element) -> Made:
    news = find(page, "news")
    if news is None:
        return "not_news"
    return Draft(
        title=line_at(news, "title"),
        source=IN_BRACKETS.sub("", line_at(news, "publication/name")),
        language=line_at(news, "publication/language"),
        tags=tuple(word for word in (part.strip() for part in line_at(news, "keywords").split(",")) if word),
        url=line_at(page, "loc"),
        image_url=line_at(page, "image/loc"),
        published=line_at(news, "publication_date"),
    )
