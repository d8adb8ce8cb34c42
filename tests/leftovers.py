"""What a process holds: open files, threads, children. Compared before and after the tests of a module."""

import gc
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvloop

#: Seconds that a thread or a child may take to end once it has been told to.
_PATIENCE = 10.0
#: Threads that a library keeps for whoever comes next, and ends by itself.
_POOLED = ("AnyIO worker thread", "asyncio_", "ThreadPoolExecutor")

# With the first loop libuv opens a pipe of its own, and keeps it as long as the process lives.
uvloop.new_event_loop().close()


def belongings() -> Counter[str]:
    """Each with how often it is there, as text that a person can read."""
    return Counter([*_files(), *_threads(), *_children()])


def leftovers(before: Counter[str]) -> list[str]:
    """What is there and was not, after some time to end."""
    until = time.monotonic() + _PATIENCE
    while left := belongings() - before:
        gc.unfreeze()  # an ingest freezes what there is, for as long as its process lives
        gc.collect()
        if time.monotonic() > until:
            break
        time.sleep(0.05)
    return sorted(left.elements())


@contextmanager
def left_as_it_was() -> Iterator[None]:
    """What is opened or started in it is closed and ended after it."""
    before = belongings()
    yield
    left = leftovers(before)
    assert not left, left


def _files() -> list[str]:
    found = []
    for each in Path("/proc/self/fd").iterdir():
        try:
            target = str(each.readlink())
        except OSError:
            continue  # the one that the folder itself was listed with
        # A pipe and a socket are told by their kind: their numbers never come again.
        found.append("open " + target.split(":")[0])
    return found


def _threads() -> list[str]:
    names = (thread.name for thread in threading.enumerate() if thread is not threading.main_thread())
    return [f"thread {name}" for name in names if not name.startswith(_POOLED)]


def _children() -> list[str]:
    listed = map(_text, Path("/proc/self/task").glob("*/children"))
    return [f"child {_command(number)}" for number in " ".join(listed).split()]


def _text(path: Path) -> str:
    """Nothing, of a thread that has ended since it was listed."""
    try:
        return path.read_text()
    except OSError:
        return ""


def _command(number: str) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ").strip()[:80]
    except OSError:
        return number
