"""The report of a run: what it says, what it keeps to itself, and that nothing in it is alive."""

import random
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from core.answers import Answer, AnswerSentence, Citation
from eval.cases import CATEGORIES, Case, Evidence
from eval.compare import compare
from eval.metrics import ANSWER_METRICS, Outcome
from eval.report import Shown, axis, figure, in_context, write_report
from eval.runs import Retrieved, Row, Run
from eval.scores import Metric, Score
from eval.suite import Threshold
from eval.summary import summarise

DEVELOPMENT, HELD_OUT = 220, 144
METRICS = (
    *(ANSWER_METRICS[name][0] for name in ("accuracy", "facts", "citation_precision", "span_exactness")),
    Metric("refusal_recall", "Of the questions to refuse, the share that are refused."),
    Metric("Recall@5", "Of the passages that hold evidence, the share among the first 5 retrieved."),
    Metric("nDCG@10", "Gain of the first 10 passages over that of the best possible order."),
    *(ANSWER_METRICS[name][0] for name in ("words", "latency_p50", "latency_p95")),
)
THRESHOLDS = {
    "accuracy": Threshold(at_least=0.7),
    "span_exactness": Threshold(at_least=1),
    "citation_precision": Threshold(at_least=0.95),
    "latency_p95": Threshold(at_most=100),
}
SECRET = "zebra-crossing"
"""Stands in every word of a held-out case, and nowhere else."""
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7 * 7 }}\u202e"
ACTORS = "Amazon IBM Microsoft Axon Clearview".split()
CLAIMS = (
    "announced on 10 June 2020 that police could not use its face matching software for one year",
    "told lawmakers in a letter that it no longer offers general purpose facial recognition software",
    "said that the pause would last until a national law grounded in human rights is in place",
    "extended the moratorium until further notice in May 2021, according to a statement to reporters",
    "left open whether federal agencies such as immigration authorities were covered by the promise",
)


def passages(rng: random.Random) -> dict[str, tuple[str, str]]:
    """600 passages of four sentences: id to article and text."""
    found = {}
    for number in range(600):
        claims = [f"{rng.choice(ACTORS)} {rng.choice(CLAIMS)}, report {number}.{n}." for n in range(4)]
        found[f"article-{number // 8}:{number % 8}"] = (
            f"article-{number // 8}-on-facial-recognition",
            " ".join(claims),
        )
    return found


def row(number: int, texts: dict[str, tuple[str, str]], rng: random.Random, *, held_out: bool = False) -> Row:
    """One case with an answer that is right three times out of four."""
    word = f" {SECRET}" if held_out else ""
    retrieved = [
        Retrieved(name, texts[name][0], 0, len(texts[name][1]), is_gold=rng.random() < 0.2)
        for name in rng.sample(sorted(texts), 10)
    ]
    is_right, refused, sure = rng.random() < 0.75, rng.random() < 0.12, rng.betavariate(5, 3)
    cited = retrieved[: rng.randint(1, 3)]
    case = Case(
        id=f"{'held' if held_out else 'dev'}-{number:03}{word}",
        category=CATEGORIES[number % len(CATEGORIES)],
        turns=(
            *(["And who said that first?"] if number % 9 == 0 else []),
            f"How long does promise {number} last?{word}",
        ),
        as_of=date(2020, 7, 1) if number % 7 == 0 else None,
        expect=("refused",) if refused == is_right and refused else ("answered",),
        say=((f"one year{word}", "12 months"), (f"Congress{word}",)),
        avoid=(f"for ever{word}",),
        evidence=(Evidence(article=cited[0].article, words=texts[cited[0].passage][1].split(". ")[0] + word),),
        holdout=held_out,
        note=f"the length of a promise{word}",
    )
    missing = "" if is_right else f"does not say “one year{word}” / “12 months”"
    return Row(case, answer(case, cited, texts, refused=refused), tuple(retrieved), sure, scores(missing, rng, refused))


