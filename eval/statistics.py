"""How much of a difference between two runs is chance: intervals, p-values and what so many cases can show at all.

Rows of one conversation share their luck, so conversations are drawn and swapped whole, never row by row ("Adding Error
Bars to Evals", arXiv:2411.00640). Every random draw has a fixed seed: the same runs give the same
figures. `python -m eval.statistics` simulates how often a comparison cries wolf, and what it finds.
"""

import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from eval.scores import Metric

Floats = NDArray[np.float64]
Values = Sequence[float | None]

ALPHA = 0.05
FEWEST = 6
"""Flips all one way, the least that an exact test can call significant: 2 / 2**6 is 0.031, 2 / 2**5 is 0.063."""
_Z_INTERVAL, _Z_POWER = 1.96, 0.84
_SEED = 20_260_101
_DRAWS, _CELLS = 9_999, 10_000_000
"""Draws, and numbers in a table of them: beyond about 1,000 conversations there are fewer draws, never under 2,048."""


def bootstrap(metric: Metric, values: Values, conversations: Sequence[str]) -> Floats:
    """The metric's figure in each of the draws, NaN where a draw holds nothing scored.

    The draws depend on the conversations alone: two runs over the same rows are drawn as pairs, all metrics share them,
    and a mean is one matrix product (scipy's bootstrap takes 20 times as long, and knows no quantiles of clusters).
    """
    groups, count = _grouped(conversations)
    return _figures(metric, np.array(values, dtype=float), groups, _multiplicities(count))


def percentiles(draws: Floats) -> tuple[float, float]:
    """The middle 95% of bootstrap draws (the percentile interval)."""
    low, high = np.nanquantile(draws, (ALPHA / 2, 1 - ALPHA / 2))
    return float(low), float(high)


def interval(metric: Metric, values: Values, conversations: Sequence[str]) -> tuple[float, float] | None:
    """The 95% interval of one run's figure; None when nothing is scored.

    Where conversations do not differ, draws cannot either, and 10 of 10 would read as certainty. A share then gets the
    score interval for a proportion over its conversations (Wilson, JASA 22, 1927), which gives 72% to 100%.
    """
    scored = {name for value, name in zip(values, conversations, strict=True) if value is not None}
    if not scored:
        return None
    low, high = percentiles(bootstrap(metric, values, conversations))
    return _wilson(low, len(scored)) if metric.unit == "share" and np.isclose(low, high) else (low, high)


def p_value(metric: Metric, *, old: Values, new: Values, conversations: Sequence[str]) -> float:
    """Two-sided p: how often a difference this large comes of swapping whole conversations between the runs.

    Right or wrong, over the same rows, is exact: McNemar's test, and its form for conversations of several rows. The
    rest goes over all swaps where few conversations changed, else over random ones and the observed one ("Permutation
    P-values Should Never Be Zero", doi:10.2202/1544-6115.1585). A swap that leaves a side unscored counts as large.
    """
    before, after = np.array(old, dtype=float), np.array(new, dtype=float)
    groups, count = _grouped(conversations)
    if metric.aggregate == "mean" and _right_or_wrong(before, after):
        return _mcnemar(np.bincount(groups, np.nan_to_num(after - before), count))
    changed = np.unique(groups[~np.isclose(before, after, rtol=0, atol=0, equal_nan=True)])
    weights, both = _swaps(changed, count), np.concatenate([groups, groups + count])
    differences = np.abs(
        _figures(metric, np.concatenate([after, before]), both, weights)
        - _figures(metric, np.concatenate([before, after]), both, weights)
    )
    # Sums of the same numbers in another order differ in their last digits.
    return float((~(differences < differences[0] * (1 - 1e-9) - 1e-12)).mean())


def holm(ps: Sequence[float]) -> list[float]:
    """The p-values, in order, corrected for there being several (Holm, Scandinavian Journal of Statistics 6, 1979)."""
    order = np.argsort(ps, kind="stable")
    stepped = np.maximum.accumulate(np.array(ps, dtype=float)[order] * np.arange(len(ps), 0, -1))
    corrected = np.empty(len(ps))
    corrected[order] = np.minimum(stepped, 1)
    return [float(p) for p in corrected]


def smallest_difference(spread: Floats, cases: int, reach: float = 1.0) -> float:
    """The smallest true difference that these cases would show 4 times out of 5 (80% power at 5%, before Holm).

    `spread` is the bootstrapped difference; (1.96 + 0.84) times its standard deviation is the minimum detectable effect
    (the power analysis of arXiv:2411.00640). Where the runs hardly differ that tends to nothing, so
    it is never less than `FEWEST` of the `cases` all moving one way by `reach`, from one end of the scale to the other.
    """
    return max((_Z_INTERVAL + _Z_POWER) * float(np.nanstd(spread)), FEWEST * reach / cases)


def _grouped(conversations: Sequence[str]) -> tuple[NDArray[np.intp], int]:
    names, groups = np.unique(np.array(conversations), return_inverse=True)
    return groups, len(names)


