"""``python -m benchmarks.load [PART...] [--archive FOLDER] [--soak MINUTES]``: prints Markdown."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks import archives, machine
from benchmarks.load import company, lifecycle, overload, soak
from benchmarks.load.goals import Goal, table
from benchmarks.measure import Failed
from benchmarks.plan import Plan
from benchmarks.tables import Table


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0; 1 when something that is measured fails; 2 when there is nothing to measure on."""
    parser = _parser()
    options = parser.parse_args(arguments)
    corpora = Path(os.environ.get("DATELINE_CORPORA") or "?")
    if not options.archive and not corpora.is_dir():
        parser.error(
            f"DATELINE_CORPORA must name the folder with {archives.LEADS}, or --archive a data folder"
        )
    print(f"## Load\n\n{machine.describe()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="dateline-load-") as folder:
        scratch = Path(folder)
        try:
            data = _archive(options.archive, Plan(corpora, scratch))
            _report(_parts(data, scratch, options), options.parts)
        except Failed as error:
            print(f"load: {error}", file=sys.stderr)
            return 1
    return 0


def _archive(given: Path | None, plan: Plan) -> Path:
    """A copy of the one that is given: it is written to."""
    if given is None:
        return archives.archive(plan, None, archives.LEADS)
    copy = plan.scratch / "archive"
    shutil.copytree(given, copy)
    return copy


Part = Callable[[], Iterable[Table | Goal]]


def _parts(data: Path, scratch: Path, options: argparse.Namespace) -> dict[str, Part]:
    if options.soak:
        return {"soak": lambda: soak.run(data, options.soak)}
    return {
        "lifecycle": lambda: lifecycle.run(data, options.stops, options.kills),
        "overload": lambda: overload.run(data, options.seconds),
        "company": lambda: company.run(data, options.seconds, scratch),
    }


def _report(parts: dict[str, Part], wanted: Sequence[str]) -> None:
    goals: list[Goal] = []
    for name, part in parts.items():
        for told in part() if not wanted or name in wanted else ():
            if isinstance(told, Goal):
                goals.append(told)
                print(f"({told.id} {told.about}: {told.found:.4g})", file=sys.stderr, flush=True)
            else:
                print(told.markdown(), flush=True)
    if goals:
        print(table(goals).markdown(), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help="lifecycle, overload, company; all if left out"
    )
    parser.add_argument(
        "--archive", type=Path, metavar="FOLDER", help="a data folder, instead of a fresh one"
    )
    parser.add_argument("--seconds", type=float, default=5.0, help="of each line (5)")
    parser.add_argument(
        "--stops", type=int, default=10, help="servers stopped under load (10; the goal: 1000)"
    )
    parser.add_argument("--kills", type=int, default=15, help="server processes killed (15; the goal: 600)")
    parser.add_argument(
        "--soak", type=float, default=0, metavar="MINUTES", help="only this: does anything grow?"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
