"""From one value of an input to its records and rejects: shared by the readers of JSON."""

from collections.abc import Iterator, Mapping

from app.ingest.draft import Record, Reject
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.mapping import draft_of
from app.ingest.readers.wrappers import articles_of, is_article


def records_of(
    value: object, number: int, offset: int | None, flags: tuple[str, ...] = ()
) -> Iterator[Record | Reject]:
    """A record or a reject for each article in ``value``; all bear the value's number and offset."""
    for article in articles_of(value):
        try:
            yield Record(draft_of(_fields(article), flags), number, offset)
        except RecordFault as fault:
            yield Reject(fault.reason, number, offset, fault.detail)


def _fields(article: object) -> Iterator[tuple[str, object]]:
    if not isinstance(article, Mapping):
        raise RecordFault("not_an_object", f"{_kind(article)} stands where an object should")
    if not is_article(article):
        raise RecordFault("no_text", "its @type is no article")
    return iter(article.items())


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "null, true or false"
    return "a text" if isinstance(value, str) else "a number"
