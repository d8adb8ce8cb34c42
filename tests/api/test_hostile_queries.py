"""Queries that bite, over HTTP: bounded, answered or refused, and nothing is left behind."""

import random
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.search.counting import FACET_SIZE_MAX
from app.search.whoosh import WhooshEngine
from benchmarks.queries import queries

# Resident pages stand second, see proc_pid_statm(5).
STATM = Path("/proc/self/statm")


def resident() -> int:
    return int(STATM.read_text().split()[1])


def test_only_what_must_not_be_there_is_everything_else(client: httpx.Client) -> None:
    """G24"""
    everything = client.get("/v1/search").json()["total"]
    ferries = client.get("/v1/search?q=ferry").json()["total"]
    assert client.get("/v1/search?q=NOT+ferry").json()["total"] == everything - ferries


def test_a_facet_gives_no_more_values_than_the_limit(client: httpx.Client) -> None:
    """G30, INP-9"""
    for size, status in ((FACET_SIZE_MAX, 200), (FACET_SIZE_MAX + 1, 422), (10**9, 422)):
        answered = client.get("/v1/search", params={"facets": "source", "facet_size": size})
        assert answered.status_code == status


def test_a_thousand_hostile_queries_leave_nothing_behind(client: httpx.Client) -> None:
    """G37"""
    asked = queries(random.Random(37), 1_200)
    before = 0
    for number, q in enumerate(asked):
        if number == 200:
            before = resident()
        sent = q[:400].encode(errors="replace").decode()
        answered = client.get("/v1/search", params={"q": sent})
        assert answered.status_code in (200, 400, 414, 422), q
    assert resident() <= before * 1.1


def test_a_search_out_of_time_is_503_and_the_next_one_is_answered(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G36"""
    search = WhooshEngine.search
    with monkeypatch.context() as patch:
        patch.setattr(WhooshEngine, "search", lambda self, asked: search(self, replace(asked, timeout=-1.0)))
        refused = client.get("/v1/search?q=ferry+OR+dam")
        assert (refused.status_code, refused.json()["code"]) == (503, "searchTimeout")
        assert refused.headers["retry-after"] == "1"
    assert client.get("/v1/search?q=ferry+OR+dam").status_code == 200
