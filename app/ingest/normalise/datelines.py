"""Datelines: where a story was filed and which agency carried it, read from the first line of a body.

    ANCHORAGE, Alaska (Reuters) - Exxon ...       place and agency in brackets
    PARIS, April 26 (AFP) - ...                   with the day
    BERLIN/dpa - ...                              agency after a slash
    MOSCOW. April 26. INTERFAX.COM - ...          in sentences
    LONDON, March 3 - ...    KABUL: ...           no agency: the place must be in capitals
    (Reuters) - ...                               agency alone

The body is only read, never changed. No place is taken from an ordinary sentence: without an agency
the place stands in capitals and is not a word that is always printed so (``NATO - the alliance``).
"""

import re
from dataclasses import dataclass

from app.ingest.normalise.agencies import agency_named
from app.ingest.normalise.bylines import is_byline
from app.ingest.normalise.dates.words import MONTHS, WEEKDAYS, fold
from app.ingest.normalise.names import in_capitals, without_capitals
from app.ingest.normalise.wordlist import words


@dataclass(frozen=True, slots=True)
class Dateline:
    """``place`` as a name (``Anchorage, Alaska``), ``agency`` by its short name.

    ``end`` is the offset in the body at which the story itself begins.
    """

    place: str | None
    agency: str | None
    end: int


_WINDOW = 200
_OPENING = re.compile(r"[\s«»\"“”„'‘*_>\[•–—-]*")
_DASH = r"(?:\s*(?:--+|[-–—―‒])\s*|\s*:\s+)"
_BRACKETED = re.compile(
    rf"(?P<before>[^()\n]{{0,120}}?)\s*\((?P<agency>[^()]{{2,60}})\)(?P<join>{_DASH}|\.\s+|\s+)"
)
_SLASHED = re.compile(rf"(?P<before>[^()\n/]{{2,60}})\s?/\s?(?P<agency>[^()\n/:–—-]{{2,40}}?)/?{_DASH}")
_SENTENCES = re.compile(
    rf"(?P<before>[^().\n]{{2,40}})\.\s+(?P<date>[^().\n]{{3,20}})\.\s+(?:/?(?P<agency>[^()/\n]{{2,40}}?)/?){_DASH}"
)
_PLAIN = re.compile(rf"(?P<before>[^()\n:–—]{{2,80}}?){_DASH}(?=\S)")
_DATE = re.compile(
    r"^(?:[^\W\d_]+\.?,?\s+)?(?:[^\W\d_]+\.?\s+\d{1,2}|\d{1,2}\.?\s+[^\W\d_]+\.?)(?:,?\s+\d{4})?$"
)
_CAPITAL_PART = re.compile(r"[^\W\d_]")
_SMALL_JOINT = re.compile(r"\s*(?:/|,| and | und | et | y | e )\s*")

# Printed in capitals wherever they stand, so they say nothing about a place; with a dash or colon behind.
_NOT_PLACES = words("""
    NATO UN U.N. EU E.U. US U.S. USA U.S.A. UK U.K. FBI CIA IMF WHO WTO OPEC FIFA UEFA NASA IBM BP GM FED ECB BBC CNN
    UPDATE CORRECTED EXCLUSIVE BREAKING ANALYSIS OPINION WATCH VIDEO PHOTOS READ MORE NOTE EDITOR EDITORS SPOILER
    INTERVIEW FACTBOX TIMELINE INSIGHT REFILE RPT WRAPUP SPECIAL REPORT LIVE ALERT FLASH URGENT BULLETIN ADVISORY
    Q A Q&A FAQ AP AFP THE A AN AND OR BUT IN ON IF WHEN WHY HOW WHAT NO YES I IT WE HE SHE BY OK TV GDP CEO AI
    COVID COVID-19 WARNING UPDATED DEVELOPING LATEST NEWS SPORTS BUSINESS MARKETS STOCKS TEXT KEY POINTS SUMMARY
""")
# Cities whose names are short enough to look like an acronym.
_SHORT_PLACES = words(
    "ROME OSLO BONN LIMA BAKU KIEV KYIV DOHA RIGA BERN BAMAKO LOME CALI GAZA GIZA BALI PERU ACCRA GOMA JUBA"
)


def read_dateline(body: str) -> Dateline | None:
    """The dateline at the start of ``body``, or None. A byline in the line before it is stepped over."""
    start = _start(body)
    window = body[start : start + _WINDOW]
    for reader in (_bracketed, _sentences, _slashed, _plain):
        if found := reader(window):
            return Dateline(found.place, found.agency, start + found.end)
    return None


