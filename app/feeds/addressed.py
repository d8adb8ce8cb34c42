"""One address, fetched once, as an input like any file: ``dateline ingest https://...``."""

from datetime import datetime

from app.errors import UsageError
from app.feeds.fetch import Fetcher, FetchFault, Policy
from app.feeds.polling import ACCEPT
from app.ingest.draft import Document
from app.ingest.finding import printable


def read_address(url: str, policy: Policy, now: datetime) -> Document:
    """What is at ``url``, read as its content shows. Raises UsageError, one line, where it cannot be had."""
    try:
        answer = Fetcher(policy).fetch(url, {"Accept": f"{ACCEPT}, text/html"})
    except FetchFault as fault:
        raise UsageError(f"{printable(url)}: {fault}") from fault
    content_type = answer.headers.get("content-type", "")
    return Document(printable(url), answer.body, url=answer.url, content_type=content_type, fetched_at=now)
