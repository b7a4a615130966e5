"""The one place that reads the settings and wires real parts together."""

import hashlib
import secrets
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import yaml

from catalogue.ownership import announced, owned, owner_of
from core.answers import Answer, Ask
from core.articles import Article, IndexStatus, IngestReport, Supplied
from core.commitments import CommitmentTable
from core.errors import IndexMismatch, SettingsError
from core.protocols import Assistant, CommitmentSource, Ingester, Records, Searcher
from core.settings import ROOT, Settings

if TYPE_CHECKING:
    from answering.assistant import OnTheRecord
    from answering.model import LanguageModel
    from catalogue.backup import Backup
    from vectorstore.indexes import Indexes

NOTHING = Supplied()
SYNONYMS, EXAMPLES = "synonyms.yaml", "examples.yaml"
EVAL = "eval"
TOKENS = "llm_tokens.json"
ANSWERING = ("core", "catalogue", "vectorstore", "evidence", "ingest", "answering")
"""The packages whose code can change an answer."""


class Desk(Protocol):
    """What the terminal needs, from this process or from the running server."""

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """The answers, in the order asked."""
        ...

    def ingest(
        self, paths: Sequence[Path], supplied: Supplied, *, links: Sequence[str] = (), feeds: Sequence[str] = ()
    ) -> Iterator[IngestReport]:
        """One report an article, or a file or link without any, as each is done.

        `supplied` is what the caller knows better; a feed stands for the pages of its entries.
        """
        ...

    def remove(self, article_id: str) -> bool:
        """Take an article out of every store; False when there is none of that id."""
        ...

    def articles(self) -> list[Article]:
        """The live revision of every article."""
        ...

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """One article in the revision asked for, or live; None where there is none."""
        ...

    def logged(self, answer_id: str) -> dict[str, Any] | None:
        """An answer that was given, as JSON; None when it is not kept."""
        ...

    def commitments(self, as_of: date | None = None) -> CommitmentTable:
        """The table of commitments as known by `as_of`."""
        ...

    def index_status(self) -> IndexStatus:
        """Whether the indexes find what they should."""
        ...

    def rebuild_index(self) -> IndexStatus:
        """Make the indexes anew from the catalogue; how they are then."""
        ...


class LocalDesk:
    """The real parts over one data folder that this process owns."""

    def __init__(
        self,
        *,
        assistant: Assistant,
        ingester: Ingester,
        records: Records,
        register: CommitmentSource,
        searcher: Searcher,
        made_with: str = "",
        warm: Callable[[], object] = lambda: None,
    ) -> None:
        """`made_with` names embedding model and splitter; `warm` loads what a first question would wait for."""
        self.made_with = made_with
        self.warm = warm
        self.assistant, self.ingester, self.records = assistant, ingester, records
        self.register, self.searcher = register, searcher

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """The answers, in the order asked; one by one, since threads would only wait for one another."""
        return [self.assistant.invoke(ask) for ask in asks]

    def ingest(
        self,
        paths: Sequence[Path],
        supplied: Supplied = NOTHING,
        *,
        links: Sequence[str] = (),
        feeds: Sequence[str] = (),
    ) -> Iterator[IngestReport]:
        """One report an article, or a file or link without any, as each is done."""
        return self.ingester.ingest(paths, supplied, links=links, feeds=feeds)

    def remove(self, article_id: str) -> bool:
        """Take an article out of every store; False when there is none of that id."""
        return self.ingester.remove(article_id)

    def articles(self) -> list[Article]:
        """The live revision of every article."""
        return self.records.articles()

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """One article in the revision asked for, or live; None where there is none."""
        return self.records.article(article_id, revision)

    def logged(self, answer_id: str) -> dict[str, Any] | None:
        """An answer that was given, as JSON; None when it is not kept."""
        return self.records.logged(answer_id)

    def commitments(self, as_of: date | None = None) -> CommitmentTable:
        """The table of commitments as known by `as_of`."""
        return self.register.commitments(as_of)

    def index_status(self) -> IndexStatus:
        """Whether the indexes find what they should."""
        return self.ingester.index_status()

    def rebuild_index(self) -> IndexStatus:
        """Make the indexes anew from the catalogue; how they are then."""
        return self.ingester.rebuild_index()


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """The running server's desk where one owns the data folder, else our own."""
    owner = owner_of(settings.data)
    if owner:
        from web.remote import RemoteDesk

        yield RemoteDesk(*owner)
        return
    with open_local_desk(settings) as desk:
        yield desk


