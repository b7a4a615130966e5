"""What a visitor can do with an answer: copy it, pass it on, ask again, ask on, and say whether it was right.

Buttons carry in `name` what they do and in `value` with what; the chat's sanitizer keeps both, and `static/page.js`
acts on them.
"""

from core.answers import Answer
from core.feedback import REASONS
from web.escape import inert

COPIES = {"text": "Copy", "markdown": "Copy as Markdown", "link": "Copy link"}
RESENDS = {"again": "Ask again", "edit": "Edit the question"}
VERDICTS = {"up": "Yes", "down": "No"}
JUDGED = "Was this right?"
PRIVACY = "Kept with this answer; nothing about you is."


def tools(answer: Answer, link: str) -> str:
    """Suggestions, then copying and asking again, then feedback."""
    copies = "".join(_button("copy", value, label) for value, label in COPIES.items())
    shared = f'<a class="otr-share" href="{inert(link)}">Link to this answer</a>'
    verdicts = "".join(_button("verdict", value, label) for value, label in VERDICTS.items())
    reasons = "".join(_button("reason", value, label) for value, label in REASONS.items())
    return (
        f'{_suggestions(answer)}<div class="otr-tools" id="{inert(answer.id)}">'
        f'<div class="otr-acts">{copies}{shared}{resends()}</div>'
        f'<div class="otr-acts" role="group" title="{JUDGED}"><span>{JUDGED}</span>{verdicts}'
        f"<span>{PRIVACY}</span></div>"
        f'<div class="otr-acts otr-reasons" hidden><span>Why not? You need not say.</span>{reasons}</div>'
        '<p class="otr-said" role="status"></p></div>'
    )


def resends() -> str:
    """The buttons that ask the last question again, as it was or changed."""
    return "".join(_button("press", value, label, "otr-last") for value, label in RESENDS.items())


def _suggestions(answer: Answer) -> str:
    buttons = "".join(_button("ask", question, question, "otr-example") for question in answer.suggestions)
    return f'<div class="otr-next"><p class="otr-lead">You could ask next</p>{buttons}</div>' if buttons else ""


def _button(name: str, value: str, label: str, kind: str = "") -> str:
    return f'<button type="button" class="otr-act {kind}" name="{name}" value="{inert(value)}">{inert(label)}</button>'
