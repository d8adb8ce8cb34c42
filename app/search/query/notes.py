"""What is noted while a query is read: warnings, and what counts against a limit."""

from collections import Counter

from app.errors import QueryError
from app.search.query.lexer import Folded, Lexeme
from app.search.query.limits import Limits, QueryWarning
from app.search.when import Calendar


class Notes:
    """Warnings gathered and parts counted while a query is read. Indexes are in the folded text."""

    def __init__(self, folded: Folded, limits: Limits, calendar: Calendar) -> None:
        self.warnings: list[QueryWarning] = []
        self.text = folded.text
        self.limits = limits
        self.calendar = calendar
        self._folded = folded
        self._counts: Counter[str] = Counter()

    def warn(self, message: str, index: int, hint: str = "") -> None:
        self.warnings.append(QueryWarning(message, self.position(index), hint))

    def error(self, message: str, index: int) -> QueryError:
        return QueryError(message, self.position(index))

    def position(self, index: int) -> int:
        """Where in the query as given."""
        return self._folded.position(index)

    def removed_characters(self) -> None:
        for place in self._folded.removed[:1]:
            self.warnings.append(QueryWarning("control characters are left out", place))

    def count_term(self, index: int) -> None:
        self._count("words, phrases and dates", self.limits.terms, index)

    def count_wildcard(self, index: int) -> None:
        self._count("words with * or ? inside", self.limits.wildcards, index)

    def count_fuzzy(self, index: int) -> None:
        self._count("fuzzy words", self.limits.fuzzy, index)

    def _count(self, things: str, most: int, index: int) -> None:
        self._counts[things] += 1
        if self._counts[things] > most:
            raise self.error(f"more than {most} {things}", index)

    def number(self, written: str, least: int, most: int, what: str, index: int) -> int:
        """A whole number within bounds. Raises QueryError."""
        if not (written.isdecimal() and len(written) < 10 and least <= int(written) <= most):
            raise self.error(f"{what} is a whole number from {least} to {most}", index)
        return int(written)

    def check_letters(self, leading: int, lexeme: Lexeme) -> None:
        """That so many letters before the first ``*`` or ``?`` of a word are enough."""
        least = self.limits.prefix_letters
        if leading < least:
            detail = f"the pattern is too broad: write at least {least} letters before * or ?"
            raise self.error(detail, lexeme.position)
