"""Alembic's entry point. The connection, with its transaction open, is handed in by app.articles.database."""

from alembic import context
from sqlmodel import SQLModel

import app.articles.rows  # registers the tables
import app.keys.rows  # noqa: F401  registers the tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    # SQLite can roll back CREATE and ALTER; the caller commits all migrations or none.
    transactional_ddl=True,
)
context.run_migrations()
