"""How many of 160 questions are answered right; written by somebody who saw the articles but not the code.

The weights of `answering.select` were chosen on these questions, so the figure flatters.
`pytest tests/answering/test_questions.py -rP` prints it by kind.
"""

import json
import re
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from bootstrap import LocalDesk
from core.answers import Answer, Ask, Turn

CASES = [json.loads(line) for line in (Path(__file__).parent / "questions.jsonl").read_text().splitlines()]
FLOOR = 0.72


def last_answer(desk: LocalDesk, case: dict[str, Any]) -> Answer:
    """The answer to the last turn of a case's conversation."""
    history: tuple[Turn, ...] = ()
    as_of = date.fromisoformat(case["as_of"]) if case["as_of"] else None
    for turn in case["turns"]:
        answer = desk.assistant.invoke(Ask(turn, as_of, history))
        history = (*history, Turn(answer.standalone_question, answer.text))
    return answer


def is_right(case: dict[str, Any], answer: Answer) -> bool:
    """Whether it is refused where it has to be, or says every fact in one of its wordings and nothing forbidden."""
    if case["status"] == "refused" or answer.status == "refused":
        return answer.status == case["status"]
    said = re.sub(r" (?:\[\d+\])+", "", answer.text).lower()
    facts = all(any(wording.lower() in said for wording in wordings) for wordings in case["must"])
    return facts and not any(wording.lower() in said for wording in case["must_not"])


def test_most_questions_are_answered_right(shipped: LocalDesk):
    """At least as many as when this was written, less what noise in the articles' wording may cost."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    for case in CASES:
        kinds[case["kind"]].append(is_right(case, last_answer(shipped, case)))

    right = [one for kind in kinds.values() for one in kind]
    lines = [f"{kind:<14}{sum(marks):>3} of {len(marks)}" for kind, marks in kinds.items()]
    sys.stdout.write("\n".join([*lines, f"{'all':<14}{sum(right):>3} of {len(right)}\n"]))
    assert len(right) == 160
    assert sum(right) / len(right) >= FLOOR