def _figures(metric: Metric, values: Floats, groups: NDArray[np.intp], weights: Floats) -> Floats:
    """The metric's figure for each row of `weights` (draws by groups), which says how often a group's values count."""
    scored = ~np.isnan(values)
    values, groups = values[scored], groups[scored]
    if metric.aggregate != "mean":
        return _quantiles(values, groups, weights, float(metric.aggregate[1:]) / 100)
    totals = [np.bincount(groups, each, weights.shape[1]) for each in (values, np.ones_like(values))]
    sums, counts = (weights @ np.transpose(totals)).T
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _quantiles(values: Floats, groups: NDArray[np.intp], weights: Floats, share: float) -> Floats:
    """What `np.quantile` would say of each draw written out."""
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(weights[:, groups[order]], axis=1)
    if not upto.size:
        return np.full(len(weights), np.nan)
    place = (upto[:, -1] - 1) * share
    at = [np.minimum((upto <= end[:, None]).sum(axis=1), len(order) - 1) for end in (np.floor(place), np.ceil(place))]
    below, above = values[order][np.array(at)]
    return np.where(upto[:, -1] > 0, below + (above - below) * (place % 1), np.nan)


def _draws(count: int) -> int:
    return max(2_048, min(_DRAWS, _CELLS // count))


@lru_cache(maxsize=2)
def _multiplicities(count: int) -> Floats:
    """How often each of `count` conversations is in each draw of as many (draws by count)."""
    draws = _draws(count)
    picked = np.random.default_rng(_SEED).integers(0, count, (draws, count)) + count * np.arange(draws)[:, None]
    return np.bincount(picked.ravel(), minlength=draws * count).reshape(draws, count).astype(float)


def _swaps(changed: NDArray[np.intp], count: int) -> Floats:
    """How often a side's own and then the other side's conversations count (swaps by 2 count); the first swaps none."""
    if 2 ** len(changed) > _draws(count):
        return _random_swaps(count)
    swapped = np.zeros((2 ** len(changed), count), dtype=bool)
    swapped[:, changed] = np.arange(len(swapped))[:, None] >> np.arange(len(changed)) & 1
    return np.hstack([~swapped, swapped]).astype(float)


@lru_cache(maxsize=2)
def _random_swaps(count: int) -> Floats:
    swapped = np.random.default_rng(_SEED).random((_draws(count) + 1, count)) < 0.5
    swapped[0] = False
    return np.hstack([~swapped, swapped]).astype(float)


def _right_or_wrong(old: Floats, new: Floats) -> bool:
    """Whether every value is 0 or 1 and both runs are scored in the same rows."""
    return np.array_equal(np.isnan(old), np.isnan(new)) and bool(np.isin(np.nan_to_num([old, new]), (0, 1)).all())


def _mcnemar(nets: NDArray[Any]) -> float:
    """Exact two-sided p of the conversations' net changes, each as likely to have gone the other way."""
    chances = np.ones(1)
    for size, count in zip(*np.unique(np.abs(nets[nets != 0]).astype(int), return_counts=True), strict=True):
        signs = np.zeros(2 * size * count + 1)
        signs[:: 2 * size] = binom.pmf(np.arange(count + 1), count, 0.5)
        chances = np.convolve(chances, signs)
    sums = np.arange(len(chances)) - len(chances) // 2
    return min(1.0, float(chances[np.abs(sums) >= abs(nets.sum())].sum()))


def _wilson(share: float, count: int) -> tuple[float, float]:
    square = _Z_INTERVAL**2 / count
    middle = (share + square / 2) / (1 + square)
    half = np.sqrt(square * share * (1 - share) + square**2 / 4) / (1 + square)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def simulate(pairs: int = 1_000, *, cases: int = 364, right: float = 0.8, spoilt: float = 0.05) -> dict[str, Floats]:
    """The p-values for accuracy of simulated pairs of runs, by how the new run of each pair came about."""
    random, names = np.random.default_rng(_SEED), [str(case) for case in range(cases)]
    old, other = random.random((2, pairs, cases)) < right
    kept = random.random((pairs, cases)) >= spoilt
    news = {"independent faults": other, "the same, spoilt": old & kept, "independent faults, spoilt": other & kept}
    return {how: np.array([_p(names, *pair) for pair in zip(old, new, strict=True)]) for how, new in news.items()}


def _p(names: Sequence[str], old: Sequence[bool], new: Sequence[bool]) -> float:
    return p_value(Metric("accuracy", ""), old=list(old), new=list(new), conversations=names)


def main() -> None:
    """Print the shares of simulated pairs that come out significant."""
    sys.stdout.write("1,000 pairs of runs of 364 cases, 80% right, 5% spoilt: significant alone / among 15 (Holm)\n")
    for how, ps in simulate().items():
        sys.stdout.write(f"{np.mean(ps < ALPHA):7.1%} / {np.mean(ps < ALPHA / 15):6.1%}  {how}\n")


if __name__ == "__main__":
    main()
