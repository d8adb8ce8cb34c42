"""``dateline serve``: uvicorn with the limits we mean."""

import os
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import Any

from app import floors
from app.cli.door import Door
from app.cli.stopping import Stopped
from app.errors import UsageError
from app.logs import configuration
from app.settings import Settings

#: Seconds that requests in flight have to finish after SIGTERM. What hangs has 1.5 s more: ten in all.
_GRACE = 7
#: Files that are open beside the connections: of the index, the database, the log.
_FILES = 256
#: Connections that the system takes before we do.
_BACKLOG = 2048
_MODULE = "app.main"


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or Ctrl-C. Migrations are applied first, once, before any worker starts."""
    _allow_files(settings.max_connections + _FILES)
    _take_signals()
    # uvicorn finishes what is in hand on SIGTERM, then sends itself the signal once more.
    with suppress(Stopped), closing(_listening(host, port)) as listener, ExitStack() as door:
        door.enter_context(Door(listener))
        if workers == 1:
            _serve(settings, listener, door)
        else:
            _serve_together(settings, listener, door, workers)


def _serve(settings: Settings, listener: socket.socket, door: ExitStack) -> None:
    """In this process. What is imported here takes a second, in which the door answers."""
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE

    from app.api.ending import EndingServer

    _open_once(settings)
    config = uvicorn.Config(**_ours(settings))
    floors.warn()
    config.load()
    server = EndingServer(config)
    door.close()
    server.run([listener])
    if not server.started:
        raise SystemExit(STARTUP_FAILURE)


def _serve_together(settings: Settings, listener: socket.socket, door: ExitStack, workers: int) -> None:
    with _counting_together():
        import uvicorn

        from app.cli.workers import Workers, load

        load(_MODULE)
        _open_once(settings)
        config = uvicorn.Config(**_ours(settings))
        floors.warn()
        Workers(workers, config, listener).run(door)


def _open_once(settings: Settings) -> None:
    """So that what is wrong with the data directory is one line."""
    from app.runtime import open_runtime

    with open_runtime(settings):
        pass


def _ours(settings: Settings) -> dict[str, Any]:
    """Options of uvicorn."""
    return {
        "app": f"{_MODULE}:create_worker",
        "factory": True,
        "http": "app.api.transport:GuardedProtocol",
        "ws": "none",
        "log_config": configuration(settings.log_level, settings.log_format),
        "access_log": False,
        "server_header": False,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies,
        "timeout_keep_alive": settings.idle_timeout,
        "timeout_graceful_shutdown": _GRACE,
    }


def _allow_files(number: int) -> None:
    """Each connection is an open file; the number usual for a shell would be too few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < number:
        most = number if hard == resource.RLIM_INFINITY else min(number, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _take_signals() -> None:
    """SIGQUIT stops us as SIGTERM does; SIGHUP means nothing, unless it tells that the terminal has gone."""
    signal.signal(signal.SIGQUIT, lambda _number, _frame: signal.raise_signal(signal.SIGTERM))
    if not os.isatty(0):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


@contextmanager
def _counting_together() -> Iterator[None]:
    """A folder in which several server processes count, so that whichever is asked tells of all."""
    try:
        folder = TemporaryDirectory(prefix="dateline-")
    except FileNotFoundError as error:
        raise UsageError(
            "several server processes need a folder for temporary files: set TMPDIR to one, or --workers 1"
        ) from error
    with folder as shared:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
        yield


def _listening(host: str, port: int) -> socket.socket:
    """One line instead of a server's trace where the address cannot be had."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{host}:{port} cannot be listened on: {reason}") from error
    return listener
