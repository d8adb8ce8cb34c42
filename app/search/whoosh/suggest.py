"""Completions and corrections from the words and values of one snapshot."""

from collections.abc import Sequence

from app.search.analysis import Analyzer, fold_keyword
from app.search.engine import Suggested
from app.search.fields import SUGGESTED_FIELDS, TEXT_FIELDS
from app.search.suggesting import edits_allowed, least_articles, likelihood
from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.columnar.suggest import Check, completing, frequent, live_counts, near
from app.search.whoosh.documents import forms
from app.search.whoosh.spellings import spelled

_FORMS = tuple(map(forms, TEXT_FIELDS))


def completions(
    snapshot: Snapshot, analyzer: Analyzer, prefix: str, size: int, check: Check
) -> list[Suggested]:
    """Words first, then the values of each field."""
    found: list[Suggested] = []
    words = analyzer.words(prefix)
    if len(words) == 1:
        ends = completing(words[0].surface.encode())
        found += [
            Suggested(term.decode(), "", n) for term, n in frequent(snapshot, _FORMS, ends, size, check)
        ]
    if value := fold_keyword(prefix).encode(errors="surrogatepass"):
        for field in SUGGESTED_FIELDS:
            values = frequent(snapshot, [field], completing(value, any_word=True), size, check)
            found += [Suggested(spelled(field, term, snapshot), field, n) for term, n in values]
    return found


def corrections(
    snapshot: Snapshot, analyzer: Analyzer, text: str, size: int, check: Check
) -> Sequence[Suggested]:
    words = analyzer.words(text)
    edits = edits_allowed(words[0].surface) if len(words) == 1 else 0
    if not edits:
        return ()
    word = words[0].surface
    own = live_counts(snapshot, _FORMS, [word.encode()]).get(word.encode(), 0)
    least = least_articles(own, snapshot.live_count)
    if least > snapshot.live_count:
        return ()
    distances = near(snapshot, _FORMS, word, edits, least, check)
    counts = live_counts(snapshot, _FORMS, [other.encode() for other in distances])
    likely = {
        other: likelihood(word, other, edits, count)
        for other, edits in distances.items()
        if (count := counts.get(other.encode(), 0)) >= least
    }
    best = sorted(likely, key=lambda other: (-likely[other], other))[:size]
    return [Suggested(other, "", counts[other.encode()]) for other in best]
