"""Read files of one page or of many articles: text, HTML, DOCX, RTF and news XML.

Exports of Nexis, Factiva and ProQuest are told from plain pages by several marks together; a file that is
none is one page, as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO

from whowhom.errors import SourceError
from whowhom.read.articles import Article, Item, raw_articles
from whowhom.read.documents import docx_text, rtf_text
from whowhom.read.factiva import is_factiva, is_factiva_html, read_factiva, read_factiva_html
from whowhom.read.newsxml import read_news_xml
from whowhom.read.nexis import is_nexis, read_nexis
from whowhom.read.proquest import is_proquest, read_proquest
from whowhom.records import Problem, Raw

STAGE = "read"
MOST_FILE = 64 << 20  # bytes; exports hold some hundreds of articles
KINDS = frozenset({"html", "plain", "docx", "rtf", "xml"})
FORMATS: tuple[tuple[Callable[[str], bool], Callable[[str], list[Article]]], ...] = (
    (is_proquest, read_proquest),
    (is_nexis, read_nexis),
    (is_factiva, read_factiva),
)


def read_document(stream: IO[bytes], name: str, kind: str) -> Iterator[Item]:
    """A file of one of KINDS in; its page or its articles out. Raises SourceError where it is broken."""
    content = stream.read(MOST_FILE + 1)
    if len(content) > MOST_FILE:
        raise SourceError(
            f"{name}: is longer than {MOST_FILE:,} bytes; split it, or export fewer articles a file"
        )
    if kind == "docx":
        yield from _from_text(docx_text(content, name), name)
    elif kind == "rtf":
        text, broken = rtf_text(content, name)
        yield from _from_text(text, name)
        if broken:
            yield Problem(source=name, stage=STAGE, message="file breaks off; get it again")
    elif kind == "xml":
        articles = read_news_xml(content, name)
        yield from _page(content, name, "html") if articles is None else raw_articles(articles, name)
    else:
        articles = _articles(content, kind)
        yield from raw_articles(articles, name) if articles else _page(content, name, kind)


def _page(content: bytes, name: str, kind: str) -> Iterator[Item]:
    media = "text/html" if kind == "html" else "text/plain"
    yield Raw(source=name, content=content, media_type=media)


def _from_text(text: str, name: str) -> Iterator[Item]:
    """Give the articles of a text taken out of a word processor's file, or the text as one page."""
    if not text.strip():
        yield Problem(source=name, stage=STAGE, message="file holds no text; nothing to code")
        return
    articles = _read(text)
    if articles:
        yield from raw_articles(articles, name)
    else:
        yield from _page(text.encode("utf-8", "replace"), name, "plain")


def _articles(content: bytes, kind: str) -> list[Article]:
    """Give the articles of a file of text or HTML that is an export; none where it is a page."""
    from whowhom.stages.clean.decode import decode

    if kind == "html":
        if not is_factiva_html(content):
            return []
        return read_factiva_html(decode(content, markup=True)[0])
    return _read(decode(content, markup=False)[0])


def _read(text: str) -> list[Article]:
    return next((read(text) for is_one, read in FORMATS if is_one(text)), [])
