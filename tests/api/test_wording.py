"""What is said of a value that does not fit."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from app.api.params import ByUrl, ListParameters, SearchParameters
from app.api.wording import say


def said(model: type[BaseModel], **given: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(given)
    (error,) = refused.value.errors()
    return say(error)


@pytest.mark.parametrize(
    ("model", "given", "expected"),
    [
        (ByUrl, {}, "this parameter is required"),
        (SearchParameters, {"page": "1e3"}, "must be a whole number, written in digits 0 to 9"),
        (SearchParameters, {"page": "0"}, "must be 1 or more"),
        (ListParameters, {"since_id": str(2**63)}, f"must be {2**63 - 1} or less"),
        (SearchParameters, {"highlight": "perhaps"}, "must be true or false"),
        (SearchParameters, {"sort": "best"}, "must be relevance, newest, oldest or added"),
        (SearchParameters, {"highlight_pre": "x" * 101}, "takes at most 100 characters"),
    ],
)
def test_a_value_that_does_not_fit_is_told_what_would(
    model: type[BaseModel], given: dict[str, str], expected: str
) -> None:
    """F02 F03 F13"""
    assert said(model, **given) == expected


def test_an_error_that_we_have_no_words_for_shows_none_of_the_librarys() -> None:
    """K29"""
    assert said(ByUrl, url=["a"]) == "has a value that cannot be read"
