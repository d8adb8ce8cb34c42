"""``python -m benchmarks [NAME...] [--quick] [--out FILE]``"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from benchmarks import engine, extract, growth, ingest, machine, over_http, page_dumps, relevance, tuning
from benchmarks.measure import Failed
from benchmarks.plan import Plan
from benchmarks.tables import Table


class Benchmark(Protocol):
    """A module that measures one thing: its name, a line about it, and ``run``."""

    NAME: str
    ABOUT: str

    def run(self, plan: Plan) -> Iterable[Table]: ...


#: In the order in which they run: ``http`` and ``growth`` use the archive that ``ingest`` leaves.
MODULES: tuple[Benchmark, ...] = (ingest, over_http, growth, relevance, extract, page_dumps, engine, tuning)
BENCHMARKS = {module.NAME: module for module in MODULES}
#: Long ones that are run only when they are named.
ON_REQUEST = {engine.NAME, tuning.NAME}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0; 1 when something that is measured fails; 2 for a wrong name or missing material."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if name not in BENCHMARKS]:
        parser.error(f"there is no benchmark {unknown[0]!r}; known are {', '.join(BENCHMARKS)}")
    corpora = os.environ.get("DATELINE_CORPORA", "")
    if not Path(corpora or "?").is_dir():
        parser.error(_missing(corpora))
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as scratch:
        seconds = 1.0 if options.quick else 4.0
        plan = Plan(Path(corpora), Path(scratch), options.quick, seconds, options.million, options.datasette)
        try:
            text = report(plan, options.names or [name for name in BENCHMARKS if name not in ON_REQUEST])
        except Failed as error:
            print(f"benchmarks: {error}", file=sys.stderr)
            return 1
    if options.out:
        options.out.write_text(text)
    return 0


def _missing(corpora: str) -> str:
    found = f"there is no folder {corpora!r}" if corpora else "it is not set"
    return (
        "DATELINE_CORPORA must name the folder with the real material to measure on "
        f"(reuters-10k-full.jsonl.xz, time-ir.tar.xz ...): {found}"
    )


def report(plan: Plan, names: Iterable[str]) -> str:
    """Run the benchmarks; every part is printed as soon as it is there, and all of them are returned."""
    parts = [f"## Benchmarks{' (quick)' if plan.quick else ''}\n\n{machine.describe()}"]
    print(parts[0], flush=True)
    for name in names:
        began = time.monotonic()
        for table in BENCHMARKS[name].run(plan):
            parts.append(table.markdown())
            print(parts[-1], flush=True)
        print(f"({name}: {time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True)
    return "\n".join(parts)


def _parser() -> argparse.ArgumentParser:
    about = "\n".join(f"  {name:12} {module.ABOUT}" for name, module in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure Dateline beside its peers; prints Markdown. Needs DATELINE_CORPORA.",
        epilog=f"benchmarks:\n{about}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones; all but engine if left out")
    parser.add_argument("--quick", action="store_true", help="about two minutes instead of fifteen")
    parser.add_argument(
        "--million", action="store_true", help="engine, ingest: a million made-up articles, too"
    )
    parser.add_argument(
        "--datasette", type=Path, metavar="COMMAND", help="http: measure beside this Datasette"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the Markdown to this file as well")
    return parser


if __name__ == "__main__":
    sys.exit(main())
