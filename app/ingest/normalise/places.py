"""The place of a dateline: told from its date and from what is no place, and written as a name."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.ingest.normalise.agencies import agency_named
from app.ingest.normalise.dates.words import MONTHS, WEEKDAYS, fold
from app.ingest.normalise.names import PARTICLES, in_capitals, without_capitals
from app.ingest.normalise.wordlist import phrases, words


@dataclass(frozen=True, slots=True)
class Filed:
    """``place`` as a name; whether it stood in capitals and with a date; the agency if named among them."""

    place: str
    capitals: bool
    dated: bool
    agency: str | None


_MOST_PARTS = 5
_MOST_WORDS = 8
_DATE_AT_END = re.compile(
    r"(?:^|\s)(?:\d{4}\.?\s+)?(?:(?P<month>[^\W\d_]{3,})\.?\s+\d[\dO]?|\d{1,2}\.?\s+(?:de\s+)?(?P<after>[^\W\d_]{3,}))"
    r"\.?(?:,?\s+(?:de\s+)?\d{4})?$"
)
_JOINTS = re.compile(r"( ?/ ?| (?:and|und|et|y|e) )")
_HAS_CASE = re.compile(r"[^\W\d_\u0590-\u08ff\u0900-\u1aff\u2e80-\ud7af]")
_LOWER_BEFORE_PLACE = (PARTICLES - words("in the an")) | words(
    "near off at over aboard outside bei près cerca"
)

# Printed in capitals wherever they stand, so capitals do not make places of them.
_NOT_PLACES = words("""
    NATO UN U.N. EU E.U. US U.S. USA U.S.A. UK U.K. FBI CIA IMF WHO WTO OPEC FIFA UEFA NASA IBM BP GM FED ECB
    BBC CNN NBC ABC CBS UPDATE UPDATES CORRECTED CORRECTION EXCLUSIVE BREAKING ANALYSIS OPINION WATCH VIDEO
    PHOTOS READ MORE NOTE EDITOR EDITORS SPOILER INTERVIEW FACTBOX TIMELINE INSIGHT REFILE WRAPUP SPECIAL
    REPORT LIVE ALERT FLASH URGENT BULLETIN ADVISORY Q A Q&A FAQ THE AN AND OR BUT IF WHEN WHY HOW WHAT YES I
    IT WE HE SHE BY OK TV GDP CEO AI COVID COVID-19 WARNING UPDATED DEVELOPING LATEST NEWS SPORTS BUSINESS
    MARKETS STOCKS TEXT KEY POINTS SUMMARY FORECAST REVIEW COMMENTARY EDITORIAL COLUMN STORY REUTERS
    EILMELDUNG KOMMENTAR URGENTE ÚLTIMA HORA EXCLUSIF SCHEDULE RESULTS OUTLOOK PREVIEW RELATED NOTABLES
""")
_SHORT_PLACES = words(
    "ROME OSLO BONN LIMA BAKU KIEV KYIV DOHA RIGA BERN LOME CALI GAZA GIZA GOMA JUBA LYON NICE"
)
_SHORTEST_OTHER = 5
# Newspapers of some countries set a colon behind the city. Headings (``FACT CHECK:``) look the same, so
# only cities of those countries count.
_BEFORE_COLON = phrases("""
    ISLAMABAD | KARACHI | LAHORE | PESHAWAR | QUETTA | RAWALPINDI | MULTAN | FAISALABAD | HYDERABAD |
    SIALKOT | NEW DELHI | DELHI | MUMBAI | KOLKATA | CHENNAI | BENGALURU | BANGALORE | PUNE | AHMEDABAD
    | JAIPUR | LUCKNOW | PATNA | BHOPAL | SRINAGAR | GUWAHATI | CHANDIGARH | KOCHI | THIRUVANANTHAPURAM
    | NAGPUR | INDORE | GURUGRAM | DHAKA | CHITTAGONG | CHATTOGRAM | COLOMBO | KATHMANDU | KABUL |
    KANDAHAR | MALE | THIMPHU | KUALA LUMPUR | PETALING JAYA | GEORGE TOWN | JOHOR BARU | KOTA KINABALU
    | KUCHING | SINGAPORE | JAKARTA | MANILA | BANGKOK | PHNOM PENH | YANGON | NAYPYITAW | HANOI | DUBAI
    | ABU DHABI | RIYADH | JEDDAH | DOHA | MUSCAT | KUWAIT | MANAMA | TEHRAN | BAGHDAD | BEIRUT |
    DAMASCUS | AMMAN | CAIRO | TRIPOLI | TUNIS | ANKARA | ISTANBUL | LAGOS | ABUJA | ACCRA | NAIROBI |
    KAMPALA | KIGALI | ADDIS ABABA | HARARE | LUSAKA | GAZA | JERUSALEM | LONDON | PARIS | BERLIN |
    BRUSSELS | GENEVA | VIENNA | ROME | MADRID | MOSCOW | KYIV | OSLO | STOCKHOLM | WASHINGTON | NEW
    YORK | UNITED NATIONS | BEIJING | HONG KONG | TOKYO | SEOUL | SYDNEY | TAIPEI
