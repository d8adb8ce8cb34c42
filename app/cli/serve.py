"""``dateline serve``: uvicorn with the limits we mean."""

import os
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory

import uvicorn

from app.cli.stopping import Stopped
from app.errors import UsageError
from app.logs import configuration
from app.runtime import open_runtime
from app.settings import Settings

#: Seconds that requests in flight have to finish after SIGTERM. What hangs has 1.5 s more: ten in all.
_GRACE = 7
#: Files that are open beside the connections: of the index, the database, the log.
_FILES = 256


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or Ctrl-C. Migrations are applied first, once, before any worker starts."""
    _check_free(host, port)
    with open_runtime(settings):
        pass
    _allow_files(settings.max_connections + _FILES)
    _take_signals()
    # uvicorn finishes what is in hand on SIGTERM, then sends itself the signal once more.
    with suppress(Stopped), _counting_together(workers):
        _serve(settings, host, port, workers)


def _serve(settings: Settings, host: str, port: int, workers: int) -> None:
    uvicorn.run(
        "app.main:create_worker",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http="app.api.transport:GuardedProtocol",
        ws="none",
        log_config=configuration(settings.log_level, settings.log_format),
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=settings.idle_timeout,
        timeout_graceful_shutdown=_GRACE,
    )


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
def _counting_together(workers: int) -> Iterator[None]:
    """A folder in which several server processes count, so that whichever is asked tells of all."""
    if workers == 1:
        yield
        return
    with TemporaryDirectory(prefix="dateline-") as shared:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
        yield


def _check_free(host: str, port: int) -> None:
    """One line instead of a server's trace where the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise UsageError(f"{host}:{port} cannot be listened on: {reason}") from error
