"""A chart is a picture that can stand anywhere: whole, harmless, always the same."""

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.chart.model import Chart, Row, Theme
from app.api.chart.svg import HEIGHT, WIDTH, draw
from app.search.engine import Interval

SVG = "{http://www.w3.org/2000/svg}"
DATES = tuple(datetime(2023 + month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(18))


def chart(*rows: Row, **parts: Any) -> Chart:
    dates = DATES[: len(rows[0].values)]
    return Chart(
        **{"title": "Ferries", "subtitle": "", "interval": Interval.MONTH, "dates": dates, "rows": rows}
        | parts
    )


def texts(drawn: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


def marks(drawn: str, kind: str) -> list[ElementTree.Element]:
    return [each for each in ElementTree.fromstring(drawn).iter() if kind in each.get("class", "").split()]


THREE = tuple(Row(name, (3.0, 0.0, 5.0)) for name in ("Harbour Post", "Vale Times", "all others"))


def test_one_series_is_columns_below_a_title_with_labelled_axes() -> None:
    drawn = draw(chart(Row("", (3.0, 0.0, 5.0)), subtitle="8 articles by month"))
    said = texts(drawn)
    assert {"Ferries", "8 articles by month", "articles", "0", "5", "Jan", "2023"} <= set(said)
    assert [path.get("d", "").count("M") for path in marks(drawn, "f0")] == [2]
    assert marks(drawn, "line") == []


def test_parts_are_stacked_with_a_legend_and_the_rest_is_grey() -> None:
    drawn = draw(chart(*THREE, stacked=True, rest=True))
    assert {"Harbour Post", "Vale Times", "all others"} <= set(texts(drawn))
    assert [len(marks(drawn, kind)) for kind in ("f0", "f1", "f2", "fr")] == [2, 2, 0, 2]
    assert "15" in texts(drawn)


def test_series_to_compare_are_lines_that_break_where_there_is_nothing() -> None:
    drawn = draw(chart(Row("a", (0.5, None, 0.25, 0.75)), Row("b", (0.0, 0.1, 0.2, 0.3)), percent=True))
    broken, whole = (line.get("d", "") for line in marks(drawn, "line"))
    assert (broken.count("M"), whole.count("M")) == (2, 1)
    assert len(marks(drawn, "dot")) == 6
    assert "75 %" in texts(drawn) or "80 %" in texts(drawn)


def test_no_dates_say_so() -> None:
    assert "No dated articles" in texts(draw(chart(Row("", ()))))


@pytest.mark.parametrize(
    ("theme", "light", "dark", "follows"),
    [(Theme.AUTO, 1, 1, 1), (Theme.LIGHT, 1, 0, 0), (Theme.DARK, 0, 1, 0)],
)
def test_colours_are_for_light_and_dark_surroundings(
    theme: Theme, light: int, dark: int, follows: int
) -> None:
    drawn = draw(chart(*THREE, theme=theme))
    found = (
        drawn.count("fill:#ffffff"),
        drawn.count("fill:#0d1117"),
        drawn.count("prefers-color-scheme:dark"),
    )
    assert found == (light, dark, follows)


def test_nothing_is_run_or_loaded() -> None:
    """K21."""
    hostile = '<script>alert(1)</script>"&\x00\x1b' + chr(0xFFFE)
    rows = [Row(hostile + str(number), (1.0, 2.0)) for number in range(2)]
    drawn = draw(chart(*rows, title=hostile, subtitle=hostile))
    kinds = {each.tag.removeprefix(SVG) for each in ElementTree.fromstring(drawn).iter()}
    assert kinds == {"svg", "style", "rect", "text", "path", "g", "circle"}
    assert drawn.count("http") == 1
    assert "url(" not in drawn
    assert texts(drawn)[0].startswith('<script>alert(1)</script>"&')


def test_long_names_are_cut() -> None:
    drawn = draw(chart(*(Row("x" * 200 + str(number), (1.0,)) for number in range(6)), title="y" * 500))
    assert max(map(len, texts(drawn))) <= 84
    assert max(float(each.get("x", 0)) for each in ElementTree.fromstring(drawn).iter(f"{SVG}text")) < WIDTH


VALUES = st.none() | st.floats(0, 1e9) | st.integers(0, 20).map(float)


@given(st.data(), st.integers(1, 18), st.integers(1, 7), st.booleans(), st.booleans(), st.text(max_size=50))
@settings(max_examples=60, deadline=None)
def test_any_figures_make_the_same_whole_picture_each_time(
    data: st.DataObject, slots: int, rows: int, stacked: bool, percent: bool, name: str
) -> None:
    """Every mark lies within the picture."""
    given_ = tuple(
        Row(name, tuple(data.draw(st.lists(VALUES, min_size=slots, max_size=slots)))) for _ in range(rows)
    )
    asked = chart(*given_, stacked=stacked, percent=percent, title=name)
    drawn = draw(asked)
    assert drawn == draw(asked)
    for each in ElementTree.fromstring(drawn).iter():
        assert 0 <= float(each.get("y", 0)) <= HEIGHT
        assert 0 <= float(each.get("cy", 0)) <= HEIGHT
        assert "nan" not in each.get("d", "")
