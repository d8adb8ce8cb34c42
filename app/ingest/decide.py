"""What to do with an article, given what the store holds. Pure: no I/O, no clock."""

from collections.abc import Mapping
from enum import StrEnum

from app.values import Candidate, Held


class Outcome(StrEnum):
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


def decide(candidate: Candidate, store: Mapping[str, Held]) -> Outcome:
    """Insert, update or leave alone.

    An edition that the store has seen before, or one that the publisher dates earlier than the
    one in store, changes nothing: so the same input twice changes nothing, in any order. Nor does a
    headline alone, as sitemaps and some feeds list them, take the place of an article with its text.
    """
    held = store.get(candidate.key)
    if held is None:
        return Outcome.ADDED
    if candidate.content_hash == held.content_hash or candidate.content_hash in held.former:
        return Outcome.UNCHANGED
    if held.has_text and not candidate.article.body:
        return Outcome.UNCHANGED
    ours, theirs = held.updated_at, candidate.article.updated_at
    if ours and theirs and theirs < ours:
        return Outcome.UNCHANGED
    return Outcome.UPDATED
