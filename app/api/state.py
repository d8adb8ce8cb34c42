"""What all requests share: opened when the server starts, closed when it stops."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from app.api.connections import Connections, TransportLimits
from app.api.cursors import Cursors
from app.api.gate import Gate
from app.api.guard import Guard
from app.api.kept import Kept
from app.api.limits import Buckets
from app.api.metrics import Meters
from app.api.pulse import Pulse
from app.api.sharing import Sharing
from app.runtime import Runtime
from app.settings import Settings, cores

#: Seconds by which the event loop is late from which, while no more can wait, not only searches are turned
#: away unread.
SWAMPED = 0.003
#: Threads that nothing but checks of health and metrics use, however busy all others are.
_WATCHERS = 2
#: Threads that prepare what is written; they take turns at the writer lock.
_WRITERS = 16

log = logging.getLogger(__name__)


@contextmanager
def opened_state(settings: Settings, open_runtime: Callable[[Settings], Runtime]) -> Iterator[dict[str, Any]]:
    """What ``request.state`` holds, by name. Raises what opening the runtime does."""
    with ExitStack() as opened:
        runtime = opened.enter_context(open_runtime(settings))
        _warm(runtime)
        opened.enter_context(runtime.syncer())
        meters = Meters()
        pulse = opened.enter_context(Pulse(meters.stalls.inc))
        gate, writers = _gates(settings, meters)
        buckets = opened.enter_context(Buckets(settings.limits))
        yield {
            "runtime": runtime,
            "meters": meters,
            "connections": Connections(TransportLimits.of(settings), partial(_is_swamped, gate, pulse)),
            "pulse": pulse,
            "gate": opened.enter_context(gate),
            "writers": opened.enter_context(writers),
            "guard": Guard(runtime, buckets),
            "sharing": Sharing(meters),
            "watchers": opened.enter_context(ThreadPoolExecutor(_WATCHERS, "watcher")),
            "cursors": Cursors.of(settings),
            "kept": Kept(settings.kept_answers_bytes, meters.kept),
        }


def _warm(runtime: Runtime) -> None:
    """Before anybody asks. What is wrong is told to who asks, and keeps nobody from asking."""
    try:
        runtime.warmer.look()
    except Exception:
        log.exception("what searches read could not be read ahead")


def _gates(settings: Settings, meters: Meters) -> tuple[Gate, Gate]:
    """The one of searches and the one of writes."""
    places = settings.search_concurrency or max(2, cores())
    searching, changing = meters.gate("search"), meters.gate("write")
    return (
        Gate(places, settings.search_queue, settings.search_queue_wait, searching),
        Gate(_WRITERS, settings.write_queue, settings.write_wait, changing),
    )


def _is_swamped(gate: Gate, pulse: Pulse, name: str, searches: bool) -> bool:
    """Who searches could not be let in; for others there is time as long as the event loop is in time."""
    return (searches or pulse.lag > SWAMPED) and gate.is_full(name)
