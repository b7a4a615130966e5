"""Fits the weights of `answering/select.py` and `answering/sure.py` anew: `python -m benchmarks.fitting`."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import yaml
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict

from answering.assistant import OnTheRecord
from answering.select import NAMES, WEIGHTS
from answering.sure import LOOKED_AT, length
from bootstrap import LocalDesk, open_local_desk
from core.answers import Ask
from core.settings import read_settings

QUESTIONS = Path(__file__).parent.parent / "eval" / "questions" / "fitting.yaml"
FOLDS = 10
STEEP = 8.0
"""From the scale of the weights, on which the first is 1, to that of a softmax."""
TOWARDS = 0.1
"""How strongly the weights are held near those in use."""
SIGNS = ("nearest answered", "nearest unanswered", "passage", "coverage", "unknown names", "length")


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its candidates."""

    features: np.ndarray
    """Shape (candidates, features), best first."""
    right: np.ndarray
    """Of each candidate, whether it answers."""
    signs: tuple[float, ...]
    """In the order of `SIGNS`."""
    is_answered: bool


def rows(desk: LocalDesk) -> list[Row]:
    """Every question of `QUESTIONS`, asked."""
    asked = yaml.load(QUESTIONS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return [_row(cast(OnTheRecord, desk.assistant), one) for one in asked]


def _row(assistant: OnTheRecord, one: dict[str, Any]) -> Row:
    found = assistant.evidence(Ask(one["asked"]))
    wanted = {(words["article"], words["words"]) for words in one["right"]}
    right = [any((p.article.id, p.quote) in wanted for p in c.places) for c in found.general]
    best, nearest = found.general[:LOOKED_AT], found.asked.nearest(1)
    signs = (
        nearest[0].similarity if nearest else 0.0,
        found.asked.unanswered,
        max((c.near for c in best), default=0.0),
        max((c.asked_coverage for c in best), default=0.0),
        float(len(found.question.unknown)),
        length(found.question.standalone),
    )
    return Row(np.array([c.features for c in found.general]), np.array(right, dtype=bool), signs, bool(wanted))


def ranked(weights: np.ndarray, among: Sequence[Row]) -> tuple[float, float]:
    """The share of questions with a right candidate first, and with one among the first three."""
    orders = [(row.right[np.argsort(-(row.features @ weights), kind="stable")]) for row in among]
    return float(np.mean([order[0] for order in orders])), float(np.mean([order[:3].any() for order in orders]))


def fit_weights(among: Sequence[Row]) -> np.ndarray:
    """Weights by a listwise softmax (Cao et al., ICML 2007), held near those in use; the first is 1."""
    start = WEIGHTS * STEEP

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(weights)
        for row in among:
            scores = row.features @ weights
            chances = np.exp(scores - scores.max())
            right = np.where(row.right, chances, 0.0)
            total -= float(np.log(right.sum() / chances.sum()))
            slope += row.features.T @ (chances / chances.sum() - right / right.sum())
        away = weights - start
        return total / len(among) + TOWARDS * float(away @ away), slope / len(among) + 2 * TOWARDS * away

    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return np.asarray(found / found[0])


def main() -> None:
    """Prints weights, and how good they are on questions that they were not fitted on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="data folder with the shipped articles; default: the setting")
    given = parser.parse_args()
    settings = read_settings(data=given.data) if given.data else read_settings()
    with open_local_desk(settings) as desk:
        found = rows(desk)
    _show_ranking([row for row in found if row.right.any()])
    _show_sureness(found)


def _show_ranking(among: Sequence[Row]) -> None:
    folds = KFold(FOLDS, shuffle=True, random_state=0).split(among)
    apart = [ranked(fit_weights([among[i] for i in train]), [among[i] for i in test]) for train, test in folds]
    first, three = ranked(WEIGHTS, among)
    sys.stdout.write(f"right first {first:.3f}, among the first three {three:.3f}; ")
    first, three = np.mean(apart, axis=0)
    sys.stdout.write(f"fitted, on other questions {first:.3f}, {three:.3f}\n")
    fitted = zip(NAMES, fit_weights(among), strict=True)
    sys.stdout.write(f"{ {name: round(float(weight), 2) for name, weight in fitted} }\n")


def _show_sureness(found: Sequence[Row]) -> None:
    signs, answered = np.array([row.signs for row in found]), np.array([row.is_answered for row in found])
    scale = signs.std(axis=0)
    model = LogisticRegression()
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    apart = cross_val_predict(model, signs / scale, answered, cv=folds, method="predict_proba")[:, 1]
    model.fit(signs / scale, answered)
    area = roc_auc_score(answered, apart)
    sys.stdout.write(f"answered or not, on other questions: area under the curve {area:.3f}\n")
    fitted = {name: round(float(weight), 2) for name, weight in zip(SIGNS, model.coef_[0] / scale, strict=True)}
    sys.stdout.write(f"{fitted | {'bias': round(float(model.intercept_[0]), 2)}}\n")


if __name__ == "__main__":
    main()
