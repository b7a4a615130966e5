"""How often a yes or a no is right, each question left out of the register once: `python -m benchmarks.polarity`."""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import cast

import numpy as np

from answering.assistant import OnTheRecord
from answering.polarity import SAME, polarity
from answering.statements import Polar, Statements
from bootstrap import open_local_desk
from core.settings import read_settings


def answers(statements: Statements) -> Counter[tuple[str, str]]:
    """How many questions of each kind, `yes` or `no`, get which word, or none, from their own statement."""
    kinds = np.array([kind for _, kind in statements.questions])
    rows = np.flatnonzero(kinds)
    found: Counter[tuple[str, str]] = Counter()
    for known in statements.found:
        for row in range(known.rows.start, known.rows.stop):
            if kinds[row]:
                cosines = np.where(rows == row, -1.0, statements.vectors[rows] @ statements.vectors[row])
                nearest = int(cosines.argmax())
                polar = Polar(str(kinds[rows[nearest]]), min(float(cosines[nearest]), SAME - 0.01))
                said = polarity(statements.questions[row][0], known.statement.text, polar)
                found[str(kinds[row]), said] += 1
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
