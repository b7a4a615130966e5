"""How often a yes or a no is right, each question left out of the register once: `python -m benchmarks.polarity`."""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import cast

import numpy as np

from answering.assistant import OnTheRecord
from answering.polarity import SAME, polarity
from answering.statements import Statements
from bootstrap import open_local_desk
from core.settings import read_settings


def answers(statements: Statements) -> Counter[tuple[str, str]]:
    """How many questions of yes or no, by what they mean, get which word, or none, from the statement then nearest."""
    starts = [known.rows.start for known in statements.found]
    is_known = statements.known_by(None)
    found: Counter[tuple[str, str]] = Counter()
    for row, (question, kind) in enumerate(statements.questions):
        if kind:
            cosines = statements.vectors @ statements.vectors[row]
            cosines[cosines >= SAME] = -1.0
            nearest = statements.found[int(np.maximum.reduceat(cosines, starts).argmax())]
            found[kind, polarity(question, nearest.statement.text, statements.polar(cosines, is_known))] += 1
    return found


def main() -> None:
    """Prints both shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="data folder with the shipped articles; default: the setting")
    given = parser.parse_args()
    with open_local_desk(read_settings(data=given.data) if given.data else read_settings()) as desk:
        found = answers(cast(OnTheRecord, desk.assistant)._registered.now())
    for word in ("no", "yes"):
        total = sum(count for (_, said), count in found.items() if said == word)
        share = found[word, word] / max(1, total)
        sys.stdout.write(f"{word}: said to {total} of {found.total()} questions, right for {share:.3f}\n")


if __name__ == "__main__":
    main()
