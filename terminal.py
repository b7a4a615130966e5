"""What the terminal prints, and how: answers, articles, the progress of taking them in."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from core.answers import Answer
from core.articles import Article, IndexStatus, IngestReport
from ingest.clean import without_controls

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


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
    for citation in answer.citations:
        days = [f"{citation.dateline:%-d %B %Y}"] if citation.dateline else []
        days += (
            [f"written {citation.published:%-d %B %Y}"] if citation.published not in (None, citation.dateline) else []
        )
        facts = ", ".join([citation.publisher or "no publisher", *days])
        name = citation.title or citation.article_id
        say(f"[{citation.number}] {name} ({facts}): {citation.link}", "dim")
    known = [f"As of {answer.as_of:%-d %B %Y}"] if answer.as_of else []
    known += [f"Newest evidence: {answer.newest_evidence:%-d %B %Y}"] if answer.newest_evidence else []
    if known:
        say(" · ".join(known), "dim")


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