""")


@lru_cache(maxsize=4096)
def filed_from(text: str) -> Filed | None:
    """What stands before the agency or the dash of a dateline; None when it is not a place."""
    parts = [part for piece in " ".join(text.split()).split(",") if (part := piece.strip(" -–—"))]
    agency = agency_named(parts[-1]) if len(parts) > 2 and any(char.isdigit() for char in parts[-2]) else None
    if agency:
        parts.pop()
    kept = [rest for at, part in enumerate(parts) if (rest := _without_date(part, first=at == 0))]
    if not 1 <= len(kept) <= _MOST_PARTS or not all(_is_place_part(part) for part in kept):
        return None
    return Filed(", ".join(_written(part) for part in kept), in_capitals(kept[0]), kept != parts, agency)


def only_date(text: str) -> bool:
    """Whether ``text`` is a day and nothing else (``Sept 12 (Reuters) - ...``)."""
    return bool(text) and not _without_date(text.strip(" ,-–—"), first=True)


def capitals_mean_city(text: str) -> bool:
    """Whether the capitals at the start of ``text`` mean a place, and not an acronym or a heading."""
    name = text.split(",")[0].strip()
    listed = name.replace("/", " ").split()
    if not in_capitals(name) or len(listed) > 4:
        return False
    if name in _SHORT_PLACES:
        return True
    return len(name) >= _SHORTEST_OTHER and not any(word in _NOT_PLACES for word in listed)


def takes_colon(text: str) -> bool:
    """Whether ``text`` is a city that newspapers print with a colon behind it."""
    return all(place.strip() in _BEFORE_COLON for place in text.split(",")[0].split("/"))


def _without_date(part: str, first: bool) -> str:
    """``part`` without a day and month at its end; empty if it is but a date, a year or a weekday.

    A first part is never a month or weekday alone: Augusta is a town, and Slovak for August.
    """
    if not first and (part.isdigit() or _is_calendar_word(part)):
        return ""
    match = _DATE_AT_END.search(part)
    if match and fold(match["month"] or match["after"]) in MONTHS:
        rest = part[: match.start()].strip()
        return "" if fold(rest) in WEEKDAYS else rest
    return part


def _is_calendar_word(part: str) -> bool:
    """A month or weekday of three letters or more; ``Mo.`` and ``La.`` are states."""
    word = fold(part.rstrip("."))
    return len(word) > 2 and (word in WEEKDAYS or word in MONTHS)


def _is_place_part(part: str) -> bool:
    """A few words without figures, each with a capital unless it is a small word of names."""
    listed = part.replace("/", " ").split()
    if not 1 <= len(listed) <= _MOST_WORDS or any(char.isdigit() for char in part) or part.endswith(":"):
        return False
    if len(part) > 3 and agency_named(part):
        return False
    return not listed[0][:1].islower() and all(_is_place_word(word) for word in listed)


def _is_place_word(word: str) -> bool:
    letter = _HAS_CASE.search(word)
    return letter is None or not letter.group().islower() or word in _LOWER_BEFORE_PLACE or "'" in word


def _written(part: str) -> str:
    """Each place of ``Boise/NEW YORK`` by itself, as a name; the code of a state stays in capitals."""
    pieces = _JOINTS.split(part)
    return "".join("/" if piece.strip() == "/" else _one_written(piece) for piece in pieces)


def _one_written(piece: str) -> str:
    return piece if len(piece) == 2 else without_capitals(piece)
