"""Ingests a folder and names each article as it is done, until it is killed: `python -m tests.vectorstore.killed`."""

import sys
from pathlib import Path

from tests.fakes import open_desk

if __name__ == "__main__":
    desk = open_desk(Path(sys.argv[1]))
    for report in desk.ingester.ingest([Path(sys.argv[2])]):
        sys.stdout.write(f"{report.outcome} {report.article_id}\n")
        sys.stdout.flush()
