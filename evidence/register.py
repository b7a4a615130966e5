"""Reads the register that lies beside articles, and refuses it where its words do not stand in them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from core.errors import UnreadableArticle
from core.register import Register, Statement

COMMITMENTS, UNANSWERED, QUESTIONS = "commitments.yaml", "unanswered.yaml", "questions"
Text = Callable[[str], str | None]
"""The text of an article's live revision, None where there is no such article."""


def register_files(folder: Path) -> list[Path]:
    """The files of the register beside the articles of `folder`."""
    files = folder / COMMITMENTS, folder / UNANSWERED, *sorted((folder / QUESTIONS).glob("*.yaml"))
    return list(filter(Path.is_file, files))


def read_register(folder: Path, text: Text) -> Register:
    """The register beside the articles of `folder`.

    Raises `UnreadableArticle` that names file and line where something is not as it must be, or where words that are
    quoted as evidence do not stand, character for character, in the article that is named.
    """
    register = Register()
    quotes: list[Statement] = []
    for path in register_files(folder):
        tree, plain = _parsed(path)
        if path == folder / COMMITMENTS:
            register = _read(Register, path, tree, plain or {})
            _check(register.statements(), path, tree, text)
        elif path == folder / UNANSWERED:
            unanswered = _read(tuple[str, ...], path, tree, plain or [])
            register = replace(register, unanswered=(*register.unanswered, *unanswered))
        else:
            found = _read(tuple[Statement, ...], path, tree, _of_article(plain or [], path.stem))
            _check(found, path, tree, text)
            quotes += found
    return replace(register, quotes=(*register.quotes, *quotes))


def from_json(body: bytes) -> Register:
    """The inverse of `to_json`."""
    return _REGISTER.validate_json(body)


def to_json(register: Register) -> bytes:
    """A register as it is kept."""
    return _REGISTER.dump_json(register, exclude_defaults=True)


_REGISTER = TypeAdapter(Register)


def _parsed(path: Path) -> tuple[yaml.Node | None, Any]:
    """What a file holds as nodes, which know their lines, and as text, lists and mappings."""
    try:
        tree = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return tree, _plain(tree)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + 1
        raise UnreadableArticle(f"{path.name} is not YAML at line {line} ({error.problem}); mend it.") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise UnreadableArticle(f"{path.name} cannot be read as YAML ({error}); mend it.") from None


def _plain(node: yaml.Node | None) -> Any:
    """Every scalar as text: a register has words and days, never numbers."""
    if isinstance(node, yaml.MappingNode):
        plain = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in plain:
                raise yaml.MarkedYAMLError(problem="a key twice, or one that is no word", problem_mark=key.start_mark)
            plain[key.value] = _plain(value)
        return plain
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    return node.value if node else None


def _of_article(entries: Any, article_id: str) -> Any:
    """Entries of a file of questions as statements that quote the article."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return entries
    return [
        {**{key: value for key, value in entry.items() if key != "words"}, "text": entry.get("words")}
        | {"evidence": [{"article": article_id, "words": entry.get("words")}]}
        for entry in entries
    ]


def _read(kind: Any, path: Path, tree: yaml.Node | None, found: Any) -> Any:
    try:
        return TypeAdapter(kind).validate_python(found)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "all of it"
        line = _line(tree, first["loc"])
        raise UnreadableArticle(f"{path.name}, line {line}: {place}: {first['msg'].lower()}; mend it.") from None


def _line(node: yaml.Node | None, place: tuple[int | str, ...]) -> int:
    """The line of the innermost part of `place` that the file has, from 1."""
    line = 1
    for step in place:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        else:
            node = None
        if node is None:
            break
        line = node.start_mark.line + 1
    return line


def _check(statements: Iterable[Statement], path: Path, tree: yaml.Node | None, text: Text) -> None:
    for statement in statements:
        if not statement.evidence:
            line = _line_of(tree, text=statement.text)
            raise UnreadableArticle(f"{path.name}, line {line}: there is no evidence; quote an article's words.")
        for one in statement.evidence:
            found = text(one.article)
            if found is None or one.words not in found or not one.words.strip():
                line = _line_of(tree, words=one.words, article=one.article)
                fault = "there is no such article" if found is None else f"{one.words!r} does not stand in it"
                raise UnreadableArticle(f"{path.name}, line {line}: {one.article}: {fault}; mend the quotation.")


def _line_of(tree: yaml.Node | None, **wanted: str) -> int:
    """The line, from 1, of the first of these values in the mapping that has them all, but for keys it has not."""
    first = next(iter(wanted))
    for mapping in _mappings(tree):
        found = {key.value: value for key, value in mapping.value}
        if first in found and all(found[key].value == wanted[key] for key in found.keys() & wanted.keys()):
            return int(found[first].start_mark.line + 1)
    return 1


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    """All mappings, in the order of the file."""
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)
