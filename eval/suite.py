"""Suites: which cases to run, which metrics to look at, and what they have to reach, as YAML."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.errors import InputError
from eval.cases import Case, load_cases
from eval.metrics import ANSWER_METRICS
from eval.retrieval import retrieval_metric
from eval.scores import Metric

FOLDER = Path(__file__).parent / "suites"


class Threshold(BaseModel):
    """What a metric has to reach; nothing given is nothing asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float | None) -> bool:
        """Whether `value` reaches it; a metric that nothing could be scored on does not."""
        if value is None:
            return self.at_least is None and self.at_most is None
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        bounds = (("≥", self.at_least), ("≤", self.at_most))
        return " ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    about: str = Field(description="what the suite is for, in a sentence")
    cases: tuple[str, ...] = Field((), description="files of cases, as globs seen from the suite's file")
    metrics: dict[str, Threshold | None] = Field(min_length=1, description="metrics by name, with what they must reach")

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        """One glob may stand for a list of one."""
        return (
            given | {"cases": [given["cases"]]}
            if isinstance(given, dict) and isinstance(given.get("cases"), str)
            else given
        )


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite, read."""

    name: str
    metrics: tuple[Metric, ...]
    thresholds: dict[str, Threshold]
    cases: tuple[Case, ...] = ()


def load_suite(name: str) -> Suite:
    """The suite of that name in `eval/suites`, or in a YAML file; `InputError` where it cannot be used."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else FOLDER / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in FOLDER.glob("*.yaml")))
        raise InputError(f"There is no suite {name}; use {known}, or the path of a YAML file.")
    try:
        suite = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path} cannot be read as YAML ({' '.join(str(error).split())}); mend it.") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{path}: {', '.join(map(str, first['loc']))}: {first['msg']}; mend it.") from None
    files = sorted({found for pattern in suite.cases for found in path.parent.glob(pattern)})
    metrics = named(list(suite.metrics))
    thresholds = {key: bound or Threshold() for key, bound in suite.metrics.items()}
    return Suite(path.stem, metrics, thresholds, tuple(load_cases(files)))


def named(names: Sequence[str]) -> tuple[Metric, ...]:
    """The metrics of those names; `InputError` for one that there is not."""
    return tuple(ANSWER_METRICS[name][0] if name in ANSWER_METRICS else retrieval_metric(name) for name in names)
