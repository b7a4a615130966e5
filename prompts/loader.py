"""Reads the numbered prompt files: what is sent to a language model is kept as text with a number and a hash."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import yaml
from pydantic import TypeAdapter, ValidationError

from core.errors import SettingsError

FOLDER = Path(__file__).parent
_FILE = re.compile(r"---\n(?P<front>.*?)\n---\n# System\n(?P<system>.*?)\n# User\n(?P<user>.*)", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Front:
    """The front matter of a prompt file."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    purpose: str
    placeholders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A prompt with everything filled in."""

    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as it is published: once there is a file of its number, that file does not change."""

    name: str
    number: int
    sha256: str
    """Of the file, 64 hexadecimal digits."""
    front: Front
    system: str
    user: str

    @property
    def label(self) -> str:
        """Name, number and hash, for the trace."""
        return f"{self.name}@{self.number} sha256:{self.sha256}"

    def fill(self, **values: str) -> Message:
        """The prompt with a value for each placeholder, in one pass: what is in a value is not filled again.

        Raises `ValueError` where the values are not exactly those of the front matter.
        """
        if values.keys() != set(self.front.placeholders):
            raise ValueError(f"{self.label} needs {', '.join(self.front.placeholders)}, got {', '.join(values)}")
        return Message(self.system, _PLACEHOLDER.sub(lambda found: values[found[1]], self.user))


def load(name: str, folder: Path = FOLDER) -> Prompt:
    """The prompt of that name with the highest number; `SettingsError` where there is none, or it is not well made."""
    numbered = {int(path.name.split(".")[1]): path for path in folder.glob(f"{name}.*.md")}
    if not numbered:
        raise SettingsError(f"There is no prompt {name} in {folder}; put the file {name}.1.md there.")
    return read(numbered[max(numbered)])


def read(path: Path) -> Prompt:
    """The prompt in a file called NAME.NUMBER.md; `SettingsError` where it is not well made."""
    body = path.read_bytes()
    found = _FILE.fullmatch(body.decode())
    name, number, _ = path.name.split(".")
    if not found:
        raise SettingsError(f"{path} needs front matter, then # System and # User on lines of their own; mend it.")
    front = _front(path, found["front"])
    used = set(_placeholders(found["user"]))
    if used != set(front.placeholders) or list(_placeholders(found["system"])):
        raise SettingsError(f"{path} must use its placeholders, and no others, under # User; mend it.")
    digest = hashlib.sha256(body).hexdigest()
    return Prompt(name, int(number), digest, front, found["system"].strip(), found["user"].strip())


def _front(path: Path, text: str) -> Front:
    try:
        given: Any = yaml.safe_load(text)
        return TypeAdapter(Front).validate_python(given)
    except (yaml.YAMLError, ValidationError):
        raise SettingsError(f"{path} must say its purpose and its placeholders in front; mend it.") from None


def _placeholders(text: str) -> Iterator[str]:
    return (found[1] for found in _PLACEHOLDER.finditer(text))
