"""The tables as they were before versions were kept by Alembic."""

from alembic import op
from sqlalchemy import JSON, Column, Date, DateTime, Integer, LargeBinary, String

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all four tables."""
    op.create_table(
        "revisions",
        Column("article_id", String, primary_key=True),
        Column("revision", Integer, primary_key=True),
        Column("state", String, nullable=False, index=True),
        Column("content_hash", String, nullable=False),
        Column("dateline", Date, index=True),
        Column("metadata", JSON, nullable=False),
        Column("text", String, nullable=False),
        Column("origin", String),
    )
    op.create_table(
        "passages",
        Column("id", String, primary_key=True),
        Column("article_id", String, nullable=False, index=True),
        Column("revision", Integer, nullable=False),
        Column("number", Integer, nullable=False),
        Column("header", String, nullable=False),
        Column("sentences", JSON, nullable=False),
        Column("vector", LargeBinary, nullable=False),
        Column("sentence_vectors", LargeBinary, nullable=False),
    )
    op.create_table(
        "questions",
        Column("answer_id", String, primary_key=True),
        Column("asked_at", DateTime, nullable=False, index=True),
        Column("answer", JSON, nullable=False),
    )
    op.create_table(
        "notes",
        Column("name", String, primary_key=True),
        Column("value", String, nullable=False),
    )
