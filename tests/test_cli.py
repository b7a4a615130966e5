"""The terminal: what it prints, how it exits, and that a refused command changes nothing."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock

import cli
from catalogue import ownership
from core.articles import Article
from core.settings import PREFIX, ROOT, Settings
from tests.core.test_answers import CITATION_KEYS, KEYS
from tests.fakes import write_article
from vectorstore.embedder import OnnxEmbedder

LUMENOR = (
    "Lumenor stopped selling lamps to private lighthouses on 3 March 2021.\n\n"
    "Lumenor's pause on lamp sales to private lighthouses has no end date. "
    "Odile Varga, the chief keeper of Lumenor, signed the letter to the harbour council."
)
BRIGHTLY = (
    "Brightly paused its lamp sales to private lighthouses for six months on 5 March 2021.\n\n"
    "Brightly's pause of six months does not cover harbour boats."
)
HOW_LONG = "How long is Brightly's pause on lamp sales?"


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed."""
        return json.loads(self.out)


Terminal = Callable[..., Ran]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, embedder: OnnxEmbedder) -> Iterator[Path]:
    """Two invented articles, one of them revised, in a data folder of their own.

    Every command opens real parts but the embedder, which is the real one, opened once: reading 90 MB for each of a
    hundred commands is most of their time.
    """
    root = tmp_path_factory.mktemp("cli")
    about = {"publisher": "The Harbour Post", "published": "2021-03-06"}
    for text in ("An older text about lamps.", LUMENOR):
        write_article(root / "in", "lumenor.md", text, title="Lumenor stops", companies=["Lumenor"], **about)
        write_article(root / "in", "brightly.md", BRIGHTLY, title="Brightly pauses", companies=["Brightly"], **about)
        with pytest.raises(SystemExit) as ended:
            cli.main(["ingest", str(root / "in"), "--data", str(root / "data")])
        assert ended.value.code == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vectorstore.embedder.open_embedder", lambda *_: embedder)
        yield root


