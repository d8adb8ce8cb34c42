"""Rounds of work with a fault each, and the oracle: what was acknowledged is there, and index = database."""

import itertools
import json
import multiprocessing
import random
import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.crashes import work
from benchmarks.crashes.points import (
    ERRORS,
    FAILING,
    KILLED_AT,
    Alarm,
    Fail,
    Fault,
    Kill,
    LittleMemory,
    SmallFiles,
)
from benchmarks.crashes.work import State

#: Seconds after which a process that should have ended counts as hanging.
_PATIENCE = 60
#: With fewer articles an archive is begun anew.
_FEWEST = 10
#: Bytes by which the limit of memory is raised, and how often: then all goes well.
_MEMORY_STEP, _MEMORY_STEPS = 2**15, 40
_SAYS = re.compile(r"Boat(\d+) edition(\d+)")


class Wrong(AssertionError):
    """The archive is not what it must be."""


@dataclass
class Told:
    """What came of the rounds. ``points``: kills at each; ``ready``: seconds to be ready again.

    ``rebuilt``: how often the index had to be built anew for that.
    """

    rounds: int = 0
    kills: int = 0
    refused: int = 0
    rebuilt: int = 0
    points: Counter[str] = field(default_factory=Counter)
    ready: list[float] = field(default_factory=list)


