"""A worker: one job after another, each within its limits, until nobody sends any more."""

import gc
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.ingest.workers.limits import DocumentLimits
from app.ingest.workers.messages import Done, Failed, Pipe, receive, send
from app.ingest.workers.sandbox import allow_time, confine

Task = Callable[[Any], Any]


def work(pipe: Pipe, task: Task, limits: DocumentLimits) -> None:
    """Answer every job that comes with ``Done`` or ``Failed``."""
    gc.freeze()  # what is there now stays: it need not be looked through again and again
    gc.set_threshold(50_000)
    confine(limits)
    while True:
        try:
            job = receive(pipe)
        except EOFError:
            return
        allow_time(limits.cpu)
        send(pipe, _answer(task, job))


def _answer(task: Task, job: object) -> Done | Failed:
    try:
        return Done(task(job))
    except MemoryError:
        gc.collect()
        return Failed("memory")
    except Exception as error:
        return Failed("parser_crash", f"{type(error).__name__} {_place(error)}")


def _place(error: Exception) -> str:
    """Where in the code it was raised; never what it says, which may be of the document."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"in {Path(frame.filename).name}, line {frame.lineno}"
