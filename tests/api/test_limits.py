"""How often one may ask, counted over all server processes in a file of fixed size."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from app.api.app import build_app
from app.api.guard import GuardedRoute, cost_of
from app.api.limits import Buckets, Level, Rate
from app.keys import KeyScope
from app.runtime import open_runtime
from app.settings import Settings
from tests.api.archive import ARTICLES, add
from tests.api.writing import article, bearer, make_key, served, stored
from tests.clock import Clock
from tests.leftovers import belongings


def test_a_bucket_empties_and_fills_again(tmp_path: Path) -> None:
    clock = Clock(1000.0)
    with Buckets(tmp_path / "limits", clock) as buckets:
        rate = Rate(60)
        levels = [buckets.take("a", rate) for _ in range(61)]
        assert [level.allowed for level in levels] == [True] * 60 + [False]
        assert (levels[0].remaining, levels[59].remaining, levels[60].retry_after) == (59, 0, 1)
        assert buckets.take("b", rate).remaining == 59
        clock.now += 2.5
        assert [buckets.take("a", rate).allowed for _ in range(3)] == [True, True, False]
        clock.now += 3600
        assert buckets.take("a", rate).remaining == 59


def test_who_spends_more_than_there_is_waits_for_longer(tmp_path: Path) -> None:
    """K41"""
    clock = Clock(1000.0)
    with Buckets(tmp_path / "limits", clock) as buckets:
        level = buckets.take("a", Rate(60), 90)
        assert (level.allowed, level.remaining, level.full_in) == (True, 0, 90)
        assert buckets.take("a", Rate(60)).retry_after == 31
        clock.now += 31
        assert buckets.take("a", Rate(60)).allowed


def test_looking_takes_nothing(tmp_path: Path) -> None:
    with Buckets(tmp_path / "limits") as buckets:
        assert {buckets.take("a", Rate(1), 0).allowed for _ in range(5)} == {True}
        assert buckets.take("a", Rate(1)).allowed
        assert not buckets.take("a", Rate(1), 0).allowed


def test_a_bucket_of_the_time_before_the_machine_was_started_anew_is_full(tmp_path: Path) -> None:
    clock = Clock(1000.0)
    with Buckets(tmp_path / "limits", clock) as buckets:
        buckets.take("a", Rate(5), 5)
    clock.now = 3.0
    with Buckets(tmp_path / "limits", clock) as buckets:
        assert buckets.take("a", Rate(5)).remaining == 4


def test_a_hundred_thousand_who_ask_take_no_more_room_than_one(tmp_path: Path) -> None:
    """J13"""
    path = tmp_path / "limits"
    with Buckets(path) as buckets:
        buckets.take("first", Rate(60))
        size = path.stat().st_size
        for number in range(100_000):
            buckets.take(f"address {number}", Rate(60))
        assert path.stat().st_size == size < 2**20
        assert buckets.take("last", Rate(60)).allowed


def test_what_cannot_be_kept_in_the_folder_is_counted_all_the_same(tmp_path: Path) -> None:
    """H15"""
    with Buckets(tmp_path / "nowhere" / "limits") as buckets:
        assert buckets.take("a", Rate(1)).allowed
        assert not buckets.take("a", Rate(1)).allowed


def test_a_bucket_is_kept_as_it_was_left_and_when(tmp_path: Path) -> None:
    clock = Clock(1000.0)
    with Buckets(tmp_path / "limits", clock) as buckets:
        assert buckets.take("a", Rate(60), 0) == Level(True, 60.0, Rate(60))
        assert buckets.take("a", Rate(60), 59.5) == Level(True, 0.5, Rate(60))
        assert buckets.take("a", Rate(60)) == Level(False, 0.5, Rate(60)), "less than one is none"
        clock.now += 0.25
        assert buckets.take("a", Rate(60), 0) == Level(False, 0.75, Rate(60))
        clock.now += 0.25
        assert buckets.take("a", Rate(60)) == Level(True, 0.0, Rate(60)), "one token is enough"
        clock.now += 5
    with Buckets(tmp_path / "limits", clock) as again:
        assert again.take("a", Rate(60), 2) == Level(True, 3.0, Rate(60))
    assert (tmp_path / "limits").stat().st_mode & 0o777 == 0o600


def test_where_all_slots_are_taken_the_one_longest_untouched_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """J13"""
    monkeypatch.setattr("app.api.limits._SETS", 1)
    monkeypatch.setattr("app.api.limits._WAYS", 3)
    clock = Clock(1000.0)
    with Buckets(tmp_path / "limits", clock) as buckets:

        def left(whose: str) -> float:
            clock.now += 0.001
            return round(buckets.take(whose, Rate(6)).left)

        assert [left(each) for each in "abc"] == [5, 5, 5]
        assert [left(each) for each in "acb"] == [4, 4, 4]
        assert left("d") == 5, "in the place of a"
        assert [left(each) for each in "cbd"] == [3, 3, 4]
        assert left("a") == 5, "anew, in the place of c"
        assert [left(each) for each in "bd"] == [2, 3]


def test_names_of_any_characters_have_buckets(tmp_path: Path) -> None:
    with Buckets(tmp_path / "limits", Clock(1000.0)) as buckets:
        assert [buckets.take("\ud800é", Rate(9)).left for _ in range(2)] == [8, 7]


def test_what_cannot_be_opened_or_filled_is_told_and_counted_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """H10, H15"""

    def full(file: int, _from: int, _length: int) -> None:
        opened.append(file)
        raise OSError(28, "No space left on device")

    opened: list[int] = []
    monkeypatch.setattr("app.api.limits.os.posix_fallocate", full)
    with Buckets(tmp_path / "limits", Clock(1000.0)) as buckets:
        assert [buckets.take("a", Rate(2)).allowed for _ in range(3)] == [True, True, False]
    assert len(opened) == 1
    assert caplog.messages == [
        "limits are counted by each server process for itself: No space left on device"
    ]


def test_whoever_closes_buckets_leaves_nothing_open(tmp_path: Path) -> None:
    before = belongings()
    with Buckets(tmp_path / "limits"):
        assert leftovers_now(before)
    assert not leftovers_now(before)


def leftovers_now(before: Counter[str]) -> list[str]:
    return [each for each in (belongings() - before).elements() if "limits" in each]


TAKE = """
import sys
from pathlib import Path
from typing import Any
from app.api.limits import Buckets, Rate
with Buckets(Path(sys.argv[1]), lambda: 1000.0) as buckets:
    input()
    print(sum(buckets.take("a", Rate(300)).allowed for _ in range(200)))
