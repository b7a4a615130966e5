"""Cases are data: they load, editors can check them, and those held out stay as they were frozen."""

import json
from collections import Counter
from pathlib import Path

import pytest

from core.errors import InputError
from core.settings import ROOT
from eval.cases import CATEGORIES, Case, frozen_hash, load_cases, schema
from eval.suite import load_suite

FOLDER = ROOT / "eval" / "cases"
FILES = sorted(FOLDER.glob("*.yaml"))
ONE = """
- id: lamp-1
  category: duration
  turns: [How long is the pause?]
  expect: answered
  say: [[one year, {regex: "12 months?"}]]
  evidence: [{article: lumenor-pause, words: The pause has no end date.}]
"""


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return load_cases(FILES)


def written(folder: Path, text: str) -> Path:
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_there_are_enough(cases: list[Case]):
    """Three hundred, of every kind, sixty to refuse or correct, a hundred and twenty held out."""
    kinds = Counter(case.category for case in cases)

    assert len(cases) >= 300
    assert set(kinds) == set(CATEGORIES)
    assert min(kinds.values()) >= 6
    assert sum(not {"answered", "clarify"} & set(case.expect) for case in cases) >= 60
    assert sum(case.holdout for case in cases) >= 120


def test_held_out_cases_are_as_they_were_frozen(cases: list[Case]):
    """Changing one after looking at answers would make it worthless; `holdout.sha256` says when that happened."""
    frozen = (FOLDER / "holdout.sha256").read_text(encoding="utf-8").strip()

    assert frozen_hash(cases) == frozen


def test_follow_ups_have_three_turns(cases: list[Case]):
    """At least; the last is the one that is judged."""
    assert all(len(case.turns) >= 3 for case in cases if case.category == "follow_up" and case.holdout)


def test_what_is_answered_has_facts_and_evidence(cases: list[Case]):
    """And what is only to be refused has none."""
    for case in cases:
        if case.must_refuse:
            assert not case.say and not case.evidence, case.id
        elif {"answered", "corrected"} & set(case.expect):
            assert case.say and case.evidence and all(case.say), case.id


def test_every_case_says_why_it_exists(cases: list[Case]):
    """In its note."""
    assert [case.id for case in cases if not case.note] == []


def test_schema_for_editors_is_current():
    """`schema.json` is what the code says a file of cases is."""
    assert json.loads((FOLDER / "schema.json").read_text(encoding="utf-8")) == schema()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_names_its_schema(path: Path):
    """In the comment that editors read."""
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=schema.json\n")


def test_one_expectation_may_stand_without_a_list(tmp_path: Path):
    """It is a list of one."""
    [case] = load_cases([written(tmp_path, ONE)])

    assert case.expect == ("answered",)


def test_dates_and_numbers_stay_text(tmp_path: Path):
    """YAML would make 2020 a number and 2020-07-01 a date; only `as_of` is one."""
    text = ONE.replace("one year, ", "2020, 2020-07-01, yes, ") + "  as_of: 2020-07-01\n"

    [case] = load_cases([written(tmp_path, text)])

    assert case.say[0][:3] == ("2020", "2020-07-01", "yes")
    assert case.as_of and case.as_of.isoformat() == "2020-07-01"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE.replace("expect: answered", "expect: praised"), "lamp-1"),
        (ONE.replace("turns: [How long is the pause?]", "turns: []"), "turns"),
        (ONE + "  colour: red\n", "colour"),
        (ONE + ONE, "there twice"),
        ("- [", "cannot be read as YAML"),
        ("text", "list"),
    ],
)
def test_bad_file_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str):
    """It names the file and what is wrong with it."""
    path = written(tmp_path, text)

    with pytest.raises(InputError, match=said) as refused:
        load_cases([path])

    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_frozen_hash_ignores_what_is_not_held_out(tmp_path: Path):
    """And sees every word of what is."""
    [case] = load_cases([written(tmp_path, ONE)])
    held_out = case.model_copy(update={"holdout": True})
    other = held_out.model_copy(update={"note": "changed"})

    assert frozen_hash([case, held_out]) == frozen_hash([held_out])
    assert frozen_hash([other]) != frozen_hash([held_out])


def test_shipped_suite_holds_all_cases(cases: list[Case]):
    """`make eval` leaves none out."""
    assert {case.id for case in load_suite("shipped").cases} == {case.id for case in cases}
