"""The pulse of the event loop: how late it is, and whether it stands still.

Everything that a server process answers goes through one event loop. Where something keeps that from running,
nothing is answered, not even why; so a thread watches it and says in the log what it is doing just then.
"""

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

#: Seconds between two beats, and between two looks at them.
_BEAT, _LOOK = 0.05, 0.25
#: Seconds without a beat from which the loop stands still, and for which that is told afterwards: a machine
#: that is much too busy keeps a thread waiting for one or two.
STILL, REMEMBERED = 5.0, 10.0
#: Frames that are told, the innermost first.
_FRAMES = 12

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stall:
    """``until``: when it was last seen standing still, by the monotonic clock. ``seconds``: for how long."""

    until: float
    seconds: float


class Pulse:
    """For the event loop that is running when it is entered. ``on_stall`` is called when it stands still."""

    def __init__(self, on_stall: Callable[[], None] = lambda: None) -> None:
        self._on_stall = on_stall
        #: Seconds by which the last beat came late.
        self.lag = 0.0
        self.stall: Stall | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="pulse", daemon=True)

    def __enter__(self) -> "Pulse":
        self._loop = asyncio.get_running_loop()
        self._loop_thread = threading.get_ident()
        self._last = monotonic()
        self._timer = self._loop.call_later(_BEAT, self._beat)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._ended.set()
        self._thread.join()

    @property
    def stalled(self) -> Stall | None:
        """The last time that it stood still, if that was a moment ago."""
        stall = self.stall
        return stall if stall and monotonic() - stall.until < REMEMBERED else None

    def _beat(self) -> None:
        now = monotonic()
        self.lag = now - self._last - _BEAT
        self._last = now
        self._timer = self._loop.call_later(_BEAT, self._beat)

    def _watch(self) -> None:
        told, looked = 0.0, monotonic()
        while not self._ended.wait(_LOOK):
            now, last = monotonic(), self._last
            slept, looked = now - looked, now
            if slept > _LOOK + STILL:  # a stopped process, or code that lets no thread run
                log.warning("the whole process stood still for %.1f s", slept)
            elif now - last >= STILL:
                self.stall = Stall(now, now - last)
                if told != last:
                    told = last
                    self._tell(now - last)

    def _tell(self, seconds: float) -> None:
        self._on_stall()
        frame = sys._current_frames().get(self._loop_thread)
        stack = reversed(traceback.extract_stack(frame)[-_FRAMES:])
        doing = " < ".join(f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in stack)
        log.warning("the event loop stands still for %.1f s already, in %s", seconds, doing)
