"""From one value of an input to its records and rejects: shared by the readers of JSON."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from app.ingest.draft import Passed, Record, Reject
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.mapping import draft_of
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.wire.ninjs import fields_of, is_ninjs, passed_for_item
from app.ingest.readers.wrappers import articles_of, is_article


def records_of(
    value: object, number: int, offset: int | None, options: ReadOptions, flags: tuple[str, ...] = ()
) -> Iterator[Record | Reject | Passed]:
    """What becomes of each article in ``value``; all bear the value's number and offset."""
    for article in articles_of(value):
        try:
            if passed := _passed(article, options.now):
                yield Passed(passed, number, offset)
            else:
                yield Record(draft_of(options.fields.renamed(_fields(article)), flags), number, offset)
        except RecordFault as fault:
            yield Reject(fault.reason, number, offset, fault.detail)


def _passed(article: object, now: datetime) -> str | None:
    return passed_for_item(article, now) if isinstance(article, Mapping) and is_ninjs(article) else None


def _fields(article: object) -> Iterator[tuple[str, object]]:
    if not isinstance(article, Mapping):
        raise RecordFault("not_an_object", f"{_kind(article)} stands where an object should")
    if not is_article(article):
        raise RecordFault("no_text", "its @type is no article")
    return iter((fields_of(article) if is_ninjs(article) else article).items())


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "null, true or false"
    return "a text" if isinstance(value, str) else "a number"
