"""What visitors said of answers: a row an answer, the latest verdict, with nothing of who gave it."""

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from catalogue.schema import feedback, questions
from core.feedback import Feedback


def put_feedback(connection: Connection, given: Feedback) -> bool:
    """Keep a verdict in place of an earlier one on the same answer; False when there is no such answer."""
    if connection.scalar(select(questions.c.answer_id).where(questions.c.answer_id == given.answer_id)) is None:
        return False
    row = {"answer_id": given.answer_id, "verdict": given.verdict, "reason": given.reason}
    connection.execute(delete(feedback).where(feedback.c.answer_id == given.answer_id))
    connection.execute(insert(feedback), row | {"given_at": datetime.now(UTC).replace(tzinfo=None)})
    return True


def feedback_on(connection: Connection, answer_id: str) -> Feedback | None:
    """What was said of an answer; None for nothing."""
    row = connection.execute(select(feedback).where(feedback.c.answer_id == answer_id)).first()
    return Feedback(row.answer_id, row.verdict, row.reason) if row else None


def forget_feedback(connection: Connection, limit: datetime) -> None:
    """Delete what was said of answers to questions asked before `limit`."""
    old = select(questions.c.answer_id).where(questions.c.asked_at < limit)
    connection.execute(delete(feedback).where(feedback.c.answer_id.in_(old)))
