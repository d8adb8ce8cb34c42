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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from app.keys import KeyScope
from app.runtime import open_runtime
from app.settings import Settings
from tests.api.seed import ingest_seed_data
from tests.serving.running import serving

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Report:
    """``excused``: answers that ``hooks.py`` lets pass. ``told`` is what schemathesis printed."""

    requests: int
    findings: int
    excused: int
    told: str


@contextmanager
def target(data: Path) -> Iterator[tuple[str, str]]:
    """A server with the seed data, and a key that may do everything. It may be written to: for one attack."""
    settings = Settings(data_dir=data)
    ingest_seed_data(settings)
    with open_runtime(settings) as runtime:
        key, _ = runtime.keys.create("schemathesis", [KeyScope.ADMIN], runtime.clock())
    # It tries wrong keys all the time, from one address.
    with serving(data, LOG_LEVEL="error", KEY_FAILURES="1000000") as server:
        yield server.url, key


def attack(url: str, key: str, *, examples: int, seed: int) -> Report:
    """All checks once: the examples of the description, the edges of each schema, and random requests.

    ``examples`` are the random requests an operation.
    """
    with tempfile.TemporaryDirectory() as folder:
        words = ["--config-file", str(HERE / "schemathesis.toml"), "run", f"{url}/openapi.json", "--no-color"]
        words += [
            "--header",
            f"Authorization: Bearer {key}",
            "--max-examples",
            str(examples),
            "--seed",
            str(seed),
            "--report-json-path",
            "report.json",
        ]
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
    with tempfile.TemporaryDirectory() as folder, target(Path(folder)) as (url, key):
        return run(url, key, asked.count, asked.seed)


def run(url: str, key: str, requests: int, seed: int) -> int:
    began = time.monotonic()
    done = findings = excused = 0
    for turn in count(seed):
        report = attack(url, key, examples=200, seed=turn)
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
