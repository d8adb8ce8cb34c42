"""Changes within one transaction: what becomes of each, what is refused, and what is noted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.articles import ArticleStore
from app.editing import Edited, Edits, Effect, SourceForbidden, require_own
from app.editing.edits import _rounds
from app.errors import Conflict, NotAsExpected, NotFound
from app.values import Article, Candidate, StoredArticle
from tests.building import NOW, article, write

LATER = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def edits(store: ArticleStore) -> Iterator[Edits]:
    """Over articles 1 and 2 of the Harbour Gazette, and 3 of the Coast Digest."""
    write(store, [article(1), article(2), article(3, source="Coast Digest")])
    with store.transaction() as transaction:
        yield Edits(transaction, LATER)


def of(*articles: Article) -> list[Candidate]:
    return [Candidate.of(each) for each in articles]


def whatever(_stored: StoredArticle) -> None:
    return


def unexpected(_stored: StoredArticle) -> None:
    raise NotAsExpected("changed since")


def test_articles_are_added_updated_or_left_in_the_order_given(edits: Edits) -> None:
    new, second = article(9), article(2, title="Second")
    assert edits.add(of(new, article(1), second, new, second)) == [
        Edited(Effect.ADDED, 4, 1),
        Edited(Effect.UNCHANGED, 1, 1),
        Edited(Effect.UPDATED, 2, 2),
        Edited(Effect.DUPLICATE, 4, 1),
        Edited(Effect.DUPLICATE, 2, 2),
    ]
    assert edits.changes == [(4, Effect.ADDED), (2, Effect.UPDATED)]
    assert edits.get(2).article == second
    assert edits.get(4).added_at == LATER


def test_of_several_editions_in_one_request_the_last_one_stays(edits: Edits) -> None:
    editions = [article(9, title=title) for title in ("One", "Two", "Three")]
    added = edits.add(of(editions[0], article(8), editions[1], editions[0], editions[2]))
    assert [(each.effect, each.id, each.version) for each in added] == [
        (Effect.ADDED, 4, 1),
        (Effect.ADDED, 5, 1),
        (Effect.UPDATED, 4, 2),
        (Effect.DUPLICATE, 4, 1),
        (Effect.UPDATED, 4, 3),
    ]
    assert edits.get(4).article == editions[2]
    assert edits.add([]) == []
    assert _rounds([]) == []


def test_what_must_be_new_and_is_not_is_refused(edits: Edits) -> None:
    assert edits.add(of(article(9)), only_new=True) == [Edited(Effect.ADDED, 4, 1)]
    with pytest.raises(
        NotAsExpected, match=r"^An article like this is here already, and If-None-Match: \* was sent\.$"
    ):
        edits.add(of(article(10), article(1)), only_new=True)
    assert edits.changes == [(4, Effect.ADDED)]


def test_an_article_is_replaced_even_by_what_it_said_before(edits: Edits, store: ArticleStore) -> None:
    second = article(1, title="Second", updated_at=NOW)
    assert edits.replace(1, *of(second), whatever) == Edited(Effect.UPDATED, 1, 2)
    assert edits.replace(1, *of(second), whatever) == Edited(Effect.UNCHANGED, 1, 2)
    assert edits.replace(1, *of(article(1)), whatever) == Edited(Effect.UPDATED, 1, 3)
    moved = article(1, url="https://harbour-gazette.example/moved")
    assert edits.replace(1, *of(moved), whatever) == Edited(Effect.UPDATED, 1, 4)
    assert edits.get(1).article == moved
    assert edits.changes == [(1, Effect.UPDATED)] * 3
    edits._transaction.connection.commit()
    assert [former.number for former in store.versions(1)] == [1, 2, 3]


def test_an_article_does_not_take_the_place_of_another(edits: Edits) -> None:
    with pytest.raises(
        Conflict, match=r"^That would be the same article as 2, by its address, id or text\.$"
    ):
        edits.replace(1, *of(article(2, title="Second")), whatever)
    assert edits.changes == []


def test_what_is_not_as_its_writer_believes_stays(edits: Edits) -> None:
    for change in (
        lambda: edits.replace(1, *of(article(1, title="Second")), unexpected),
        lambda: edits.remove(1, unexpected),
    ):
        with pytest.raises(NotAsExpected):
            change()
    assert (edits.get(1).article, edits.changes) == (article(1), [])


def test_what_is_removed_is_gone(edits: Edits) -> None:
    assert edits.remove(2, whatever) == Edited(Effect.REMOVED, 2, 1)
    assert edits.changes == [(2, Effect.REMOVED)]
    for change in (
        lambda: edits.get(2),
        lambda: edits.remove(2, whatever),
        lambda: edits.replace(2, *of(article(2)), whatever),
    ):
        with pytest.raises(NotFound, match=r"^There is no article with this id\.$"):
            change()


def test_a_key_of_one_source_changes_no_article_of_another(edits: Edits) -> None:
    """K09"""
    own = Edits(edits._transaction, LATER, frozenset({"harbour-gazette"}))
    coast = article(3, source="Coast Digest")
    taken = replace(coast, source="Harbour Gazette")
    for change in (
        lambda: own.add(of(article(9), article(8, source="Coast Digest"))),
        lambda: own.add(of(article(9, republished_by="Coast Digest"))),
        lambda: own.replace(1, *of(article(1, source="Coast Digest")), whatever),
        lambda: own.replace(3, *of(taken), whatever),
        lambda: own.remove(3, whatever),
    ):
        with pytest.raises(SourceForbidden, match=r"^This key may write articles of harbour-gazette only\.$"):
            change()
    assert own.changes == []
    assert own.add(of(article(9))) == [Edited(Effect.ADDED, 4, 1)]
    assert own.replace(1, *of(article(1, title="Second")), whatever).effect is Effect.UPDATED
    assert own.remove(2, whatever).effect is Effect.REMOVED


def test_what_is_there_under_the_same_key_is_looked_at_too(edits: Edits) -> None:
    """K09: an article that is credited to another."""
    one = Candidate.of(article(3, source="Coast Digest"))
    own = Edits(edits._transaction, LATER, frozenset({"harbour-gazette"}))
    foreign = replace(Candidate.of(article(3)), key=one.key)
    with pytest.raises(SourceForbidden):
        own.add([foreign])


def test_whose_articles_a_key_may_write() -> None:
    """K09"""
    both = article(1, republished_by="Coast Digest")
    require_own(frozenset(), both)
    require_own(frozenset({"harbour-gazette", "coast-digest"}), both)
    require_own(frozenset({"harbour-gazette"}), article(1))
    for sources in ({"harbour-gazette"}, {"coast-digest"}, {"other"}):
        with pytest.raises(SourceForbidden):
            require_own(frozenset(sources), both)
    with pytest.raises(SourceForbidden, match=r"articles of a, b only"):
        require_own(frozenset({"b", "a"}), article(1))
