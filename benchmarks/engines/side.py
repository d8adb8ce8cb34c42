"""What is asked of every engine, and the protocol through which it is asked."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.search.engine import Document

#: Hits on a page.
PAGE = 10
#: Words that may stand between two that are near each other.
BETWEEN = 4


class Form(StrEnum):
    """How the words of a question belong together."""

    ALL = "all"
    ANY = "any"
    PHRASE = "phrase"
    NEAR = "near"  # the first before the second, at most BETWEEN words between them
    PREFIX = "prefix"
    FUZZY = "fuzzy"  # one letter may be wrong, missing, or too much


class Wanted(StrEnum):
    BEST = "best"  # the first page by score, and how many match
    NEWEST = "newest"  # the first page by date, and how many match
    SOURCES = "sources"  # how many of each source match
    MONTHS = "months"  # how many of each month match


@dataclass(frozen=True, slots=True)
class Question:
    """Words of the body, unscored limits on the date, and what is wanted of the matches.

    ``start`` <= published < ``end``, in seconds since 1970; None is open.
    ``after``: date and id of the last hit of the page before, newest first.
    """

    form: Form
    words: tuple[str, ...]
    wanted: Wanted = Wanted.BEST
    start: int | None = None
    end: int | None = None
    after: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """``ids`` of the page in order; ``total`` matches where the engine tells them; ``counts`` by key."""

    ids: tuple[int, ...] = ()
    total: int | None = None
    counts: int = 0


#: Asks the question that it was made for.
Ask = Callable[[], Answer]


class Searcher(Protocol):
    """An open index."""

    def prepare(self, question: Question) -> Ask | None:
        """The question in the engine's own query objects; None where it has no such thing."""


class Side(Protocol):
    """An engine. ``version`` names the package and its version."""

    version: str

    def fill(self, documents: Iterable[Document], folder: Path) -> None:
        """Index all documents in one thread into an empty folder, durable when it returns."""

    def open(self, folder: Path) -> AbstractContextManager[Searcher]:
        """Open what ``fill`` wrote, ready to search."""
