"""Bytes to articles: kinds, content types, encodings, and what pages say of themselves."""

import subprocess
import sys
from datetime import date

import pytest

from core.articles import Article
from core.errors import UnreadableArticle
from core.settings import ROOT
from ingest.read import Loaded, read
from tests.ingest.awkward import page, pdf

WORDS = "Lumenor stopped selling lamps to lighthouses on Thursday, and nobody knows for how long."
BODY = f"<article><h1>Lamps</h1><p>{WORDS}</p><p>The council meets in May.</p></article>"


def only(data: bytes | str, name: str, content_type: str | None = None) -> Article:
    (found,) = read(data.encode() if isinstance(data, str) else data, name, content_type)
    assert isinstance(found, Loaded), found
    return found.article


def reason(data: bytes | str, name: str, content_type: str | None = None) -> str:
    (found,) = read(data.encode() if isinstance(data, str) else data, name, content_type)
    assert isinstance(found, UnreadableArticle)
    return str(found)


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (page(BODY), "a.html", None),
        (page(BODY), "example.com/lamps", "text/html; charset=utf-8"),
        (page(BODY), "a.php", None),
        (page(BODY), "a.txt", "text/plain"),
        (pdf([WORDS]), "a.pdf", None),
        (pdf([WORDS]), "example.com/lamps.html", "text/html"),
        (WORDS, "a.txt", "application/octet-stream"),
        (WORDS, "a.md", "text/plain"),
        (WORDS, "example.com/lamps", "text/plain"),
        (f'{{"text": "{WORDS}"}}', "lamps", "application/x-ndjson"),
    ],
)
def test_the_kind_is_told_by_start_type_and_ending(data: bytes | str, name: str, content_type: str | None) -> None:
    """In this order, since endings and types are often wrong."""
    assert WORDS in only(data, name, content_type).text


@pytest.mark.parametrize("content_type", [None, "image/png", "application/octet-stream"])
def test_what_is_no_article_is_refused(content_type: str | None) -> None:
    """By name, with what to give instead."""
    assert reason(b"\x89PNG", "lamps.png", content_type).startswith("lamps.png is not an article: give Markdown,")


@pytest.mark.parametrize(
    ("name", "article_id"), [("example.com", "example-com"), ("example.com/2021/lamps.html", "example-com-2021-lamps")]
)
def test_an_address_names_an_article(name: str, article_id: str) -> None:
    """Without an ending that says what kind of file it is."""
    assert only(page(BODY), name, "text/html").id == article_id


POLISH = "Firma ogłosiła, że nie będzie już sprzedawać lamp prywatnym latarniom morskim na całym wybrzeżu."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Öl für Lampen", "latin-1"),
        ("The company’s “pause” has no end date.", "cp1252"),
        (POLISH, "cp1250"),
        ("Компания объявила, что больше не будет продавать лампы частным маякам.", "cp1251"),
        ("Компания объявила, что больше не будет продавать лампы частным маякам.", "koi8-r"),
        ("会社は灯台へのランプの販売を停止すると発表した。これは一時的な措置である。", "shift-jis"),
        ("公司宣布将停止向私人灯塔出售灯具。这是一项临时措施。", "gb18030"),
        ("Lamps are lit at dusk.", "utf-16"),
        ("Lamps are lit at dusk.", "utf-16-le"),
        ("Lamps are lit at dusk.", "utf-32"),
        ("המנורות של הנמל כבו אתמול.", "utf-8-sig"),
    ],
)
def test_text_is_read_in_any_encoding(text: str, encoding: str) -> None:
    """By its mark or by itself, with no word from whoever sent it."""
    assert only(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("utf-8", "latin-1"), ("iso-8859-1", "utf-8"), ("latin-1", "cp1252"), ("nonsense", "utf-8")],
)
def test_a_declaration_counts_only_where_the_bytes_bear_it_out(declared: str, encoding: str) -> None:
    """A page says one thing and is another."""
    data = page(f"{BODY}<p>Das Café in Möwenstadt öffnet früh.</p>", f'<meta charset="{declared}">').encode(encoding)

    assert "Das Café in Möwenstadt öffnet früh." in only(data, "a.html").text


def test_the_charset_of_a_content_type_counts() -> None:
    """Where nothing in the bytes says otherwise."""
    assert only("Лампы".encode("koi8-r"), "a.txt", "text/plain; charset=KOI8-R").text == "Лампы"


