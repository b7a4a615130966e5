"""Files to articles: what Markdown and plain text give, and what is refused."""

import os
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.articles import Article, Source
from core.errors import InputError, UnreadableArticle
from ingest.load import article_files, load
from ingest.markdown import markdown_to_text

FULL = """---
id: lumenor-pause
title: "Lumenor: a pause"
publisher: The Harbour Post
author: Ann Lee
published: 2026-11-23
dateline: 2021-03-04
url: null
sources:
  - publisher: Lumenor
    title: null
    url: https://example.com/pause
companies: [Lumenor]
topics: [pause, '2021']
facts: [LUM-01]
---

Lumenor stopped.
"""


def loaded(folder: Path, content: str | bytes, name: str = "a.md") -> Article:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return load(folder / name, name).article


def reason(folder: Path, content: str | bytes, name: str = "a.md") -> str:
    with pytest.raises(UnreadableArticle) as refused:
        loaded(folder, content, name)
    return str(refused.value)


def test_front_matter_gives_each_field_its_type(tmp_path: Path) -> None:
    """Dates are dates, lists are tuples, null is None."""
    assert loaded(tmp_path, FULL) == Article(
        id="lumenor-pause",
        text="Lumenor stopped.",
        title="Lumenor: a pause",
        publisher="The Harbour Post",
        author="Ann Lee",
        published=date(2026, 11, 23),
        dateline=date(2021, 3, 4),
        sources=(Source("Lumenor", None, "https://example.com/pause"),),
        companies=("Lumenor",),
        topics=("pause", "2021"),
        facts=("LUM-01",),
    )


def test_the_dateline_is_the_day_of_publication_unless_given(tmp_path: Path) -> None:
    """Both are known then."""
    article = loaded(tmp_path, "---\npublished: 2021-03-04T10:00:00\n---\nWords.")

    assert article.published == article.dateline == date(2021, 3, 4)


@pytest.mark.parametrize(
    ("name", "article_id"),
    [("A Lamp, trimmed.md", "a-lamp-trimmed"), ("2021/lamp.txt", "2021-lamp"), ("Été.md", "été"), ("--.md", "article")],
)
def test_without_an_id_the_file_name_is_one(tmp_path: Path, name: str, article_id: str) -> None:
    """With the folders below the one given."""
    path = tmp_path / "file.txt"
    path.write_text("Words.", encoding="utf-8")

    assert load(path, name).article.id == article_id


def test_a_file_without_front_matter_has_no_metadata(tmp_path: Path) -> None:
    """The words suffice."""
    assert loaded(tmp_path, "Words.\n") == Article(id="a", text="Words.")


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("title: 'open\nid: x", "front matter is not YAML at line"),
        ("id: x\ntitle: a: b", "a.md: the front matter is not YAML at line 3; mend it."),
        ("- just\n- a list", "a.md: the front matter must be `name: value` lines."),
        ("published: yesterday", "a.md: published must be a date such as 2020-06-08, not 'yesterday'."),
        ("published: 2020-13-45", "a.md: a date in the front matter is not a day (month must be in 1..12); mend it."),
        ("dateline: 2021", "a.md: dateline must be a date such as 2020-06-08, not 2021."),
        ("companies: Lumenor", "a.md: companies must be a list."),
        ("sources: Lumenor", "a.md: sources must be a list of publisher, title and url."),
        ("title: [a, b]", "a.md: title must be text; put it in quotation marks."),
        ("title: yes", "a.md: title must be text; put it in quotation marks."),
        ("title: " + "x" * 1001, "a.md: title is longer than 1,000 characters; shorten it."),
        ("title: 0x" + "f" * 6000, "a.md: title is longer than 1,000 characters; shorten it."),
        ('title: "half \\ud800"', "a.md: title holds half a character; type it again."),
        ("title: !!int ''", "a.md: the front matter is not YAML"),
        ("published: !!timestamp x", "a.md: the front matter is not YAML"),
        ("published: [2020]", "a.md: published must be a date such as 2020-06-08."),
        ("published: 0x" + "f" * 6000, "a.md: published is longer than 1,000 characters; shorten it."),
        ("companies: [null]", "a.md: companies must be a list of texts; put each in quotation marks."),
        ("companies: [[Lumenor]]", "a.md: companies must be a list of texts; put each in quotation marks."),
        ("topics: [2021]", "a.md: topics must be a list of texts; put each in quotation marks."),
        ("topics: [" + "x, " * 201 + "]", "a.md: topics has more than 200 items; leave some out."),
        ("facts: ['" + "x" * 1001 + "']", "a.md: one of facts is longer than 1,000 characters; shorten it."),
        ("url: javascript:alert(1)", "a.md: url must start with http:// or https://, or be null."),
        ("url: https://", "a.md: url must start with http:// or https://, or be null."),
        ("sources: [{url: 'file:///etc'}]", "a.md: a source's url must start with http:// or https://, or be null."),
        ("sources: [[a]]", "a.md: sources must be a list of publisher, title and url."),
        ("sources: [" + "{}, " * 201 + "]", "a.md: sources has more than 200 items; leave some out."),
        ("id: ../escape", "a.md: the id '../escape' must be letters, digits and hyphens."),
        ("title: " + "[" * 1000, "a.md: the front matter is not YAML"),
        ("title: !!python/object/apply:os.getcwd []", "a.md: the front matter is not YAML"),
    ],
)
def test_bad_front_matter_is_named(tmp_path: Path, front: str, said: str) -> None:
    """One sentence: which file, which field or line, and what it should be."""
    message = reason(tmp_path, f"---\n{front}\n---\nWords.")

    assert said in message
    assert "\n" not in message


