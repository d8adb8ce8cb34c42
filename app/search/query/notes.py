"""What is noted while a query is read: warnings, and terms against their limit."""

from app.errors import QueryError
from app.search.query.lexer import Folded, Lexeme
from app.search.query.limits import Limits, QueryWarning


class Notes:
    """Warnings gathered and terms counted while a query is read."""

    def __init__(self, folded: Folded, limits: Limits) -> None:
        self.warnings: list[QueryWarning] = []
        self.text = folded.text
        self._folded = folded
        self._limits = limits
        self._terms = 0

    def warn(self, message: str, index: int, hint: str = "") -> None:
        """``index`` is in the folded text."""
        self.warnings.append(QueryWarning(message, self._folded.position(index), hint))

    def removed_characters(self) -> None:
        for place in self._folded.removed[:1]:
            self.warnings.append(QueryWarning("control characters are left out", place))

    def count(self, lexeme: Lexeme) -> None:
        self._terms += 1
        if self._terms > self._limits.terms:
            raise self.error(f"more than {self._limits.terms} words and phrases", lexeme)

    def check_prefix(self, letters: str, lexeme: Lexeme) -> None:
        least = self._limits.prefix_letters
        if sum(map(str.isalnum, letters)) < least:
            raise self.error(f"the prefix is too broad: write at least {least} letters before *", lexeme)

    def error(self, message: str, lexeme: Lexeme) -> QueryError:
        return QueryError(message, self._folded.position(lexeme.position))