def test_an_encoding_that_cannot_be_told_is_not_guessed() -> None:
    """Five letters could be anything."""
    assert reason("Лампа".encode("cp1251"), "a.txt") == "a.txt is in an encoding that cannot be told; save it as UTF-8."


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2021-03-04T23:30:00-05:00">', date(2021, 3, 4)),
        ('<meta name="date" content="Thu, 04 Mar 2021 10:00:00 GMT">', date(2021, 3, 4)),
        ('<meta name="pubdate" content="20210304">', date(2021, 3, 4)),
        (
            '<script type="application/ld+json">{"@type":"Article","datePublished":"2021-03-04"}</script>',
            date(2021, 3, 4),
        ),
        ('<script type="application/ld+json">{"@type":"Event","datePublished":"2021-03-04"}</script>', None),
        ('<script type="application/ld+json">{"@type":</script>', None),
        ('<meta name="date" content="05/06/2021">', None),
        ('<meta property="article:modified_time" content="2021-03-04">', None),
        (
            '<link rel="canonical" href="https://example.com/2021/03/04/lamps"><meta name="copyright" content="2021">',
            None,
        ),
        ("", None),
    ],
)
def test_the_day_of_a_page_is_found_or_left_empty(head: str, published: date | None) -> None:
    """Not made up from its address, its pictures or the year in its footer."""
    data = page(f'{BODY}<img src="/2019/05/06/lamp.jpg"><footer>Copyright 2019</footer>', head)

    assert only(data, "a.html").published == published


def test_times_that_disagree_are_no_day() -> None:
    """Unless one is marked as that of publication."""
    times = '<time datetime="2021-03-04">4 March</time> <time datetime="2021-03-09">9 March</time>'

    assert only(page(times + BODY), "a.html").published is None
    marked = times.replace('"2021-03-09"', '"2021-03-09" itemprop="datePublished"')
    assert only(page(marked + BODY), "a.html").published == date(2021, 3, 9)


def test_a_page_without_statements_has_no_publisher() -> None:
    """Neither its address nor an account's name is one."""
    head = '<link rel="canonical" href="https://example.com/x"><meta name="twitter:site" content="@lamps">'

    article = only(page(BODY, head), "a.html")

    assert (article.publisher, article.url) == (None, "https://example.com/x")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/lamps", "file:///etc/passwd", "https://" + "a" * 2000])
def test_a_bad_address_is_none(url: str) -> None:
    """It would be shown as a link."""
    assert only(page(BODY, f'<link rel="canonical" href="{url}">'), "a.html").url is None


def test_lists_and_tables_keep_their_words() -> None:
    """An item a line, a row a line."""
    more = "<ul><li>new sales;</li><li>renewals.</li></ul><table><tr><th>Who</th><td>Until</td></tr></table>"

    assert only(page(BODY.replace("</article>", f"{more}</article>")), "a.html").text.endswith(
        "new sales;\n\nrenewals.\n\nWho | Until"
    )


def test_what_stands_around_a_page_is_counted() -> None:
    """The report says that something was left out, and how much."""
    (found,) = read(page(f"<nav>One two three</nav>{BODY}<footer>Four</footer>").encode(), "a.html")

    assert isinstance(found, Loaded)
    assert found.dropped[0] == "4 words around the article"


def test_json_lines_give_an_article_each() -> None:
    """With the fields of front matter; what is wrong is said of its line, and the others go in."""
    lines = [
        '{"id": "lamps", "title": "Lamps", "publisher": "Post", "published": "2021-03-04", "url": "https://x.org", '
        '"companies": ["Lumenor"], "text": "Lamps are lit.\\n\\nAdvertisement\\n\\nBy hand."}',
        "",
        '{"title": "No words"}',
        '{"text": "Ropes.", "published": "yesterday"}',
        '["text"]',
        '{"text": "Oars are stowed."}',
    ]

    first, *bad, last = read("\n".join(lines).encode(), "in/lines.jsonl")

    assert isinstance(first, Loaded) and isinstance(last, Loaded)
    assert first.article == Article(
        id="lamps",
        text="Lamps are lit.\n\nBy hand.",
        title="Lamps",
        publisher="Post",
        published=date(2021, 3, 4),
        dateline=date(2021, 3, 4),
        url="https://x.org",
        companies=("Lumenor",),
    )
    assert first.dropped == ("Advertisement",)
    assert (last.article.id, last.line) == ("in-lines-6", 6)
    assert [str(one)[:21] for one in bad] == [f"in/lines.jsonl line {n}" for n in (3, 4, 5)]


def test_asking_loads_no_reader() -> None:
    """They are imported where they are used, and nothing that answers uses them."""
    code = "import sys, cli, answering.assistant, ingest.ingester; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert {"trafilatura", "pypdf", "lxml", "htmldate", "justext"} & set(loaded.split()) == set()
