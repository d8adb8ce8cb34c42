"""When the article appeared and when it was changed, as the page says it best."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone

from htmldate import find_date
from lxml.html import HtmlElement

from app.ingest.normalise.dates import parse_date
from app.ingest.page.published import day_first
from app.ingest.readers.html.marked import drop_asides
from app.values import Moment, Precision

_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d|\b(?:GMT|UTC|[A-Z]{2,4}T))\s*$")
_IN_UTC = re.compile(r"(?:Z|[+-]00:?00|\b(?:GMT|UTC))\s*$")
_DAY, _QUARTER, _FARTHEST = timedelta(days=1), timedelta(minutes=15), timedelta(hours=14)
_MONTH_FIRST = re.compile(r"en(?:[-_](?:us|ph|ca))?", re.IGNORECASE)
_ENGLISH_COUNTRY = re.compile(
    r"https?://[^/]+\.(?:uk|ie|au|nz|in|za|ng|ke|gh|sg|hk|pk|lk|mt|jm)(?:[:/]|$)", re.IGNORECASE
)
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


def settled(written: str, others: Sequence[str], day: str, now: datetime) -> str:
    """``written``, the time of publication as the page tells it, in the zone of the newsroom if that shows.

    ``others``: further times on the page. ``day``: the day in its address, which is the day of publication
    where the page is dated later: it was dated anew when the site moved.
    """
    moment, on_day = parse_date(written, now=now).moment, parse_date(day, now=now).moment
    if moment and on_day and moment.at - on_day.at > 2 * _DAY:
        return day
    if moment is None or moment.precision is not Precision.SECOND or not _IN_UTC.search(written):
        return written
    zoned = (other for other in others if _ZONE.search(other) and not _IN_UTC.search(other))
    if here := next((other for other in zoned if parse_date(other, now=now).moment == moment), None):
        return here
    offsets = (_offset(moment, other, now) for other in others)
    zone = next((timezone(offset) for offset in offsets if offset), None)
    return moment.at.astimezone(zone).isoformat() if zone else written


def _offset(moment: Moment, local: str, now: datetime) -> timedelta | None:
    """How far ``local``, a time without a zone, is ahead of the same ``moment`` in UTC; None for another."""
    there = None if _ZONE.search(local) else parse_date(local, now=now).moment
    if there is None or there.precision is not Precision.SECOND:
        return None
    ahead = there.at - moment.at
    return ahead if abs(ahead) <= _FARTHEST and not ahead % _QUARTER else None


def as_counted(written: str, language: str, address: str) -> str:
    """``02/10/2020`` with its day first, unless the page is in English as Americans write it."""
    american = not language or _MONTH_FIRST.fullmatch(language)
    return written if american and not _ENGLISH_COUNTRY.match(address) else day_first(written)


def date_in_markup(root: HtmlElement, now: datetime) -> str:
    """A day that some element of the page gives as its date, found by htmldate; "" when none does.

    Its search through all of the text, which comes up with some day for any page, is not asked. ``root`` is
    changed: scripts, comments, other stories and footers are taken out of it.
    """
    drop_asides(root)
    latest = (now + _DAY).strftime("%Y-%m-%d")
    return find_date(root, extensive_search=False, original_date=True, max_date=latest) or ""
