"""Other people's data become articles and cases; the examples are those that docs/benchmarks.md shows."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from core.errors import InputError
from core.settings import ROOT
from eval.benchmarks import NAMES, Benchmark, load_benchmark
from eval.benchmarks.f1 import token_f1
from eval.benchmarks.found import safe_id
from eval.cases import Case

EXAMPLES = Path(__file__).parent / "benchmarks"
BLOCK = re.compile(r"^`([\w./]+)`:\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TAR = safe_id("https://ropes.example/tar")


def example(name: str) -> Benchmark:
    return load_benchmark(name, EXAMPLES / name)


def case(name: str, case_id: str) -> Case:
    return next(case for case in example(name).cases if case.id == safe_id(case_id))


def gold(name: str, case_id: str) -> list[str]:
    return [evidence.article for evidence in case(name, case_id).evidence]


def kinds(name: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(case.category, case.expect) for case in example(name).cases]


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str, str, str], Path]:
    """Copies the example of a format, with some words of a file changed."""

    def change(name: str, file: str, old: str, new: str) -> Path:
        folder = shutil.copytree(EXAMPLES / name, tmp_path / name)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


@pytest.mark.parametrize(
    ("name", "articles", "cases"),
    [
        ("beir", ["MED-10", TAR], ["q1", "q2"]),
        ("clapnq", ["701_0", "702_0", "703_0"], ["701", "702", "703"]),
        ("mtrag", ["kelp-0-80", "kelp-81-140"], ["c1<::>1", "c2<::>2", "c3<::>2", "c4<::>1"]),
        ("squad", ["Glass_floats_1", "Glass_floats_2"], ["f1", "f2", "f3"]),
        ("plain", ["mill-opens", safe_id("mill/1932"), "miller"], ["stones", "stones-then", "sleep", "price", "which"]),
    ],
)
def test_example_becomes_articles_and_cases(name: str, articles: list[str], cases: list[str]):
    """Each in the order of its file."""
    benchmark = example(name)

    assert benchmark.name == name
    assert [article.id for article in benchmark.articles] == articles
    assert [case.id for case in benchmark.cases] == [safe_id(one) for one in cases]


def test_every_format_has_an_example():
    """And every example a format."""
    assert {folder.name for folder in EXAMPLES.iterdir()} == set(NAMES)


def test_documentation_shows_the_examples():
    """Each file word for word, in the section of its format."""
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    sections = {part.partition("\n")[0]: part for part in page.split("\n## ")[1:]}

    shown = {name: dict(BLOCK.findall(section)) for name, section in sections.items()}

    files = {name: [file for file in (EXAMPLES / name).rglob("*") if file.is_file()] for name in NAMES}
    assert shown == {
        name: {file.relative_to(EXAMPLES / name).as_posix(): file.read_text(encoding="utf-8") for file in files[name]}
        for name in NAMES
    }


@pytest.mark.parametrize("name", NAMES)
def test_evidence_is_whole_articles_that_are_there(name: str):
    """No words, so the article is the unit; ids are what an article may have."""
    benchmark = example(name)
    ids = {article.id for article in benchmark.articles}

    evidence = [evidence for case in benchmark.cases for evidence in case.evidence]

    assert evidence and all(one.article in ids and not one.words for one in evidence)
    assert all(re.fullmatch(r"[\w-]+", one) for one in ids)


@pytest.mark.parametrize("name", ["beir", "clapnq", "mtrag", "squad"])
def test_unknown_days_stay_unknown(name: str):
    """These formats have none."""
    assert {(article.published, article.dateline) for article in example(name).articles} == {(None, None)}


def test_beir_scores_above_zero_are_relevant():
    """A judgement of 0 says that it is not."""
    assert gold("beir", "q1") == ["MED-10"]
    assert gold("beir", "q2") == [TAR]


def test_beir_left_out_is_counted():
    """An empty document, and a query that nobody judged."""
    empty, unjudged = example("beir").skipped

    assert re.fullmatch(r"articles without text: 1, first at .*corpus\.jsonl, line 3", empty)
    assert re.fullmatch(r"queries without a relevant document: 1, first at .*queries\.jsonl, line 3", unjudged)


def test_beir_judged_query_that_is_not_there_is_counted(changed: Callable[..., Path]):
    """It cannot be asked."""
    folder = changed("beir", "queries.jsonl", '"q2"', '"q9"')

    assert any("judged queries" in reason and "query q2" in reason for reason in load_benchmark("beir", folder).skipped)


def test_question_whose_articles_are_missing_is_left_out(changed: Callable[..., Path]):
    """It could only be answered wrongly."""
    benchmark = load_benchmark("beir", changed("beir", "corpus.jsonl", "MED-10", "MED-11"))

    assert [case.id for case in benchmark.cases] == ["q2"]
    assert any("none of their relevant articles" in reason for reason in benchmark.skipped)


def test_question_keeps_those_of_its_articles_that_are_there(changed: Callable[..., Path]):
    """And that others are missing is counted."""
    benchmark = load_benchmark("plain", changed("plain", "articles.jsonl", "mill-opens", "mill-opened"))

    assert [one.article for one in benchmark.cases[0].evidence] == [safe_id("mill/1932")]
    assert any("some of their relevant articles" in reason for reason in benchmark.skipped)


def test_question_without_words_is_left_out(changed: Callable[..., Path]):
    """Nobody could answer it."""
    benchmark = load_benchmark("plain", changed("plain", "questions.jsonl", "Where does he sleep?", " "))

    assert "sleep" not in [case.id for case in benchmark.cases]
    assert any(reason.startswith("questions without words: 1") for reason in benchmark.skipped)


def test_clapnq_tells_answerable_from_unanswerable():
    """By the file that a question stands in; empty answers are no references."""
    assert kinds("clapnq") == [("answerable", ("answered",))] * 2 + [("unanswerable", ("refused",))]
    assert case("clapnq", "701").references == ("The second stroke warns of fog.",)
    assert (gold("clapnq", "702"), gold("clapnq", "703")) == (["702_0"], [])


def test_mtrag_label_says_what_is_right():
    """Answered in whole or part, refused, asked back; small talk is left out."""
    assert kinds("mtrag") == [
        ("answerable", ("answered",)),
        ("follow-up", ("answered",)),
        ("unanswerable", ("refused",)),
        ("underspecified", ("clarify",)),
    ]
    assert [reason.partition(",")[0] for reason in example("mtrag").skipped] == ["tasks of small talk"]


def test_mtrag_asks_the_turns_of_the_user():
    """What the agent said is left out; the conversation and the label are kept."""
    found = case("mtrag", "c2<::>2")

    assert found.turns == ("When is kelp cut?", "And how long is it dried, and where sold?")
    assert (found.conversation, found.note) == ("c2", "PARTIAL")
    assert gold("mtrag", "c2<::>2") == ["kelp-0-80", "kelp-81-140"]


def test_mtrag_target_is_a_reference_only_where_an_answer_is_right():
    """Words in common with a refusal say nothing."""
    assert case("mtrag", "c1<::>1").references == ("In May.",)
    assert case("mtrag", "c3<::>2").references == case("mtrag", "c4<::>1").references == ()
    assert gold("mtrag", "c4<::>1") == []


@pytest.mark.parametrize(("name", "file"), [("mtrag", "reference.jsonl"), ("squad", "dev.json")])
def test_file_or_its_folder(name: str, file: str):
    """Where one file is all there is, either can be named."""
    assert load_benchmark(name, EXAMPLES / name / file).cases[0].turns == example(name).cases[0].turns


def test_squad_impossible_is_to_be_refused():
    """What only seems an answer is no reference."""
    assert (case("squad", "f2").expect, case("squad", "f2").references) == (("refused",), ())
    assert case("squad", "f3").references == ("a hand's breadth", "hand's breadth")
    assert gold("squad", "f3") == ["Glass_floats_2"]


def test_plain_keeps_days():
    """An article's day is that of its events too, as in any article that gives one."""
    first, _, last = example("plain").articles

    assert (first.published, first.dateline, last.published) == (date(1931, 4, 2), date(1931, 4, 2), None)
    assert case("plain", "stones-then").as_of == date(1931, 12, 31)


