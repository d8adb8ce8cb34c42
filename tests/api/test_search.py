"""``/v1/search``: what is asked, what comes back, and every way of asking wrongly."""

import re
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def ids(client: httpx.Client, **parameters: str) -> list[int]:
    answered = client.get("/v1/search", params=parameters)
    assert answered.status_code == 200, answered.text
    return [result["id"] for result in answered.json()["results"]]


def refusal(client: httpx.Client, query: str, status: int = 422) -> dict[str, Any]:
    answered = client.get(f"/v1/search?{query}")
    assert answered.status_code == status, answered.text
    assert answered.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answered.json()
    return problem


def test_a_search_answers_with_what_it_understood_and_what_it_found(client: httpx.Client) -> None:
    answered = client.get("/v1/search?q=ferry+fares&sources=vale-times&from=2024&to=2024-03")
    found = answered.json()
    shown = [
        "query",
        "total",
        "took_ms",
        "page",
        "page_size",
        "results",
        "facets",
        "facets_missing",
        "timeline",
        "next",
        "cursor",
    ]
    assert list(found) == shown
    assert found["query"] == {
        "q": "ferry fares",
        "search_in": ["title", "description", "body"],
        "filters": [{"field": "source", "values": ["vale-times"], "exclude": False}],
        "use_date": "published",
        "from": "2024-01-01T00:00:00Z",
        "to": "2024-03-31T23:59:59Z",
        "since_id": 0,
        "sort": "relevance",
        "sort_date": None,
        "facets": None,
        "timeline": None,
        "suggestions": [],
        "collapse": None,
        "warnings": [],
    }
    assert (found["total"], found["page"], found["page_size"], found["next"]) == (1, 1, 20, None)
    assert found["results"][0]["id"] == 2
    assert found["results"][0]["score"] > 0
    assert "body" not in found["results"][0]
    assert "highlights" not in found["results"][0]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"q": "ferry"}, {1, 2}),
        ({"q": "ferries"}, {1, 2}),
        ({"q": '"ferry company"'}, {1}),
        ({"q": "dam OR flood"}, {3, 4}),
        ({"q": "ferry -fares"}, {1}),
        ({"q": "title:notes"}, {6}),
        ({"q": "Fähre"}, {5}),
        ({"q": "angry", "search_in": "title,description"}, set()),
        ({"sources": "harbour-post"}, {1, 4, 5}),
        ({"sources": "Harbour Post,vale-times"}, {1, 2, 3, 4, 5, 6}),
        ({"sources": "-harbour-post"}, {2, 3, 6}),
        ({"not_sources": "harbour-post"}, {2, 3, 6}),
        ({"authors": "tom roe"}, {1}),
        ({"agencies": "Reuters"}, {2}),
        ({"sections": "local"}, {1}),
        ({"tags": '"islands, outer"'}, {1}),
        ({"languages": "de"}, {5}),
        ({"sources": "harbour-post", "languages": "de"}, {5}),
        ({"sources": "harbour-post", "not_sources": "harbour-post"}, set()),
        ({"to": "2024-03-04"}, {1, 4, 5}),
        ({"from": "2024-03-05", "to": "2024-03-05"}, {2, 3}),
        ({"from": "2024-03-05T10:00:00Z"}, {2}),
        ({"use_date": "updated", "from": "2024"}, {1}),
        ({"q": "harbour", "sort": "newest"}, {6}),
    ],
)
def test_queries_and_filters_find_what_they_say(
    client: httpx.Client, parameters: dict[str, str], expected: set[int]
) -> None:
    """Trap 2: the last day counts. Trap 4: two filters both hold."""
    assert set(ids(client, **parameters)) == expected


def test_a_filter_may_be_repeated(client: httpx.Client) -> None:
    answered = client.get("/v1/search?languages=de&languages=en").json()
    assert {result["id"] for result in answered["results"]} == {1, 2, 5}


@pytest.mark.parametrize("query", ["", "q=", "q=+++"])
def test_no_query_finds_everything_newest_first(client: httpx.Client, query: str) -> None:
    """F10."""
    found = client.get(f"/v1/search?{query}").json()
    assert found["query"]["q"] == "*"
    assert found["query"]["sort"] == "newest"
    assert [result["id"] for result in found["results"]] == [2, 3, 1, 5, 4, 6]


