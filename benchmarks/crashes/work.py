"""What a process does until it is killed or done. It tells what it is about to store, and what is stored.

The journal has a line a transaction: ``["intend", {"7": 3}]`` before it (article 7 gets its third edition;
None: it is deleted), ``["done"]`` after the commit. Before a restore stands ``["intend", "restore"]``.
"""

import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.articles import ArticleStore
from app.backup import restore, write_backup
from app.errors import DatelineError
from app.ingest.decide import decide
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from app.values import Article, Candidate, Moment, Precision
from benchmarks.crashes.points import Fault, arm, count_points

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
#: Exit codes: it ended well; it was told no, in our own words; anything else is a fault of ours.
WELL, REFUSED, BROKEN = 0, 3, 70

State = dict[int, int | None]

#: In the archive's folder: what was told, and the state that ``give`` left there.
JOURNAL, _STATE = "journal", "state.json"


class Worker:
    """One process's work on an archive."""

    def __init__(self, runtime: Runtime, journal: Path, chance: random.Random, state: State) -> None:
        self.runtime = runtime
        self.chance = chance
        self.held = {number for number, edition in state.items() if edition is not None}
        self.editions = {number: edition or 0 for number, edition in state.items()}
        self._journal = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(self, *line: object) -> None:
        os.write(self._journal, json.dumps(line).encode() + b"\n")

    def new(self, count: int) -> State:
        first = max(self.editions, default=0) + 1
        return dict.fromkeys(range(first, first + count), 1)

    def changed(self, count: int) -> State:
        chosen = self.chance.sample(sorted(self.held), min(count, len(self.held)))
        return {number: self.editions[number] + 1 for number in chosen}

    def store(self, wanted: State) -> None:
        """In one transaction."""
        self.note("intend", wanted)
        written = store(self.runtime.articles, wanted)
        self.note("done")
        for number, edition in wanted.items():
            self.editions[number] = edition or self.editions[number]
            (self.held.discard if edition is None else self.held.add)(number)
        return written


def store(articles: ArticleStore, wanted: State, now: datetime = NOW):
    """Write these editions in one transaction; returns what ``Transaction.write`` does."""
    candidates = [Candidate.of(article(number, edition)) for number, edition in wanted.items() if edition]
    with articles.transaction() as transaction:
        held = transaction.held([candidate.key for candidate in candidates])
        assert all(decide(candidate, held).value != "unchanged" for candidate in candidates)
        return transaction.write([(each, held.get(each.key)) for each in candidates], now)


def remove(articles: ArticleStore, number: int, now: datetime = NOW) -> None:
    """Take an article out."""
    key = Candidate.of(article(number, 1)).key
    with articles.transaction() as transaction:
        transaction.remove(transaction.held([key])[key].id, now)


def article(number: int, edition: int) -> Article:
    """An article that says which edition it is."""
    return Article(
        source=f"Harbour Gazette {number % 3}",
        title=f"Boat{number} edition{edition}",
        body=f"The ferry number{number} sails. " * (1 + number % 7),
        url=f"https://harbour-gazette.example/{number}",
        published=Moment(datetime(2024, 1 + number % 12, 1 + number % 28, tzinfo=UTC), Precision.DAY),
    )


def ingest(worker: Worker) -> None:
    with worker.runtime.indexer.ingesting() as indexing:
        for _ in range(2):
            indexing.wrote(worker.store(worker.new(3)))
        indexing.wrote(worker.store(worker.changed(2)))
        indexing.finish()


def update(worker: Worker) -> None:
    for _ in range(2):
        worker.store(worker.changed(2))
        worker.runtime.indexer.sync()


def delete(worker: Worker) -> None:
    number = worker.chance.choice(sorted(worker.held))
    worker.note("intend", {number: None})
    remove(worker.runtime.articles, number)
    worker.note("done")
    worker.runtime.indexer.sync()


def sync(worker: Worker) -> None:
    for _ in range(3):
        worker.store(worker.new(1))
    worker.runtime.indexer.sync()


def merge(worker: Worker) -> None:
    for _ in range(5):
        worker.store(worker.changed(1) or worker.new(1))
        worker.runtime.indexer.sync()
    worker.runtime.indexer.settle()


def reindex(worker: Worker) -> None:
    worker.store(worker.new(1))
    worker.runtime.indexer.rebuild()


def repair(worker: Worker) -> None:
    worker.store(worker.new(1))
    worker.runtime.checker.repair(lambda _: None)


def backup(worker: Worker) -> None:
    worker.store(worker.new(1))
    write_backup(worker.runtime.articles, backup_of(worker.runtime.settings), NOW)


def put_back(worker: Worker) -> None:
    """The backup that was made before the round."""
    worker.store(worker.changed(1))
    worker.note("intend", "restore")
    runtime = worker.runtime
    folder = runtime.settings.data_dir
    restore(backup_of(runtime.settings), runtime.articles, runtime.indexer, folder, NOW, force=True)
    worker.note("done")


OPERATIONS: dict[str, Callable[[Worker], None]] = {
    each.__name__: each for each in (ingest, update, delete, sync, merge, reindex, repair, backup, put_back)
}


def backup_of(settings: Settings) -> Path:
    return settings.data_dir.with_name("archive.backup")


def settings_of(folder: Path) -> Settings:
    return Settings(data_dir=folder / "data", lock_wait=20)


@contextmanager
def opened(folder: Path) -> Iterator[Runtime]:
    with open_runtime(settings_of(folder)) as runtime, runtime.writing():
        yield runtime


def run(folder: Path, operation: str, fault: Fault | None, seed: int, state: State) -> None:
    """The whole life of a process; it never returns."""
    code = BROKEN
    try:
        with opened(folder) as runtime:
            runtime.indexer.heal()
            runtime.indexer.sync()
            worker = Worker(runtime, folder / JOURNAL, random.Random(seed), state)
            arm(fault)
            OPERATIONS[operation](worker)
        code = WELL
    except (DatelineError, MemoryError):
        code = REFUSED
    except BaseException as error:
        (folder / "trace").write_text(repr(error))
        raise
    finally:
        os._exit(code)


def count(folder: Path, operation: str, seed: int, state: State) -> None:
    """As ``run`` without a fault; leaves the calls of each point in ``counts``."""
    with opened(folder) as runtime:
        runtime.indexer.heal()
        worker = Worker(runtime, folder / JOURNAL, random.Random(seed), state)
        counts = count_points()
        OPERATIONS[operation](worker)
        told = dict(counts)
    (folder / "counts").write_text(json.dumps(told))


def give(folder: Path, state: State) -> None:
    """Leave the state for ``python -m benchmarks.crashes.work FOLDER OPERATION SEED``."""
    (folder / _STATE).write_text(json.dumps(state))


def main() -> None:
    """As ``run`` without a fault, in this process."""
    folder = Path(sys.argv[1])
    state = {int(number): edition for number, edition in json.loads((folder / _STATE).read_text()).items()}
    run(folder, sys.argv[2], None, int(sys.argv[3]), state)


if __name__ == "__main__":
    main()
