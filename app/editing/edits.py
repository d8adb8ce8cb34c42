"""Changes to articles within one transaction, decided as an ingest decides them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.articles import Transaction
from app.editing.owning import require_own
from app.errors import Conflict, NotAsExpected, NotFound
from app.ingest.decide import Outcome, decide
from app.values import Candidate, Held, StoredArticle


class Effect(StrEnum):
    """What became of what was asked. ``DUPLICATE``: it stood earlier in the same request."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Edited:
    """The article that a change was about, as it is now."""

    effect: Effect
    id: int
    version: int


#: Raises NotAsExpected when the article is not as its writer believes.
Expectation = Callable[[StoredArticle], None]


class Edits:
    """``changes`` are those made, each the article's id and the effect.

    Only articles of ``sources`` are changed, given as slugs, where there are any: else SourceForbidden.
    """

    def __init__(
        self, transaction: Transaction, now: datetime, sources: frozenset[str] = frozenset()
    ) -> None:
        self._transaction = transaction
        self._now = now
        self._sources = sources
        self.changes: list[tuple[int, Effect]] = []

    def get(self, article_id: int) -> StoredArticle:
        """Raises NotFound."""
        found = self._transaction.get(article_id)
        if found is None:
            raise NotFound("There is no article with this id.")
        return found

    def add(self, candidates: Sequence[Candidate], *, only_new: bool = False) -> list[Edited]:
        """Add or update each, as an ingest would in this order.

        With ``only_new`` raises NotAsExpected if one of them is there.
        """
        done: dict[tuple[str, str], Edited] = {}
        for batch in _rounds(candidates):
            for candidate, written in zip(batch, self._add(batch, only_new), strict=True):
                done[candidate.key, candidate.content_hash] = written
        seen: set[tuple[str, str]] = set()
        results = []
        for candidate in candidates:
            which = candidate.key, candidate.content_hash
            results.append(replace(done[which], effect=Effect.DUPLICATE) if which in seen else done[which])
            seen.add(which)
        return results

    def replace(self, article_id: int, candidate: Candidate, expect: Expectation) -> Edited:
        """Give an article another text, address or source; what it said is kept as a former version.

        Unlike an ingest it takes what was said before, or is dated earlier, for what is meant.
        Raises NotFound, NotAsExpected, and Conflict where another article has that address.
        """
        stored = self._own(article_id)
        require_own(self._sources, candidate.article)
        expect(stored)
        same_key = self._transaction.key_of(article_id) == candidate.key
        if same_key and stored.content_hash == candidate.content_hash:
            return Edited(Effect.UNCHANGED, article_id, stored.version)
        other = self._transaction.held([candidate.key]).get(candidate.key)
        if other and other.id != article_id:
            raise Conflict(f"That would be the same article as {other.id}, by its address, id or text.")
        self._write([(candidate, Held(article_id, stored.version, stored.content_hash))])
        return self._changed(Effect.UPDATED, article_id, stored.version + 1)

    def remove(self, article_id: int, expect: Expectation) -> Edited:
        """Take an article out with its former versions. Raises NotFound, NotAsExpected."""
        stored = self._own(article_id)
        expect(stored)
        self._transaction.remove(article_id, self._now)
        return self._changed(Effect.REMOVED, article_id, stored.version)

    def _add(self, batch: Sequence[Candidate], only_new: bool) -> list[Edited]:
        keys = [candidate.key for candidate in batch]
        before = self._transaction.held(keys)
        if only_new and before:
            raise NotAsExpected("An article like this is here already, and If-None-Match: * was sent.")
        self._require_own(batch, before.values())
        outcomes = [decide(candidate, before) for candidate in batch]
        self._write(
            [
                (candidate, before.get(candidate.key))
                for candidate, outcome in zip(batch, outcomes, strict=True)
                if outcome is not Outcome.UNCHANGED
            ]
        )
        after = self._transaction.held(keys)
        return [
            self._changed(Effect(outcome), after[key].id, after[key].version)
            for key, outcome in zip(keys, outcomes, strict=True)
        ]

    def _own(self, article_id: int) -> StoredArticle:
        stored = self.get(article_id)
        require_own(self._sources, stored.article)
        return stored

    def _require_own(self, batch: Iterable[Candidate], before: Iterable[Held]) -> None:
        """What comes, and what is there under its key, which may be credited to another."""
        for candidate in batch:
            require_own(self._sources, candidate.article)
        for held in before if self._sources else ():
            self._own(held.id)

    def _write(self, incoming: list[tuple[Candidate, Held | None]]) -> None:
        if incoming:
            self._transaction.write(incoming, self._now)

    def _changed(self, effect: Effect, article_id: int, version: int) -> Edited:
        if effect is not Effect.UNCHANGED:
            self.changes.append((article_id, effect))
        return Edited(effect, article_id, version)


def _rounds(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Rounds in which no natural key stands twice: the second edition of an article is in the second one."""
    editions: dict[str, dict[str, Candidate]] = {}
    for candidate in candidates:
        editions.setdefault(candidate.key, {}).setdefault(candidate.content_hash, candidate)
    most = max((len(each) for each in editions.values()), default=0)
    texts = [list(each.values()) for each in editions.values()]
    return [[each[number] for each in texts if number < len(each)] for number in range(most)]
