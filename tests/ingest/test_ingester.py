"""Taking articles in: each visible in one step, nothing done twice, and no bad file stops the others."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from core.articles import IngestReport, Supplied
from core.errors import InputError
from tests.fakes import LAMPS, Desk, write_article


def outcomes(reports: list[IngestReport]) -> list[tuple[str | None, str]]:
    return [(report.article_id, report.outcome) for report in reports]


def test_an_added_article_answers_in_both_indexes(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """As soon as it is reported."""
    opened = desk()
    path = write_article(
        tmp_path, "lamps.md", title="Lumenor pauses", publisher="The Harbour Post", published="2021-03-04"
    )

    (report,) = opened.ingester.ingest([path])

    assert report == IngestReport(str(path), "added", "lamps", passages=1, missing=("author",))
    assert opened.catalogue.article("lamps").text == LAMPS
    assert opened.catalogue.live_ids() == opened.indexes.ids() == {"lamps@1#0"}
    assert opened.indexes.by_words("lighthouses", 1)[0][0] == "lamps@1#0"


def test_sentences_are_embedded_one_by_one(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """And the passage with its header."""
    opened = desk()
    path = write_article(tmp_path, "lamps.md", title="Lumenor pauses", dateline="2021-03-04")

    list(opened.ingester.ingest([path]))

    first, second = "Lumenor stopped selling lamps to lighthouses on 3 March 2021.", "The pause has no end date."
    assert opened.embedder.embedded == [f"Lumenor pauses. 4 March 2021\n{LAMPS}", first, second]


def test_an_unchanged_article_is_left_alone(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """It is not even embedded, and nothing that answers changes."""
    opened = desk()
    write_article(tmp_path / "in", "lamps.md", title="Lumenor pauses")
    list(opened.ingester.ingest([tmp_path / "in"]))
    embedded, version = len(opened.embedder.embedded), opened.catalogue.version()

    (report,) = opened.ingester.ingest([tmp_path / "in"])

    assert report.outcome == "unchanged"
    assert len(opened.embedder.embedded) == embedded
    assert opened.catalogue.version() == version


@pytest.mark.parametrize("change", [{"text": "Lumenor sells lamps again."}, {"title": "Lumenor resumes"}])
def test_a_changed_article_replaces_its_passages(
    desk: Callable[..., Desk], tmp_path: Path, change: dict[str, str]
) -> None:
    """New words or new metadata make a revision; the old one still resolves."""
    opened = desk()
    write_article(tmp_path / "in", "lamps.md", title="Lumenor pauses")
    list(opened.ingester.ingest([tmp_path / "in"]))
    write_article(tmp_path / "in", "lamps.md", **{"title": "Lumenor pauses", **change})

    (report,) = opened.ingester.ingest([tmp_path / "in"])

    assert (report.outcome, report.article_id) == ("revised", "lamps")
    assert opened.catalogue.live_ids() == opened.indexes.ids() == {"lamps@2#0"}
    assert opened.catalogue.article("lamps", 1).text == LAMPS


def test_one_bad_file_does_not_stop_the_rest(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """Its report says what to change."""
    write_article(tmp_path / "in", "a.md")
    (tmp_path / "in" / "b.txt").write_bytes(b"\x00\x01")
    write_article(tmp_path / "in", "c.md")

    reports = list(desk().ingester.ingest([tmp_path / "in"]))

    assert outcomes(reports) == [("a", "added"), (None, "failed"), ("c", "added")]
    assert reports[1].reason == "b.txt is not text; save it as plain text or Markdown."


def test_a_missing_path_is_refused_before_anything_is_read(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """Nothing is taken in by halves."""
    opened = desk()
    path = write_article(tmp_path, "a.md")

    with pytest.raises(InputError, match="There is no file or folder"):
        list(opened.ingester.ingest([path, tmp_path / "missing.md"]))

    assert opened.catalogue.articles() == []


def test_two_files_of_one_id_do_not_revise_each_other(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """The first is taken, the second refused by name, today and tomorrow."""
    opened = desk()
    first = write_article(tmp_path / "in", "a/x.md", "Lamps are lit.", id="x")
    second = write_article(tmp_path / "in", "b/x.md", "Lamps are out.", id="x")

    today = list(opened.ingester.ingest([tmp_path / "in"]))
    tomorrow = list(opened.ingester.ingest([tmp_path / "in"]))

    assert outcomes(today) == [("x", "added"), (None, "failed")]
    assert outcomes(tomorrow) == [("x", "unchanged"), (None, "failed")]
    assert today[1].reason == f"{second} has the id x of {first}; give it another."
    assert opened.catalogue.article("x").text == "Lamps are lit."


def two_of_one_name(folder: Path) -> tuple[Path, Path]:
    return write_article(folder, "d1/story.md", "Lamps are lit."), write_article(folder, "d2/story.md", "Ropes.")


def test_a_file_of_the_same_name_elsewhere_does_not_replace_an_article(
    desk: Callable[..., Desk], tmp_path: Path
) -> None:
    """Given by themselves both would be called story; the second is refused, naming both."""
    opened = desk()
    first, second = two_of_one_name(tmp_path)

    reports = [*opened.ingester.ingest([first]), *opened.ingester.ingest([second])]

    assert outcomes(reports) == [("story", "added"), (None, "failed")]
    assert (
        reports[1].reason
        == f"{second} would get the id story, which {first.resolve()} has; rename it or give it an `id:`."
    )
    assert opened.catalogue.article("story").text == "Lamps are lit."


def test_the_same_words_elsewhere_are_unchanged(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """A copy is no second article."""
    opened = desk()
    first, second = two_of_one_name(tmp_path)
    second.write_bytes(first.read_bytes())

    reports = [*opened.ingester.ingest([first]), *opened.ingester.ingest([second])]

    assert outcomes(reports) == [("story", "added"), ("story", "unchanged")]


def test_a_file_that_was_moved_and_edited_is_a_revision(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """The file it came from is no more; from now on it is the new one."""
    opened = desk()
    first, second = two_of_one_name(tmp_path)
    list(opened.ingester.ingest([first]))
    first.unlink()

    (moved,) = opened.ingester.ingest([second])
    two_of_one_name(tmp_path)
    (back,) = opened.ingester.ingest([first])

    assert (moved.outcome, back.outcome) == ("revised", "failed")


def test_an_id_of_its_own_revises_from_anywhere(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """Who writes an id means that article."""
    opened = desk()
    first = write_article(tmp_path, "d1/story.md", "Lamps are lit.")
    second = write_article(tmp_path, "d2/other.md", "Ropes.", id="story")

    reports = [*opened.ingester.ingest([first]), *opened.ingester.ingest([second])]

    assert outcomes(reports) == [("story", "added"), ("story", "revised")]


def test_what_is_not_a_file_is_one_failed_report(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """And the others are taken in."""
    os.mkfifo(tmp_path / "pipe.md")
    write_article(tmp_path, "rope.md")

    reports = list(desk().ingester.ingest([tmp_path, Path("/dev/zero")]))

    assert outcomes(reports) == [(None, "failed"), ("rope", "added"), (None, "failed")]
    assert all("is not a file" in reports[n].reason for n in (0, 2))


def test_files_of_one_name_in_two_folders_are_two_articles(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """Without an id the folder is part of the identity."""
    for year in ("2020", "2021"):
        write_article(tmp_path / "in", f"{year}/lamps.md", f"Lamps of {year}.")

    reports = list(desk().ingester.ingest([tmp_path / "in"]))

    assert outcomes(reports) == [("2020-lamps", "added"), ("2021-lamps", "added")]


def test_a_file_name_that_is_not_utf8_is_taken_in(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """Its strange bytes are shown as such, and its report can be printed."""
    path = tmp_path / os.fsdecode(b"caf\xe9.md")
    path.write_text("Lamps are lit.", encoding="utf-8")

    (report,) = desk().ingester.ingest([tmp_path])

    assert (report.article_id, report.outcome) == ("caf", "added")
    assert report.origin.encode().endswith("caf\ufffd.md".encode())


def test_a_report_lists_the_missing_metadata(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """And what cleaning dropped."""
    path = tmp_path / "scrape.txt"
    path.write_text("date 2021-03-04 A lamp burns. More\n\nIt is dark.\n\nIt is dark.\n", encoding="utf-8")

    (report,) = desk().ingester.ingest([path])

    assert report.missing == ("title", "publisher", "author")
    assert report.dropped == ("More", "It is dark.")


def test_what_an_error_left_pending_is_finished_by_the_next_call(
    desk: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the same process: a full disk today does not hide an article, or bring an old one back, tomorrow."""
    opened = desk()
    first, second = write_article(tmp_path, "a.md", "Lamps."), write_article(tmp_path, "b.md", "Ropes.")
    with monkeypatch.context() as patch:
        patch.setattr(opened.indexes, "add", lambda _: os.write(-1, b""))
        with pytest.raises(OSError, match="Bad file descriptor"):
            list(opened.ingester.ingest([first]))

    (report,) = opened.ingester.ingest([second])

    assert report.outcome == "added"
    assert opened.catalogue.live_ids() == opened.indexes.ids() == {"a@1#0", "b@1#0"}