def test_plain_expects_an_answer_unless_gold_is_empty():
    """What a question says itself comes first."""
    expected = {case.id: case.expect for case in example("plain").cases}

    assert expected["stones"] == expected["sleep"] == ("answered",)
    assert expected["price"] == ("refused",)
    assert expected["which"] == ("clarify", "answered")


def test_plain_answer_counts_for_more_than_empty_gold(changed: Callable[..., Path]):
    """An answer without an article that says it is still to be given."""
    folder = changed("plain", "questions.jsonl", '"gold": []', '"gold": [], "answer": "A crown."')

    assert {case.id: case.expect for case in load_benchmark("plain", folder).cases}["price"] == ("answered",)


def test_plain_turns_are_a_conversation():
    """And its last question a follow-up."""
    assert case("plain", "sleep").turns == ("Who runs the mill?", "Where does he sleep?")
    assert case("plain", "sleep").category == "follow-up"


@pytest.mark.parametrize(
    ("name", "file", "old", "new", "said"),
    [
        ("beir", "corpus.jsonl", '"_id": "MED-10", ', "", r"corpus\.jsonl, line 1: _id is missing; add it\."),
        ("beir", "queries.jsonl", '"q3"', '"q1"', r"queries\.jsonl, line 3: there is another question with the id q1"),
        ("beir", "qrels/test.tsv", "query-id", "q", r"test\.tsv, line 1 is not the header query-id, corpus-id, score"),
        ("beir", "qrels/test.tsv", "\t2", "\tyes", r"test\.tsv, line 2 is not query id, document id and a number"),
        ("clapnq", "clapnq_dev_unanswerable.jsonl", '{"id"', '{"id', r"unanswerable\.jsonl, line 1 is not JSON \(.*\)"),
        (
            "clapnq",
            "clapnq_dev_answerable.jsonl",
            '"702"',
            '"701"',
            r"line 2: there is another article with the id 701_0",
        ),
        (
            "clapnq",
            "clapnq_dev_answerable.jsonl",
            '"702"',
            "[]",
            r"line 2: id: Input should be a valid string; mend it",
        ),
        (
            "mtrag",
            "reference.jsonl",
            '"PARTIAL"',
            '"SOME"',
            r"line 2: answerability\[0\]: Input should be 'ANSWERABLE'",
        ),
        ("mtrag", "reference.jsonl", '"text": "When', '"txt": "When', r"line 1: input\[0\]\.text is missing; add it"),
        ("squad", "dev.json", '"qas": [', '"qas": ', r"dev\.json is not JSON \(.* at line \d+ column \d+\); mend it"),
        ("squad", "dev.json", '"f2"', "null", r"dev\.json: data\[0\]\.paragraphs\[0\]\.qas\[1\]\.id: Input should be"),
        ("squad", "dev.json", '"f2"', '"f1"', r"paragraph 1, question f1: there is another question with the id f1"),
        (
            "plain",
            "questions.jsonl",
            '["mill-opens", "mill/1932"]',
            '"miller"',
            r"line 1: gold: Input should be a list; mend",
        ),
        ("plain", "articles.jsonl", "{", '["a"]\n{', r"line 1: this must be a JSON object; mend it"),
        (
            "mtrag",
            "reference.jsonl",
            '{"speaker": "user", "text": "When',
            '4, {"speaker": "user", "text": "When',
            r"input\[0\] must be",
        ),
        ("plain", "questions.jsonl", '"gold"', '"golds"', r"line 1: golds is not a field of this format; rename it"),
        (
            "plain",
            "questions.jsonl",
            '"turns"',
            '"question": "Who?", "turns"',
            r"line 3: give one of question and turns;",
        ),
        ("plain", "questions.jsonl", '"question"', '"answer"', r"line 1: give one of question and turns; mend it\."),
        (
            "plain",
            "articles.jsonl",
            "1931-04-02",
            "April 1931",
            r"line 1: published: Invalid isoformat string: 'April 1931'",
        ),
        ("plain", "articles.jsonl", "The mill opens", "\\ud800", r"line 1 is not JSON \(.*hex escape at column 38\)"),
    ],
)
def test_line_that_cannot_be_used_is_named(
    changed: Callable[..., Path], name: str, file: str, old: str, new: str, said: str
):
    """With its file, its number, and what to change."""
    folder = changed(name, file, old, new)

    with pytest.raises(InputError, match=said):
        load_benchmark(name, folder)


