"""Keys that may write articles of some sources only."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("keys", sa.Column("sources", sa.String()))


def downgrade() -> None:
    op.drop_column("keys", "sources")
