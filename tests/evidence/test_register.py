"""The register as a file: what it may say, and how it is refused where it says anything else."""

import re
from pathlib import Path

import pytest

from core.errors import UnreadableArticle
from core.register import Register, Statement, Words
from evidence.register import from_json, read_register, register_files, to_json
from tests.fakes import LAMPS

ROPES = "Brightly sells ropes."
TEXTS = {"lumenor-pause": LAMPS, "ropes": ROPES}
# The numbers of these lines are those that the refusals below name.
COMMITMENTS = """companies:
- name: Lumenor
  aliases: [Lumenor Lamps]
  people:
  - {name: Ada Wick, role: its keeper}
commitments:
- id: lumenor-lamps
  company: Lumenor
  called: Lumenor's pause
  events:
  - kind: announced
    date: 2021-03-03
    says:
    - aspect: duration
      text: Lumenor's pause has no end date.
      short: no end date
      lasts: open-ended
      evidence:
      - article: lumenor-pause
        words: The pause has no end date.
      asked: [How long does it last?]
      no: [Is there an end date?]
comparisons:
- companies: [Brightly, Lumenor]
  aspect: what
  text: Lumenor stopped selling lamps, and Brightly sells ropes.
  evidence:
  - article: lumenor-pause
    words: Lumenor stopped selling lamps
  - article: ropes
    words: Brightly sells ropes.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the register above, a question that an article answers and one that none does."""
    (tmp_path / "questions").mkdir()
    (tmp_path / "commitments.yaml").write_text(COMMITMENTS, encoding="utf-8")
    (tmp_path / "questions" / "ropes.yaml").write_text(f"- words: {ROPES}\n  asked: [Who sells ropes?]\n", "utf-8")
    (tmp_path / "unanswered.yaml").write_text("- What do ropes cost?\n", "utf-8")
    return tmp_path


def refused(folder: Path, match: str) -> None:
    with pytest.raises(UnreadableArticle, match=match) as caught:
        read_register(folder, TEXTS.get)

    assert re.search(r"(mend|quote)[^.]*\.$", str(caught.value))


def change(folder: Path, old: str, new: str, name: str = "commitments.yaml") -> None:
    path = folder / name
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")


def test_all_three_files_make_one_register(folder: Path) -> None:
    """Its statements come in the order of the files, a quotation with the words as its text."""
    register = read_register(folder, TEXTS.get)

    cell, comparison, quote = register.statements()
    assert (cell.aspect, cell.lasts, cell.questions) == (
        "duration",
        "open-ended",
        ("How long does it last?", "Is there an end date?"),
    )
    assert comparison.companies == ("Brightly", "Lumenor")
    assert quote == Statement(text=ROPES, evidence=(Words("ropes", ROPES),), asked=("Who sells ropes?",))
    assert register.unanswered == ("What do ropes cost?",)
    assert register.companies[0].people[0].role == "its keeper"


def test_what_is_found_by_its_sentence_is_not_embedded_again(folder: Path) -> None:
    """A quotation brings its questions alone; every other statement brings itself too; the unanswered come last."""
    register = read_register(folder, TEXTS.get)

    assert register.embedded() == [
        "How long does it last?",
        "Is there an end date?",
        "Lumenor's pause has no end date.",
        "Lumenor stopped selling lamps, and Brightly sells ropes.",
        "Who sells ropes?",
        "What do ropes cost?",
    ]