def test_unknown_format_names_those_there_are():
    """In one sentence."""
    with pytest.raises(InputError, match="no benchmark format treasure; use beir, clapnq, mtrag, squad, plain"):
        load_benchmark("treasure", EXAMPLES)


def test_missing_path_is_said(tmp_path: Path):
    """Before any file of it is looked for."""
    with pytest.raises(InputError, match=r"no file or folder .*nowhere; give --path"):
        load_benchmark("beir", tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["beir", "clapnq", "plain"])
def test_missing_file_is_said(name: str, tmp_path: Path):
    """And where to read what files there must be."""
    with pytest.raises(InputError, match=r"There is no file .*\.jsonl; see docs/benchmarks\.md"):
        load_benchmark(name, tmp_path)


def test_file_where_a_folder_is_needed_is_said():
    """Not as a traceback."""
    with pytest.raises(InputError, match=r"cannot be read \(not a directory\); give --path"):
        load_benchmark("beir", EXAMPLES / "beir" / "corpus.jsonl")


def test_one_of_several_files_has_to_be_named(tmp_path: Path):
    """Nothing is guessed."""
    for name in ("train.json", "dev.json"):
        shutil.copy(EXAMPLES / "squad" / "dev.json", tmp_path / name)

    with pytest.raises(InputError, match=r"holds 2 files \*\.json; give --path the one to read"):
        load_benchmark("squad", tmp_path)


