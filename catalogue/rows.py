"""Rows of the tables as values and back; a row that is not what was written is refused.

Each `…_of` raises `DataFolderError` for a damaged row.
"""

import zlib
from typing import Any

import numpy as np
from sqlalchemy import Row

from core.articles import Article, NewRevision, Passage, StoredPassage, hash_of
from core.errors import DataFolderError

REMEDY = "restore the folder from a backup, or choose another --data."


def article_of(row: Row[Any]) -> Article:
    """The article in a row of `revisions`."""
    if hash_of(row.text, row.metadata) != row.content_hash:
        raise DataFolderError(f"The article {row.article_id} is damaged in the catalogue; {REMEDY}")
    return Article.from_metadata(row.article_id, row.revision, row.text, row.metadata)


def revision_row(revision: NewRevision) -> dict[str, Any]:
    """The row of a revision that is to answer."""
    article = revision.article
    return {
        "article_id": article.id,
        "revision": article.revision,
        "state": "live",
        "content_hash": article.content_hash,
        "dateline": article.dateline,
        "metadata": article.metadata(),
        "text": article.text,
        "origin": revision.origin,
        "signature": revision.signature,
        "group_id": revision.group_id,
    }


def passage_of(row: Row[Any]) -> Passage:
    """The passage in a row of `passages`, whatever its vectors are."""
    spans = tuple((start, end) for start, end in row.sentences)
    return Passage(row.article_id, row.revision, row.number, spans)


def stored_of(row: Row[Any]) -> StoredPassage:
    """The passage in a row of `passages` joined with its revision."""
    passage = passage_of(sound(row))
    vector = np.frombuffer(row.vector, dtype="<f4")
    return StoredPassage(
        passage=passage,
        article=article_of(row),
        header=row.header,
        vector=vector,
        sentence_vectors=np.frombuffer(row.sentence_vectors, dtype="<f4").reshape(len(passage.sentences), -1),
        group=row.group_id,
    )


def sound(row: Row[Any]) -> Row[Any]:
    """A row of `passages`, unless it is damaged; those of before checksums are taken as they are."""
    if row.checksum is not None and row.checksum != _checksum(row.vector, row.sentence_vectors):
        raise DataFolderError(f"The passage {row.id} is damaged in the catalogue; {REMEDY}")
    return row


def passage_row(stored: StoredPassage) -> dict[str, Any]:
    """The row of a passage with its vectors."""
    passage = stored.passage
    vectors = [part.astype("<f4").tobytes() for part in (stored.vector, stored.sentence_vectors)]
    return {
        "id": passage.id,
        "article_id": passage.article_id,
        "revision": passage.revision,
        "number": passage.number,
        "header": stored.header,
        "sentences": [list(span) for span in passage.sentences],
        "vector": vectors[0],
        "sentence_vectors": vectors[1],
        "checksum": _checksum(*vectors),
    }


def register_of(row: Row[Any]) -> tuple[bytes, np.ndarray]:
    """The register in a row of `registers` as JSON, with its vectors, float32, all in one dimension."""
    if row.checksum != _checksum(row.body, row.vectors):
        raise DataFolderError(f"The register of {row.origin} is damaged in the catalogue; {REMEDY}")
    return row.body, np.frombuffer(row.vectors, dtype="<f4")


def register_row(origin: str, digest: str, body: bytes, vectors: np.ndarray) -> dict[str, Any]:
    """The row of a folder's register."""
    blob = vectors.astype("<f4").tobytes()
    return {"origin": origin, "digest": digest, "body": body, "vectors": blob, "checksum": _checksum(body, blob)}


def _checksum(*blobs: bytes) -> int:
    """CRC-32: it is damage that is looked for, not malice."""
    return zlib.crc32(b"".join(blobs))
