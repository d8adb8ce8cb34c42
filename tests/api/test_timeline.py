"""``/v1/timeline``: articles over time, beside all there were, in parts and compared."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from app.runtime import Runtime
from app.search.engine import SearchRequest, SearchResult
from app.values import Article
from tests.api.archive import day


def story(source: str, title: str, date: str | None, **parts: Any) -> Article:
    return Article(source, title, published=day(date) if date else None, **parts)


STORIES = (
    story(
        "Harbour Post", "Ferry and storm", "2024-01-10", section="Local", authors=("Ines Calder", "Tom Roe")
    ),
    story("Harbour Post", "Ferry again", "2024-01-20", section="Local", authors=("Ines Calder",)),
    story("Vale Times", "Storm over the vale", "2024-01-31T23:30:00", section="Weather"),
    story("Vale Times", "Ferry, storm and treaty", "2024-03-05", section="Politics"),
    story("Isles Tribune", "Council meets", "2024-03-06"),
    story("Isles Tribune", "Council meets again", "2024-05-01"),
    story("Isles Tribune", "An undated ferry", None),
    story("Isles Tribune", "The old ferry", "1950-06-01"),
)
FERRIES_2024 = "q=ferry&from=2024-01&to=2024-03&interval=month"


@pytest.fixture(scope="module")
def stories() -> Sequence[Article]:
    return STORIES


def timeline(client: httpx.Client, query: str) -> dict[str, Any]:
    answered = client.get(f"/v1/timeline?{query}")
    assert answered.status_code == 200, answered.text
    found: dict[str, Any] = answered.json()
    return found


def refusal(client: httpx.Client, query: str, status: int = 422) -> str:
    answered = client.get(f"/v1/timeline?{query}")
    assert answered.status_code == status, answered.text
    return str(answered.json()["detail"])


def counts(bars: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(bar["date"], bar["count"]) for bar in bars]


def test_each_interval_tells_its_matches_all_articles_and_their_ratio(client: httpx.Client) -> None:
    found = timeline(client, FERRIES_2024)
    assert found["timeline"] == [
        {"date": "2024-01", "count": 2, "total": 3, "ratio": 0.666667},
        {"date": "2024-02", "count": 0, "total": 0, "ratio": None},
        {"date": "2024-03", "count": 1, "total": 2, "ratio": 0.5},
    ]
    assert (found["total"], found["undated"], found["series"], found["overlap"]) == (3, 0, [], [])


def test_what_was_asked_is_told_as_understood(client: httpx.Client) -> None:
    assert timeline(client, FERRIES_2024 + "&timezone=Europe/Lisbon&sources=-isles-tribune")["query"] == {
        "q": "ferry",
        "search_in": ["title", "description", "body"],
        "filters": [{"field": "source", "values": ["isles-tribune"], "exclude": True}],
        "use_date": "published",
        "from": "2024-01-01T00:00:00Z",
        "to": "2024-03-31T22:59:59Z",
        "interval": "month",
        "timezone": "Europe/Lisbon",
        "split": None,
        "ratio_of": "archive",
        "warnings": [],
    }


def test_without_dates_it_reaches_from_the_first_match_to_the_last(client: httpx.Client) -> None:
    found = timeline(client, "q=ferry")
    assert (found["query"]["interval"], found["undated"], found["total"]) == ("year", 1, 5)
    assert len(found["timeline"]) == 2024 - 1950 + 1
    assert [bar for bar in counts(found["timeline"]) if bar[1]] == [("1950", 1), ("2024", 3)]
    assert found["timeline"][-1]["total"] == 6


def test_bars_go_by_the_clock_of_the_zone(client: httpx.Client) -> None:
    """The article of half past eleven in the evening of 31 January is one of February in Vienna."""
    query = "from=2024-01-01&to=2024-02-20&interval=month&q=vale"
    assert counts(timeline(client, query)["timeline"]) == [("2024-01", 1), ("2024-02", 0)]
    vienna = timeline(client, query + "&timezone=Europe/Vienna")["timeline"]
    assert counts(vienna) == [("2024-01", 0), ("2024-02", 1)]


def test_the_ratio_may_go_by_what_passes_the_filters(client: httpx.Client) -> None:
    found = timeline(client, FERRIES_2024 + "&sources=vale-times&ratio_of=filters")
    assert [(bar["count"], bar["total"]) for bar in found["timeline"]] == [(0, 1), (0, 0), (1, 1)]


def test_any_clock_can_be_counted_by(client: httpx.Client) -> None:
    found = timeline(client, "use_date=added&interval=day")
    assert counts(found["timeline"]) == [("2026-03-01", 8)]
    assert timeline(client, "use_date=updated")["timeline"] == []


def test_a_split_has_a_series_for_each_of_the_most_frequent_values_and_one_for_the_rest(
    client: httpx.Client,
) -> None:
    """Trap 9: of a field that articles have once, the series add up to the whole."""
    found = timeline(client, "split=source&split_size=2&from=2024&interval=month")
    shown = [(each["name"], each["label"], each["rest"], each["total"]) for each in found["series"]]
    assert shown == [
        ("harbour-post", "Harbour Post", False, 2),
        ("isles-tribune", "Isles Tribune", False, 2),
        ("", "all others", True, 2),
    ]
    columns = zip(*([bar["count"] for bar in each["timeline"]] for each in found["series"]), strict=True)
    assert [sum(column) for column in columns] == [bar["count"] for bar in found["timeline"]]


def test_the_rest_are_the_articles_with_none_of_the_values(client: httpx.Client) -> None:
    found = timeline(client, "split=author&split_size=1&from=2024")
    assert [(each["name"], each["total"]) for each in found["series"]] == [("Ines Calder", 2), ("", 4)]


def test_several_queries_stand_beside_each_other_with_what_they_share(client: httpx.Client) -> None:
    found = timeline(client, "q.ferries=ferry&q.storms=storm&q.talks=treaty&from=2024&interval=month")
    ferries, storms, talks = found["series"]
    assert [(each["name"], each["q"], each["total"]) for each in found["series"]] == [
        ("ferries", "ferry", 3),
        ("storms", "storm", 3),
        ("talks", "treaty", 1),
    ]
    assert counts(ferries["timeline"]) == [("2024-01", 2), ("2024-02", 0), ("2024-03", 1)]
    assert counts(storms["timeline"]) == [("2024-01", 2), ("2024-02", 0), ("2024-03", 1)]
    assert counts(talks["timeline"]) == [("2024-01", 0), ("2024-02", 0), ("2024-03", 1)]
    assert found["total"] == 4
    assert found["overlap"] == [
        {"names": ["ferries", "storms"], "count": 2},
        {"names": ["ferries", "talks"], "count": 1},
        {"names": ["storms", "talks"], "count": 1},
        {"names": ["ferries", "storms", "talks"], "count": 1},
    ]


def test_dates_in_a_query_go_by_the_zone(client: httpx.Client) -> None:
    query = "interval=month&q.january=published:2024-01"
    assert timeline(client, query)["series"][0]["total"] == 3
    assert timeline(client, query + "&timezone=Europe/Vienna")["series"][0]["total"] == 2


def test_what_q_and_the_filters_say_holds_for_every_query(client: httpx.Client) -> None:
    found = timeline(client, "q=storm&q.a=ferry&q.b=vale&sources=vale-times")
    assert [each["total"] for each in found["series"]] == [1, 1]
    assert (found["total"], found["overlap"]) == (2, [{"names": ["a", "b"], "count": 0}])


def test_an_empty_query_among_several_is_everything(client: httpx.Client) -> None:
    found = timeline(client, "q.all=&q.ferries=ferry")
    assert [each["total"] for each in found["series"]] == [8, 5]
    assert found["query"]["warnings"][0]["parameter"] == "q.all"


def test_nothing_found_is_no_bar(client: httpx.Client) -> None:
    for query in ("q=nothingatall", "q=nothingatall&split=source", "q.a=nothingatall", "q=undated"):
        assert timeline(client, query)["timeline"] == []
    assert timeline(client, "q=nothingatall&split=source")["series"] == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("intervall=day", "intervall: unknown parameter; did you mean interval?"),
        ("interval=decade", "interval: "),
        ("interval=hour", "interval: hour would make more than 20,000 bars"),
        ("interval=day&from=1990&split=source&split_size=10", "interval: 12 series of "),
        ("interval=month&from=1700&format=svg", "interval: "),
        ("split=title", "split: there is no 'title'"),
        ("split=sources", "split: there is no 'sources'; did you mean source?"),
        ("split=source&q.a=b", "split: "),
        ("split_size=11", "split_size: "),
        ("ratio_of=all", "ratio_of: "),
        ("format=png", "format: "),
        ("theme=blue", "theme: "),
        ("title=" + "x" * 121, "title: "),
        ("q.=a", "q.NAME: the name is 1 to 40"),
        ("q." + "n" * 41 + "=a", "q.NAME: the name is 1 to 40"),
        ("q.%07=a", "q.NAME: the name is 1 to 40"),
        ("&".join(f"q.{n}={n}" for n in range(6)), "q.NAME: takes at most 5"),
        ("q.a=1&q.a=2", "q.a: given 2 times"),
        ("r.a=1", "r.a: unknown parameter"),
        ("page=1", "page: unknown parameter"),
        ("timezone=Mars/Olympus", "timezone: "),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(client: httpx.Client, query: str, said: str) -> None:
    """Trap 6. F06 F07 F13."""
    assert said in refusal(client, query)


def test_a_query_beyond_the_limits_is_refused_by_its_name(client: httpx.Client) -> None:
    answered = client.get("/v1/timeline?q.deep=" + "(" * 30 + "a")
    assert answered.status_code == 400
    assert answered.json()["errors"] == [
        {"parameter": "q.deep", "detail": "more than 10 parentheses inside each other", "position": 10}
    ]
    assert refusal(client, "q.odd=ferry+AND&strict=true", 400)
    assert refusal(client, "sources=harbor-post&strict=true").startswith("sources: there is no source")


def test_the_table_has_a_line_for_each_bar(client: httpx.Client) -> None:
    answered = client.get(f"/v1/timeline?{FERRIES_2024}&format=csv")
    assert answered.headers["content-type"] == "text/csv; charset=utf-8"
    assert answered.text.splitlines() == [
        '"date","count","total","ratio"',
        '"2024-01",2,3,0.666667',
        '"2024-02",0,0,""',
        '"2024-03",1,2,0.5',
    ]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("image/svg+xml", "image/svg+xml"), ("text/csv", "text/csv"), ("*/*", "application/json")],
)
def test_the_form_may_be_asked_for_by_accept(client: httpx.Client, accept: str, kind: str) -> None:
    """F22."""
    answered = client.get("/v1/timeline?q=ferry", headers={"Accept": accept})
    assert answered.headers["content-type"].partition(";")[0] == kind
    assert answered.headers["vary"] == "Accept, Accept-Encoding"
    assert client.get("/v1/timeline", headers={"Accept": "application/rss+xml"}).status_code == 406


def test_the_table_of_several_series_names_them_and_holds_no_formula(client: httpx.Client) -> None:
    query = {"q.=1+1": "ferry", "q.b": "storm", "from": "2024", "interval": "year", "format": "csv"}
    assert client.get("/v1/timeline", params=query).text.splitlines() == [
        '"series","date","count","total","ratio"',
        '"\'=1+1","2024",3,6,0.5',
        '"b","2024",3,6,0.5',
    ]


@pytest.mark.parametrize("kind", ["json", "csv", "svg"])
def test_every_form_is_told_as_known_until_something_changes(client: httpx.Client, kind: str) -> None:
    answered = client.get(f"/v1/timeline?q=ferry&format={kind}")
    again = client.get(
        f"/v1/timeline?q=ferry&format={kind}", headers={"If-None-Match": answered.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_all_searches_of_a_timeline_share_one_limit_of_time(
    client: httpx.Client, archive: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G27."""
    engine = type(archive.engine)
    search = engine.search
    timeouts: list[float] = []

    def watched(self: Any, request: SearchRequest) -> SearchResult:
        assert request.timeout is not None
        timeouts.append(request.timeout)
        return search(self, request)

    monkeypatch.setattr(engine, "search", watched)
    timeline(client, "q.a=ferry&q.b=storm&q.c=vale")
    assert len(timeouts) == 1 + 3 + 1 + 3 + 1
    assert timeouts == sorted(timeouts, reverse=True)
    assert timeouts[0] <= archive.settings.search_timeout