@pytest.mark.parametrize(
    "q",
    [
        "covid-19",
        '"unbalanced',
        "*",
        "AND",
        "C++",
        "“curly quotes”",
        "🦊",
        "NOT",
        "(",
        "a)",
        "the",
        "...",
        "<]",
    ],
)
def test_whatever_is_asked_gets_an_answer(client: httpx.Client, q: str) -> None:
    """Trap 3. F10."""
    answered = client.get("/v1/search", params={"q": q})
    assert answered.status_code in (200, 400)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_text_is_a_bug(client: httpx.Client, q: str) -> None:
    """Trap 3."""
    answered = client.get("/v1/search", params={"q": q, "highlight": "true"})
    assert answered.status_code in (200, 400), answered.text


def test_a_query_read_leniently_says_so_and_strict_refuses_it(client: httpx.Client) -> None:
    (warning, *_) = client.get("/v1/search", params={"q": "ferry AND"}).json()["query"]["warnings"]
    assert (set(warning), warning["parameter"]) == ({"parameter", "message", "position", "hint"}, "q")
    assert refusal(client, "q=ferry+AND&strict=true", 400)["code"] == "queryInvalid"


def test_a_source_that_is_not_held_is_told_with_the_nearest_one_and_strict_refuses_it(
    client: httpx.Client,
) -> None:
    found = client.get("/v1/search?sources=harbor-post,vale-times&not_sources=xyzzy").json()
    assert found["query"]["warnings"] == [
        {
            "parameter": "sources",
            "message": "there is no source harbor-post",
            "position": None,
            "hint": "did you mean harbour-post?",
        },
        {
            "parameter": "sources",
            "message": "there is no source xyzzy",
            "position": None,
            "hint": "/v1/sources lists them",
        },
    ]
    assert client.get("/v1/articles?sources=harbor-post").json()["query"]["warnings"]
    problem = refusal(client, "sources=harbor-post&strict=true")
    assert problem["detail"] == "sources: there is no source harbor-post; did you mean harbour-post?"


def test_dates_as_understood_ask_for_the_same_again(client: httpx.Client) -> None:
    first = client.get("/v1/search?from=2024-03-05&to=2024-03-05").json()
    assert first["query"]["to"] == "2024-03-05T23:59:59Z"
    again = client.get("/v1/search", params={name: first["query"][name] for name in ("from", "to")}).json()
    assert (again["query"], again["total"]) == (first["query"], first["total"])
    assert client.get("/v1/search?from=2024").json()["query"]["to"] is None