def answer(case: Case, cited: list[Retrieved], texts: dict[str, tuple[str, str]], *, refused: bool) -> dict[str, Any]:
    """An answer of one sentence a passage, or a refusal."""
    word = SECRET if case.holdout else "here"
    given = Answer("a_1", case.turns[-1], case.turns[-1], case.as_of, "refused", notice=f"Nothing {word} says so.")
    if not refused:
        quotes = [texts[p.passage][1].split(". ")[n] for n, p in enumerate(cited)]
        places = [(texts[p.passage][1].find(quote), quote) for p, quote in zip(cited, quotes, strict=True)]
        given = replace(
            given,
            status="answered",
            sentences=tuple(AnswerSentence(f"{q}.", "quoted", (n,)) for n, q in enumerate(quotes, 1)),
            citations=tuple(
                Citation(
                    n,
                    p.article,
                    1,
                    f"Promise {p.article} {word}",
                    "On the Record",
                    None,
                    date(2020, 6, 10),
                    "",
                    (),
                    at,
                    at + len(q),
                    q,
                )
                for n, (p, (at, q)) in enumerate(zip(cited, places, strict=True), 1)
            ),
        )
    return given.to_json()


def scores(missing: str, rng: random.Random, refused: bool) -> dict[str, Score]:
    """What every metric says."""
    right = float(not missing)
    slow = rng.lognormvariate(3.2, 0.45)
    nothing = Score(None, "no citation")
    return {
        "accuracy": Score(right, missing or "says all that it should and nothing that it should not"),
        "facts": nothing if refused else Score(0.5 + right / 2, missing or "says every fact"),
        "citation_precision": nothing
        if refused
        else Score(rng.choice((1.0, 1.0, 1.0, 0.5)), "beside the evidence: [2]"),
        "span_exactness": nothing if refused else Score(1.0, "every quote is at its span"),
        "refusal_recall": Score(right, "refused") if refused else Score(None, "not to be refused"),
        "Recall@5": Score(rng.choice((0.0, 0.5, 1.0, 1.0)), "2 relevant, at 1, 4"),
        "nDCG@10": Score(rng.betavariate(6, 2), "2 relevant, at 1, 4"),
        "words": nothing if refused else Score(float(rng.randint(20, 110)), "in 2 sentences"),
        "latency_p50": Score(slow, "as the assistant timed itself"),
        "latency_p95": Score(slow, "as the assistant timed itself"),
    }


def fake_run(*, seed: int = 1, development: int = DEVELOPMENT, held_out: int = HELD_OUT) -> Run:
    """Development and held-out cases; with another `seed` the same ones, of which one in eight scores differently."""
    rng = random.Random(0)
    texts = passages(rng)
    rows = [row(n, texts, rng) for n in range(development)]
    rows += [row(n, texts, rng, held_out=True) for n in range(held_out)]
    if seed != 1:
        other = random.Random(seed)
        rows = [replace(one, scores=fake_change(one, other)) for one in rows]
    config = {
        "suite": "shipped",
        "started": "2026-11-23T05:12:44+00:00",
        "seconds": 9.4,
        "metrics": [metric.name for metric in METRICS],
        "fingerprints": {"articles": "5b0f9c1e", "code": "a31d20f7", "encoder": "all-MiniLM-L6-v2"},
        "missing_evidence": [f"article-1: {SECRET}"],
    }
    return Run(config, tuple(rows), {name: text for name, (_, text) in texts.items()})


def fake_change(one: Row, rng: random.Random) -> dict[str, Score]:
    if rng.random() > 1 / 8:
        return one.scores
    was = 1 - (one.scores["accuracy"].value or 0)
    reason = "says all that it should" if was else "does not say “Congress”"
    return one.scores | {"accuracy": Score(was, reason), "nDCG@10": Score(rng.random(), "2 relevant, at 3, 5")}


def report(folder: Path, run: Run, old: Run | None = None) -> str:
    """The text of a report, also left in `folder`."""
    summary = summarise(run, METRICS, THRESHOLDS)
    comparison = compare(run, old, METRICS) if old else None
    write_report(folder / "report.html", run, METRICS, summary=summary, comparison=comparison, old=old)
    return (folder / "report.html").read_text(encoding="utf-8")


