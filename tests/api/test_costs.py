"""What is believed of a question before it is asked: from those of its kind."""

import pytest

from app.api import costs
from app.api.costs import LONG, Costs, Kind, Mean, kind_of


def asked(query: bytes, path: str = "/v1/search", method: str = "GET") -> Kind:
    class Route:
        pass

    Route.path = path
    return kind_of({"query_string": query, "method": method, "route": Route})


def test_a_kind_is_told_by_route_method_marks_and_about_the_length() -> None:
    kind = asked(b"q=ferry+OR+dam&page_size=100&facets=tag", "/v1/x", "POST")
    assert (kind.route, kind.method, kind.length) == ("/v1/x", "POST", 0)
    assert kind.marks == {b"q=", b"OR", b"&page_size=100", b"&facets="}
    assert asked(b"q=a&page_size=100") != asked(b"q=a&page_size=99") == asked(b"q=a&page_size=10")
    assert asked(b"q=ferry") == asked(b"q=storm")
    assert asked(b"q=" + b"x" * 37) == asked(b"q=ferry")
    assert asked(b"q=" + b"x" * 38) != asked(b"q=ferry")
    assert kind_of({"query_string": b"", "method": "GET"}) == Kind("", "GET")


@pytest.mark.parametrize(
    ("query", "long"),
    [
        (b"q=NEAR(a,b)", True),
        (b"q=near5:x", True),
        (b"q=repeat3:x", True),
        (b"q=a~", True),
        (b"q=a%7E1", True),
        (b"q=a*b", True),
        (b"q=a%2A", True),
        (b"q=a?b", True),
        (b"q=a%3Fb", True),
        (b"q=%22a+b%22", False),
        (b"q=a+OR+b", False),
        (b"q=a&page_size=100", False),
        (b"q=a&page_size=10", False),
        (b"", False),
    ],
)
def test_of_a_kind_never_asked_its_marks_decide(query: bytes, long: bool) -> None:
    """J05"""
    assert asked(query).seems_long is long
    assert Costs().is_long(asked(query)) is long


def test_a_mean_begins_with_the_first_and_then_follows_slowly() -> None:
    mean = Mean()
    assert mean.seconds == 0.0
    mean.add(1.0)
    assert mean.seconds == 1.0
    mean.add(2.0)
    assert mean.seconds == pytest.approx(1.2)
    mean.add(0.2)
    assert mean.seconds == pytest.approx(1.0)


def test_a_kind_is_long_from_so_many_seconds_on() -> None:
    known = Costs()
    kind = asked(b"q=a*")
    known.add(kind, LONG)
    assert known.is_long(kind)
    known.add(kind, 0.0)
    assert not known.is_long(kind)


def test_no_more_than_so_many_kinds_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """J13: kinds can be made up."""
    monkeypatch.setattr(costs, "_KINDS", 3)
    known = Costs()
    kinds = [Kind(route=str(number)) for number in range(4)]
    for kind in kinds[:3]:
        known.add(kind, 1.0)
    known.add(kinds[0], 1.0)
    assert [known.is_long(kind) for kind in kinds] == [True, True, True, False]
    known.add(kinds[3], 1.0)
    assert [known.is_long(kind) for kind in kinds] == [False, False, False, True]
