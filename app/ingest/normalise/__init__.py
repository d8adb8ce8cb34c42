"""From a draft to an article: pure functions, no I/O, the same answer every time."""

from app.ingest.normalise.agencies import agency_named
from app.ingest.normalise.articles import Rejection, TellLanguage, normalise, with_language
from app.ingest.normalise.bylines import authors_from, is_byline
from app.ingest.normalise.datelines import Dateline, read_dateline
from app.ingest.normalise.dates import DateReading, FoundDate, parse_date, search_dates
from app.ingest.normalise.language import english_of, language_of, load_model
from app.ingest.normalise.languages import language_code
from app.ingest.normalise.markup import plain_text
from app.ingest.normalise.text import cap_bytes, cap_characters, clean_line, clean_text

__all__ = [
    "DateReading",
    "Dateline",
    "FoundDate",
    "Rejection",
    "TellLanguage",
    "agency_named",
    "authors_from",
    "cap_bytes",
    "cap_characters",
    "clean_line",
    "clean_text",
    "english_of",
    "is_byline",
    "language_code",
    "language_of",
    "load_model",
    "normalise",
    "parse_date",
    "plain_text",
    "read_dateline",
    "search_dates",
    "with_language",
]
