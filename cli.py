"""The terminal's front door: `python cli.py ask "…"`."""

import gc
import io
import json
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import typer
from rich.progress import track

from bootstrap import EVAL, Desk, back_up, fingerprints, open_bench, open_desk
from bootstrap import restore as put_back
from bootstrap import serve as serve_page
from core.answers import Ask
from core.articles import Article, Supplied
from core.conversation import converse, id_of, line_of, turns_of
from core.days import read_day
from core.errors import InputError, OnTheRecordError
from core.settings import PREFIX, Settings, read_settings
from ingest.clean import without_controls
from terminal import (
    err,
    out,
    print_answer,
    print_article,
    print_commitments,
    print_json,
    print_list,
    print_status,
    say,
    show_reports,
    valid,
)

app = typer.Typer(
    help="What companies have promised about facial recognition, in the exact words of dated articles.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
given: dict[str, Path] = {}
LINK = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
LAST_REVISION = 2**63 - 1
"""The largest number that a store can look for."""
SELDOM = 100_000
"""Objects made between two looks for garbage: what loading makes stays, and each look at it all costs time."""


def _folder(text: str) -> Path:
    if not text.strip():
        raise InputError("--data must name a folder.")
    return Path(text)


Data = Annotated[
    Path | None,
    typer.Option("--data", parser=_folder, metavar="<path>", help="Data folder; default: the setting OTR_DATA."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def everywhere(data: Data = None) -> None:
    """Options that may stand before the command as well as after it."""
    given.clear()
    given.update({"data": data} if data else {})


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in quotation marks.")] = None,
    *,
    as_of: Annotated[
        str | None, typer.Option(help="Answer with what was known by this day, such as 2020-07-01.")
    ] = None,
    as_json: Json = False,
    trace: Annotated[bool, typer.Option("--trace", help="Add what was retrieved; implies --json.")] = False,
    batch: Annotated[Path | None, typer.Option(help="Answer a file of JSON lines: id, turns, as_of.")] = None,
    to: Annotated[Path | None, typer.Option("--out", help="Write the batch's answers here.")] = None,
    data: Data = None,
) -> None:
    """Answer a question, or a batch of conversations."""
    if (question is None) == (batch is None):
        raise InputError("Give either a question in quotation marks or --batch with a file.")
    if to and not batch:
        raise InputError("--out goes with --batch; leave it out, or give the questions as a file.")
    day = read_day(as_of)
    with open_desk(_settings(data)) as desk:
        if batch:
            raise typer.Exit(_answer_batch(desk, batch, to))
        answer = desk.ask([Ask(question or "", day, trace=trace)])[0]
    if as_json or trace:
        print_json(answer.to_json())
    else:
        print_answer(answer)


@app.command()
def ingest(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files (.md, .txt, .html, .pdf, .docx or .jsonl), folders of them, or links.", metavar="PATH|URL"
        ),
    ] = None,
    *,
    feed: Annotated[
        list[str] | None, typer.Option(help="Address of an RSS or Atom feed, whose entries' pages are fetched.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Title of the one article given.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published the articles.")] = None,
    published: Annotated[str | None, typer.Option(help="Day of publication, such as 2020-06-08.")] = None,
    dateline: Annotated[str | None, typer.Option(help="Last day whose events they know, if another.")] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Take articles in; what is already there unchanged is left alone.

    The report lists what an article does not say of itself; --title, --publisher, --published and --dateline supply
    it, and count more than what the file or page says. Exit code 1 when one could not be read; the others are in.
    """
    from ingest.load import article_files

    links = [source for source in sources or [] if LINK.match(source)]
    paths = [Path(source) for source in sources or [] if not LINK.match(source)]
    if not (sources or feed):
        raise InputError("Give files, folders or links to take in, or --feed with a feed's address.")
    supplied = Supplied(_line(title), _line(publisher), read_day(published), read_day(dateline))
    total = None if feed else sum(1 for _ in article_files(paths)) + len(links)
    with open_desk(_settings(data)) as desk:
        reports = desk.ingest(paths, supplied, links=links, feeds=feed or [])
        failed = show_reports(reports, as_json=as_json, total=total)
    raise typer.Exit(1 if failed else 0)


@app.command()
def articles(
    action: Annotated[str, typer.Argument(help="list, show or remove")] = "list",
    article_id: Annotated[str | None, typer.Argument(help="The article to show or remove.")] = None,
    *,
    revision: Annotated[int | None, typer.Option(help="An earlier revision.")] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """List the articles, show one, or remove one: articles show ID."""
    if action not in ("list", "show", "remove") or (action == "list") == bool(article_id):
        raise InputError("Use `articles`, `articles list`, `articles show ID` or `articles remove ID`.")
    with open_desk(_settings(data)) as desk:
        if not article_id:
            print_list(desk.articles(), as_json=as_json)
            return
        article_id = valid(article_id)
        which_one = None if revision is None else min(max(revision, 0), LAST_REVISION)  # 0 is never one
        found = desk.remove(article_id) if action == "remove" else desk.article(article_id, which_one)
    if not found:
        which = "" if revision is None else f" in revision {revision}"
        raise InputError(f"There is no article {article_id}{which}; `articles list` names them all.")
    if isinstance(found, Article):
        print_article(found, as_json=as_json)
    else:
        say(f"removed   {article_id}")


@app.command()
def commitments(
    *,
    as_of: Annotated[str | None, typer.Option(help="Show what was known by this day, such as 2020-07-01.")] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Print what companies have bound themselves to: a row a commitment, a source for every cell."""
    day = read_day(as_of)
    with open_desk(_settings(data)) as desk:
        table = desk.commitments(day)
    print_commitments(table, as_json=as_json)


@app.command(name="eval")
def evaluation(
    *,
    suite: Annotated[
        str | None, typer.Option(help="A suite in eval/suites, or a YAML file; default: shipped, or benchmark.")
    ] = None,
    against: Annotated[Path | None, typer.Option(help="Folder of an earlier run to compare with.")] = None,
    benchmark: Annotated[str | None, typer.Option(help="Format of somebody else's data; goes with --path.")] = None,
    path: Annotated[Path | None, typer.Option(help="Where that data is.")] = None,
    to: Annotated[Path | None, typer.Option("--out", help="Folder for this run; default: a new one.")] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Measure how right the answers are; exit code 1 when a threshold is missed or a metric fell."""
    from eval.evaluate import evaluate, prepare
    from eval.show import show

    job, settings = prepare(suite, benchmark, path, against), _settings(data)
    folder = to or settings.data / EVAL / "runs" / f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}-{job.suite.name}"
    with open_bench(settings, job.store, job.articles) as (desk, reports):
        if failed := show_reports(reports, as_json=False, only_news=True):
            raise InputError(f"{failed} articles could not be read; mend or remove them, then evaluate again.")
        prints = fingerprints(desk)
        done = evaluate(job, desk.assistant, desk.records, fingerprints=prints, folder=folder, console=err)
    if as_json:
        print_json(done.to_json())
    else:
        show(done, job.suite, out=out)
    raise typer.Exit(1 if done.shortfalls else 0)


@app.command()
def cases(
    action: Annotated[str, typer.Argument(help="promote")],
    answer_id: Annotated[str, typer.Argument(help="The answer's id, as in its JSON.")],
    *,
    data: Data = None,
) -> None:
    """Make a bad answer a case: cases promote ANSWER_ID writes a skeleton to complete."""
    from eval.promote import promote

    if action != "promote":
        raise InputError("Use `cases promote ANSWER_ID`.")
    settings = _settings(data)
    with open_desk(settings) as desk:
        answer = desk.logged(valid(answer_id))
    say(f"wrote {promote(answer, answer_id, settings.data / 'cases')}")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")], *, data: Data = None) -> None:
    """Write everything that is kept into one file, also while a server runs."""
    say(f"wrote {file}: {back_up(_settings(data), file)}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="In place of the articles there, kept aside.")] = False,
    data: Data = None,
) -> None:
    """Put a backup in place; nothing is embedded again."""
    held, kept = put_back(_settings(data), file, replace=replace)
    say(f"restored {held}" + (f"; what was there is kept in {kept}" if kept else ""))


@app.command()
def index(
    action: Annotated[str, typer.Argument(help="status or rebuild")] = "status",
    *,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Say whether every article can be found, or make the indexes anew; exit code 1 when something is wrong."""
    if action not in ("status", "rebuild"):
        raise InputError("Use `index`, `index status` or `index rebuild`.")
    with open_desk(_settings(data)) as desk:
        status = desk.rebuild_index() if action == "rebuild" else desk.index_status()
    print_status(status, as_json=as_json)
    raise typer.Exit(0 if status.is_sound else 1)


@app.command()
def doctor(*, data: Data = None) -> None:
    """List every setting, its value, and the variable that sets it."""
    settings = _settings(data)
    for name, field in Settings.model_fields.items():
        say(f"{PREFIX}{name.upper():<22}{getattr(settings, name)!s:<40} {field.description}")


@app.command()
def serve(*, data: Data = None) -> None:
    """Open the page, which answers once the folder OTR_ARTICLES is taken in; serve until stopped."""
    show_reports(serve_page(_settings(data)), as_json=False, only_news=True)


def _line(text: str | None) -> str | None:
    """One line that can be stored; None for none."""
    return " ".join(without_controls(valid(text)).split()) or None if text else None


def _settings(data: Path | None) -> Settings:
    return read_settings(**(given | ({"data": data} if data else {})))


def _answer_batch(desk: Desk, path: Path, to: Path | None) -> int:
    """Answer each line of `path`; returns 1 when a line was malformed, else 0."""
    try:
        lines = [line for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise InputError(f"The batch file {path} cannot be read; give a file of JSON lines in UTF-8.") from None
    fell_short = 0
    with _opened(to) as sink:
        for line in track(lines, "Answering", console=err, disable=not err.is_terminal and to is None):
            result = _answer_line(desk, line)
            fell_short += "error" in result
            sink.write(valid(json.dumps(result, ensure_ascii=False)) + "\n")
    if fell_short:
        err.print(f'{fell_short} of {len(lines)} lines could not be answered; their "error" says why.', style="red")
    return min(fell_short, 1)


def _opened(to: Path | None) -> Any:
    if to is None:
        return _Shared(sys.stdout)
    try:
        return to.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{to} cannot be written ({(error.strerror or '').lower()}); choose another --out.") from None


class _Shared:
    """A stream that is not ours to close."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __enter__(self) -> TextIO:
        return self._stream

    def __exit__(self, *_: object) -> None:
        self._stream.flush()


def _answer_line(desk: Desk, line: str) -> dict[str, Any]:
    """One conversation of a batch, as the line that goes out."""
    known: str | int | None = None
    try:
        given = line_of(line)
        known = id_of(given)
        answers = [answer.to_json() for answer in converse(lambda ask: desk.ask([ask])[0], *turns_of(given))]
        json.dumps(answers, allow_nan=False)
    except OnTheRecordError as error:
        return {"id": known, "error": str(error)}
    except Exception as error:  # whatever it is, the lines after this one can still be answered
        return {"id": known, "error": _unexpected(error)}
    return {"id": known, "answers": answers}


def _unexpected(error: Exception) -> str:
    """One line, whatever the error says."""
    said = " ".join(without_controls(valid(str(error))).split())
    return f"Something went wrong that should not have: {type(error).__name__}: {said}; please report it."


def _run(arguments: list[str] | None) -> int:
    try:
        code = app(arguments, standalone_mode=False)
        sys.stdout.flush()
    except OnTheRecordError as error:
        say(str(error), "red", to=err)
        return error.exit_code
    except typer.TyperException as error:
        say(f"{error.format_message()} (see --help)", "red", to=err)
        return 2
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:  # whoever read our output has heard enough
        return 1
    except Exception as error:
        say(_unexpected(error), "red", to=err)
        return 2
    return int(code or 0)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the terminal; errors are one sentence on stderr and an exit code, never a traceback."""
    gc.set_threshold(SELDOM)
    if sys.stdout is None:  # closed by whoever started us
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):  # into a file or pipe goes UTF-8, whatever the locale
        encoding = sys.stdout.encoding if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="replace")
    code = _run(arguments)
    try:
        sys.stdout.flush()
    except OSError:  # Python would try again on its way out, and complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


if __name__ == "__main__":
    try:
        main()
    except SystemExit as end:  # everything is closed and written; to free what was loaded takes half a second more
        os._exit(int(end.code or 0))