def test_line_that_is_not_utf8_is_named(changed: Callable[..., Path]):
    """It would be read as other words."""
    folder = changed("plain", "articles.jsonl", "three", "tres")
    (folder / "articles.jsonl").write_bytes('\n{"id": "å"}'.encode("latin-1"))

    with pytest.raises(InputError, match=r"articles\.jsonl, line 2 is not UTF-8 text; save the file as UTF-8\."):
        load_benchmark("plain", folder)


@pytest.mark.parametrize(("file", "what"), [("articles.jsonl", "article"), ("questions.jsonl", "question")])
def test_nothing_to_measure_on_is_said(changed: Callable[..., Path], file: str, what: str):
    """A run over nothing would look like one that passed."""
    folder = changed("plain", file, "{", "{")
    (folder / file).write_text("\n", encoding="utf-8")

    with pytest.raises(InputError, match=f"holds no {what}"):
        load_benchmark("plain", folder)


def test_blank_lines_and_byte_order_mark_are_passed_over(changed: Callable[..., Path]):
    """Editors leave them behind."""
    folder = changed("plain", "articles.jsonl", "{", "\ufeff{")
    with (folder / "articles.jsonl").open("a", encoding="utf-8") as file:
        file.write("\r\n \r\n")

    assert load_benchmark("plain", folder).articles == example("plain").articles


def test_text_is_read_as_ingestion_reads_it(changed: Callable[..., Path]):
    """Line feeds, composed characters, and nothing that steers a terminal."""
    folder = changed("plain", "articles.jsonl", "The tide mill at", "\\u001b[2J The tide\\r\\nmill cafe\\u0301 at")

    assert load_benchmark("plain", folder).articles[0].text.startswith("[2J The tide\nmill café at Orrin")


@pytest.mark.parametrize("given", ["MED-10", "under_score", "7", "0f8e6a1c-1111-4222-8333-0123456789ab"])
def test_safe_id_stays(given: str):
    """So that a reader finds it in the data."""
    assert safe_id(given) == given


@pytest.mark.parametrize("given", ["a/b", "a b", "-a", "é", "///", "a" * 200, "c<::>1", "a\n", safe_id("a/b")])
def test_other_id_is_made_safe(given: str):
    """Within bounds, and always in the same way."""
    made = safe_id(given)

    assert made != given and made == safe_id(given)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}", made)


def test_ids_never_collide():
    """Not even with one that looks as if it had been made."""
    given = ["a/b", "a-b", "a b", "A-B", "a-b-", "a-b\n", safe_id("a/b"), safe_id(safe_id("a/b")), "///", "//", "id"]

    assert len({safe_id(one) for one in given}) == len(given)


def test_made_id_is_the_same_for_ever():
    """A change would part old runs from new ones."""
    assert safe_id("https://ropes.example/tar") == "https-ropes-example-tar-9e052ee903e5cb71"


@pytest.mark.parametrize(
    ("answer", "reference", "value"),
    [
        ("The Oak, of course!", "an oak of course", 1.0),
        ("oak beam", "oak", 2 / 3),
        ("oak oak", "oak", 2 / 3),
        ("oak oak", "oak oak elm", 4 / 5),
        ("oak", "elm", 0.0),
        ("", "oak", 0.0),
        ("", "", 1.0),
        ("theory", "ory", 0.0),
    ],
)
def test_token_f1_counts_words_in_common(answer: str, reference: str, value: float):
    """Without case, punctuation and articles, each word as often as it stands in both."""
    assert token_f1(answer, reference) == pytest.approx(value)
