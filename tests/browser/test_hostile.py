"""Hostile text in questions, articles and answers, in a real browser: it is shown, and nothing else happens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.answers import AnswerSentence, Cell, Table
from core.articles import Article, Source
from tests.browser.conftest import Serve, Watch, open_page
from tests.browser.test_chat import ask, last_answer
from tests.web.fakes import FakeAssistant, FakeHistory, FakeRecords, answer_of, citation_of

EVIL = "http://evil.test"
PAYLOADS = [
    f"<img src={EVIL}/a.png onerror=alert(1)>",
    "<script>alert(2)</script>",
    "<svg onload=alert(3)><image href='http://evil.test/b.svg'/></svg>",
    f"![c]({EVIL}/c.png)",
    f'<div style="background:url({EVIL}/d)">d</div>',
    f"<style>@import '{EVIL}/e.css'; body{{display:none}}</style>",
    f"<iframe src={EVIL}/f></iframe>",
    "[g](javascript:alert(7))",
    "<a href='javascript:alert(8)'>h</a>",
    f"<video src={EVIL}/i autoplay></video><audio src={EVIL}/i2 autoplay></audio>",
    f"<picture><source srcset={EVIL}/j><img src=x></picture>",
    f"{EVIL}/k www.evil.test mail@evil.test <{EVIL}/k2>",
    "</p></div><h1>l</h1><form action=http://evil.test><input name=q>",
    "<object data=http://evil.test/m></object><embed src=http://evil.test/m2>",
    "```mermaid\ngraph TD; A[<img src=http://evil.test/n>]-->B\n```",
    "$$\\includegraphics{http://evil.test/o}$$ \\(x\\)",
    "&lt;img src=x onerror=alert(17)&gt; &#60;script&#62;alert(17)&#60;/script&#62;",
    "\"'><img src=x onerror=alert(18)> `code` **bold** # heading __i18n__{}",
    "<base href=http://evil.test/><link rel=stylesheet href=http://evil.test/q.css>",
    "<meta http-equiv=refresh content='0;url=http://evil.test'>",
    "<details open ontoggle=alert(21)><summary>u</summary></details>",
    "<input autofocus onfocus=alert(22)><marquee onstart=alert(22)>v</marquee>",
    f"<math><mtext><table><mglyph><style><img src={EVIL}/w onerror=alert(23)></style></mglyph></table></mtext></math>",
    f"</title></caption></table><link rel=prefetch href={EVIL}/x><svg><use href='{EVIL}/x.svg#x'/></svg>",
    f'" formaction={EVIL}/y style=background:url({EVIL}/y2) onmouseover=alert(25) autofocus x="',
]
ALL = "\n\n".join(PAYLOADS)
ARTICLE = Article(
    id="hostile", text=ALL, title=" ".join(PAYLOADS), publisher=PAYLOADS[0], author=PAYLOADS[1],
    sources=(Source(PAYLOADS[0], PAYLOADS[3], "javascript:alert(9)"),), revision=1,
    companies=tuple(PAYLOADS), dateline=date(2020, 6, 10),
)  # fmt: skip
TOLD = tuple(
    (payload, payload, "announced", aspect, payload, asked, ARTICLE, ALL)
    for payload in PAYLOADS
    for aspect, asked in (("what", payload), ("status", ""))
)
VIEWED = "img, image, script, iframe, video, audio, picture, object, embed, style, base, meta, math, marquee, use"
INJECTED = "img, script, svg, iframe, video, audio, picture, object, embed, form, h1, style, code, strong, .katex"


@pytest.fixture(scope="module")
def hostile_base(serve: Serve) -> str:
    """A server whose article, answer and assistant are all hostile."""
    citation = replace(citation_of(ARTICLE, ALL), quote=ALL)
    cells = tuple(Cell(payload, (1,)) for payload in PAYLOADS)
    answer = answer_of(
        sentences=tuple(AnswerSentence(payload, "supported", (1,)) for payload in PAYLOADS),
        citations=(citation,),
        table=Table(tuple(PAYLOADS), (cells,)),
        fallback_reason=ALL,
    )
    return serve(FakeAssistant(fixed=answer), FakeRecords([ARTICLE]), FakeHistory(TOLD))


@pytest.fixture
def hostile_watch(hostile_base: str, context: BrowserContext) -> Iterator[Watch]:
    """Keeps an eye on the pages of that server."""
    with Watch(hostile_base).over(context) as watching:
        yield watching


def test_hostile_answers_are_only_shown(context: BrowserContext, hostile_base: str, hostile_watch: Watch) -> None:
    """Every payload in sentences, table, quote, title and reason stands there as text."""
    page = open_page(context, hostile_base)
    ask(page, "What now?")
    expect(last_answer(page)).to_contain_text(PAYLOADS[-1])
    page.wait_for_timeout(500)

    text = last_answer(page).inner_text()
    assert all(" ".join(payload.split()) in " ".join(text.split()) for payload in PAYLOADS)
    assert page.locator(".otr-answer").locator(INJECTED).count() == 0
    assert all(
        href.startswith(("/articles/hostile?", "/?q=What+now%3F&seen="))
        for href in page.locator(".otr-answer a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    )
    hostile_watch.assert_quiet()


def test_hostile_articles_are_only_shown_beside_an_answer(
    context: BrowserContext, hostile_base: str, hostile_watch: Watch
) -> None:
    """An article that is opened from its citation brings text, its quote marked, and no link that is no page."""
    page = open_page(context, hostile_base)
    ask(page, "What now?")
    page.locator("a.otr-marker").first.hover()
    page.locator("a.otr-marker").first.click()
    article = page.get_by_role("dialog", name="Article").locator("article")
    expect(article.locator("#quote")).to_contain_text(PAYLOADS[0])
    page.wait_for_timeout(300)

    assert article.locator("script, img, svg, iframe, video, form, style, a[href^=java]").count() == 0
    assert page.get_by_role("tooltip", include_hidden=True).locator(INJECTED + ", a").count() == 0
    hostile_watch.assert_quiet()


def test_hostile_questions_are_only_shown(page: Page, watch: Watch) -> None:
    """What a visitor types, or a share link carries, comes back as text."""
    shown = page.locator("#otr-chat [data-testid=user] .message-content")
    for number, payload in enumerate(PAYLOADS, 1):
        ask(page, payload)
        expect(page.locator(".otr-answer")).to_have_count(number)
        expect(last_answer(page)).to_contain_text("It is the company" if number > 1 else "IBM gave no end date.")

        assert " ".join(shown.last.inner_text().split()) == " ".join(payload.split())
    assert shown.locator(INJECTED + ", a").count() == 0
    watch.assert_quiet()


@pytest.mark.parametrize("path", ["/articles/hostile", "/articles/hostile?revision=1&start=3&end=400"])
def test_hostile_articles_are_only_shown(
    context: BrowserContext, hostile_base: str, hostile_watch: Watch, path: str
) -> None:
    """An article's text, title, publisher and sources are text on its own page, too."""
    page = context.new_page()
    page.goto(hostile_base + path)
    page.wait_for_timeout(200)

    expect(page.locator("main")).to_contain_text("<script>alert(2)</script>")
    assert page.locator("main").locator("img, script, svg, iframe, video, form, style, a[href^=java]").count() == 0
    hostile_watch.assert_quiet()


