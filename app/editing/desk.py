"""One request to write, from the writer lock to the answer that may be given again."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from app.articles import ArticleStore, Transaction
from app.editing.edits import Edits
from app.editing.turns import Turns
from app.errors import DatelineError
from app.indexer import Indexer
from app.keys import receipts
from app.keys.audit import Signature, record
from app.keys.receipts import Once, Receipt

#: Seconds a turn may spend on the index. What is left, after a killed ingest say, is the syncer's.
_CATCHING_UP = 0.5

log = logging.getLogger(__name__)


class Desk:
    """Writes what clients ask for. Safe to share between threads."""

    def __init__(
        self,
        articles: ArticleStore,
        turns: Turns,
        clock: Callable[[], datetime],
        *,
        remembered_hours: int,
    ) -> None:
        self._articles = articles
        self._turns = turns
        self._clock = clock
        self._hours = remembered_hours

    def perform(
        self, edit: Callable[[Edits], Receipt], signature: Signature, once: Once | None = None
    ) -> Receipt:
        """Make the edits in one transaction, with their audit, and give their answer.

        When it returns all of it is on the disk, and in the index if there is one. With ``once`` an answer
        given before is given again and nothing is changed. Raises Busy when it is never our turn, StoreError,
        KeyReused, SourceForbidden, and what ``edit`` raises: then nothing is changed.
        """
        return self._turns.take(lambda: self._perform(edit, signature, once))

    def _perform(self, edit: Callable[[Edits], Receipt], signature: Signature, once: Once | None) -> Receipt:
        now = self._clock()
        with self._articles.transaction() as transaction:
            if once is None:
                return _edited(transaction, edit, signature, now)
            receipts.forget(transaction.connection, now, self._hours)
            known = receipts.find(transaction.connection, signature.key_id, once)
            if known is None:
                known = _edited(transaction, edit, signature, now)
                receipts.keep(transaction.connection, signature.key_id, once, known, now)
                return known
            return Receipt(known.status, {**known.headers, "Idempotent-Replayed": "true"}, known.body)


def _edited(
    transaction: Transaction, edit: Callable[[Edits], Receipt], signature: Signature, now: datetime
) -> Receipt:
    edits = Edits(transaction, now, signature.sources)
    receipt = edit(edits)
    record(transaction.connection, signature, edits.changes, now)
    return receipt


def catch_up(indexer: Indexer) -> None:
    """Bring the index in step, for half a second at most. Where there is none the change is safe anyway."""
    until = time.monotonic() + _CATCHING_UP
    try:
        while indexer.step() and time.monotonic() < until:
            pass
    except DatelineError as error:
        log.warning("the index is not in step with what was written: %s", error)
