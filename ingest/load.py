"""Files to articles: Markdown with front matter, and plain text as it was scraped."""

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.articles import Article
from core.errors import InputError, UnreadableArticle
from ingest.clean import clean_scrape, without_controls
from ingest.front import fields_of
from ingest.markdown import markdown_to_text

MARKDOWN, PLAIN = {".md", ".markdown"}, {".txt", ".text"}
LARGEST = 20 * 1024 * 1024
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article as read from a file, and what cleaning dropped."""

    article: Article
    dropped: tuple[str, ...] = ()
    named_by_file: bool = True
    """Whether the id was made from the file's name, because the article gives none."""


def article_files(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Each article file under `paths`, with its name relative to the folder that was given.

    A folder that cannot be listed is there too, so that `load` says why. Raises `InputError` for a path that does not
    exist, before anything is read.
    """
    for path in paths:
        if not os.path.exists(path):  # which is False, not an error, for a name that is too long
            raise InputError(f"There is no file or folder {path}; check the path.")
    for path in paths:
        if not os.path.isdir(path):
            yield path, shown(path.name)
            continue
        for found in sorted(_below(path)):
            yield found, shown(found.relative_to(path).as_posix() if found != path else path)


def _below(folder: Path) -> Iterator[Path]:
    """What looks like an article in `folder` or deeper, and every folder that cannot be listed."""
    waiting = [folder]
    while waiting:
        at = waiting.pop()
        try:
            with os.scandir(at) as entries:
                names = [(at / entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:
            yield at
            continue
        waiting += [path for path, is_folder in names if is_folder]
        yield from (path for path, _ in names if path.suffix.lower() in MARKDOWN | PLAIN and not os.path.isdir(path))


def shown(path: Path | str) -> str:
    """A path as text that can be stored and printed, also where its bytes are not UTF-8."""
    return os.fsencode(path).decode(errors="replace")


def load(path: Path, name: str) -> Loaded:
    """The article in a file; `UnreadableArticle` says why there is none. `name` is its identity when it gives no id."""
    _check_is_file(path, name)
    if path.suffix.lower() not in MARKDOWN | PLAIN:
        raise UnreadableArticle(f"{name} is not an article: give a Markdown (.md) or plain text (.txt) file.")
    text = _read(path, name)
    article_id = re.sub(r"[^\w]+", "-", str(Path(name).with_suffix("")).lower()).strip("-") or "article"
    if path.suffix.lower() in PLAIN:
        return _checked(_plain(text, article_id), name)
    return _checked(_markdown(text, article_id, name), name)


def _check_is_file(path: Path, name: str) -> None:
    """A pipe or a device would be read forever."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(path).close()
    except OSError as error:
        raise UnreadableArticle(f"{name} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    if not stat.S_ISREG(mode):
        raise UnreadableArticle(f"{name} is not a file; give files, or folders of them.")


def _read(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableArticle(f"{name} is larger than {LARGEST >> 20} MB; split it into articles.")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableArticle(f"{name} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    if b"\0" in raw:
        raise UnreadableArticle(f"{name} is not text; save it as plain text or Markdown.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableArticle(f"{name} is not UTF-8 text; save it as UTF-8.") from None
    return unicodedata.normalize("NFC", without_controls(text.replace("\r\n", "\n").replace("\r", "\n")))


def _checked(loaded: Loaded, name: str) -> Loaded:
    if not re.search(r"\w", loaded.article.text):
        raise UnreadableArticle(f"{name} holds no text; add an article to it or leave it out.")
    return loaded


def _plain(text: str, article_id: str) -> Loaded:
    scrape = clean_scrape(text)
    day = scrape.published
    return Loaded(Article(article_id, scrape.text, published=day, dateline=day), scrape.dropped)


def _markdown(text: str, article_id: str, name: str) -> Loaded:
    found = _FRONT_MATTER.match(text)
    fields = fields_of(found[1], name) if found else {}
    # once more without controls: an entity such as &#129; is one
    body = without_controls(markdown_to_text(text[found.end() :] if found else text))
    published = fields.pop("published", None)
    own_id = fields.pop("id", None)
    return Loaded(
        Article(
            id=own_id or article_id,
            text=body,
            published=published,
            dateline=fields.pop("dateline", None) or published,
            **fields,
        ),
        named_by_file=not own_id,
    )
