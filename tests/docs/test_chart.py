"""The chart in the documentation is what the server draws today."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_chart_is_what_the_server_draws() -> None:
    """Otherwise: scripts/make-chart > docs/timeline.svg"""
    made = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "make-chart")], capture_output=True, text=True, check=True
    )
    assert (ROOT / "docs" / "timeline.svg").read_text() == made.stdout
