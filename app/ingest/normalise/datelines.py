"""Datelines: where a story was filed and which agency carried it, read from the start of a body.

    ANCHORAGE, Alaska (Reuters) - Exxon ...       place and agency in brackets
    PARIS, April 26 (AFP) - ...                   with the day
    New Delhi, Apr 26 (PTI) The ...               no dash
    BERLIN/dpa - ...                              agency after a slash
    MOSCOW, April 26. /TASS/. ...                 in sentences
    LONDON, March 3 - ...    KABUL: The ...       no agency: capitals, or a date
    (Reuters) - ...                               agency alone

The body is only read, never changed. No place is taken from an ordinary sentence: without an agency
the place stands in capitals and is not a word always printed so (``NATO - the alliance - said``).
Bylines and editors' notes before the dateline are stepped over.
"""

import re
from dataclasses import dataclass

from app.ingest.normalise.agencies import agency_named
from app.ingest.normalise.bylines import is_byline
from app.ingest.normalise.places import Filed, capitals_mean_city, filed_from, only_date, takes_colon


@dataclass(frozen=True, slots=True)
class Dateline:
    """``place`` as a name (``Anchorage, Alaska``), ``agency`` by its short name.

    ``end`` is the offset in the body at which the story itself begins.
    """

    place: str | None
    agency: str | None
    end: int


_WINDOW = 300
_OPENING = re.compile(r"[\s«»\"“”„'‘*_>\[•–—-]*")
_DASH = r"(?:\s++[-–—―‒]+\s*|\.?[-–—―‒]+\s+|\s*+[—―]\s*|\s*+--+\s*)"
_CREDIT = re.compile(rf"\((?P<credit>[^()\n]{{2,60}})\)(?P<join>{_DASH}|\s*:\s+|\.\s+|\s+)")
_SLASHED = re.compile(rf"(?P<before>[^()\n/]{{2,60}})\s?/\s?(?P<agency>[^()\n/:–—-]{{2,40}}?){_DASH}")
_SENTENCES = re.compile(
    rf"(?P<before>[^()\n/]{{2,60}}?)(?:\.\s+|\s[-–—]\s)/?(?P<agency>[^()/\n\d]{{2,40}}?)/?(?:\.\s+|{_DASH})"
)
_PLAIN = re.compile(rf"(?P<before>[^()\n:–—]{{2,80}}?)(?:{_DASH}|:\s+)(?=\S)")
_COLON = re.compile(r":\s+$")
_CHINESE = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{2,4}社)(?P<place>[\u4e00-\u9fff]{2,8}?)\d{1,2}月\d{1,2}日电?\s*"
)
_KOREAN = re.compile(r"[(\[](?P<place>[^()=\[\]\n]{2,20})=(?P<agency>[^()=\[\]\n]{2,20})[)\]]\s*")
_INLINE_BYLINE = re.compile(r"By\s+(?:[^\W\d_][^\s,/]*\s+(?:,\s*)?){1,12}?(?=[A-Z]{3}|ST\.)")


def read_dateline(body: str) -> Dateline | None:
    """The dateline at the start of ``body``, or None; looks at its first few hundred characters only."""
    start = _start(body)
    window = body[start : start + _WINDOW]
    for reader in (_east_asian, _credited, _in_sentences, _slashed, _plain):
        if found := reader(window):
            return Dateline(found.place, found.agency, start + found.end)
    return None


def _start(body: str) -> int:
    """Where the dateline would begin: after blanks, quotes and a line that is a byline."""
    start = _skip(body, 0)
    line_end = body.find("\n", start, start + _WINDOW)
    if line_end > 0 and is_byline(body[start:line_end]):
        return _skip(body, line_end)
    return start


def _skip(body: str, at: int) -> int:
    opening = _OPENING.match(body, at, at + _WINDOW)
    return opening.end() if opening else at


