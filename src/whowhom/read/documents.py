"""Turn word processors' files into text: DOCX and RTF, a paragraph a line."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from whowhom.errors import SourceError
from whowhom.read.archives import MOST_MEMBER, is_bomb

RTF = b"{\\rtf"
OLD_WORD = b"\xd0\xcf\x11\xe0"
MOST_UNPACKED = 4 * MOST_MEMBER  # bytes of all parts of a DOCX, pictures included
FIELD_LINK = re.compile(r"(\\fldinst\b[^{}]{0,200}(?:\{[^{}]{0,200})?)HYPERLINK\b", re.IGNORECASE)
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
ASIDE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}txbxContent"


def docx_text(content: bytes, name: str) -> str:
    """A DOCX in; its paragraphs out, a line each, tables' cells too. Raises SourceError where it is none."""
    from docx import Document
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph
    from lxml import etree

    if content.startswith(OLD_WORD):
        raise SourceError(f"{name}: is an old Word file, or one with a password; save it as DOCX without one")
    try:
        _check_size(content, name)
        document = Document(io.BytesIO(content))
        body = document.element.body
        found = [p for p in body.iter(qn("w:p")) if next(p.iterancestors(ASIDE), None) is None]
        return "\n".join(Paragraph(p, document._body).text for p in found)
    except (
        *(PythonDocxError, OpcError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError),
        *(ValueError, AttributeError, OSError, EOFError, RuntimeError, NotImplementedError),
    ) as error:
        raise SourceError(
            f"{name}: is no Word file that can be read ({_why(error)}); get it again"
        ) from error


def _check_size(content: bytes, name: str) -> None:
    """Refuse a DOCX that unpacks to far more than it holds."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(
        is_bomb(part.file_size, part.compress_size) for part in parts
    ):
        raise SourceError(f"{name}: unpacks to far more than a Word file holds; it was refused")


def rtf_text(content: bytes, name: str) -> tuple[str, bool]:
    """An RTF in; its text, and whether the file breaks off, out. Raises SourceError where it is none."""
    from striprtf.striprtf import rtf_to_text

    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(RTF):
        raise SourceError(f"{name}: is no RTF file; get it again, or give it the suffix of what it is")
    try:  # RTF is ASCII; programs that write more mean UTF-8 or Windows-1252
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        source = content.decode("cp1252", "replace")
    try:  # an address behind words is no word of the page
        text = rtf_to_text(FIELD_LINK.sub(r"\1LINK", source), errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, IndexError, KeyError, TypeError, LookupError, OverflowError) as error:
        raise SourceError(f"{name}: is no RTF that can be read ({_why(error)}); get it again") from error
    whole = content.rstrip(b"\0 \t\r\n").endswith(b"}")
    return PAIR.sub(lambda pair: _joined(pair[0]), text), not whole


def _joined(pair: str) -> str:
    """Give the one character that RTF writes as two halves."""
    return pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _why(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error).strip() else type(error).__name__
