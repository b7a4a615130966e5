"""Whether a change helped: two runs of the same cases side by side, metric by metric and case by case."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from eval.cases import Case
from eval.runs import Row, Run
from eval.scores import Metric, Score, aggregate
from eval.statistics import ALPHA, FEWEST, Values, bootstrap, holm, p_value, percentiles, smallest_difference

ACCURACY = "accuracy"
_UNJUDGED = {"category", "holdout", "conversation", "note"}
"""What may change about a case while its scores stay comparable."""
_UNSCORED = Score(None, "")


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric over the rows that both runs have; None is what cannot be said."""

    name: str
    old: float | None
    new: float | None
    verdict: str
    """In words: better, worse, no difference shown, or why there is no telling."""
    difference: float | None = None
    """New less old, whichever way is better, in the metric's unit."""
    low: float | None = None
    high: float | None = None
    """The 95% paired bootstrap interval, not corrected for there being several metrics."""
    p: float | None = None
    p_holm: float | None = None
    """`p` corrected for all metrics tested; what the verdict goes by."""
    smallest: float | None = None
    """The smallest true difference that so many cases would probably show."""
    scored_old: int = 0
    scored_new: int = 0
    fell: bool = False
    """Worse, and significantly so."""


@dataclass(frozen=True, slots=True)
class Change:
    """One metric's two scores of one case."""

    metric: str
    old: float | None
    new: float | None
    old_reason: str
    new_reason: str


@dataclass(frozen=True, slots=True)
class Flip:
    """A case whose scores rose or fell; of a held-out one nothing that says what was asked or answered."""

    case: str
    category: str
    question: str
    old_answer: str
    new_answer: str
    changes: tuple[Change, ...]
    worse: bool
    held_out: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two runs say against each other."""

    differences: tuple[Difference, ...]
    flips: tuple[Flip, ...]
    """Worst first: accuracy lost, then the largest falls; improvements last."""
    rows: int
    """Rows in both runs, of the same case."""
    conversations: int
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    changed: tuple[str, ...]
    """Cases whose question or expectation changed between the runs; like those of one run only, left out."""

    def to_json(self) -> dict[str, Any]:
        """The comparison as JSON values, fields as here."""
        return asdict(self)


def compare(new: Run, old: Run, metrics: Sequence[Metric]) -> Comparison:
    """`new` against `old`, by each of `metrics`, over the cases that both have unchanged."""
    before, after = ({row.case.id: row for row in run.rows} for run in (old, new))
    shared = [name for name in after if name in before]
    changed = tuple(name for name in shared if _judged(before[name].case) != _judged(after[name].case))
    pairs = [(before[name], after[name]) for name in shared if name not in changed]
    conversations = [row.conversation for _, row in pairs]
    olds, news = [row for row, _ in pairs], [row for _, row in pairs]
    measured = [
        _measured(metric, old=old.values(metric.name, olds), new=new.values(metric.name, news), names=conversations)
        for metric in metrics
    ]
    return Comparison(
        differences=_corrected(metrics, measured),
        flips=_flips(metrics, pairs),
        rows=len(pairs),
        conversations=len(set(conversations)),
        only_old=tuple(name for name in before if name not in after),
        only_new=tuple(name for name in after if name not in before),
        changed=changed,
    )


def _judged(case: Case) -> dict[str, Any]:
    return case.model_dump(exclude=_UNJUDGED)


def _measured(metric: Metric, *, old: Values, new: Values, names: Sequence[str]) -> Difference:
    """The difference by one metric, before Holm."""
    before, after = aggregate(metric, old), aggregate(metric, new)
    counts = [sum(value is not None for value in side) for side in (old, new)]
    bare = Difference(metric.name, before, after, verdict="", scored_old=counts[0], scored_new=counts[1])
    if before is None or after is None:
        return replace(bare, verdict=f"nothing scored in {_missing(before, after)}")
    spread = bootstrap(metric, new, names) - bootstrap(metric, old, names)
    low, high = percentiles(spread)
    known = replace(bare, difference=after - before, low=low, high=high)
    if not metric.repeats:
        return replace(known, verdict="not tested: times vary from run to run")
    known = replace(known, p=p_value(metric, old=old, new=new, conversations=names))
    if len({name for name, *pair in zip(names, old, new, strict=True) if pair != [None, None]}) < FEWEST:
        return replace(known, verdict="too few cases to show a difference")
    seen = [value for value in (*old, *new) if value is not None]
    reach = 1.0 if metric.unit == "share" else max(seen) - min(seen)
    return replace(known, smallest=smallest_difference(spread, min(counts), reach))


def _missing(old: float | None, new: float | None) -> str:
    if old is None and new is None:
        return "either run"
    return "the old run" if old is None else "the new run"


def _corrected(metrics: Sequence[Metric], measured: Sequence[Difference]) -> tuple[Difference, ...]:
    """The differences with their p-values after Holm, and what follows from them."""
    ps = iter(holm([one.p for one in measured if one.p is not None]))
    held = [one if one.p is None else replace(one, p_holm=next(ps)) for one in measured]
    return tuple(one if one.verdict else _with_verdict(metric, one) for metric, one in zip(metrics, held, strict=True))


def _with_verdict(metric: Metric, one: Difference) -> Difference:
    if one.p_holm is None or one.p_holm >= ALPHA:
        return replace(one, verdict="no difference shown")
    fell = _gain(metric, one.old, one.new) < 0
    return replace(one, verdict="worse" if fell else "better", fell=fell)


def _gain(metric: Metric, old: float | None, new: float | None) -> float:
    """How much better `new` is; 0 where either is not scored."""
    if old is None or new is None:
        return 0.0
    return new - old if metric.better == "higher" else old - new


def _flips(metrics: Sequence[Metric], pairs: Sequence[tuple[Row, Row]]) -> tuple[Flip, ...]:
    """The cases of which any share rose or fell; lengths change with every word, and times with every run."""
    shares = [metric for metric in metrics if metric.unit == "share"]
    ranked = []
    for old, new in pairs:
        changes = [(metric, change) for metric in shares if (change := _change(metric, old, new))]
        gains = {metric.name: _gain(metric, change.old, change.new) for metric, change in changes}
        rank = (gains.get(ACCURACY, 0.0), round(sum(gains.values()), 9))
        if any(gains.values()):
            ranked.append((rank, new.case.id, _flip(old, new, tuple(c for _, c in changes), worse=rank < (0.0, 0.0))))
    return tuple(flip for *_, flip in sorted(ranked, key=lambda each: each[:2]))


def _change(metric: Metric, old: Row, new: Row) -> Change | None:
    before, after = (row.scores.get(metric.name, _UNSCORED) for row in (old, new))
    if before.value == after.value:
        return None
    if old.case.holdout or new.case.holdout:
        return Change(metric.name, before.value, after.value, "", "")
    return Change(metric.name, before.value, after.value, before.reason, after.reason)


def _flip(old: Row, new: Row, changes: tuple[Change, ...], *, worse: bool) -> Flip:
    case, held_out = new.case, old.case.holdout or new.case.holdout
    return Flip(
        case=case.id,
        category=case.category,
        question="" if held_out else " → ".join(case.turns),
        old_answer="" if held_out else old.answer.get("text", ""),
        new_answer="" if held_out else new.answer.get("text", ""),
        changes=changes,
        worse=worse,
        held_out=held_out,
    )
