"""Twenty saved pages in the manner of different newspapers, against what a reader marked in them by hand."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml
from lxml import html

from core.articles import Article
from ingest.read import Loaded, read

PAGES = Path(__file__).parent / "pages"
EXPECTED = yaml.safe_load((PAGES / "expected.yaml").read_text(encoding="utf-8"))
MARK = b" data-gold"
F1 = 0.97
NAMES = pytest.mark.parametrize("name", EXPECTED)


@cache
def article(name: str) -> Article:
    """What is read from a page without its marks."""
    (loaded,) = read((PAGES / f"{name}.html").read_bytes().replace(MARK, b""), f"{name}.html")
    assert isinstance(loaded, Loaded), loaded
    return loaded.article


def marked(name: str) -> str:
    """The words marked in a page."""
    encoding = "cp1252" if name == "11-latin-1" else "utf-8"
    tree = html.document_fromstring((PAGES / f"{name}.html").read_bytes().decode(encoding))
    return " ".join(element.text_content() for element in tree.xpath("//*[@data-gold]"))


def bag(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def f1(found: str, expected: str) -> float:
    """Harmonic mean of precision and recall of words, each counted as often as it stands there."""
    shared = sum((bag(found) & bag(expected)).values())
    return 2 * shared / (bag(found).total() + bag(expected).total())


def test_there_are_twenty() -> None:
    """And each has its line."""
    assert sorted(EXPECTED) == sorted(path.stem for path in PAGES.glob("*.html"))
    assert len(EXPECTED) == 20


@NAMES
def test_the_body_is_what_a_reader_marked(name: str) -> None:
    """Without menus, adverts, related links, comments and captions, and with nothing of the article lost."""
    assert f1(article(name).text, marked(name)) >= F1


@NAMES
def test_every_marked_word_is_there(name: str) -> None:
    """What is said is never less than what was written."""
    assert bag(marked(name)) - bag(article(name).text) == Counter()


@NAMES
def test_title_and_date_are_right(name: str) -> None:
    """As the page shows them."""
    assert (article(name).title, article(name).published) == (EXPECTED[name]["title"], EXPECTED[name]["published"])


@NAMES
def test_author_and_publisher_are_right_or_missing(name: str) -> None:
    """Never something else."""
    assert article(name).author in (EXPECTED[name]["author"], None)
    assert article(name).publisher in (EXPECTED[name]["publisher"], None)


def test_most_authors_and_publishers_are_found() -> None:
    """All but one, where pages name them."""
    named = [(name, field) for name in EXPECTED for field in ("author", "publisher") if EXPECTED[name][field]]

    missed = [one for one in named if not getattr(article(one[0]), one[1])]

    assert missed == [("14-student-paper", "author")]


PARAGRAPHS = re.findall(r"<p data-gold>(.*?)</p>", (PAGES / "01-broadsheet.html").read_text(encoding="utf-8"))
BODY = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
LINKS = "".join(f'<li><a href="/{n}">Another headline, number {n}, about ships and the sea</a></li>' for n in range(99))
SAID = "".join(f"<div class=comment><p>I think that lamp {n} should be put out at once.</p></div>" for n in range(99))
BUILT = {
    "more links than words": f"<div><h1>Lamps</h1><div class=txt>{BODY}</div><div class=related>{LINKS}</div></div>",
    "more comments than words": f"<article><h1>Lamps</h1>{BODY}</article><section id=comments>{SAID}</section>",
    "a body called a side": f"<h1>Lamps</h1><div class=content-side>{BODY}</div><section id=comments>{SAID}</section>",
    "a body called a widget": f"<div class=widget><h1>Lamps</h1>{BODY}</div><div class=widget><p>Rain.</p></div>",
    "a page in a form": f"<form><nav>{LINKS}</nav><div><h1>Lamps</h1>{'<br><br>'.join(PARAGRAPHS)}</div></form>",
    "a paragraph with a name": f"<article><h1>Lamps</h1>{BODY.replace('<p>', '<p class=support>', 1)}</article>",
    "a body called a comment": f"<h1>Lamps</h1><div class=comment-article>{BODY}</div><p>We use cookies.</p>",
    "blocks for paragraphs": f"<h1>Lamps</h1>{''.join(f'<div>{one}</div>' for one in PARAGRAPHS)}<ul>{LINKS}</ul>",
}


@pytest.mark.parametrize("body", BUILT.values(), ids=BUILT)
def test_the_body_is_found_however_a_page_is_built(body: str) -> None:
    """What elements are called is a hint; what holds the prose is the article."""
    data = f"<html><head><title>Lamps</title></head><body>{body}</body></html>".encode()

    (loaded,) = read(data, "a.html")

    assert isinstance(loaded, Loaded), loaded
    assert f1(loaded.article.text, " ".join(PARAGRAPHS)) >= F1
