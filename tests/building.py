"""Articles for tests, and writing them the way the pipeline does."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from app.articles import ArticleStore
from app.ingest.decide import Outcome, decide
from app.values import Article, Candidate, Moment, Precision

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def article(number: int = 1, **changes: Any) -> Article:
    """An article of the Harbour Gazette with its own address, or as ``changes`` say."""
    values: dict[str, Any] = {
        "source": "Harbour Gazette",
        "title": f"Ferry {number} sails again",
        "body": f"The ferry line said that boat {number} will sail again on Monday.",
        "url": f"https://harbour-gazette.example/ferry/{number}",
        "published": Moment(datetime(2024, 3, 1 + number % 28, tzinfo=UTC), Precision.DAY),
    }
    return Article(**values | changes)


def write(store: ArticleStore, articles: Iterable[Article], now: datetime = NOW) -> list[Outcome]:
    """Decide and write in one transaction."""
    candidates = [Candidate.of(one) for one in articles]
    with store.transaction() as transaction:
        held = transaction.held([candidate.key for candidate in candidates])
        outcomes = [decide(candidate, held) for candidate in candidates]
        changed = [
            (candidate, held.get(candidate.key))
            for candidate, outcome in zip(candidates, outcomes, strict=True)
            if outcome is not Outcome.UNCHANGED
        ]
        transaction.write(changed, now)
    return outcomes
