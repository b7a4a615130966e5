"""A folder of awkward files, made anew for each run: what is wrong with each, or the question that it must answer."""

import io
import json
import os
import random
import zipfile
from collections.abc import Iterable
from pathlib import Path

from pypdf import PdfReader, PdfWriter

ONE_LINE = 50 * 1024 * 1024
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


ORDERS = dict(
    order.split(":")
    for order in (
        "Tancred:anchors Alaric:ropes Wulfric:bells Bertram:mirrors Cuthbert:barrels "
        "Drusilla:oars Ermintrude:sails Florian:nets Gwendolen:coats Hildegard:kettles "
        "Isidore:clocks Jocasta:maps Kenelm:flags Leofric:ladders Mortimer:brooms "
        "Nicodemus:candles Osbert:chairs Peregrine:pumps Quentin:drums Rosalind:kites "
        "Sigismund:saws Ursula:hats Valentine:gloves Deep:spoons "
    ).split()
)
"""What each keeper ordered."""


def said(keeper: str) -> str:
    """A short article that nothing but its own file can answer about."""
    return f"{keeper} ordered nine {ORDERS[keeper]} from Lumenor on 4 March 2021. Nobody knows what for."


def question(keeper: str) -> str:
    """What it answers."""
    return f"How many {ORDERS[keeper]} did {keeper} order from Lumenor?"


def page(body: str, head: str = "") -> str:
    """A web page."""
    return f"<!DOCTYPE html><html><head><title>Lamps</title>{head}</head><body>{body}</body></html>"


def story(*keepers: str) -> str:
    """The body of a page that is long enough to be an article."""
    more = "<p>The harbour council heard of it on the evening of the same day, and asked for a written account.</p>"
    return (
        "<article><h1>Lamps for the north</h1>" + "".join(f"<p>{said(one)}</p>{more}" for one in keepers) + "</article>"
    )


