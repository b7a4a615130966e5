"""Parts of forms that need no script: radio buttons, which screen readers and thumbs can use."""

from collections.abc import Iterable, Mapping
from html import escape


def radios(legend: str, name: str, values: Mapping[str, str], chosen: str) -> str:
    """A group of radio buttons, from each value to its label."""
    buttons = "".join(
        f'<label><input type="radio" name="{name}" value="{escape(value)}"{" checked" * (value == chosen)}>'
        f" {escape(label)}</label>"
        for value, label in values.items()
    )
    return f"<fieldset><legend>{legend}</legend><div>{buttons}</div></fieldset>"


def company_radios(companies: Iterable[str], chosen: str) -> str:
    """A radio button for each company, and the first for all."""
    return radios("Company", "company", {"": "All", **{name: name for name in companies}}, chosen)


def problems_shown(problems: Iterable[str]) -> str:
    """A sentence for each thing that could not be used."""
    return "".join(f'<p class="problem" role="alert">{escape(problem)}</p>' for problem in problems)
