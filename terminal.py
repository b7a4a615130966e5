"""What the terminal prints, and how: answers, articles, the progress of taking them in."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from time import perf_counter
from typing import Any

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from core.answers import Answer, Citation, mark
from core.articles import Article, IndexStatus, IngestReport
from core.commitments import COLUMNS, CitedCell, CommitmentTable
from ingest.clean import without_controls

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
WIDE = 120
"""Columns of characters from which a terminal shows commitments side by side."""
UNKNOWN = "–"


def valid(text: str) -> str:
    """`text` with a question mark for each half of a character, which cannot be stored or written."""
    return text.encode(errors="replace").decode()


def say(text: str, style: str | None = None, *, to: Console = out) -> None:
    """Print words as they are, but for what would steer the terminal."""
    to.print(without_controls(valid(text)), style=style, markup=False)


def print_json(body: Any) -> None:
    """Print JSON, indented."""
    sys.stdout.write(valid(json.dumps(body, ensure_ascii=False, indent=2)) + "\n")


def print_answer(answer: Answer) -> None:
    """Print an answer with its sources."""
    if answer.standalone_question != answer.question:
        say(f"Understood as: {answer.standalone_question}", "dim")
    say(answer.text)
    for first, *cells in answer.table.rows if answer.table else ():
        say(f"  {first.text}: {'; '.join(mark(cell.text, cell.citations) for cell in cells)}")
    _print_sources(answer.citations, answer, out)
    if answer.mode == "generative":
        say(f"Put into words by {answer.model}; every sentence checked against its source.", "dim")
    if answer.fallback_reason:
        say(f"Answered without the language model: {answer.fallback_reason}.", "dim")


def print_commitments(table: CommitmentTable, *, as_json: bool, to: Console = out) -> None:
    """Print the table with its sources: side by side where there is room, in Markdown where nobody looks on."""
    if as_json:
        print_json(table.to_json())
    elif not table.rows:
        say(_no_rows(table.as_of), to=err)
    else:
        _print_rows(table, to)
        _print_sources(table.cited_by_cells, table, to)


def _print_rows(table: CommitmentTable, to: Console) -> None:
    titles = ["Company", *COLUMNS.values()]
    rows = [[row.company, *(_in_cell(row.cells.get(aspect)) for aspect in COLUMNS)] for row in table.rows]
    if not to.is_terminal:
        for cells in [titles, ["---"] * len(titles), *rows]:
            say("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |", to=to)
    elif to.width >= WIDE:
        shown = Table(*titles, box=box.HORIZONTALS, show_lines=True)
        for cells in rows:
            shown.add_row(*(Text(without_controls(valid(cell))) for cell in cells))
        to.print(shown, soft_wrap=False)
    else:
        for row, (_, *cells) in zip(table.rows, rows, strict=True):
            say(f"{row.company}: {row.called}", "bold", to=to)
            for title, cell in zip(titles[1:], cells, strict=True):
                if cell != UNKNOWN:
                    say(f"  {title}: {cell}", to=to)
    say("", to=to)


def _no_rows(as_of: date | None) -> str:
    if as_of:
        return f"No commitment is registered that was known by {as_of:%-d %B %Y}; choose a later --as-of."
    return "No commitments are registered yet; ingest a folder that has commitments.yaml beside its articles."


def _in_cell(cell: CitedCell | None) -> str:
    return mark(" ".join(cell.short.split()), cell.citations) if cell else UNKNOWN


def _print_sources(citations: Iterable[Citation], of: Answer | CommitmentTable, to: Console) -> None:
    """A line for each citation, then the day that was asked for and that of the newest evidence."""
    for citation in citations:
        days = [f"{citation.dateline:%-d %B %Y}"] if citation.dateline else []
        days += (
            [f"written {citation.published:%-d %B %Y}"] if citation.published not in (None, citation.dateline) else []
        )
        facts = ", ".join([citation.publisher or "no publisher", *days])
        name = citation.title or citation.article_id
        say(f"[{citation.number}] {name} ({facts}): {citation.link}", "dim", to=to)
    known = [f"As of {of.as_of:%-d %B %Y}"] if of.as_of else []
    known += [f"Newest evidence: {of.newest_evidence:%-d %B %Y}"] if of.newest_evidence else []
    if known:
        say(" · ".join(known), "dim", to=to)


def print_list(found: Sequence[Article], *, as_json: bool) -> None:
    """Print a line an article."""
    if as_json:
        print_json([{"id": a.id, "revision": a.revision, **a.metadata()} for a in found])
        return
    for article in found:
        say(f"{article.dateline or 'no date'!s:<12}{article.id:<55}{article.name}")
    err.print(
        f"{len(found)} article{'s' * (len(found) != 1)}"
        if found
        else "No articles yet; add some with `python cli.py ingest PATH`."
    )


def print_article(article: Article, *, as_json: bool) -> None:
    """Print an article whole."""
    if as_json:
        print_json({"id": article.id, "revision": article.revision, **article.metadata(), "text": article.text})
        return
    say(article.name, "bold")
    say(f"{article.publisher or 'no publisher'}, {article.dateline or 'no date'}\n", "dim")
    say(article.text)


def show_reports(
    reports: Iterable[IngestReport], *, as_json: bool = False, only_news: bool = False, total: int | None = None
) -> int:
    """Print each report as it comes and a summary; returns how many files could not be read.

    Where somebody breaks it off, what was reported is in, and the same command goes on from there.
    """
    counts = {"added": 0, "revised": 0, "unchanged": 0, "failed": 0}
    passages, began = 0, perf_counter()
    try:
        with _progress() as progress:
            task = progress.add_task("Reading articles", total=total, speed="")
            for report in reports:
                counts[report.outcome] += report.statements is None or report.outcome == "failed"
                passages += report.passages
                speed = f"{passages / (perf_counter() - began):.0f} passages/s"
                progress.update(task, advance=1, description=_summed(counts), speed=speed if passages else "")
                _show(report, counts, as_json=as_json, only_news=only_news)
    except KeyboardInterrupt:
        err.print(f"Stopped; {_summed(counts)}. Run the same command again to go on.")
        raise
    if not as_json and not only_news:
        err.print(_summed(counts) or "No file that could be an article was found there.")
    return counts["failed"]


def _progress() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[speed]}")
    return Progress(*columns, TimeRemainingColumn(), console=err, transient=True, disable=not err.is_terminal)


def _summed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)


def _show(report: IngestReport, counts: dict[str, int], *, as_json: bool, only_news: bool) -> None:
    if as_json:
        sys.stdout.write(valid(json.dumps(report.to_json(), ensure_ascii=False)) + "\n")
    elif report.outcome == "failed":
        say(report.reason or "", "red", to=err)
    elif report.outcome != "unchanged" and not only_news:
        _print_report(report)
    elif report.outcome != "unchanged" and counts["added"] + counts["revised"] == 1:
        err.print("Taking in articles; all of them together take a minute or so, and the next start none.")


def print_status(status: IndexStatus, *, as_json: bool) -> None:
    """Print how the indexes are, and what to do where they are not well."""
    if as_json:
        print_json(asdict(status) | {"is_sound": status.is_sound})
        return
    say(
        f"{status.passages} passages may answer: {status.in_generation} in the index on disk, {status.in_memory} since."
    )
    say(f"{status.missing} missing, {status.surplus} too many, {status.found} of {status.asked} found when asked for.")
    if status.damaged:
        say(f"Damaged: {status.damaged}", "red")
    say("All is well." if status.is_sound else "Run `python cli.py index rebuild`.", None if status.is_sound else "red")


def _print_report(report: IngestReport) -> None:
    if report.statements is not None:
        say(f"{report.outcome:<10}{report.origin}, {report.statements} statements")
        return
    notes = [f"no {', no '.join(report.missing)}"] if report.missing else []
    notes += [f"dropped {', '.join(map(repr, report.dropped))}"] if report.dropped else []
    tail = f" ({'; '.join(notes)})" if notes else ""
    say(f"{report.outcome:<10}{report.article_id}, {report.passages} passage{'s' * (report.passages != 1)}{tail}")
