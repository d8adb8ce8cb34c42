"""Power cuts: what a real run did to its files is recorded, and cut off on a disk that forgets."""

import json
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from app.errors import DatelineError
from benchmarks.crashes import work
from benchmarks.crashes.disk import Disk
from benchmarks.crashes.recording import Op, record
from benchmarks.crashes.rounds import Archive, Wrong, allowed, compare
from benchmarks.crashes.work import State

#: An archive that is made while it is recorded, from an empty folder.
FIRST = "first"


def cut(folder: Path, operations: Sequence[str], cuts: int, seed: int) -> Counter[str]:
    """Record each operation, cut each recording off ``cuts`` times, start again, compare.

    Returns how the index was found after the cuts. Raises Wrong.
    """
    outcomes: Counter[str] = Counter()
    for operation in operations:
        chance = random.Random(f"{seed} {operation}")
        archive, state = folder / operation, _begun(folder / operation, operation)
        work.give(archive, state)
        disk = shutil.copytree(archive, folder / "disk")
        ops = record(archive, operation.replace(FIRST, "ingest"), seed, state)
        for _ in range(cuts):
            outcomes[_cut(folder, disk, ops, state, chance)] += 1
        shutil.rmtree(disk)
    return outcomes


def _begun(folder: Path, operation: str) -> State:
    if operation != FIRST:
        return Archive(folder, 0).state
    folder.mkdir(parents=True)
    return {}


def _cut(folder: Path, lasting: Path, ops: list[Op], state: State, chance: random.Random) -> str:
    """At any moment; returns how the index was found."""
    moment = chance.randrange(len(ops) + 1)
    disk = Disk(lasting)
    disk.do(ops[:moment])
    found = folder / "found"
    shutil.rmtree(found, ignore_errors=True)
    found.mkdir()
    for name, content in disk.found(chance).items():
        (found / name).mkdir() if content is None else (found / name).write_bytes(content)
    said = b"".join(op.data for op in ops[:moment] if op.kind == "say")
    lines = [json.loads(line) for line in said.splitlines()]
    what = f"{folder.name}, cut after {moment} of {len(ops)}, {ops[max(0, moment - 1)].kind}"
    outcome = _served(found, what)
    compare(found, allowed(state, state, lines), what)
    return outcome


def _served(folder: Path, what: str) -> str:
    """Before anything is healed, an index that answers must be one that the database had."""
    try:
        with work.opened(folder) as runtime:
            report = runtime.checker.verify()
    except DatelineError as error:
        raise Wrong(f"{what}: {error}") from error
    if report.database_faults or report.counts.total() or report.waiting < 0:
        raise Wrong(f"{what}: before it was healed: {report}")
    return "refused" if report.index_faults else "answered right"
