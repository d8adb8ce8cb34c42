"""The tables. Rows never leave this package."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.articles.rows import UtcDateTime


class KeyRow(SQLModel, table=True):
    """A key. Its text is not here, and cannot be found from what is. Never deleted: the audit names it."""

    __tablename__ = "keys"

    id: int | None = Field(default=None, primary_key=True)
    prefix: str = Field(unique=True)
    digest: bytes
    name: str
    scopes: str
    sources: str | None = None
    rate: int | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class EntryRow(SQLModel, table=True):
    """One change made with a key, written in the transaction that made it. Outlives the article."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    key_id: int = Field(foreign_key="keys.id", index=True)
    request_id: str
    article_id: int
    effect: str


class ReceiptRow(SQLModel, table=True):
    """The answer to a request with an Idempotency-Key, written in the transaction of its effect."""

    __tablename__ = "receipts"

    key_id: int = Field(primary_key=True, foreign_key="keys.id")
    name: str = Field(primary_key=True)
    fingerprint: bytes
    status: int
    headers: str
    body: bytes
    at: datetime = Field(sa_type=UtcDateTime, index=True)
