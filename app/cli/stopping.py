"""Ctrl-C and SIGTERM: the work in hand is rolled back, the rest stays."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class Stopped(BaseException):
    """A signal came. No Exception, so that a library it passes does not take it for an error of its own."""


@contextmanager
def stoppable() -> Iterator[None]:
    """In the block, the signals raise Stopped; afterwards they do what they did before."""

    def stop(_signal: int, _frame: object) -> None:
        raise Stopped

    former = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
