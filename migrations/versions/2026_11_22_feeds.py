"""Watched feeds, and the entries of those whose pages are fetched."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("url", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("last_modified", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime()),
        sa.Column("next_at", sa.DateTime()),
        sa.Column("not_before", sa.DateTime()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("rejected_in_all", sa.Integer(), nullable=False),
        sa.Column("moved_to", sa.String(), nullable=False),
    )
    op.create_table(
        "feed_entries",
        sa.Column("feed_url", sa.String(), sa.ForeignKey("feeds.url"), primary_key=True),
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
    )


def downgrade() -> None:
    for table in ("feed_entries", "feeds"):
        op.drop_table(table)