def one_case(**changes: Any) -> Run:
    """A run of one development case."""
    run = fake_run(development=1, held_out=0)
    return replace(run, rows=(replace(run.rows[0], **changes),))


class Markup(HTMLParser):
    """The tags of a page with their attributes, and what stands between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def every(self, name: str) -> list[str]:
        """The values of an attribute."""
        return [str(attributes[name]) for _, attributes in self.tags if name in attributes]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a whole run."""
    return report(tmp_path_factory.mktemp("plain"), fake_run())


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a small run against another."""
    new, old = (fake_run(seed=seed, development=60, held_out=30) for seed in (1, 7))
    return report(tmp_path_factory.mktemp("compared"), new, old)


def test_the_headline_counts_right_answers_with_their_interval(page: str) -> None:
    """In plain words, with per cent beside it."""
    run = fake_run()
    right = sum(value == 1 for value in run.values("accuracy"))

    assert f"<h1>{right} of {len(run.rows)} questions answered right</h1>" in page
    assert re.search(rf"That is {100 * right / len(run.rows):.1f}%, with a 95% interval of [\d.]+ to [\d.]+%\.", page)


def test_missed_thresholds_are_named(page: str) -> None:
    """Those that are met are only counted."""
    assert re.search(r"1 of 4 missed: citation precision \(8\d\.\d%\)\.", page)


def test_held_out_cases_are_counted_and_not_shown(page: str, compared: str) -> None:
    """No id, question, answer, reason, evidence or passage of theirs is in the file, only where to find them."""
    assert SECRET not in page + compared
    assert f"{HELD_OUT} of the {DEVELOPMENT + HELD_OUT} questions are never looked at" in page
    assert "rows.jsonl" in page
    assert page.count('class="case"') == DEVELOPMENT


def test_a_case_held_out_in_the_earlier_run_stays_unseen(tmp_path: Path) -> None:
    """Whoever moves a case to development does not thereby read how it did before."""
    new = fake_run(development=2, held_out=0)
    first = new.rows[0]
    old = replace(new, rows=(replace(first, case=first.case.model_copy(update={"holdout": True})), new.rows[1]))

    assert report(tmp_path, new, old).count('class="case"') == 1


def test_every_case_that_may_be_read_can_be_read(page: str) -> None:
    """Question, expected facts, answer, quotes, reasons."""
    shown = Markup(page).words

    for row in fake_run().rows[:DEVELOPMENT]:
        assert row.case.turns[-1] in shown
        assert all(citation["quote"] in shown for citation in row.answer["citations"])
        assert all(score.reason in shown for score in row.scores.values())


def test_nothing_comes_from_outside(page: str) -> None:
    """Every link leads to one place in the page itself, and that place is there once."""
    markup = Markup(page)
    names = markup.every("id")

    assert len(names) == len(set(names))
    assert {link for link in markup.every("href") if link != "data:,"} <= {f"#{name}" for name in names}
    assert markup.every("src") == markup.every("action") == markup.every("style") == []
    assert [attributes for tag, attributes in markup.tags if tag in ("link", "base", "iframe", "img", "object")] == [
        {"rel": "icon", "href": "data:,"}
    ]


def test_only_our_own_script_and_style_may_run(page: str) -> None:
    """The policy names them by their hashes and allows nothing else."""
    policy = next(attributes["content"] for _, attributes in Markup(page).tags if "http-equiv" in attributes) or ""

    for kind in ("script", "style"):
        (inline,) = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        assert f"{kind}-src 'sha256-{b64encode(sha256(inline.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_hostile_text_is_shown_and_stays_text(tmp_path: Path) -> None:
    """Wherever a question, an answer, an article, a name or a reason could bring it in."""
    quiet, run = Markup(report(tmp_path, one_case())), hostile_run()

    loud = Markup(report(tmp_path, run))

    assert [tag for tag, _ in loud.tags] == [tag for tag, _ in quiet.tags]
    assert {name for _, attributes in loud.tags for name in attributes if name.startswith("on")} == set()
    assert loud.words.count(HOSTILE) >= 10


def hostile_run() -> Run:
    """A run of one case in which every text is hostile."""
    run = one_case()
    (first,) = run.rows
    case, given = first.case, first.answer
    case = case.model_copy(
        update={
            "id": HOSTILE,
            "category": HOSTILE,
            "turns": (HOSTILE,) * len(case.turns),
            "say": ((HOSTILE, HOSTILE), (HOSTILE,)),
            "avoid": (HOSTILE,),
            "evidence": (Evidence(article=HOSTILE, words=HOSTILE),),
            "note": HOSTILE,
        }
    )
    changes = dict.fromkeys(("title", "publisher", "dateline", "quote", "article_id"), HOSTILE)
    answer = given | {
        "status": HOSTILE,
        "text": HOSTILE,
        "sentences": [sentence | {"text": HOSTILE} for sentence in given["sentences"]],
        "citations": [citation | changes for citation in given["citations"]],
    }
    retrieved = tuple(replace(passage, article=HOSTILE) for passage in first.retrieved)
    scores = {name: replace(score, reason=HOSTILE) for name, score in first.scores.items()}
    row = replace(first, case=case, answer=answer, retrieved=retrieved, scores=scores)
    config = run.config | {"suite": HOSTILE, "fingerprints": dict.fromkeys(run.config["fingerprints"], HOSTILE)}
    return replace(run, config=config, rows=(row,), passages=dict.fromkeys(run.passages, HOSTILE))


def test_half_a_character_does_not_stop_the_report(tmp_path: Path) -> None:
    """A lone surrogate, which JSON can carry and UTF-8 cannot, is replaced."""
    first = one_case().rows[0]

    text = report(tmp_path, one_case(answer=first.answer | {"sentences": [], "text": "half \ud83d"}))

    assert "half ?" in text


def test_the_file_stays_small(page: str) -> None:
    """Under 3 MB for 364 cases: a passage's text is kept once, and only if a case that may be read needs it."""
    run = fake_run()
    needed = {p.passage for row in run.rows[:DEVELOPMENT] for p in row.retrieved}

    assert len(page) < 3_000_000
    assert len(re.findall(r'<span id="p\d+">', page)) == len(needed) < len(run.passages)


