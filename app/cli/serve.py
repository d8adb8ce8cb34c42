"""``dateline serve``: uvicorn with the limits we mean."""

import socket
from contextlib import suppress

import uvicorn

from app.cli.stopping import Stopped
from app.errors import UsageError
from app.runtime import open_runtime
from app.settings import Settings

#: Seconds that requests in flight have to finish after SIGTERM.
_GRACE = 8


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or Ctrl-C. Migrations are applied first, once, before any worker starts."""
    _check_free(host, port)
    with open_runtime(settings):
        pass
    # uvicorn finishes what is in hand on SIGTERM, then sends itself the signal once more.
    with suppress(Stopped):
        _serve(settings, host, port, workers)


def _serve(settings: Settings, host: str, port: int, workers: int) -> None:
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        ws="none",
        log_level=settings.log_level,
        access_log=settings.log_level in ("debug", "info"),
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=_GRACE,
    )


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
