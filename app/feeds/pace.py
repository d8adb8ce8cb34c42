"""One request at a time to a host, and a pause between two."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


class Pace:
    """Shared by all who fetch. ``delay`` in seconds; ``stopped`` ends all waiting."""

    def __init__(self, delay: float, stopped: threading.Event) -> None:
        self._delay = delay
        self._stopped = stopped
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, delay: float = 0.0) -> Iterator[None]:
        """Wait until ``host`` may be asked; the next one waits ``delay`` after the block, if that is more."""
        with self._lock:
            mine = self._hosts.setdefault(host, _Host())
        with mine.lock:
            self._stopped.wait(max(0.0, mine.free_at - time.monotonic()))
            try:
                yield
            finally:
                mine.free_at = time.monotonic() + max(self._delay, delay)