def test_what_got_worse_comes_first(compared: str) -> None:
    """Then what changed otherwise, then the rest."""
    headings = re.findall(r"<h3>(Got worse|Got better|As before)", compared)
    flags = ["data-worse" in tag for tag in re.findall(r'<details class="case"[^>]*>', compared)]

    assert headings == ["Got worse", "Got better", "As before"]
    assert flags == sorted(flags, reverse=True)
    assert 0 < sum(flags) < len(flags)


def test_cases_that_got_worse_come_in_the_comparison_s_order(compared: str) -> None:
    """The worst first."""
    new, old = (fake_run(seed=seed, development=60, held_out=30) for seed in (1, 7))
    worst = [flip.case for flip in compare(new, old, METRICS).flips if flip.worse and not flip.held_out]

    assert re.findall(r'<span class="find">(dev-\d+)</span>', compared)[: len(worst)] == worst


def test_a_run_without_its_passages_says_so(tmp_path: Path) -> None:
    """A committed baseline keeps none; quotes are shown all the same."""
    run = replace(one_case(), passages={})

    text = report(tmp_path, run)

    assert "Its text is not kept with this run." in text
    assert all(citation["quote"] in Markup(text).words for citation in run.rows[0].answer["citations"])


def test_two_answers_stand_side_by_side(tmp_path: Path) -> None:
    """Where they differ; with what changed and why."""
    new = one_case()
    first = new.rows[0]
    was = first.answer | {"text": "It lasts ten years.", "sentences": [], "citations": []}
    worse = first.scores | {"accuracy": Score(1 - (first.scores["accuracy"].value or 0), "the older reason")}

    shown = Markup(report(tmp_path, new, one_case(answer=was, scores=worse))).words

    assert shown.index("the older reason") < shown.index("Answer before") < shown.index("It lasts ten years.")
    assert shown.index("It lasts ten years.") < shown.index("Answer now")


