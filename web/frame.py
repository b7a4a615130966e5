"""The frame around every page: title, ways to the other pages, and a way past them for those who tab."""

from html import escape

PAGES = {"/": "Ask", "/commitments": "Commitments", "/articles": "Articles", "/about": "About"}
"""Where the site's navigation leads, in its order."""


def navigation(current: str) -> str:
    """Links to all pages; the one at `current`, or under it, is marked as where the reader is."""
    links = "".join(f'<a href="{path}"{_mark(path, current)}>{name}</a>' for path, name in PAGES.items())
    return f'<nav class="otr-nav" aria-label="Site">{links}</nav>'


def page(title: str, body: str, *, current: str = "", is_wide: bool = False) -> str:
    """A whole page around `body`, whose address is `current`."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)} – On the Record</title>"
        '<link rel="stylesheet" href="/site/site.css"><link rel="stylesheet" href="/site/article.css">'
        f'</head><body{" class=wide" if is_wide else ""}><a class="otr-skip" href="#content">Skip to the content</a>'
        f'<header><a href="/">On the Record</a>{navigation(current)}</header>'
        f'<main id="content" tabindex="-1">{body}</main></body></html>'
    )


def _mark(path: str, current: str) -> str:
    if path == current:
        return ' aria-current="page"'
    return ' aria-current="true"' if path != "/" and current.startswith(f"{path}/") else ""
