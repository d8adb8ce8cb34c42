"""For ASGI servers: ``uvicorn app.main:create_app --factory``; ``dateline serve`` takes ``create_worker``."""

import gc
import logging
import os
import sys
import threading

from fastapi import FastAPI

from app.api.app import build_app
from app.runtime import open_runtime
from app.settings import load_settings

#: Seconds that threads have to end after the last request.
_LAST_SECONDS = 1.5
#: Seconds that a thread may compute before another one gets its turn, if it wants one. With Python's own
#: 0.005 the event loop waits five times as long behind a search for each thing it does.
_SWITCH = 0.001
#: Objects made from which it is looked for garbage among them; Python's own 700 are made by two requests.
_MANY = 5000

log = logging.getLogger(__name__)


def create_app() -> FastAPI:
    """The application with the settings of the environment. Raises SettingError."""
    return build_app(load_settings(), open_runtime)


def create_worker() -> FastAPI:
    """The same for a process that serves and nothing else: it ends in time, whatever hangs."""
    sys.setswitchinterval(_SWITCH)
    return build_app(load_settings(), open_runtime, _settle, _end_soon)


def _settle() -> None:
    """What is there when it starts stays. Looking through all of it for garbage, again and again while many
    ask, would hold up everything for a tenth of a second each time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MANY)


def _end_soon() -> None:
    """All requests are done or cut by now, what is stored is safe: a thread that hangs must not keep us."""
    timer = threading.Timer(_LAST_SECONDS, _end)
    timer.daemon = True
    try:
        timer.start()
    except RuntimeError as error:  # there is no room for another thread
        log.warning("what hangs is waited for: %s", error)


def _end() -> None:
    log.warning("a thread still hangs: ending without it")
    logging.shutdown()
    os._exit(0)
