"""What finds and groups near-duplicates, and a checksum of the vectors; nothing is pending any more."""

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, String

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Columns, empty for what is there already; what a crash left pending goes, as it was never acknowledged."""
    op.execute(
        "DELETE FROM passages WHERE (article_id, revision) IN "
        "(SELECT article_id, revision FROM revisions WHERE state = 'pending')"
    )
    op.execute("DELETE FROM revisions WHERE state = 'pending'")
    op.add_column("passages", Column("checksum", Integer))
    op.execute(
        "UPDATE notes SET value = replace(value, ', splitter-1', "
        "(SELECT ', ' || (length(vector) / 4) || ' dimensions, splitter-1, cleaner-1' FROM passages LIMIT 1)) "
        "WHERE name = 'made_with' AND EXISTS (SELECT 1 FROM passages)"
    )
    op.execute("DELETE FROM notes WHERE name = 'made_with' AND NOT EXISTS (SELECT 1 FROM passages)")
    op.add_column("revisions", Column("signature", LargeBinary))
    op.add_column("revisions", Column("group_id", String))
    op.create_index("ix_revisions_group_id", "revisions", ["group_id"])
