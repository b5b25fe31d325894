"""Read exports of Nexis: those of Nexis Uni ("End of Document"), and older ones ("1 of 3 DOCUMENTS").

Both are the same fields in another order, as LexisNexis describes them in its help on downloads: Nexis Uni
puts the title first, then outlet and day, then labels (`Length: 345 words`), then the word Body; older ones
put outlet and day first, then the title, then labels in capitals, then the text.
"""

from __future__ import annotations

import re
from itertools import dropwhile

from whowhom.read.articles import Article, Line, begins_with_day, between, day_in, lines_of

START = re.compile(r"(?:\d+ of \d+ DOCUMENTS?|Document \d+ of \d+)", re.IGNORECASE)
END = "end of document"
LABEL = re.compile(r"([A-Za-z][A-Za-z-]{2,18}(?: [A-Za-z]+)?):\s*(.*)", re.DOTALL)
HEAD = frozenset(
    {"length", "byline", "section", "dateline", "highlight", "headline", "series", "edition", "body"}
)
TAIL = frozenset(
    {"load-date", "language", "publication-type", "document-type", "graphic", "subject", "geographic"}
    | {"organization", "company", "person", "ticker", "industry", "country", "state", "city", "type"}
    | {"notes", "correction", "correction-date", "url", "distribution", "journal-code", "acc-no"}
    | {"pub-type", "document-id", "enhancement", "copyright"}
)
COPYRIGHT = re.compile(
    r"copyright\s+(?:©|\(c\))?\s*(?:19|20)\d\d|©|\(c\) \d{4}|all rights reserved", re.IGNORECASE
)
MOST_WRAPPED = 12  # lines of one label below the text
BODY = ("Body", "Body:", "BODY", "BODY:")
NO_TITLE = "no headline in original"
MARGINS = r"[ \t\xa0\r]*"
BOUNDARY = re.compile(
    rf"^{MARGINS}(?:\d+ of \d+ DOCUMENTS?|Document \d+ of \d+|End of Document){MARGINS}$", re.M | re.I
)
MARKS = (
    re.compile(rf"^{MARGINS}LENGTH:\s*[\d,.]+ words\b", re.M | re.I),
    re.compile(rf"^{MARGINS}LOAD-DATE:\s*\S.*\d{{4}}", re.M | re.I),
    re.compile(rf"^{MARGINS}(?:Body|BODY):?{MARGINS}$", re.M),
    re.compile(rf"^{MARGINS}(?:BYLINE|SECTION|DATELINE|HIGHLIGHT|LANGUAGE|PUBLICATION-TYPE):", re.M | re.I),
)


def is_nexis(text: str) -> bool:
    """Tell an export of Nexis by several marks together: an article may hold any one of them."""
    found = [bool(mark.search(text)) for mark in MARKS]
    if BOUNDARY.search(text):
        return sum(found) >= 2
    return found[0] and found[1] and any(found[2:])


def read_nexis(text: str) -> list[Article]:
    """An export of Nexis in; its articles out, in order."""
    return [_article(text, chunk, cut) for chunk, cut in _chunks(lines_of(text))]


