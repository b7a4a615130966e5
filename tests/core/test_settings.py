"""Settings come from `OTR_` variables, and a mistake in one is named."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from core.errors import SettingsError
from core.settings import ROOT, Settings, read_settings


def test_an_unknown_variable_names_the_nearest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A typing error in a variable is an error that says what was meant."""
    monkeypatch.setenv("OTR_PROT", "8000")

    with pytest.raises(SettingsError, match="no setting OTR_PROT; the nearest one is OTR_PORT"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTR_PORT", "seventy"),
        ("OTR_PORT", "70000"),
        ("OTR_QUESTION_DAYS", "0"),
        ("OTR_LLM", "gpt"),
        ("OTR_LLM", "openai:"),
        ("OTR_LLM_BASE_URL", "localhost:11434"),
        ("OTR_LLM_DAILY_TOKENS", "0"),
        ("OTR_LLM_SECONDS", "1000"),
    ],
)
def test_a_bad_value_names_variable_and_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """A value of the wrong kind is refused in one sentence."""
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as refused:
        read_settings()

    assert str(refused.value).startswith(f"{name} cannot be '{value}': ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_articles_folder_means_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """`OTR_ARTICLES=` switches the shipped corpus off."""
    monkeypatch.setenv("OTR_ARTICLES", value)

    settings = read_settings()

    assert settings.articles is None


@pytest.mark.parametrize("name", ["OTR_LLM", "OTR_LLM_BASE_URL", "OTR_LLM_DAILY_TOKENS"])
def test_an_empty_model_setting_means_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """So that an environment file may list them all."""
    monkeypatch.setenv(name, "")

    settings = read_settings()

    assert (settings.llm, settings.llm_base_url, settings.llm_daily_tokens) == (None, None, None)


def test_defaults_do_not_depend_on_the_working_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`var` and `articles` are those of the repository."""
    monkeypatch.chdir(tmp_path)

    settings = read_settings()

    assert (settings.data, settings.articles) == (ROOT / "var", ROOT / "articles")


def test_an_argument_beats_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`--data` wins over OTR_DATA."""
    monkeypatch.setenv("OTR_DATA", "elsewhere")

    settings = read_settings(data=tmp_path)

    assert settings.data == tmp_path


def test_settings_cannot_be_changed() -> None:
    """They are read once."""
    settings = Settings()

    with pytest.raises(ValidationError):
        settings.port = 1


def test_every_setting_says_what_it_is() -> None:
    """Each has a description for `doctor` and the README."""
    assert all(field.description for field in Settings.model_fields.values())
