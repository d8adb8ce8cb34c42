"""Writes to a server that is being measured, over HTTP as anybody would."""

import http.client
import json
import os
import subprocess
import time
from collections import Counter
from itertools import count
from secrets import token_hex
from typing import Any

from benchmarks.load.client import HOST
from benchmarks.load.served import Served
from benchmarks.measure import DATELINE, ROOT


class Writer:
    """Adds made-up articles, one request after the other. Makes a key unless it is given one.

    ``statuses``: how often which was answered, 0: none; ``spent``: seconds of each answer; ``ids``: of the
    articles that were acknowledged.
    """

    def __init__(self, served: Served, key: str = "") -> None:
        self.key = key or make_key(served)
        self._name = token_hex(4)
        self._connection = http.client.HTTPConnection(HOST, served.port, timeout=30)
        self._numbers = count(1)
        self.statuses: Counter[int] = Counter()
        self.spent: list[float] = []
        self.ids: list[int] = []

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def write(self, number: int) -> None:
        """Add so many, each by itself."""
        for _ in range(number):
            if said := self._post(article(self._name, next(self._numbers))):
                self.ids.append(said["id"])

    def batches(self, number: int, each: int) -> None:
        """Add so many requests of so many articles; one that was refused is not tried again."""
        for _ in range(number):
            said = self._post([article(self._name, next(self._numbers)) for _ in range(each)])
            self.ids += [item["id"] for item in said.get("results", ()) if item.get("id")]
        self._connection.close()

    def _post(self, content: object) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        began = time.monotonic()
        try:
            self._connection.request("POST", "/v1/articles", json.dumps(content), headers)
            answer = self._connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self.statuses[0] += 1
            return {}
        self.statuses[answer.status] += 1
        self.spent.append(time.monotonic() - began)
        said: dict[str, Any] = json.loads(body) if answer.status in (200, 201) else {}
        return said


def article(name: str, number: int) -> dict[str, str]:
    return {
        "title": f"Lighthouse report {name} {number}",
        "body": f"The keeper of lighthouse {number} counted {number * 7 % 97} ships before noon. " * 8,
        "source": "Harbour Gazette",
        "url": f"https://harbour-gazette.example/{name}/{number}",
    }


def make_key(served: Served) -> str:
    told = subprocess.run(
        [*DATELINE, "keys", "create", "load", "--scope", "write", "--json"],
        cwd=ROOT,
        env={**os.environ, "DATELINE_DATA_DIR": str(served.data)},
        capture_output=True,
        text=True,
        check=True,
    )
    key: str = json.loads(told.stdout)["key"]
    return key
