"""Web pages and text dumps of them: floors a little below what was measured when they were set."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.dumps import decoded
from benchmarks.extract import Page, figures, ours
from benchmarks.gold import gold_pages
from benchmarks.page_dumps import measured
from benchmarks.plan import Plan

#: Set: title, date, any author, body F1; None where the set's editors do not say.
FLOORS = {
    "fundus": (0.91, 0.985, 0.93, 0.965),
    "zyte": (None, None, None, 0.975),
    "trafilatura": (0.86, 0.92, 0.76, None),
}
#: Of dumps: title, date, body F1.
DUMP_FLOORS = {"a line a block": (0.78, 0.84, 0.9), "empty lines between": (0.65, 0.79, 0.87)}


@pytest.fixture(scope="module")
def pages(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Page]:
    return list(gold_pages(Plan(corpora, tmp_path_factory.mktemp("pages"))))


@pytest.mark.parametrize("name", FLOORS)
def test_what_is_read_from_pages_does_not_fall_below_its_floor(name: str, pages: Sequence[Page]) -> None:
    chosen = [page for page in pages if page[0]["set"] == name]
    assert len(chosen) > 30
    found = figures(chosen, ours)
    below = [
        (got, floor)
        for got, floor in zip(found, FLOORS[name], strict=True)
        if floor is not None and (got is None or got < floor)
    ]
    assert below == []


@pytest.mark.parametrize("style", DUMP_FLOORS)
def test_what_is_found_in_dumps_of_pages_does_not_fall_below_its_floor(
    style: str, pages: Sequence[Page]
) -> None:
    title, _, date, _, body, _ = measured(style, [(record, decoded(page)) for record, page in pages])
    floors = DUMP_FLOORS[style]
    assert [(got, floor) for got, floor in zip((title, date, body), floors, strict=True) if got < floor] == []
