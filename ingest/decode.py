"""Bytes to characters, whatever encoding a file was saved in."""

import codecs
import re

from core.errors import UnreadableArticle

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Byte order marks, longer ones first where one starts another."""
WESTERN = "cp1252"
SINGLE = tuple("cp1250 iso8859_2 cp1251 koi8_r cp1253 cp1254 cp1255 cp1256".split())
DOUBLE = tuple("shift_jis euc_jp gb18030 big5 euc_kr".split())
"""What files outside western Europe were saved in before UTF-8: a byte or two a letter."""
_BEYOND = bytes(range(0x80, 0x100))
_FEW = 0.25
"""Share of bytes beyond ASCII below which a text is in Latin letters with accents and quotation marks."""
_STRAY = 0.01
"""Share of characters beyond ASCII that may be broken in what is still UTF-8."""
_DECLARED = re.compile(rb"<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD = 4096


def decoded(data: bytes, name: str, declared: str | None = None) -> str:
    """The text of `data`: by its byte order mark, as UTF-8, as `declared` by who sent it or by itself, or by detection.

    A declaration counts only where the bytes bear it out; `UnreadableArticle` where they are no text.
    """
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if b"\0" in data:
        return _wide(data, name)
    found = _DECLARED.search(data[:_HEAD])
    named = [declared, found[1].decode("ascii", "replace") if found else None]
    for encoding in ["utf-8", *filter(None, map(_usable, named))]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _mended(data) or _detected(data, name)


def _wide(data: bytes, name: str) -> str:
    """UTF-16 without a mark: a NUL beside nearly every character of a text in Latin letters."""
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if data[start::2].count(0) > 0.8 * len(data) / 2 and min(data[1 - start :: 2], default=0) >= ord("\t"):
            return data.decode(encoding, errors="replace")
    raise UnreadableArticle(f"{name} is not text; save it as plain text or Markdown.")


def _usable(label: str | None) -> str | None:
    """Python's name of a declared encoding; Latin-1 means its Windows cousin, as in every browser."""
    try:
        known = codecs.lookup(label or "").name.replace("-", "_")
    except LookupError:
        return None
    if known in {"iso8859_1", "ascii"}:
        return WESTERN
    return known if known in {WESTERN, *SINGLE, *DOUBLE, "gbk", "gb2312", "cp932", "cp949", "iso8859_15"} else None


def _mended(data: bytes) -> str | None:
    """UTF-8 with a stray byte or two; None where that is not what it is."""
    text = data.decode("utf-8", errors="replace")
    beyond = sum(not character.isascii() for character in text)
    return text if text.count("\ufffd") <= _STRAY * beyond else None


def _detected(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(data, cp_isolation=[WESTERN, *SINGLE, *DOUBLE])
    best = matches.best()
    if best is None:
        raise UnreadableArticle(f"{name} is not text; save it as plain text or Markdown.")
    western = max((one.coherence for one in matches if WESTERN in one.could_be_from_charset), default=0.0)
    is_latin = 1 - len(data.translate(None, _BEYOND)) / len(data) < _FEW
    encoding = WESTERN if is_latin and best.coherence <= western else best.encoding
    try:
        if encoding in SINGLE and not best.coherence:
            raise LookupError
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        raise UnreadableArticle(f"{name} is in an encoding that cannot be told; save it as UTF-8.") from None