@contextmanager
def open_local_desk(settings: Settings) -> Iterator[LocalDesk]:
    """The real parts; `DataFolderError` when the folder cannot be used or another process owns it."""
    with owned(settings.data), _wired(settings) as desk:
        yield desk


@contextmanager
def _wired(settings: Settings) -> Iterator[LocalDesk]:
    """The real parts over a data folder that this process owns already."""
    from vectorstore.embedder import open_embedder

    embedder = open_embedder(settings.embedding_model, settings.models)  # which goes on while the rest is imported
    from answering.assistant import OnTheRecord
    from answering.commitments import CommitmentRegister
    from answering.lexicon import Lexicon
    from answering.retrieve import PassageRetriever
    from answering.statements import Registered
    from catalogue.catalogue import open_catalogue
    from ingest.clean import VERSION as CLEANED
    from ingest.ingester import ArticleIngester
    from ingest.split import VERSION
    from vectorstore.indexes import Indexes, check_made_with

    with ExitStack() as stack:
        catalogue = open_catalogue(settings.data, settings.question_days)
        stack.callback(catalogue.close)
        made_with = f"{embedder.fingerprint}, {embedder.dimension} dimensions, {VERSION}, {CLEANED}"
        check_made_with(catalogue, made_with)
        indexes = Indexes(settings.data, catalogue)
        stack.callback(indexes.close)
        indexes.settle()
        catalogue.forget_questions()
        registered = Registered(catalogue)
        synonyms = _beside_articles(settings.articles, SYNONYMS)
        lexicon = Lexicon(catalogue, indexes, embedder, registered, synonyms)
        assistant: Assistant
        assistant = extractive = OnTheRecord(
            retriever=PassageRetriever(embedder=embedder, searcher=indexes, source=catalogue),
            lexicon=lexicon,
            registered=registered,
            embedder=embedder,
            records=catalogue,
            longest=settings.question_characters,
        )
        if settings.llm:
            from answering.generate import Writer
            from answering.written import Written

            model = stack.enter_context(_language_model(settings))
            writer = Writer(
                model,
                embedder=embedder,
                companies=lexicon.companies_in,
                article=catalogue.article,
                seconds=settings.llm_seconds,
            )
            assistant = Written(extractive, writer=writer, records=catalogue)
        yield LocalDesk(
            assistant=assistant,
            ingester=ArticleIngester(catalogue, indexes, embedder),
            records=catalogue,
            register=CommitmentRegister(registered),
            searcher=indexes,
            made_with=", ".join(filter(None, (made_with, settings.llm))),
            warm=partial(_warm, indexes, extractive),
        )


def _warm(indexes: "Indexes", extractive: "OnTheRecord") -> None:
    """Load what a first question of many would wait for."""
    indexes.open()
    extractive.prepare(Ask("What was promised?"))


@contextmanager
def _language_model(settings: Settings) -> "Iterator[LanguageModel]":
    """The model that is configured; `SettingsError` where its provider is unknown or not installed."""
    from answering.budget import DailyBudget
    from answering.model import LanguageModel, open_chat

    spec = settings.llm or ""
    chat = open_chat(spec, settings.llm_base_url, settings.llm_seconds)
    model = LanguageModel(spec, chat, budget=DailyBudget(settings.data / TOKENS, settings.llm_daily_tokens))
    try:
        yield model
    finally:
        model.close()


@contextmanager
def open_bench(
    settings: Settings, name: str, articles: Sequence[Article] | None
) -> Iterator[tuple[LocalDesk, Iterator[IngestReport]]]:
    """A desk of evaluation's own, and the reports of taking `articles` in, or else those of the shipped folder.

    It lies in the data folder under `eval/NAME`, so that what else is in the stores changes no figure. What was made
    with another embedding model is made anew.
    """
    own = settings.model_copy(update={"data": settings.data / EVAL / name})
    folder = settings.articles
    if articles is None and folder is None:
        raise SettingsError("OTR_ARTICLES is empty; name the folder of the articles to evaluate on.")
    with ExitStack() as stack:
        try:
            desk = stack.enter_context(open_local_desk(own))
        except IndexMismatch:
            shutil.rmtree(own.data)
            desk = stack.enter_context(open_local_desk(own))
        yield (
            desk,
            _only(desk, desk.ingest([folder]) if articles is None and folder else desk.ingester.add(articles or ())),
        )


