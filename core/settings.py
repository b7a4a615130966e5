"""The settings: one frozen object, read once by `bootstrap` from `OTR_` variables."""

import difflib
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "OTR_"
HOST = re.compile(r"[\w.:-]+", re.ASCII)
MODEL = re.compile(r"[a-z][a-z0-9_]*:\S+", re.ASCII)
PACKAGED_MODEL = "all-MiniLM-L6-v2"


class Settings(BaseSettings):
    """Everything that can be set; each field is the variable `OTR_` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data: Path = Field(ROOT / "var", description="data folder: the stores and everything that a run writes")
    articles: Path | None = Field(ROOT / "articles", description="folder that `serve` ingests first; empty for none")
    host: str = Field("127.0.0.1", description="address that the page listens on")
    port: int = Field(7860, ge=0, le=65535, description="port that the page listens on; 0 picks a free one")
    public_url: str | None = Field(None, description="address that visitors use, if it differs from host and port")
    embedding_model: str = Field(
        PACKAGED_MODEL, description="the packaged model, or the folder of another sentence-transformers model"
    )
    models: Path = Field(ROOT / "var" / "models", description="folder of the exported question encoder")
    question_days: int = Field(90, ge=1, description="days after which a logged question is deleted")
    question_characters: int = Field(1000, ge=1, description="longest question, in characters")
    llm: str | None = Field(None, description="language model that writes answers, as provider:model; empty for none")
    llm_base_url: str | None = Field(None, description="address of a model server of your own, such as Ollama's")
    llm_daily_tokens: int | None = Field(None, ge=1, description="tokens a day to and from the model; empty: no limit")
    llm_seconds: float = Field(8, gt=0, le=120, description="seconds for an answer before the model is given up")

    @field_validator("articles", "public_url", "llm", "llm_base_url", "llm_daily_tokens", mode="before")
    @classmethod
    def _empty_is_none(cls, value: Any) -> Any:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("public_url", "llm_base_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None or is_web_address(value):
            return value
        raise PydanticCustomError("address", "it must be an address such as https://example.org")

    @field_validator("llm")
    @classmethod
    def _model(cls, value: str | None) -> str | None:
        if value is None or MODEL.fullmatch(value):
            return value
        raise PydanticCustomError("llm", "it must be provider:model, such as openai:MODEL or ollama:MODEL")


def is_web_address(text: str) -> bool:
    """Whether `text` is http:// or https://, a host by name or number and, perhaps, a port and a path."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    extra = parts.username or parts.query or parts.fragment
    return parts.scheme in ("http", "https") and bool(HOST.fullmatch(host)) and not extra and text == text.strip()


def read_settings(**overrides: Any) -> Settings:
    """The settings from the environment, with `overrides` on top.

    Raises `SettingsError` for an unknown `OTR_` variable or a bad value, naming what to change.
    """
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for variable in os.environ:
        if variable.startswith(PREFIX) and variable not in known:
            nearest = difflib.get_close_matches(variable, known, n=1, cutoff=0)[0]
            raise SettingsError(f"There is no setting {variable}; the nearest one is {nearest}.")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"{name} cannot be {first['input']!r}: {first['msg']}.") from None
