"""Names the facts of a sheet that no article covers: `python -m ingest.coverage FACTS.md articles`.

A fact is a line `- ABC-12 …`; its confidence tags stand in brackets. One that rests on memory alone is not expected.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from core.errors import InputError, OnTheRecordError
from ingest.load import article_files, load

_FACT = re.compile(r"^- ([A-Z]+-\d+)\b(.*)$", re.MULTILINE)
_TAG = re.compile(r"`\[([A-Z]\w*)")


def expected(sheet: str) -> list[str]:
    """The ids of the facts that an article can state, in the order of the sheet."""
    return [fact for fact, line in _FACT.findall(sheet) if set(_TAG.findall(line)) != {"M"}]


def uncovered(sheet: str, folder: Path) -> list[str]:
    """The expected ids that no article of `folder` gives among its `facts`."""
    covered = {fact for path, name in article_files([folder]) for fact in load(path, name).article.facts}
    return [fact for fact in expected(sheet) if fact not in covered]


def main(arguments: Sequence[str]) -> int:
    """Print the uncovered ids, one a line; returns 1 if there are any, 2 if it could not look."""
    try:
        if len(arguments) != 2:
            raise InputError(
                "Give the fact sheet and the folder of articles: python -m ingest.coverage FACTS.md articles"
            )
        sheet, folder = map(Path, arguments)
        if not sheet.is_file():
            raise InputError(f"There is no fact sheet {sheet}; check the path.")
        found = uncovered(sheet.read_text(encoding="utf-8"), folder)
    except OnTheRecordError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("".join(f"{fact}\n" for fact in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
