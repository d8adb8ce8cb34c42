"""A real server on a loopback port for as long as a block lasts."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.api.transport import GuardedProtocol

_OURS: dict[str, Any] = {"log_config": None, "ws": "none", "server_header": False, "proxy_headers": False}


@contextmanager
def serve(app: ASGIApp) -> Iterator[httpx.Client]:
    """Serve ``app`` by uvicorn in a thread; gives a client for it. FastAPI as we always serve it."""
    http = GuardedProtocol if isinstance(app, FastAPI) else "auto"
    config = uvicorn.Config(app, http=http, lifespan="on", **_OURS)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            _wait_for_start(server, thread)
            port = listener.getsockname()[1]
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


def listed(client: httpx.Client, address: str) -> dict[str, Any]:
    """What is answered with 200."""
    answered = client.get(address)
    assert answered.status_code == 200, answered.text
    found: dict[str, Any] = answered.json()
    return found


def ids(found: dict[str, Any]) -> list[int]:
    """Of the articles of a list, in its order."""
    return [result["id"] for result in found["results"]]


def raw_request(client: httpx.Client, start: bytes) -> bytes:
    """The whole answer to a request that a client library would not send; ``start``: method and target."""
    host, port = client.base_url.host, client.base_url.port
    with socket.create_connection((host, port), timeout=10) as connection:
        connection.sendall(start + b" HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def _wait_for_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.005)
