"""The most memory that a process and its children had, read from ``/proc`` while they run.

What ``wait4`` tells of a child begins with what its parent had when it was forked: too much of a large one.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: Seconds between two looks.
_EVERY = 0.1
_HIGHEST = re.compile(r"VmHWM:\s+(\d+) kB")

#: What a process is called, by its number and its command line.
Name = Callable[[int, bytes], str]


@contextmanager
def watched(root: int, name: Name = lambda _pid, _command: "") -> Iterator[dict[str, int]]:
    """Bytes by name, complete when the block ends; of several with one name those of the largest."""
    memory: dict[str, int] = {}
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(root, name, memory, ended), daemon=True)
    watcher.start()
    try:
        yield memory
    finally:
        ended.set()
        watcher.join()


def _watch(root: int, name: Name, memory: dict[str, int], ended: threading.Event) -> None:
    while not ended.wait(_EVERY):
        for pid in _family(root):
            with suppress(OSError):
                called = name(pid, Path(f"/proc/{pid}/cmdline").read_bytes())
                if match := _HIGHEST.search(Path(f"/proc/{pid}/status").read_text()):
                    memory[called] = max(memory.get(called, 0), int(match[1]) * 1024)


def _family(pid: int) -> Iterator[int]:
    """A process and all its children."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))
