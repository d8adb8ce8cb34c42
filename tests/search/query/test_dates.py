"""Dates in queries: whole days, months and years, as in the parameters ``from`` and ``to``."""

from datetime import UTC, datetime

import pytest

from app.errors import InvalidParameter, QueryError
from app.search.query.limits import Limits
from app.search.query.parser import parse
from app.search.query.printing import print_query
from app.search.query.tree import And, Boosted, During, Node, Not, Or, Scoped, Word, has_dates
from app.search.when import Calendar

NOW = datetime(2024, 3, 31, 12, 30, tzinfo=UTC)


def read(q: str, timezone: str = "UTC") -> Node:
    parsed = parse(q, Limits(), Calendar(NOW, timezone))
    assert parsed.warnings == ()
    assert parse(print_query(parsed.tree), Limits(), Calendar(NOW, timezone)).tree == parsed.tree
    return parsed.tree


def seconds(date: str) -> int:
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2019", "2019-01-01", "2020-01-01"),
        ("=2019", "2019-01-01", "2020-01-01"),
        ("2019-04", "2019-04-01", "2019-05-01"),
        ("2019-04-26", "2019-04-26", "2019-04-27"),
        ("2019-04-26T10:00:00Z", "2019-04-26 10:00:00", "2019-04-26 10:00:01"),
        ('"2019-04-26 10:00"', "2019-04-26 10:00:00", "2019-04-26 10:00:01"),
        ("today", "2024-03-31", "2024-04-01"),
        (">2019", "2020-01-01", None),
        (">=2019", "2019-01-01", None),
        ("≥2019", "2019-01-01", None),
        ("＞2019", "2020-01-01", None),
        ("<2019", None, "2019-01-01"),
        ("<=2024-03", None, "2024-04-01"),
        ("≤2024-03", None, "2024-04-01"),
        (">now-2d", "2024-03-29 12:30:01", None),
        (">=7d", "2024-03-24 12:30:00", None),
        ("[2019-04-01 TO 2019-04-30]", "2019-04-01", "2019-05-01"),
        ("[2019-04 TO 2019-04]", "2019-04-01", "2019-05-01"),
        ("{2018 TO 2020}", "2019-01-01", "2020-01-01"),
        ("{2018 TO 2020]", "2019-01-01", "2021-01-01"),
        ("[2018 TO 2020}", "2018-01-01", "2020-01-01"),
        ("[2019 TO *]", "2019-01-01", None),
        ("[* TO 2019}", None, "2019-01-01"),
        ("[* TO *]", None, None),
        ("*", None, None),
        ("[yesterday TO today]", "2024-03-30", "2024-04-01"),
    ],
)
def test_reads(written: str, start: str | None, end: str | None) -> None:
    tree = read(f"published:{written}")
    assert isinstance(tree, During)
    expected = tuple(None if date is None else seconds(date) for date in (start, end))
    assert (tree.field, tree.start, tree.end) == ("published", *expected)


def test_dates_without_a_zone_are_in_the_one_asked_for() -> None:
    assert read("added:2024-01-01", "Asia/Tokyo") == During(
        "added", "2024-01-01", seconds("2023-12-31 15:00:00"), seconds("2024-01-01 15:00:00")
    )
    assert read("updated:>2023", "America/New_York") == During(
        "updated", ">2023", seconds("2024-01-01 05:00:00")
    )


def test_a_zone_that_there_is_not_is_named() -> None:
    with pytest.raises(InvalidParameter, match="timezone"):
        read("published:2019", "Mars/Olympus")


def test_nothing_is_after_the_end_of_the_calendar() -> None:
    tree = read("published:>9999")
    assert isinstance(tree, During)
    assert tree.start is not None
    assert tree.start > seconds("9999-12-31 23:59:59")


def test_dates_stand_where_words_do() -> None:
    year, later = read("published:2019"), read("published:>2021")
    assert read("a -published:2019") == And((Word("a"), Not(year)))
    assert read("published:(2019 OR >2021)") == Or((year, later))
    assert read("published:(2019 OR (>2021))^2") == Boosted(Or((year, later)), 2.0)
    assert read("published:((2019) >2021)") == And((year, later))
    assert read("published:2019^2") == Boosted(year, 2.0)
    assert read("title:(a published:2019)") == Scoped("title", And((Word("a"), year)))
    assert read("published:(2019 title:2020)") == And((year, Scoped("title", Word("2020"))))
    assert read("published:(2019) 2020") == And((year, Word("2020")))


@pytest.mark.parametrize(
    ("q", "canonical"),
    [
        ("PUBLISHED:2019", "published:2019"),
        ("published:≥2019", "published:>=2019"),
        ("published:=2019", "published:2019"),
        ('published:"2019-04-26 10:00"', "published:2019-04-26T10:00"),
        ("published:[2019   TO 2020}", "published:[2019 TO 2020}"),
        ("published:(2019 OR 2021)", "published:2019 OR published:2021"),
        ("published:(2019)^2", "(published:2019)^2"),
        ("title:published:2019", "published:2019"),
    ],
)
def test_prints(q: str, canonical: str) -> None:
    assert print_query(parse(q, Limits(), Calendar(NOW)).tree) == canonical


@pytest.mark.parametrize(
    ("q", "position"),
    [
        ("published:2020-13-45", 10),
        ("a published:x", 12),
        ("published:>x", 11),
        ("published:[x TO y]", 11),
        ("published:[2019 TO y]", 19),
        ("published:[TO]", 11),
        ("published:[2019 TO]", 18),
        ("published:[2020 TO 2019]", 10),
        ("published:{2019 TO 2019}", 10),
        ("published:[2019", 10),
        ("published:(2019 OR x)", 19),
        ('published:"a b"', 10),
        ("published:NEAR(a, b)", 10),
        ("published:99999999999999999999", 10),
        ("published:2019 " * 33, 490),
    ],
)
def test_what_is_no_date_is_refused_with_its_place(q: str, position: int) -> None:
    """G05, G10, G16, G17"""
    with pytest.raises(QueryError) as refused:
        parse(q, Limits(), Calendar(NOW))
    assert refused.value.position == position


def test_without_a_clock_relative_dates_are_refused() -> None:
    with pytest.raises(QueryError):
        parse("published:7d", Limits())


@pytest.mark.parametrize(
    ("q", "dated"),
    [
        ("a", False),
        ("published:2019", True),
        ("a -published:2019", True),
        ("a OR published:2019^2", True),
        ("title:(a published:2019)", True),
        ("title:(a b) -c^2 OR d", False),
    ],
)
def test_whether_a_date_is_asked_for_anywhere(q: str, dated: bool) -> None:
    assert has_dates(read(q)) is dated