SUPPLIED = Supplied("Lumenor pauses", "The Harbour Post", date(2021, 3, 4))


def test_what_is_supplied_counts_more_than_the_file(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """And what is not supplied stays; the dateline goes with the day of publication."""
    opened = desk()
    path = write_article(tmp_path, "lamps.md", title="Lamps", author="Ann Lee", published="2020-01-01")

    (report,) = opened.ingester.ingest([path], SUPPLIED)

    article = opened.catalogue.article("lamps")
    assert report.missing == ()
    assert (article.title, article.publisher, article.author) == ("Lumenor pauses", "The Harbour Post", "Ann Lee")
    assert article.published == article.dateline == date(2021, 3, 4)


def test_a_dateline_of_its_own_stays(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """When only the day of publication is supplied."""
    opened = desk()
    path = write_article(tmp_path, "lamps.md", published="2020-01-01", dateline="2019-12-24")

    list(opened.ingester.ingest([path], SUPPLIED))

    assert opened.catalogue.article("lamps").dateline == date(2019, 12, 24)


def test_what_was_supplied_once_stays(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """A plain text has no place for it; with other words it is another text, and is asked for again."""
    opened = desk()
    path = tmp_path / "lamps.txt"
    path.write_text("Lamps are lit.", encoding="utf-8")
    list(opened.ingester.ingest([path], SUPPLIED))

    (again,) = opened.ingester.ingest([path])
    path.write_text("Ropes are coiled.", encoding="utf-8")
    (other,) = opened.ingester.ingest([path])

    assert (again.outcome, again.missing) == ("unchanged", ("author",))
    assert (other.outcome, other.missing[0]) == ("revised", "title")


def test_a_field_that_is_taken_out_of_front_matter_is_gone(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """The file says all that is known."""
    opened = desk()
    list(opened.ingester.ingest([write_article(tmp_path, "lamps.md", title="Lamps", author="Ann Lee")]))

    (report,) = opened.ingester.ingest([write_article(tmp_path, "lamps.md", author="Ann Lee")])

    assert report.outcome == "revised"
    assert opened.catalogue.article("lamps").title is None


def test_a_title_is_supplied_for_one_file_only(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """Two articles of one title would be a mistake."""
    write_article(tmp_path / "in", "a.md")
    write_article(tmp_path / "in", "b.md")

    with pytest.raises(
        InputError, match=r"^--title goes with one file or link; leave it out, or give them one by one\.$"
    ):
        list(desk().ingester.ingest([tmp_path / "in"], SUPPLIED))


def test_lines_of_one_file_are_articles_of_their_own(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """Reported by line; two of one id do not revise each other, and nothing changes the second time."""
    path = tmp_path / "lines.jsonl"
    path.write_text(
        '{"id": "a", "text": "Lamps are lit."}\nx\n{"id": "a", "text": "Ropes."}\n{"text": "Oars."}', encoding="utf-8"
    )
    opened = desk()

    first, second = list(opened.ingester.ingest([path])), list(opened.ingester.ingest([path]))

    assert outcomes(first) == [("a", "added"), (None, "failed"), (None, "failed"), ("lines-4", "added")]
    assert first[2].reason == f"{path} line 3 has the id a of {path} line 1; give it another."
    assert outcomes(second) == [("a", "unchanged"), (None, "failed"), (None, "failed"), ("lines-4", "unchanged")]
