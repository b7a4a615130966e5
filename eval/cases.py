"""Cases: questions with what a right answer has to say, as YAML that editors can check against a schema."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from core.errors import InputError

CATEGORIES = (
    *("single_fact", "duration", "permanence", "condition", "scope", "comparison", "superlative", "as_of"),
    *("still_holds", "who_said", "criticism", "number", "date_arithmetic", "false_premise", "follow_up", "excerpt"),
    *("opinion", "out_of_scope", "near_topic", "ambiguous", "adversarial", "misspelt", "lay"),
)
Expectation = Literal["answered", "corrected", "refused", "clarify"]
"""`corrected` is an answer that says how things are to somebody who took something else for granted."""


class Regex(BaseModel):
    """A phrasing as a regular expression, searched for without regard to case."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    regex: str


class Evidence(BaseModel):
    """Where an article says it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    article: str = Field(description="id of the article")
    words: str = Field(default="", description="its exact words; empty for the whole article")


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_date(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


class Case(BaseModel):
    """A conversation whose last answer is judged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    category: str = Field(description="the kind of question", json_schema_extra={"enum": list(CATEGORIES)})
    turns: tuple[str, ...] = Field(min_length=1, description="what is asked, one question a turn; the last is judged")
    as_of: Annotated[date | None, BeforeValidator(_as_date)] = Field(
        default=None, description="day up to which articles count"
    )
    expect: Annotated[tuple[Expectation, ...], BeforeValidator(_as_list)] = Field(
        min_length=1, description="the right outcome, or a list of right ones"
    )
    say: tuple[tuple[str | Regex, ...], ...] = Field(
        default=(), description="each fact to say, as its accepted phrasings"
    )
    avoid: tuple[str | Regex, ...] = Field(default=(), description="phrasings that make an answer wrong")
    evidence: tuple[Evidence, ...] = Field(default=(), description="where the articles say it")
    companies: tuple[str, ...] = Field(default=(), description="companies that the answer has to cover")
    references: tuple[str, ...] = Field(
        default=(), description="whole answers by other hands, where a benchmark has them"
    )
    holdout: bool = Field(default=False, description="never looked at while the assistant is tuned")
    conversation: str = Field(
        default="", description="what cases of one conversation share; differences are drawn by it"
    )
    note: str = Field(default="", description="why the case exists")

    @property
    def must_refuse(self) -> bool:
        """Whether only a refusal is right."""
        return self.expect == ("refused",)


def load_cases(paths: Iterable[Path]) -> list[Case]:
    """The cases of some YAML files, in order; `InputError` names the file and case that cannot be used."""
    cases: dict[str, Case] = {}
    for path in paths:
        for case in _read(path):
            if case.id in cases:
                raise InputError(f"{path}: the case id {case.id} is there twice; give one of them another.")
            cases[case.id] = case
    return list(cases.values())


def _read(path: Path) -> list[Case]:
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 plain text, no types
        return TypeAdapter(list[Case]).validate_python(found)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path} cannot be read as YAML ({' '.join(str(error).split())}); mend it.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ", ".join(map(str, first["loc"]))
        raise InputError(f"{path}: {_called(found, first['loc'])}{place}: {first['msg']}; mend it.") from None


def _called(found: Any, place: Sequence[int | str]) -> str:
    """The case at fault, by its id where it has one."""
    if (
        not isinstance(found, list)
        or not place
        or not isinstance(place[0], int)
        or not isinstance(found[place[0]], dict)
    ):
        return ""
    return f"case {found[place[0]].get('id', place[0] + 1)}: "


def schema() -> dict[str, Any]:
    """The JSON schema of a file of cases, for editors."""
    return TypeAdapter(list[Case]).json_schema()


def frozen_hash(cases: Sequence[Case]) -> str:
    """SHA-256 over the held-out ones among `cases`, whatever file or order they stand in."""
    held_out = sorted(case.model_dump_json() for case in cases if case.holdout)
    return hashlib.sha256("\n".join(held_out).encode()).hexdigest()
