"""Answers kept for requests that are sent again with the same Idempotency-Key.

(draft-ietf-httpapi-idempotency-key-header.) A receipt is written in the transaction of the effect it tells
of: either both are there after a crash or neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from app.errors import RequestError
from app.keys.rows import ReceiptRow


class KeyReused(RequestError):
    code = "idempotencyKeyReused"
    title = "Idempotency-Key used for something else"
    status = 422


@dataclass(frozen=True, slots=True)
class Receipt:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Once:
    """A request that shall have its effect once: the client's name for it, and a digest of what it asks."""

    name: str
    fingerprint: bytes


def find(connection: Connection, key_id: int, once: Once) -> Receipt | None:
    """The answer to the same request before. Raises KeyReused when it was another one."""
    query = select(
        col(ReceiptRow.fingerprint), col(ReceiptRow.status), col(ReceiptRow.headers), col(ReceiptRow.body)
    ).where(col(ReceiptRow.key_id) == key_id, col(ReceiptRow.name) == once.name)
    row = connection.execute(query).first()
    if row is None:
        return None
    fingerprint, status, headers, body = row
    if fingerprint != once.fingerprint:
        raise KeyReused("This Idempotency-Key came with another request before; use a new one.")
    return Receipt(status, orjson.loads(headers), body)


def keep(connection: Connection, key_id: int, once: Once, receipt: Receipt, now: datetime) -> None:
    """Keep the answer."""
    row = {
        "key_id": key_id,
        "name": once.name,
        "fingerprint": once.fingerprint,
        "status": receipt.status,
        "headers": orjson.dumps(dict(receipt.headers)).decode(),
        "body": receipt.body,
        "at": now,
    }
    connection.execute(insert(ReceiptRow), [row])


def forget(connection: Connection, now: datetime, hours: int) -> None:
    """Drop the answers that are older."""
    connection.execute(delete(ReceiptRow).where(col(ReceiptRow.at) < now - timedelta(hours=hours)))
