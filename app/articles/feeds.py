"""What is remembered of watched feeds: states and, where pages are fetched, entries."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlmodel import Session, SQLModel, col

from app.articles import database
from app.articles.rows import FeedEntryRow, FeedRow
from app.values import EntryState, FeedState


class FeedStore:
    """States of feeds, in the database of the articles."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> tuple[FeedState, ...]:
        """Every feed that was ever checked, by name."""
        query = select(FeedRow).order_by(col(FeedRow.name), col(FeedRow.url))
        with database.reading(self._engine) as connection, Session(connection) as session:
            return tuple(FeedState(**row.model_dump()) for row in session.execute(query).scalars())

    def save(self, state: FeedState, entries: Iterable[EntryState] = ()) -> None:
        """Remember the state of a feed, and of these entries of it, in one transaction."""
        with database.writing(self._engine) as connection:
            connection.execute(_put(FeedRow, ("url",)), asdict(state))
            values = [asdict(entry) | {"feed_url": state.url} for entry in entries]
            if values:
                connection.execute(_put(FeedEntryRow, ("feed_url", "key")), values)

    def entries(self, url: str) -> dict[str, EntryState]:
        """What is remembered of the entries of a feed, by their natural keys."""
        query = select(FeedEntryRow).where(col(FeedEntryRow.feed_url) == url)
        with database.reading(self._engine) as connection, Session(connection) as session:
            rows = session.execute(query).scalars()
            return {row.key: EntryState(**row.model_dump(exclude={"feed_url"})) for row in rows}

    def forget_entries(self, url: str, before: datetime) -> None:
        """Forget the entries that the feed has not shown since."""
        with database.writing(self._engine) as connection:
            connection.execute(
                delete(FeedEntryRow).where(
                    col(FeedEntryRow.feed_url) == url, col(FeedEntryRow.seen_at) < before
                )
            )


def _put(table: type[SQLModel], key: tuple[str, ...]) -> Insert:
    """Insert a row, or put it in the place of the one with the same key."""
    statement = insert(table)
    others = {name: statement.excluded[name] for name in table.model_fields if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=others)
