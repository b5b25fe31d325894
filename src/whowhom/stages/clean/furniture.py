"""Find the parts of a text that are no article: menus, pleas, credits, captions, forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whowhom.records import Span
from whowhom.rulebook.clean import CleanRules, Furniture

LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-ZÀ-Þ0-9©@])")
WORD = re.compile(r"\w+")
HEAD_LINES = 8
LINK_LINES = 10
LINK_LENGTH = 140
STOPS = ".!?:;,\"”’'"
JOINT = re.compile(r"(\S+) (?=([A-Z][a-z]*)\b)")
TAIL = 0.4
TAIL_LENGTH = 600
Chunk = tuple[int, int]


def mark_furniture(text: str, rules: CleanRules, *, title: str = "") -> tuple[Span, ...]:
    """Text in; the spans of it that are no article out, in order, none touching another.

    Lines are tried first, then the sentences of each, then words anywhere; so a text that came without its
    line breaks is cleaned too. What no rule covers wholly stays article. The headline told again
    above the text is furniture.
    """
    low = text.lower()
    rows = [row for row in rules.furniture if any(word in low for word in row.words)]
    lines = _lines(text)
    marks = list(_headlines(text, lines, title))
    if not rows and not marks:
        return ()
    marks += _runs(text, [row for row in rows if row.unit == "run"], rules)
    marks += _line_marks(text, lines, [row for row in rows if row.unit == "line"], rules)
    for start, end in lines:
        marks += _sentence_marks(text, (start, end), [r for r in rows if r.unit == "sentence"], rules)
    return tuple(Span(part="text", start=start, end=end) for start, end in _merge(text, marks))


def _lines(text: str) -> list[Chunk]:
    """Give the lines that hold words, without the blanks around them."""
    return [chunk for m in LINE.finditer(text) if (chunk := _strip(text, m.start(), m.end()))]


def _strip(text: str, start: int, end: int) -> Chunk | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def split_sentences(text: str, start: int, end: int, rules: CleanRules) -> Iterator[Chunk]:
    """Give the sentences of a line, roughly: good enough to find those that a rule covers wholly."""
    first = start
    for match in SENTENCE_END.finditer(text, start, end):
        word = text[max(first, match.start() - 12) : match.start()].rsplit(None, 1)
        if text[match.start()] == "." and word and word[-1].lstrip("(\"“‘'") in rules.abbreviations:
            continue
        chunk = _strip(text, first, match.end())
        if chunk:
            yield chunk
        first = match.end()
    chunk = _strip(text, first, end)
    if chunk:
        yield chunk


def _headlines(text: str, lines: list[Chunk], title: str) -> Iterator[Chunk]:
    """Give the lines among the first that say what the title says, in the same words."""
    words = WORD.findall(title.casefold())
    for start, end in lines[:HEAD_LINES] if words and len(lines) > 1 else ():
        if end - start <= 2 * len(title) and WORD.findall(text[start:end].casefold()) == words:
            yield start, end


def _runs(text: str, rows: list[Furniture], rules: CleanRules) -> Iterator[Chunk]:
    for row in rows:
        for match in rules.regex(row).finditer(text):
            if match.end() > match.start():
                yield match.span()


def _covers(text: str, low: str, chunk: Chunk, row: Furniture, rules: CleanRules) -> bool:
    """Tell whether the row's pattern covers the whole chunk; `low` is the chunk in lower case."""
    start, end = chunk
    return (
        end - start <= row.most
        and any(word in low for word in row.words)
        and rules.regex(row).fullmatch(text, start, end) is not None
    )


def _line_marks(text: str, lines: list[Chunk], rows: list[Furniture], rules: CleanRules) -> Iterator[Chunk]:
    longest = max((row.most for row in rows), default=0)
    for number, (start, end) in enumerate(lines):
        if end - start > longest:
            continue
        low = text[start:end].lower()
        for row in rows:
            if row.where == "head" and number >= HEAD_LINES:
                continue
            if _covers(text, low, (start, end), row, rules):
                yield start, end
                if row.reach == "links":
                    yield from _links_after(text, lines, number)
                break


def _links_after(text: str, lines: list[Chunk], number: int) -> Iterator[Chunk]:
    """Give the lines after a heading such as "Read more" that are headlines.

    At the end of a page all short lines are; in its midst only those without a full stop.
    """
    rest = lines[number + 1 :]
    stopped = sum(text[end - 1] in STOPS for _, end in rest)
    if len(rest) <= LINK_LINES and all(end - start <= LINK_LENGTH for start, end in rest):
        if 2 * stopped <= len(rest):
            yield from rest
        return
    after = 0
    for start, end in rest[:LINK_LINES]:
        if end - start > LINK_LENGTH or text[end - 1] in STOPS:
            break
        after += 1
    if after >= 2:  # a lone line without full stop may be a subheading of the article
        yield from rest[:after]


def _sentence_marks(text: str, line: Chunk, rows: list[Furniture], rules: CleanRules) -> Iterator[Chunk]:
    low_line = text[line[0] : line[1]].lower()
    rows = [row for row in rows if any(word in low_line for word in row.words)]
    if not rows:
        return
    marked = -1
    for start, end in _unjoined(text, split_sentences(text, *line, rules), rules):
        if start == marked:
            continue
        low = text[start:end].lower()
        for row in rows:
            if row.where == "tail" and start < len(text) - TAIL_LENGTH:
                continue
            if _covers(text, low, (start, end), row, rules) and not _reports(text, (start, end), row, rules):
                marked = start
                yield start, len(text) if _ends_page(text, (start, end), row) else end
                break


def _reports(text: str, chunk: Chunk, row: Furniture, rules: CleanRules) -> bool:
    """Tell whether the chunk reports what somebody said, as no plea does."""
    return not row.reported and rules.speech.search(text, *chunk) is not None


def _unjoined(text: str, chunks: Iterator[Chunk], rules: CleanRules) -> Iterator[Chunk]:
    """Give sentences, and before each in which two ran together without a stop, the first of the two.

    "Contact us at tips@courier.example The vote was lost." Where the first is marked, the whole is not tried.
    """
    for start, end in chunks:
        for match in JOINT.finditer(text, start, end):
            joins = match[1][-1] in ":,;—–" or match[1].isdigit() or match[1].lower() in rules.joiners
            if match[2] in rules.starters and not joins:
                yield start, match.end(1)
                break
        yield start, end


def _ends_page(text: str, chunk: Chunk, row: Furniture) -> bool:
    """Tell whether all after the chunk is no article either: little follows, and much stands before."""
    return row.reach == "end" and len(text) - chunk[1] <= row.remaining and chunk[0] >= TAIL * len(text)


def _merge(text: str, marks: list[Chunk]) -> list[Chunk]:
    """Join marks that overlap or have nothing but blanks between them; strip blanks at their ends."""
    merged: list[Chunk] = []
    for start, end in sorted(marks):
        if merged and (start <= merged[-1][1] or not text[merged[-1][1] : start].strip()):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return [chunk for start, end in merged if (chunk := _strip(text, start, end))]
