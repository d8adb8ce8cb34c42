"""What citations have in common."""

from app.values import Article, Moment, Precision

#: How many of year, month, day are known.
_KNOWN = {Precision.YEAR: 1, Precision.MONTH: 2}


def date_parts(given: Moment | None) -> tuple[int, ...]:
    """Year, month, day as far as they are known, in UTC."""
    if given is None:
        return ()
    return (given.at.year, given.at.month, given.at.day)[: _KNOWN.get(given.precision, 3)]


def writers(article: Article) -> tuple[str, ...]:
    """The authors; of an unsigned report the agency it came from."""
    return article.authors or ((article.agency,) if article.agency else ())


def line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())
