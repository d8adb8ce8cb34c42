"""Time zones as newspapers write them: abbreviations, offsets, IANA names."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Abbreviations that several countries share are read as the agencies use them:
# CST and EST are American, IST is India, BST is British Summer Time, AST is Atlantic.
_HOURS: dict[str, float] = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5, "AKST": -9, "AKDT": -8, "HST": -10,
    "BRT": -3, "BRST": -2, "ART": -3, "CLT": -4, "CLST": -3, "COT": -5, "PET": -5, "VET": -4,
    "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "WAT": 1, "CEST": 2, "MESZ": 2, "EET": 2, "CAT": 2, "SAST": 2,
    "EEST": 3, "MSK": 3, "EAT": 3, "TRT": 3, "МСК": 3, "IRST": 3.5, "MSD": 4, "GST": 4, "AFT": 4.5,
    "PKT": 5, "IST": 5.5, "NPT": 5.75, "ICT": 7, "WIB": 7, "WITA": 8, "WIT": 9,
    "SGT": 8, "HKT": 8, "PHT": 8, "MYT": 8, "AWST": 8, "JST": 9, "KST": 9,
    "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip

# Names that leave summer time open: the date decides.
_PLACES = {
    "ET": ("America/New_York", -5),
    "CT": ("America/Chicago", -6),
    "MT": ("America/Denver", -7),
    "PT": ("America/Los_Angeles", -8),
    "EASTERN": ("America/New_York", -5),
    "CENTRAL": ("America/Chicago", -6),
    "MOUNTAIN": ("America/Denver", -7),
    "PACIFIC": ("America/Los_Angeles", -8),
}

_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+−-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_IANA = re.compile(r"[A-Z][A-Za-z]{1,20}(?:/[A-Z][A-Za-z_-]{1,30}){1,2}")


def zone_named(name: str) -> tzinfo | None:
    """The zone that ``name`` stands for: ``EDT``, ``ET``, ``+0530``, ``GMT+2``, ``Europe/Paris``."""
    key = name.upper()
    if key in _HOURS:
        return _fixed(_HOURS[key])
    if key in _PLACES:
        return _place(*_PLACES[key])
    if offset := _OFFSET.fullmatch(name):
        return _offset(*offset.groups())
    return _iana(name) if _IANA.fullmatch(name) else None


def to_utc(local: datetime, zone: tzinfo) -> datetime | None:
    """``local`` (without zone) seen from ``zone``, in UTC; None outside the years 1 to 9999."""
    try:
        return local.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None


def _fixed(hours: float) -> tzinfo:
    return timezone(timedelta(hours=hours)) if hours else UTC


def _offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    """An offset of at most 15 hours, else None (``-1987`` is a year, not an offset)."""
    total = int(hours) * 60 + int(minutes or 0)
    if total > 15 * 60 or int(minutes or 0) > 59:
        return None
    return timezone(timedelta(minutes=total if sign == "+" else -total))


def _place(name: str, standard: float) -> tzinfo:
    """Where the system carries no zone data, standard time is the best that can be said."""
    return _iana(name) or _fixed(standard)


def _iana(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
