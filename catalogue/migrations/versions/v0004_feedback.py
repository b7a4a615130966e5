"""What visitors said of answers."""

from alembic import op
from sqlalchemy import Column, DateTime, String

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """A new table, empty."""
    op.create_table(
        "feedback",
        Column("answer_id", String, primary_key=True),
        Column("given_at", DateTime, nullable=False),
        Column("verdict", String, nullable=False),
        Column("reason", String),
    )
