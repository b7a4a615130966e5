"""Makes untrusted text inert, so that only our own code can put markup on the page."""

import re

SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")
"""All ASCII punctuation: whatever Markdown, HTML, LaTeX or an autolinker could see a meaning in."""
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters, and those that turn the direction of the text around them."""


def inert(text: str) -> str:
    """`text` as numeric entities wherever a character could mean something, on one line."""
    return SPECIAL.sub(_entity, " ".join(INVISIBLE.sub("", text).split()))


def inert_lines(text: str) -> str:
    """`text` like `inert`, but with its line breaks kept."""
    return "<br>".join(line for line in map(inert, text.splitlines()) if line)


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"
