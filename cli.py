"""The terminal's front door: `python cli.py ask "…"`."""

import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import typer
from rich.console import Console
from rich.progress import track

from bootstrap import EVAL, Desk, back_up, fingerprints, open_bench, open_desk
from bootstrap import restore as put_back
from bootstrap import serve as serve_page
from core.answers import Answer, Ask
from core.articles import Article, IngestReport
from core.conversation import converse, id_of, line_of, turns_of
from core.days import read_day
from core.errors import InputError, OnTheRecordError
from core.settings import PREFIX, Settings, read_settings
from ingest.clean import without_controls

app = typer.Typer(
    help="What companies have promised about facial recognition, in the exact words of dated articles.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
given: dict[str, Path] = {}
LAST_REVISION = 2**63 - 1
"""The largest number that a store can look for."""
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


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
        _print_json(answer.to_json())
    else:
        _print_answer(answer)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Markdown or plain text files, or folders of them.")],
    *,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Take articles in; what is already there unchanged is left alone."""
    with open_desk(_settings(data)) as desk:
        failed = _show_reports(desk.ingest(paths), as_json=as_json)
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
            _print_list(desk.articles(), as_json=as_json)
            return
        article_id = _valid(article_id)
        which_one = None if revision is None else min(max(revision, 0), LAST_REVISION)  # 0 is never one
        found = desk.remove(article_id) if action == "remove" else desk.article(article_id, which_one)
    if not found:
        which = "" if revision is None else f" in revision {revision}"
        raise InputError(f"There is no article {article_id}{which}; `articles list` names them all.")
    if isinstance(found, Article):
        _print_article(found, as_json=as_json)
    else:
        _say(f"removed   {article_id}")


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
        if failed := _show_reports(reports, as_json=False, only_news=True):
            raise InputError(f"{failed} articles could not be read; mend or remove them, then evaluate again.")
        prints = fingerprints(desk)
        done = evaluate(job, desk.assistant, desk.records, fingerprints=prints, folder=folder, console=err)
    if as_json:
        _print_json(done.to_json())
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
        answer = desk.logged(_valid(answer_id))
    _say(f"wrote {promote(answer, answer_id, settings.data / 'cases')}")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")], *, data: Data = None) -> None:
    """Write everything that is kept into one file, also while a server runs."""
    _say(f"wrote {file}: {back_up(_settings(data), file)}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="In place of the articles there, kept aside.")] = False,
    data: Data = None,
) -> None:
    """Put a backup in place; nothing is embedded again."""
    held, kept = put_back(_settings(data), file, replace=replace)
    _say(f"restored {held}" + (f"; what was there is kept in {kept}" if kept else ""))


@app.command()
def doctor(*, data: Data = None) -> None:
    """List every setting, its value, and the variable that sets it."""
    settings = _settings(data)
    for name, field in Settings.model_fields.items():
        _say(f"{PREFIX}{name.upper():<22}{getattr(settings, name)!s:<40} {field.description}")


@app.command()
def serve(*, data: Data = None) -> None:
    """Open the page: ingest the folder OTR_ARTICLES, then serve until stopped."""
    _show_reports(serve_page(_settings(data)), as_json=False, only_news=True)


def _settings(data: Path | None) -> Settings:
    return read_settings(**(given | ({"data": data} if data else {})))


def _valid(text: str) -> str:
    """`text` with a question mark for each half of a character, which cannot be stored or written."""
    return text.encode(errors="replace").decode()


def _say(text: str, style: str | None = None, *, to: Console = out) -> None:
    """Print words as they are, but for what would steer the terminal."""
    to.print(without_controls(_valid(text)), style=style, markup=False)


def _print_json(body: Any) -> None:
    sys.stdout.write(_valid(json.dumps(body, ensure_ascii=False, indent=2)) + "\n")


def _print_answer(answer: Answer) -> None:
    if answer.standalone_question != answer.question:
        _say(f"Understood as: {answer.standalone_question}", "dim")
    _say(answer.text)
    for citation in answer.citations:
        days = [f"{citation.dateline:%-d %B %Y}"] if citation.dateline else []
        days += (
            [f"written {citation.published:%-d %B %Y}"] if citation.published not in (None, citation.dateline) else []
        )
        facts = ", ".join([citation.publisher or "no publisher", *days])
        name = citation.title or citation.article_id
        _say(f"[{citation.number}] {name} ({facts}): {citation.link}", "dim")
    known = [f"As of {answer.as_of:%-d %B %Y}"] if answer.as_of else []
    known += [f"Newest evidence: {answer.newest_evidence:%-d %B %Y}"] if answer.newest_evidence else []
    if known:
        _say(" · ".join(known), "dim")


def _print_list(found: Sequence[Article], *, as_json: bool) -> None:
    if as_json:
        _print_json([{"id": a.id, "revision": a.revision, **a.metadata()} for a in found])
        return
    for article in found:
        _say(f"{article.dateline or 'no date'!s:<12}{article.id:<55}{article.name}")
    err.print(
        f"{len(found)} article{'s' * (len(found) != 1)}"
        if found
        else "No articles yet; add some with `python cli.py ingest PATH`."
    )


def _print_article(article: Article, *, as_json: bool) -> None:
    if as_json:
        _print_json({"id": article.id, "revision": article.revision, **article.metadata(), "text": article.text})
        return
    _say(article.name, "bold")
    _say(f"{article.publisher or 'no publisher'}, {article.dateline or 'no date'}\n", "dim")
    _say(article.text)


def _show_reports(reports: Iterable[IngestReport], *, as_json: bool, only_news: bool = False) -> int:
    """Print each report as it comes and a summary; returns how many files could not be read."""
    counts = {"added": 0, "revised": 0, "unchanged": 0, "failed": 0}
    with err.status("Reading articles") as status:
        for report in reports:
            counts[report.outcome] += 1
            summary = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
            status.update(f"Reading articles: {summary}")
            if as_json:
                sys.stdout.write(_valid(json.dumps(report.to_json(), ensure_ascii=False)) + "\n")
            elif report.outcome == "failed":
                _say(report.reason or "", "red", to=err)
            elif report.outcome != "unchanged" and not only_news:
                _print_report(report)
            elif report.outcome != "unchanged" and counts["added"] + counts["revised"] == 1:
                err.print("Taking in articles; all of them together take a minute or so, and the next start none.")
    if not as_json and not only_news:
        err.print(summary if any(counts.values()) else "No .md or .txt file was found there.")
    return counts["failed"]


def _print_report(report: IngestReport) -> None:
    notes = [f"no {', no '.join(report.missing)}"] if report.missing else []
    notes += [f"dropped {', '.join(map(repr, report.dropped))}"] if report.dropped else []
    tail = f" ({'; '.join(notes)})" if notes else ""
    _say(f"{report.outcome:<10}{report.article_id}, {report.passages} passage{'s' * (report.passages != 1)}{tail}")


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
            sink.write(_valid(json.dumps(result, ensure_ascii=False)) + "\n")
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
    said = " ".join(without_controls(_valid(str(error))).split())
    return f"Something went wrong that should not have: {type(error).__name__}: {said}; please report it."


def _run(arguments: list[str] | None) -> int:
    try:
        code = app(arguments, standalone_mode=False)
        sys.stdout.flush()
    except OnTheRecordError as error:
        _say(str(error), "red", to=err)
        return error.exit_code
    except typer.TyperException as error:
        _say(f"{error.format_message()} (see --help)", "red", to=err)
        return 2
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:  # whoever read our output has heard enough
        return 1
    except Exception as error:
        _say(_unexpected(error), "red", to=err)
        return 2
    return int(code or 0)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the terminal; errors are one sentence on stderr and an exit code, never a traceback."""
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
    main()
