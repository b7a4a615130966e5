"""Reads and writes of the catalogue, each in one transaction."""

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import (
    Connection,
    Engine,
    ExceptionContext,
    Row,
    and_,
    create_engine,
    delete,
    event,
    exc,
    func,
    insert,
    select,
    update,
)

from catalogue.migrate import bring_to_head
from catalogue.privacy import without_contacts
from catalogue.schema import notes, passages, questions, revisions
from core.answers import Answer
from core.articles import Article, IndexRow, NewRevision, Passage, StoredPassage, hash_of
from core.errors import DataFolderError

VERSION = "version"
REMOVED = "last_revision_of_removed:"
BATCH = 1000
"""Ids named in one query."""
LONGEST_REASON = 100
"""Characters of what SQLite says; it may quote what it cannot read."""
REMEDY = "restore the folder from a backup, or choose another --data."
FILE = "catalogue.sqlite"
KEPT_IN_MEMORY = 5000
"""Passages, of about 15 KB each."""


class Catalogue:
    """The catalogue of one data folder."""

    def __init__(self, engine: Engine, question_days: int) -> None:
        """Use `open_catalogue` for a folder."""
        self._engine = engine
        self._question_days = question_days
        self._kept: dict[str, StoredPassage] = {}  # what an id names never changes

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    # Articles

    def hash_of(self, article_id: str) -> str | None:
        """The content hash of the live revision."""
        query = select(revisions.c.content_hash).where(
            revisions.c.article_id == article_id, revisions.c.state == "live"
        )
        with self._engine.connect() as connection:
            return connection.scalar(query)

    def origin_of(self, article_id: str) -> str | None:
        """The file that the live revision came from, where that is known."""
        query = select(revisions.c.origin).where(revisions.c.article_id == article_id, revisions.c.state == "live")
        with self._engine.connect() as connection:
            return connection.scalar(query)

    def group_of(self, article_id: str) -> str | None:
        """The article whose reprint the live revision is; None for one that stands for itself."""
        query = select(revisions.c.group_id).where(revisions.c.article_id == article_id, revisions.c.state == "live")
        with self._engine.connect() as connection:
            return connection.scalar(query)

    def groups(self) -> dict[str, str]:
        """Of every live reprint, the article that it is one of."""
        query = select(revisions.c.article_id, revisions.c.group_id)
        query = query.where(revisions.c.state == "live", revisions.c.group_id.is_not(None))
        with self._engine.connect() as connection:
            return {row.article_id: row.group_id for row in connection.execute(query)}

    def signatures(self) -> list[tuple[str, bytes]]:
        """Article and signature of every live revision that has one, by article id."""
        query = select(revisions.c.article_id, revisions.c.signature).order_by(revisions.c.article_id)
        query = query.where(revisions.c.state == "live", revisions.c.signature.is_not(None))
        with self._engine.connect() as connection:
            return [(article_id, signature) for article_id, signature in connection.execute(query)]

    def next_revision(self, article_id: str) -> int:
        """The number that a new revision of this article gets."""
        with self._engine.connect() as connection:
            return _last_revision(connection, article_id) + 1

    def add(self, revised: Sequence[NewRevision]) -> list[str]:
        """Let revisions answer, all in one step, each in place of the one before; returns the passage ids that went."""
        with self._engine.begin() as connection:
            gone = [passage for revision in revised for passage in _promote(connection, revision)]
            _grow_version(connection)
        self._settle()
        return gone

    def remove(self, article_id: str) -> list[str]:
        """Delete an article with all its revisions; returns the passage ids that went."""
        with self._engine.begin() as connection:
            ids = list(connection.scalars(select(passages.c.id).where(passages.c.article_id == article_id)))
            _set_note(connection, f"{REMOVED}{article_id}", str(_last_revision(connection, article_id)))
            connection.execute(delete(passages).where(passages.c.article_id == article_id))
            connection.execute(delete(revisions).where(revisions.c.article_id == article_id))
            _grow_version(connection)
        self._settle()
        return ids

    def _settle(self) -> None:
        """Move what is committed from the log into the database file, where damage does not go unnoticed.

        SQLite takes a log for ended at its first damaged page, and says nothing of what came after it.
        """
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """The live revision, or the one asked for; None when there is none."""
        which = revisions.c.state == "live" if revision is None else revisions.c.revision == revision
        query = select(revisions).where(revisions.c.article_id == article_id, which)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return _article(row) if row else None

    def articles(self) -> list[Article]:
        """The live revision of every article, newest dateline first."""
        query = select(revisions).where(revisions.c.state == "live")
        with self._engine.connect() as connection:
            found = [_article(row) for row in connection.execute(query)]
        return sorted(found, key=lambda article: (article.dateline or date.min, article.id), reverse=True)

    # Passages

    def passages(self, ids: Sequence[str], as_of: date | None = None) -> dict[str, StoredPassage]:
        """The live ones among `ids`, of articles whose dateline is not after `as_of`."""
        live = select(passages.c.id).join_from(passages, revisions, _same_revision())
        live = live.where(revisions.c.state == "live", passages.c.id.in_(ids))
        if as_of:
            live = live.where(revisions.c.dateline <= as_of)
        with self._engine.connect() as connection:
            found = list(connection.scalars(live))
            kept = self._kept
            fresh = _load(connection, [one for one in found if one not in kept])
        if fresh:
            self._kept = (kept if len(kept) < KEPT_IN_MEMORY else {}) | fresh
        both = kept | fresh if fresh else kept
        return {one: both[one] for one in found if one in both}  # one may have gone since it was found

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article's live revision, in order."""
        query = select(passages).join_from(passages, revisions, _same_revision()).order_by(passages.c.number)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(revisions.c.state == "live", passages.c.article_id == article_id))
            return [_passage(row) for row in rows]

    def live_ids(self) -> set[str]:
        """The ids of all passages that may answer."""
        query = (
            select(passages.c.id).join_from(passages, revisions, _same_revision()).where(revisions.c.state == "live")
        )
        with self._engine.connect() as connection:
            return set(connection.scalars(query))

    def index_rows(self, ids: Sequence[str]) -> Iterator[IndexRow]:
        """What the indexes hold of the live ones among `ids`, a batch at a time."""
        for first in range(0, len(ids), BATCH):
            with self._engine.connect() as connection:
                yield from _index_rows(connection, ids[first : first + BATCH])

    def version(self) -> int:
        """A number that grows whenever what may answer changes."""
        return int(self.noted(VERSION) or 0)

    def companies(self) -> list[str]:
        """The companies that live articles say they are about, the most written about first."""
        query = select(revisions.c.metadata).where(revisions.c.state == "live")
        with self._engine.connect() as connection:
            named = Counter(name for known in connection.scalars(query) for name in known["companies"])
        return [name for name, _ in named.most_common()]

    # Notes

    def noted(self, name: str) -> str | None:
        """What was noted under `name`."""
        with self._engine.connect() as connection:
            return connection.scalar(select(notes.c.value).where(notes.c.name == name))

    def note(self, name: str, value: str) -> None:
        """Note something, in place of what stood there."""
        with self._engine.begin() as connection:
            _set_note(connection, name, value)

    # Questions

    def log_answer(self, answer: Answer) -> None:
        """Remember the question and its answer, with nothing personal, and delete what is too old."""
        body = answer.to_json()
        body.pop("trace", None)
        # A refusal repeats words of the question; the words of an answer are those of articles.
        for key in ("question", "standalone_question", *(() if answer.sentences else ("text",))):
            body[key] = without_contacts(body[key])
        now = datetime.now(UTC)
        row = {"answer_id": answer.id, "asked_at": now.replace(tzinfo=None), "answer": body}
        with self._engine.begin() as connection:
            connection.execute(insert(questions), row)
            self._forget(connection, now)

    def logged(self, answer_id: str) -> dict[str, Any] | None:
        """A logged answer as JSON."""
        with self._engine.connect() as connection:
            return connection.scalar(select(questions.c.answer).where(questions.c.answer_id == answer_id))

    def forget_questions(self, now: datetime | None = None) -> int:
        """Delete the questions that are older than the days they are kept; returns how many."""
        with self._engine.begin() as connection:
            return self._forget(connection, now or datetime.now(UTC))

    def _forget(self, connection: Connection, now: datetime) -> int:
        limit = now.replace(tzinfo=None) - timedelta(days=self._question_days)
        return connection.execute(delete(questions).where(questions.c.asked_at < limit)).rowcount