def test_articles_can_be_read_without_scripting(browser: Browser, hostile_base: str) -> None:
    """The proof needs no script."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{hostile_base}/articles/hostile?start=0&end=10")

    expect(page.locator("#quote")).to_have_text(ALL[:10])
    page.close()


@pytest.mark.parametrize(
    "path",
    [
        "/articles",
        "/articles?q=script",
        f"/articles?{urlencode({'q': PAYLOADS[0], 'company': PAYLOADS[1]})}",
        "/commitments",
        f"/commitments?{urlencode({'company': PAYLOADS[24], 'as_of': '2020-06-10'})}",
        f"/commitments?{urlencode({'company': f'{PAYLOADS[0]}?', 'sort': PAYLOADS[1], 'as_of': PAYLOADS[17]})}",
    ],
)
def test_hostile_views_are_only_shown(
    context: BrowserContext, hostile_base: str, hostile_watch: Watch, path: str
) -> None:
    """In the list, in the register and in the address: text and values, never elements or handlers."""
    page = context.new_page()
    answer = page.goto(hostile_base + path)
    page.keyboard.press("Tab")
    page.mouse.move(200, 300)
    page.wait_for_timeout(200)

    assert answer and "&lt;" in answer.text()
    foreign = page.locator("main").locator(f"{VIEWED}, [style], [formaction], a[href^=java], a[href^='{EVIL}']")
    assert foreign.count() == 0
    named = page.locator("*").evaluate_all("all => all.flatMap(one => one.getAttributeNames())")
    assert not [name for name in named if name.startswith("on")]
    hostile_watch.errors = [error for error in hostile_watch.errors if "status of 400" not in error]
    hostile_watch.assert_quiet()
