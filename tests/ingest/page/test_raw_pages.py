"""The two real dumps among the corpora, by what ``expected.json`` beside them says."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.ingest.draft import Draft
from app.ingest.normalise.dates import parse_date
from app.ingest.page import read_page

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CORPORA = os.environ.get("DATELINE_CORPORA", "")
RAW_PAGES = Path(CORPORA) / "raw-pages"

pytestmark = pytest.mark.skipif(not CORPORA, reason="DATELINE_CORPORA is not set: no real pages to read")


def cases() -> dict[str, dict[str, Any]]:
    listed = json.loads((RAW_PAGES / "expected.json").read_text(encoding="utf-8")) if CORPORA else {}
    return {name: expected for name, expected in listed.items() if name.endswith(".txt")}


def draft_of(name: str) -> Draft:
    draft = read_page((RAW_PAGES / name).read_text(encoding="utf-8"), now=NOW).draft
    assert draft is not None
    return draft


@pytest.mark.parametrize("name", cases())
def test_title_and_credits_of_a_real_dump(name: str) -> None:
    expected, draft = cases()[name], draft_of(name)
    assert draft.title.casefold() == expected["title"].casefold()
    if "title_match" not in expected:
        assert draft.title == expected["title"]
    assert draft.source == expected.get("source", draft.source)
    assert draft.agency == expected.get("agency", draft.agency)
    assert draft.dateline == expected.get("dateline_place", draft.dateline)
    assert draft.url == expected.get("url", draft.url)
    again = expected.get("republished_by_contains", "").split(" (")[0]
    assert again.casefold() in draft.republished_by.casefold()


@pytest.mark.parametrize("name", cases())
def test_date_of_a_real_dump(name: str) -> None:
    expected = cases()[name]
    moment = parse_date(draft_of(name).published, now=NOW).moment
    assert moment is not None
    assert moment.at.date().isoformat() == expected["published"]
    assert moment.precision == expected["published_precision"]


@pytest.mark.parametrize("name", cases())
def test_body_of_a_real_dump(name: str) -> None:
    expected, body = cases()[name], draft_of(name).body
    assert body.startswith(expected["body_starts"])
    assert body.endswith(expected["body_ends"])
    assert not [text for text in expected["body_must_not_contain"] if text in body]
