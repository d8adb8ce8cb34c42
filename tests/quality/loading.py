"""Real material through the real pipeline: read, normalised, decided and stored, but not indexed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from app.articles import ArticleStore
from app.indexer import Indexer, Progress
from app.ingest.decide import Outcome
from app.ingest.opening import find_inputs
from app.pipeline import IngestOptions, Pipeline, Rejected, Tally
from app.search.analysis import Analyzer
from app.search.memory import MemoryEngine
from app.settings import Settings
from app.values import StoredArticle
from benchmarks.seed import Quiet

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
#: Articles looked at one by one.
MOST = 20_000


class NoIndex(Indexer):
    """Leaves the index alone: it is not what is tested, and it takes most of the time."""

    def __init__(self, store: ArticleStore) -> None:
        super().__init__(store, MemoryEngine(Analyzer()))

    def sync(self, progress: Progress | None = None) -> int:
        return 0

    def heal(self, progress: Progress | None = None) -> bool:
        return False


@dataclass(frozen=True)
class Loaded:
    """An ingested file: its ``path``, what became of its records, and the store."""

    path: Path
    store: ArticleStore
    tally: Tally
    rejects: tuple[Rejected, ...]

    @cached_property
    def articles(self) -> Sequence[StoredArticle]:
        """Up to 20,000 articles, at equal distances."""
        ids = range(1, self.store.last_sequence() + 1)
        chosen = ids[:: -(-len(ids) // MOST)]
        chunks = (chosen[start : start + 1000] for start in range(0, len(chosen), 1000))
        return tuple(stored for chunk in chunks for stored in self.store.by_ids(chunk).values())

    def count(self, outcome: Outcome) -> int:
        return self.tally.outcomes[outcome]


def ingest(store: ArticleStore, path: Path) -> Loaded:
    """Ingest one file into the store."""
    report = Quiet()
    pipeline = Pipeline(store, NoIndex(store), lambda: NOW, Settings())
    tally = pipeline.run(find_inputs([str(path)]), IngestOptions(), report)
    return Loaded(path, store, tally, tuple(report.rejects))


@contextmanager
def loaded(path: Path, folder: Path) -> Iterator[Loaded]:
    """The file in a fresh store in ``folder``."""
    store = ArticleStore.open(folder / "dateline.db")
    try:
        yield ingest(store, path)
    finally:
        store.close()
