"""Counts of matches by date."""

from datetime import UTC, datetime

import pytest

from app.errors import InvalidParameter
from app.search.engine import Batch, DateFilter, Engine, Interval, Sort, Timeline, TimelineAsked
from tests.search.contract.base import ContractBase, ask, doc, seconds


def timeline(
    engine: Engine,
    interval: Interval,
    q: str = "*",
    *,
    zone: str = "UTC",
    field: str = "published",
    **request: object,
) -> Timeline:
    (found,) = ask(engine, q, timelines=(TimelineAsked(field, interval, zone),), **request).timelines
    assert found.interval is not Interval.AUTO
    assert len(found.starts) == (len(found.counts) + 1 if found.counts else 0)
    return found


def shown(found: Timeline) -> list[tuple[str, int]]:
    """The day each bar begins, in UTC, and its count."""
    days = (datetime.fromtimestamp(start, UTC).strftime("%Y-%m-%d") for start in found.starts)
    return list(zip(days, found.counts, strict=False))


def at(*moments: str) -> Batch:
    return Batch(1, [doc(id_, published=moment) for id_, moment in enumerate(moments, 1)])


class Timelines(ContractBase):
    def test_bars_without_a_match_are_among_them(self, engine: Engine) -> None:
        engine.apply(at("2024-01-31", "2024-02-01", "2024-04-30", "2024-04-30T23:59:59"))
        assert shown(timeline(engine, Interval.MONTH)) == [
            ("2024-01-01", 1), ("2024-02-01", 1), ("2024-03-01", 0), ("2024-04-01", 2),
        ]  # fmt: skip

    def test_the_last_edge_is_the_first_second_after_the_last_bar(self, engine: Engine) -> None:
        engine.apply(at("2024-04-30"))
        found = timeline(engine, Interval.MONTH)
        assert found.starts == (seconds("2024-04-01"), seconds("2024-05-01"))

    @pytest.mark.parametrize(
        ("interval", "expected"),
        [
            (Interval.YEAR, [("2024-01-01", 3)]),
            (Interval.WEEK, [("2024-02-26", 3)]),
            (Interval.DAY, [("2024-03-01", 1), ("2024-03-02", 0), ("2024-03-03", 2)]),
        ],
    )  # fmt: skip
    def test_each_interval(
        self, newsroom: Engine, interval: Interval, expected: list[tuple[str, int]]
    ) -> None:
        assert shown(timeline(newsroom, interval, "(climate OR flood) -happy")) == expected

    def test_years_from_before_1970(self, newsroom: Engine) -> None:
        found = shown(timeline(newsroom, Interval.YEAR, "-happy"))
        assert (found[0], found[-1], len(found)) == (("1965-01-01", 1), ("2024-01-01", 3), 60)

    def test_hours(self, engine: Engine) -> None:
        engine.apply(at("2024-03-03T10:00:00", "2024-03-03T10:59:59", "2024-03-03T13:00:00"))
        found = timeline(engine, Interval.HOUR)
        assert found.counts == (2, 0, 0, 1)
        assert found.starts[0] == seconds("2024-03-03T10:00:00")

    def test_the_undated_are_in_no_bar(self, newsroom: Engine) -> None:
        found = timeline(newsroom, Interval.YEAR)
        assert sum(found.counts) == ask(newsroom).total - 1

    def test_without_a_dated_match_there_is_no_bar(self, newsroom: Engine) -> None:
        for interval in Interval:
            for q in ("nosuchword", "language:ja"):
                found = timeline(newsroom, interval, q)
                assert (found.starts, found.counts) == ((), ())

    def test_bars_reach_as_far_as_the_filters_on_the_date(self, newsroom: Engine) -> None:
        march = (DateFilter("published", seconds("2024-03-01"), seconds("2024-04-01")),)
        found = timeline(newsroom, Interval.DAY, "election", dates=march)
        assert (len(found.counts), found.starts[0], found.starts[-1]) == (31, march[0].start, march[0].end)
        assert (sum(found.counts), found.counts[2]) == (1, 1)
        assert timeline(newsroom, Interval.DAY, "nosuchword", dates=march).counts == (0,) * 31

    def test_filters_on_another_clock_do_not_move_the_ends(self, newsroom: Engine) -> None:
        added = (DateFilter("added", seconds("2024-03-01"), seconds("2024-04-01")),)
        assert shown(timeline(newsroom, Interval.DAY, "climate -happy", dates=added)) == [("2024-03-03", 2)]

    def test_days_are_those_of_the_zone(self, engine: Engine) -> None:
        engine.apply(at("2024-03-30T23:30:00", "2024-03-31T21:59:59", "2024-03-31T22:00:00"))
        found = timeline(engine, Interval.DAY, zone="Europe/Vienna")
        assert found.starts == tuple(
            map(seconds, ("2024-03-30T23:00:00", "2024-03-31T22:00:00", "2024-04-01T22:00:00"))
        )
        assert found.counts == (2, 1)

    def test_another_clock(self, newsroom: Engine) -> None:
        assert shown(timeline(newsroom, Interval.DAY, field="added")) == [
            (f"2024-03-0{day}", 1) for day in range(1, 7)
        ]

    def test_auto_chooses_by_what_there_is(self, newsroom: Engine) -> None:
        assert timeline(newsroom, Interval.AUTO).interval is Interval.YEAR
        assert timeline(newsroom, Interval.AUTO, "climate -happy").interval is Interval.HOUR
        assert timeline(newsroom, Interval.AUTO, "(climate OR flood) -happy").interval is Interval.HOUR
        year = (DateFilter("published", seconds("2024-01-01"), seconds("2025-01-01")),)
        assert timeline(newsroom, Interval.AUTO, dates=year).interval is Interval.WEEK

    def test_all_matches_are_counted_whatever_the_page(self, newsroom: Engine) -> None:
        for sort in Sort:
            whole = timeline(newsroom, Interval.DAY, "climate -happy", sort=sort)
            assert timeline(newsroom, Interval.DAY, "climate -happy", sort=sort, limit=0, offset=2) == whole

    def test_several_come_in_the_order_asked(self, newsroom: Engine) -> None:
        asked = (TimelineAsked("added", Interval.MONTH), TimelineAsked("published", Interval.YEAR))
        months, years = ask(newsroom, timelines=asked).timelines
        assert (months.interval, years.interval) == (Interval.MONTH, Interval.YEAR)
        assert ask(newsroom).timelines == ()

    def test_too_many_bars_are_refused(self, newsroom: Engine) -> None:
        """G31"""
        with pytest.raises(InvalidParameter, match="hour would make more than"):
            timeline(newsroom, Interval.HOUR)

    def test_an_unknown_zone_is_refused(self, newsroom: Engine) -> None:
        for q in ("*", "nosuchword"):
            with pytest.raises(InvalidParameter, match="timezone"):
                timeline(newsroom, Interval.DAY, q, zone="Europe/Nowhere")

    def test_dates_at_the_ends_of_the_calendar(self, engine: Engine) -> None:
        engine.apply(at("0001-01-01", "9999-12-31T23:59:59"))
        for zone in ("UTC", "Pacific/Kiritimati", "America/New_York"):
            found = timeline(engine, Interval.YEAR, zone=zone)
            assert (found.counts[0], found.counts[-1], sum(found.counts)) == (1, 1, 2)

    @pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/New_York"])
    @pytest.mark.parametrize("interval", list(Interval))
    def test_each_bar_is_what_its_dates_find(self, newsroom: Engine, interval: Interval, zone: str) -> None:
        """Trap 9: what is counted is what is found."""
        found = timeline(newsroom, interval, "climate -happy", zone=zone)
        for number, count in enumerate(found.counts):
            within = DateFilter("published", found.starts[number], found.starts[number + 1])
            assert ask(newsroom, "climate -happy", dates=(within,)).total == count
