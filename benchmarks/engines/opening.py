"""``python -m benchmarks.engines.opening ENGINE FOLDER WORD``: a process of its own that opens an index."""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.engines import side
from benchmarks.engines.side import Form, Question
from benchmarks.measure import ROOT


@dataclass(frozen=True, slots=True)
class Opened:
    """Milliseconds; megabytes of resident memory beyond what the process held before it opened."""

    open_ms: float
    first_ms: float
    opened_mb: float
    searched_mb: float


def measure(name: str, folder: Path, word: str) -> Opened:
    """Open and search for a common word, in a new process."""
    command = (sys.executable, "-m", "benchmarks.engines.opening", name, str(folder), word)
    said = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return Opened(**json.loads(said))


def _opened(name: str, folder: Path, word: str) -> Opened:
    engine = side(name)
    before, began = _resident_mb(), time.perf_counter()
    with engine.open(folder) as searcher:
        opened, opened_mb = time.perf_counter(), _resident_mb()
        ask = searcher.prepare(Question(Form.ALL, (word,)))
        assert ask
        ask()
        return Opened(
            1000 * (opened - began),
            1000 * (time.perf_counter() - opened),
            opened_mb - before,
            _resident_mb() - before,
        )


def _resident_mb() -> float:
    """Resident memory of this process, in megabytes; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS:")), 0.0)


if __name__ == "__main__":
    print(json.dumps(asdict(_opened(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))))
