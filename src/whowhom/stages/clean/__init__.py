"""Make a page of what a source gave: the article, its date and outlet, and what on it is no article."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from whowhom.errors import InputError
from whowhom.records import Genre, Page, Problem, Raw
from whowhom.rulebook.clean import CleanRules, load_clean_rules
from whowhom.stages.clean.credits import (
    ENGLISH,
    find_dateline,
    find_wire,
    guess_language,
    judge_genre,
    may_be_english,
)
from whowhom.stages.clean.decode import decode, without_surrogates
from whowhom.stages.clean.furniture import mark_furniture
from whowhom.stages.clean.html import Extracted, extract_article, parse_day

__all__ = ["CleanRules", "clean_page", "page_from_text"]

STAGE = "clean"
MOST_BYTES = 5_000_000
MOST_CHARACTERS = 200_000  # ten long newspaper pages; a longer text is no news page


def clean_page(raw: Raw, rules: CleanRules) -> tuple[Page | None, tuple[Problem, ...]]:
    """Bytes of a page in; the `Page`, or None where there is nothing to code, and the problems met out.

    A problem with a page beside it (a wrong date, characters that could not be decoded, a page too long)
    says what was left out; a problem without one says why the page is not coded.
    """
    notes: list[str] = []
    if raw.media_type == "application/json":
        page = _from_row(raw, rules, notes)
    elif raw.media_type == "text/html":
        page = _from_html(raw, rules, notes)
    else:
        page = _from_plain(raw, rules, notes)
    return page, tuple(Problem(source=raw.source, stage=STAGE, message=note) for note in notes)


def page_from_text(
    text: str,
    *,
    title: str = "",
    published: str | date | datetime | None = None,
    doc_id: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    rules: CleanRules | None = None,
) -> Page:
    """Text in; a `Page` with its furniture, wire, dateline, genre and language out.

    Raises InputError where the text is empty or not English, or `published` is no ISO date.
    """
    notes: list[str] = []
    day = parse_day(published) if isinstance(published, str) else published
    if isinstance(published, str) and day is None:
        raise InputError(_date_note(published))
    said = Extracted(text=text, title=title, published=day, outlet=outlet, url=url)
    page = _build(said, rules or load_clean_rules(), notes, source="", doc_id=doc_id)
    if page is None:
        raise InputError("; ".join(notes))
    return page


def _from_html(raw: Raw, rules: CleanRules, notes: list[str]) -> Page | None:
    html = _decoded(raw.content, notes, markup=True)
    latest = raw.fetched.date() + timedelta(days=1) if raw.fetched else None
    said = extract_article(html, latest=latest, is_english=lambda text: may_be_english(text, rules))
    if said is None:
        notes.append("page is no readable HTML; check that it was saved whole")
        return None
    if said.foreign:
        notes.append(_only_english(said.language or "", rules))
        return None
    if said.url is None and raw.url is not None:
        said = replace(said, url=raw.url)
    return _build(said, rules, notes, source=raw.source)


def _from_plain(raw: Raw, rules: CleanRules, notes: list[str]) -> Page | None:
    return _build(Extracted(text=_decoded(raw.content, notes, markup=False)), rules, notes, source=raw.source)


def _from_row(raw: Raw, rules: CleanRules, notes: list[str]) -> Page | None:
    """Make a page of one row of a table; a field that makes no sense is left out, and said."""
    try:
        row = json.loads(raw.content)
    except (ValueError, RecursionError) as error:
        notes.append(f"row is no JSON ({error}); mend or remove it")
        return None
    if not isinstance(row, dict):
        notes.append("row is no JSON object; write one object with the field text")
        return None
    text = row.get("text")
    if not isinstance(text, str):
        notes.append(f"field text: must be text, not {_kind(text)}; mend or remove the row")
        return None
    said = Extracted(
        text=text,
        title=_field(row, "title", notes) or "",
        url=_field(row, "url", notes),
        outlet=_field(row, "outlet", notes),
        byline=_field(row, "author", notes) or "",
        published=_day(row, "published", notes),
        modified=_day(row, "modified", notes),
    )
    return _build(said, rules, notes, source=raw.source, doc_id=_field(row, "doc_id", notes))


def _field(row: Mapping[str, Any], name: str, notes: list[str]) -> str | None:
    """Give a field that is text or a whole number; None, with a note, where it is anything else."""
    value = row.get(name)
    if value is None or isinstance(value, str):
        return without_surrogates(value)[0] if value else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    notes.append(f"field {name}: must be text, not {_kind(value)}; coded without it")
    return None


def _day(row: Mapping[str, Any], name: str, notes: list[str]) -> date | datetime | None:
    value = row.get(name)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    day = parse_day(str(value) if isinstance(value, int) else value)
    if day is None:
        notes.append(_date_note(value, name))
    return day


def _date_note(value: object, name: str = "published") -> str:
    return f"field {name}: {str(value)[:40]!r} is no ISO date; write it as 2021-02-22 (coded without it)"


def _kind(value: object) -> str:
    names = {"NoneType": "empty", "dict": "an object", "list": "a list", "bool": "true or false"}
    return names.get(type(value).__name__, "a number")


def _decoded(content: bytes, notes: list[str], *, markup: bool) -> str:
    """Decode a page; one too long is cut, and characters lost are counted."""
    if len(content) > MOST_BYTES:
        notes.append(f"page has {len(content):,} bytes; only the first {MOST_BYTES:,} are coded")
        content = content[:MOST_BYTES]
    text, lost = decode(content, markup=markup)
    if lost:
        notes.append(f"{lost:,} characters could not be decoded and were replaced; check the page's encoding")
    return text


def _only_english(language: str, rules: CleanRules) -> str:
    return f"text is {rules.languages.get(language, 'not English')} ({language}); only English is coded"


def _build(
    said: Extracted, rules: CleanRules, notes: list[str], *, source: str, doc_id: str | None = None
) -> Page | None:
    """Make the page; None, with a note, where there is no English article in it."""
    text, lost = without_surrogates(said.text)
    if lost:
        notes.append(f"{lost:,} characters are broken Unicode and were replaced; check the source's encoding")
    if len(text) > MOST_CHARACTERS:
        notes.append(f"text has {len(text):,} characters; only the first {MOST_CHARACTERS:,} are coded")
        text = text[:MOST_CHARACTERS]
    if not text.strip():
        notes.append("page has no article text; nothing to code")
        return None
    language = guess_language(text, rules) or (said.language if said.language in rules.languages else None)
    if language not in (None, ENGLISH):
        notes.append(_only_english(language, rules))
        return None
    title = without_surrogates(said.title)[0]
    url = without_surrogates(said.url)[0] if said.url else None
    furniture = mark_furniture(text, rules, title=title)
    return Page(
        doc_id=doc_id or _identity(url or source, title, text),
        text=text,
        title=title,
        url=url,
        outlet=said.outlet or _host(url),
        wire=find_wire(text, said.byline, url, rules),
        dateline=find_dateline(text, furniture, rules),
        language=language,
        published=said.published,
        modified=said.modified,
        genre=_genre(said, text, url, rules),
        furniture=furniture,
    )


def _genre(said: Extracted, text: str, url: str | None, rules: CleanRules) -> Genre:
    return judge_genre(rules, title=said.title, text=text, url=url, section=said.section, types=said.types)


def _identity(origin: str, title: str, text: str) -> str:
    """Name a page that came without an id: the same page from the same address has the same name."""
    return hashlib.sha256("\n".join((origin, title, text)).encode("utf-8")).hexdigest()[:16]


def _host(url: str | None) -> str | None:
    """Give the address's host without `www.`; None where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") or None if url else None
    except ValueError:
        return None
