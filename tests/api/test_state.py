"""What all requests share."""

from types import SimpleNamespace
from typing import Any

import pytest

from app.api.state import SWAMPED, _is_swamped


@pytest.mark.parametrize(
    ("lag", "searches", "full", "swamped"),
    [
        (0, True, True, True),
        (0, False, True, False),
        (2 * SWAMPED, False, True, True),
        (2 * SWAMPED, True, False, False),
    ],
    ids=["a search", "in time", "late", "a place is free"],
)
def test_searches_are_turned_away_where_no_more_can_wait_and_others_where_there_is_no_time_either(
    lag: float, searches: bool, full: bool, swamped: bool
) -> None:
    """J01, LOAD-1"""
    gate: Any = SimpleNamespace(is_full=lambda name: full)
    pulse: Any = SimpleNamespace(lag=lag)
    assert _is_swamped(gate, pulse, "127.0.0.1", searches) is swamped
