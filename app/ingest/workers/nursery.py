"""The process that workers are forked from: small, without threads, everything imported once.

It is told on a socket, a byte each: ``S`` with a descriptor starts a worker that talks on it and answers
with its number; ``E`` with a number ends that worker and answers with its wait status. When the socket is
closed all of them end.
"""

import importlib
import os
import pickle
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

START, END = b"S", b"E"
NUMBER = struct.Struct("=q")
#: What the new interpreter runs: the places to import from are those of the process that started it.
BOOTSTRAP = (
    "import sys; descriptor, preload, sys.path[:] = int(sys.argv[1]), sys.argv[2], sys.argv[3:]; "
    "from app.ingest.workers.nursery import main; main(descriptor, preload)"
)


def main(descriptor: int, preload: str) -> None:
    """Import ``preload`` and serve the socket ``descriptor``.

    The task and its limits come on standard input, pickled.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; our end is the socket's
    if preload:
        importlib.import_module(preload)
    task, limits = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent wrote it
    control = socket.socket(fileno=descriptor)
    workers: set[int] = set()
    try:
        for command, number in _commands(control):
            if command == START:
                workers.add(pid := _start(number, control, task, limits))
                control.sendall(NUMBER.pack(pid))
            else:
                workers.discard(number)
                control.sendall(NUMBER.pack(_end(number)))
    finally:
        for pid in workers:
            _end(pid)


def _commands(control: socket.socket) -> Iterator[tuple[bytes, int]]:
    """What is asked: the command, with a descriptor or with the number of a worker."""
    size = 1 + NUMBER.size
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, size, 1)
        if len(data) < size:
            return
        yield data[:1], descriptors[0] if descriptors else NUMBER.unpack(data[1:])[0]


def _start(descriptor: int, control: socket.socket, task: Any, limits: Any) -> int:
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    from app.ingest.workers.worker import work

    status = 1
    try:
        control.close()
        with Connection(descriptor) as pipe:
            work(pipe, task, limits)
        status = 0
    finally:
        os._exit(status)


def _end(pid: int) -> int:
    """Kill the worker, if it still runs, and its wait status."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]
