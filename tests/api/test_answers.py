"""Answers that a client need not fetch twice."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from app.api.answers import answer, is_fresh

MODIFIED = datetime(2024, 3, 7, 9, 15, 30, 987654, tzinfo=UTC)


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": raw})


def test_an_answer_carries_a_strong_tag_and_its_date() -> None:
    given_back = answer(request(), {"title": "Ferry"}, modified=MODIFIED)
    assert given_back.status_code == 200
    assert given_back.headers["etag"].startswith('"')
    assert given_back.headers["last-modified"] == "Thu, 07 Mar 2024 09:15:30 GMT"
    assert given_back.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '{} , W/"x"', "*"])
def test_a_known_tag_in_any_form_is_a_304_with_the_validators_and_no_body(form: str) -> None:
    etag = answer(request(), {"title": "Ferry"}).headers["etag"]
    again = answer(request(if_none_match=form.format(etag)), {"title": "Ferry"}, modified=MODIFIED)
    assert again.status_code == 304
    assert again.body == b""
    assert again.headers["etag"] == etag
    assert "last-modified" in again.headers


def test_another_text_has_another_tag() -> None:
    etag = answer(request(), {"title": "Ferry"}).headers["etag"]
    assert answer(request(if_none_match=etag), {"title": "Ferries"}).status_code == 200


@pytest.mark.parametrize(
    ("since", "fresh"),
    [
        ("Thu, 07 Mar 2024 09:15:30 GMT", True),
        ("Thu, 07 Mar 2024 09:15:29 GMT", False),
        ("Fri, 08 Mar 2030 00:00:00 GMT", True),
        ("Thursday, 07-Mar-24 09:15:30 GMT", True),
        ("yesterday", False),
        ("", False),
        ("Thu, 99 Mar 2024 99:99:99 GMT", False),
        ("Thu, 07 Mar 99999 09:15:30 GMT", False),
        ("Thu, 07 Mar 99999999999 09:15:30 GMT", False),
        ("Thu, 07 Mar 2024 09:15:30 +99999999999999", False),
        ("Thu, 07 Mar 2024 09:15:30", False),
    ],
)
def test_a_date_counts_when_it_is_one(since: str, fresh: bool) -> None:
    """F25."""
    assert is_fresh(request(if_modified_since=since), '"x"', MODIFIED) is fresh


def test_the_tag_goes_before_the_date() -> None:
    asked = request(if_none_match='"other"', if_modified_since="Fri, 08 Mar 2030 00:00:00 GMT")
    assert not is_fresh(asked, '"x"', MODIFIED)


_HEADER = st.text(st.characters(max_codepoint=255), max_size=60)
_DATE_PARTS = st.sampled_from(
    [
        "Thu,",
        "07",
        "Mar",
        "2024",
        "09:15:30",
        "GMT",
        "-0000",
        "+9999",
        "0",
        "-1",
        ":",
        "99999999999",
        "BC",
        "(",
    ]
)


@given(_HEADER | st.lists(_DATE_PARTS, max_size=8).map(" ".join), _HEADER)
@settings(max_examples=300, deadline=None)
def test_odd_conditions_never_fail(since: str, tag: str) -> None:
    """F25."""
    is_fresh(request(if_modified_since=since), '"x"', MODIFIED)
    is_fresh(request(if_none_match=tag, if_modified_since=since), '"x"', MODIFIED)