def _chunks(lines: list[Line]) -> list[tuple[list[Line], bool]]:
    """Give the lines of each article, and whether the mark of its end is missing."""
    starts = [n for n, line in enumerate(lines) if START.fullmatch(line.text)]
    if starts:
        return [(lines[a + 1 : b], False) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    ends = [n for n, line in enumerate(lines) if line.text.casefold() == END]
    if not ends:
        return [(lines, False)]
    chunks = [(lines[a:b], False) for a, b in zip([0, *(n + 1 for n in ends[:-1])], ends, strict=True)]
    rest = lines[ends[-1] + 1 :]
    if any(_label(line) in HEAD for line in rest):
        chunks.append((rest, True))
    return chunks


def _article(text: str, lines: list[Line], cut: bool) -> Article:
    lines = list(dropwhile(lambda line: not line.text, lines))
    first = next((n for n, line in enumerate(lines) if _label(line) in HEAD or _is_body(line)), len(lines))
    begin = _body_start(lines, first)
    body = lines[begin : _body_end(lines, begin)]
    title, outlet, published = _heading(lines[:first], capitals=_in_capitals(lines[first:begin]))
    said = _values([*lines[first:begin], *lines[begin + len(body) :]])
    title = said.get("headline") or title
    return Article(
        text=between(text, body).removeprefix("BODY:").lstrip(),
        title=None if title and title.casefold() == NO_TITLE else title,
        doc_id=said.get("acc-no") or None,
        outlet=outlet,
        author=said.get("byline") or None,
        published=published,
        cut=cut,
    )


def _label(line: Line) -> str:
    """Give the label that a line begins with, in small letters; "" where it begins with none."""
    found = LABEL.match(line.text)
    return found[1].lower() if found else ""


def _values(lines: list[Line]) -> dict[str, str]:
    """Give the value of each label, the lines in which it goes on included; the first of a label counts."""
    values: dict[str, str] = {}
    now: str | None = None
    for line in lines:
        found = LABEL.match(line.text)
        if found:
            now = None if found[1].lower() in values else found[1].lower()
        elif not line.text or _is_body(line):
            now = None
        if now is not None:
            values[now] = f"{values.get(now, '')} {found[2] if found else line.text}".strip()
    return values


def _is_body(line: Line) -> bool:
    return line.text in BODY


def _in_capitals(lines: list[Line]) -> bool:
    """Tell the older order of fields by its labels in capitals, given the lines of labels."""
    return any(_label(line) in HEAD and line.text[:4].isupper() for line in lines)


def _body_start(lines: list[Line], first: int) -> int:
    """Give the line that the text begins with: after the word Body, or after the labels."""
    for n in range(first, len(lines)):
        if _is_body(lines[n]):
            return n + 1
    n = first
    while n < len(lines) and (not lines[n].text or _label(lines[n]) in HEAD):
        label = _label(lines[n])
        if label == "body":
            return n
        wrapped = bool(label) and label != "length" and lines[n].text[:4].isupper()
        n += 1
        while wrapped and n < len(lines) and lines[n].text and _label(lines[n]) not in HEAD | TAIL:
            n += 1  # a byline or highlight that goes on in the next line
    return n


def _body_end(lines: list[Line], begin: int) -> int:
    """Give the line that the text ends before: what the export adds below it is left out."""
    end = next((n for n in range(begin, len(lines)) if _is_tail(lines[n])), len(lines))
    end = max((n for n in range(begin, end) if lines[n].text == "Graphic"), default=end)
    while end > begin:
        if not lines[end - 1].text or _is_below(lines[end - 1]):
            end -= 1
            continue
        top = end - 1
        while top > begin and lines[top - 1].text:
            top -= 1
        if top == begin or end - top > MOST_WRAPPED or not _is_below(lines[top]):
            return end
        end = top  # a label that goes on in the next lines
    return end


def _is_below(line: Line) -> bool:
    return _label(line) in TAIL or COPYRIGHT.match(line.text) is not None


def _is_tail(line: Line) -> bool:
    label = _label(line)
    if label == "load-date":
        return day_in(line.text) is not None
    return label == "publication-type" or line.text == "Classification" or line.text.casefold() == END


def _heading(lines: list[Line], *, capitals: bool) -> tuple[str | None, str | None, str | None]:
    """Give title, outlet and day from the lines above the labels."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if not line.text:
            blocks.append([])
        elif not COPYRIGHT.match(line.text):
            blocks[-1].append(line.text)
    said = [line for block in blocks for line in block]
    at = next((n for n, line in enumerate(said) if begins_with_day(line)), None)
    published = None if at is None else day_in(said[at])
    above = said if at is None else said[:at]
    if capitals:
        last = next((block for block in reversed(blocks) if block), [])
        outlet = above[0] if at is None and above else above[-1] if above else None
        after = last and last[0] != outlet and (at is None or said[at] not in last)
        return (" ".join(last) if after else None), outlet, published
    if len(above) == 2 or (at is not None and len(above) > 2):
        return above[-2], above[-1], published
    return (above[-1] if above else None), None, published
