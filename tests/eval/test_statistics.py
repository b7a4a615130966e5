"""Statistics: known answers by hand, whole conversations, and how often a comparison cries wolf."""

import numpy as np
import pytest
from scipy.stats import binomtest, permutation_test

from eval.scores import Metric, aggregate
from eval.statistics import bootstrap, holm, interval, p_value, percentiles, simulate, smallest_difference

ACCURACY = Metric("accuracy", "Share of right answers.")
FACTS = Metric("facts", "Share of the facts.")


def alone(count: int) -> list[str]:
    """As many conversations of one row."""
    return [f"talk-{n}" for n in range(count)]


@pytest.mark.parametrize(("lost", "gained", "expected"), [(6, 0, 2 / 64), (5, 0, 2 / 32), (3, 1, 0.625), (2, 2, 1.0)])
def test_mcnemar_by_hand(lost: int, gained: int, expected: float) -> None:
    """Right or wrong is tested exactly, by the answers that flipped and no others."""
    old = [1.0] * lost + [0.0] * gained + [1.0] * 20
    new = [0.0] * lost + [1.0] * gained + [1.0] * 20

    assert p_value(ACCURACY, old=old, new=new, conversations=alone(len(old))) == pytest.approx(expected)


def test_mcnemar_is_the_binomial_test_of_the_flips() -> None:
    """With 31 lost and 17 gained the p-value is that of 31 heads in 48 throws."""
    old, new = [1.0] * 31 + [0.0] * 17 + [0.0] * 9, [0.0] * 31 + [1.0] * 17 + [0.0] * 9

    assert p_value(ACCURACY, old=old, new=new, conversations=alone(57)) == pytest.approx(binomtest(31, 48).pvalue)


def test_conversations_of_several_rows_swap_whole() -> None:
    """Nets of 2, 1 and 1 all one way have 2 of the 8 equally likely outcomes that are as large."""
    old, new = [1.0, 1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0, 1.0]

    assert p_value(ACCURACY, old=old, new=new, conversations=["a", "a", "b", "c", "c"]) == pytest.approx(2 / 8)


def test_one_bad_conversation_is_no_alarm() -> None:
    """Ten lost answers of one conversation are one piece of bad luck; row by row they would be significant."""
    old, new = [1.0] * 40, [0.0] * 10 + [1.0] * 30
    together = [f"talk-{n // 10}" for n in range(40)]
    spread = bootstrap(ACCURACY, new, together) - bootstrap(ACCURACY, old, together)

    assert p_value(ACCURACY, old=old, new=new, conversations=alone(40)) < 0.01
    assert p_value(ACCURACY, old=old, new=new, conversations=together) == 1
    assert percentiles(spread)[1] == 0
    assert percentiles(bootstrap(ACCURACY, new, alone(40)) - bootstrap(ACCURACY, old, alone(40)))[1] < 0


def test_graded_scores_go_over_every_swap() -> None:
    """Falls of 0.1, 0.2 and 0.4 are the largest of 8 sums of signs, and as large as their mirror image."""
    assert p_value(FACTS, old=[0.5] * 4, new=[0.4, 0.3, 0.1, 0.5], conversations=alone(4)) == 2 / 8


def test_random_swaps_agree_with_scipy() -> None:
    """Where there are too many swaps to go through, the p-value is that of scipy's permutation test but for chance."""
    random = np.random.default_rng(1)
    old = random.random(40)
    new = old + random.normal(0.04, 0.1, 40)
    theirs = permutation_test(
        (new, old), lambda x, y, axis: np.mean(x, axis) - np.mean(y, axis), permutation_type="samples", vectorized=True
    )

    ours = p_value(FACTS, old=old.tolist(), new=new.tolist(), conversations=alone(40))

    assert 0.001 < ours < 0.2
    assert ours == pytest.approx(theirs.pvalue, abs=0.01)


def test_sides_may_be_scored_in_different_rows() -> None:
    """Each side is aggregated over its own scored rows, also after a swap: six wrong refusals join four right ones.

    The new run's 4 of 10 against 4 of 4 is matched only by all six on the other side: 2 of the 64 swaps.
    """
    precision = Metric("refusal_precision", "Of the refusals, the share that are right.")
    old, new = [1.0] * 4 + [None] * 6, [1.0] * 4 + [0.0] * 6
    drawn = bootstrap(precision, new, alone(10)) - bootstrap(precision, old, alone(10))

    assert p_value(precision, old=old, new=new, conversations=alone(10)) == 2 / 64
    assert percentiles(drawn) == pytest.approx((-0.9, -0.3), abs=0.01)


def test_graded_false_alarms_are_as_rare_as_they_should_be() -> None:
    """Unequal conversations, scored in different rows on either side, give p under 0.05 about one time in twenty."""
    random = np.random.default_rng(3)
    talks = [f"talk-{n}" for n in np.sort(random.integers(0, 15, 40))]
    luck = {talk: n for n, talk in enumerate(sorted(set(talks)))}
    ps = []
    for _ in range(200):
        sides = []
        for mood in random.normal(0, 1, (2, len(luck))):
            values = [mood[luck[talk]] + random.normal(0, 0.3) for talk in talks]
            sides.append([value if random.random() < 0.7 else None for value in values])
        ps.append(p_value(FACTS, old=sides[0], new=sides[1], conversations=talks))

    assert 0.02 <= np.mean(np.array(ps) < 0.05) <= 0.09