def test_a_query_beyond_the_limits_is_refused_with_its_position(client: httpx.Client) -> None:
    problem = refusal(client, "q=" + "(" * 30 + "a" + ")" * 30, 400)
    assert problem["errors"][0]["position"] == 10


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sorces=a", "sorces: unknown parameter; did you mean sources?"),
        ("pageSize=5", "did you mean page_size?"),
        ("facet=source", "facet: unknown parameter; did you mean facets?"),
        ("facets=sources", "facets: there is no 'sources'; did you mean source?"),
        ("facets=title", "facets: there is no 'title'"),
        ("facets=", "facets: "),
        ("facet_size=0", "facet_size: must be 1 or more"),
        ("facet_size=101", "facet_size: must be 100 or less"),
        ("facet_size=ten", "facet_size: must be a whole number"),
        ("facet_scope=own", "facet_scope: "),
        ("facet_scope=all&facet_scope=all", "facet_scope: given 2 times"),
        ("timeline=decade", "timeline: "),
        ("timeline=hour", "timeline: hour would make more than 20,000 bars"),
        (
            "timeline=day&timezone=Europe/Lisboa",
            "timezone: there is no such time zone; did you mean Europe/Lisbon?",
        ),
        ("cursor=x&page=1", "page: leave it out: the cursor says"),
        ("since_id=1", "since_id: unknown parameter"),
        ("q=a&q=b", "q: given 2 times, but it takes one value"),
        ("page=1&page=2", "page: given 2 times"),
        ("page_size=abc", "page_size: must be a whole number"),
        ("page_size=", "page_size: must be a whole number"),
        ("page_size=1e1", "page_size: must be a whole number"),
        ("page_size=1_0", "page_size: must be a whole number"),
        ("page_size=+10", "page_size: must be a whole number"),
        ("page_size=%D9%A3", "page_size: must be a whole number"),
        ("page_size=10.0", "page_size: must be a whole number"),
        ("page_size=0", "page_size: "),
        ("page_size=-1", "page_size: "),
        ("page_size=101", "page_size: must be from 1 to 100"),
        ("page_size=9223372036854775808", "page_size: "),
        ("page=0", "page: "),
        ("page=501", "page: with a page_size of 20 the last page is 500"),
        ("page=101&page_size=100", "page: with a page_size of 100 the last page is 100"),
        ("sort=title", "sort: "),
        ("sort=id;drop+table", "sort: "),
        ("use_date=id", "use_date: "),
        ("search_in=byline", "search_in: "),
        ("fields=natural_key", "fields: there is no such field"),
        ("fields=titel", "fields: there is no such field; did you mean title?"),
        ("fields=content_hash", "fields: there is no such field"),
        ("sources=a,,b", "sources: "),
        ("sources=", "sources: "),
        ("from=0000", "from: "),
        ("from=99999", "from: "),
        ("from=inf", "from: "),
        ("from=1e20", "from: "),
        ("from=1710000000", "from: "),
        ("from=2024-02-30", "from: "),
        ("from=2024-05&to=2024-04", "from: "),
        ("from=2024-03-05T10:00:00+01:00", "from: the + before the offset has become a space"),
        ("from=0001-01-01T00:00:00%2B14:00", "from: there is no such date"),
        ("from=0001&timezone=Asia/Tokyo", "from: there is no such date"),
        ("to=9999-12-31T23:59:59-14:00", "to: there is no such date"),
        ("timezone=Mars/Olympus", "timezone: "),
        ("highlight=perhaps", "highlight: "),
        ("highlight_count=0", "highlight_count: "),
        ("highlight_length=99999", "highlight_length: "),
        ("highlight_pre=" + "x" * 101, "highlight_pre: "),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(client: httpx.Client, query: str, said: str) -> None:
    """Trap 6. F02 F03 F04 F06 F07 F11 F12 F13 F14."""
    problem = refusal(client, query)
    assert said in str(problem["detail"])
    assert problem["errors"][0]["parameter"] == said.partition(":")[0] or "did you" in said


def test_all_that_is_wrong_with_names_is_told_at_once(client: httpx.Client) -> None:
    problem = refusal(client, "sorces=a&pge=2&q=x")
    assert [error["parameter"] for error in problem["errors"]] == ["sorces", "pge"]


def test_a_refusal_does_not_echo_what_was_sent(client: httpx.Client) -> None:
    """K29."""
    hidden = "s3cret" * 60
    for query in (
        f"page_size={hidden}",
        f"sort={hidden}",
        f"from={hidden}",
        f"fields={hidden}",
        f"{hidden}=1",
    ):
        assert hidden not in client.get(f"/v1/search?{query}").text
        assert "s3crets3crets3crets3crets3crets3crets3cret" not in client.get(f"/v1/search?{query}").text


def test_a_bracket_is_part_of_a_name_and_a_semicolon_part_of_a_value(client: httpx.Client) -> None:
    """F08."""
    assert "did you mean sources?" in str(refusal(client, "sources[]=a")["detail"])
    assert client.get("/v1/search?q=ferry;page=2").json()["page"] == 1


def test_one_instant_is_a_range(client: httpx.Client) -> None:
    """F11."""
    at = "2024-03-05T10:00:00Z"
    assert ids(client, **{"from": at, "to": at}) == [2]


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("from=0001", "0001-01-01T00:00:00Z", None),
        ("to=9999-12-31T23:59:59Z", None, "9999-12-31T23:59:59Z"),
        ("to=9999", None, None),
        ("to=9999-12-31&timezone=America/New_York", None, None),
    ],
)
def test_the_ends_of_the_calendar_are_dates_too(
    client: httpx.Client, query: str, first: str | None, last: str | None
) -> None:
    """F11."""
    understood = client.get(f"/v1/search?{query}").json()["query"]
    assert (understood["from"], understood["to"]) == (first, last)


