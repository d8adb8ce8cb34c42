"""Words that a prefix, a pattern or a fuzzy word stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.expansion import distance, stands_for
from app.search.resolved import Close, Expanded, Like, Starts

IN = ("body",)


@pytest.mark.parametrize(
    ("asked", "yes", "no"),
    [
        (Starts(IN, "el"), ["el", "elect"], ["e", "bel"]),
        (Like(IN, "wom?n"), ["women", "woman"], ["womn", "womaan", "wom?"]),
        (Like(IN, "c*r"), ["cr", "car", "colour"], ["cars", "rc"]),
        (
            Close(IN, "kadafi", 1),
            ["kadafi", "kaddafi", "kadaif", "kadfi", "kadifi"],
            ["gadafi", "kaddaffi", "kad"],
        ),
        (Close(IN, "kadafi", 2), ["kaddaffi", "kada", "kdaaif"], ["kad", "qadafi"]),
    ],
)
def test_stands_for(asked: Expanded, yes: list[str], no: list[str]) -> None:
    assert [word for word in [*yes, *no] if stands_for(asked, word)] == yes


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "abc", 0),
        ("ab", "ba", 1),
        ("ca", "abc", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_distance(one: str, other: str, edits: int) -> None:
    assert distance(one, other) == edits


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_the_same_from_both_sides(one: str, other: str) -> None:
    edits = distance(one, other)
    assert edits == distance(other, one)
    assert abs(len(one) - len(other)) <= edits <= max(len(one), len(other))
    assert (edits == 0) == (one == other)
