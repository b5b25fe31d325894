"""What every export of articles comes to: an article's fields, its raw page, its day as ISO, its lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from email.utils import parsedate

from whowhom.records import Problem, Raw

STAGE = "read"
MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
ISO = re.compile(r"\b(\d{4}-\d{2}-\d{2}|(?:19|20)\d{6})(?!\d)")
WEEKDAY = re.compile(r"[A-Za-z]{3,9}day,?\s+")
LONGEST_DAY_LINE = 80  # "Monday, February 22, 2021 Monday 10:33 AM GMT, Late Edition - Final"
LONGEST_HINT = 60

Item = Raw | Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of an export, in the words of its file; what the file does not say is None."""

    text: str
    title: str | None = None
    doc_id: str | None = None
    url: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None  # ISO
    modified: str | None = None  # ISO
    cut: bool = False  # the file ends before the article does


def raw_articles(articles: Iterable[Article], name: str) -> Iterator[Item]:
    """Articles of a file in; a raw page each out, and a problem for one without text or with half of it."""
    for number, article in enumerate(articles, 1):
        source = f"{name}#{number}"
        if not article.text.strip():
            hint = f" ({article.title[:LONGEST_HINT]!r})" if article.title else ""
            message = f"article{hint} has no text; export it with its full text"
            yield Problem(source=source, stage=STAGE, message=message)
            continue
        row = {field.name: getattr(article, field.name) for field in fields(article) if field.name != "cut"}
        content = json.dumps({key: value for key, value in row.items() if value}).encode("ascii")
        yield Raw(source=source, content=content, media_type="application/json")
        if article.cut:
            message = "file breaks off within this article; it is read as far as it goes, get the file again"
            yield Problem(source=source, stage=STAGE, message=message)


def day_in(text: str) -> str | None:
    """Give the first day that a text names, as ISO; months are English, whatever the locale.

    >>> day_in("Monday, Feb. 22, 2021, Late Edition"), day_in("22 February 2021"), day_in("February 2021")
    ('2021-02-22', '2021-02-22', None)
    """
    if found := ISO.search(text):
        return moment_of(found[1])
    if found := MONTH_FIRST.search(text):
        return _day(found[2], found[1], found[3])
    if found := DAY_FIRST.search(text):
        return _day(found[1], found[2], found[3])
    return None


def begins_with_day(line: str) -> bool:
    """Tell whether a line is a day, a weekday and an edition put aside."""
    rest = WEEKDAY.sub("", line, count=1) if WEEKDAY.match(line) else line
    found = MONTH_FIRST.match(rest) or DAY_FIRST.match(rest) or ISO.match(rest)
    return found is not None and len(line) <= LONGEST_DAY_LINE and day_in(found[0]) is not None


def moment_of(value: str | None) -> str | None:
    """Give an ISO date or time, basic (20210222T1000Z) or extended, as extended ISO; None for another.

    A time without a zone says less than it seems, and becomes its day.
    """
    try:
        moment = datetime.fromisoformat((value or "").strip())
    except ValueError:
        return None
    return moment.isoformat() if moment.tzinfo else moment.date().isoformat()


def _day(day: str, month: str, year: str) -> str | None:
    # The parser of e-mail dates knows English months by heart, strptime only those of the locale.
    parts = parsedate(f"{day} {month} {year} 00:00") or parsedate(f"{day} {_short(month)} {year} 00:00")
    try:
        return date(int(year), parts[1], int(day)).isoformat() if parts else None
    except ValueError:
        return None


def _short(month: str) -> str:
    return month[:3] if len(month) == 4 else month  # "Sept."


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a text: its words without margins, and its characters [start, end) in the text."""

    text: str
    start: int
    end: int


def lines_of(text: str) -> list[Line]:
    """Split a text at its line breaks, places kept."""
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append(Line(text=line.strip(), start=at, end=at + len(line)))
        at += len(line) + 1
    return lines


def between(text: str, lines: list[Line]) -> str:
    """Give the text of lines that follow one another, to the letter, blank margins put aside."""
    return text[lines[0].start : lines[-1].end].strip() if lines else ""