def test_empty_texts_are_none(tmp_path: Path) -> None:
    """Blank fields are missing fields, and blank items are left out: an empty name is inside every question."""
    front = "id: ''\ntitle: ' '\nurl: ''\npublished: ''\ncompanies: ['', ' Lumenor ']\nsources: [{publisher: ''}]"

    assert loaded(tmp_path, f"---\n{front}\n---\nWords.") == Article(id="a", text="Words.", companies=("Lumenor",))


def test_numbers_and_days_are_text_where_one_text_is_asked_for(tmp_path: Path) -> None:
    """A title may be a year."""
    article = loaded(tmp_path, "---\nid: 7\ntitle: 2021\nauthor: 2021-03-04\npublisher: 1.5\n---\nWords.")

    assert (article.id, article.title, article.author, article.publisher) == ("7", "2021", "2021-03-04", "1.5")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "\x1b[31mLamps\x07 are\x0clit.\x9b2J\n\nA\ttab\x7f."),
        ("a.md", "\x1b[31mLamps\x07 are\x0clit.&#129;\x9b2J\n\nA\ttab."),
        ("a.md", '---\ntitle: "\\e[2JLamps\\a are\\nlit."\n---\nWords.'),
    ],
)
def test_what_would_steer_a_terminal_is_removed(tmp_path: Path, name: str, content: str) -> None:
    """From text and front matter, however it is written; words stay apart."""
    article = loaded(tmp_path, content, name)

    read = f"{article.title} {article.text}"
    assert not [c for c in read if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert "Lamps are lit." in read


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "empty.txt holds no text"),
        ("blank.md", b" \n\n", "blank.md holds no text"),
        ("dots.txt", b"... --- !!!", "dots.txt holds no text"),
        ("front.md", b"---\nid: x\n---\n", "front.md holds no text"),
        ("binary.txt", b"MZ\x00\x01\x02", "binary.txt is not text"),
        ("picture.png", b"\x89PNG", "picture.png is not an article: give Markdown, plain text, HTML, PDF, Word"),
    ],
)
def test_what_is_no_article_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """One sentence that names the file and says what to give instead."""
    assert reason(tmp_path, content, name).startswith(said)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """Before it is read."""
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(21 * 1024 * 1024)

    with pytest.raises(UnreadableArticle, match=r"^huge\.txt is larger than 20 MB; split it into articles\.$"):
        load(path, path.name)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Lumenor *stopped* **today**.", "Lumenor stopped today."),
        ("See [the letter](https://example.com).", "See the letter."),
        ("![A lamp](lamp.png) burns.", "A lamp burns."),
        ("`code` & more", "code & more"),
        ("a\nb  \nc", "a b c"),
        ("# Head\n\nBody.", "Head\n\nBody."),
        ("- one\n- two", "one\n\ntwo"),
        ("> quoted words", "quoted words"),
        ("1 &lt; 2 \\* 3", "1 < 2 * 3"),
        ("```\nfenced\n```", "fenced"),
        ("| a | b |\n|---|---|\n| c | d |", "a\n\nb\n\nc\n\nd"),
        ("<b>bold</b> words", "bold words"),
        ("<script>alert(1)</script>\n\nWords.", "Words."),
        ("A <script>alert(1)</script>lamp.", "A lamp."),
        ("<style>\np {}\n\n</style>\n\nWords.", "Words."),
        ("<div>Lumenor <b>stop</b>ped &amp; left.</div>", "Lumenor stopped & left."),
        ("<p>One\nline.</p><p>Two.</p>\n\nThree.", "One line.\n\nTwo.\n\nThree."),
        ("<ul>\n<li>one<li>two\n</ul>", "one\n\ntwo"),
        ('<p title="a > b">Words.</p>', "Words."),
        ("<div>1 &lt; 2 <script>alert(1)</script><!-- no --> < 3</div>", "1 < 2 < 3"),
        ("<div>open <script>alert(1)\n\nWords.", "open\n\nWords."),
        ("<!-- hidden -->\n\nWords.", "Words."),
    ],
)
def test_markdown_becomes_plain_words(markdown: str, text: str) -> None:
    """One line a paragraph, heading, item or cell; no marks, links or tags."""
    assert markdown_to_text(markdown) == text