def test_said_and_missing_facts_are_told_apart_by_the_metric_s_own_words() -> None:
    """The report reads the reason that the metric writes."""
    case = Case(
        id="a",
        category="duration",
        turns=("How long?",),
        expect=("answered",),
        say=(("one year", "12 months"), ("Congress",)),
    )
    given = Answer(
        "a_1", "How long?", "How long?", None, "answered", (AnswerSentence("Until Congress acts.", "quoted"),)
    )
    score = ANSWER_METRICS["facts"][1](Outcome(case, given))

    facts = Shown(1, Row(case, given.to_json(), (), 0.5, {"facts": score})).facts

    assert facts == [("“one year” or “12 months”", False), ("“Congress”", True)]


def test_facts_of_an_unscored_answer_are_neither_said_nor_missing() -> None:
    """Unscored is not wrong."""
    row = one_case(scores={"facts": Score(None, "no fact is expected")}).rows[0]

    assert {said for _, said in Shown(1, row).facts} == {None}


def test_a_quote_is_shown_in_its_passage_cut_at_words() -> None:
    """At most some hundred characters on either side."""
    passage = "before " * 40 + "THE QUOTE" + " after" * 40
    retrieved = (Retrieved("a:1", "article", 100, 100 + len(passage), is_gold=True),)
    citation = {"article_id": "article", "start": 380, "end": 389, "quote": "THE QUOTE"}

    before, quote, after = in_context(citation, one_case(retrieved=retrieved).rows[0], {"a:1": passage})

    assert quote == "THE QUOTE"
    assert re.fullmatch("… (before )+", before) and re.fullmatch("( after)+ …", after)
    assert len(before + after) < 400


def test_a_quote_that_stands_elsewhere_is_shown_alone() -> None:
    """A passage of another revision is not taken for its context."""
    retrieved = (Retrieved("a:1", "article", 0, 30, is_gold=True),)
    citation = {"article_id": "article", "start": 0, "end": 9, "quote": "THE QUOTE"}

    assert in_context(citation, one_case(retrieved=retrieved).rows[0], {"a:1": "Other words."}) == ("", "THE QUOTE", "")


def test_metrics_without_a_verdict_make_a_report_too(tmp_path: Path) -> None:
    """A benchmark may score nothing but retrieval; unscored is shown as such."""
    metrics, run = [METRICS[5]], one_case(scores={"Recall@5": Score(None, "no evidence to find")})
    summary = {
        "metrics": {
            "Recall@5": {
                "value": None,
                "low": None,
                "high": None,
                "scored": 0,
                "unscored": 1,
                "threshold": {},
                "passed": True,
            }
        },
        "development": {},
        "holdout": {},
        "categories": {},
        "risk_coverage": [],
        "operating_point": None,
    }

    write_report(tmp_path / "report.html", run, metrics, summary=summary)

    assert "nothing to score" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("values", "unit", "signed", "expected"),
    [
        (0.7745, "share", False, "77.5%"),
        ([0.7, 0.8125], "share", False, "70.0 to 81.2%"),
        (-0.031, "share", True, "−3.1 points"),
        (-0.0001, "share", True, "0.0 points"),
        ([-1.6, 12.2], "ms", True, "−2 to +12 ms"),
        (None, "words", False, "–"),
        ([None, None], "share", False, "–"),
    ],
)
def test_figures_are_written_with_their_unit(values: Any, unit: str, signed: bool, expected: str) -> None:
    """Shares as per cent, their differences as points, and no minus before nothing."""
    assert figure(values, unit, signed=signed) == expected


@pytest.mark.parametrize(("top", "expected"), [(0.23, [0, 0.1, 0.2, 0.3]), (71, [0, 20, 40, 60, 80]), (0, [0, 1])])
def test_axes_end_at_round_numbers(top: float, expected: list[float]) -> None:
    """At the largest value or just past it."""
    assert axis(top) == pytest.approx(expected)