def pdf(*pages: Iterable[str]) -> bytes:
    """A PDF with the given lines on its pages, written by hand."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 11 Tf 60 780 Td {shown} ET" if shown else ""
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size, start = len(objects) + 1, len(out)
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def encrypted(data: bytes) -> bytes:
    """The same PDF, locked."""
    writer, out = PdfWriter(PdfReader(io.BytesIO(data))), io.BytesIO()
    writer.encrypt("a password", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def docx(*paragraphs: str, prolog: str = "", part: str = "word/document.xml") -> bytes:
    """A Word file."""
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    return zipped({part: f'{prolog}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'})


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


LAUGHS = (
    "<!DOCTYPE x ["
    + '<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
WRAPPED = [
    "The Harbour Post",
    "The storm put out every light on the coast but that of the tower at Skerry, where",
    "the keeper had trimmed it by hand. Tancred ordered nine anchors from the inter-",
    "national maker Lumenor on 4 March 2021.",
]
NOISE = random.Random(7).randbytes(4000)

BAD: dict[str, tuple[bytes, str]] = {
    "bomb.docx": (zipped({"word/document.xml": b"<" + b" " * (80 << 20)}), "unpacks to more than 64 MB"),
    "laughs.docx": (docx("&j;", prolog=LAUGHS), "is damaged and cannot be read"),
    "sheet.docx": (docx("Words.", part="xl/workbook.xml"), "is not a Word file"),
    "not-a-zip.docx": (b"Words.", "is not a Word file"),
    "half.docx": (docx("Words. " * 200)[:-30], "is not a Word file"),
    "empty.docx": (docx(), "holds no text"),
    "encrypted.pdf": (encrypted(pdf(["Words."])), "is locked with a password"),
    "loop.pdf": (pdf(["Words."]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), "cannot be read"),
    "pictures.pdf": (pdf([], []), "holds pictures of pages and no text"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type", "is damaged and cannot be read"),
    "empty.pdf": (b"", "is damaged and cannot be read"),
    "deep.html": (page("<div>" * 10_000 + f"<p>{said('Deep')}</p>" + "</div>" * 10_000).encode(), "holds no article"),
    "scripts.html": (page("<script>" + "var a = 'lamp';" * 5000 + "</script>").encode(), "holds no article"),
    "headline.html": (page("<h1>Lumenor stops selling lamps</h1>").encode(), "holds a headline and no text"),
    "empty.html": (b"", "holds no article"),
    "empty.txt": (b"", "holds no text"),
    "blank.txt": (b" \n" * 100_000, "holds no text"),
    "binary.txt": (NOISE, "is not text"),
    "noise.txt": (NOISE.replace(b"\0", b"\1"), "is not text"),
    "nulls.txt": (b"Lamps\0are\0lit at dusk, every day of the year, by hand.", "is not text"),
    "long.txt": (b"lamp " * 400_000, "has more than 1,000,000 characters of text"),
    "bad-yaml.md": (b"---\ntitle: a: b\n---\nWords.", "the front matter is not YAML"),
    "aliases.md": (b"---\na: &a [x]\nb: &b [*a, *a]\ntitle: *b\n---\nWords.", "title must be text"),
    "old.doc": (b"\xd0\xcf\x11\xe0", "is not an article"),
    "story.rtf": (rb"{\rtf1 Words.}", "is not an article"),
    "deep.jsonl": (b"[" * 100_000, "line 1 is not a JSON object"),
    "wrong-id.jsonl": (b'{"id": "../../up", "text": "Words."}\n', "must be letters, digits and hyphens"),
}
"""What each holds, and what must be said of it."""

GOOD: dict[str, tuple[bytes, str]] = {
    "wrapped.pdf": (pdf(WRAPPED), "Tancred"),
    "a-pdf.txt": (pdf(said("Alaric").replace(". ", ".|").split("|")), "Alaric"),
    "xref-loop.pdf": (pdf([said("Wulfric")]).replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 9"), "Wulfric"),
    "good.docx": (docx("Lamps", said("Bertram")), "Bertram"),
    "utf-16.txt": (said("Cuthbert").encode("utf-16"), "Cuthbert"),
    "utf-16-unmarked.txt": (said("Drusilla").encode("utf-16-be"), "Drusilla"),
    "utf-32.txt": (b"\xff\xfe\0\0" + said("Ermintrude").encode("utf-32-le"), "Ermintrude"),
    "latin.txt": (("Caf\xe9 M\xf6we. " + said("Florian")).encode("latin-1"), "Florian"),
    "wrong-declaration.html": (
        page(story("Gwendolen") + "<p>Das Caf\xe9 am Hafen \xf6ffnet wieder.</p>", '<meta charset="utf-8">').encode(
            "latin-1"
        ),
        "Gwendolen",
    ),
    "stray.txt": (("“Lamps” – \n\n" * 60 + said("Hildegard")).encode() + b" \xff", "Hildegard"),
    "right-to-left.txt": (f"המנורות של הנמל כבו אתמול בלילה. {said('Isidore')}".encode(), "Isidore"),
    "no-date.html": (page(story("Jocasta")).encode(), "Jocasta"),
    "two-dates.txt": (f"4 March 2021\n5 March 2021\n\n{said('Kenelm')}".encode(), "Kenelm"),
    "..%2f..%2fetc%2fpasswd.txt": (said("Mortimer").encode(), "Mortimer"),
    "..\\..\\up.txt": (said("Nicodemus").encode(), "Nicodemus"),
    "new\nline.txt": (said("Osbert").encode(), "Osbert"),
    "💡" * 60 + ".txt": (said("Peregrine").encode(), "Peregrine"),
    "codes.txt": (f"\x1b[31m\n\n{said('Quentin')}\x07\n\n\x9b2J".encode(), "Quentin"),
    "a-page.txt": (page(story("Rosalind")).encode(), "Rosalind"),
    "unclosed.html": (page(story("Sigismund")).encode()[:-40], "Sigismund"),
    "wide.html": (page(story("Ursula")).encode("utf-16"), "Ursula"),
}
"""What each holds, and the keeper whom it must answer about."""

LINES = [
    {"id": "lines-good", "title": "Lamps", "text": said("Valentine")},
    {"text": ""},
    {"id": "lines-good", "text": "X"},
]


HEADLINE = "Leofric orders nine ladders from Lumenor"


def make(folder: Path) -> None:
    """Write them all, with links, pipes and folders beside them."""
    folder.mkdir()
    for name, (content, _) in {**BAD, **GOOD}.items():
        (folder / name).write_bytes(content)
    (folder / "lines.jsonl").write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    with (folder / "one-line.txt").open("wb") as file:
        for _ in range(50):
            file.write(b"lamp " * (ONE_LINE // 250))
    (folder / "headline.txt").write_text(HEADLINE, encoding="utf-8")
    (folder / "folder.txt").mkdir()
    (folder / "gone.txt").symlink_to("nowhere.txt")
    (folder / "ring.txt").symlink_to("ring.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "everything").symlink_to("/")
    (folder / "linked.txt").symlink_to("latin.txt")
    os.mkfifo(folder / "pipe.txt")


ELSE = {
    "lines.jsonl line 2": "holds no text",
    "lines.jsonl line 3": "has the id lines-good of",
    "one-line.txt": "is larger than 20 MB",
    "gone.txt": "cannot be read: no such file",
    "ring.txt": "cannot be read: too many levels of symbolic links",
    "zero.txt": "is not a file",
    "pipe.txt": "is not a file",
}
"""What must be said of the rest."""
