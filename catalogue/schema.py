"""The tables. Vectors are float32 bytes, little-endian; dates and lists are ISO text and JSON.

Whoever changes a table here adds the version to `migrations` that brings older folders along.
"""

from sqlalchemy import Column, Date, DateTime, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.types import JSON

metadata = MetaData()

revisions = Table(
    "revisions",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("state", String, nullable=False, index=True, doc="live or superseded"),
    Column("content_hash", String, nullable=False),
    Column("dateline", Date, index=True),
    Column("metadata", JSON, nullable=False),
    Column("text", String, nullable=False),
    Column("origin", String, doc="the file it came from, as an absolute path, or its address"),
    Column("signature", LargeBinary, doc="MinHash of the text, by which near-duplicates are found"),
    Column("group_id", String, index=True, doc="id of the article whose reprint this is"),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String, primary_key=True),
    Column("article_id", String, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("header", String, nullable=False, doc="title and dateline, part of what is embedded"),
    Column("sentences", JSON, nullable=False, doc="[[start, end], …] into the revision's text"),
    Column("vector", LargeBinary, nullable=False),
    Column("sentence_vectors", LargeBinary, nullable=False),
    Column("checksum", Integer, doc="CRC-32 of both; none for what is older than it"),
)

registers = Table(
    "registers",
    metadata,
    Column("origin", String, primary_key=True, doc="the folder it came from, as an absolute path"),
    Column("digest", String, nullable=False, doc="SHA-256 of its files"),
    Column("body", LargeBinary, nullable=False, doc="the register as JSON"),
    Column("vectors", LargeBinary, nullable=False, doc="of its statements' questions, in their order"),
    Column("checksum", Integer, nullable=False, doc="CRC-32 of both"),
)

questions = Table(
    "questions",
    metadata,
    Column("answer_id", String, primary_key=True),
    Column("asked_at", DateTime, nullable=False, index=True, doc="UTC"),
    Column("answer", JSON, nullable=False, doc="the answer as JSON, without trace"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("answer_id", String, primary_key=True),
    Column("given_at", DateTime, nullable=False, doc="UTC"),
    Column("verdict", String, nullable=False, doc="up or down"),
    Column("reason", String),
)

notes = Table(
    "notes",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
    comment="what the stores were made with, and whether the derived indexes may be behind",
)
