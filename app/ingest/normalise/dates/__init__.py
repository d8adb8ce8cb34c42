"""Dates as publishers write them, in many languages, read as instants in UTC."""

from app.ingest.normalise.dates.moments import DateReading
from app.ingest.normalise.dates.reading import FoundDate, parse_date, search_dates

__all__ = ["DateReading", "FoundDate", "parse_date", "search_dates"]
