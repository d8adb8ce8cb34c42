"""When the article appeared and when it was changed, as the page says it best."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from htmldate import find_date
from lxml.html import HtmlElement

from app.ingest.normalise.dates import parse_date
from app.ingest.readers.html.marked import drop_asides
from app.values import Moment, Precision

_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d|\b(?:GMT|UTC|[A-Z]{2,4}T))\s*$")
_DAY = timedelta(days=1)
_RANK = {Precision.YEAR: 0, Precision.MONTH: 1, Precision.DAY: 2, Precision.MINUTE: 3, Precision.SECOND: 3}


def best_date(written: Iterable[str], now: datetime) -> str:
    """The first of ``written`` that is a date; where another says the same day more exactly, that one."""
    readings = [(text, moment) for text in written if text and (moment := parse_date(text, now=now).moment)]
    if not readings:
        return ""
    first = readings[0][1]
    same = [reading for reading in readings if abs(reading[1].at - first.at) < _DAY]
    return max(same, key=lambda reading: _exactness(*reading))[0]


def _exactness(text: str, moment: Moment) -> int:
    timed = _RANK[moment.precision]
    return timed + (timed == _RANK[Precision.MINUTE] and _ZONE.search(text) is not None)


def date_in_markup(root: HtmlElement, now: datetime) -> str:
    """A day that some element of the page gives as its date, found by htmldate; "" when none does.

    Its search through all of the text, which comes up with some day for any page, is not asked. ``root`` is
    changed: scripts, comments, other stories and footers are taken out of it.
    """
    drop_asides(root)
    latest = (now + _DAY).strftime("%Y-%m-%d")
    return find_date(root, extensive_search=False, original_date=True, max_date=latest) or ""
