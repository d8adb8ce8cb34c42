"""Web pages: floors a little below what was measured when they were set, and above trafilatura alone."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.extract import Page, figures, ours
from benchmarks.gold import gold_pages
from benchmarks.plan import Plan

#: Set: title, date, any author, body F1; None where the set's editors do not say.
FLOORS = {
    "fundus": (0.86, 0.985, 0.93, 0.965),
    "zyte": (None, None, None, 0.95),
    "trafilatura": (0.86, 0.88, 0.76, None),
}


@pytest.fixture(scope="module")
def pages(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Page]:
    return list(gold_pages(Plan(corpora, tmp_path_factory.mktemp("pages"))))


@pytest.mark.parametrize("name", FLOORS)
def test_what_is_read_from_pages_does_not_fall_below_its_floor(name: str, pages: Sequence[Page]) -> None:
    chosen = [page for page in pages if page[0]["set"] == name]
    assert len(chosen) > 30
    measured = figures(chosen, ours)
    below = [
        (got, floor)
        for got, floor in zip(measured, FLOORS[name], strict=True)
        if floor is not None and (got is None or got < floor)
    ]
    assert below == []
