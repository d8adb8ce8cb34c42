"""Real news, whole: every record is in, or in the rejects with a reason, and says what it said."""

import json
import lzma
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.ingest.decide import Outcome
from app.ingest.draft import REASONS
from app.values import Moment, Precision, StoredArticle, clean_url
from tests.quality.loading import NOW, Loaded, ingest, loaded

FULL = "reuters-10k-full.jsonl.xz"
LEADS = "reuters106k-lead.jsonl.xz"
OUTLETS = "allsides-5k.jsonl.xz"
RECORDS = {FULL: 9_600, LEADS: 106_494, OUTLETS: 5_000}

#: "PLACE (Reuters) -", read here without any of the code under test.
DATELINE = re.compile(r"([^()\n]{2,80}?)\s*\(Reuters\)\s*[-–—]")
#: "By First Last, First Last and First Last" and nothing else.
NAME = r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,2}"
PLAIN_BYLINE = re.compile(rf"By +({NAME}(?:, {NAME})*(?: and {NAME})?)")


@pytest.fixture(scope="module", params=[FULL, LEADS, OUTLETS], ids=["full", "leads", "outlets"])
def corpus(
    request: pytest.FixtureRequest, corpora: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    with loaded(corpora / request.param, tmp_path_factory.mktemp("corpus")) as opened:
        yield opened


def test_every_record_is_in_or_rejected_with_a_reason(corpus: Loaded) -> None:
    tally = corpus.tally
    assert tally.read == RECORDS[corpus.path.name]
    assert tally.read == sum(corpus.count(outcome) for outcome in Outcome)
    assert corpus.store.count() == corpus.count(Outcome.ADDED)
    assert len(corpus.rejects) == corpus.count(Outcome.REJECTED)
    assert {rejected.reason for rejected in corpus.rejects} <= REASONS.keys()
    assert corpus.count(Outcome.REJECTED) <= tally.read / 1000


def test_dates_lie_within_the_life_of_news_or_are_left_out_and_flagged(corpus: Loaded) -> None:
    written = _dates(corpus.path)
    for stored in corpus.articles:
        published = stored.article.published
        if published:
            assert datetime(1800, 1, 1, tzinfo=UTC) < published.at <= NOW
        else:
            assert stored.article.flags or not written.get(stored.article.url or "")


def test_a_dateline_gives_agency_and_place_and_stays_in_the_body(corpus: Loaded) -> None:
    found = [
        (match[1], stored.article)
        for stored in corpus.articles
        if (match := DATELINE.match(stored.article.body))
    ]
    assert len(found) > 100
    assert _share(article.agency == "Reuters" for _, article in found) > 0.999
    assert _share(_folded(place) == _folded(article.dateline) for place, article in found) > 0.997


def test_a_plain_byline_gives_its_names(corpus: Loaded) -> None:
    found = [
        (re.split(r", | and ", match[1]), list(stored.article.authors))
        for stored in corpus.articles
        if (match := PLAIN_BYLINE.fullmatch(stored.article.byline))
    ]
    assert _share(names == authors for names, authors in found) > 0.998


def test_a_date_with_a_zone_becomes_the_right_instant(corpora: Path, tmp_path: Path) -> None:
    """Also a dateline and a byline that issue 2 names."""
    date, three = '"Fri Oct 20, 2006 6:15pm EDT"', ("Louise Heavens", "Mark Potter", "Joseph Giannone")
    with lzma.open(corpora / LEADS, "rt", encoding="utf-8") as packed:
        wanted = "".join(line for line in packed if date in line or all(name in line for name in three))
    (tmp_path / "wanted.jsonl").write_text(wanted, encoding="utf-8")
    with loaded(tmp_path / "wanted.jsonl", tmp_path) as opened:
        articles = [stored.article for stored in opened.articles]
    dated = next(article for article in articles if article.url and "alaska" in article.url)
    assert dated.published == Moment(datetime(2006, 10, 20, 22, 15, tzinfo=UTC), Precision.MINUTE)
    assert (dated.agency, _folded(dated.dateline)) == ("Reuters", "anchorage, alaska")
    assert dated.body.startswith("ANCHORAGE, Alaska (Reuters) - ")
    assert three in [article.authors for article in articles]


@pytest.mark.parametrize("year", ["0001", "2050"])
def test_a_year_that_cannot_be_is_kept_out_and_flagged(year: str, tmp_path: Path) -> None:
    """As they stand in collections of web pages."""
    record = {"title": "Lighthouse lit again", "source": "Harbour Gazette", "date": f"{year}-01-01T00:00:00Z"}
    (tmp_path / "odd.jsonl").write_text(json.dumps(record))
    with loaded(tmp_path / "odd.jsonl", tmp_path) as opened:
        (stored,) = opened.articles
    assert stored.article.published is None
    assert any("date" in flag for flag in stored.article.flags)


@pytest.mark.parametrize("corpus", [FULL], indirect=True)
def test_the_same_again_changes_nothing(corpus: Loaded) -> None:
    sequence, held = corpus.store.last_sequence(), corpus.store.count()
    again = ingest(corpus.store, corpus.path)
    assert again.count(Outcome.ADDED) == again.count(Outcome.UPDATED) == 0
    assert again.count(Outcome.REJECTED) == corpus.count(Outcome.REJECTED)
    assert (again.store.last_sequence(), again.store.count()) == (sequence, held)


@pytest.mark.parametrize("corpus", [FULL], indirect=True)
def test_bodies_are_kept_to_the_letter(corpus: Loaded) -> None:
    """But for three of them, which hold real tags."""
    assert _share(_bodies_kept(corpus.path, corpus.articles)) > 0.9995


def _bodies_kept(path: Path, articles: Iterable[StoredArticle]) -> Iterator[bool]:
    bodies = {stored.article.url: stored.article.body for stored in articles}
    for record in _records(path):
        url = clean_url(record["url"])
        if url in bodies:
            yield "".join(record["body"].split()) == "".join(bodies[url].split())


def _dates(path: Path) -> dict[str, str]:
    """Address -> date as written."""
    return {url: record["date"] for record in _records(path) if (url := clean_url(record["url"]))}


def _records(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as packed:
        yield from map(json.loads, packed)


def _share(holds: Iterable[bool]) -> float:
    outcomes: Sequence[bool] = list(holds)
    return sum(outcomes) / len(outcomes) if outcomes else 1.0


def _folded(place: str | None) -> str:
    return re.sub(r"\s*/\s*", "/", " ".join((place or "").split())).casefold()
