"""From the elements of an XML input, or the pieces of a text, to records: what all their formats share."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from lxml import etree

from app.ingest.draft import Draft, Input, Passed, Record, Reject
from app.ingest.encoding import REPLACED, decode
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.wire.cutting import pieces_of
from app.ingest.readers.xml import elements

#: What an element comes to: an article, a key of ``PASSED``, or nothing of its own.
Made = Draft | str | None


def items_of(
    source: Input, options: ReadOptions, wanted: Collection[str], make: Callable[[etree._Element], Made]
) -> Iterator[Record | Reject | Passed]:
    """A record for each wanted element, as ``make`` tells; ``number`` counts them from 1.

    ``make`` raises RecordFault for an element that is no article though it should be one.
    """
    number = 1
    try:
        for element in elements(source.stream, wanted, options.max_record_bytes):
            item = _item(element, make, number)
            if item is not None:
                yield item
                number += 1
    except RecordFault as fault:
        yield Reject(fault.reason, number, None, fault.detail)


def texts_of(
    source: Input,
    options: ReadOptions,
    start: re.Pattern[bytes],
    make: Callable[[str, tuple[str, ...]], Draft],
) -> Iterator[Record | Reject | Passed]:
    """A record for each text that begins with ``start``; ``make`` gets the flags of its decoding, too.

    ``make`` raises RecordFault for a text that is no article.
    """
    for number, piece in enumerate(pieces_of(source.stream, start, options.max_record_bytes), start=1):
        try:
            if piece.too_large:
                raise RecordFault("record_too_large")
            yield Record(flagged(make(*decode(piece.data))), number, piece.offset)
        except RecordFault as fault:
            yield Reject(fault.reason, number, piece.offset, fault.detail)


def _item(
    element: etree._Element, make: Callable[[etree._Element], Made], number: int
) -> Record | Reject | Passed | None:
    try:
        made = make(element)
        if isinstance(made, Draft):
            return Record(flagged(made), number)
    except RecordFault as fault:
        return Reject(fault.reason, number, None, fault.detail)
    return None if made is None else Passed(made, number)


def flagged(draft: Draft) -> Draft:
    """``draft``, marked where bytes could not be decoded; RecordFault ``no_text`` where it says nothing."""
    if not (draft.title or draft.body or draft.description):
        raise RecordFault("no_text")
    if "\ufffd" in draft.title or "\ufffd" in draft.body:
        return replace(draft, flags=(*draft.flags, REPLACED))
    return draft
