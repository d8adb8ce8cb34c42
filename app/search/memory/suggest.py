"""Completions and corrections, for the in-memory engine."""

from collections import Counter
from collections.abc import Collection, Iterable

from app.search.analysis import Analyzer, fold_keyword
from app.search.engine import Suggested
from app.search.fields import SUGGESTED_FIELDS, TEXT_FIELDS
from app.search.memory.counting import spelled
from app.search.memory.document import Indexed
from app.search.suggesting import edits_allowed, least_articles, likelihood


def completions(corpus: Collection[Indexed], analyzer: Analyzer, prefix: str, size: int) -> list[Suggested]:
    """See ``engine.Engine.suggest``."""
    found: list[Suggested] = []
    words = analyzer.words(prefix)
    if len(words) == 1:
        counts = word_counts(corpus)
        begun = {word: n for word, n in counts.items() if word.startswith(words[0].surface)}
        found += [Suggested(word, "", n) for word, n in _most(begun, size)]
    if value := fold_keyword(prefix):
        for field in SUGGESTED_FIELDS:
            held = Counter(each for document in corpus for each in document.keywords.get(field, ()))
            begun = {each: n for each, n in held.items() if _has_word(each, value)}
            found += [Suggested(spelled(field, each, corpus), field, n) for each, n in _most(begun, size)]
    return found


def corrections(corpus: Collection[Indexed], analyzer: Analyzer, text: str, size: int) -> list[Suggested]:
    """See ``engine.Engine.corrections``."""
    words = analyzer.words(text)
    allowed = edits_allowed(words[0].surface) if len(words) == 1 else 0
    if not allowed:
        return []
    word = words[0].surface
    counts = word_counts(corpus)
    least = least_articles(counts.pop(word, 0), len(corpus))
    edits = {other: distance(word, other) for other, count in counts.items() if count >= least}
    likely = {
        other: likelihood(word, other, edit, counts[other])
        for other, edit in edits.items()
        if edit <= (allowed if other[0] == word[0] else 1)
    }
    best = sorted(likely, key=lambda other: (-likely[other], other))[:size]
    return [Suggested(other, "", counts[other]) for other in best]


def word_counts(corpus: Iterable[Indexed]) -> dict[str, int]:
    """In how many articles each word is, in the text field where most have it."""
    most: Counter[str] = Counter()
    for field in TEXT_FIELDS:
        most |= Counter(word for document in corpus for word in document.surfaces[field])
    return most


def _most(counts: dict[str, int], size: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size]


def _has_word(value: str, start: str) -> bool:
    return value.startswith(start) or f" {start}" in value or f"-{start}" in value


def distance(one: str, other: str) -> int:
    """Edits from one to the other: letters inserted, deleted, replaced, neighbours swapped; none twice."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, its in enumerate(other, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != its)))
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], its):
                row[j] = min(row[j], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]