def _start(body: str) -> int:
    """Where the dateline would begin: after blanks, quotes and a line that is a byline."""
    start = _skip(body, 0)
    line_end = body.find("\n", start, start + _WINDOW)
    if line_end > 0 and is_byline(body[start:line_end].rstrip()):
        return _skip(body, line_end)
    return start


def _skip(body: str, at: int) -> int:
    opening = _OPENING.match(body, at, at + _WINDOW)
    return opening.end() if opening else at


def _bracketed(window: str) -> Dateline | None:
    """``PLACE (Agency) -``; a bracket without a dash behind it counts only after a place in capitals."""
    match = _BRACKETED.match(window)
    if match is None:
        return None
    before = match["before"].strip()
    agency = agency_named(match["agency"])
    if agency is None:
        return _place_with_country(match, before, window)
    if not before:
        return Dateline(None, agency, match.end()) if match["join"].strip() else None
    place = _place(before)
    if place is None:
        return None
    if match["join"].strip() or in_capitals(_first_part(before)):
        return Dateline(place, agency, match.end())
    return None


def _place_with_country(match: re.Match[str], before: str, window: str) -> Dateline | None:
    """``PARIS (France) -`` or ``LYON (AFP Sport) -``: the bracket belongs to the place, if it is a name."""
    name = match["agency"]
    if not match["join"].strip() or not in_capitals(_first_part(before)) or not name.istitle():
        return None
    place = _place(before)
    return Dateline(f"{place} ({name})", None, match.end()) if place else None


def _slashed(window: str) -> Dateline | None:
    """``BERLIN/dpa -`` and ``BERLIN / AFP -``."""
    match = _SLASHED.match(window)
    if match is None or (agency := agency_named(match["agency"])) is None:
        return None
    place = _place(match["before"].strip())
    return Dateline(place, agency, match.end()) if place else None


def _sentences(window: str) -> Dateline | None:
    """``MOSCOW. April 26. INTERFAX.COM -``."""
    match = _SENTENCES.match(window)
    if match is None or not _is_date(match["date"]) or not in_capitals(match["before"]):
        return None
    agency = agency_named(match["agency"])
    return Dateline(without_capitals(match["before"].strip()), agency, match.end()) if agency else None


def _plain(window: str) -> Dateline | None:
    """``LONDON, March 3 -``, ``NEW DELHI:``, ``PARIS —``: the place in capitals, or an agency alone."""
    match = _PLAIN.match(window)
    if match is None:
        return None
    before = match["before"].strip()
    if before.isupper() and (agency := agency_named(before)):
        return Dateline(None, agency, match.end())
    first = _first_part(before)
    if not in_capitals(first) or not _could_be_city(first):
        return None
    place = _place(before)
    return Dateline(place, None, match.end()) if place else None


def _could_be_city(name: str) -> bool:
    """Whether capitals mean a place here and not an acronym or a heading."""
    if name in _SHORT_PLACES:
        return True
    parts = name.replace("/", " ").split()
    if len(parts) > 4 or any(part.strip(".,") in _NOT_PLACES or part in _NOT_PLACES for part in parts):
        return False
    return len(name) >= 5 and not any(char.isdigit() for char in name)


def _first_part(before: str) -> str:
    return before.split(",")[0].strip()


def _place(before: str) -> str | None:
    """The place in what stands before the agency: its parts without a date; None if it is no place."""
    parts = [part.strip() for part in before.split(",")]
    kept = [part for part in parts if part and not _is_date(part) and not _is_year(part)]
    if not kept or len(kept) > 4 or not all(_is_place_part(part) for part in kept):
        return None
    return ", ".join(without_capitals(part) for part in kept)


def _is_date(part: str) -> bool:
    """``April 26``, ``26 avril``, ``Fri April 26``."""
    text = part.strip()
    if fold(text.rstrip(".")) in WEEKDAYS:
        return True
    names = [fold(word) for word in re.findall(r"[^\W\d_]+", text)]
    return bool(_DATE.match(text)) and any(name in MONTHS for name in names)


def _is_year(part: str) -> bool:
    return len(part) == 4 and part.isdigit()


def _is_place_part(part: str) -> bool:
    """Up to six words, each with a capital or small as ``de`` and ``near`` are, and no figures."""
    listed = part.replace("/", " / ").split()
    if not 1 <= len(listed) <= 8 or any(char.isdigit() for char in part):
        return False
    first = _CAPITAL_PART.search(part)
    if first is None or first.group().islower():
        return False
    small = sum(word[0].islower() for word in listed)
    return small <= 3 and small < len(listed)
