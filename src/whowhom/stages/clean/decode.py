"""Bytes into text: byte order mark, UTF-8, declared charset, Windows-1252, in this order of trust."""

from __future__ import annotations

import codecs
import re

CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
HEAD = 4096
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
TEXT_CODECS = frozenset({"latin-1", "iso8859-1", "ascii"})
MOSTLY = 0.5


def decode(content: bytes, *, markup: bool) -> tuple[str, int]:
    """Bytes of a page in; its text and the number of characters that had to be replaced by U+FFFD out.

    A page that is UTF-8 but for a few bytes (cut in the middle of a character) is read as UTF-8.
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            return _replaced(content[len(mark) :].decode(name, "replace"), content)
    try:  # before the declared charset: many pages declare Latin-1 and send UTF-8
        return content.decode("utf-8"), 0
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(content):
        return _replaced(content.decode("utf-8", "replace"), content)
    declared = CHARSET.search(content[:HEAD]) if markup else None
    codec = _known(declared[1].decode("ascii", "replace")) if declared else None
    return _replaced(content.decode(codec or "cp1252", "replace"), content)


def _known(name: str) -> str | None:
    """Give the codec of a declared charset; browsers read Latin-1 and ASCII as Windows-1252."""
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    if not found._is_text_encoding:
        return None
    if found.name in TEXT_CODECS:
        return "cp1252"
    return None if found.name.startswith(("utf-16", "utf-32", "utf-7", "idna", "punycode")) else found.name


def _mostly_utf8(content: bytes) -> bool:
    """Tell whether the non-ASCII characters are mostly good UTF-8, as other encodings hardly ever are."""
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for c in text if c > "\x7f") - bad
    return good > 0 and good / (good + bad) >= MOSTLY


def _replaced(text: str, content: bytes) -> tuple[str, int]:
    return text, max(0, text.count("\ufffd") - content.count(b"\xef\xbf\xbd"))


def without_surrogates(text: str) -> tuple[str, int]:
    r"""Put U+FFFD for lone surrogates (JSON's "\ud800"), one for one: offsets stay; and count them."""
    if text.isascii() or not re.search("[\ud800-\udfff]", text):
        return text, 0
    return re.subn("[\ud800-\udfff]", "\ufffd", text)
