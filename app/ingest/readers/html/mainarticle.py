"""Which of the articles that a page describes in JSON-LD is its own."""

from urllib.parse import urljoin

from app.ingest.draft import Draft
from app.ingest.page.likeness import key_of, likeness
from app.ingest.readers.html.evidence import Evidence
from app.values.address import clean_url, url_key

_SAME_TITLE = 0.6


def main_article(evidence: Evidence, address: str) -> Draft:
    """By its address, then by its headline; of several that fit, what says most.

    One alone is the page's own. Of several none of which fits, as on a list of stories, none is.
    """
    if len(evidence.linked) == 1:
        return evidence.linked[0]
    here = url_key(clean_url(address) or "")
    titles = [
        key_of(text) for text in (*evidence.meta_titles.values(), *evidence.marks.headings, evidence.browser)
    ]

    def fit(draft: Draft) -> tuple[bool, bool, bool, int]:
        own = whole_address(address, draft.url)
        same_title = any(likeness(key_of(draft.title), title) >= _SAME_TITLE for title in titles)
        return bool(own) and url_key(own) == here, same_title, bool(draft.published), len(draft.body)

    best = max(evidence.linked, key=fit, default=Draft())
    return best if any(fit(best)[:2]) else Draft()


def whole_address(base: str, address: str) -> str:
    """``address`` as an http(s) address, read from ``base``; "" when it is none."""
    try:
        return clean_url(urljoin(base, address)) or ""
    except ValueError:
        return ""