"""


def test_processes_share_what_there_is(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TAKE, str(tmp_path / "limits")]
    begun = [subprocess.Popen(command, stdin=-1, stdout=-1, text=True) for _ in range(3)]
    for process in begun:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert sum(int(process.communicate()[0]) for process in begun) == 300


def test_answers_tell_how_much_is_left_and_who_asks_too_often_is_429(tmp_path: Path) -> None:
    with stored(tmp_path) as runtime:
        add(runtime, ARTICLES)
    with served(tmp_path, rate_limit=5) as client:
        first = client.get("/v1/search", params={"q": "ferry"})
        assert (first.headers["ratelimit-limit"], first.headers["ratelimit-remaining"]) == ("5", "4")
        assert int(first.headers["ratelimit-reset"]) == 12
        assert client.get("/v1/articles/99").headers["ratelimit-remaining"] == "3"
        assert client.get("/v1/search", params={"bogus": "1"}).headers["ratelimit-remaining"] == "2"
        statuses = [client.get("/v1/articles/1").status_code for _ in range(4)]
        assert statuses == [200, 200, 429, 429]
        refused = client.get("/v1/articles/1")
        assert (refused.json()["code"], refused.headers["ratelimit-remaining"]) == ("rateLimited", "0")
        assert 1 <= int(refused.headers["retry-after"]) <= 12
        assert client.get("/health/ready").status_code == 200
        assert client.get("/docs").status_code == 200


def test_a_key_has_a_limit_of_its_own(tmp_path: Path) -> None:
    """J06"""
    own, other = make_key(tmp_path, KeyScope.READ, rate=2), make_key(tmp_path, KeyScope.READ)
    with served(tmp_path, rate_limit=3) as client:
        for key, statuses in ((own, [200, 200, 429]), (other, [200, 200, 200, 429])):
            assert [client.get("/v1/tags", headers=bearer(key)).status_code for _ in statuses] == statuses
        assert client.get("/v1/tags").status_code == 200


def test_what_gives_more_costs_more(tmp_path: Path) -> None:
    """K41: less what comes back meanwhile."""
    with stored(tmp_path) as runtime:
        add(runtime, ARTICLES)
    key = bearer(make_key(tmp_path, KeyScope.WRITE))
    with served(tmp_path, rate_limit=400) as client:

        def cost(method: str, path: str, **request: Any) -> int:
            before = int(client.get("/v1/tags", headers=key).headers["ratelimit-remaining"])
            client.request(method, path, headers=key, **request)
            after = int(client.get("/v1/tags", headers=key).headers["ratelimit-remaining"])
            return before - after - 1

        assert cost("GET", "/v1/articles/1") in (0, 1)
        assert cost("GET", "/v1/export") > 10
        assert cost("GET", "/v1/archive/2024/3") > 10
        batch = [article(url=f"https://a.example/{number}") for number in range(100)]
        assert cost("POST", "/v1/articles", json=batch) > 50


@pytest.mark.parametrize(
    ("name", "query", "tokens"),
    [
        ("search", b"q=ferry", 1),
        ("search", b"q=ferry&facets=author", 2),
        ("search", b"q=ferry&facets=author&timeline=day", 3),
        ("timeline", b"q=ferry", 3),
        ("list_similar", b"", 3),
        ("export", b"q=ferry", 26),
        ("get_month", b"", 26),
    ],
)
def test_a_request_costs_what_it_has_the_engine_do(
    tmp_path: Path, name: str, query: bytes, tokens: int
) -> None:
    """K41"""
    (route,) = [
        context.route
        for context in iter_route_contexts(build_app(Settings(data_dir=tmp_path), open_runtime).routes)
        if isinstance(context.route, GuardedRoute) and context.route.name == name
    ]
    assert cost_of(route, {"query_string": query}) == tokens


def test_an_address_counts_as_its_own_behind_a_proxy_that_is_known_and_no_other(tmp_path: Path) -> None:
    """F18"""

    def statuses(proxies: str) -> list[int]:
        folder = tmp_path / (proxies or "none").replace("/", "-")
        with served(folder, rate_limit=1, trusted_proxies=proxies) as client:
            return [
                client.get("/v1/tags", headers={"X-Forwarded-For": each, "X-Real-IP": each}).status_code
                for each in ("192.0.2.1", "192.0.2.2")
            ]

    assert statuses("") == [200, 429]
    assert statuses("10.0.0.0/8") == [200, 429]
    assert statuses("127.0.0.0/8") == [200, 200]


@pytest.mark.parametrize("left", [0.5, 0.0, -3.2, 59.999])
def test_a_client_that_waits_as_told_gets_through(left: float) -> None:
    level = Level(False, left, Rate(60))
    assert left + level.retry_after * level.rate.a_second >= 1
    assert left + level.full_in * level.rate.a_second >= 60
