"""Read exports of Factiva, RTF and HTML: with field codes ("HD", "AN"), and as the articles are displayed.

The codes are those of Dow Jones' "Factiva field codes" (HD headline, BY author, WC words, PD day, SN source,
LP lead paragraph, TD text, AN accession number). An article with codes begins at HD; one without ends at the
line "Document LBA0000020210222eh2m000ab".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import Any

from whowhom.read.articles import Article, Line, begins_with_day, between, day_in, lines_of

CODES = frozenset(
    {"SE", "HD", "CLM", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD"}
    | {"ART", "CT", "RF", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN", "DLN"}
)
CODE = "|".join(sorted(CODES))
MARGIN = r"[ \t\xa0\r]*"
# How a code is told from its value, likeliest first: a cell's bar; a tab, blanks or the end of the line.
SEPARATORS = (rf"{MARGIN}\|", rf"[ \xa0]*\t|[ \xa0]{{2,}}|\xa0|{MARGIN}$")
PROOF = ("PD", "SN", "WC", "TD", "LP", "AN")  # codes of which an article has three
ACCESSION = re.compile(r"Document ([A-Z]{2,8}[0-9][0-9A-Za-z]{14,34})")
WORDS = re.compile(r"[\d,.]+ words")
TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?(?: [A-Z]{2,4})?", re.IGNORECASE)
COPYRIGHT = re.compile(r"copyright\b.{0,20}\d{4}|©|\(c\)\s|all rights reserved", re.IGNORECASE)
SHORT_CODE = re.compile(r"[A-Z0-9]{2,10}")
LANGUAGE = "english"
MOST_HEAD = 16  # lines of an article's head
LAST_OF_HEAD = 10  # day, time, outlet, code, page, edition, language, copyright
MOST_BYLINE = 8  # words of a line that may be a byline
BYLINE = re.compile(r"by\s", re.IGNORECASE)
BARE = " |\t\xa0\r\n"
DISPLAYED = re.compile(rb"""class=["']?article \w\wArticle\b""")
CELLS = tuple(re.compile(rb">\s*%s\s*<" % code) for code in (b"HD", b"PD", b"SN", b"AN"))
ARTICLE = re.compile(r"article \w\wArticle\b")
HEADLINE = re.compile(r"Headline$", re.IGNORECASE)
BLOCKS = ("p", "div", "h1", "h2", "h3", "li")

Fields = Sequence[tuple[str, str]]


def is_factiva(text: str) -> bool:
    """Tell an export of Factiva by several marks together."""
    return _coded(text) is not None or _is_displayed(lines_of(text))


def read_factiva(text: str) -> list[Article]:
    """The text of an export of Factiva in; its articles out, in order."""
    fields = _coded(text)
    if fields is not None:
        return _from_codes(fields)
    lines = lines_of(text)
    return [_displayed(text, *chunk) for chunk in _chunks(lines)]


# --- with field codes -----------------------------------------------------------------------------


def _coded(text: str) -> Fields | None:
    """Give the codes of a text with their values; None where it is no list of them."""
    for separator in SEPARATORS:
        mark = re.compile(rf"^[ \xa0|]*({CODE})(?:{separator})", re.MULTILINE)
        found = list(mark.finditer(text))
        codes = {match[1] for match in found}
        if "HD" in codes and sum(code in codes for code in PROOF) >= 3:
            ends = [*(match.start() for match in found[1:]), len(text)]
            return [(m[1], text[m.end() : end].strip(BARE)) for m, end in zip(found, ends, strict=True)]
    return None


def _from_codes(fields: Fields) -> list[Article]:
    starts = [n for n, (code, _) in enumerate(fields) if code == "HD"]
    ends = [*starts[1:], len(fields)]
    return [_coded_article(fields[a:b], last=b == len(fields)) for a, b in zip(starts, ends, strict=True)]


def _coded_article(fields: Fields, *, last: bool) -> Article:
    said: dict[str, str] = {}
    for code, value in fields:
        said.setdefault(code, value)
    parts = [said[code] for code in ("LP", "TD") if said.get(code)]
    number = ACCESSION.search(said.get("AN", ""))
    return Article(
        text="\n\n".join(parts),
        title=_one_line(said.get("HD")),
        doc_id=number[1]
        if number
        else _one_line(said.get("AN", "").removeprefix("Document ").partition("\n")[0]),
        outlet=_one_line(said.get("SN")),
        author=_one_line(said.get("BY")),
        published=day_in(said.get("PD", "")),
        cut=last and "AN" not in said and bool(parts),
    )


