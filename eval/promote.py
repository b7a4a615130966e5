"""From a bad answer to a case: the skeleton that an evaluator completes and moves to `eval/cases`."""

from pathlib import Path
from typing import Any

import yaml

from core.errors import InputError
from eval.cases import CATEGORIES

HEAD = """\
# yaml-language-server: $schema={schema}
# Complete this and move it to eval/cases: what must a right answer say, what must it not, where do the articles say it?
# category is one of: {categories}
# What was answered, {status}:
{answer}
"""
SCHEMA = Path(__file__).parent / "cases" / "schema.json"


def promote(answer: dict[str, Any] | None, answer_id: str, folder: Path) -> Path:
    """Write the skeleton for a logged `answer` into `folder`; returns its path.

    Raises `InputError` when there is no such answer, or when its skeleton is there already and might hold work.
    """
    if answer is None:
        raise InputError(f"There is no answer {answer_id}; copy the id from an answer's JSON or from the log.")
    path = folder / f"{answer['id']}.yaml"
    if path.exists():
        raise InputError(f"{path} is there already; complete that one, or delete it to start anew.")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(_skeleton(answer), encoding="utf-8")
    return path


def _skeleton(answer: dict[str, Any]) -> str:
    case = {
        "id": answer["id"],
        "category": CATEGORIES[0],
        "turns": [answer["standalone_question"]],
        **({"as_of": answer["as_of"]} if answer["as_of"] else {}),
        "expect": "answered" if answer["citations"] else "refused",
        "say": [],
        "avoid": [],
        "evidence": [{"article": c["article_id"], "words": c["quote"]} for c in answer["citations"]],
        "note": "",
    }
    head = HEAD.format(
        schema=SCHEMA,
        categories=", ".join(CATEGORIES),
        status=answer["status"],
        answer="\n".join(f"#   {line}" for line in answer["text"].splitlines()),
    )
    return head + yaml.safe_dump([case], allow_unicode=True, sort_keys=False, width=110)
