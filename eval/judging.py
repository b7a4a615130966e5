"""How far the support judge can be trusted: precision and recall on pairs labelled by hand.

`python -m eval.judging` prints them for the half that it was tuned on, the half that it was not, freer wording and
sentences to whole passages.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from eval.scores import Metric, aggregate
from eval.statistics import interval
from evidence.judge import Judge

FOLDER = Path(__file__).parent / "pairs"
Part = Literal["tune", "test", "free_tune", "free", "replies_tune", "replies"]
PRECISION = Metric("precision", "Of the pairs judged supported, the share that is.")
RECALL = Metric("recall", "Of the pairs that are supported, the share judged so.")


class Pair(BaseModel):
    """A claim, the words that it cites, and whether they support it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    kind: str
    supported: bool
    claim: str
    quote: str
    article: str
    context: str
    """Title of the article, and its dateline where the set gives it."""
    note: str


def load_pairs(part: Part) -> list[Pair]:
    """The pairs of one file."""
    return TypeAdapter(list[Pair]).validate_python(
        yaml.safe_load((FOLDER / f"{part}.yaml").read_text(encoding="utf-8"))
    )


def measured(judge: Judge, pairs: Sequence[Pair]) -> dict[str, tuple[float, float, float]]:
    """Precision and recall, each with its 95% interval; pairs of one quote are drawn together."""
    verdicts = [judge.judge(pair.claim, pair.quote, context=pair.context).supported for pair in pairs]
    both = list(zip(pairs, verdicts, strict=True))
    values = {
        PRECISION: [float(pair.supported) if judged else None for pair, judged in both],
        RECALL: [float(judged) if pair.supported else None for pair, judged in both],
    }
    quotes = [pair.quote for pair in pairs]
    return {
        m.name: (aggregate(m, found) or 0.0, *(interval(m, found, quotes) or (0.0, 1.0))) for m, found in values.items()
    }


def missed(judge: Judge, pairs: Sequence[Pair]) -> dict[str, tuple[int, int]]:
    """For each kind of pair, how many are judged wrong, of how many."""
    kinds: dict[str, list[bool]] = {}
    for pair in pairs:
        wrong = judge.judge(pair.claim, pair.quote, context=pair.context).supported != pair.supported
        kinds.setdefault(f"{'supported' if pair.supported else 'not supported'}, {pair.kind}", []).append(wrong)
    return {kind: (sum(wrong), len(wrong)) for kind, wrong in sorted(kinds.items())}


def main() -> None:
    """Print the figures of each part, and what is judged wrong by kind."""
    parts: dict[Part, str] = {
        "tune": "tuned on",
        "test": "not tuned on",
        "free_tune": "freely worded, tuned on",
        "free": "freely worded, not tuned on",
        "replies_tune": "to whole passages, tuned on",
        "replies": "to whole passages, not tuned on",
    }
    for part, name in parts.items():
        pairs = load_pairs(part)
        sys.stdout.write(f"{name}: {len(pairs)} pairs\n")
        for metric, (value, low, high) in measured(Judge(), pairs).items():
            sys.stdout.write(f"  {metric:<10}{value:.3f}  [{low:.3f}, {high:.3f}]\n")
        for kind, (wrong, count) in missed(Judge(), pairs).items():
            sys.stdout.write(f"    {wrong:>3} of {count:>3} wrong  {kind}\n")


if __name__ == "__main__":
    main()