def test_same_values_differ_by_nothing() -> None:
    """A run against itself has the interval [0, 0] and p = 1, by shares, grades and quantiles."""
    values = [0.0, 1.0, None, 0.3, 0.7, 0.1, 0.9]
    for metric in (ACCURACY, FACTS, Metric("words_p50", "Middle length.", "lower", "p50", "words")):
        spread = bootstrap(metric, values, alone(7)) - bootstrap(metric, values, alone(7))

        assert percentiles(spread) == (0, 0)
        assert p_value(metric, old=values, new=values, conversations=alone(7)) == 1


def test_draws_are_of_conversations() -> None:
    """The interval of answers that stand or fall by conversation is that of so many conversations."""
    by_talk = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    by_row = [value for value in by_talk for _ in range(10)]
    talks = [f"talk-{n}" for n in range(6) for _ in range(10)]

    assert interval(ACCURACY, by_row, talks) == interval(ACCURACY, by_talk, alone(6))
    low, high = interval(ACCURACY, by_row, alone(60)) or (0, 0)
    assert high - low < 0.3


@pytest.mark.parametrize("metric", [Metric("p50", "", "lower", "p50", "ms"), Metric("p95", "", "lower", "p95", "ms")])
def test_quantiles_are_those_of_the_draw_written_out(metric: Metric) -> None:
    """A bootstrapped quantile is what the aggregate says of one of the possible draws, unscored rows left out."""
    values = [10.0, None, 400.0, 30.0]
    possible = {
        round(aggregate(metric, [values[n] for n in draw]) or 0, 6)
        for draw in np.ndindex(4, 4, 4, 4)
        if any(values[n] is not None for n in draw)
    }

    drawn = bootstrap(metric, values, alone(4))

    assert {round(float(figure), 6) for figure in drawn[~np.isnan(drawn)]} == possible


def test_interval_has_known_bounds() -> None:
    """80 of 100 gives about 72% to 88%, as the normal approximation says."""
    assert interval(ACCURACY, [1.0] * 80 + [0.0] * 20, alone(100)) == pytest.approx((0.72, 0.88), abs=0.011)


def test_ten_of_ten_is_not_certain() -> None:
    """All right is the score interval over conversations: 10 of 10 is 72% to 100%, of one conversation 21% to 100%."""
    assert interval(ACCURACY, [1.0] * 10, alone(10)) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert interval(ACCURACY, [0.0] * 10, alone(10)) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert interval(ACCURACY, [1.0] * 10, ["talk"] * 10) == pytest.approx((0.2065, 1.0), abs=1e-4)


def test_nothing_scored_has_no_interval() -> None:
    """Unscored is not zero."""
    assert interval(ACCURACY, [None, None], alone(2)) is None


def test_holm_by_hand() -> None:
    """The smallest of four is multiplied by 4, the next by 3 and so on, never falling and never above 1."""
    assert holm([0.04, 0.01, 0.5, 0.03]) == pytest.approx([0.09, 0.04, 0.5, 0.09])
    assert holm([0.6, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_smallest_difference_is_at_least_six_flips() -> None:
    """2.8 standard errors, but six flips all one way where the runs are the same."""
    assert smallest_difference(np.array([-0.1, 0.1]), 400) == pytest.approx(0.28)
    assert smallest_difference(np.zeros(5), 400) == 6 / 400
    assert smallest_difference(np.zeros(5), 400, 50) == 6 * 50 / 400


def test_smallest_difference_is_found_four_times_in_five() -> None:
    """Simulated pairs that truly differ by it come out significant in about 80%."""
    random = np.random.default_rng(5)
    old = [float(right) for right in random.random(364) < 0.8]
    new = [float(right) for right in random.random(364) < 0.8]
    true = smallest_difference(bootstrap(ACCURACY, new, alone(364)) - bootstrap(ACCURACY, old, alone(364)), 364)

    ps = simulate(300, spoilt=true / 0.8)["independent faults, spoilt"]

    assert 0.08 < true < 0.09
    assert 0.7 < np.mean(ps < 0.05) < 0.88


def test_order_of_rows_changes_nothing() -> None:
    """The draws are seeded and hang on the conversations' names: shuffled rows give the same figures."""
    random = np.random.default_rng(2)
    old, new = random.random(60).tolist(), random.random(60).tolist()
    order = random.permutation(60)
    shuffled = [[side[n] for n in order] for side in (old, new, alone(60))]

    assert p_value(FACTS, old=old, new=new, conversations=alone(60)) == p_value(
        FACTS, old=shuffled[0], new=shuffled[1], conversations=shuffled[2]
    )
    assert interval(FACTS, old, alone(60)) == pytest.approx(interval(FACTS, shuffled[0], shuffled[2]))


def test_simulation() -> None:
    """1,000 pairs of 364 cases: 4% false alarms; 5% spoilt are found by 99.8%, or 23% where other faults differ too."""
    found = {how: float(np.mean(ps < 0.05)) for how, ps in simulate().items()}

    assert 0.03 <= found["independent faults"] <= 0.07
    assert found["the same, spoilt"] >= 0.99
    assert 0.2 <= found["independent faults, spoilt"] <= 0.26
