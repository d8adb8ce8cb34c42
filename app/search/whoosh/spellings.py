"""Keyword values as they are shown: as articles write them, not folded."""

from collections import Counter

from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.documents import shown


def spelled(field: str, value: bytes, snapshot: Snapshot) -> str:
    """A folded value as most articles write it that do not write it as it is folded; else as it is.

    Of spellings that are equally frequent the first in order.
    """
    uses: Counter[bytes] = Counter()
    start = value + b"\n"
    for segment in snapshot.segments:
        terms = segment.terms(shown(field))
        for number in terms.starting_with(start):
            uses[terms[number]] += segment.live_frequency(shown(field), number)
    most = min(uses, key=lambda each: (-uses[each], each), default=start + value)
    return most.removeprefix(start).decode()