@pytest.fixture
def terminal(corpus: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Runs a command on the two articles."""

    def run(*arguments: str, data: Path | None = corpus / "data") -> Ran:
        with pytest.raises(SystemExit) as ended:
            cli.main([*arguments, *(["--data", str(data)] if data else [])])
        printed = capsys.readouterr()
        return Ran(ended.value.code, printed.out, printed.err)

    return run


def test_ask_prints_answer_and_sources(terminal: Terminal) -> None:
    """For people: the marked sentences, then a line for each source."""
    ran = terminal("ask", HOW_LONG)

    assert ran.code == 0
    assert "six months" in ran.out
    assert "[1] Brightly pauses (The Harbour Post, 6 March 2021)" in ran.out
    assert ran.out.splitlines()[-1] == "Newest evidence: 6 March 2021"


def test_ask_prints_what_day_it_speaks_of(terminal: Terminal) -> None:
    """After the sources; a refusal has no evidence to date."""
    answered = terminal("ask", HOW_LONG, "--as-of", "2021-03-07").out.splitlines()
    refused = terminal("ask", HOW_LONG, "--as-of", "2021-03-01").out.splitlines()

    assert answered[-1] == "As of 7 March 2021 · Newest evidence: 6 March 2021"
    assert refused[-1] == "As of 1 March 2021"


def test_ask_as_json_has_the_agreed_keys(terminal: Terminal) -> None:
    """For programs, and nothing else on stdout."""
    answer = terminal("ask", HOW_LONG, "--json").json

    assert list(answer) == KEYS
    assert answer["status"] == "answered"
    assert list(answer["citations"][0]) == CITATION_KEYS


def test_trace_implies_json(terminal: Terminal) -> None:
    """And adds what was retrieved."""
    assert "retrieved" in terminal("ask", HOW_LONG, "--trace").json["trace"]


def test_a_quote_is_the_text_at_its_span(terminal: Terminal) -> None:
    """In the revision that the citation names."""
    answers = [terminal("ask", q, "--json").json for q in (HOW_LONG, "Who signed Lumenor's letter?")]

    citations = [citation for answer in answers for citation in answer["citations"]]
    assert {citation["article_id"] for citation in citations} == {"lumenor", "brightly"}
    for c in citations:
        shown = terminal("articles", "show", c["article_id"], "--revision", str(c["revision"]), "--json").json
        assert shown["text"][c["start"] : c["end"]] == c["quote"]


def test_an_earlier_revision_can_be_shown(terminal: Terminal) -> None:
    """What was cited once stays."""
    assert (
        terminal("articles", "show", "lumenor", "--revision", "1", "--json").json["text"]
        == "An older text about lamps."
    )
    assert terminal("articles", "show", "lumenor", "--json").json["revision"] == 2


def test_a_removed_article_answers_no_more(terminal: Terminal, tmp_path: Path) -> None:
    """It is out of the list and out of the answers; removing it again is an error."""
    write_article(tmp_path / "in", "brightly.md", BRIGHTLY, title="Brightly pauses", companies=["Brightly"])
    terminal("ingest", str(tmp_path / "in"), data=tmp_path / "data")

    removed = terminal("articles", "remove", "brightly", data=tmp_path / "data")

    assert (removed.code, removed.out.split()) == (0, ["removed", "brightly"])
    assert terminal("articles", "--json", data=tmp_path / "data").json == []
    assert terminal("ask", HOW_LONG, "--json", data=tmp_path / "data").json["status"] == "refused"
    again = terminal("articles", "remove", "brightly", data=tmp_path / "data")
    assert again.code == 2
    assert again.err.startswith("There is no article brightly")


def test_doctor_lists_every_setting(terminal: Terminal) -> None:
    """With the variable that sets it."""
    listed = terminal("doctor").out

    assert all(f"{PREFIX}{name.upper()}" in listed for name in Settings.model_fields)


def test_a_refusal_is_an_answer(terminal: Terminal) -> None:
    """Exit code 0."""
    ran = terminal("ask", "How is tomato soup made?", "--json")

    assert ran.code == 0
    assert ran.json["status"] == "refused"
    assert ran.json["citations"] == []


def test_as_of_hides_what_was_not_known(terminal: Terminal) -> None:
    """A day before the dateline there is nothing to say."""
    before = terminal("ask", HOW_LONG, "--as-of", "2021-03-05", "--json").json
    after = terminal("ask", HOW_LONG, "--as-of", "2021-03-06", "--json").json

    assert (before["status"], before["as_of"]) == ("refused", "2021-03-05")
    assert (after["status"], after["newest_evidence"]) == ("answered", "2021-03-06")


def test_the_list_shows_every_article(terminal: Terminal) -> None:
    """In text and as JSON."""
    assert [article["id"] for article in terminal("articles", "--json").json] == ["lumenor", "brightly"]
    assert terminal("articles", "list").out.count("\n") == 2


def test_data_may_stand_before_the_command(terminal: Terminal, corpus: Path, tmp_path: Path) -> None:
    """After it, it wins."""
    before = terminal("--data", str(corpus / "data"), "articles", "--json", data=None)
    both = terminal("--data", str(tmp_path), "articles", "--json")

    assert before.json == both.json != []


def test_a_new_folder_holds_no_articles(terminal: Terminal, tmp_path: Path) -> None:
    """And says how to add some."""
    ran = terminal("articles", data=tmp_path / "new")

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "No articles yet; add some with `python cli.py ingest PATH`.\n"


def test_ingest_reports_and_sums_up(terminal: Terminal, tmp_path: Path) -> None:
    """A line a file, and what its metadata lacks."""
    write_article(tmp_path / "in", "rope.md", "Rope is sold by the yard.", title="Rope")

    first = terminal("ingest", str(tmp_path / "in"), data=tmp_path / "data")
    again = terminal("ingest", str(tmp_path / "in"), data=tmp_path / "data")

    assert first == Ran(
        0, "added     rope, 1 passage (no publisher, no author, no published, no dateline)\n", "1 added\n"
    )
    assert again == Ran(0, "", "1 unchanged\n")


def test_ingest_as_json_is_a_line_a_file(terminal: Terminal, tmp_path: Path) -> None:
    """Failures too, and then the exit code is 1."""
    write_article(tmp_path / "in", "rope.md", "Rope is sold by the yard.")
    (tmp_path / "in" / "sack.txt").write_bytes(b"\x00")

    ran = terminal("ingest", str(tmp_path / "in"), "--json", data=tmp_path / "data")

    reports = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 1
    assert [report["outcome"] for report in reports] == ["added", "failed"]
    assert reports[1]["reason"] == "sack.txt is not text; save it as plain text or Markdown."


def test_ingest_supplies_what_a_file_does_not_say(terminal: Terminal, tmp_path: Path) -> None:
    """Title, publisher and days; the report no longer misses them."""
    path = tmp_path / "rope.txt"
    path.write_text("Rope is sold by the yard.", encoding="utf-8")
    known = ["--title", "Rope", "--publisher", "Post", "--published", "4 March 2021", "--dateline", "2021-03-01"]

    ran = terminal("ingest", str(path), *known, data=tmp_path / "data")

    assert ran == Ran(0, "added     rope, 1 passage (no author)\n", "1 added\n")
    shown = terminal("articles", "show", "rope", "--json", data=tmp_path / "data").json
    assert [shown[field] for field in ("title", "publisher", "published", "dateline")] == [
        "Rope",
        "Post",
        "2021-03-04",
        "2021-03-01",
    ]


@pytest.fixture(scope="module")
def before(corpus: Path) -> str:
    """What `articles --json` prints before anything else."""
    with contextlib.redirect_stdout(io.StringIO()) as printed, pytest.raises(SystemExit):
        cli.main(["articles", "--json", "--data", str(corpus / "data")])
    return printed.getvalue()


def bad_file(folder: Path, kind: str) -> str:
    path = folder / f"{kind}.txt"
    if kind != "missing":
        path.write_bytes({"empty": b"", "binary": b"\x7fELF\x00\x01"}[kind])
    return str(path)


@pytest.mark.parametrize(
    ("kind", "code", "said"),
    [
        ("empty", 1, "empty.txt holds no text; add an article to it or leave it out."),
        ("binary", 1, "binary.txt is not text; save it as plain text or Markdown."),
        ("missing", 2, "missing.txt; check the path."),
    ],
)
def test_a_bad_file_changes_nothing(
    terminal: Terminal, before: str, tmp_path: Path, kind: str, code: int, said: str
) -> None:
    """One sentence says what to change."""
    ran = terminal("ingest", bad_file(tmp_path, kind))

    assert (ran.code, ran.out) == (code, "")
    assert ran.err.splitlines()[0].endswith(said)
    assert terminal("articles", "--json").out == before


BAD = {
    "empty question": (["ask", ""], "The question is empty; type a question."),
    "blank question": (["ask", " \n "], "The question is empty; type a question."),
    "giant question": (["ask", "lamp " * 20_000], "ask it in at most 1,000."),
    "no question": (["ask"], "Give either a question in quotation marks or --batch with a file."),
    "bad day": (["ask", HOW_LONG, "--as-of", "yesterday"], "'yesterday' is not a day; write it as 2020-07-01."),
    "impossible day": (
        ["ask", HOW_LONG, "--as-of", "2021-02-30"],
        "'2021-02-30' is not a day; write it as 2020-07-01.",
    ),
    "unknown option": (["ask", HOW_LONG, "--loud"], "--loud"),
    "unknown command": (["shout"], "shout"),
    "unknown action": (["articles", "burn"], "Use `articles`, `articles list`, `articles show ID` or `articles rem"),
    "unknown article": (["articles", "show", "x"], "There is no article x; `articles list` names them all."),
    "unknown revision": (
        ["articles", "show", "lumenor", "--revision", "9"],
        "There is no article lumenor in revision 9;",
    ),
    "revision beyond all numbers": (
        ["articles", "show", "lumenor", "--revision", "99999999999999999999"],
        "There is no article lumenor in revision 99999999999999999999;",
    ),
    "revision below one": (["articles", "show", "lumenor", "--revision", "0"], "no article lumenor in revision 0;"),
    "article of half a character": (["articles", "show", "caf\udce9"], "There is no article caf?;"),
    "out without batch": (["ask", HOW_LONG, "--out", "x.jsonl"], "--out goes with --batch;"),
    "data without a name": (["--data", "", "articles"], "--data must name a folder."),
    "terminal codes": (["articles", "show", "\x1b[31mx"], "There is no article [31mx;"),
    "revision that is no number": (["articles", "show", "lumenor", "--revision", "x"], "--revision"),
    "missing batch": (["ask", "--batch", "missing.jsonl"], "The batch file missing.jsonl cannot be read;"),
    "nothing to take in": (["ingest"], "Give files, folders or links to take in,"),
    "missing path beside a link": (["ingest", "http://a.example/", "nosuch"], "no file or folder nosuch;"),
    "bad day of publication": (["ingest", "x.md", "--published", "soon"], "'soon' is not a day; write it as"),
    "missing path": (["ingest", "n" * 5000], "check the path."),
}


@pytest.mark.parametrize("option", [[], ["--feed"]])
def test_a_link_that_is_not_fetched_is_one_line_and_exit_code_one(
    terminal: Terminal, tmp_path: Path, option: list[str]
) -> None:
    """The rest goes in."""
    file = write_article(tmp_path, "brightly.md", BRIGHTLY)

    ran = terminal("ingest", str(file), *option, "http://127.0.0.1:7860/", data=tmp_path / "data")

    assert (ran.code, ran.out.split()[:2]) == (1, ["added", "brightly,"])
    assert ran.err.splitlines() == [
        "http://127.0.0.1:7860/ cannot be fetched: only ports 80 and 443 are allowed; leave the port out.",
        "1 added, 1 failed",
    ]


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_run_is_one_line_and_exit_code_two(terminal: Terminal, before: str, case: str) -> None:
    """On stderr, and the store stays as it was."""
    arguments, said = BAD[case]

    ran = terminal(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert terminal("articles", "--json").out == before


def test_a_folder_that_cannot_be_written_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    """Below a regular file nobody can write, not even root."""
    (tmp_path / "file").write_text("", encoding="utf-8")

    for data in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / ("n" * 300)):
        ran = terminal("ask", HOW_LONG, data=data)

        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"The data folder {data} cannot be ")
        assert ran.err.endswith("; choose another --data.\n")
        assert ran.err.count("\n") == 1


def test_a_bad_setting_is_one_line(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the nearest real one."""
    monkeypatch.setenv("OTR_DATTA", "x")

    assert terminal("articles") == Ran(2, "", "There is no setting OTR_DATTA; the nearest one is OTR_DATA.\n")


def test_a_folder_made_with_another_model_is_refused(
    terminal: Terminal, desk: Callable[..., Any], tmp_path: Path
) -> None:
    """One line that names both."""
    desk(tmp_path / "data").close()

    ran = terminal("ask", HOW_LONG, data=tmp_path / "data")

    assert ran.code == 2
    assert ran.err.startswith("The data folder was made with fake sha256:0, but the settings say all-MiniLM-L6-v2 ")
    assert ran.err.count("\n") == 1


def test_an_owned_folder_is_refused(terminal: Terminal, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process owns a data folder; a second is told so."""
    monkeypatch.setattr(ownership, "PATIENCE_SECONDS", 0.1)

    with FileLock(corpus / "data" / ownership.LOCK):
        ran = terminal("ask", HOW_LONG)

    folder = corpus / "data"
    said = f"The data folder {folder} is in use by another process; stop it or choose another --data.\n"
    assert ran == Ran(2, "", said)
    assert terminal("ask", HOW_LONG).code == 0


def test_the_owner_left_by_a_crash_is_ignored(terminal: Terminal, corpus: Path) -> None:
    """An address without a lock behind it is stale."""
    owner = corpus / "data" / ownership.OWNER
    owner.write_text(json.dumps({"address": "http://127.0.0.1:9", "token": "t"}), encoding="utf-8")

    ran = terminal("ask", HOW_LONG)

    assert ran.code == 0


def batch(folder: Path, *lines: str) -> str:
    path = folder / "questions.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def line(name: str | int | None, *turns: str, **more: Any) -> str:
    return json.dumps({"id": name, "turns": turns, **more}, ensure_ascii=False)


def test_a_batch_keeps_the_order(terminal: Terminal, tmp_path: Path) -> None:
    """One line out for each line in; empty lines count for nothing."""
    names = [f"q{n}" for n in range(5)]
    path = batch(tmp_path, *(line(name, HOW_LONG) for name in names), "")

    ran = terminal("ask", "--batch", path)

    answered = [json.loads(out) for out in ran.out.splitlines()]
    assert ran.code == 0
    assert [one["id"] for one in answered] == names
    assert list(answered[0]["answers"][0]) == KEYS


def test_a_turn_gives_an_answer_each(terminal: Terminal, tmp_path: Path) -> None:
    """And each knows those before it."""
    path = batch(tmp_path, line("q", HOW_LONG, "And Lumenor's?"))

    (ran,) = terminal("ask", "--batch", path).out.splitlines()

    first, second = json.loads(ran)["answers"]
    assert first["standalone_question"] == HOW_LONG
    assert "Lumenor" in second["standalone_question"]
    assert second["standalone_question"] != second["question"]


MALFORMED = {
    "not JSON": ("{turns", None),
    "not an object": ("[]", None),
    "no turns": ('{"id": "x"}', "x"),
    "empty turns": ('{"id": "x", "turns": []}', "x"),
    "turns of numbers": ('{"id": "x", "turns": [1]}', "x"),
    "bad day": ('{"id": "x", "turns": ["Who?"], "as_of": "soon"}', "x"),
    "day of a wrong type": ('{"id": "x", "turns": ["Who?"], "as_of": 2020}', "x"),
    "empty question": ('{"id": "x", "turns": [" "]}', "x"),
    "half a character": ('{"id": "x", "turns": ["Who \\ud800 stopped selling lamps?"]}', "x"),
    "too deep": ("[" * 100_000, None),
    "id of 5,000 digits": ('{"id": ' + "1" * 5000 + ', "turns": ["Who?"]}', None),
    "id of half a character": ('{"id": "\\ud800", "turns": ["Who?"]}', None),
    "id that is no number": ('{"id": NaN, "turns": ["Who?"]}', None),
    "id that is true": ('{"id": true, "turns": ["Who?"]}', None),
    "id that is a list": ('{"id": [1], "turns": ["Who?"]}', None),
    "id with a fraction": ('{"id": 1.5, "turns": ["Who?"]}', None),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_line_gives_an_error_and_the_run_goes_on(terminal: Terminal, tmp_path: Path, case: str) -> None:
    """Exit code 1: it ran and fell short."""
    bad, name = MALFORMED[case]
    path = batch(tmp_path, bad, line("good", HOW_LONG))

    ran = terminal("ask", "--batch", path)

    first, second = map(json.loads, ran.out.splitlines())
    assert ran.code == 1
    assert list(first) == ["id", "error"]
    assert first["id"] == name
    assert first["error"].endswith(".")
    assert second["id"] == "good"
    assert second["answers"][0]["status"] == "answered"


@pytest.mark.parametrize("name", ["q", 7, None])
def test_the_id_of_a_line_comes_back(terminal: Terminal, tmp_path: Path, name: str | int | None) -> None:
    """Text, a whole number or null."""
    ran = terminal("ask", "--batch", batch(tmp_path, line(name, HOW_LONG)))

    assert (ran.code, ran.json["id"]) == (0, name)


class Broken:
    """A desk at which everything goes wrong, as no desk should."""

    def ask(self, asks: object) -> object:
        """Fails, in words of two lines with a code for the terminal."""
        raise ZeroDivisionError("a\nb \x1b[31m")

    articles = ask


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command gets the broken desk."""
    monkeypatch.setattr(cli, "open_desk", lambda _: contextlib.nullcontext(Broken()))


UNEXPECTED = "Something went wrong that should not have: ZeroDivisionError: a b [31m; please report it."


def test_what_nobody_expected_is_one_line_too(terminal: Terminal, broken: None) -> None:
    """No traceback, ever."""
    assert terminal("ask", HOW_LONG) == Ran(2, "", f"{UNEXPECTED}\n")


def test_what_nobody_expected_in_one_line_of_a_batch_stays_there(
    terminal: Terminal, tmp_path: Path, broken: None
) -> None:
    """Each line is tried."""
    ran = terminal("ask", "--batch", batch(tmp_path, line("a", HOW_LONG), line("b", HOW_LONG)))

    assert ran.code == 1
    assert [json.loads(out) for out in ran.out.splitlines()] == [{"id": n, "error": UNEXPECTED} for n in "ab"]


@pytest.mark.parametrize("closing", ["| head -c 1", "| true", ">&-"])
def test_a_reader_who_stops_listening_is_no_error(corpus: Path, closing: str) -> None:
    """Such as `head`, or nobody at all."""
    command = f"{sys.executable} cli.py articles --json --data {corpus / 'data'} {closing}"

    ended = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.stderr == ""


def test_redirected_output_is_utf8_in_any_locale(corpus: Path) -> None:
    """JSON lines are UTF-8, whatever the machine speaks."""
    command = [sys.executable, "cli.py", "doctor", "--data", str(corpus / "é")]

    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}
    )

    assert "é" in ended.stdout.decode()


