"""Which format a client gets (F22; RFC 9110, section 12.5.1)."""

from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.formats import LISTS, Format, NotAcceptable
from app.api.formats.choosing import best, read_accept
from app.api.formats.kinds import KINDS


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("*/*", Format.JSON),
        ("application/*", Format.JSON),
        ("text/*", Format.CSV),
        ("application/rss+xml", Format.RSS),
        ("Application/RSS+XML; charset=utf-8", Format.RSS),
        ("text/csv;q=0.5, application/atom+xml;q=0.8", Format.ATOM),
        ("text/csv, application/atom+xml", Format.ATOM),  # as good: the first one of ours
        ("application/json;q=0.2, */*;q=0.5", Format.RSS),
        ("application/json;q=0, application/*", Format.RSS),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Format.JSON),
        ("text/csv;q=1.000", Format.CSV),
        ("text/csv;q=7, application/json;q=0.5", Format.CSV),
        ("nonsense", Format.JSON),
        (",,;q=", Format.JSON),
        ("*/json", Format.JSON),
    ],
)
def test_the_client_gets_what_it_likes_best(accept: str, chosen: Format) -> None:
    assert best(LISTS, read_accept(accept)) is chosen


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*;q=0", "image/*, video/mp4"])
def test_what_is_not_there_is_refused_with_what_is(accept: str) -> None:
    with pytest.raises(NotAcceptable) as refused:
        best(LISTS, read_accept(accept))
    for each in LISTS:
        assert f"{KINDS[each].media_type} (format={each})" in str(refused.value)


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["*", "/", ";", "q=", "0.5", ",", "text", "csv"])).map("".join)
)
def test_odd_headers_never_fail(accept: str) -> None:
    with suppress(NotAcceptable):
        assert best(LISTS, read_accept(accept)) in LISTS


def test_a_header_of_8_kilobytes_is_read(client: httpx.Client) -> None:
    accept = ", ".join(["text/x-unknown;q=0.1"] * 340 + ["application/atom+xml"])
    answered = client.get("/v1/articles", headers={"Accept": accept})
    assert answered.headers["content-type"] == "application/atom+xml; charset=utf-8"


@pytest.mark.parametrize("address", ["/v1/search?q=ferry", "/v1/articles"])
@pytest.mark.parametrize("chosen", LISTS)
def test_each_format_is_had_by_name_and_by_accept(client: httpx.Client, address: str, chosen: Format) -> None:
    kind = KINDS[chosen]
    named = client.get(address, params={**httpx.URL(address).params, "format": chosen})
    accepted = client.get(address, headers={"Accept": kind.media_type})
    for answered in (named, accepted):
        assert answered.status_code == 200
        assert answered.headers["content-type"] == kind.content_type
        assert "Accept" in answered.headers["vary"]
        assert ("content-disposition" in answered.headers) == bool(kind.suffix)
        etag = answered.headers["etag"]
        again = client.get(
            answered.url, headers={"If-None-Match": etag, "Accept": answered.request.headers["accept"]}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert "Accept" in again.headers["vary"]
        head = client.head(answered.url, headers={"Accept": answered.request.headers["accept"]})
        assert head.content == b""
        for name in ("content-type", "etag"):
            assert head.headers.get(name) == answered.headers.get(name)


def test_the_name_goes_before_the_header(client: httpx.Client) -> None:
    answered = client.get("/v1/search?format=json", headers={"Accept": "text/csv"})
    assert answered.headers["content-type"] == "application/json"


def test_a_refusal_is_a_problem_that_lists_what_there_is(client: httpx.Client) -> None:
    refused = client.get("/v1/search?q=ferry", headers={"Accept": "text/html"})
    assert (refused.status_code, refused.json()["code"]) == (406, "notAcceptable")
    assert "application/atom+xml (format=atom)" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("format=xml", "format: must be json, rss, atom"),
        ("format=rss&format=csv", "format: given 2 times"),
        ("bom=true", "bom: goes with format=csv only"),
        ("format=ris&fields=title", "fields: citations have fields of their own"),
        ("format=bibtex&highlight=true", "highlight: citations"),
    ],
)
def test_what_a_format_has_no_place_for_is_refused(client: httpx.Client, query: str, said: str) -> None:
    refused = client.get(f"/v1/search?{query}")
    assert refused.status_code == 422
    assert said in refused.json()["detail"]
