"""Comparing runs: what differs, what may be said about it, and which cases flipped."""

import json
from dataclasses import replace
from time import process_time

import numpy as np
import pytest

from eval.compare import Comparison, compare
from eval.runs import Row, Run
from eval.scores import Metric
from tests.eval.runs_for_tests import row_of, run_of

ACCURACY = Metric("accuracy", "Share of right answers.")
FACTS = Metric("facts", "Share of the facts.")
LENGTH = Metric("words", "Mean length.", "lower", "mean", "words")
LATENCY = Metric("latency_p95", "Slow ones.", "lower", "p95", "ms")


def rows_compared(old: Row, new: Row) -> Comparison:
    """Two runs of one row each, by accuracy and facts."""
    return compare(Run({}, (new,)), Run({}, (old,)), [ACCURACY, FACTS])


def test_a_run_against_itself() -> None:
    """No difference, no flip, p = 1, and still it is said what so many cases could show."""
    run = run_of("accuracy", [1.0] * 30 + [0.0] * 10)

    compared = compare(run, run, [ACCURACY])

    found = compared.differences[0]
    assert (found.difference, found.low, found.high, found.p, found.p_holm) == (0, 0, 0, 1, 1)
    assert found.verdict == "no difference shown" and not found.fell and found.smallest == 6 / 40
    assert compared.flips == () and (compared.rows, compared.conversations) == (40, 40)


def test_answers_lost_are_a_fall() -> None:
    """Ten of forty right answers lost and none gained is worse, significantly; the other way round it is better."""
    right, spoilt = run_of("accuracy", [1.0] * 40), run_of("accuracy", [0.0] * 10 + [1.0] * 30)

    worse, better = (compare(new, old, [ACCURACY]).differences[0] for new, old in ((spoilt, right), (right, spoilt)))

    assert (worse.verdict, worse.fell, worse.difference) == ("worse", True, -0.25)
    assert worse.low is not None and worse.high is not None and worse.low < -0.25 < worse.high < 0
    assert (better.verdict, better.fell, better.difference) == ("better", False, 0.25)


def test_one_conversation_is_not_a_fall() -> None:
    """The same ten lost answers within one conversation of four show nothing, and four are too few to."""
    right = run_of("accuracy", [1.0] * 40, rows_each=10)
    spoilt = run_of("accuracy", [0.0] * 10 + [1.0] * 30, rows_each=10)

    found = compare(spoilt, right, [ACCURACY]).differences[0]

    assert (found.p, found.fell, found.verdict, found.smallest) == (
        1,
        False,
        "too few cases to show a difference",
        None,
    )


def test_longer_answers_are_worse() -> None:
    """Where lower is better a significant rise is a fall in quality; the difference keeps its sign."""
    short, long = run_of("words", [20.0, 30.0] * 20), run_of("words", [25.0, 38.0] * 20)

    found = compare(long, short, [LENGTH]).differences[0]

    assert (found.verdict, found.fell, found.difference) == ("worse", True, 6.5)
    assert found.smallest == 6 * (38 - 20) / 40


def test_times_are_not_tested() -> None:
    """Ten times slower has a difference and an interval, but no p-value, and no part in Holm."""
    fast, slow = run_of("latency_p95", [10.0, 12.0] * 10), run_of("latency_p95", [100.0, 120.0] * 10)

    time, accuracy = compare(slow, fast, [LATENCY, ACCURACY]).differences

    assert time.difference == 108 and time.low is not None and time.low > 80
    assert (time.p, time.p_holm, time.smallest, time.fell) == (None, None, None, False)
    assert time.verdict == "not tested: times vary from run to run"
    assert accuracy.verdict == "nothing scored in either run" and accuracy.difference is None


def test_holm_counts_the_tested_metrics() -> None:
    """Six flips are significant for one metric alone, but not for the worst of two."""
    old = Run({}, tuple(row_of(f"c{n}", {"accuracy": 1, "facts": 1}) for n in range(20)))
    new = Run({}, tuple(row_of(f"c{n}", {"accuracy": float(n > 5), "facts": 1}) for n in range(20)))

    alone, both = compare(new, old, [ACCURACY]).differences[0], compare(new, old, [ACCURACY, FACTS]).differences[0]

    assert (alone.p_holm, alone.verdict) == (pytest.approx(2 / 64), "worse")
    assert (both.p_holm, both.verdict, both.fell) == (pytest.approx(4 / 64), "no difference shown", False)


def test_scored_on_one_side_only() -> None:
    """A metric that one run could not score at all has no difference, and words say which run."""
    found = compare(run_of("facts", [1.0] * 8), run_of("accuracy", [1.0] * 8), [FACTS, ACCURACY]).differences

    assert [each.verdict for each in found] == ["nothing scored in the old run", "nothing scored in the new run"]
    assert (found[0].new, found[0].scored_old, found[0].scored_new, found[0].p) == (1, 0, 8, None)


def test_only_unchanged_cases_of_both_runs_count() -> None:
    """Cases of one run, and cases whose question or expectation changed, are named and left out; notes may change."""
    old = Run({}, tuple(row_of(name, {"accuracy": 1}) for name in ("gone", "reworded", "regraded", "noted")))
    new = Run(
        {},
        (
            row_of("noted", {"accuracy": 1}, note="why"),
            row_of("reworded", {"accuracy": 0}, turns=("Who?",)),
            row_of("regraded", {"accuracy": 0}, say=(("a year",),)),
            row_of("fresh", {"accuracy": 0}),
        ),
    )

    compared = compare(new, old, [ACCURACY])

    assert (compared.only_old, compared.only_new) == (("gone",), ("fresh",))
    assert compared.changed == ("reworded", "regraded")
    assert compared.rows == 1 and compared.differences[0].new == 1 and compared.flips == ()


