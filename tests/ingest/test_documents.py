"""PDF and Word files: what is shown of them is read, and what programs write into them is not believed."""

import io
import zipfile

import pytest
from pypdf import PdfReader, PdfWriter

from core.errors import UnreadableArticle
from ingest.docx import parse_docx
from ingest.pdf import parse_pdf
from ingest.read import Loaded, read
from tests.ingest.awkward import WORD, docx, encrypted, pdf, zipped

CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
DC = "http://purl.org/dc/elements/1.1/"


def with_information(data: bytes, **fields: str) -> bytes:
    """The same PDF, with fields such as Title."""
    writer, out = PdfWriter(PdfReader(io.BytesIO(data))), io.BytesIO()
    writer.add_metadata({f"/{key}": value for key, value in fields.items()})
    writer.write(out)
    return out.getvalue()


def test_a_pdf_is_its_paragraphs_without_running_heads() -> None:
    """A sentence that goes on over the page is one; heads and page numbers are dropped, and named."""
    towers = "Skerry Hallin Ostrel Varga Tull Cold Grey Hallow Brandt".split()
    lines = [f"the lamps of {tower} tower were lit by hand on every evening of the year, then" for tower in towers]
    pages = [["The Harbour Post, 4 March 2021", *lines[n * 3 :][:3], str(n + 1)] for n in range(3)]

    (found,) = read(pdf(*pages), "a.pdf")

    assert isinstance(found, Loaded)
    assert found.article.text == " ".join(lines)
    assert found.dropped == ("The Harbour Post, 4 March 2021", "1", "2", "3")


@pytest.mark.parametrize(("title", "found"), [("Lamps go out", "Lamps go out"), ("Microsoft Word - draft7.docx", None)])
def test_the_title_of_a_pdf_counts_where_its_first_page_says_the_same(title: str, found: str | None) -> None:
    """So does its author; the day on which it was made is no day of publication."""
    data = with_information(
        pdf(["Lamps go out", "By Ann Lee", "It is dark."]), Title=title, Author="jt-desktop", CreationDate="D:20210304"
    )

    known = parse_pdf(data, "a.pdf")

    assert (known.title, known.author, known.published) == (found, None, None)


def test_a_pdf_that_is_locked_against_changes_only_is_read() -> None:
    """It opens without a password, as it does for everybody."""
    writer, out = PdfWriter(PdfReader(io.BytesIO(pdf(["Lamps go out."])))), io.BytesIO()
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(out)

    assert parse_pdf(out.getvalue(), "a.pdf").text.strip() == "Lamps go out."
    with pytest.raises(UnreadableArticle, match=r"^a\.pdf is locked with a password; save it without one\.$"):
        parse_pdf(encrypted(pdf(["Words."])), "a.pdf")


def word(body: str, about: str = "") -> bytes:
    """A Word file of this XML."""
    markup = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    document = f'<w:document xmlns:w="{WORD}" xmlns:mc="{markup}"><w:body>{body}</w:body></w:document>'
    core = f'<cp:coreProperties xmlns:cp="{CORE}" xmlns:dc="{DC}">{about}</cp:coreProperties>'
    return zipped({"word/document.xml": document, "docProps/core.xml": core})


def run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def test_a_word_file_is_what_it_shows() -> None:
    """Insertions, links, tables and text boxes, each once; nothing that was deleted, and no codes of fields."""
    body = (
        f"<w:p>{run('It ')}<w:ins>{run('still ')}</w:ins><w:del>{run('no longer ', 'delText')}</w:del>{run('burns')}"
        f"<w:r><w:tab/></w:r><w:hyperlink>{run('here.')}</w:hyperlink>{run('PAGE', 'instrText')}</w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('Cell')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:sdt><w:sdtContent><w:p>{run('Control')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p>{run('Before.')}<w:r><mc:AlternateContent><mc:Choice><w:p>{run('Box')}</w:p></mc:Choice>"
        f"<mc:Fallback><w:p>{run('Box')}</w:p></mc:Fallback></mc:AlternateContent></w:r></w:p><w:p/>"
    )

    assert parse_docx(word(body), "a.docx").text.split("\n\n") == [
        "It still burns here.",
        "Cell",
        "Control",
        "Before.",
        "Box",
    ]


def test_the_title_of_a_word_file_is_its_paragraph_in_that_style() -> None:
    """It is not said twice."""
    style = '<w:pPr><w:pStyle w:val="Title"/></w:pPr>'

    found = parse_docx(word(f"<w:p>{style}{run('Lamps')}</w:p><w:p>{run('It is dark.')}</w:p>"), "a.docx")

    assert (found.title, found.text) == ("Lamps", "It is dark.")


def test_properties_of_a_word_file_count_where_its_text_says_the_same() -> None:
    """Programs fill them in."""
    body = f"<w:p>{run('Lamps go out')}</w:p><w:p>{run('By Ann Lee')}</w:p>"

    true = parse_docx(word(body, "<dc:title>Lamps go out</dc:title><dc:creator>Ann Lee</dc:creator>"), "a.docx")
    filled = parse_docx(word(body, "<dc:title>Template</dc:title><dc:creator>jt</dc:creator>"), "a.docx")

    assert (true.title, true.author) == ("Lamps go out", "Ann Lee")
    assert (filled.title, filled.author) == (None, None)


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    """Unpacking stops at what it says, and then the sum does not agree."""
    data = docx("Lamps. " * 5000)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        size = file.getinfo("word/document.xml").file_size

    lying = data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))

    assert lying != data
    with pytest.raises(UnreadableArticle, match="is not a Word file"):
        parse_docx(lying, "a.docx")
