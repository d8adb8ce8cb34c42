"""Which words are worth suggesting for one that may be a slip: the same for every engine."""

import math
from itertools import takewhile

#: Letters of a word from which it may be one edit, and from which two edits, from what was meant.
ONE_EDIT, TWO_EDITS = 3, 6
#: What was meant is in so many times more articles, as slips are in the archive, too.
FAR_MORE = 20
#: A word in fewer than one article in so many is as likely a slip itself.
RARE = 20_000
#: An edit more outweighs so many times more articles, in natural logarithms: about 55 times.
_EDIT = 4.0
#: What the letters weigh that both words begin with: about 7 times more articles for all of them.
_BEGINNING = 2.0


def edits_allowed(word: str) -> int:
    """How many letters of ``word`` may be wrong."""
    return (len(word) >= ONE_EDIT) + (len(word) >= TWO_EDITS)


def least_articles(own: int, documents: int) -> int:
    """In how many articles a correction must be, for a word that is in ``own``."""
    return max(FAR_MORE * own, documents // RARE, 1)


def likelihood(word: str, other: str, edits: int, articles: int) -> float:
    """The larger, the likelier ``other`` was meant by ``word``.

    The logarithm of its ``articles``, less the edits; more for each letter that both begin with.
    """
    same = takewhile(lambda letters: letters[0] == letters[1], zip(word, other, strict=False))
    return math.log(articles) - _EDIT * edits + _BEGINNING * len(list(same)) / len(word)