def _one_line(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


# --- as displayed ---------------------------------------------------------------------------------


def _is_displayed(lines: list[Line]) -> bool:
    """Tell articles as displayed: an accession number at the end, and number of words before a day."""
    if not any(ACCESSION.fullmatch(line.text) for line in lines):
        return False
    said = [line.text for line in lines if line.text]
    return any(WORDS.fullmatch(a) and begins_with_day(b) for a, b in pairwise(said))


def _chunks(lines: list[Line]) -> Iterator[tuple[list[Line], str | None]]:
    """Give each article's lines and accession number; a last one that breaks off has none."""
    start = 0
    for n, line in enumerate(lines):
        if number := ACCESSION.fullmatch(line.text):
            yield lines[start:n], number[1]
            start = n + 1
    rest = lines[start:]
    if any(WORDS.fullmatch(line.text) for line in rest):
        yield rest, None


def _displayed(text: str, lines: list[Line], number: str | None) -> Article:
    filled = [n for n, line in enumerate(lines) if line.text]
    at = next((k for k, n in enumerate(filled[:MOST_HEAD]) if WORDS.fullmatch(lines[n].text)), None)
    if at is None:
        return Article(text=between(text, lines), doc_id=number, cut=number is None)
    title, author = _named([lines[n].text for n in filled[:at]])
    head = [lines[n].text for n in filled[at + 1 : at + 1 + MOST_HEAD]]
    length = _head_length(head)
    body = filled[at + 1 + length :]
    named = [line for line in head[:length] if not TIME.fullmatch(line)]
    dated = bool(named) and begins_with_day(named[0])
    return Article(
        text=between(text, lines[body[0] :]) if body else "",
        title=title,
        doc_id=number,
        outlet=next(iter(named[1:] if dated else named), None),
        author=author,
        published=day_in(named[0]) if dated else None,
        cut=number is None,
    )


def _named(lines: list[str]) -> tuple[str | None, str | None]:
    """Give title and author from the lines above the number of words: [section] title [author]."""
    if len(lines) >= 2 and (BYLINE.match(lines[-1]) or len(lines) > 2):
        return lines[-2], lines[-1]
    if len(lines) == 2 and len(lines[1].split()) <= MOST_BYLINE < len(lines[0].split()):
        return lines[0], lines[1]
    return (lines[-1] if lines else None), None


def _head_length(lines: list[str]) -> int:
    """Count the lines of day, time, outlet, code, language and copyright that stand above the text."""
    for test in (COPYRIGHT.match, _is_language, SHORT_CODE.fullmatch):
        first = next((n for n, line in enumerate(lines[:LAST_OF_HEAD]) if test(line)), None)
        if first is not None:
            rest = takewhile(COPYRIGHT.match, lines[first + 1 :])
            return first + 1 + sum(1 for _ in rest)
    return min(2, len(lines))


def _is_language(line: str) -> bool:
    return line.casefold() == LANGUAGE


# --- HTML -----------------------------------------------------------------------------------------


def is_factiva_html(content: bytes) -> bool:
    """Tell an export in HTML by the class of its articles, or by its cells of codes."""
    return bool(DISPLAYED.search(content)) or all(cell.search(content) for cell in CELLS)


def read_factiva_html(html: str) -> list[Article]:
    """An export of Factiva in HTML in; its articles out, none where it holds none after all."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    if root is None:
        return []
    fields = [field for row in root.iter("tr") if (field := _cells(row))]
    if any(code == "HD" for code, _ in fields):
        return _from_codes(fields)
    return [
        _displayed_html(element) for element in root.iter("div") if ARTICLE.match(element.get("class") or "")
    ]


def _cells(row: Any) -> tuple[str, str] | None:
    """Give code and value of a row of a table; None where it is no field."""
    cells = row.findall("td")
    code = _words(cells[0]) if len(cells) >= 2 else ""
    return (code, "\n".join(_blocks(cells[1]))) if code in CODES else None


def _displayed_html(element: Any) -> Article:
    text = "\n".join(_blocks(element))
    chunk = next(_chunks(lines_of(text)), (lines_of(text), None))
    article = _displayed(text, *chunk)
    title = next((_words(e) for e in element.iter() if HEADLINE.search(e.get("class") or "")), None)
    author = next((_words(e) for e in element.iter("div") if e.get("class") == "author"), None)
    return replace(article, title=title, author=author) if title else article


def _blocks(element: Any) -> list[str]:
    """Give the paragraphs of an element, blanks as a browser shows them."""
    inner = [
        e
        for e in element.iter(*BLOCKS)
        if e is not element and not any(True for _ in e.iterdescendants(*BLOCKS))
    ]
    return [words for e in inner or [element] if (words := _words(e))]


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
