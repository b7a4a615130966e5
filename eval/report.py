"""The report: a run as one file that a person reads in any browser, with nothing to install, fetch or trust.

Python says what is shown, the files in `static` how. Held-out cases are in the figures only: none of their words is
handed to the template, so that nobody reads them by accident while tuning.
"""

import math
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.cases import Regex
from eval.compare import Comparison, Flip
from eval.runs import ROWS, Row, Run
from eval.scores import Metric

STATIC = Path(__file__).resolve().parent / "static"
VERDICT = "accuracy"
"""The metric that says whether an answer is right."""
CONTEXT = 180
"""Characters shown on either side of a quote in its passage."""
BARS, TAIL = 14, 0.98
"""Bars of a distribution, and the part of the values that lies left of its last, open one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as the report shows it; `before` is its row in the baseline where the two differ."""

    number: int
    row: Row
    flip: Flip | None = None
    before: Row | None = None

    @property
    def right(self) -> bool | None:
        """Whether the answer is right; None where that was not scored."""
        value = self.row.scores[VERDICT].value if VERDICT in self.row.scores else None
        return None if value is None else value >= 1

    @property
    def facts(self) -> list[tuple[str, bool | None]]:
        """Each expected fact, and whether it is said, as the metric's reason has it."""
        score = self.row.scores.get("facts")
        reason = score.reason if score and score.value is not None else None
        facts = [[f"“{p.regex if isinstance(p, Regex) else p}”" for p in fact] for fact in self.row.case.say]
        return [(" or ".join(fact), None if reason is None else any(p not in reason for p in fact)) for fact in facts]

    def short(self, metrics: Sequence[Metric]) -> list[str]:
        """The names of the metrics, among those that are shares, on which the answer has less than full marks."""
        full = {metric.name: float(metric.better == "higher") for metric in metrics if metric.unit == "share"}
        values = {name: score.value for name, score in self.row.scores.items()}
        return [name for name, best in full.items() if values.get(name) not in (None, best)]


def write_report(
    path: Path,
    run: Run,
    metrics: Sequence[Metric],
    *,
    summary: dict[str, Any],
    comparison: Comparison | None = None,
    old: Run | None = None,
) -> None:
    """Write the report of `run` to `path`, against `old` where there is a `comparison` of the two."""
    shown = _shown(run, comparison, old)
    where = {p.passage: p.article for one in shown for p in one.row.retrieved if p.passage in run.passages}
    environment = _environment(metrics, run.passages | (old.passages if old else {}))
    text = environment.get_template("template.html").render(
        run=run,
        metrics=metrics,
        summary=summary,
        comparison=comparison,
        verdict=VERDICT,
        shown=shown,
        passages={passage: (number, article) for number, (passage, article) in enumerate(where.items(), 1)},
        configs=[_config(each) for each in (run, old) if each],
        rows_file=ROWS,
        **_figures(run, metrics, summary, comparison),
        **{kind: Markup((STATIC / f"report.{kind}").read_text(encoding="utf-8")) for kind in ("css", "js")},  # noqa: S704 ours
    )
    path.write_text(text, encoding="utf-8", errors="replace")


def _shown(run: Run, comparison: Comparison | None, old: Run | None) -> list[Shown]:
    """The cases that may be read, first those that changed, the worst of them first."""
    flips = {flip.case: flip for flip in comparison.flips} if comparison else {}
    before = {row.case.id: row for row in old.rows} if old else {}
    hidden = {row.case.id for row in (*run.rows, *before.values()) if row.case.holdout}
    places = {case: place for place, case in enumerate(flips)}
    rows = sorted(run.rows, key=lambda row: places.get(row.case.id, len(places)))
    rows = [row for row in rows if row.case.id not in hidden]
    return [Shown(number, row, flips.get(row.case.id), before.get(row.case.id)) for number, row in enumerate(rows, 1)]


def _figures(
    run: Run, metrics: Sequence[Metric], summary: dict[str, Any], comparison: Comparison | None
) -> dict[str, Any]:
    """What the tables and plots need beside the summary."""
    kinds = [(kind, figures[VERDICT]) for kind, figures in summary["categories"].items() if VERDICT in figures]
    bounded = [metric for metric in metrics if summary["metrics"][metric.name]["threshold"]]
    shares = {metric.name for metric in metrics if metric.unit == "share"}
    ends = [end for d in (comparison.differences if comparison else ()) if d.name in shares for end in (d.low, d.high)]
    return {
        "right": sum(value is not None and value >= 1 for value in run.values(VERDICT)),
        "kinds": sorted((pair for pair in kinds if pair[1]["scored"]), key=lambda pair: (pair[1]["value"], pair[0])),
        "bounded": bounded,
        "missed": [metric for metric in bounded if not summary["metrics"][metric.name]["passed"]],
        "widest": axis(max((abs(end) for end in ends if end is not None), default=0.0))[-1],
        "histograms": [_histogram(run, metrics, unit) for unit in ("ms", "words")],
    }


