"""Reads and writes of the catalogue, each in one transaction."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import (
    Connection,
    Engine,
    and_,
    bindparam,
    delete,
    exc,
    func,
    insert,
    select,
    update,
)

from catalogue.engine import engine_of
from catalogue.feedback import feedback_on, forget_feedback, put_feedback
from catalogue.migrate import bring_to_head
from catalogue.privacy import without_contacts
from catalogue.rows import (
    article_of,
    passage_of,
    passage_row,
    register_of,
    register_row,
    revision_row,
    sound,
    stored_of,
)
from catalogue.schema import notes, passages, questions, registers, revisions
from core.answers import Answer
from core.articles import Article, IndexRow, NewRevision, Passage, StoredPassage
from core.errors import DataFolderError
from core.feedback import Feedback

VERSION = "version"
REMOVED = "last_revision_of_removed:"
BATCH = 1000
"""Ids named in one query."""
KEPT_IN_MEMORY = 5000
"""Passages, of about 15 KB each."""
LIVE = func.likely(revisions.c.state == "live")
"""Said to be likely, or SQLite takes it for the rarest thing and reads every live revision to find one of them."""


class Catalogue:
    """The catalogue of one data folder."""

    def __init__(self, engine: Engine, question_days: int) -> None:
        """Use `open_catalogue` for a folder."""
        self._engine = engine
        self._question_days = question_days
        self._kept: dict[str, StoredPassage] = {}  # what an id names never changes
        self._version = int(self.noted(VERSION) or 0)  # this process alone changes it

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    # Articles

    def hash_of(self, article_id: str) -> str | None:
        """The content hash of the live revision."""
        query = select(revisions.c.content_hash).where(revisions.c.article_id == article_id, LIVE)
        with self._engine.connect() as connection:
            return connection.scalar(query)

    def origin_of(self, article_id: str) -> str | None:
        """The file that the live revision came from, where that is known."""
        query = select(revisions.c.origin).where(revisions.c.article_id == article_id, LIVE)
        with self._engine.connect() as connection:
            return connection.scalar(query)

    def group_of(self, article_id: str) -> str | None:
        """The article whose reprint the live revision is; None for one that stands for itself."""
        query = select(revisions.c.group_id).where(revisions.c.article_id == article_id, LIVE)
        with self._engine.connect() as connection:
            return connection.scalar(query)

    def groups(self) -> dict[str, str]:
        """Of every live reprint, the article that it is one of."""
        query = select(revisions.c.article_id, revisions.c.group_id)
        query = query.where(LIVE, revisions.c.group_id.is_not(None))
        with self._engine.connect() as connection:
            return {row.article_id: row.group_id for row in connection.execute(query)}

    def signatures(self) -> list[tuple[str, bytes]]:
        """Article and signature of every live revision that has one, by article id."""
        query = select(revisions.c.article_id, revisions.c.signature).order_by(revisions.c.article_id)
        query = query.where(LIVE, revisions.c.signature.is_not(None))
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
            version = _grow_version(connection)
        self._settle(version)
        return gone

    def remove(self, article_id: str) -> list[str]:
        """Delete an article with all its revisions; returns the passage ids that went."""
        with self._engine.begin() as connection:
            ids = list(connection.scalars(select(passages.c.id).where(passages.c.article_id == article_id)))
            _set_note(connection, f"{REMOVED}{article_id}", str(_last_revision(connection, article_id)))
            connection.execute(delete(passages).where(passages.c.article_id == article_id))
            connection.execute(delete(revisions).where(revisions.c.article_id == article_id))
            version = _grow_version(connection)
        self._settle(version)
        return ids

    def _settle(self, version: int) -> None:
        """Tell the version that is committed, and move it into the database file, where damage does not go unnoticed.

        SQLite takes a log for ended at its first damaged page, and says nothing of what came after it.
        """
        self._version = max(self._version, version)
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """The live revision, or the one asked for; None when there is none."""
        which = LIVE if revision is None else revisions.c.revision == revision
        query = select(revisions).where(revisions.c.article_id == article_id, which)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return article_of(row) if row else None

    def articles(self) -> list[Article]:
        """The live revision of every article, newest dateline first."""
        query = select(revisions).where(LIVE)
        with self._engine.connect() as connection:
            found = [article_of(row) for row in connection.execute(query)]
        return sorted(found, key=lambda article: (article.dateline or date.min, article.id), reverse=True)

    # Passages

    def passages(self, ids: Sequence[str], as_of: date | None = None) -> dict[str, StoredPassage]:
        """The live ones among `ids`, of articles whose dateline is not after `as_of`."""
        kept = self._kept
        with self._engine.connect() as connection:
            found = {one: kept[one] for one in _live_among(connection, [one for one in ids if one in kept])}
            fresh = _load(connection, [one for one in ids if one not in kept])
        if len(kept) + len(fresh) > KEPT_IN_MEMORY:
            self._kept = fresh
        else:
            kept.update(fresh)
        found |= fresh
        return {one: found[one] for one in ids if one in found and _is_known(found[one].article, as_of)}

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article's live revision, in order."""
        query = select(passages).join_from(passages, revisions, _same_revision()).order_by(passages.c.number)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(LIVE, passages.c.article_id == article_id))
            return [passage_of(row) for row in rows]

    def live_ids(self) -> set[str]:
        """The ids of all passages that may answer."""
        query = select(passages.c.id).join_from(passages, revisions, _same_revision()).where(LIVE)
        with self._engine.connect() as connection:
            return set(connection.scalars(query))

    def index_rows(self, ids: Sequence[str]) -> Iterator[IndexRow]:
        """What the indexes hold of the live ones among `ids`, a batch at a time."""
        for first in range(0, len(ids), BATCH):
            with self._engine.connect() as connection:
                yield from _index_rows(connection, ids[first : first + BATCH])

    def version(self) -> int:
        """A number that grows whenever what may answer changes."""
        return self._version

    def state(self) -> str:
        """Names what the live articles are and say: the same wherever they are the same."""
        query = select(revisions.c.article_id, revisions.c.content_hash).where(LIVE).order_by(revisions.c.article_id)
        with self._engine.connect() as connection:
            return sha256(repr(connection.execute(query).all()).encode()).hexdigest()

    def companies(self) -> list[str]:
        """The companies that live articles say they are about, the most written about first."""
        query = select(revisions.c.metadata).where(LIVE)
        with self._engine.connect() as connection:
            named = Counter(name for known in connection.scalars(query) for name in known["companies"])
        return [name for name, _ in named.most_common()]

    # Registers

    def register_digest(self, origin: str) -> str | None:
        """What the register of a folder was made of."""
        with self._engine.connect() as connection:
            return connection.scalar(select(registers.c.digest).where(registers.c.origin == origin))

    def put_register(self, origin: str, digest: str, body: bytes, vectors: np.ndarray) -> None:
        """Keep the register of a folder, in place of the one before; an empty digest takes it out."""
        with self._engine.begin() as connection:
            connection.execute(delete(registers).where(registers.c.origin == origin))
            if digest:
                connection.execute(insert(registers), register_row(origin, digest, body, vectors))
            version = _grow_version(connection)
        self._settle(version)

    def registers(self) -> list[tuple[bytes, np.ndarray]]:
        """Each register as JSON, with its vectors, one after the other in one row, float32."""
        with self._engine.connect() as connection:
            return [register_of(row) for row in connection.execute(select(registers).order_by(registers.c.origin))]

    def live(self, article_ids: Collection[str]) -> dict[str, Article]:
        """The live revisions of those articles that there are."""
        query = select(revisions).where(LIVE, revisions.c.article_id.in_(article_ids))
        with self._engine.connect() as connection:
            return {row.article_id: article_of(row) for row in connection.execute(query)}

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
        with self._without_waiting() as connection:
            connection.execute(insert(questions), row)
            self._forget(connection, now)

    @contextmanager
    def _without_waiting(self) -> Iterator[Connection]:
        """A transaction that does not wait for the disk: a power cut may undo it, a kill may not."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
            try:
                yield connection
                connection.commit()
            finally:
                connection.rollback()
                connection.exec_driver_sql("PRAGMA synchronous=FULL")

    def logged(self, answer_id: str) -> dict[str, Any] | None:
        """A logged answer as JSON."""
        with self._engine.connect() as connection:
            return connection.scalar(select(questions.c.answer).where(questions.c.answer_id == answer_id))

    def give_feedback(self, given: Feedback) -> bool:
        """Keep a verdict in place of an earlier one on the same answer; False when no such answer is kept."""
        with self._engine.begin() as connection:
            return put_feedback(connection, given)

    def feedback(self, answer_id: str) -> Feedback | None:
        """What was said of an answer; None for nothing."""
        with self._engine.connect() as connection:
            return feedback_on(connection, answer_id)

    def forget_questions(self, now: datetime | None = None) -> int:
        """Delete the questions that are older than the days they are kept; returns how many."""
        with self._engine.begin() as connection:
            return self._forget(connection, now or datetime.now(UTC))

    def _forget(self, connection: Connection, now: datetime) -> int:
        limit = now.replace(tzinfo=None) - timedelta(days=self._question_days)
        forget_feedback(connection, limit)
        return connection.execute(delete(questions).where(questions.c.asked_at < limit)).rowcount


def open_catalogue(folder: Path, question_days: int = 90) -> Catalogue:
    """The catalogue in `folder`, made or migrated as needed; `DataFolderError` when it cannot be used."""
    engine = engine_of(folder)
    try:
        bring_to_head(engine, folder)
    except (exc.DBAPIError, sqlite3.Error) as error:
        said = getattr(error, "orig", error)
        raise DataFolderError(f"The catalogue in {folder} cannot be opened ({said}); choose another --data.") from None
    return Catalogue(engine, question_days)


def _promote(connection: Connection, revision: NewRevision) -> list[str]:
    article = revision.article
    mine, older = revisions.c.article_id == article.id, passages.c.article_id == article.id
    gone = list(connection.scalars(select(passages.c.id).where(older)))
    connection.execute(update(revisions).where(mine, LIVE).values(state="superseded"))
    connection.execute(delete(passages).where(older))
    connection.execute(insert(revisions), revision_row(revision))
    connection.execute(insert(passages), [passage_row(one) for one in revision.passages])
    return gone


def _last_revision(connection: Connection, article_id: str) -> int:
    """The highest number that a revision of this article ever had, also before it was removed."""
    query = select(func.max(revisions.c.revision)).where(revisions.c.article_id == article_id)
    removed = select(notes.c.value).where(notes.c.name == f"{REMOVED}{article_id}")
    return connection.scalar(query) or int(connection.scalar(removed) or 0)


def _grow_version(connection: Connection) -> int:
    known = connection.scalar(select(notes.c.value).where(notes.c.name == VERSION))
    version = int(known or 0) + 1
    _set_note(connection, VERSION, str(version))
    return version


def _set_note(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(notes).where(notes.c.name == name))
    connection.execute(insert(notes), {"name": name, "value": value})


def _same_revision() -> Any:
    return and_(passages.c.article_id == revisions.c.article_id, passages.c.revision == revisions.c.revision)


_IDS = passages.c.id.in_(bindparam("ids", expanding=True))
_FOUND = select(passages.c.id).join_from(passages, revisions, _same_revision()).where(LIVE, _IDS)
_WHOLE = (
    select(passages, revisions.c.metadata, revisions.c.text, revisions.c.content_hash, revisions.c.group_id)
    .join_from(passages, revisions, _same_revision())
    .where(LIVE, _IDS)
)
"""Made once, since SQLAlchemy takes longer over a query than SQLite does."""


def _live_among(connection: Connection, ids: Sequence[str]) -> Sequence[str]:
    return connection.scalars(_FOUND, {"ids": ids}).all() if ids else ()


def _is_known(article: Article, as_of: date | None) -> bool:
    return as_of is None or (article.dateline is not None and article.dateline <= as_of)


def _load(connection: Connection, ids: Sequence[str]) -> dict[str, StoredPassage]:
    rows = connection.execute(_WHOLE, {"ids": ids}) if ids else ()
    return {row.id: stored_of(row) for row in rows}


def _index_rows(connection: Connection, ids: Sequence[str]) -> Iterator[IndexRow]:
    query = select(passages).join_from(passages, revisions, _same_revision())
    rows = [sound(row) for row in connection.execute(query.where(LIVE, passages.c.id.in_(ids)))]
    whose = {row.article_id for row in rows}
    live = select(revisions).where(LIVE, revisions.c.article_id.in_(whose))
    articles = {row.article_id: article_of(row) for row in connection.execute(live)}
    for row in rows:
        article = articles[row.article_id]
        words = article.text[row.sentences[0][0] : row.sentences[-1][1]]
        yield IndexRow(row.id, f"{row.header}\n{words}", article.dateline, np.frombuffer(row.vector, dtype="<f4"))
