"""Keeping the index in step while serving, in a thread of its own."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from app.errors import Busy, DatelineError, IndexUnavailable, Interrupted, ReadOnly
from app.indexer import Indexer

log = logging.getLogger(__name__)


class Syncer:
    """Looks at the change log every ``interval`` seconds, in a thread of its own, while serving.

    Whoever writes also syncs, so there is mostly nothing to do: this picks up what a writer that
    was killed left behind. ``at_rest`` is called at each look that finds the index in step.
    """

    def __init__(
        self,
        indexer: Indexer,
        writing: Callable[[], AbstractContextManager[None]],
        *,
        interval: float,
        at_rest: Callable[[], None] = lambda: None,
    ) -> None:
        self._indexer = indexer
        self._writing = writing
        self._interval = interval
        self._at_rest = at_rest
        self._looked = False
        self._told = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="syncer", daemon=True)

    def __enter__(self) -> "Syncer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._interval):
            self._try(self._look)

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Interrupted:
            log.info("stopped while the index was built anew; the next start goes on with it")
        except (Busy, ReadOnly):
            log.debug("another process is writing; it keeps the index in step")
        except DatelineError as error:
            self._tell(error)
        except Exception:
            log.exception("the index could not be brought in step")

    def _tell(self, error: DatelineError) -> None:
        """Once, not at each look."""
        if self._told != str(error):
            self._told = str(error)
            log.warning("the index could not be brought in step: %s", error)

    def _look(self) -> None:
        """At the first look the lock is taken in any case: the last writer may have been killed."""
        if self._looked and self._in_step() and not self._indexer.has_forgettable():
            return self._at_rest()
        with self._writing():
            self._indexer.heal(self._go_on)
            while not self._stop.is_set() and self._indexer.step():
                pass
            self._indexer.forget_changes()
        self._looked = True
        self._told = ""
        return None

    def _go_on(self, _done: int) -> None:
        if self._stop.is_set():
            raise Interrupted("stopped")

    def _in_step(self) -> bool:
        try:
            return self._indexer.lag() == 0
        except IndexUnavailable:
            return False