def _config(run: Run) -> dict[str, Any]:
    """What the run says of itself; lists are counted, since they could quote held-out cases."""
    return {
        key: len(value) if isinstance(value, list) and key != "metrics" else value for key, value in run.config.items()
    }


def _environment(metrics: Sequence[Metric], texts: dict[str, str]) -> Environment:
    units = {metric.name: metric.unit for metric in metrics}
    environment = Environment(
        loader=FileSystemLoader(STATIC),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "figure": lambda values, name, signed=False: figure(values, units[name], signed=signed),
        "chance": lambda p: "< 0.001" if p < 0.001 else f"= {p:.3f}",
        "spoken": lambda name: name.replace("_", " "),
        "day": _day,
        "hash": lambda text: b64encode(sha256(text.encode()).digest()).decode(),
        "in_context": lambda citation, row: in_context(citation, row, texts),
    }
    environment.tests["overlaps"] = lambda quote, words: quote in words or words in quote
    environment.globals["axis"] = axis
    return environment


def figure(values: float | Sequence[float | None] | None, unit: str, *, signed: bool = False) -> str:
    """A value, or the two ends of an interval, as read: a share in per cent, a difference of shares in points."""
    ends = values if isinstance(values, Sequence) else [values]
    times, digits, end = (100, 1, " points" if signed else "%") if unit == "share" else (1, 0, f" {unit}")
    rounded = [round(each * times, digits) + 0.0 for each in ends if each is not None]
    numbers = [f"{each:{'+' if signed and each else ''}.{digits}f}" for each in rounded]
    return " to ".join(numbers).replace("-", "−") + end if len(numbers) == len(ends) else "–"


def axis(top: float, count: int = 4) -> list[float]:
    """Round numbers at equal steps from 0 to `top` or just past it, about `count` steps."""
    if top <= 0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(top / count))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= top / count * (1 - 1e-9))
    return [round(step * n, 10) for n in range(math.ceil(top / step - 1e-9) + 1)]


def in_context(citation: dict[str, Any], row: Row, texts: dict[str, str]) -> tuple[str, str, str]:
    """A quote with what stands before and after it in its passage, else in the case's evidence."""
    start, end, quote = citation["start"], citation["end"], citation["quote"]
    held = [(texts.get(p.passage, ""), start - p.start) for p in row.retrieved if p.article == citation["article_id"]]
    held += [(e.words, e.words.find(quote)) for e in row.case.evidence if e.article == citation["article_id"]]
    for text, at in held:
        if at >= 0 and text[at : at + end - start] == quote:
            return _cut(text[:at], keep_end=True), quote, _cut(text[at + len(quote) :], keep_end=False)
    return "", quote, ""


def _cut(text: str, *, keep_end: bool) -> str:
    """At most about `CONTEXT` characters of one side, whole words only."""
    if len(text) <= CONTEXT:
        return text
    return "… " + text[-CONTEXT:].partition(" ")[2] if keep_end else text[:CONTEXT].rpartition(" ")[0] + " …"


def _histogram(run: Run, metrics: Sequence[Metric], unit: str) -> dict[str, Any] | None:
    """How the values of the first metric of that unit are spread; None where there is none."""
    name = next((metric.name for metric in metrics if metric.unit == unit), None)
    values = np.array([value for value in run.values(name) if value is not None] if name else [], dtype=float)
    if not values.size:
        return None
    edges = axis(max(float(np.quantile(values, TAIL)), 1.0), BARS)
    counts, _ = np.histogram(np.minimum(values, edges[-1]), edges)
    marks = np.quantile(values, (0.5, 0.95)).tolist()
    return {"unit": unit, "edges": edges, "counts": counts.tolist(), "marks": marks}


def _day(text: str | None) -> str:
    """A day or a moment in words; what is neither stays as it is."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text or ""
    clock = f", {moment:%H:%M %Z}".rstrip() if "T" in (text or "") else ""
    return f"{moment.day} {moment:%B} {moment.year}{clock}"
