"""An event loop that stands still is noticed, and what it was doing is told."""

import logging
import time

import anyio
import httpx
import pytest

from app.api import pulse
from app.api.pulse import Pulse, Stall


def stand_still() -> None:
    time.sleep(0.6)


def test_what_keeps_the_event_loop_is_told_once_while_it_lasts(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """I09"""
    monkeypatch.setattr(pulse, "STILL", 0.2)
    monkeypatch.setattr(pulse, "_LOOK", 0.02)
    stalls: list[float] = []

    async def story() -> Pulse:
        with Pulse(lambda: stalls.append(time.monotonic())) as beating:
            await anyio.sleep(0.1)
            began = time.monotonic()
            stand_still()
            assert stalls
            assert stalls[0] - began < 0.6
            await anyio.sleep(0.1)
        return beating

    with caplog.at_level(logging.WARNING):
        beating = anyio.run(story)
    assert len(stalls) == 1
    assert beating.stalled
    assert beating.stalled.seconds >= 0.2
    assert "test_pulse.py" in caplog.text
    assert "stand_still" in caplog.text


def test_a_loop_that_runs_is_in_time() -> None:
    """I09"""

    async def story() -> Pulse:
        with Pulse() as beating:
            await anyio.sleep(0.3)
            return beating

    assert anyio.run(story).stalled is None


def test_ready_says_that_the_loop_stood_still(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """I09"""
    monkeypatch.setattr(Pulse, "stalled", Stall(time.monotonic(), 3.0))
    answered = client.get("/health/ready")
    assert (answered.status_code, answered.json()["detail"]) == (503, "Not ready: loop.")
    assert client.get("/health/live").status_code == 200
