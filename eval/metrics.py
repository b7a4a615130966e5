"""The metrics that look at one answer: is it right, is it cited rightly, was refusing right, how long, how fast.

Citations are scored against the case's gold evidence, never by the judge that decides what may be shown.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from core.answers import Answer, Citation
from core.articles import Article, Span
from eval.benchmarks.f1 import token_f1
from eval.cases import Case, Regex
from eval.scores import Metric, Score
from evidence.judge import Judge
from evidence.values import says

OVERLAP = 0.5
"""Part of the shorter of quote and evidence that they must share to be the same place."""
Article_ = Callable[[str, int | None], Article | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a metric may look at: the case, its last answer, and where its evidence stands."""

    case: Case
    answer: Answer
    gold: tuple[Span, ...] = ()
    article: Article_ = lambda _id, _revision: None
    failure: str = ""
    """What went wrong where there was no answer at all."""


Scorer = Callable[[Outcome], Score]


def right(outcome: Outcome) -> Score:
    """Right outcome, every fact said, every company covered, nothing forbidden."""
    case, answer = outcome.case, outcome.answer
    if outcome.failure:
        return Score(0, f"could not run: {outcome.failure}")
    if not _status_fits(case, answer):
        return Score(0, f"{answer.status}, where {' or '.join(case.expect)} is right")
    if not answer.sentences:
        return Score(1, f"{answer.status}, as it should be")
    text = said(answer)
    wrong = [f"does not say {_shown(fact)}" for fact in case.say if not _says_any(text, fact)]
    wrong += [f"says {_shown([phrasing])}" for phrasing in case.avoid if _says_any(text, [phrasing])]
    wrong += [f"leaves out {company}" for company in case.companies if not says(text, company)]
    return Score(0, "; ".join(wrong)) if wrong else Score(1, "says all that it should and nothing that it should not")


def facts(outcome: Outcome) -> Score:
    """The share of the expected facts that are said."""
    case, answer = outcome.case, outcome.answer
    if not case.say or (not answer.sentences and _status_fits(case, answer)):
        return Score(None, "no fact is expected")
    text = said(answer)
    missing = [fact for fact in case.say if not _says_any(text, fact)]
    reason = "; ".join(f"does not say {_shown(fact)}" for fact in missing) or "says every fact"
    return Score(1 - len(missing) / len(case.say), reason)


def lead(outcome: Outcome) -> Score:
    """Whether the first sentence says at least one of the facts."""
    case, answer = outcome.case, outcome.answer
    if not case.say or not answer.sentences:
        return Score(None, "no answer, or no fact expected")
    has = any(_says_any(answer.sentences[0].text, fact) for fact in case.say)
    return Score(float(has), "the first sentence answers" if has else "the first sentence says none of the facts")


def citation_precision(outcome: Outcome) -> Score:
    """The share of citations that point to evidence for the question (ALCE, Gao et al., EMNLP 2023, over gold)."""
    if not outcome.gold or not outcome.answer.citations:
        return Score(None, "no citation, or no evidence to hold it against")
    wrong = [c.number for c in outcome.answer.citations if not _is_gold(outcome, c)]
    reason = f"beside the evidence: {wrong}" if wrong else "every citation is evidence"
    return Score(1 - len(wrong) / len(outcome.answer.citations), reason)


def citation_recall(outcome: Outcome) -> Score:
    """The share of facts said in a sentence that itself cites evidence holding the fact (ALCE, over gold)."""
    case, answer = outcome.case, outcome.answer
    if not outcome.gold or not case.say or (not answer.sentences and _status_fits(case, answer)):
        return Score(None, "no fact with evidence is expected")
    missing = [fact for fact in case.say if not _is_cited(outcome, fact)]
    reason = "; ".join(f"no evidence cited for {_shown(fact)}" for fact in missing) or "every fact is cited"
    return Score(1 - len(missing) / len(case.say), reason)


def span_exactness(outcome: Outcome) -> Score:
    """The share of citations whose quote is, character for character, the revision's text at its span."""
    citations = outcome.answer.citations
    if not citations:
        return Score(None, "no citation")
    off = [c.number for c in citations if not _is_exact(outcome, c)]
    return Score(1 - len(off) / len(citations), f"not at their spans: {off}" if off else "every quote is at its span")


def support(judge: Judge) -> Scorer:
    """The share of sentences that the words they cite support."""

    def score(outcome: Outcome) -> Score:
        answer = outcome.answer
        if not answer.sentences:
            return Score(None, "no sentence")
        quotes = {c.number: c for c in answer.citations}
        verdicts = []
        for sentence in answer.sentences:
            cited = [quotes[n] for n in sentence.citations if n in quotes]
            context = " ".join(f"{c.title or ''} {c.dateline or ''}" for c in cited)
            if any(_is_of_article(sentence.text, c) for c in cited):
                continue
            verdicts.append(judge.judge(sentence.text, " ".join(c.quote for c in cited), context=context))
        failed = [f"sentence {n}: {v.reason}" for n, v in enumerate(verdicts, 1) if not v.supported]
        return Score(1 - len(failed) / max(1, len(verdicts)), "; ".join(failed) or "every sentence is supported")

    return score


def _is_of_article(text: str, citation: Citation) -> bool:
    """Whether a sentence says which article has the quote, with its title, publisher, day and link as they are."""
    day = f"{citation.dateline:%-d %B %Y}" if citation.dateline else ""
    known = (citation.title or citation.article_id, citation.publisher or "", day, citation.url or "")
    return all(part in text for part in known)