def test_runs_without_a_common_case() -> None:
    """Nothing is compared, and nothing breaks."""
    compared = compare(Run({}, (row_of("a", {"accuracy": 1}),)), Run({}, (row_of("b", {"accuracy": 1}),)), [ACCURACY])

    assert compared.rows == 0 and compared.differences[0].verdict == "nothing scored in either run"


def test_flips_come_worst_first() -> None:
    """Lost accuracy, then the largest fall of a score, then gains, accuracy gained last."""
    scores = {  # old and new accuracy and facts
        "gained": (0, 1, 0.5, 1),
        "fell a little": (1, 1, 1, 0.75),
        "same": (1, 1, 1, 1),
        "lost": (1, 0, 1, 1),
        "improved": (0, 0, 0, 0.5),
        "fell far": (1, 1, 1, 0),
        "lost both": (1, 0, 1, 0.5),
    }
    old = Run({}, tuple(row_of(name, {"accuracy": a, "facts": f}) for name, (a, _, f, _) in scores.items()))
    new = Run({}, tuple(row_of(name, {"accuracy": a, "facts": f}) for name, (_, a, _, f) in scores.items()))

    flips = compare(new, old, [FACTS, ACCURACY]).flips

    assert [flip.case for flip in flips] == ["lost both", "lost", "fell far", "fell a little", "improved", "gained"]
    assert [flip.worse for flip in flips] == [True, True, True, True, False, False]


def test_a_flip_says_why() -> None:
    """It has the whole question, both answers and, for what changed, both scores and both reasons."""
    turns = ("How long is it?", "And now?")
    flip = rows_compared(
        row_of("a", {"accuracy": 1, "facts": 0.5}, turns=turns, text="A year."),
        row_of("a", {"accuracy": 0, "facts": 0.5}, turns=turns, text="No idea."),
    ).flips[0]

    assert (flip.question, flip.old_answer, flip.new_answer) == ("How long is it? → And now?", "A year.", "No idea.")
    assert [(c.metric, c.old, c.new, c.old_reason, c.new_reason) for c in flip.changes] == [
        ("accuracy", 1, 0, "accuracy is 1", "accuracy is 0")
    ]


def test_held_out_flips_keep_their_secret() -> None:
    """A held-out case counts, and shows its id, category and scores: no question, no answer, no reason."""
    compared = rows_compared(
        row_of("a", {"accuracy": 1}, text="SECRET"), row_of("a", {"accuracy": 0}, text="SECRET", holdout=True)
    )

    flip = compared.flips[0]
    assert compared.differences[0].difference == -1
    assert (flip.case, flip.category, flip.held_out, flip.worse) == ("a", "duration", True, True)
    assert (flip.question, flip.old_answer, flip.new_answer) == ("", "", "")
    assert [(c.old, c.new, c.old_reason, c.new_reason) for c in flip.changes] == [(1, 0, "", "")]
    assert "SECRET" not in str(compared.to_json()) and "How long" not in str(compared.to_json())


def test_a_score_that_came_or_went_is_no_flip() -> None:
    """Unscored is neither better nor worse; it is listed beside what did rise or fall."""
    old, new = row_of("a", {"accuracy": 0, "facts": None}), row_of("a", {"accuracy": 0, "facts": 0.5})
    right = replace(new, scores=row_of("a", {"accuracy": 1, "facts": 0.5}).scores)

    assert rows_compared(old, new).flips == ()
    assert [change.metric for change in rows_compared(old, right).flips[0].changes] == ["accuracy", "facts"]


def test_longer_words_and_times_are_no_flips() -> None:
    """A case whose answer only got longer or slower did not flip."""
    old, new = row_of("a", {"words": 20, "latency_p95": 5}), row_of("a", {"words": 30, "latency_p95": 9})

    assert compare(Run({}, (new,)), Run({}, (old,)), [LENGTH, LATENCY]).flips == ()


def test_goes_into_json_and_repeats() -> None:
    """The comparison is JSON without help, and twice the same to the last digit."""
    random = np.random.default_rng(1)
    old, new = (run_of("facts", random.random(50).tolist(), rows_each=2) for _ in range(2))

    first, second = (json.dumps(compare(new, old, [FACTS]).to_json(), allow_nan=False) for _ in range(2))

    assert first == second
    assert set(json.loads(first)["differences"][0]) >= {"name", "low", "high", "p_holm", "smallest", "verdict", "fell"}


def test_four_hundred_rows_take_seconds_at_most() -> None:
    """15 metrics over 400 rows take less than 3 seconds of one processor, in the best of three."""
    random = np.random.default_rng(1)
    metrics = [Metric(f"m{n}", "") for n in range(13)] + [
        LATENCY,
        replace(LATENCY, name="latency_p50", aggregate="p50"),
    ]
    old, new = (
        Run({}, tuple(row_of(str(n), {m.name: float(random.random()) for m in metrics}) for n in range(400)))
        for _ in range(2)
    )
    taken = []

    for _ in range(3):
        started = process_time()
        compare(new, old, metrics)
        taken.append(process_time() - started)

    assert min(taken) < 3
