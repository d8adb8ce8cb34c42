"""What can be wrong with a query."""


class TooManyTerms(Exception):
    """A prefix, pattern, fuzzy term or range stands for more terms than the limit.

    ``together``: the limit is that of a whole query, and this one was the first beyond it.
    """

    def __init__(self, pattern: str, limit: int, *, together: bool = False) -> None:
        super().__init__(f"{pattern} stands for more than {limit} terms")
        self.pattern = pattern
        self.limit = limit
        self.together = together


class UnknownQuery(Exception):
    """A query of a class, or with an option, that this executor does not know."""
