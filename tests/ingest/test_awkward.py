"""A folder of awkward files goes in at once: each good one answers, and each bad one has its reason."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.settings import ROOT
from tests.ingest.awkward import BAD, ELSE, GOOD, make, question
from vectorstore.embedder import OnnxEmbedder

MEGABYTES, SECONDS = 800, 120


@dataclass(frozen=True)
class Taken:
    """A run of `cli.py ingest` over the folder."""

    data: Path
    code: int
    reports: list[dict[str, Any]]
    errors: str
    megabytes: int
    seconds: float


MEASURED = """
import pathlib, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
pathlib.Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""Runs the command from a small process: what a large one starts counts the memory of its parent as its own peak."""


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory, embedder: OnnxEmbedder) -> Taken:
    """The folder, taken in by a process of its own, whose memory is measured."""
    del embedder  # made by now
    root = tmp_path_factory.mktemp("awkward")
    make(root / "in")
    command = [
        sys.executable,
        "-W",
        "ignore",
        "cli.py",
        "ingest",
        str(root / "in"),
        "--json",
        "--data",
        str(root / "data"),
    ]
    began = time.monotonic()
    with (root / "out").open("w") as out, (root / "err").open("w") as err:
        measured = [sys.executable, "-c", MEASURED, str(root / "kilobytes"), *command]
        code = subprocess.run(measured, cwd=ROOT, stdout=out, stderr=err, check=False).returncode
    seconds = time.monotonic() - began
    reports = [json.loads(line) for line in (root / "out").read_text(encoding="utf-8").splitlines()]
    return Taken(
        root / "data",
        code,
        reports,
        (root / "err").read_text(encoding="utf-8"),
        int((root / "kilobytes").read_text()) // 1024,
        seconds,
    )


def test_there_are_forty_of_them() -> None:
    """At the least."""
    assert len({**BAD, **GOOD, **ELSE}) >= 40


def test_one_run_handles_them_all(taken: Taken) -> None:
    """Exit code 1 says that some could not be read; nothing is said that is not a report."""
    assert (taken.code, taken.errors) == (1, "")
    others = ("lines.jsonl line 1", "linked.txt", "headline.txt")
    assert len(taken.reports) == len(BAD) + len(GOOD) + len(ELSE) + len(others)


@pytest.mark.parametrize(("name", "said"), [*((name, said) for name, (_, said) in BAD.items()), *ELSE.items()])
def test_each_bad_file_has_its_reason(taken: Taken, name: str, said: str) -> None:
    """One sentence, which begins with its name."""
    reasons = [report["reason"] for report in taken.reports if report["outcome"] == "failed"]

    mine = [
        reason for reason in reasons if reason.split(" ")[0].rstrip(":").endswith(name.split(" ")[0]) and said in reason
    ]

    assert len(mine) == 1, reasons
    assert mine[0].endswith(".") and "\n" not in mine[0]


def test_the_good_ones_answer(taken: Taken, tmp_path: Path) -> None:
    """Each from its own article."""
    asked = tmp_path / "asked.jsonl"
    keepers = [*(keeper for _, keeper in GOOD.values()), "Valentine"]
    lines = [{"id": one, "turns": [question(one)]} for one in keepers]
    asked.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")

    command = [sys.executable, "-W", "ignore", "cli.py", "ask", "--batch", str(asked), "--data", str(taken.data)]
    ran = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ, "OTR_ARTICLES": ""}
    )

    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    silent = [one["id"] for one in answers if not any(one["id"] in c["quote"] for c in one["answers"][0]["citations"])]
    assert not silent, silent


def test_memory_and_time_are_bounded(taken: Taken) -> None:
    """As much as any ingestion takes, though one file alone is fifty megabytes."""
    assert taken.megabytes < MEGABYTES
    assert taken.seconds < SECONDS


def test_a_headline_alone_is_an_article(taken: Taken) -> None:
    """Of one line; what it says of itself is reported missing."""
    (report,) = [report for report in taken.reports if report["article_id"] == "headline"]

    assert (report["outcome"], report["passages"]) == ("added", 1)
    assert report["missing"] == ["title", "publisher", "author", "published", "dateline"]


def test_two_dates_are_no_date(taken: Taken) -> None:
    """Nobody knows which of the two it is, so it is reported missing; of a page without any it is too."""
    missing = {report["article_id"]: report["missing"] for report in taken.reports}

    assert "published" in missing["two-dates"]
    assert "published" in missing["no-date"]