def test_line_ends_and_composed_letters_are_made_alike(tmp_path: Path) -> None:
    """The same article from Windows or macOS is the same article."""
    unix = loaded(tmp_path, "---\ntitle: Été\n---\nDéjà vu.\n\nAgain.\n")
    windows = loaded(tmp_path, "\ufeff---\r\ntitle: E\u0301te\u0301\r\n---\r\nDe\u0301ja\u0300 vu.\r\n\r\nAgain.\r\n")

    assert windows == unix


def test_plain_text_is_cleaned_as_a_scrape() -> None:
    """Its date is found and serves as dateline."""
    path = Path(__file__).parent / "scrape.txt"

    scrape = load(path, path.name)

    assert (scrape.article.id, scrape.article.published) == ("scrape", date(2021, 3, 4))
    assert scrape.article.dateline == date(2021, 3, 4)
    assert "More" in scrape.dropped


def test_a_folder_gives_its_articles_in_order(tmp_path: Path) -> None:
    """Files of other kinds are passed over, folders are entered."""
    for name in ("b.md", "a.TXT", "deep/c.markdown", "picture.png", "notes"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Words.", encoding="utf-8")
    (tmp_path / "folder.md").mkdir()

    found = [name for _, name in article_files([tmp_path])]

    assert found == ["a.TXT", "b.md", "deep/c.markdown"]


def test_what_cannot_be_read_below_a_folder_is_named(tmp_path: Path) -> None:
    """Pipes, dangling links and the like are not opened and not passed over."""
    os.mkfifo(tmp_path / "a.md")
    (tmp_path / "b.md").symlink_to("missing.md")
    (tmp_path / "c.txt").symlink_to("c.txt")

    reasons = []
    for path, name in article_files([tmp_path]):
        with pytest.raises(UnreadableArticle) as refused:
            load(path, name)
        reasons.append(str(refused.value))

    assert reasons == [
        "a.md is not a file; give files, or folders of them.",
        "b.md cannot be read: no such file or directory.",
        "c.txt cannot be read: too many levels of symbolic links.",
    ]


@pytest.mark.parametrize("path", [Path("/dev/zero"), Path("/dev/null")])
def test_a_device_is_not_a_file(path: Path) -> None:
    """Reading it might never end."""
    ((given, name),) = article_files([path])

    with pytest.raises(UnreadableArticle, match="is not a file"):
        load(given, name)


@pytest.fixture
def as_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Inside `tmp_path`, as a user to whom closed folders are closed; root may read them all."""
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o755)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield
    if is_root:
        os.seteuid(0)


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody may list, beside an open file."""
    (tmp_path / "in" / "closed").mkdir(parents=True)
    (tmp_path / "in" / "open.md").write_text("Words.", encoding="utf-8")
    (tmp_path / "in" / "closed").chmod(0)
    yield Path("in", "closed")
    (tmp_path / "in" / "closed").chmod(0o755)


def test_a_closed_folder_is_named(closed: Path, as_nobody: None) -> None:
    """Whether it is given or lies below; the others are read."""
    found = [*article_files([Path("in")]), *article_files([closed])]

    assert [name for _, name in found] == ["closed", "open.md", "in/closed"]
    assert load(*found[1]).article.text == "Words."
    for path, name in (found[0], found[2]):
        with pytest.raises(UnreadableArticle, match=f"^{name} cannot be read: permission denied.$"):
            load(path, name)


@pytest.mark.parametrize("name", ["missing.md", "n" * 5000], ids=["missing", "too long"])
def test_a_missing_path_is_refused_before_anything_is_read(tmp_path: Path, name: str) -> None:
    """Even when it is the last of several."""
    (tmp_path / "a.md").write_text("Words.", encoding="utf-8")

    with pytest.raises(InputError, match="There is no file or folder"):
        next(article_files([tmp_path / "a.md", tmp_path / name]))
