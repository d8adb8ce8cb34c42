"""A small index made by hand: two segments, five documents, one deleted."""

import numpy as np

from app.search.whoosh.columnar.build import build_segment
from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.snapshot import Snapshot
from tests.search.whoosh.columnar.corpus import LAYOUT

FIRST = (
    Prepared({"body": [["ferry", "late", "ferry"]]}, {"tag": {"ports"}}, {"id": 11, "day": 3}),
    Prepared(
        {"title": [["ferry"]], "body": [["storm"], ["ferry"]]},
        {"tag": {"ports", "storms"}},
        {"id": 12, "day": -1},
    ),
    Prepared({"body": [["storm", "late"]]}, {"tag": {"storms"}}, {"id": 13, "day": None}),
)
SECOND = (
    Prepared({"title": [["ferries"]], "body": [["ferry"]]}, {"tag": {"ports"}}, {"id": 14, "day": 3}),
    Prepared({"body": [["élan", "late"]]}, {}, {"id": 15, "day": 7}),
)
#: The number of the deleted document, in the first segment and in the whole index.
DELETED = 2


def first_segment(*, deleted: bool = True) -> Segment:
    arrays, count = build_segment(LAYOUT, FIRST)
    mask = np.arange(count) == DELETED
    return Segment("first", LAYOUT, arrays, count, mask if deleted else None)


def harbour() -> Snapshot:
    return Snapshot(
        (first_segment(), Segment("second", LAYOUT, *build_segment(LAYOUT, SECOND))), generation=4
    )
