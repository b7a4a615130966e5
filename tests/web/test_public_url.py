"""The address that visitors use is one that the server can trust, or the server says so at once."""

import pytest

from core.errors import SettingsError
from core.settings import read_settings


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "//example.org",
        "ftp://example.org",
        "http://",
        "http://[",
        "https://:443",
        "https://example.org:many",
        "https://*.example.org",
        "https://exa mple.org",
        "https://me@example.org",
        "https://example.org/?a=b",
    ],
)
def test_what_is_no_address_is_one_sentence(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """It names the variable and shows how an address looks."""
    monkeypatch.setenv("OTR_PUBLIC_URL", address)

    with pytest.raises(SettingsError) as refused:
        read_settings()

    wanted = f"OTR_PUBLIC_URL cannot be {address!r}: it must be an address such as https://example.org."
    assert str(refused.value) == wanted


@pytest.mark.parametrize(
    "address", ["https://example.org", "http://example.org:8080/record/", "HTTPS://Example.org", "http://[::1]:80"]
)
def test_an_address_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """With port and path, in capitals, as a number."""
    monkeypatch.setenv("OTR_PUBLIC_URL", address)

    assert read_settings().public_url == address


def test_an_empty_address_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """`OTR_PUBLIC_URL=` is as good as leaving it out."""
    monkeypatch.setenv("OTR_PUBLIC_URL", " ")

    assert read_settings().public_url is None
