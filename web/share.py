"""The link that asks an answer's question again, and what has become of its articles since it was made."""

from hashlib import sha256
from urllib.parse import urlencode

from core.answers import Answer

SHORT = 8
MOVED = "The articles have changed since this link was made, and so has what this answer rests on."
KEPT = "The articles have changed since this link was made; this answer rests on the same words as then."


def token(answer: Answer, state: str) -> str:
    """Names what there was to answer from (`Records.state`) and which words of it the answer cites."""
    cited = sorted((one.article_id, one.quote) for one in answer.citations)
    return f"{_short(state)}-{_short(repr(cited))}"


def link(answer: Answer, token: str) -> str:
    """Where the stand-alone question is asked again, as of the same day."""
    day = {"as_of": answer.as_of.isoformat()} if answer.as_of else {}
    return f"/?{urlencode({'q': answer.standalone_question, **day, 'seen': token})}"


def since(seen: str, token: str) -> str:
    """One sentence where the articles are not those of the link, which says whether the answer's words are; else ''."""
    state, _, cited = token.partition("-")
    seen_state, _, seen_cited = seen.partition("-")
    if len(seen) != len(token) or seen_state == state:
        return ""
    return KEPT if seen_cited == cited else MOVED


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:SHORT]
