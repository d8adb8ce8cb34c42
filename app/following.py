"""The index follows the store while an ingest goes on: in a process of its own, or at its end here.

    store a batch ──► add(what was written) ──► [a process: analyse ... invert, commit] ──► finish()

What is indexed is made of what was just written, so nothing is read back. The process analyses while
documents come, and commits what it gathered every few seconds. The sequence rule stays: a batch bears the
number of its last change, and is sent only after the batch before it. When the process
dies, or cannot be had, the change log says what is left to do.
"""

import ctypes
import logging
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import Any, Self

from app.errors import DatelineError
from app.search.engine import Applies, Batch, Document

log = logging.getLogger(__name__)

#: Documents that are worth a message, and how many wait at most while the process is busy.
ENOUGH, MOST = 1_000, 20_000
#: Characters of text that wait at most.
_MOST_TEXT = 64 * 2**20
_DIE_WITH_PARENT = 1
#: How much nicer the process is than its parent: searches go first, and who writes waits for it.
_NICER = 5


class Follower:
    """Applies documents to ``engine`` in a process that is forked when the block is entered.

    Fork before there are threads and use the engine here for reading only. The process inherits the writer
    lock, so nobody else writes as long as it lives.
    """

    def __init__(self, engine: Applies) -> None:
        self._engine = engine
        #: The process; 0 before the block.
        self.pid = 0
        self._busy = self._lost = False
        self._documents: dict[int, Document] = {}
        self._sequence = self._text = 0

    def __enter__(self) -> Self:
        self._pipe, theirs = Pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self._pipe.close()
            _serve(self._engine, theirs)
        theirs.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.close()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def add(self, documents: Iterable[Document], sequence: int) -> None:
        """Index these; ``sequence`` is that of the last change to them. Raises IndexUnavailable."""
        for document in documents:
            self._documents[document.id] = document
            self._text += sum(map(len, document.texts.values()))
        self._sequence = sequence
        many = len(self._documents) >= MOST or self._text >= _MOST_TEXT
        if many or (len(self._documents) >= ENOUGH and not (self._busy and not self._pipe.poll())):
            self._send()

    def finish(self) -> bool:
        """Index what waits, and settle; False when the process was lost. Raises IndexUnavailable."""
        if self._documents:
            self._send()
        self._ask(None)
        self._wait()
        return not self._lost

    def _send(self) -> None:
        self._ask(Batch(self._sequence, list(self._documents.values())))
        self._documents = {}
        self._text = 0

    def _ask(self, batch: Batch | None) -> None:
        self._wait()
        try:
            if not self._lost:
                self._pipe.send_bytes(pickle.dumps(batch, pickle.HIGHEST_PROTOCOL))
                self._busy = True
        except OSError:
            self._lose()

    def _wait(self) -> None:
        """Until the process has done what it was asked."""
        if not self._busy:
            return
        self._busy = False
        try:
            failed = self._pipe.recv()
        except (EOFError, OSError):
            self._lose()
            return
        if failed is not None:
            raise failed

    def _lose(self) -> None:
        self._lost = True
        log.warning("the process that indexes has ended; the index is brought in step at the end")


def can_follow() -> bool:
    """Whether a process can be forked here safely: on Linux, from a process without other threads."""
    return sys.platform == "linux" and threading.active_count() == 1


def _serve(engine: Applies, pipe: "Connection[Any, Any]") -> None:
    """The process: apply batches until there are no more; None asks to settle."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # our parent decides when to stop
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    os.nice(_NICER)
    try:
        while True:
            batch = pickle.loads(pipe.recv_bytes())  # noqa: S301 - our parent sent it
            pipe.send(_applied(engine, batch))
    except (EOFError, OSError):
        pass
    finally:
        os._exit(0)


def _applied(engine: Applies, batch: Batch | None) -> DatelineError | None:
    try:
        if batch is None:
            engine.settle()
        else:
            engine.gather(batch)
    except DatelineError as error:
        return error
    return None
