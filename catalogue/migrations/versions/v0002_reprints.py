"""What finds and groups near-duplicates: a signature of the text, and the article whose reprint a revision is."""

from alembic import op
from sqlalchemy import Column, LargeBinary, String

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Two columns, empty for what is there already."""
    op.add_column("revisions", Column("signature", LargeBinary))
    op.add_column("revisions", Column("group_id", String))
    op.create_index("ix_revisions_group_id", "revisions", ["group_id"])
