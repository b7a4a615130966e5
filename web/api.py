"""The public HTTP API: the same answers as on the page, as JSON."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from core.answers import Ask
from core.articles import Article
from core.errors import InputError
from core.feedback import REASONS, VERDICTS, Feedback
from core.protocols import Assistant, CommitmentSource, Records
from web.articles import read_number
from web.days import read_day

NO_ANSWER = "There is no answer of that id, or not any more; ask the question again."


class Question(BaseModel):
    """What `POST /api/ask` takes; keys that it does not know are ignored."""

    model_config = ConfigDict(extra="ignore")

    question: str = Field(description="What you want to know.")
    as_of: str | None = Field(None, description="Answer as of this day, YYYY-MM-DD.")


class Said(BaseModel):
    """What `POST /api/feedback` takes; keys that it does not know are ignored, so nothing else is kept."""

    model_config = ConfigDict(extra="ignore")

    answer_id: str = Field(description="The `id` of the answer.")
    verdict: str = Field(description=f"One of {', '.join(VERDICTS)}.")
    reason: str | None = Field(None, description=f"One of {', '.join(REASONS)}; or nothing.")


AsOf = Annotated[str, Query(description="As known by this day, YYYY-MM-DD; empty for all that is known.")]


def api_router(assistant: Assistant, records: Records, register: CommitmentSource) -> APIRouter:
    """Questions, feedback, articles, commitments and health."""
    router = APIRouter()

    @router.post("/api/ask", summary="Ask a question")
    def ask(question: Question) -> JSONResponse:
        if not question.question.strip():
            raise InputError("The question is empty; write what you want to know.")
        answer = assistant.invoke(Ask(question.question, as_of=read_day(question.as_of)))
        return JSONResponse(answer.to_json())

    @router.post("/api/feedback", summary="Say whether an answer was right; nothing personal is kept")
    def feedback(said: Said) -> JSONResponse:
        if not records.give_feedback(Feedback(said.answer_id, said.verdict, said.reason)):
            return JSONResponse({"error": NO_ANSWER}, status_code=404)
        return JSONResponse({"status": "kept"})

    @router.get("/api/articles", summary="All articles, without their text")
    def articles() -> JSONResponse:
        return JSONResponse({"articles": [article_facts(article) for article in records.articles()]})

    @router.get("/api/articles/{article_id}", summary="One article, with its text")
    def article(article_id: str, revision: str = "") -> JSONResponse:
        found = records.article(article_id, read_number(revision))
        if found is None:
            return JSONResponse({"error": "There is no such article, or not in that revision."}, status_code=404)
        return JSONResponse(article_json(found))

    @router.get("/api/commitments", summary="The table of commitments, with a citation for every cell")
    def commitments(as_of: AsOf = "") -> JSONResponse:
        return JSONResponse(register.commitments(read_day(as_of)).to_json())

    @router.get("/healthz", summary="Whether the process runs")
    @router.get("/readyz", summary="Whether it can answer; 503 until then")
    def health() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return router


def article_facts(article: Article) -> dict[str, Any]:
    """Everything about an article but its text."""
    return {"id": article.id, "revision": article.revision, **article.metadata()}


def article_json(article: Article) -> dict[str, Any]:
    """The whole article as JSON values."""
    return {**article_facts(article), "text": article.text}
