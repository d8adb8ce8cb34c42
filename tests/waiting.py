"""Waiting for what other threads and processes do."""

import time
from collections.abc import Callable


def wait_for(seen: Callable[[], object]) -> None:
    """Until it is so. A test that waits for a minute has failed."""
    deadline = time.monotonic() + 60
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.02)
