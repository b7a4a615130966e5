"""Runs: what was asked, answered and scored, kept in a folder that explains itself."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from core.errors import InputError
from eval.cases import Case
from eval.scores import Score

CONFIG, ROWS, PASSAGES, SUMMARY, REPORT = "config.json", "rows.jsonl", "passages.json", "summary.json", "report.html"


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that retrieval gave for the last question, best first."""

    passage: str
    article: str
    start: int
    end: int
    is_gold: bool
    """Whether it holds evidence of the case."""


@dataclass(frozen=True, slots=True)
class Row:
    """One case, its last answer, and each metric's score."""

    case: Case
    answer: dict[str, Any]
    """As everywhere, but for trace and the sources' sources."""
    retrieved: tuple[Retrieved, ...]
    confidence: float
    """The assistant's own, which decides on refusal; 0 where it found nothing."""
    scores: dict[str, Score]

    @property
    def conversation(self) -> str:
        """What is drawn as one in statistics."""
        return self.case.conversation or self.case.id


@dataclass(frozen=True, slots=True)
class Run:
    """All rows of one evaluation."""

    config: dict[str, Any]
    """suite, started, seconds, metrics in order, fingerprints of corpus, prompts, model and code, and more."""
    rows: tuple[Row, ...]
    passages: dict[str, str] = field(default_factory=dict)
    """Text of the retrieved passages; not kept in a committed baseline."""

    def values(self, metric: str, rows: Sequence[Row] | None = None) -> list[float | None]:
        """A metric's value in each row, None where it could not be scored."""
        nothing = Score(None, "")
        return [row.scores.get(metric, nothing).value for row in (self.rows if rows is None else rows)]

    def save(self, folder: Path) -> None:
        """Write config, rows and passages into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / CONFIG, json.dumps(self.config, indent=1, ensure_ascii=False) + "\n")
        _write(folder / ROWS, "".join(json.dumps(_row(row), ensure_ascii=False) + "\n" for row in self.rows))
        _write(folder / PASSAGES, json.dumps(self.passages, ensure_ascii=False))


def load_run(folder: Path) -> Run:
    """The run kept in `folder`; `InputError` when there is none."""
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        lines = (folder / ROWS).read_text(encoding="utf-8").split("\n")  # an article may hold other line ends
        kept = folder / PASSAGES
        passages = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        return Run(config, tuple(_parsed(json.loads(line)) for line in lines if line), passages)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = str(error).split("\n")[0]
        raise InputError(f"There is no run to read in {folder} ({reason}); name the folder of one.") from None


def _row(row: Row) -> dict[str, Any]:
    return {
        "case": row.case.model_dump(mode="json", exclude_defaults=True),
        "answer": row.answer,
        "retrieved": [astuple(passage) for passage in row.retrieved],
        "confidence": row.confidence,
        "scores": {name: [score.value, score.reason] for name, score in row.scores.items()},
    }


def _parsed(kept: dict[str, Any]) -> Row:
    return Row(
        case=Case.model_validate(kept["case"]),
        answer=kept["answer"],
        retrieved=tuple(Retrieved(*passage) for passage in kept["retrieved"]),
        confidence=kept["confidence"],
        scores={name: Score(*score) for name, score in kept["scores"].items()},
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
