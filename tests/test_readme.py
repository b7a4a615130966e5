"""What the README says is true of the code."""

import re

import pytest

import cli
from core.settings import PREFIX, ROOT, Settings
from ingest.load import article_files

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_table(name: str):
    """With the variable that sets it."""
    assert f"| `{PREFIX}{name.upper()}` |" in README


def test_every_command_is_shown():
    """And no command is shown that is not there."""
    shown = set(re.findall(r"python cli\.py (\w+)", README))

    assert shown == {command.name or command.callback.__name__ for command in cli.app.registered_commands}


def test_number_of_articles_is_right():
    """Counted as ingest counts them."""
    count = len(list(article_files([ROOT / "articles"])))

    assert f"`articles/` holds {count} pieces" in README


def test_every_picture_is_there():
    """Pictures are kept with the text."""
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)

    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)
