"""Several questions in a row, each understood from those before it, and the lines of a batch that give them."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from core.answers import Answer, Ask, Turn
from core.days import read_day
from core.errors import InputError


def converse(
    ask: Callable[[Ask], Answer], turns: Sequence[str], as_of: date | None = None, *, trace: bool = False
) -> Iterator[Answer]:
    """The answer to each of `turns`, as each is done."""
    history: tuple[Turn, ...] = ()
    for turn in turns:
        answer = ask(Ask(turn, as_of, history, trace))
        history = (*history, Turn(answer.standalone_question, answer.text))
        yield answer


def line_of(text: str) -> dict[str, Any]:
    """A line of a batch: an object with `id`, `turns` and `as_of`; `InputError` when it is none."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):  # a number of thousands of digits is a ValueError too
        raise InputError("The line is not JSON.") from None
    if not isinstance(given, dict):
        raise InputError('The line must be an object with "id" and "turns".')
    return given


def id_of(line: dict[str, Any]) -> str | int | None:
    """What the line calls itself; `InputError` when that is neither text nor a whole number."""
    given = line.get("id")
    if given is None or (isinstance(given, str) and given == given.encode(errors="replace").decode()):
        return given
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    raise InputError('"id" must be text, a whole number or null.')


def turns_of(line: dict[str, Any]) -> tuple[list[str], date | None]:
    """The line's questions and its day; `InputError` when they cannot be used."""
    turns, as_of = line.get("turns"), line.get("as_of")
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise InputError('The line needs "turns", a list of one question or more.')
    if as_of is not None and not isinstance(as_of, str):
        raise InputError('"as_of" must be a day such as "2020-07-01", or null.')
    return turns, read_day(as_of)
