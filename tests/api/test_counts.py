"""Facets and timelines beside the results of a search or a list."""

from typing import Any

import httpx
import pytest


def counts(client: httpx.Client, query: str, facet: str) -> dict[str, int]:
    found = client.get(f"/v1/search?{query}&facets={facet}").json()["facets"][facet]
    return {each["value"]: each["count"] for each in found}


def bars(client: httpx.Client, query: str) -> dict[str, int]:
    return {each["date"]: each["count"] for each in client.get(f"/v1/search?{query}").json()["timeline"]}


def test_facets_are_counted_by_value_as_written_most_frequent_first(client: httpx.Client) -> None:
    facets = client.get("/v1/articles?facets=source,tag,author&facets=language").json()["facets"]
    assert facets == {
        "source": [
            {"value": "harbour-post", "name": "Harbour Post", "count": 3},
            {"value": "vale-times", "name": "Vale Times", "count": 3},
        ],
        "tag": [{"value": "ferries", "count": 1}, {"value": "islands, outer", "count": 1}],
        "author": [{"value": "Ines Calder", "count": 1}, {"value": "Tom Roe", "count": 1}],
        "language": [{"value": "en", "count": 2}, {"value": "de", "count": 1}],
    }


@pytest.mark.parametrize("facet", ["source", "month", "year", "day"])
@pytest.mark.parametrize("query", ["to=2024", "to=2024&q=ferry OR dam", "to=2024&languages=-de", "q=fares"])
def test_facet_counts_add_up_to_what_the_filtered_search_returns(
    client: httpx.Client, facet: str, query: str
) -> None:
    """Trap 9: every article has one source, and one date where there is a filter by date."""
    dates = "&from=2000" if facet == "day" else ""
    asked = f"{query}{dates}&facets={facet}&facet_scope=all&facet_size=100"
    found = client.get(f"/v1/search?{asked}").json()
    assert found["total"] > 0
    assert sum(each["count"] for each in found["facets"][facet]) == found["total"]


@pytest.mark.parametrize("facet", ["source", "section", "agency", "language", "month", "year"])
@pytest.mark.parametrize("query", ["", "q=ferry OR dam", "languages=-de", "q=zeppelin", "to=2024"])
def test_with_those_without_a_value_the_counts_of_a_facet_are_the_total(
    client: httpx.Client, facet: str, query: str
) -> None:
    """Trap 9: no article has two of these."""
    found = client.get(f"/v1/search?{query}&facets={facet}&facet_scope=all&timeline=year").json()
    counted = sum(each["count"] for each in found["facets"][facet])
    assert counted + found["facets_missing"][facet] == found["total"]


@pytest.mark.parametrize("facet", ["source", "section", "agency", "tag", "author", "language"])
def test_each_count_is_what_a_search_for_the_value_finds(client: httpx.Client, facet: str) -> None:
    """Trap 9."""
    parameter = {"agency": "agencies"}.get(facet, facet + "s")
    found = counts(client, "q=ferry OR dam OR harbour", facet)
    assert found
    for value, count in found.items():
        query = {"q": "ferry OR dam OR harbour", parameter: f'"{value}"'}
        assert client.get("/v1/search", params=query).json()["total"] == count


def test_a_facet_ignores_the_filter_on_its_own_field_unless_all_filters_are_to_hold(
    client: httpx.Client,
) -> None:
    """Trap 9: with ``facet_scope=all`` the counts are those of the results."""
    query = "sources=harbour-post&languages=de"
    assert counts(client, query, "source") == {"harbour-post": 1}
    assert counts(client, query, "language") == {"de": 1, "en": 1}
    assert counts(client, query + "&facet_scope=all", "language") == {"de": 1}


def test_the_most_frequent_values_are_chosen(client: httpx.Client) -> None:
    assert counts(client, "facet_size=1", "language") == {"en": 2}
    assert counts(client, "facet_size=1", "month") == {"2024-03": 4}


def test_days_months_and_years_are_facets_too(client: httpx.Client) -> None:
    assert counts(client, "", "year") == {"2024": 4, "1963": 1}
    assert counts(client, "from=2024-03-04", "day") == {"2024-03-05": 2, "2024-03-04": 1}
    assert counts(client, "use_date=updated", "day") == {"2024-03-04": 1}


def test_a_timeline_has_every_interval_and_says_what_it_is(client: httpx.Client) -> None:
    found = client.get("/v1/search?timeline=day&from=2024-03-01&to=2024-03-06").json()
    assert found["timeline"] == [
        {"date": "2024-03-01", "count": 1},
        {"date": "2024-03-02", "count": 0},
        {"date": "2024-03-03", "count": 0},
        {"date": "2024-03-04", "count": 1},
        {"date": "2024-03-05", "count": 2},
        {"date": "2024-03-06", "count": 0},
    ]
    assert found["query"]["timeline"] == {"interval": "day", "timezone": "UTC", "use_date": "published"}


def test_a_timeline_goes_by_the_clocks_of_the_zone(client: httpx.Client) -> None:
    """The article of 10:00 in UTC is one of 21:00 in Sydney; the one of midnight in UTC one of 11:00."""
    zone = "timezone=Australia/Sydney&from=2024-03-05&to=2024-03-05"
    hours = bars(client, f"timeline=hour&{zone}")
    assert len(hours) == 24
    assert {date: count for date, count in hours.items() if count} == {
        "2024-03-05T11:00:00+11:00": 1,
        "2024-03-05T21:00:00+11:00": 1,
    }
    assert bars(client, "timeline=year&timezone=America/New_York")["1962"] == 1


def test_auto_tells_what_it_became(client: httpx.Client) -> None:
    def interval(query: str) -> str:
        said: str = client.get(f"/v1/search?timeline=auto&{query}").json()["query"]["timeline"]["interval"]
        return said

    assert interval("") == "year"
    assert interval("from=2024-03-01&to=2024-03-04") == "hour"


def test_a_bar_asked_for_by_its_date_holds_what_it_counts(client: httpx.Client) -> None:
    """Trap 9."""
    for interval in ("year", "month"):
        for date, count in bars(client, f"timeline={interval}&timezone=Asia/Tokyo").items():
            if count:
                query = {"from": date, "to": date, "timezone": "Asia/Tokyo"}
                assert client.get("/v1/search", params=query).json()["total"] == count


def test_nothing_dated_makes_no_bar(client: httpx.Client) -> None:
    found = client.get("/v1/search?q=undated&timeline=month&facets=month").json()
    assert (found["total"], found["timeline"], found["facets"]) == (1, [], {"month": []})


def test_what_was_not_asked_for_is_not_counted(client: httpx.Client) -> None:
    found = client.get("/v1/search").json()
    assert (found["facets"], found["timeline"]) == ({}, [])
    assert (found["query"]["facets"], found["query"]["timeline"]) == (None, None)


def test_what_was_counted_is_told_as_understood(client: httpx.Client) -> None:
    asked = "facets=tag,tag&facets=year&facet_size=3&facet_scope=all"
    understood: dict[str, Any] = client.get(f"/v1/articles?{asked}").json()["query"]
    assert understood["facets"] == {"names": ["tag", "year"], "size": 3, "scope": "all"}
