"""The terminal's front door: `python cli.py ask "…"`."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import typer
from rich.console import Console
from rich.progress import track

from bootstrap import Desk, open_desk
from bootstrap import serve as serve_page
from core.answers import Answer, Ask, Turn
from core.articles import Article, IngestReport
from core.days import parse_day
from core.errors import InputError, OnTheRecordError
from core.settings import PREFIX, Settings, read_settings

app = typer.Typer(
    help="What companies have promised about facial recognition, in the exact words of dated articles.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
given: dict[str, Path] = {}
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Data = Annotated[Path | None, typer.Option("--data", help="Data folder; default: the setting OTR_DATA.")]
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
    day = _day(as_of)
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
        found = desk.remove(article_id) if action == "remove" else desk.article(article_id, revision)
    if not found:
        which = f" in revision {revision}" if revision else ""
        raise InputError(f"There is no article {article_id}{which}; `articles list` names them all.")
    if isinstance(found, Article):
        _print_article(found, as_json=as_json)
    else:
        out.print(f"removed   {article_id}", markup=False)


@app.command()
def doctor(*, data: Data = None) -> None:
    """List every setting, its value, and the variable that sets it."""
    settings = _settings(data)
    for name, field in Settings.model_fields.items():
        out.print(f"{PREFIX}{name.upper():<22}{getattr(settings, name)!s:<40} {field.description}", markup=False)


@app.command()
def serve(*, data: Data = None) -> None:
    """Open the page: ingest the folder OTR_ARTICLES, then serve until stopped."""
    _show_reports(serve_page(_settings(data)), as_json=False, only_news=True)


def _settings(data: Path | None) -> Settings:
    return read_settings(**(given | ({"data": data} if data else {})))


def _day(text: str | None) -> date | None:
    day = parse_day(text) if text else None
    if text and not day:
        raise InputError(f"{text!r} is not a day; write it as 2020-07-01.")
    return day


def _print_json(body: Any) -> None:
    sys.stdout.write(json.dumps(body, ensure_ascii=False, indent=2) + "\n")


def _print_answer(answer: Answer) -> None:
    if answer.standalone_question != answer.question:
        out.print(f"Understood as: {answer.standalone_question}", style="dim", markup=False)
    out.print(answer.text, markup=False)
    for citation in answer.citations:
        days = [f"{citation.dateline:%-d %B %Y}"] if citation.dateline else []
        days += (
            [f"written {citation.published:%-d %B %Y}"] if citation.published not in (None, citation.dateline) else []
        )
        facts = ", ".join([citation.publisher or "no publisher", *days])
        name = citation.title or citation.article_id
        out.print(f"[{citation.number}] {name} ({facts}): {citation.link}", style="dim", markup=False)


def _print_list(found: Sequence[Article], *, as_json: bool) -> None:
    if as_json:
        _print_json([{"id": a.id, "revision": a.revision, **a.metadata()} for a in found])
        return
    for article in found:
        out.print(f"{article.dateline or 'no date'!s:<12}{article.id:<55}{article.name}", markup=False)
    err.print(f"{len(found)} articles" if found else "No articles yet; add some with `python cli.py ingest PATH`.")


def _print_article(article: Article, *, as_json: bool) -> None:
    if as_json:
        _print_json({"id": article.id, "revision": article.revision, **article.metadata(), "text": article.text})
        return
    out.print(article.name, style="bold", markup=False)
    out.print(f"{article.publisher or 'no publisher'}, {article.dateline or 'no date'}\n", style="dim", markup=False)
    out.print(article.text, markup=False)


def _show_reports(reports: Iterable[IngestReport], *, as_json: bool, only_news: bool = False) -> int:
    """Print each report as it comes and a summary; returns how many files could not be read."""
    counts = {"added": 0, "revised": 0, "unchanged": 0, "failed": 0}
    with err.status("Reading articles") as status:
        for report in reports:
            counts[report.outcome] += 1
            summary = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
            status.update(f"Reading articles: {summary}")
            if as_json:
                sys.stdout.write(json.dumps(report.to_json(), ensure_ascii=False) + "\n")
            elif report.outcome == "failed":
                err.print(report.reason, style="red", markup=False)
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
    out.print(
        f"{report.outcome:<10}{report.article_id}, {report.passages} passage{'s' * (report.passages != 1)}{tail}",
        markup=False,
    )


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
            sink.write(json.dumps(result, ensure_ascii=False) + "\n")
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
    known: Any = None
    try:
        given = json.loads(line)
        known = given.get("id") if isinstance(given, dict) else None
        return {"id": known, "answers": [a.to_json() for a in _converse(desk, *_conversation(given))]}
    except (json.JSONDecodeError, RecursionError):
        return {"id": None, "error": "The line is not JSON."}
    except OnTheRecordError as error:
        return {"id": known, "error": str(error)}


def _conversation(given: Any) -> tuple[list[str], date | None]:
    turns = given.get("turns") if isinstance(given, dict) else None
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise InputError('The line needs "turns", a list of one question or more.')
    as_of = given.get("as_of")
    if as_of is not None and not isinstance(as_of, str):
        raise InputError('"as_of" must be a day such as "2020-07-01", or null.')
    return turns, _day(as_of)


def _converse(desk: Desk, turns: list[str], as_of: date | None) -> Iterator[Answer]:
    history: tuple[Turn, ...] = ()
    for turn in turns:
        answer = desk.ask([Ask(turn, as_of, history)])[0]
        history = (*history, Turn(answer.standalone_question, answer.text))
        yield answer


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the terminal; errors are one sentence on stderr and an exit code."""
    try:
        code = app(arguments, standalone_mode=False)
    except OnTheRecordError as error:
        err.print(str(error), style="red", markup=False)
        code = error.exit_code
    except typer.Abort:
        code = 130
    except typer.TyperException as error:
        err.print(f"{error.format_message()} (see --help)", style="red", markup=False)
        code = 2
    except KeyboardInterrupt:
        code = 130
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