def _only(desk: LocalDesk, reports: Iterator[IngestReport]) -> Iterator[IngestReport]:
    """The reports, and at their end no other article left."""
    kept = set()
    for report in reports:
        kept.add(report.article_id)
        yield report
    for article in desk.articles():
        if article.id not in kept:
            desk.remove(article.id)


def fingerprints(desk: LocalDesk) -> dict[str, str]:
    """What an answer depends on, each as a short SHA-256: articles, prompts, model, and our code."""
    articles = sorted(f"{article.id} {article.content_hash}" for article in desk.articles())
    code = [path for package in ANSWERING for path in sorted((ROOT / package).rglob("*.py"))]
    prompts = [path for path in sorted((ROOT / "prompts").rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    return {
        "corpus": _short_hash("\n".join(articles).encode()),
        "prompts": _short_hash(*(path.read_bytes() for path in prompts)),
        "model": desk.made_with,
        "code": _short_hash(*(path.read_bytes() for path in code)),
    }


def _short_hash(*pieces: bytes) -> str:
    return hashlib.sha256(b"\0".join(pieces)).hexdigest()[:16]


def back_up(settings: Settings, file: Path) -> "Backup":
    """Write the catalogue to a new file, also while another process owns the folder; returns what it holds."""
    from catalogue.backup import back_up

    return back_up(settings.data, file)


def restore(settings: Settings, file: Path, *, replace: bool) -> "tuple[Backup, Path | None]":
    """Put a backup in place; returns what it holds, and where the catalogue that was there is kept."""
    from catalogue.backup import verify
    from catalogue.restore import put_back
    from vectorstore.indexes import discard

    held = verify(file)
    with owned(settings.data):
        return held, put_back(file, settings.data, replace=replace, discard_indexes=lambda: discard(settings.data))


def serve(settings: Settings) -> Iterator[IngestReport]:
    """Serve the page until stopped; ingest `settings.articles`, reporting each file, before the first answer.

    Gradio and our own parts take seconds to load, and a first ingest minutes. So the port answers from the beginning,
    the page from when Gradio is there, and questions wait for the rest.
    """
    from web.serve import address_of, open_port, say_open, say_ready, serving
    from web.warming import Later, waiting_page

    for asked_to_end in (signal.SIGTERM, signal.SIGINT):  # which is ignored where a shell starts us in the background
        signal.signal(asked_to_end, _stop)
    with open_port(settings.host, settings.port) as opened, owned(settings.data):
        address, token = address_of(settings.host, opened.getsockname()[1]), secrets.token_urlsafe(32)
        examples = _beside_articles(settings.articles, EXAMPLES)
        with announced(settings.data, address, token):
            with serving(waiting_page, opened):
                say_open(settings.public_url or address)
                from web.app import build_app

                later = Later()
                app = build_app(**later.parts, settings=settings, token=token, examples=examples, ready=later.is_here)
            with serving(app, opened) as server, _wired(settings) as desk:
                if settings.articles:
                    yield from desk.ingest([settings.articles])
                desk.warm()
                later.come(desk)
                say_ready()
                try:
                    server.wait()
                finally:
                    server.stop()  # before the parts that it asks are closed


def _stop(number: int, _: object) -> NoReturn:
    """Leave by way of every `finally`, so that files are closed."""
    sys.exit(128 + number)


def _beside_articles(folder: Path | None, name: str) -> list[Any]:
    """A YAML list kept beside the articles, all scalars as text; empty when there is none."""
    path = folder / name if folder else None
    if not path or not path.exists():
        return []
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 the loader of plain text
    except yaml.YAMLError:
        found = None
    if not isinstance(found, list):
        raise SettingsError(f"{path} must be a YAML list; mend it.")
    return found
