"""Evaluating from the terminal: on a small corpus, from options to exit code."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from tests.fakes import write_article
from tests.test_cli import BRIGHTLY, LUMENOR, Ran
from vectorstore.embedder import OnnxEmbedder

SUITE = """
about: Lamps.
cases: cases.yaml
metrics: {accuracy: {at_least: 1}, span_exactness: {at_least: 1}, MRR@10: {}, latency_p50: {}}
"""
CASES = """
- id: lamp-1
  category: duration
  turns: [How long is Brightly's pause on lamp sales?]
  expect: answered
  say: [[6 months]]
  evidence: [{article: brightly, words: Brightly paused its lamp sales to private lighthouses for six months}]
  note: the length
- id: lamp-2
  category: out_of_scope
  turns: [How do I cook lasagne?]
  expect: refused
  note: no lamp at all
"""
Terminal = Callable[..., Ran]


@pytest.fixture
def terminal(
    tmp_path: Path, embedder: OnnxEmbedder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Runs a command where `articles` are two invented ones and `suite.yaml` has two cases about them."""
    for name, text in (("lumenor", LUMENOR), ("brightly", BRIGHTLY)):
        write_article(tmp_path / "articles", f"{name}.md", text, id=name, companies=[name.title()])
    (tmp_path / "suite.yaml").write_text(SUITE)
    (tmp_path / "cases.yaml").write_text(CASES)
    monkeypatch.setenv("OTR_ARTICLES", str(tmp_path / "articles"))
    monkeypatch.setattr("vectorstore.embedder.open_embedder", lambda *_: embedder)

    def run(*arguments: str) -> Ran:
        with pytest.raises(SystemExit) as ended:
            cli.main([*arguments, "--data", str(tmp_path / "data")])
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return run


def evaluated(terminal: Terminal, folder: Path, *more: str) -> Ran:
    return terminal("eval", "--suite", str(folder / "suite.yaml"), *more)


def test_a_suite_that_is_met_exits_zero(terminal: Terminal, tmp_path: Path):
    """And leaves a run folder with config, rows, summary and report."""
    ran = evaluated(terminal, tmp_path, "--out", str(tmp_path / "run"))

    assert ran.code == 0, ran.out + ran.err
    assert "accuracy" in ran.out
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert names == {"config.json", "rows.jsonl", "passages.json", "summary.json", "report.html"}


def test_a_missed_threshold_exits_one(terminal: Terminal, tmp_path: Path):
    """And says which."""
    (tmp_path / "cases.yaml").write_text(CASES.replace("6 months", "7 months"))

    ran = evaluated(terminal, tmp_path)

    assert ran.code == 1
    assert "accuracy misses its threshold" in ran.out


def test_a_run_says_what_it_depended_on(terminal: Terminal, tmp_path: Path):
    """Articles, prompts, model and code; another article is another corpus, and nothing else."""
    evaluated(terminal, tmp_path, "--out", str(tmp_path / "one"))
    write_article(tmp_path / "articles", "third.md", "A third article about lamps.", id="third")
    evaluated(terminal, tmp_path, "--out", str(tmp_path / "two"))

    one, two = (json.loads((tmp_path / run / "config.json").read_text())["fingerprints"] for run in ("one", "two"))

    assert set(one) == {"corpus", "prompts", "model", "code", "holdout"}
    assert {name for name in one if one[name] != two[name]} == {"corpus"}


def test_what_left_the_folder_of_articles_is_evaluated_no_more(terminal: Terminal, tmp_path: Path):
    """The figures are about the articles that are there."""
    evaluated(terminal, tmp_path)
    (tmp_path / "articles" / "brightly.md").unlink()

    ran = evaluated(terminal, tmp_path, "--json")

    assert ran.code == 1
    assert json.loads(ran.out)["metrics"]["accuracy"]["value"] == 0.5


def test_the_users_own_store_is_left_alone(terminal: Terminal, tmp_path: Path):
    """Evaluation has one of its own."""
    evaluated(terminal, tmp_path)

    assert json.loads(terminal("articles", "--json").out) == []


def test_against_itself_nothing_fell(terminal: Terminal, tmp_path: Path):
    """Every difference is zero but that of times."""
    evaluated(terminal, tmp_path, "--out", str(tmp_path / "old"))

    ran = evaluated(terminal, tmp_path, "--against", str(tmp_path / "old"), "--json")

    differences = {d["name"]: d["difference"] for d in json.loads(ran.out)["comparison"]["differences"]}
    assert ran.code == 0
    assert {name: differences[name] for name in ("accuracy", "span_exactness", "MRR@10")} == {
        "accuracy": 0,
        "span_exactness": 0,
        "MRR@10": 0,
    }


def test_a_significant_fall_exits_one(terminal: Terminal, tmp_path: Path):
    """Ten cases that were right and are wrong now."""
    suite = SUITE.replace("{at_least: 1}, span", "{}, span")
    many = "".join(CASES.split("- id: lamp-2")[0].replace("lamp-1", f"lamp-{n}") for n in range(10))
    (tmp_path / "suite.yaml").write_text(suite)
    (tmp_path / "cases.yaml").write_text(many)
    evaluated(terminal, tmp_path, "--out", str(tmp_path / "old"))
    write_article(tmp_path / "articles", "brightly.md", BRIGHTLY.replace("six", "two"), id="brightly")

    ran = evaluated(terminal, tmp_path, "--against", str(tmp_path / "old"))

    assert ran.code == 1
    assert "accuracy fell" in ran.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--suite", "splendid"], "no suite splendid"),
        (["--against", "nowhere"], "no run to read in nowhere"),
        (["--benchmark", "plain"], "--benchmark and --path go together"),
        (["--benchmark", "splendid", "--path", "."], "splendid"),
        (["--suite", "benchmark"], "has no cases"),
    ],
)
def test_what_cannot_be_run_is_one_sentence(terminal: Terminal, options: list[str], said: str):
    """Before any store is opened."""
    ran = terminal("eval", *options)

    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_benchmark_has_its_own_store(terminal: Terminal, tmp_path: Path):
    """Somebody else's articles and questions, retrieval measured by article."""
    data = tmp_path / "theirs"
    data.mkdir()
    (data / "articles.jsonl").write_text(
        json.dumps({"id": "owl", "title": "Owls", "text": "Owls hunt at night."}) + "\n"
    )
    question = {"id": "q1", "question": "When do owls hunt?", "answer": "At night.", "gold": ["owl"]}
    (data / "questions.jsonl").write_text(json.dumps(question) + "\n")

    ran = terminal("eval", "--benchmark", "plain", "--path", str(data), "--json")

    assert json.loads(ran.out)["metrics"]["MRR@10"]["value"] == 1
    assert (tmp_path / "data" / "eval" / "plain-theirs" / "catalogue.sqlite").exists()


def test_an_answer_can_be_made_a_case(terminal: Terminal, tmp_path: Path):
    """By the id in its JSON."""
    terminal("ingest", str(tmp_path / "articles"))
    answer = json.loads(terminal("ask", "How long is Brightly's pause?", "--json").out)

    ran = terminal("cases", "promote", answer["id"])

    assert ran.code == 0
    text = (tmp_path / "data" / "cases" / f"{answer['id']}.yaml").read_text()
    assert "How long is Brightly's pause?" in text
    assert answer["citations"][0]["quote"] in " ".join(text.split())


def test_an_unknown_answer_is_no_case(terminal: Terminal):
    """One sentence."""
    ran = terminal("cases", "promote", "a_nothing")

    assert ran.code == 2
    assert "There is no answer a_nothing" in ran.err
