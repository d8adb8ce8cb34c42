"""Jobs done by worker processes: as many at a time as there are workers, their results in order."""

import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol, Self

from app.errors import Interrupted
from app.ingest.workers.limits import DocumentLimits
from app.ingest.workers.messages import Done, Failed, Pipe, receive_values, send
from app.ingest.workers.nursery import BOOTSTRAP, END, NUMBER, START
from app.ingest.workers.worker import Task

#: Jobs taken from the caller for each worker: in work, or done and waiting for one before them.
_AHEAD = 4


class Job(Protocol):
    """Something for a worker to do."""

    def parts(self) -> Sequence[Self]:
        """The same as smaller jobs, one after another; none where it is one document."""


@dataclass(slots=True)
class _Slot:
    """A job in its place, and what became of it."""

    job: Job
    given: bool = False
    answer: Done | Failed | None = None


@dataclass(slots=True)
class _Worker:
    pid: int
    pipe: Pipe
    slot: _Slot | None = None
    deadline: float = 0.0
    jobs: int = 0


class Pool:
    """Up to ``count`` workers that each do ``task`` with one job at a time, within ``limits``.

    ``task`` must be picklable and keep nothing from one job to the next. Workers start when they are needed.
    A job that kills its worker is done again in parts, until it is known which document does it.
    A ``nursery`` that was started before is closed with the pool.
    """

    def __init__(
        self, task: Task, count: int, limits: DocumentLimits, nursery: "Nursery | None" = None
    ) -> None:
        self._count = count
        self._limits = limits
        self._nursery = nursery or Nursery()
        self._nursery.begin(task, limits)
        self._workers: list[_Worker] = []
        self._slots: deque[_Slot] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, whatever they do."""
        for worker in self._workers:
            worker.pipe.close()
        self._workers.clear()
        self._nursery.close()

    def results(self, jobs: Iterable[Job]) -> Iterator[tuple[Any, Done | Failed]]:
        """Each job, or part of a job, with what it came to; in the order of the jobs.

        ``jobs`` is read as workers become free. Raises Interrupted when the workers are lost.
        """
        waiting = iter(jobs)
        while self._take(waiting) or self._slots:
            self._hand_out()
            first = self._slots[0]
            if first.answer is None:
                self._collect()
            else:
                self._slots.popleft()
                yield first.job, first.answer

    def _take(self, jobs: Iterator[Job]) -> bool:
        """Take another job if a worker can begin it at once; whether one was taken.

        To read further ahead could mean to wait for input while there is something to hand on.
        """
        if len(self._slots) >= _AHEAD * self._count or (self._slots and self._idle() is None):
            return False
        job = next(jobs, None)
        if job is not None:
            self._slots.append(_Slot(job))
        return job is not None

    def _hand_out(self) -> None:
        for slot in self._slots:
            if not slot.given:
                worker = self._idle()
                if worker is None:
                    return
                self._give(worker, slot)

    def _idle(self) -> _Worker | None:
        """A worker with nothing to do, started if there may be one more."""
        worker = next((each for each in self._workers if each.slot is None), None)
        if worker is None and len(self._workers) < self._count:
            worker = _Worker(*self._nursery.start())
            self._workers.append(worker)
        return worker

    def _give(self, worker: _Worker, slot: _Slot) -> None:
        slot.given = True
        worker.slot = slot
        worker.jobs += 1
        worker.deadline = time.monotonic() + self._limits.wall
        with suppress(OSError):  # it died: _collect sees its end
            send(worker.pipe, slot.job)

    def _collect(self) -> None:
        """Wait for an answer, a death or a deadline."""
        busy = {worker.pipe: worker for worker in self._workers if worker.slot is not None}
        until = min(worker.deadline for worker in busy.values())
        ready = wait(list(busy), max(0.0, until - time.monotonic()))
        for pipe, worker in busy.items():
            if pipe in ready:
                self._answered(worker)
        now = time.monotonic()
        for worker in busy.values():
            if worker.slot is not None and worker.deadline <= now and not worker.pipe.poll():
                self._settle(worker, Failed("timeout", f"more than {self._limits.wall:g} s"), lost=True)

    def _answered(self, worker: _Worker) -> None:
        try:
            answer = receive_values(worker.pipe)
        except (EOFError, OSError):
            self._settle(worker, None, lost=True)
        except Exception:  # pickle raises of every kind for bytes that are no pickle of ours
            self._settle(worker, Failed("parser_crash", "its answer cannot be read"), lost=True)
        else:
            tired = worker.jobs >= self._limits.documents or isinstance(answer, Failed)
            self._settle(worker, answer, lost=tired)

    def _settle(self, worker: _Worker, answer: Done | Failed | None, *, lost: bool) -> None:
        """The worker's job has come to its end, and with it, when ``lost``, the worker."""
        slot, worker.slot = worker.slot, None
        if lost:
            self._workers.remove(worker)
            worker.pipe.close()
            status = self._nursery.end(worker.pid)
            answer = answer or _cause(status, self._limits)
        if slot is None:
            return
        parts = slot.job.parts() if isinstance(answer, Failed) else ()
        if parts:
            place = self._slots.index(slot)
            del self._slots[place]
            for part in reversed(parts):
                self._slots.insert(place, _Slot(part))
        else:
            slot.answer = answer


def _cause(status: int, limits: DocumentLimits) -> Failed:
    """Why a worker ended before its job did."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGXCPU:
        return Failed("timeout", f"more than {limits.cpu:g} s of computing")
    if number == signal.SIGKILL:
        return Failed("memory", "the system ended the process")
    return Failed("parser_crash", signal.Signals(number).name if number else "it ended by itself")


class Nursery:
    """The process that workers are forked from; it starts while we go on.

    ``preload``: a module that it imports at once, before it is told what to do.
    """

    def __init__(self, preload: str = "") -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - it is this interpreter
                [sys.executable, "-c", BOOTSTRAP, str(theirs.fileno()), preload, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, task: Task, limits: DocumentLimits) -> None:
        """Tell what the workers do."""
        assert self._process.stdin
        with self._process.stdin as stdin, suppress(BrokenPipeError):  # it died: start says so
            stdin.write(pickle.dumps((task, limits)))

    def start(self) -> tuple[int, Pipe]:
        """A worker's number, and the way to it. Raises Interrupted when the nursery is lost."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [START + NUMBER.pack(0)], [theirs.fileno()])
            except OSError as error:
                raise _lost() from error
            pid = self._number()
        return pid, Connection(ours.detach())

    def end(self, pid: int) -> int:
        """The wait status of a worker, killed if it still runs. Raises Interrupted."""
        try:
            self._control.sendall(END + NUMBER.pack(pid))
        except OSError as error:
            raise _lost() from error
        return self._number()

    def close(self) -> None:
        """End it, and all workers. Twice is fine."""
        assert self._process.stdin
        if self._process.stdin.closed:
            with suppress(OSError):  # it is closed already
                self._control.shutdown(socket.SHUT_RDWR)  # also for a process that was forked from us
        else:
            self._process.kill()  # nobody needed it
            self._process.stdin.close()
        self._control.close()
        self._process.wait()

    def _number(self) -> int:
        data = self._control.recv(NUMBER.size, socket.MSG_WAITALL)
        if len(data) < NUMBER.size:
            raise _lost()
        return int(NUMBER.unpack(data)[0])


def _lost() -> Interrupted:
    return Interrupted("the worker processes were ended; what was done stays, and running again is safe")