def test_control_characters_do_not_reach_the_terminal(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even from an article that was stored with them; line feeds do."""
    article = Article("lamps", "a\x1b]0;b\x07\x9b\nc", title="\x1b[2JLamps", publisher="P\x08")
    desk = SimpleNamespace(article=lambda *_: article, articles=lambda: [article])
    monkeypatch.setattr(cli, "open_desk", lambda _: contextlib.nullcontext(desk))

    assert terminal("articles", "show", "lamps").out == "[2JLamps\nP, no date\n\na]0;b\nc\n"
    assert terminal("articles").out.endswith(" [2JLamps\n")


def test_a_line_of_a_batch_ends_only_at_a_line_feed(terminal: Terminal, tmp_path: Path) -> None:
    """JSON may hold other separators of lines as they are, and a file may open with a byte order mark."""
    path = batch(tmp_path, "\ufeff" + line("q", "How long is\u2028Brightly's\x85pause on lamp sales?"))

    ran = terminal("ask", "--batch", path)

    assert ran.code == 0
    assert json.loads(ran.out)["answers"][0]["status"] == "answered"


def test_a_batch_can_be_written_to_a_file(terminal: Terminal, tmp_path: Path) -> None:
    """And then stdout stays empty."""
    ran = terminal("ask", "--batch", batch(tmp_path, line("q", HOW_LONG)), "--out", str(tmp_path / "answers.jsonl"))

    assert (ran.code, ran.out) == (0, "")
    assert json.loads((tmp_path / "answers.jsonl").read_text(encoding="utf-8"))["id"] == "q"


def test_a_batch_that_cannot_be_written_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    """Before any question is asked."""
    ran = terminal("ask", "--batch", batch(tmp_path, line("q", HOW_LONG)), "--out", str(tmp_path))

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"{tmp_path} cannot be written (is a directory); choose another --out.\n"
