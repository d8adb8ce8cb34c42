"""``python -m benchmarks.torture``: kill, starve and damage an archive many times, see ``crashes``."""

import itertools
import os
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.crashes import history
from benchmarks.crashes.backups import back_up
from benchmarks.crashes.damage import sweep
from benchmarks.crashes.power import FIRST, cut
from benchmarks.crashes.rounds import Archive, Wrong, failures, kills, shortages
from benchmarks.crashes.starving import starve
from benchmarks.crashes.tracing import can_trace
from benchmarks.crashes.work import OPERATIONS


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0; 1 when an archive is not what it must be."""
    options = _parser().parse_args(arguments)
    print(f"seed {options.seed}", flush=True)
    memory = "/dev/shm"
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        try:
            for name in options.parts or PARTS:
                PARTS[name](Path(folder) / name, options)
        except Wrong as error:
            print(f"torture: {error}", file=sys.stderr)
            return 1
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m benchmarks.torture", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all if left out")
    parser.add_argument("--kills", type=int, default=2000, help="rounds with a kill (DUR-1, DUR-2)")
    parser.add_argument("--cuts", type=int, default=300, help="power cuts (DUR-5)")
    parser.add_argument("--damage", type=int, default=2000, help="damaged files of the index (DUR-6)")
    parser.add_argument("--starved", type=int, default=56, help="runs with little memory (DUR-8)")
    parser.add_argument("--backups", type=int, default=100, help="backups under load (DUR-10)")
    parser.add_argument("--steps", type=int, default=20_000, help="steps of histories (DUR-12)")
    parser.add_argument("--share", type=float, default=1.0, help="share of all failing calls (DUR-7)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="to do the same again")
    return parser


def _kills(folder: Path, asked: Namespace) -> None:
    archive = Archive(folder, asked.seed)
    for operation, fault in kills(archive, asked.kills):
        archive.round(operation, fault)
    told = archive.told
    ready = statistics.quantiles(told.ready, n=100)[98] * 1000
    _tell(
        f"kills: {told.rounds:,} rounds, {told.kills:,} killed, at {len(told.points)} named points and "
        f"at any moment; lost 0, differing 0; ready again in {ready:.0f} ms (99 %)"
    )


def _cuts(folder: Path, asked: Namespace) -> None:
    if not can_trace():
        _tell("power cuts: none, for that needs strace")
        return
    operations = [FIRST, *OPERATIONS]
    outcomes = cut(folder, operations, -(-asked.cuts // len(operations)), asked.seed)
    _tell(f"power cuts: {outcomes.total():,}: lost 0; the index {_counts(outcomes)}, differing 0")


def _damage(folder: Path, asked: Namespace) -> None:
    outcomes = sweep(folder, asked.damage, asked.seed)
    _tell(f"damage: {asked.damage:,} trials: {_counts(outcomes)}, 0 wrong; all healed")


def _starved(folder: Path, asked: Namespace) -> None:
    limits = range(64, 512, -(-448 // asked.starved))
    codes = starve(folder, limits)
    told = ", ".join(f"{count:,} with {code}" for code, count in codes.most_common())
    _tell(f"little memory: {len(limits):,} ingests ended, {told}; every next one completed")


def _backups(folder: Path, asked: Namespace) -> None:
    written = back_up(folder, asked.backups, asked.seed)
    _tell(f"backups: {asked.backups:,} restored and equal, during {written:,} transactions")


def _histories(_: Path, asked: Namespace) -> None:
    history.run(asked.steps, asked.seed)
    _tell(f"histories: about {asked.steps:,} steps against the model, 0 mismatches")


def _failures(folder: Path, asked: Namespace) -> None:
    archive = Archive(folder, asked.seed)
    count = 0
    for operation, fault in itertools.chain(shortages(archive, asked.share), failures(archive, asked.share)):
        archive.round(operation, fault)
        if archive.round(operation, None):
            raise Wrong(f"the next run did not complete: {operation}, {fault}")
        count += 1
    refused = archive.told.refused
    _tell(
        f"failing calls, limits of memory: {count:,}, {refused:,} refused, the others had no effect; lost 0"
    )


def _counts(outcomes: Counter[str]) -> str:
    return ", ".join(f"{outcome} {count:,} times" for outcome, count in outcomes.most_common())


def _tell(line: str) -> None:
    print(line, flush=True)


PARTS = {
    "kills": _kills,
    "cuts": _cuts,
    "damage": _damage,
    "starved": _starved,
    "backups": _backups,
    "histories": _histories,
    "failures": _failures,
}


if __name__ == "__main__":
    sys.exit(main())