def test_fields_choose_what_comes_back(client: httpx.Client) -> None:
    """F14."""
    (result,) = client.get("/v1/search?q=title:dam&fields=title,url").json()["results"]
    assert set(result) == {"id", "title", "url", "score"}
    (result,) = client.get("/v1/search?q=title:dam&fields=body").json()["results"]
    assert result["body"] == "The dam held."
    (result,) = client.get("/v1/search?q=title:dam&fields=all").json()["results"]
    assert {"body", "title", "flags"} < set(result)


def test_partial_dates_are_shown_as_far_as_they_are_known(client: httpx.Client) -> None:
    found = client.get("/v1/search?fields=published_at,published_precision&sort=oldest").json()["results"]
    assert [result["published_at"] for result in found] == [
        "1963",
        "2024-03",
        "2024-03-04T08:30:00Z",
        "2024-03-05",
        "2024-03-05T10:00:00Z",
        None,
    ]


def test_html_in_a_headline_is_escaped_in_highlights_and_marks_are_not(client: httpx.Client) -> None:
    """Trap 7. K21."""
    found = client.get("/v1/search?q=fares+alert&highlight=true").json()
    highlights = found["results"][0]["highlights"]
    assert highlights["title"][0]["text"] == "Ferry &lt;b&gt;<mark>fares</mark>&lt;/b&gt; &amp; tolls to rise"
    assert "<script>" not in highlights["body"][0]["text"]
    assert "&lt;script&gt;<mark>alert</mark>" in highlights["body"][0]["text"]
    start, end = highlights["title"][0]["marks"][0]
    assert found["results"][0]["title"][start:end] == "fares"


def test_marks_count_and_length_of_highlights_can_be_chosen(client: httpx.Client) -> None:
    query = "q=ferry&highlight=true&highlight_pre=[&highlight_post=]&highlight_count=1&highlight_length=30"
    body = client.get(f"/v1/search?{query}").json()["results"][0]["highlights"]["body"]
    assert len(body) == 1
    assert "[ferry]" in body[0]["text"]
    assert len(body[0]["text"]) < 60


def test_links_lead_through_the_pages_and_back(client: httpx.Client) -> None:
    query = "q=ferry+OR+dam+OR+harbour&page_size=1"
    first = client.get(f"/v1/search?{query}&page=1")
    second = client.get(first.json()["next"])
    assert second.json()["page"] == 2
    assert second.links["prev"]["url"] == f"/v1/search?{query}&page=1"
    assert second.links["first"]["url"] == f"/v1/search?{query}"
    assert second.links["next"]["url"] == second.json()["next"]
    assert re.match(r"/v1/search\?q=ferry\+OR\+dam", first.json()["next"])
    beyond = client.get(f"/v1/search?{query}&page=60").json()
    assert (beyond["results"], beyond["next"], beyond["total"]) == ([], None, 4)


def test_a_search_that_is_known_is_a_304_until_something_changes(client: httpx.Client) -> None:
    answered = client.get("/v1/search?q=ferry")
    etag = answered.headers["etag"]
    assert etag.startswith('W/"')
    again = client.get("/v1/search?q=ferry", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/v1/search?q=ferry&page_size=1", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("value", ["*", "W/", '"', "é".encode().decode("latin-1"), "x" * 5000, ",,,"])
def test_odd_conditions_never_fail(client: httpx.Client, value: str) -> None:
    """F25."""
    headers = {"If-None-Match": value.encode("latin-1"), "If-Modified-Since": value.encode("latin-1")}
    assert client.get("/v1/search?q=ferry", headers=headers).status_code in (200, 304)


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "a" * 5000},
        {"Accept-Encoding": "br;q=1, gzip;q=0"},
        {"Range": "bytes=0-10"},
        {"Range": "bytes=" + ",".join(f"{n}-{n}" for n in range(100))},
    ],
)
def test_an_answer_is_whole_json_whatever_is_negotiated(
    client: httpx.Client, headers: dict[str, str]
) -> None:
    """F22 F23 F24."""
    answered = client.get("/v1/search?q=ferry", headers=headers)
    assert answered.status_code == 200
    assert answered.headers["content-type"] == "application/json"
    assert answered.json()["total"] == 2


def test_the_time_taken_is_told(client: httpx.Client) -> None:
    timing = client.get("/v1/search?q=asked+by+nobody+before").headers["server-timing"]
    assert re.fullmatch(
        r"search;dur=[0-9.]+, rows;dur=[0-9.]+, highlight;dur=[0-9.]+, total;dur=[0-9.]+", timing
    )