def _east_asian(window: str) -> Dateline | None:
    match = _CHINESE.match(window) or _KOREAN.match(window)
    if match is None or (agency := agency_named(match["agency"])) is None:
        return None
    return Dateline(match["place"], agency, match.end())


def _credited(window: str) -> Dateline | None:
    """A credit in brackets, with the place before it in the same paragraph."""
    for match in _CREDIT.finditer(window):
        agency = _credited_agency(match["credit"])
        before = _last_paragraph(window[: match.start()])
        if agency and (not before or only_date(before)):
            return _agency_first(window, match, agency)
        filed = filed_from(_after_byline(before))
        if filed is None:
            filed = _on_last_line(before)
        if filed and _trusted(filed, agency, match, window):
            return Dateline(filed.place, agency, match.end())
    return None


def _credited_agency(credit: str) -> str | None:
    """``Reuters``, and of ``dpa/tmn`` or ``Reuters Legal`` the agency that stands first."""
    return agency_named(credit) or agency_named(re.split(r"[/\s]", credit.strip(), maxsplit=1)[0])


def _after_byline(before: str) -> str:
    """``By Jane Roe NEW YORK`` from its place on."""
    byline = _INLINE_BYLINE.search(before)
    return before[byline.end() :] if byline else before


def _last_paragraph(text: str) -> str:
    return re.split(r"\n\s*\n", text)[-1].strip()


def _on_last_line(paragraph: str) -> Filed | None:
    """A note may stand in the line above without a blank line between."""
    head, _, line = paragraph.rpartition("\n")
    return filed_from(line) if head else None


def _agency_first(window: str, match: re.Match[str], agency: str) -> Dateline | None:
    """``(Reuters) - ...`` and ``(ANSA) - ROMA, 26 APR - ...``."""
    if placed := _plain(window[match.end() :]):
        return Dateline(placed.place, agency, match.end() + placed.end)
    if match["join"].strip() or (match.start() == 0 and window[match.end() : match.end() + 1].isupper()):
        return Dateline(None, agency, match.end())
    return None


def _trusted(filed: Filed, agency: str | None, match: re.Match[str], window: str) -> bool:
    """Whether place and credit are a dateline and not a sentence with a bracket in it."""
    dashed = bool(match["join"].strip())
    if not dashed and agency_named(match["credit"]) is None:
        return False  # a photograph's: (Reuters/Jane Roe)
    first_words = filed.place.count(" ") < 3 and not window[: match.start()].count("\n")
    if agency is None:
        return dashed and filed.capitals and capitals_mean_city(filed.place.upper())
    if filed.capitals or filed.dated:
        return True
    return first_words and (dashed or window[match.end() : match.end() + 1].isupper())


def _in_sentences(window: str) -> Dateline | None:
    """``MOSCOW, April 26. /TASS/. ...``, ``MOSCOW. April 26. INTERFAX.RU - ...``."""
    match = _SENTENCES.match(window)
    if match is None or (agency := agency_named(match["agency"])) is None:
        return None
    filed = filed_from(match["before"].replace(". ", ", "))
    return Dateline(filed.place, agency, match.end()) if filed and filed.dated else None


def _slashed(window: str) -> Dateline | None:
    """``BERLIN/dpa - ...``."""
    match = _SLASHED.match(window)
    if match is None or (agency := agency_named(match["agency"])) is None:
        return None
    filed = filed_from(match["before"])
    return Dateline(filed.place, agency, match.end()) if filed else None


def _plain(window: str) -> Dateline | None:
    """``LONDON, March 3 - ...``, ``NEW DELHI: The ...``, ``AFP - ...``."""
    match = _PLAIN.match(window)
    if match is None:
        return None
    before = match["before"].strip()
    if before.isupper() and (agency := agency_named(before)):
        return Dateline(None, agency, match.end())
    filed = filed_from(before)
    if filed is None or not (filed.dated or capitals_mean_city(before)):
        return None
    if _COLON.search(match.group()) and not takes_colon(before):
        return None
    return Dateline(filed.place, filed.agency, match.end())
