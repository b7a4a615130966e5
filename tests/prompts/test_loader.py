"""Prompts are numbered files: each is well made, filled whole, and never changed once it has a number."""

import hashlib
from pathlib import Path

import pytest

from core.errors import SettingsError
from prompts.loader import FOLDER, load, read

PUBLISHED = {
    "answer.1.md": "373d90c0fefefbc21490bd90d9ea164491dbc225919c312689866638ceb994f6",
    "compare.1.md": "596bad7d177283e1aba3e3ea27ea2aa35fdd976d9c8803488e576eb4a3430570",
    "condense.1.md": "88a168968c507783b0de0bab83582de800c1da40c6429ba6c92a23fc7b517a07",
}
FILE = "---\npurpose: To greet.\nplaceholders: [name]\n---\n# System\nBe kind.\n\n# User\nGreet {{name}}.\n"


def written(folder: Path, text: str, name: str = "greet.1.md") -> Path:
    """A prompt file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_every_placeholder_is_filled_and_none_is_left(name: str) -> None:
    """Each value stands in what the model gets, and no braces do."""
    prompt = read(FOLDER / name)
    values = {placeholder: f"value of {placeholder}" for placeholder in prompt.front.placeholders}

    message = prompt.fill(**values)

    assert all(value in message.user for value in values.values())
    assert "{{" not in message.system + message.user


def test_published_prompts_are_as_they_were_published() -> None:
    """A change is a new file with the next number; its hash is added here."""
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.md")}

    assert found == PUBLISHED


def test_the_highest_number_is_loaded(tmp_path: Path) -> None:
    """Ten comes after nine."""
    for number in (2, 9, 10):
        written(tmp_path, FILE, f"greet.{number}.md")

    assert load("greet", tmp_path).number == 10


def test_label_has_name_number_and_hash(tmp_path: Path) -> None:
    """That is what a trace carries."""
    prompt = read(written(tmp_path, FILE))

    assert prompt.label == f"greet@1 sha256:{hashlib.sha256(FILE.encode()).hexdigest()}"


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is(tmp_path: Path) -> None:
    """Nobody can have a prompt filled by way of a question."""
    prompt = read(written(tmp_path, FILE))

    assert prompt.fill(name="{{name}} {{passages}}").user == "Greet {{name}} {{passages}}."


@pytest.mark.parametrize("values", [{}, {"nam": "x"}, {"name": "x", "day": "y"}])
def test_values_must_be_those_that_are_named(tmp_path: Path, values: dict[str, str]) -> None:
    """None may be missing and none left over."""
    prompt = read(written(tmp_path, FILE))

    with pytest.raises(ValueError, match="needs name"):
        prompt.fill(**values)


@pytest.mark.parametrize(
    "text",
    [
        FILE.replace("# User", "# Reader"),
        FILE.replace("[name]", "[name, day]"),
        FILE.replace("{{name}}", "{{nobody}}"),
        FILE.replace("Be kind", "Be {{name}}"),
        FILE.replace("purpose", "porpoise"),
        FILE.replace("[name]", "["),
    ],
)
def test_a_file_that_is_not_well_made_is_refused_with_its_path(tmp_path: Path, text: str) -> None:
    """In one sentence that says what to mend."""
    path = written(tmp_path, text)

    with pytest.raises(SettingsError, match=r"greet\.1\.md .*mend it\.$"):
        read(path)


def test_a_prompt_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the file to write."""
    with pytest.raises(SettingsError, match=r"no prompt greet .* greet\.1\.md"):
        load("greet", tmp_path)