def as_of_exactness(outcome: Outcome) -> Score:
    """Whether nothing cited is later than the day asked for."""
    day, citations = outcome.case.as_of, outcome.answer.citations
    if not day or not citations:
        return Score(None, "no day given, or nothing cited")
    later = [f"[{c.number}] {c.dateline}" for c in citations if c.dateline and c.dateline > day]
    return Score(float(not later), f"later than {day}: {', '.join(later)}" if later else f"nothing later than {day}")


def refusal_precision(outcome: Outcome) -> Score:
    """Of the refusals, the share that are right."""
    if outcome.failure or outcome.answer.status != "refused":
        return Score(None, "not refused")
    fits = "refused" in outcome.case.expect
    return Score(float(fits), "rightly refused" if fits else "refused, though the articles say it")


def refusal_recall(outcome: Outcome) -> Score:
    """Of the questions to refuse, the share that are refused."""
    if not outcome.case.must_refuse:
        return Score(None, "not to be refused")
    refused = not outcome.failure and outcome.answer.status == "refused"
    return Score(float(refused), "refused" if refused else "answered, though the articles do not say it")


def words(outcome: Outcome) -> Score:
    """Words of the answer."""
    if not outcome.answer.sentences:
        return Score(None, "no answer")
    count = len(said(outcome.answer).split())
    return Score(count, f"{count} words in {len(outcome.answer.sentences)} sentences")


def latency(outcome: Outcome) -> Score:
    """Milliseconds that the last question took."""
    total = (outcome.answer.timings_ms or {}).get("total")
    return Score(total, "as the assistant timed itself" if total is not None else "not timed")


def reference_f1(outcome: Outcome) -> Score:
    """Words shared with the best of the reference answers (F1 of SQuAD, Rajpurkar et al. 2016)."""
    if not outcome.case.references:
        return Score(None, "no reference answer")
    best = max(token_f1(said(outcome.answer), reference) for reference in outcome.case.references)
    return Score(best, "words shared with the nearest reference answer")


ANSWER_METRICS: dict[str, tuple[Metric, Scorer]] = {
    metric.name: (metric, scorer)
    for metric, scorer in (
        (Metric("accuracy", "Share of questions answered rightly or rightly refused."), right),
        (Metric("facts", "Share of the expected facts that are said."), facts),
        (Metric("lead", "Share of answers whose first sentence already says one of the facts."), lead),
        (
            Metric("citation_precision", "Share of citations that point to evidence for the question."),
            citation_precision,
        ),
        (Metric("citation_recall", "Share of facts said by a sentence that cites evidence for it."), citation_recall),
        (Metric("span_exactness", "Share of quotes that stand word for word at their span."), span_exactness),
        (
            Metric("support", "Share of sentences that the words they cite support, by the support judge."),
            support(Judge()),
        ),
        (Metric("as_of_exactness", "Share of as-of answers that cite nothing later."), as_of_exactness),
        (Metric("refusal_precision", "Of the refusals, the share that are right."), refusal_precision),
        (Metric("refusal_recall", "Of the questions to refuse, the share that are refused."), refusal_recall),
        (Metric("words", "Mean length of an answer.", better="lower", unit="words"), words),
        (Metric("latency_p50", "Half of the answers take no longer.", "lower", "p50", "ms"), latency),
        (Metric("latency_p95", "All but one answer in twenty take no longer.", "lower", "p95", "ms"), latency),
        (Metric("reference_f1", "Words shared with the nearest reference answer."), reference_f1),
    )
}


def said(answer: Answer) -> str:
    """What an answer says, its table included, without citation markers."""
    cells = chain.from_iterable(answer.table.rows) if answer.table else ()
    return " ".join([*(s.text for s in answer.sentences), *(cell.text for cell in cells)])


def _status_fits(case: Case, answer: Answer) -> bool:
    if answer.status in ("refused", "clarify"):
        return answer.status in case.expect
    return "answered" in case.expect or "corrected" in case.expect


def _says_any(text: str, fact: Iterable[str | Regex]) -> bool:
    return any(says(text, re.compile(p.regex, re.I) if isinstance(p, Regex) else p) for p in fact)


def _shown(fact: Iterable[str | Regex]) -> str:
    return " / ".join(f"“{p.regex if isinstance(p, Regex) else p}”" for p in fact)


def _is_gold(outcome: Outcome, citation: Citation) -> bool:
    """Whether the quote is a gold place, or stands in a gold article and says one of the facts."""
    if any(_shared(citation, span) >= OVERLAP for span in outcome.gold):
        return True
    in_article = any(citation.article_id == span.article_id for span in outcome.gold)
    return in_article and any(_says_any(citation.quote, fact) for fact in outcome.case.say)


def _shared(citation: Citation, span: Span) -> float:
    """The characters that both have, as a part of the shorter one."""
    if citation.article_id != span.article_id:
        return 0.0
    common = min(citation.end, span.end) - max(citation.start, span.start)
    return common / max(1, min(citation.end - citation.start, span.end - span.start))


def _is_cited(outcome: Outcome, fact: Iterable[str | Regex]) -> bool:
    answer = outcome.answer
    quotes = {c.number: c for c in answer.citations}
    return any(
        _says_any(sentence.text, fact) and _is_gold(outcome, quotes[number]) and _says_any(quotes[number].quote, fact)
        for sentence in answer.sentences
        for number in sentence.citations
        if number in quotes
    )


def _is_exact(outcome: Outcome, citation: Citation) -> bool:
    article = outcome.article(citation.article_id, citation.revision)
    return article is not None and article.text[citation.start : citation.end] == citation.quote
