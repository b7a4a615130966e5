"""How well our sentences stand on hard cases, beside well-kept libraries: `python -m benchmarks.sentences`."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from core.settings import ROOT
from evidence.sentences import sentence_spans
from ingest.load import article_files, load

CASES = ROOT / "tests" / "evidence" / "sentences.yaml"
BREAK = "/"
SECONDS = 1.0
"""For which each splitter is timed, at least."""

Split = Callable[[str], list[str]]


def cases(path: Path) -> list[tuple[str, list[str]]]:
    """Each case with its kind, in the file's order."""
    kinds = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [(kind, case) for kind, of_kind in kinds.items() for case in of_kind]


def text_of(case: Sequence[str]) -> str:
    """The text that is to be split."""
    return " ".join(case).replace(f" {BREAK} ", "\n\n")


def is_right(split: Split, case: Sequence[str]) -> bool:
    """Whether the sentences are exactly those of the case, white space left out."""
    found = [sentence.strip() for sentence in split(text_of(case))]
    return [sentence for sentence in found if sentence] == [sentence for sentence in case if sentence != BREAK]


def _ours() -> Split:
    return lambda text: [text[start:end] for start, end in sentence_spans(text)]


def _each_line(split: Split) -> Split:
    """Libraries differ on what a line break is; we give each paragraph by itself."""
    return lambda text: [sentence for line in text.split("\n") if line.strip() for sentence in split(line)]


def _pysbd() -> Split:
    return _each_line(import_module("pysbd").Segmenter(language="en", clean=False).segment)


def _syntok() -> Split:
    segmenter = import_module("syntok.segmenter")

    def split(line: str) -> list[str]:
        sentences: list[Any] = [one for paragraph in segmenter.analyze(line) for one in paragraph]
        return [line[one[0].offset : one[-1].offset + len(one[-1].value)] for one in sentences]

    return _each_line(split)


def _blingfire() -> Split:
    library = import_module("blingfire")
    return _each_line(lambda line: library.text_to_sentences(line).split("\n"))


SPLITTERS: dict[str, Callable[[], Split]] = {"ours": _ours, "pysbd": _pysbd, "syntok": _syntok, "blingfire": _blingfire}


def speed(split: Split, texts: Sequence[str]) -> float:
    """Characters a second over `texts`, again and again for at least a second."""
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        for text in texts:
            split(text)
        done += sum(map(len, texts))
    return done / (time.perf_counter() - began)


def compare(
    path: Path, texts: Sequence[str], splitters: Mapping[str, Callable[[], Split]] = SPLITTERS
) -> Iterator[str]:
    """A line a splitter: cases right, of how many, and its speed; a library that is not installed says so."""
    known = cases(path)
    for name, open_splitter in splitters.items():
        try:
            split = open_splitter()
        except ImportError:
            yield f"{name:<12} not installed; `pip install {name}` to compare with it"
            continue
        right = sum(is_right(split, case) for _, case in known)
        pace = speed(split, texts) / 1e6
        yield f"{name:<12} {right:>4} of {len(known)} {right / len(known):>7.1%} {pace:>9.2f} million characters/s"


def by_kind(path: Path, split: Split) -> Iterator[str]:
    """A line a kind: cases right, and the text of each that is not."""
    known = cases(path)
    for kind in dict.fromkeys(kind for kind, _ in known):
        mine = [case for other, case in known if other == kind]
        wrong = [case for case in mine if not is_right(split, case)]
        yield f"{kind:<34} {len(mine) - len(wrong):>3} of {len(mine)}"
        yield from (f"    {text_of(case)!r}" for case in wrong)


def main() -> None:
    """Print the comparison, then what we get wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=CASES)
    parser.add_argument("--articles", type=Path, default=ROOT / "articles", help="what speed is measured on")
    given = parser.parse_args()
    texts = [load(path, name).article.text for path, name in article_files([given.articles])]
    for line in (*compare(given.cases, texts), "", *by_kind(given.cases, _ours())):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
