"""The connection to a catalogue's file: how it is set up, and its errors as sentences."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, ExceptionContext, create_engine, event, exc

from catalogue.rows import REMEDY
from core.errors import DataFolderError

FILE = "catalogue.sqlite"
LONGEST_REASON = 100
"""Characters of what SQLite says; it may quote what it cannot read."""


def engine_of(folder: Path) -> Engine:
    """An engine on the file in `folder`, which need not be there yet."""
    engine = create_engine(f"sqlite:///{folder / FILE}", json_deserializer=_json)
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "handle_error", partial(_explain, folder))
    return engine


def _set_up_connection(connection: Any, _: object) -> None:
    """WAL, so that readers never wait; FULL, so that what is acknowledged survives a power cut."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _explain(folder: Path, context: ExceptionContext) -> None:
    """Say in one sentence what became of the file or the disk; an error in a statement of ours stays what it is."""
    kind = type(context.sqlalchemy_exception)
    if kind in (exc.DatabaseError, exc.OperationalError):
        reason = str(context.original_exception).splitlines()[0][:LONGEST_REASON]
        remedy = REMEDY if kind is exc.DatabaseError else "mend its disk, or choose another --data."
        raise DataFolderError(f"The catalogue in {folder} cannot be used ({reason}); {remedy}")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise DataFolderError(f"The catalogue holds what is not JSON, so it is damaged; {REMEDY}") from None