def test_a_register_survives_its_json(folder: Path) -> None:
    """Days, tuples and what was left out alike."""
    register = read_register(folder, TEXTS.get)

    assert from_json(to_json(register)) == register
    assert from_json(to_json(Register())) == Register()


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_a_folder_without_register_has_an_empty_one(tmp_path: Path, text: str) -> None:
    """So have empty files."""
    assert register_files(tmp_path) == []
    assert read_register(tmp_path, TEXTS.get) == Register()

    for name in ("commitments.yaml", "unanswered.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert read_register(tmp_path, TEXTS.get) == Register()


def test_a_folder_among_the_files_is_none(folder: Path) -> None:
    """Whatever it is called."""
    (folder / "questions" / "lumenor-pause.yaml").mkdir()

    assert [path.name for path in register_files(folder)] == ["commitments.yaml", "unanswered.yaml", "ropes.yaml"]


def test_questions_of_an_article_called_like_the_register_are_questions(folder: Path) -> None:
    """The folder tells them apart."""
    (folder / "questions" / "commitments.yaml").write_text("- words: Kept.\n  asked: [Is it?]\n", encoding="utf-8")

    register = read_register(folder, {**TEXTS, "commitments": "Kept."}.get)

    assert [quote.evidence[0].article for quote in register.quotes] == ["commitments", "ropes"]


@pytest.mark.parametrize(
    "words", ["The pause has no end date", "The pause has an end date.", "the pause has no end date.", "'  '"]
)
def test_words_that_do_not_stand_are_refused(folder: Path, words: str) -> None:
    """Character for character: a part of the text stands in it, anything else does not."""
    change(folder, "words: The pause has no end date.", f"words: {words}")

    if words in LAMPS:
        assert read_register(folder, TEXTS.get).commitments
    else:
        refused(folder, r"^commitments\.yaml, line 20: lumenor-pause: '.*' does not stand in it; mend the quotation\.$")


def test_the_line_is_that_of_the_quotation_at_fault(folder: Path) -> None:
    """Not of the same words of another article, nor of a text that is like them."""
    change(folder, "article: ropes", "article: lumenor-pause")
    change(folder, "text: Lumenor's pause has no end date.", f"text: {ROPES}")
    change(folder, "article: lumenor-pause", "article: ropes")
    change(folder, "words: The pause has no end date.", f"words: {ROPES}")

    refused(folder, r"^commitments\.yaml, line 31: lumenor-pause: 'Brightly sells ropes\.' does not stand in it")


def test_an_article_that_is_not_there_is_named(folder: Path) -> None:
    """In the register, or as the name of a file of questions."""
    (folder / "questions" / "gone.yaml").write_text("# first\n- words: Gone.\n  asked: []\n", encoding="utf-8")
    refused(folder, r"^gone\.yaml, line 2: gone: there is no such article; mend the quotation\.$")

    change(folder, "article: ropes", "article: rope")

    refused(folder, r"^commitments\.yaml, line 31: rope: there is no such article")


def test_words_of_a_file_of_questions_must_stand(folder: Path) -> None:
    """In the article that it is called after."""
    change(folder, "ropes.", "lamps.", "questions/ropes.yaml")

    refused(folder, r"^ropes\.yaml, line 1: ropes: 'Brightly sells lamps\.' does not stand in it")


def test_a_statement_without_evidence_is_refused(folder: Path) -> None:
    """It names the line of its text."""
    change(folder, "\n      - article: lumenor-pause\n        words: The pause has no end date.", " []")

    refused(folder, r"^commitments\.yaml, line 15: there is no evidence; quote an article's words\.$")


@pytest.mark.parametrize(
    ("old", "new", "line", "place"),
    [
        ("short: no end date", "shrot: no end date", 14, "short: field required"),
        ("  called: Lumenor's pause\n", "", 7, "called: field required"),
        ("short: no", "colour: red\n      short: no", 16, "colour: unexpected keyword argument"),
        ("kind: announced", "kind: rumoured", 11, "kind: input should be 'announced'"),
        ("aspect: duration", "aspect: colour", 14, "aspect: input should be 'what'"),
        ("lasts: open-ended", "lasts: forever", 17, "lasts: input should be 'fixed'"),
        ("date: 2021-03-03", "date: 3 March", 12, "date: input should be a valid date"),
        ("asked: [How long does it last?]", "asked: How long?", 21, "asked: input should be a valid tuple"),
        ("article: lumenor-pause", "atricle: lumenor-pause", 19, "article: field required"),
    ],
)
def test_what_is_not_as_it_must_be_names_its_line(folder: Path, old: str, new: str, line: int, place: str) -> None:
    """The line of the value, or of what lacks one; and the place in words."""
    change(folder, old, new)

    refused(folder, rf"^commitments\.yaml, line {line}: [\w.]*{re.escape(place)}")


@pytest.mark.parametrize(
    ("name", "text", "match"),
    [
        ("commitments.yaml", "just words", "line 1: all of it: input should be a dictionary"),
        ("commitments.yaml", "companies: nobody", "line 1: companies: input should be a valid tuple"),
        ("unanswered.yaml", "- why?\n- [who?]\n", r"line 2: 1: input should be a valid string"),
        ("questions/ropes.yaml", "words: Brightly", "line 1: all of it: input should be a valid tuple"),
        ("questions/ropes.yaml", "- Brightly", "line 1: 0: input should be a dictionary"),
        ("questions/ropes.yaml", "- asked: [Who?]\n  aksed: []", "line 1: 0.text: input should be a valid string"),
        ("questions/ropes.yaml", f"- words: {ROPES}\n  aksed: []", "line 2: 0.aksed: unexpected keyword"),
    ],
)
def test_every_file_is_checked_for_its_shape(folder: Path, name: str, text: str, match: str) -> None:
    """By its own rules."""
    (folder / name).write_text(text, encoding="utf-8")

    refused(folder, rf"^{Path(name).name}, {match}")


@pytest.mark.parametrize(
    ("raw", "match"),
    [
        (b"companies:\n- [", "is not YAML at line 3"),
        (b"companies: []\n\tcommitments: []", "is not YAML at line 2"),
        (b"companies: []\ncommitments: []\ncompanies: []\n", "is not YAML at line 3 .a key twice"),
        (b"\n[a]: 1\n", "is not YAML at line 2 .*one that is no word"),
        (b"a: 1\n---\nb: 2\n", "is not YAML at line 2"),
        (b"companies: &all\n- *all\n", "cannot be read as YAML"),
        (b"companies: [\xff]", "cannot be read as YAML"),
        (b"companies: [\x00]", "cannot be read as YAML"),
    ],
)
def test_what_is_no_yaml_is_refused_by_its_line(folder: Path, raw: bytes, match: str) -> None:
    """Or, where there is no line to name, by the file; a key given twice would hide what the first one says."""
    (folder / "commitments.yaml").write_bytes(raw)

    refused(folder, rf"^commitments\.yaml {match}")


def test_yes_no_and_numbers_are_words(folder: Path) -> None:
    """YAML's own meaning of them does not count."""
    change(folder, "  no: [Is there an end date?]", "  yes: [no, 2020, null, 1e3]\n      no: [yes]")

    cell = next(read_register(folder, TEXTS.get).statements())

    assert (cell.yes, cell.no) == (("no", "2020", "null", "1e3"), ("yes",))
