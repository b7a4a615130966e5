"""Registers: reviewed statements beside articles, with the vectors of the questions that they answer."""

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, String

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """A new table; it fills at the next ingest of a folder that has a register."""
    op.create_table(
        "registers",
        Column("origin", String, primary_key=True),
        Column("digest", String, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("vectors", LargeBinary, nullable=False),
        Column("checksum", Integer, nullable=False),
    )
