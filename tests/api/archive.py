"""A small archive of invented articles, written straight into a data directory."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from app.runtime import Runtime, open_runtime
from app.settings import Settings
from app.values import Article, Candidate, Moment, Precision

#: The clock of the tests stands still; every article is added a minute after the one before.
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

POST, TIMES = "Harbour Post", "Vale Times"


def day(text: str, precision: Precision = Precision.SECOND) -> Moment:
    return Moment(datetime.fromisoformat(text).replace(tzinfo=UTC), precision)


ARTICLES = (
    Article(
        POST,
        "Ferry service to Norrey island stops",
        "The ferry stopped on Monday. The ferry company gave no date for its return.\n\nIslanders are angry.",
        description="No boats until further notice",
        byline="By Ines Calder and Tom Roe",
        authors=("Ines Calder", "Tom Roe"),
        section="Local",
        tags=("ferries", "islands, outer"),
        language="en",
        url="https://harbourpost.example/ferry-stops?id=7",
        published=day("2024-03-04T08:30:00"),
        updated_at=datetime(2024, 3, 4, 9, 0, tzinfo=UTC),
    ),
    Article(
        TIMES,
        "Ferry <b>fares</b> & tolls to rise",
        "Fares rise by a tenth, the ministry said <script>alert(1)</script> on Tuesday.",
        agency="Reuters",
        dateline="NORREY",
        section="Business",
        language="en",
        published=day("2024-03-05T10:00:00"),
        source_domain="valetimes.example",
    ),
    Article(TIMES, "Dam above Oldbridge holds", "The dam held.", published=day("2024-03-05", Precision.DAY)),
    Article(POST, "The year of the flood", "A look back.", published=day("1963-01-01", Precision.YEAR)),
    Article(
        POST,
        "Der Damm hält",
        "Die Fähre fährt wieder.",
        language="de",
        published=day("2024-03-01", Precision.MONTH),
    ),
    Article(TIMES, "Undated notes from the harbour", "Nobody knows when.", flags=("no_date",)),
)


def open_archive(settings: Settings) -> Runtime:
    """A runtime over the data directory of ``settings``, with the clock of the tests."""
    return open_runtime(settings, clock=lambda: NOW)


def add(runtime: Runtime, articles: Sequence[Article], *, at: datetime = NOW, index: bool = True) -> None:
    """Store the articles, each a minute later than the one before, and bring the index in step."""
    with runtime.writing():
        for number, article in enumerate(articles):
            incoming = Candidate.of(article)
            with runtime.articles.transaction() as transaction:
                held = transaction.held([incoming.key]).get(incoming.key)
                transaction.write([(incoming, held)], at + timedelta(minutes=number))
        if index:
            runtime.indexer.sync()
