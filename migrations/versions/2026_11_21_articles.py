"""Sources, articles, former versions and the change log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("slug", sa.String(), nullable=False, unique=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("domain", sa.String()),
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("natural_key", sa.String(), nullable=False, unique=True),
        sa.Column("url_key", sa.String()),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("byline", sa.String(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("agency", sa.String()),
        sa.Column("dateline", sa.String()),
        sa.Column("section", sa.String()),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("language", sa.String()),
        sa.Column("url", sa.String()),
        sa.Column("image_url", sa.String()),
        sa.Column("external_id", sa.String()),
        sa.Column("republished_by", sa.String()),
        sa.Column("published_at", sa.DateTime()),
        sa.Column("published_precision", sa.String()),
        sa.Column("updated_at", sa.DateTime()),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_articles_url_key", "articles", ["url_key"])
    op.create_index("ix_articles_source_published", "articles", ["source_id", "published_at"])
    op.create_table(
        "article_versions",
        sa.Column("article_id", sa.Integer(), sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "changes",
        sa.Column("sequence", sa.Integer(), primary_key=True),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("changes", "article_versions", "articles", "sources"):
        op.drop_table(table)
