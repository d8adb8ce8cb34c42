"""Comparing the index with the store, article by article, and mending what differs.

Slices of ids are compared without a lock, while others write: what changed after the sequence that
the index had before is waiting to be indexed, and no difference. The store may be ahead of the
index, never behind it, so every other article must be the same in both.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from app.articles import ArticleStore
from app.errors import DatelineError, SearchError
from app.indexer import Indexer, Progress, document_of
from app.search.engine import LAST_ID, Engine
from app.search.proof import fingerprint
from app.values import StoredArticle, content_hash

log = logging.getLogger(__name__)

#: Articles compared at a time by ``verify`` and ``repair``, and by a look while serving.
SLICE = 2000
LOOK = 200
#: Ids told as examples of each kind of difference.
_EXAMPLES = 10

#: What may be wrong with an article, and what it means.
KINDS = {
    "missing": "stored, but not in the index",
    "extra": "in the index, but not stored",
    "stale": "in the index otherwise than it is stored",
    "duplicate": "more than once in the index",
    "unfound": "in the index, but not found by a word of its text",
    "altered": "stored otherwise than its content hash says: only a backup can mend it",
}
#: Those that ``repair`` mends.
MENDED = frozenset(KINDS) - {"altered"}


@dataclass(frozen=True, slots=True)
class Slice:
    """Articles with ids after ``after``, up to ``last``. ``differing``: ids by kind (see ``KINDS``)."""

    after: int
    last: int
    articles: dict[int, StoredArticle]
    differing: dict[str, set[int]]

    @property
    def to_mend(self) -> set[int]:
        return set().union(*(ids for kind, ids in self.differing.items() if kind in MENDED))


@dataclass(slots=True)
class Report:
    """What a comparison found. ``faults`` are lines about the database's and the index's files."""

    database_faults: list[str] = field(default_factory=list)
    index_faults: list[str] = field(default_factory=list)
    articles: int = 0
    indexed: int = 0
    waiting: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[int]] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        return not (self.database_faults or self.index_faults or self.counts.total())

    @property
    def can_be_repaired(self) -> bool:
        return not (self.database_faults or self.counts["altered"])

    def add(self, compared: Slice) -> None:
        self.articles += len(compared.articles)
        for kind, ids in compared.differing.items():
            self.counts[kind] += len(ids)
            examples = self.examples.setdefault(kind, [])
            examples += sorted(ids)[: _EXAMPLES - len(examples)]


@dataclass(frozen=True, slots=True)
class Repaired:
    """Whether the index was built anew, and how many articles were indexed anew beside."""

    rebuilt: bool
    mended: int


class Checker:
    """Compares the index with the store, and mends it. Safe while others write."""

    def __init__(self, articles: ArticleStore, engine: Engine, indexer: Indexer) -> None:
        self._articles = articles
        self._engine = engine
        self._indexer = indexer

    def verify(self) -> Report:
        """Look at every byte and every article.

        An index that cannot be read is a fault of the report. Raises StoreError when the database
        cannot be read at all.
        """
        report = Report(database_faults=list(self._articles.faults()))
        try:
            report.index_faults += self._engine.faults()
            if not report.index_faults:
                self._compare_all(report)
        except SearchError as error:
            report.index_faults.append(str(error))
        return report

    def _compare_all(self, report: Report) -> None:
        report.indexed = self._engine.stats().documents
        report.waiting = self._articles.last_sequence() - self._engine.sequence()
        for compared in self.slices():
            report.add(compared)

    def repair(self, progress: Progress) -> Repaired:
        """Mend what ``verify`` finds but in the database. The caller holds the writer lock."""
        rebuilt = self._indexer.heal(progress)
        if not rebuilt and self._engine.faults():
            self._indexer.rebuild(progress)
            rebuilt = True
        self._indexer.sync()
        mended = sum(len(self.mend(compared.to_mend)) for compared in self.slices())
        self._indexer.settle()
        return Repaired(rebuilt, mended)

    def slices(self, size: int = SLICE) -> Iterator[Slice]:
        """The whole archive, compared."""
        last = 0
        while last < LAST_ID:
            compared = self.compare(last, size)
            yield compared
            last = compared.last

    def compare(self, after: int, size: int) -> Slice:
        """Compare the next ``size`` articles with an id larger than ``after``."""
        sequence = self._engine.sequence()
        articles = self._articles.articles_after(after, size)
        last = articles[-1].id if len(articles) == size else LAST_ID
        by_id = {article.id: article for article in articles}
        differing = self._differing(by_id, after, last)
        ids = set().union(*differing.values())
        changing = self._articles.changed_since(sequence, ids)
        settled = {kind: found - changing for kind, found in differing.items()}
        return Slice(after, last, by_id, {kind: found for kind, found in settled.items() if found})

    @property
    def unindexable(self) -> Set[int]:
        """Articles that cannot be indexed: trying again is in vain."""
        return self._indexer.unindexable.keys()

    def mend(self, ids: Set[int]) -> Set[int]:
        """Index these anew; returns those that could be. The caller holds the writer lock."""
        if ids:
            self._indexer.index_anew(sorted(ids))
        return ids - self.unindexable

    def _differing(self, stored: dict[int, StoredArticle], after: int, last: int) -> dict[str, set[int]]:
        documents = [document_of(article) for article in stored.values()]
        contents = self._engine.contents(after + 1, last)
        times = Counter(content.id for content in contents)
        indexed = [document for document in documents if document.id in times]
        expected = {(document.id, fingerprint(document)) for document in documents}
        stale = {content.id for content in contents if content not in expected} & stored.keys()
        return {
            "missing": stored.keys() - times.keys(),
            "extra": times.keys() - stored.keys(),
            "stale": stale,
            "duplicate": {number for number, count in times.items() if count > 1},
            "unfound": (stored.keys() & times.keys()) - stale - self._engine.found(indexed),
            "altered": {
                number for number, each in stored.items() if content_hash(each.article) != each.content_hash
            },
        }


@dataclass(frozen=True, slots=True)
class Drift:
    """What the looks while serving have found since the start.

    ``differing``: articles found different and not mended yet; ``mended`` and ``checked`` count up;
    ``passes``: how often the whole archive was gone through.
    """

    differing: int = 0
    mended: int = 0
    checked: int = 0
    passes: int = 0


class RollingCheck:
    """Compares a few articles at a time while serving, round and round, and mends what differs."""

    def __init__(self, checker: Checker, writing: Callable[[], AbstractContextManager[None]]) -> None:
        self._checker = checker
        self._writing = writing
        self._after = 0
        self._differing: set[int] = set()
        self._drift = Drift()

    def drift(self) -> Drift:
        return self._drift

    def look(self) -> None:
        """Compare the next few articles. Raises DatelineError when nothing can be compared."""
        compared = self._checker.compare(self._after, LOOK)
        seen = {number for number in self._differing if compared.after < number <= compared.last}
        differing = set().union(*compared.differing.values())
        mended = self._mend(compared)
        self._differing = (self._differing - seen) | (differing - mended)
        finished = compared.last == LAST_ID
        self._after = 0 if finished else compared.last
        old = self._drift
        self._drift = Drift(
            len(self._differing),
            old.mended + len(mended),
            old.checked + len(compared.articles),
            old.passes + finished,
        )

    def _mend(self, compared: Slice) -> Set[int]:
        """Returns those that are in step now; none when the index cannot be written."""
        ids = compared.to_mend - self._checker.unindexable
        if not ids:
            return ids
        log.warning("the index differs from the database: %s", _counts(compared))
        try:
            with self._writing():
                return self._checker.mend(ids)
        except DatelineError as error:
            log.warning("what differs stays so for now: %s", error)
            return frozenset()


def _counts(compared: Slice) -> str:
    return ", ".join(f"{len(ids)} {kind}" for kind, ids in compared.differing.items())
