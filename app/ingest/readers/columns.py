"""What the columns of a table are, where their names alone do not tell, and how dates in them are written.

``03/04/2026`` is the third of April where another row of its column has a day beyond the twelfth in front, or
where nothing speaks against it and the table comes from where days stand first: its names are not English, or
it has semicolons, as spreadsheets write them where a comma stands in numbers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from app.ingest.field_map import FieldMap
from app.ingest.field_names import folded, is_abroad

NUMBERS = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
#: The sign between numbers that the normaliser reads as day first, as month first.
DAY_FIRST, MONTH_FIRST = ".", "/"
DATES = ("published", "updated")


def known_header(cells: Sequence[str], fields: FieldMap) -> Sequence[str]:
    """The names of the columns; ``data`` is a date beside names in Italian, Polish or Portuguese."""
    read_as = [fields.field_of(cell) for cell in cells]
    if "published" in read_as or "data" in fields.names() or not any(is_abroad(cell) for cell in cells):
        return cells
    return [
        "datum" if folded(cell) == "data" and not field else cell
        for cell, field in zip(cells, read_as, strict=True)
    ]


def date_signs(
    header: Sequence[str], rows: Iterable[Sequence[str]], fields: FieldMap, delimiter: str
) -> Mapping[int, str]:
    """The columns whose dates are all in one order, and the sign that says so. ``rows`` are a sample."""
    places = [place for place, name in enumerate(header) if fields.field_of(name) in DATES]
    seen: dict[int, set[str]] = {place: set() for place in places}
    for row in rows:
        for place in places:
            if place < len(row) and (sign := _sign(row[place])):
                seen[place].add(sign)
    from_abroad = delimiter == ";" or any(is_abroad(name) for name in header)
    usual = {DAY_FIRST} if from_abroad else set()
    return {place: next(iter(signs)) for place in places if len(signs := seen[place] or usual) == 1}


def with_sign(date: str, sign: str) -> str:
    """``date`` with ``sign`` between its day, month and year, if it is written in such numbers."""
    match = NUMBERS.match(date)
    if match is None:
        return date
    return f"{match[1]}{sign}{match[3]}{sign}{match[4]}{date[match.end() :]}"


def _sign(date: str) -> str:
    """What a date shows: a number that is no month stands where the day is."""
    match = NUMBERS.match(date)
    first, second = (int(match[1]), int(match[3])) if match else (0, 0)
    if (first > 12) == (second > 12):
        return ""
    return DAY_FIRST if first > 12 else MONTH_FIRST
