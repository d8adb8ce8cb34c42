"""Pages without an article: empty ones, frames and scripts alone, walls of logins and cookies."""

from collections.abc import Sequence

from app.ingest.page.blocks import count_words
from app.ingest.page.words import asks_reader

#: Fewer words are no article; a page that says to machines what its article is may have none of it.
_FEWEST_WORDS = 20
_ASKING_WORDS, _ASKING_SHARE = 150, 0.4


def is_wall(body: Sequence[str], lines: Sequence[str], says_article: bool) -> bool:
    """Whether nothing to read was found. ``lines`` are all that is seen of the page."""
    words = [count_words(text) for text in body]
    if sum(words) < _FEWEST_WORDS:
        return not (says_article and not _asks(lines))
    asking = sum(count for count, text in zip(words, body, strict=True) if asks_reader(text))
    return not says_article and sum(words) < _ASKING_WORDS and asking >= _ASKING_SHARE * sum(words)


def _asks(lines: Sequence[str]) -> bool:
    """Whether most of what is seen speaks to the reader of cookies and accounts."""
    words = sum(count_words(line) for line in lines)
    return sum(count_words(line) for line in lines if asks_reader(line)) >= _ASKING_SHARE * max(words, 1)
