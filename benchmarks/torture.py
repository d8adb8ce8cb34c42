"""``python -m benchmarks.torture``: kill, starve and damage an archive many times, see ``crashes``."""

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time
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
    parser = argparse.ArgumentParser(prog="python -m benchmarks.torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=2000, help="rounds with a kill (DUR-1, DUR-2)")
    parser.add_argument("--share", type=float, default=1.0, help="share of all failing calls (DUR-7)")
    parser.add_argument("--damage", type=int, default=2000, help="damaged files of the index (DUR-6)")
    parser.add_argument("--cuts", type=int, default=300, help="power cuts (DUR-5)")
    parser.add_argument("--starved", type=int, default=56, help="runs with little memory (DUR-8)")
    parser.add_argument("--backups", type=int, default=100, help="backups under load (DUR-10)")
    parser.add_argument("--steps", type=int, default=20_000, help="steps of histories (DUR-12)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="to do the same again")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}", flush=True)
    memory = "/dev/shm"
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        try:
            _kills(Path(folder) / "kills", options.seed, options.kills)
            _cuts(Path(folder) / "cuts", options.seed, options.cuts)
            _damage(Path(folder) / "damage", options.seed, options.damage)
            _starve(Path(folder) / "starved", options.starved)
            _backups(Path(folder) / "backups", options.seed, options.backups)
            _history(options.steps)
            _failures(Path(folder) / "failures", options.seed, options.share)
        except Wrong as error:
            print(f"torture: {error}", file=sys.stderr)
            return 1
    return 0


def _kills(folder: Path, seed: int, rounds: int) -> None:
    archive = Archive(folder, seed)
    for operation, fault in kills(archive, rounds):
        archive.round(operation, fault)
    told = archive.told
    ready = statistics.quantiles(told.ready, n=100)[98] * 1000
    print(
        f"kills: {told.rounds:,} rounds, {told.kills:,} killed, at {len(told.points)} named points and "
        f"at any moment; lost 0, differing 0; ready again in {ready:.0f} ms (99 %)",
        flush=True,
    )


def _cuts(folder: Path, seed: int, rounds: int) -> None:
    if not can_trace():
        print("power cuts: none, for that needs strace", flush=True)
        return
    operations = [FIRST, *OPERATIONS]
    outcomes = cut(folder, operations, -(-rounds // len(operations)), seed)
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.most_common())
    print(f"power cuts: {outcomes.total():,}: lost 0; the index {told}, differing 0", flush=True)


def _damage(folder: Path, seed: int, trials: int) -> None:
    outcomes = sweep(folder, trials, seed)
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.most_common())
    print(f"damage: {trials:,} trials: {told}, 0 wrong; all healed", flush=True)


def _starve(folder: Path, runs: int) -> None:
    codes = starve(folder, range(64, 64 + 8 * runs, 8))
    told = ", ".join(f"{count:,} with {code}" for code, count in codes.most_common())
    print(f"little memory: {runs:,} ingests ended, {told}; every next one completed", flush=True)


def _backups(folder: Path, seed: int, count: int) -> None:
    written = back_up(folder, count, seed)
    print(f"backups: {count:,} restored and equal, during {written:,} transactions", flush=True)


def _history(steps: int) -> None:
    history.run(steps)
    print(f"histories: about {steps:,} steps against the model, 0 mismatches", flush=True)


def _failures(folder: Path, seed: int, share: float) -> None:
    archive = Archive(folder, seed)
    count = 0
    for operation, fault in itertools.chain(shortages(), failures(archive, share)):
        archive.round(operation, fault)
        if archive.round(operation, None):
            raise Wrong(f"the next run did not complete: {operation}, {fault}")
        count += 1
    refused = archive.told.refused
    print(
        f"failing calls, limits of memory: {count:,}, {refused:,} refused, the others had no effect; lost 0"
    )


if __name__ == "__main__":
    sys.exit(main())
