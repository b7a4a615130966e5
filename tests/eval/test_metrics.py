"""Each metric on answers small enough to score by hand."""

from datetime import date

import pytest

from core.answers import AnswerSentence
from eval import metrics
from eval.cases import Case, Regex
from tests.eval.answers import FIRST, SECOND, answer, case, citation, outcome

REFUSAL = case(expect=("refused",), say=(), evidence=())


@pytest.mark.parametrize(
    ("given", "judged", "value", "reason"),
    [
        (answer(FIRST), case(), 1, "says all"),
        (answer(SECOND), case(), 0, "does not say “3 March 2021”"),
        (answer(FIRST), case(avoid=("lighthouses",)), 0, "says “lighthouses”"),
        (answer(FIRST), case(companies=("Lumenor", "Otherlight")), 0, "leaves out Otherlight"),
        (answer(FIRST), case(say=((Regex(regex=r"3 \w+ch"),),)), 1, "says all"),
        (answer(FIRST), case(say=(("4 March 2021", "March 3, 2021"),)), 1, "says all"),
        (answer(), case(), 0, "refused, where answered is right"),
        (answer(), REFUSAL, 1, "as it should be"),
        (answer(FIRST), REFUSAL, 0, "answered, where refused is right"),
        (answer(), case(expect=("refused", "answered")), 1, "as it should be"),
        (answer(FIRST), case(expect=("corrected",)), 1, "says all"),
        (answer(FIRST, status="partial"), case(), 1, "says all"),
        (answer(status="clarify"), case(), 0, "clarify, where answered"),
    ],
)
def test_accuracy(given, judged: Case, value: float, reason: str):
    """Right outcome, all facts, all companies, nothing forbidden; the reason says which."""
    score = metrics.right(outcome(given, judged))

    assert score.value == value
    assert reason in score.reason


def test_an_assistant_that_broke_is_wrong_and_says_why():
    """And no refusal, though there is no answer."""
    broken = metrics.Outcome(REFUSAL, answer(), failure="ValueError: lamp")

    assert metrics.right(broken).value == 0
    assert "ValueError: lamp" in metrics.right(broken).reason
    assert metrics.refusal_precision(broken).value is None
    assert metrics.refusal_recall(broken).value == 0


def test_facts_are_counted_one_by_one():
    """Half of two is a half."""
    judged = case(say=(("3 March 2021",), ("no end date",)))

    assert metrics.facts(outcome(answer(FIRST), judged)).value == 0.5
    assert metrics.facts(outcome(answer(FIRST, SECOND), judged)).value == 1
    assert metrics.facts(outcome(answer(), judged)).value == 0


def test_facts_do_not_apply_to_a_right_refusal():
    """Unscored, not zero."""
    assert metrics.facts(outcome(answer(), REFUSAL)).value is None


def test_lead_looks_at_the_first_sentence_only():
    """What comes second is no direct answer."""
    assert metrics.lead(outcome(answer(FIRST, SECOND))).value == 1
    assert metrics.lead(outcome(answer(SECOND, FIRST))).value == 0


def test_citation_precision_is_the_share_of_citations_that_are_evidence():
    """A citation beside the evidence counts against it."""
    assert metrics.citation_precision(outcome(answer(FIRST))).value == 1
    assert metrics.citation_precision(outcome(answer(FIRST, SECOND))).value == 0.5
    assert metrics.citation_precision(outcome(answer())).value is None


def test_another_place_in_a_gold_article_that_says_the_fact_is_evidence_too():
    """Articles say things twice."""
    judged = case(say=(("no end date",), ("3 March 2021",)))

    assert metrics.citation_precision(outcome(answer(SECOND), judged)).value == 1


def test_citation_recall_wants_the_fact_where_its_own_citation_is():
    """Saying the fact and citing something else is not citing it."""
    shifted = answer(FIRST, SECOND, citations=(citation(SECOND, 1), citation(FIRST, 2)))

    assert metrics.citation_recall(outcome(answer(FIRST, SECOND))).value == 1
    assert metrics.citation_recall(outcome(shifted)).value == 0


def test_citation_recall_of_a_wrong_refusal_is_zero():
    """Nothing was said, nothing was cited."""
    assert metrics.citation_recall(outcome(answer())).value == 0


def test_span_exactness_reads_the_article():
    """One character off is off, and so is an article that is not there."""
    off = citation(FIRST, start=1, end=len(FIRST) + 1)
    lost = citation(FIRST, 2, article_id="nowhere")

    assert metrics.span_exactness(outcome(answer(FIRST, SECOND))).value == 1
    assert metrics.span_exactness(outcome(answer(FIRST, citations=(off, lost)))).value == 0


def test_support_falls_when_a_sentence_says_more_than_its_quote():
    """Another company, or no citation at all."""
    swapped = answer(FIRST, sentences=(AnswerSentence(FIRST.replace("Lumenor", "Otherlight"), "quoted", (1,)),))
    uncited = answer(FIRST, sentences=(AnswerSentence(FIRST, "quoted", ()),))
    scorer = metrics.ANSWER_METRICS["support"][1]

    assert scorer(outcome(answer(FIRST))).value == 1
    assert scorer(outcome(swapped)).value == 0
    assert scorer(outcome(uncited)).value == 0


def test_as_of_exactness_looks_at_datelines():
    """Nothing later than the day asked for; without a day there is nothing to score."""
    assert metrics.as_of_exactness(outcome(answer(FIRST), case(as_of=date(2021, 3, 4)))).value == 1
    assert metrics.as_of_exactness(outcome(answer(FIRST), case(as_of=date(2021, 3, 3)))).value == 0
    assert metrics.as_of_exactness(outcome(answer(FIRST))).value is None


def test_refusal_precision_is_scored_on_refusals():
    """And recall on the questions to refuse."""
    assert metrics.refusal_precision(outcome(answer(), REFUSAL)).value == 1
    assert metrics.refusal_precision(outcome(answer())).value == 0
    assert metrics.refusal_precision(outcome(answer(FIRST))).value is None
    assert metrics.refusal_recall(outcome(answer(), REFUSAL)).value == 1
    assert metrics.refusal_recall(outcome(answer(FIRST), REFUSAL)).value == 0
    assert metrics.refusal_recall(outcome(answer(FIRST))).value is None


def test_length_and_time():
    """Words of the answer, milliseconds as the assistant timed itself."""
    assert metrics.words(outcome(answer(SECOND))).value == 6
    assert metrics.latency(outcome(answer(FIRST))).value == 20.0
    assert metrics.latency(outcome(answer(FIRST, timings_ms=None))).value is None


def test_reference_f1_takes_the_nearest_reference():
    """Where a benchmark has any."""
    judged = case(references=("nothing alike", SECOND))

    assert metrics.reference_f1(outcome(answer(SECOND), judged)).value == pytest.approx(1)
    assert metrics.reference_f1(outcome(answer(SECOND))).value is None


def test_every_score_has_a_reason():
    """That a person can read."""
    for given in (answer(), answer(FIRST, SECOND)):
        for judged in (case(), REFUSAL):
            for _, scorer in metrics.ANSWER_METRICS.values():
                assert scorer(outcome(given, judged)).reason
