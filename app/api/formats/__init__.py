"""The forms an answer can be had in: how one is chosen, and writing articles in each."""

from app.api.formats.choosing import NotAcceptable, choose
from app.api.formats.kinds import CITATIONS, KINDS, LISTS, TABLES, TIMELINES, Format, download
from app.api.formats.page import Page
from app.api.formats.table import csv_lines
from app.api.formats.writing import write_article, write_page

__all__ = [
    "CITATIONS",
    "KINDS",
    "LISTS",
    "TABLES",
    "TIMELINES",
    "Format",
    "NotAcceptable",
    "Page",
    "choose",
    "csv_lines",
    "download",
    "write_article",
    "write_page",
]
