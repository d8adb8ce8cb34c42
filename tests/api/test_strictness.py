"""No parameter is ever ignored."""

from collections import Counter
from typing import Annotated

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from starlette.requests import Request

from app.api.strictness import find_faults, only, refuse_faults
from app.errors import InvalidParameter

KNOWN = {"q": False, "sources": True, "not_sources": True, "page": False, "page_size": False}


def detail(name: str, times: int = 1) -> str:
    (fault,) = find_faults(Counter({name: times}), KNOWN)
    assert fault.parameter == name[:40]
    return fault.detail


def test_what_is_known_passes_and_lists_may_be_repeated() -> None:
    assert find_faults(Counter({"q": 1, "sources": 3}), KNOWN) == ()


def test_an_unknown_name_is_named_with_the_nearest_known_one() -> None:
    """F06 F08."""
    assert detail("sorces").endswith("did you mean sources?")
    assert detail("pageSize").endswith("did you mean page_size?")
    assert detail("SOURCES").endswith("did you mean sources?")
    assert detail("sources[]").endswith("did you mean sources?")


def test_a_name_like_none_of_them_gets_the_list() -> None:
    assert detail("xyzzy").endswith("known are q, sources, not_sources, page, page_size")


def test_a_single_value_given_twice_is_refused() -> None:
    """F07."""
    assert detail("q", 2) == "given 2 times, but it takes one value"


def test_an_address_without_parameters_says_so() -> None:
    assert find_faults(Counter(["q"]), {})[0].detail == "unknown parameter; this address takes none"


@given(st.lists(st.text(max_size=5000), max_size=40))
def test_whatever_is_sent_the_answer_stays_small(names: list[str]) -> None:
    """K29."""
    faults = find_faults(Counter(names), KNOWN)
    assert len(faults) <= 10
    assert all(len(fault.parameter) <= 40 and len(fault.detail) < 120 for fault in faults)


class Parameters(BaseModel):
    """As a route declares them."""

    q: str = ""
    sources: list[str] = []
    first: Annotated[str, Field(alias="from")] = ""
    labelled: Annotated[list[str], Field(alias="q.NAME")] = []


def asked(query: str, parameters: type[BaseModel] | None = Parameters) -> str:
    """What is said of a query; nothing if it is as it should be."""
    request = Request({"type": "http", "query_string": query.encode(), "headers": []})

    async def check() -> None:
        await only(parameters)(request)

    try:
        anyio.run(check)
    except InvalidParameter as refused:
        return str(refused)
    return ""


def test_a_route_takes_the_parameters_of_its_model_by_their_names_outside() -> None:
    """F06, F07"""
    assert asked("q=a&sources=b&sources=c&from=2019") == ""
    assert asked("q.ferries=a&q.dams=b&q.a.b=c") == ""
    assert asked("first=2019").startswith("first: unknown parameter; ")
    assert asked("from=1&from=2") == "from: given 2 times, but it takes one value"
    assert asked("x.y=1").startswith("x.y: unknown parameter; known are q, sources, from, q.NAME")
    assert asked("q=1", None) == "q: unknown parameter; this address takes none"
    assert asked("", None) == ""


def test_each_parameter_at_fault_is_named_and_ten_at_most() -> None:
    with pytest.raises(InvalidParameter) as refused:
        refuse_faults(["q", "q", "sorces"], KNOWN)
    assert str(refused.value) == (
        "q: given 2 times, but it takes one value; sorces: unknown parameter; did you mean sources?"
    )
    assert [fault.parameter for fault in refused.value.faults] == ["q", "sorces"]
    many = find_faults(Counter({f"x{number}": 1 for number in range(12)} | {"q": 1}), KNOWN)
    assert len(many) == 10
    refuse_faults(["q", "sources", "sources"], KNOWN)
