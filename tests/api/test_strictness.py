"""No parameter is ever ignored."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.api.strictness import find_faults

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
