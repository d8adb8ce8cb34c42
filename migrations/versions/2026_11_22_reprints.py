"""What tells that articles have the same text."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from app.values import text_key

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: Articles whose texts are in memory at the same time.
_CHUNK = 100


def upgrade() -> None:
    op.add_column("articles", sa.Column("text_key", sa.BigInteger()))
    for chunk in _texts(op.get_bind()):
        keys = [(text_key(body), number) for number, body in chunk]
        op.get_bind().exec_driver_sql("UPDATE articles SET text_key = ? WHERE id = ?", keys)
    op.create_index("ix_articles_text_key", "articles", ["text_key"])


def _texts(connection: sa.Connection) -> Iterator[list[tuple[int, str]]]:
    last = 0
    query = "SELECT id, body FROM articles WHERE id > ? ORDER BY id LIMIT ?"
    while rows := connection.exec_driver_sql(query, (last, _CHUNK)).all():
        yield [(number, body) for number, body in rows]
        last = rows[-1][0]


def downgrade() -> None:
    op.drop_index("ix_articles_text_key", "articles")
    op.drop_column("articles", "text_key")
