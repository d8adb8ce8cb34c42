"""Backups of an archive that is written all the while; each is restored elsewhere and compared."""

import json
import multiprocessing
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.backup import restore, write_backup
from app.runtime import open_runtime
from benchmarks.crashes import work
from benchmarks.crashes.rounds import Wrong, edition_of
from benchmarks.crashes.work import State

#: Seconds between two transactions; articles after which only changes come.
_PAUSE, _MOST = 0.005, 500
#: Seconds that the first articles may take.
_PATIENCE = 60


def back_up(folder: Path, count: int, seed: int) -> int:
    """Make, restore and compare so many; returns how many transactions were acknowledged. Raises Wrong."""
    archive = folder / "archive"
    archive.mkdir(parents=True)
    with _writing(archive, seed), open_runtime(work.settings_of(archive)) as runtime:
        for number in range(count):
            before = _told(archive, "done")
            write_backup(runtime.articles, folder / "a.backup", work.NOW)
            _compare(folder, before, _told(archive, "intend"), f"backup {number}, seed {seed}")
        return len((archive / work.JOURNAL).read_text().splitlines()) // 2


@contextmanager
def _writing(archive: Path, seed: int) -> Iterator[None]:
    """Another process writes, from the first article on until the block ends."""
    process = multiprocessing.get_context("fork").Process(target=_write, args=(archive, seed))
    process.start()
    deadline = time.monotonic() + _PATIENCE
    while not (archive / work.JOURNAL).exists() and time.monotonic() < deadline:
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        process.kill()
        process.join()


def _write(archive: Path, seed: int) -> None:
    with work.opened(archive) as runtime:
        worker = work.Worker(runtime, archive / work.JOURNAL, random.Random(seed), {})
        while True:
            few = worker.chance.randint(1, 5)
            worker.store(worker.new(few) if len(worker.editions) < _MOST else worker.changed(few))
            runtime.indexer.sync()
            time.sleep(_PAUSE)


def _told(archive: Path, least: str) -> State:
    """What was stored by now: surely (``done``), or perhaps (``intend``)."""
    state: State = {}
    intended: dict[str, int] = {}
    for line in (archive / work.JOURNAL).read_text().splitlines():
        kind, *rest = json.loads(line)
        intended = rest[0] if kind == "intend" else intended
        if kind == least:
            state |= {int(number): edition for number, edition in intended.items()}
    return state


def _compare(folder: Path, before: State, after: State, what: str) -> None:
    """What comes back is what was there at one moment in between, with an index that is equal."""
    other = folder / "other"
    with work.opened(other) as runtime:
        restore(folder / "a.backup", runtime.articles, runtime.indexer, other / "data", work.NOW)
        report = runtime.checker.verify()
        titles = [each.article.title for each in runtime.articles.all_articles(batch=500)]
    shutil.rmtree(other)
    held = dict(map(edition_of, titles))
    lost = {number for number, edition in before.items() if held.get(number, 0) < (edition or 0)}
    early = {number for number, edition in held.items() if (after.get(number) or 0) < edition}
    if not report.is_sound or lost or early:
        raise Wrong(f"{what}: {report}, lost {lost}, too early {early}")
