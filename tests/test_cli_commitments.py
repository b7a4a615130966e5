"""The table of commitments in the terminal."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from rich.console import Console

import cli
from terminal import print_commitments
from tests.fakes import write_article
from tests.test_cli import Ran
from tests.web.fakes import PAUSE, FakeRegister
from vectorstore.embedder import OnnxEmbedder

STOPS = "Lumenor stopped selling lamps to lighthouses on 3 March 2021."
NO_END = "The pause has no end date."
AGAIN = "Lumenor sells lamps to lighthouses again since 6 May 2022."
Terminal = Callable[..., Ran]


def said(aspect: str, short: str, article: str, words: str, **more: str) -> dict[str, object]:
    return {"aspect": aspect, "short": short, "text": words, "evidence": [{"article": article, "words": words}], **more}


REGISTER = {
    "companies": [{"name": "Lumenor"}],
    "commitments": [
        {
            "id": "lumenor-pause",
            "company": "Lumenor",
            "called": "Lumenor's pause",
            "events": [
                {
                    "kind": "announced",
                    "date": "2021-03-03",
                    "says": [
                        said("what", "no lamps | for lighthouses", "stops", STOPS),
                        said("duration", "no end date", "stops", NO_END, lasts="open-ended"),
                    ],
                },
                {"kind": "ended", "date": "2022-05-06", "says": [said("status", "over", "again", AGAIN)]},
            ],
        }
    ],
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, embedder: OnnxEmbedder) -> Iterator[Path]:
    """Two invented articles with a register beside them."""
    root = tmp_path_factory.mktemp("commitments")
    about = {"title": "Lumenor and lamps", "publisher": "The Harbour Post"}
    write_article(root / "in", "stops.md", f"{STOPS} {NO_END}", id="stops", dateline="2021-03-04", **about)
    write_article(root / "in", "again.md", AGAIN, id="again", dateline="2022-05-06", **about)
    (root / "in" / "commitments.yaml").write_text(yaml.safe_dump(REGISTER), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vectorstore.embedder.open_embedder", lambda *_: embedder)
        with pytest.raises(SystemExit) as ended:
            cli.main(["ingest", str(root / "in"), "--data", str(root / "data")])
        assert ended.value.code == 0
        yield root / "data"


@pytest.fixture
def terminal(corpus: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Runs `commitments` on them."""

    def run(*arguments: str, data: Path = corpus) -> Ran:
        with pytest.raises(SystemExit) as ended:
            cli.main(["commitments", *arguments, "--data", str(data)])
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return run


def test_a_pipe_gets_a_line_a_commitment_and_a_line_a_source(terminal: Terminal) -> None:
    """As a table in Markdown, which is plain text; what would end a cell does not."""
    lines = terminal().out.splitlines()

    assert lines[0] == "| Company | What | Whom | How long | Conditions | Exceptions | Status |"
    assert lines[2] == r"| Lumenor | no lamps \| for lighthouses [1] | – | no end date [2] | – | – | over [3] |"
    assert lines[4].startswith("[1] Lumenor and lamps (The Harbour Post, 4 March 2021): /articles/stops?revision=1&")
    assert [line[:3] for line in lines[4:7]] == ["[1]", "[2]", "[3]"]
    assert lines[7] == "Newest evidence: 6 May 2022"


def test_as_of_a_day_later_events_are_not_there(terminal: Terminal) -> None:
    """Nor is their source."""
    out = terminal("--as-of", "1 July 2021").out

    assert "| – | – | – |" in out and "[3]" not in out
    assert out.endswith("As of 1 July 2021 · Newest evidence: 4 March 2021\n")


def test_json_has_cells_events_and_citations(terminal: Terminal) -> None:
    """Every quote with its place."""
    body = terminal("--json", "--as-of", "2021-07-01").json

    row = body["rows"][0]
    assert (body["as_of"], body["newest_evidence"]) == ("2021-07-01", "2021-03-04")
    assert row["cells"]["duration"]["short"] == "no end date" and row["cells"]["duration"]["citations"] == [2]
    assert [(event["kind"], event["known_from"]) for event in row["events"]] == [("announced", "2021-03-04")]
    assert [citation["quote"] for citation in body["citations"]] == [STOPS, NO_END]


def test_before_anything_was_known_a_sentence_says_so(terminal: Terminal) -> None:
    """And the table in JSON is empty."""
    ran = terminal("--as-of", "2020-01-01")

    wanted = "No commitment is registered that was known by 1 January 2020; choose a later --as-of.\n"
    assert (ran.code, ran.out, ran.err) == (0, "", wanted)
    assert terminal("--as-of", "2020-01-01", "--json").json["rows"] == []


def test_without_register_a_sentence_says_what_to_do(terminal: Terminal, tmp_path: Path) -> None:
    """In a new folder."""
    ran = terminal(data=tmp_path)

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "No commitments are registered yet; ingest a folder that has commitments.yaml beside its articles.\n"
    )


def test_what_is_no_day_is_refused(terminal: Terminal) -> None:
    """In one sentence, with how to write one."""
    ran = terminal("--as-of", "last spring")

    assert (ran.code, ran.out, ran.err) == (2, "", "'last spring' is not a day; write it as 2020-07-01.\n")


def printed(width: int) -> list[str]:
    """The lines that somebody in front of a terminal of this width sees."""
    console = Console(width=width, force_terminal=True, color_system=None, highlight=False, soft_wrap=True)
    with console.capture() as captured:
        print_commitments(FakeRegister().commitments(), as_json=False, to=console)
    return captured.get().splitlines()


def test_a_wide_terminal_shows_columns_that_fit() -> None:
    """No line of the table is wider than the screen."""
    lines = printed(130)

    table = lines[: lines.index("")]
    assert any("Company" in line and "Exceptions" in line for line in table)
    assert any("one year [1]" in line for line in table) and max(map(len, table)) <= 130


def test_a_narrow_terminal_shows_a_line_a_cell() -> None:
    """Under the commitment's name; what is not known takes no line."""
    lines = printed(60)

    assert lines[:3] == ["Amazon: Amazon's pause", "  How long: one year [1]", ""]
    assert lines[3].startswith(f"[1] {PAUSE.title} (")
