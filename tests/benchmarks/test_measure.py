"""Measuring: processes, percentiles, tables, and the load client against a server that misbehaves."""

import asyncio
import sys
from itertools import count
from pathlib import Path

import pytest

from benchmarks.client import HOST, Budget, Load, load
from benchmarks.measure import (
    Failed,
    Spent,
    Stopwatch,
    alternately,
    median,
    percentile,
    size_of,
    time_process,
)
from benchmarks.tables import Table, show


def test_the_time_of_a_process_is_its_own() -> None:
    spent = time_process([sys.executable, "-c", "sum(range(3_000_000))"])
    assert spent.cpu > 0
    assert spent.wall > 0


def test_a_process_that_fails_is_told_with_what_it_said() -> None:
    with pytest.raises(Failed, match=r"ended with 3: no such thing"):
        time_process([sys.executable, "-c", "import sys; sys.stderr.write('no such thing'); sys.exit(3)"])


def test_a_process_may_end_with_a_code_that_is_fine() -> None:
    assert time_process([sys.executable, "-c", "raise SystemExit(1)"], ok=(0, 1)).wall > 0


def test_memory_is_that_of_the_process_or_of_its_largest_child() -> None:
    fills = "import time; held = bytearray(100 * 2**20); time.sleep(1)"
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {fills!r}])"
    assert 100e6 < time_process([sys.executable, "-c", starts]).memory < 200e6


def test_a_stopwatch_adds_up_what_has_one_name() -> None:
    watch = Stopwatch()
    for name in ("a", "b", "a"):
        with watch.part(name):
            pass
    assert watch.spent.keys() == {"a", "b"}


def test_sides_take_turns_and_stop_when_the_budget_is_spent() -> None:
    turns = count()
    sides = {"a": lambda: Spent(next(turns), 0), "b": lambda: Spent(next(turns), 0)}
    assert alternately(sides, runs=2, budget=60) == {
        "a": [Spent(0, 0), Spent(2, 0)],
        "b": [Spent(1, 0), Spent(3, 0)],
    }
    assert len(alternately(sides, runs=5, budget=-1)["b"]) == 1


def test_a_median_is_taken_of_cpu_and_wall_apart() -> None:
    assert median([Spent(1, 9), Spent(3, 8), Spent(2, 7)]) == Spent(2, 8)


@pytest.mark.parametrize(("percent", "expected"), [(50, 2), (95, 4), (25, 1), (100, 4), (0, 1)])
def test_a_percentile_is_one_of_the_values(percent: float, expected: float) -> None:
    assert percentile([3, 1, 4, 2], percent) == expected


def test_the_size_of_a_database_counts_what_stands_beside_it(tmp_path: Path) -> None:
    for name, size in (("a.db", 10), ("a.db-wal", 5), ("index/part", 7)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    assert size_of(tmp_path / "a.db") == 15
    assert size_of(tmp_path / "index") == 7


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, ""),
        (1234, "1,234"),
        (1234.5, "1,234"),
        (12.34, "12.3"),
        (1.234, "1.23"),
        (0.7514, "0.751"),
        ("a|b", "a\\|b"),
    ],
)
def test_cells_are_short(cell: float | str | None, shown: str) -> None:
    assert show(cell) == shown


def test_a_table_is_markdown_with_numbers_to_the_right() -> None:
    table = Table("Ferries", "two boats", ("name", "knots"), (("Aurora", 12), ("Ines", None)), ("In fog.",))
    assert table.markdown().splitlines() == [
        "### Ferries",
        "",
        "Corpus: two boats",
        "",
        "| name | knots |",
        "| --- | ---: |",
        "| Aurora | 12 |",
        "| Ines |  |",
        "",
        "- In fog.",
    ]


class Server:
    """Answers each request with the next of these; nothing: it hangs up."""

    def __init__(self, *answers: bytes) -> None:
        self._answers = answers
        self._number = count()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await self._heard(reader):
            answer = self._answers[next(self._number) % len(self._answers)]
            writer.write(answer)
            if not answer:
                break
        writer.close()

    async def _heard(self, reader: asyncio.StreamReader) -> bool:
        try:
            return bool(await reader.readuntil(b"\r\n\r\n"))
        except asyncio.IncompleteReadError:
            return False


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: y\r\n\r\n{}"
BUSY = b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"


def load_of(server: Server, clients: int, requests: int) -> Load:
    async def run() -> Load:
        async with await asyncio.start_server(server, HOST, 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            return await load(port, clients, Budget(30, requests), ["/a", "/b"])

    return asyncio.run(run())


@pytest.mark.parametrize("clients", [1, 4])
def test_the_client_counts_answers_and_stops_at_its_number(clients: int) -> None:
    found = load_of(Server(OK), clients, 40)
    assert 40 <= found.answered < 40 + clients
    assert found.failed == 0
    assert found.seconds > 0


def test_the_client_keeps_refusals_apart() -> None:
    found = load_of(Server(OK, BUSY), 1, 10)
    assert (found.answered, found.statuses) == (5, {200: 5, 503: 5})


def test_the_client_reads_answers_in_chunks() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n"
    found = load_of(Server(chunked, OK), 1, 10)
    assert (found.answered, found.statuses) == (10, {200: 10})


def test_the_client_goes_on_when_the_server_hangs_up() -> None:
    found = load_of(Server(OK, b""), 1, 10)
    assert (found.answered, found.failed, found.statuses[0]) == (5, 5, 5)
