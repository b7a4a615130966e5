"""Reads the files of a benchmark; one that cannot be used is named with its line and what to change."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from core.errors import InputError


class Row(BaseModel):
    """An object of a JSON file; fields that nothing here needs are passed over."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)


Kind = TypeVar("Kind", bound=Row)
Id = Annotated[str, Field(min_length=1)]
_LINE = re.compile(r" at line \d+")


def text_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Each line of a file that is not blank, after its place as `file, line number`."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                place = f"{path}, line {number}"
                line = _decoded(raw, place).rstrip("\r\n")
                if line.strip():
                    yield place, line
    except OSError as error:
        raise _unreadable(path, error) from None


def json_lines(path: Path, kind: type[Kind]) -> Iterator[tuple[str, Kind]]:
    """Each object of a JSON Lines file, after its place."""
    for place, line in text_lines(path):
        try:
            given = from_json(line)
        except ValueError as error:
            raise InputError(f"{place} is not JSON ({_LINE.sub(' at', str(error))}); mend it.") from None
        yield place, _checked(given, kind, place)


def json_file(path: Path, kind: type[Kind]) -> Kind:
    """The one object that a JSON file holds."""
    try:
        text = _decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        given = from_json(text)
    except ValueError as error:
        raise InputError(f"{path} is not JSON ({error}); mend it.") from None
    return _checked(given, kind, str(path))


def the_file(path: Path, pattern: str) -> Path:
    """`path`, or in a folder the only file that fits `pattern`."""
    if not path.is_dir():
        return path
    fitting = sorted(path.glob(pattern))
    if len(fitting) != 1:
        raise InputError(f"{path} holds {len(fitting)} files {pattern}; give --path the one to read.")
    return fitting[0]


def _checked(given: Any, kind: type[Kind], place: str) -> Kind:
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise InputError(f"{place}: {_wrong(error)}") from None


def _wrong(error: ValidationError) -> str:
    first = error.errors()[0]
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    if first["type"] == "missing":
        return f"{field} is missing; add it."
    if first["type"] == "extra_forbidden":
        return f"{field} is not a field of this format; rename it or leave it out."
    if first["type"] == "model_type":
        return f"{field or 'this'} must be a JSON object; mend it."
    reason = first["msg"].removeprefix("Value error, ").replace("a valid tuple", "a list")
    return f"{field}: {reason}; mend it." if field else f"{reason}; mend it."


def _decoded(raw: bytes, place: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{place} is not UTF-8 text; save the file as UTF-8.") from None


def _unreadable(path: Path, error: OSError) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError(f"There is no file {path}; see docs/benchmarks.md for the files of each format.")
    return InputError(f"{path} cannot be read ({(error.strerror or str(error)).lower()}); give --path what can be.")
