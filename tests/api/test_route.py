"""A query read by one model: every parameter known, none twice, each of its type."""

import contextlib

import pytest
from fastapi.exceptions import RequestValidationError
from hypothesis import given
from hypothesis import strategies as st

from app.api.params import ListParameters, SearchParameters
from app.api.route import QueryReader
from app.errors import InvalidParameter

READ = QueryReader(SearchParameters)


def test_values_are_read_by_their_types_and_lists_may_be_repeated() -> None:
    read = READ([("q", "dam"), ("from", "2024"), ("sources", "a,b"), ("sources", "c"), ("page_size", "10")])
    assert (read.q, read.from_, read.sources, read.page_size) == ("dam", "2024", ["a,b", "c"], 10)


def test_what_is_not_given_has_its_default() -> None:
    assert READ([]) == SearchParameters()


@pytest.mark.parametrize("pairs", [[("sorces", "a")], [("q", "a"), ("q", "b")], [("from_", "2024")]])
def test_unknown_and_repeated_names_are_refused(pairs: list[tuple[str, str]]) -> None:
    """F06 F07. The name that Python has for ``from`` is none."""
    with pytest.raises(InvalidParameter):
        READ(pairs)


@pytest.mark.parametrize("value", ["abc", "", "1e3", " 1", "1_0", "٣"])
def test_a_number_that_is_none_is_refused_by_name(value: str) -> None:
    """F02."""
    with pytest.raises(RequestValidationError) as refused:
        READ([("page_size", value)])
    assert [error["loc"][-1] for error in refused.value.errors()] == ["page_size"]


@given(st.lists(st.tuples(st.sampled_from([*ListParameters.model_fields, "x"]), st.text(max_size=20))))
def test_any_query_is_read_or_refused(pairs: list[tuple[str, str]]) -> None:
    with contextlib.suppress(InvalidParameter, RequestValidationError):
        QueryReader(ListParameters)(pairs)
