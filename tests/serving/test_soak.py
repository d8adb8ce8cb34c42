"""Everything at once, for a while: nothing grows. ``make soak`` goes on for half an hour."""

import re
import shutil
from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx

from benchmarks.load.asking import ask
from benchmarks.load.client import Order
from tests.cli.running import answer
from tests.serving.running import Server, serving
from tests.waiting import wait_for

#: Bytes of answers that are kept: some of them.
ROOM = 50_000
SETTINGS = {"KEPT_ANSWERS_BYTES": str(ROOM), "SYNC_INTERVAL": "0.02", "LOG_LEVEL": "warning"}
#: Former generations are kept for a moment instead of five minutes.
BRIEFLY = "from app.search.whoosh import engine; object.__setattr__(engine._KEEP, 'seconds', 0.1)"
READ = (
    *(f"/v1/search?q=ferry+{number}&facets=source&highlight=true" for number in range(12)),
    "/v1/search?q=NEAR(ferry,%20boat,%2050)",
    "/v1/articles?page_size=100",
    "/v1/export?format=csv&q=boat",
    "/v1/sources",
    "/v1/suggest?term=fer",
    "/health/ready",
)
ROUNDS = 4


def test_nothing_grows_while_everything_is_asked_and_written(data: Path, tmp_path: Path) -> None:
    """LOAD-6, J14, J12: files, threads, segments, former generations, kept answers; and no error."""
    copy = shutil.copytree(data, tmp_path / "data")
    key = answer(copy, "keys", "create", "tests", "--scope", "write")["key"]
    with serving(copy, before=BRIEFLY, **SETTINGS) as server:
        everything(server, key, "warm", clients=40)
        before = held(server)
        statuses: Counter[int] = Counter()
        for number in range(ROUNDS):
            statuses += everything(server, key, str(number), clients=20)
            assert value(server, "dateline_kept_bytes") <= ROOM
            assert value(server, "dateline_index_segments") <= 16
            assert len(list((copy / "index").glob("*/*"))) <= 64
        assert set(statuses) == {200, 201, 204}
        wait_for(lambda: held(server) <= before)
        assert server.stop() == 0


def held(server: Server) -> Counter[str]:
    """Open files by kind. What comes from a pool is only counted where it is more than that can hold."""
    own = Path(f"/proc/{server.process.pid}")
    found = Counter(threads=len(list(own.joinpath("task").iterdir())))
    for each in own.joinpath("fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            found[each.readlink().name.split(":")[0].partition(".")[2]] += 1
    pools = {"threads": 40, "db": 20, "db-wal": 20, "arrays": 16}
    return found - Counter(pools)


def everything(server: Server, key: str, name: str, clients: int) -> Counter[int]:
    """How often which status came."""
    statuses: Counter[int] = Counter()
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=60, trust_env=False) as client:
        for number in range(8):
            article = {"title": f"Ferry {name} {number}", "source": "Harbour Gazette"}
            added = client.post("/v1/articles", json=article)
            changed = client.put(added.headers["location"], json=article | {"body": "It sails."})
            statuses.update((added.status_code, changed.status_code))
            if number % 2:
                statuses[client.delete(added.headers["location"]).status_code] += 1
    statuses += ask(Order(server.port, READ, 0, clients, patience=60)).statuses
    wait_for(lambda: value(server, "dateline_index_lag") == 0)
    return statuses


def value(server: Server, metric: str) -> float:
    found = re.search(rf"^{metric} (.+)$", server.get("/metrics")[1], re.MULTILINE)
    assert found, metric
    return float(found[1])
