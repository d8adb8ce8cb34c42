"""Deciding is pure: what is held in, an outcome out."""

from datetime import UTC, datetime

from app.ingest.decide import Outcome, decide
from app.values import Candidate, Held
from tests.building import article

EARLY, LATE = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 2, tzinfo=UTC)


def outcome(candidate: Candidate, held: Held | None) -> Outcome:
    return decide(candidate, {candidate.key: held} if held else {})


def test_what_is_not_held_is_added() -> None:
    assert outcome(Candidate.of(article()), None) is Outcome.ADDED


def test_the_same_content_is_unchanged() -> None:
    candidate = Candidate.of(article())
    assert outcome(candidate, Held(1, 1, candidate.content_hash)) is Outcome.UNCHANGED


def test_a_former_version_is_unchanged() -> None:
    candidate = Candidate.of(article())
    held = Held(1, 2, "other", former=frozenset({candidate.content_hash}))
    assert outcome(candidate, held) is Outcome.UNCHANGED


def test_new_content_is_an_update() -> None:
    assert outcome(Candidate.of(article()), Held(1, 1, "other")) is Outcome.UPDATED


def test_an_edition_dated_earlier_by_its_publisher_is_no_update() -> None:
    early, late = Candidate.of(article(updated_at=EARLY)), Candidate.of(article(updated_at=LATE))
    assert outcome(early, Held(1, 1, "other", updated_at=LATE)) is Outcome.UNCHANGED
    assert outcome(late, Held(1, 1, "other", updated_at=EARLY)) is Outcome.UPDATED
    assert outcome(early, Held(1, 1, "other", updated_at=EARLY)) is Outcome.UPDATED


def test_a_headline_alone_does_not_take_the_place_of_a_text() -> None:
    listed = Candidate.of(article(body=""))
    assert outcome(listed, Held(1, 1, "other", has_text=True)) is Outcome.UNCHANGED
    assert outcome(listed, Held(1, 1, "other")) is Outcome.UPDATED
    assert outcome(Candidate.of(article()), Held(1, 1, "other")) is Outcome.UPDATED
