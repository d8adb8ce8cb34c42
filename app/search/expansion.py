"""Which words a prefix, a pattern or a fuzzy word stands for, looked at one by one."""

import re
from fnmatch import fnmatchcase

from app.search.resolved import Expanded, Like, Starts

#: Letters that a fuzzy word has in common with what it finds, from its start.
FUZZY_SAME = 1
_WILD = re.compile(r"[*?\[]")


def start_of(asked: Expanded) -> str:
    """What each of them begins with."""
    match asked:
        case Starts(_, prefix):
            return prefix
        case Like(_, pattern):
            return _WILD.split(pattern, maxsplit=1)[0]
    return asked.text[:FUZZY_SAME]


def stands_for(asked: Expanded, word: str) -> bool:
    """Whether the surface is one of those asked for."""
    match asked:
        case Starts(_, prefix):
            return word.startswith(prefix)
        case Like(_, pattern):
            return fnmatchcase(word, pattern)
    text, edits = asked.text, asked.edits
    if word[:FUZZY_SAME] != text[:FUZZY_SAME] or abs(len(word) - len(text)) > edits:
        return False
    return distance(text, word) <= edits


def distance(one: str, other: str) -> int:
    """Letters added, left out, replaced, or swapped with their neighbour, none of them edited twice.

    The optimal string alignment distance, by the table of Wagner and Fischer, row after row.
    """
    last: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row = row, [i]
        for j, opposite in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                least = min(least, last[j - 2] + 1)
            row.append(least)
        last = before
    return row[-1]