def open_catalogue(folder: Path, question_days: int = 90) -> Catalogue:
    """The catalogue in `folder`, made or migrated as needed; `DataFolderError` when it cannot be used."""
    engine = create_engine(f"sqlite:///{folder / FILE}", json_deserializer=_json)
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "handle_error", partial(_explain, folder))
    try:
        bring_to_head(engine, folder)
    except (exc.DBAPIError, sqlite3.Error) as error:
        said = getattr(error, "orig", error)
        raise DataFolderError(f"The catalogue in {folder} cannot be opened ({said}); choose another --data.") from None
    return Catalogue(engine, question_days)


def _set_up_connection(connection: Any, _: object) -> None:
    """WAL, so that readers never wait; FULL, so that what is acknowledged survives a power cut."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _explain(folder: Path, context: ExceptionContext) -> None:
    """Say in one sentence what became of the file or the disk; an error in a statement of ours stays what it is."""
    kind = type(context.sqlalchemy_exception)
    if kind in (exc.DatabaseError, exc.OperationalError):
        reason = str(context.original_exception).splitlines()[0][:LONGEST_REASON]
        remedy = REMEDY if kind is exc.DatabaseError else "mend its disk, or choose another --data."
        raise DataFolderError(f"The catalogue in {folder} cannot be used ({reason}); {remedy}")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise DataFolderError(f"The catalogue holds what is not JSON, so it is damaged; {REMEDY}") from None


def _promote(connection: Connection, revision: NewRevision) -> list[str]:
    article = revision.article
    mine, older = revisions.c.article_id == article.id, passages.c.article_id == article.id
    gone = list(connection.scalars(select(passages.c.id).where(older)))
    connection.execute(update(revisions).where(mine, revisions.c.state == "live").values(state="superseded"))
    connection.execute(delete(passages).where(older))
    connection.execute(insert(revisions), _revision_row(revision))
    connection.execute(insert(passages), [_passage_row(one) for one in revision.passages])
    return gone


def _last_revision(connection: Connection, article_id: str) -> int:
    """The highest number that a revision of this article ever had, also before it was removed."""
    query = select(func.max(revisions.c.revision)).where(revisions.c.article_id == article_id)
    removed = select(notes.c.value).where(notes.c.name == f"{REMOVED}{article_id}")
    return connection.scalar(query) or int(connection.scalar(removed) or 0)


def _grow_version(connection: Connection) -> None:
    known = connection.scalar(select(notes.c.value).where(notes.c.name == VERSION))
    _set_note(connection, VERSION, str(int(known or 0) + 1))


def _set_note(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(notes).where(notes.c.name == name))
    connection.execute(insert(notes), {"name": name, "value": value})


def _same_revision() -> Any:
    return and_(passages.c.article_id == revisions.c.article_id, passages.c.revision == revisions.c.revision)


def _load(connection: Connection, ids: Sequence[str]) -> dict[str, StoredPassage]:
    kept = revisions.c.metadata, revisions.c.text, revisions.c.content_hash, revisions.c.group_id
    query = select(passages, *kept)
    query = query.join_from(passages, revisions, _same_revision()).where(revisions.c.state == "live")
    rows = connection.execute(query.where(passages.c.id.in_(ids))) if ids else ()
    return {row.id: _stored(row) for row in rows}


def _index_rows(connection: Connection, ids: Sequence[str]) -> Iterator[IndexRow]:
    query = select(passages).join_from(passages, revisions, _same_revision())
    rows = [_sound(row) for row in connection.execute(query.where(revisions.c.state == "live", passages.c.id.in_(ids)))]
    whose = {row.article_id for row in rows}
    live = select(revisions).where(revisions.c.state == "live", revisions.c.article_id.in_(whose))
    articles = {row.article_id: _article(row) for row in connection.execute(live)}
    for row in rows:
        article = articles[row.article_id]
        words = article.text[row.sentences[0][0] : row.sentences[-1][1]]
        yield IndexRow(row.id, f"{row.header}\n{words}", article.dateline, np.frombuffer(row.vector, dtype="<f4"))


def _article(row: Row[Any]) -> Article:
    if hash_of(row.text, row.metadata) != row.content_hash:
        raise DataFolderError(f"The article {row.article_id} is damaged in the catalogue; {REMEDY}")
    return Article.from_metadata(row.article_id, row.revision, row.text, row.metadata)


def _sound(row: Row[Any]) -> Row[Any]:
    """The row of a passage, unless it is not what was written; those of before checksums are taken as they are."""
    if row.checksum is not None and row.checksum != _checksum(row.vector, row.sentence_vectors):
        raise DataFolderError(f"The passage {row.id} is damaged in the catalogue; {REMEDY}")
    return row


def _checksum(*blobs: bytes) -> int:
    """CRC-32: it is damage that is looked for, not malice."""
    return zlib.crc32(b"".join(blobs))


def _stored(row: Row[Any]) -> StoredPassage:
    passage = _passage(_sound(row))
    vector = np.frombuffer(row.vector, dtype="<f4")
    return StoredPassage(
        passage=passage,
        article=_article(row),
        header=row.header,
        vector=vector,
        sentence_vectors=np.frombuffer(row.sentence_vectors, dtype="<f4").reshape(len(passage.sentences), -1),
        group=row.group_id,
    )


def _passage(row: Row[Any]) -> Passage:
    spans = tuple((start, end) for start, end in row.sentences)
    return Passage(row.article_id, row.revision, row.number, spans)


def _revision_row(revision: NewRevision) -> dict[str, Any]:
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


def _passage_row(stored: StoredPassage) -> dict[str, Any]:
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
