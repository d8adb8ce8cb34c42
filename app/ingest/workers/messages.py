"""What goes between us and a worker: pickled values, of which only harmless ones are taken back.

A worker that a document took over could send anything. So of what comes from it only the classes named
here are made (see "Restricting Globals" in the documentation of ``pickle``): values, no behaviour.
"""

import io
import pickle
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

Pipe: TypeAlias = "Connection[Any, Any]"

#: Bytes of one message from a worker.
LONGEST = 256 * 2**20
_KNOWN = {
    "datetime": ("datetime", "timedelta", "timezone"),
    "app.ingest.draft": ("Passed",),
    "app.ingest.jobs": ("Rejected",),
    "app.ingest.workers.messages": ("Done", "Failed"),
    "app.values.article": ("Article", "Moment", "Precision"),
    "app.values.identity": ("Candidate",),
}


@dataclass(frozen=True, slots=True)
class Done:
    """What a job came to."""

    value: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that came to nothing. ``reason``: ``timeout``, ``memory`` or ``parser_crash``."""

    reason: str
    detail: str = ""


def send(pipe: Pipe, value: object) -> None:
    """Raises OSError where nobody reads any more."""
    pipe.send_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def receive(pipe: Pipe) -> Any:
    """What we sent to a worker. Raises EOFError, OSError."""
    return pickle.loads(pipe.recv_bytes())  # noqa: S301 - the worker's side: it comes from us


def receive_values(pipe: Pipe) -> Any:
    """What a worker sent. Raises EOFError, OSError or UnpicklingError where that is no answer."""
    return _Values(io.BytesIO(pipe.recv_bytes(LONGEST))).load()


class _Values(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name not in _KNOWN.get(module, ()):
            raise pickle.UnpicklingError(f"a worker sent {module}.{name}")
        return super().find_class(module, name)
