"""Counts as bars of text."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from app.cli.bars import lines, without_gaps

ROWS = [("Harbour Gazette", 1200), ("Coast Digest", 300), ("Tamira Herald", 1)]


def drawn(width: int, rows: list[tuple[str, int]], *, unicode: bool = True) -> list[str]:
    return [line.text + line.bar for line in lines(rows, width, unicode=unicode)]


def test_bars_begin_in_one_column_and_go_by_the_count() -> None:
    assert drawn(46, ROWS) == [
        "  Harbour Gazette  1,200  " + "█" * 20,
        "  Coast Digest       300  " + "█" * 5,
        "  Tamira Herald        1  ▏",
    ]


def test_a_terminal_without_blocks_gets_plain_signs() -> None:
    assert drawn(46, ROWS, unicode=False)[1:] == [
        "  Coast Digest       300  #####",
        "  Tamira Herald        1  #",
    ]


def test_what_has_no_match_has_no_bar_and_no_spaces_at_its_end() -> None:
    assert drawn(40, [("2024", 3), ("2025", 0)])[1] == "  2025  0"


def test_labels_that_are_too_long_are_cut() -> None:
    (line,) = lines([("A newspaper with a name that goes on and on and on", 2)], 80)
    assert line.text.startswith("  A newspaper with a name t…  2")


def test_long_runs_without_a_match_are_one_row() -> None:
    bars = [(f"2024-{month:02d}", int(month in (1, 8, 12))) for month in range(1, 13)]
    assert list(without_gaps(bars)) == [
        ("2024-01", 1),
        ("2024-02 … 2024-07", 0),
        ("2024-08", 1),
        ("2024-09", 0),
        ("2024-10", 0),
        ("2024-11", 0),
        ("2024-12", 1),
    ]


@given(
    rows=st.lists(st.tuples(st.text(st.characters(categories=["L", "N", "Zs"])), st.integers(0, 10**9))),
    width=st.integers(20, 300),
)
def test_no_line_is_wider_than_there_is_room_and_every_match_is_seen(
    rows: list[tuple[str, int]], width: int
) -> None:
    made = list(lines(rows, width))
    assert len(made) == len(rows)
    for line, (_, count) in zip(made, rows, strict=True):
        assert cell_len(line.text + line.bar) <= max(width, 35)
        assert bool(line.bar) == (count > 0)
