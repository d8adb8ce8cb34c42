"""Several server processes on one address: started, watched, replaced when they die, and stopped together.

They are forked from a process that has loaded everything and does nothing else (multiprocessing's fork
server), so another one is there in a moment. One that keeps dying as soon as it is there is started again
less and less often. While none is left, a ``Door`` answers.
"""

import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing import connection, forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from types import FrameType

import uvicorn
from prometheus_client import Counter, multiprocess
from uvicorn.config import STARTUP_FAILURE

from app.api.ending import EndingServer
from app.cli.door import Door
from app.errors import StoreError

#: Seconds: between two looks; from being ready to not counting as one that keeps dying; between two starts of
#: one that does, at first and at most; until one that was told to stop is killed.
_LOOK, _LASTING, _PAUSE, _LONGEST, _STOP = 0.1, 0.25, 0.5, 30.0, 9.5

log = logging.getLogger(__name__)


def load(module: str) -> None:
    """Have the process that workers are forked from load it, in the background."""
    forkserver.set_forkserver_preload([module])
    forkserver.ensure_running()


def pause(deaths: int) -> float:
    """Seconds until one that died so many times in a row is started again: at once after the first."""
    return 0.0 if deaths < 2 else min(_LONGEST, _PAUSE * 2.0 ** (deaths - 2))


@dataclass(slots=True)
class _Slot:
    """A place for a worker, and who is in it. ``ready_at``: since when it serves, None: not yet.

    ``deaths``: how many in a row died at once; ``due``: when the next one is started.
    """

    process: ForkServerProcess | None = None
    pipe: Connection | None = None
    ready_at: float | None = None
    deaths: int = 0
    due: float = 0.0

    @property
    def serves(self) -> bool:
        return self.process is not None and self.ready_at is not None

    def start(self, config: uvicorn.Config, listener: socket.socket) -> None:
        context = multiprocessing.get_context("forkserver")
        self.pipe, there = context.Pipe()
        self.process = context.Process(target=_work, args=(config, listener, there), name="worker")
        self.process.start()
        there.close()
        self.ready_at = None

    def look(self) -> int | None:
        """Whether it serves by now; the exit code of one that has died."""
        process, pipe = self.process, self.pipe
        assert process
        assert pipe
        if self.ready_at is None and pipe.poll():
            with suppress(EOFError, OSError):
                pipe.recv()
                self.ready_at = time.monotonic()
        return process.exitcode

    def bury(self) -> None:
        """Who was here is dead: another one is due, at once or after a while."""
        assert self.process
        assert self.pipe
        multiprocess.mark_process_dead(self.process.pid)
        self.process.join()
        self.pipe.close()
        now = time.monotonic()
        lasted = self.ready_at is not None and now - self.ready_at >= _LASTING
        self.deaths = 1 if lasted else self.deaths + 1
        self.due = now + pause(self.deaths)
        self.process = self.pipe = self.ready_at = None


class Workers:
    """So many processes that serve the same socket. For the main thread."""

    def __init__(self, number: int, config: uvicorn.Config, listener: socket.socket) -> None:
        self._config = config
        self._listener = listener
        self._slots = [_Slot() for _ in range(number)]
        self._stopping = threading.Event()
        self._died = Counter("dateline_worker_deaths", "Server processes that died.", registry=None)

    def run(self, door: ExitStack) -> None:
        """Until SIGTERM or SIGINT. ``door``: holds a ``Door``, which is closed once a process serves.

        Raises StoreError when the first processes do not get as far as serving.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        served = False
        try:
            while not self._stopping.is_set():
                for slot in self._slots:
                    self._look_after(slot, served)
                if any(slot.serves for slot in self._slots):
                    door.close()
                    served = True
                elif served:
                    served = False
                    door.enter_context(Door(self._listener))
                self._wait()
        finally:
            self._end()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _wait(self) -> None:
        """For a moment, or until one of them is ready or dead."""
        running = [slot for slot in self._slots if slot.process]
        sentinels = [slot.process.sentinel for slot in running if slot.process]
        pipes = [slot.pipe for slot in running if slot.pipe and not slot.serves]
        connection.wait([*sentinels, *pipes], _LOOK)

    def _look_after(self, slot: _Slot, served: bool) -> None:
        if slot.process is None:
            if time.monotonic() >= slot.due:
                slot.start(self._config, self._listener)
            return
        code, pid = slot.look(), slot.process.pid
        if code is None:
            return
        if code == STARTUP_FAILURE and not served and slot.deaths == 0 and slot.ready_at is None:
            raise StoreError("a server process could not start: see the log")
        slot.bury()
        self._died.inc()
        why = f"was killed by signal {-code}" if code < 0 else f"ended with {code}"
        again = max(0.0, slot.due - time.monotonic())
        log.warning("server process %s %s; another one is started in %.1f s", pid, why, again)

    def _end(self) -> None:
        """Nobody is let in any more; all end what they have in hand, within a time.

        First those go that do not serve yet: whoever waits at the door must be let in by those who do.
        """
        for slot in self._slots:
            if slot.process and not slot.serves:
                slot.process.kill()
                slot.process.join()
        self._listener.close()
        running = [slot.process for slot in self._slots if slot.process]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _STOP
        for process in running:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                log.warning("server process %s does not end: killed", process.pid)
                process.kill()
                process.join()


class _Telling(EndingServer):
    """Tells when it serves."""

    def __init__(self, config: uvicorn.Config, pipe: Connection) -> None:
        super().__init__(config)
        self._pipe = pipe

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._pipe.send(True)


def _work(config: uvicorn.Config, listener: socket.socket, pipe: Connection) -> None:
    """The process."""
    config.configure_logging()
    signal.signal(signal.SIGQUIT, lambda _number, _frame: signal.raise_signal(signal.SIGTERM))
    threading.Thread(target=_follow, args=(pipe,), name="follow", daemon=True).start()
    server = _Telling(config, pipe)
    with suppress(KeyboardInterrupt):
        server.run([listener])
    if not server.started:
        raise SystemExit(STARTUP_FAILURE)


def _follow(pipe: Connection) -> None:
    """Nobody would watch us, nor stop us, once the process has gone that started us."""
    with suppress(EOFError, OSError):
        pipe.recv()
    os.kill(os.getpid(), signal.SIGTERM)
