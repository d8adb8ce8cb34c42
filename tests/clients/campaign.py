"""Let schemathesis loose on a server with the seed data: ``python -m tests.clients.campaign 20000``.

Runs until so many requests are done. Prints every finding with a request that shows it, and how many there
were; ends with 1 if there is one. All randomness comes from the seed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from app.settings import Settings
from tests.api.seed import ingest_seed_data
from tests.clients.serving import serving

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Report:
    """``excused``: answers that ``hooks.py`` lets pass. ``told`` is what schemathesis printed."""

    requests: int
    findings: int
    excused: int
    told: str


def attack(url: str, *, examples: int, seed: int) -> Report:
    """All checks once: the examples of the description, the edges of each schema, and random requests.

    ``examples`` are the random requests an operation.
    """
    with tempfile.TemporaryDirectory() as folder:
        words = ["--config-file", str(HERE / "schemathesis.toml"), "run", f"{url}/openapi.json", "--no-color"]
        words += ["--max-examples", str(examples), "--seed", str(seed), "--report-json-path", "report.json"]
        done = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            env=os.environ | {"SCHEMATHESIS_HOOKS": str(HERE / "hooks.py")},
        )
        assert done.returncode in (0, 1), done.stdout + done.stderr
        report = json.loads((Path(folder) / "report.json").read_text())
    cases = report["test_cases"]
    findings = cases["unique_failures"] + len(report["errors"])
    return Report(cases["generated"], findings, report["filtered"], done.stdout)


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("count", type=int, help="requests")
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ingest_seed_data(Settings(data_dir=Path(folder)))
        with serving(Path(folder)) as url:
            return run(url, asked.count, asked.seed)


def run(url: str, requests: int, seed: int) -> int:
    began = time.monotonic()
    done = findings = excused = 0
    for turn in count(seed):
        report = attack(url, examples=200, seed=turn)
        done, findings, excused = (
            done + report.requests,
            findings + report.findings,
            excused + report.excused,
        )
        if report.findings:
            print(report.told)
        spent = time.monotonic() - began
        print(f"{done:,} requests in {spent:.0f} s: {findings} findings, {excused:,} excused", flush=True)
        if done >= requests:
            return 1 if findings else 0
    raise AssertionError("unreachable")


if __name__ == "__main__":
    sys.exit(main())