class Archive:
    """An archive in ``folder`` that is worked on by one process after the other."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.state: State = {}
        self.kept: State = {}
        self.told = Told()
        self._context = multiprocessing.get_context("fork")
        self.begin()

    def begin(self) -> None:
        """A few articles, and a backup of them."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        with work.opened(self.folder) as runtime:
            self.state = dict.fromkeys(range(1, 31), 1)
            work.store(runtime.articles, self.state)
            runtime.indexer.sync()
        self.keep()

    def keep(self) -> None:
        """Let the backup be of now."""
        with work.opened(self.folder) as runtime:
            work.write_backup(runtime.articles, work.backup_of(runtime.settings), work.NOW)
        self.kept = dict(self.state)

    def round(self, operation: str, fault: Fault | None) -> int:
        """Work until the fault; then be ready again, and compare. Returns the exit code."""
        if sum(map(bool, self.state.values())) < _FEWEST:
            self.begin()
        journal = self.folder / work.JOURNAL
        journal.unlink(missing_ok=True)
        seed = self.chance.randrange(2**32)
        code = self._run(work.run, operation, fault, seed, self.state)
        what = f"{operation}, {fault}, seed {seed}"
        self._count(fault, code, what)
        lines = [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []
        self.check(what, lines)
        if operation == "backup":
            self.keep()
        return code

    def points_of(self, operation: str) -> dict[str, int]:
        """How often each point is passed, and each kind of call is made, in one run of the operation."""
        self._run(work.count, operation, self.chance.randrange(2**32), self.state)
        counts: dict[str, int] = json.loads((self.folder / "counts").read_text())
        self.begin()
        return counts

    def _run(self, target: object, *values: object) -> int:
        process = self._context.Process(target=target, args=(self.folder, *values))
        process.start()
        process.join(_PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise Wrong(f"hangs: {values[:2]}")
        return process.exitcode

    def _count(self, fault: Fault | None, code: int, what: str) -> None:
        self.told.rounds += 1
        if code in (-signal.SIGKILL, -signal.SIGALRM):
            self.told.kills += 1
            if isinstance(fault, Kill):
                self.told.points[fault.name] += 1
        elif code == work.REFUSED:
            self.told.refused += 1
        elif isinstance(fault, LittleMemory) and code < 0:
            self.told.kills += 1  # a library that has no memory left may end the process
        elif code != work.WELL:
            raise Wrong(f"ended with {code}: {what}: {(self.folder / 'trace').read_text()}")

    def check(self, what: str, lines: Sequence[list] = ()) -> None:
        """Compare it with what it must hold, after what ``lines`` of the journal tell."""
        held, ready, rebuilt = compare(self.folder, allowed(self.state, self.kept, lines), what)
        self.told.ready.append(ready)
        self.told.rebuilt += rebuilt
        editions = {number: max(edition or 0, held.get(number, 0)) for number, edition in self.state.items()}
        self.state = dict.fromkeys(editions) | held


def compare(folder: Path, states: list[State], what: str) -> tuple[State, float, bool]:
    """Get ready again; then it must be one of these states, and the index must be equal to it.

    Returns the state, the seconds until it was ready, and whether an index was built for that. Raises Wrong.
    """
    began = time.perf_counter()
    with work.opened(folder) as runtime:
        rebuilt = runtime.indexer.heal()
        runtime.indexer.sync()
        ready = time.perf_counter() - began
        report = runtime.checker.verify()
        held = dict(edition_of(each.article.title) for each in runtime.articles.all_articles(batch=500))
    if not report.is_sound:
        raise Wrong(f"{what}: {report}")
    if held not in states:
        raise Wrong(f"{what}: held {held}, allowed {states}")
    return held, ready, rebuilt


def allowed(state: State, kept: State, lines: Sequence[list]) -> list[State]:
    """What the archive may hold: all that was acknowledged, with or without what was going on.

    ``lines`` are those of the journal, ``kept`` is the state of the backup.
    """
    intended = None
    for kind, *rest in lines:
        if kind == "intend":
            intended = dict(kept) if rest[0] == "restore" else _with(state, rest[0])
        elif intended is not None:
            state, intended = intended, None
    states = [state] if intended is None else [state, intended]
    return [{number: edition for number, edition in each.items() if edition} for each in states]


def _with(state: State, wanted: dict[str, int | None]) -> State:
    return state | {int(number): edition for number, edition in wanted.items()}


def edition_of(title: str) -> tuple[int, int]:
    match = _SAYS.fullmatch(title)
    if match is None:
        raise Wrong(f"a torn title: {title}")
    return int(match[1]), int(match[2])


def kills(archive: Archive, rounds: int) -> Iterator[tuple[str, Fault]]:
    """Operations with a kill each: three of four at a named point, the others at any moment.

    Hardly a point comes again before all others were there.
    """
    chance = archive.chance
    passed = {operation: archive.points_of(operation) for operation in work.OPERATIONS}
    named = [
        (operation, point, after)
        for operation, counts in passed.items()
        for point in KILLED_AT
        for after in (False, True)
        if point in counts
    ]
    chance.shuffle(named)
    in_turn = itertools.cycle(_in_turn(named))
    for number, (operation, point, after) in zip(range(rounds), in_turn, strict=False):
        if number % 4 == 3:
            yield chance.choice([*work.OPERATIONS]), Alarm(chance.uniform(0.0001, 0.08))
        else:
            yield operation, Kill(point, after, chance.randint(1, passed[operation][point]))


def _in_turn(named: Sequence[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """In the same order, but each point with its first operation before any with its second."""
    turns: Counter[tuple[str, bool]] = Counter()
    turned = []
    for operation, point, after in named:
        turned.append((turns[point, after], (operation, point, after)))
        turns[point, after] += 1
    return [each for _, each in sorted(turned, key=lambda one: one[0])]


def failures(archive: Archive, share: float) -> Iterator[tuple[str, Fault]]:
    """Every k-th call that fails, in every operation, with each error; or a random ``share`` of them all."""
    for operation in work.OPERATIONS:
        counts = archive.points_of(operation)
        for call, error in itertools.product(FAILING, ERRORS):
            for number in range(1, counts.get(call, 0) + 1):
                if archive.chance.random() < share:
                    yield operation, Fail(call, error, number)
        for size in range(4096, 400_000, 4096):
            if archive.chance.random() < share:
                yield operation, SmallFiles(size)


def shortages(archive: Archive, share: float) -> Iterator[tuple[str, Fault]]:
    """Every operation with every limit of memory, or a random ``share`` of them all."""
    for operation in work.OPERATIONS:
        for step in range(_MEMORY_STEPS):
            if archive.chance.random() < share:
                yield operation, LittleMemory(step * _MEMORY_STEP)
