"""What the workers of the tests do: each job is a name of one of these, with a value."""

import os
import signal
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Deed:
    """A job of one or more deeds; ``parts`` are the deeds one by one."""

    names: tuple[str, ...]
    value: Any = None
    extra: bytes = field(default=b"", repr=False)

    def parts(self) -> Sequence["Deed"]:
        return [Deed((name,), self.value) for name in self.names] if len(self.names) > 1 else ()


def deed(name: str, value: Any = None) -> Deed:
    return Deed((name,), value)


def do(job: Deed) -> Any:
    return [DEEDS[name](job.value) for name in job.names]


def _balloon(_: object) -> int:
    return len([bytearray(2**20) for _ in range(4096)])


def _spin(_: object) -> None:
    while True:
        pass


def _raise(_: object) -> None:
    raise RuntimeError("a parser's own fault")


def _attempt(action: Any) -> str:
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "done"


def _sandbox(folder: str) -> dict[str, str]:
    return {
        "read": _attempt(lambda: Path("/etc/passwd").read_text()),
        "list": _attempt(lambda: list(Path("/").iterdir())),
        "write": _attempt(lambda: Path(folder, "made").write_text("x")),
        "remove": _attempt(lambda: Path(folder, "kept").unlink()),
        "socket": _attempt(lambda: socket.socket()),
        "fork": _attempt(os.fork),
        "execute": _attempt(lambda: os.execv("/bin/true", ["true"])),
        "signal": _attempt(lambda: os.kill(os.getppid(), signal.SIGTERM)),
    }


def _import(_: object) -> str:
    import colorsys

    return colorsys.__name__


def _work(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


DEEDS = {
    "add": lambda value: value + 1,
    "pid": lambda _: os.getpid(),
    "sleep": lambda value: time.sleep(value),
    "balloon": _balloon,
    "crash": lambda _: os.kill(os.getpid(), signal.SIGSEGV),
    "abort": lambda _: os.abort(),
    "exit": lambda _: os._exit(3),
    "spin": _spin,
    "work": _work,
    "raise": _raise,
    "sandbox": _sandbox,
    "import": _import,
    "forbidden": lambda _: Path("/"),
    "large": lambda value: b"x" * value,
}
