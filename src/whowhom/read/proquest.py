"""Read text exports of ProQuest: articles between rules of underscores, fields by label.

The labels are those that ProQuest's help names for the format "Text only".
"""

from __future__ import annotations

import re

from whowhom.read.articles import Article, Line, between, day_in, lines_of

RULE = re.compile(r"_{20,}")
START = re.compile(r"Document \d+ of \d+", re.IGNORECASE)
LABELS = frozenset(
    {"abstract", "accession number", "alternate title", "artist", "author", "author affiliation"}
    | {"business indexing term", "business indexing terms", "classification", "company", "column"}
    | {"company / organization", "company/organization", "copyright", "country of publication", "credit"}
    | {"database", "dateline", "document feature", "document type", "document url", "editor", "e-issn"}
    | {"edition", "first page", "full text", "identifier / keyword", "identifiers / keywords", "issn"}
    | {"issue", "language", "language of publication", "last updated", "links", "location", "number of pages"}
    | {"notes", "pages", "people", "person", "place of publication", "product name"}
    | {"proquest document id", "proquest document link", "publication date", "publication info"}
    | {"publication subject", "publication title", "publication year", "publisher", "rights", "section"}
    | {"source", "source attribution", "source type", "start page", "subject", "subtitle", "supplement"}
    | {"text word count", "title", "url", "volume", "word count", "year"}
)
OWN = ("full text", "publication title", "publication date", "proquest document id", "document url")
LABEL = re.compile(r"([A-Za-z][A-Za-z/ -]{2,24}):(?:\s+(.*))?$", re.DOTALL)
NO_TEXT = re.compile(r"(?:full text )?(?:is )?(?:not available|unavailable)\.?|null|none", re.IGNORECASE)


def is_proquest(text: str) -> bool:
    """Tell an export of ProQuest by several marks together: a rule, and labels that it writes."""
    lines = lines_of(text)
    labels = {_label(line) for line in lines}
    ruled = any(RULE.fullmatch(line.text) for line in lines)
    if not ruled and not {"full text", "proquest document id"} <= labels:
        return False
    return sum(label in labels for label in OWN) >= 2 and len(labels & LABELS) >= 3


def read_proquest(text: str) -> list[Article]:
    """An export of ProQuest in; its articles out, in order. What stands around them is passed over."""
    chunks: list[list[Line]] = [[]]
    for line in lines_of(text):
        if RULE.fullmatch(line.text):
            chunks.append([])
        else:
            chunks[-1].append(line)
    articles = [chunk for chunk in chunks if _is_article({_label(line) for line in chunk} - {""})]
    return [_article(text, chunk, cut=chunk is chunks[-1]) for chunk in articles]


def _is_article(labels: set[str]) -> bool:
    return "full text" in labels or len(labels) >= 2


def _label(line: Line) -> str:
    found = LABEL.match(line.text)
    label = found[1].lower() if found else ""
    return label if label in LABELS else ""


def _article(text: str, lines: list[Line], *, cut: bool) -> Article:
    body, rest = _split(lines)
    said: dict[str, str] = {}
    for line in rest:
        found = LABEL.match(line.text)
        if found and (label := _label(line)):
            said.setdefault(label, (found[2] or "").strip())
    first = next((n.text for n in rest if n.text and not START.fullmatch(n.text)), "")
    outlet = said.get("publication title") or said.get("publication info") or ""
    article = re.sub(r"\A[Ff]ull [Tt]ext:\s*", "", between(text, body))
    return Article(
        text="" if NO_TEXT.fullmatch(article) else article,
        title=said.get("title") or (None if _label_of(first) else first) or None,
        doc_id=said.get("proquest document id") or None,
        url=said.get("document url") or None,
        outlet=outlet.partition(";")[0].strip() or None,
        author=said.get("author", "").rstrip(". ") or None,
        published=day_in(said.get("publication date", "")) or day_in(said.get("publication info", "")),
        cut=cut and bool(article) and "publication title" not in said,
    )


def _label_of(text: str) -> str:
    return _label(Line(text=text, start=0, end=0))


def _split(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Part the lines of the text from those of the fields around it.

    A paragraph may begin like a field ("Location: a hall in Kyiv"). The publication's title always stands
    below the text, so the fields are those that lie above it without a paragraph between them.
    """
    begin = next((n for n, line in enumerate(lines) if _label(line) == "full text"), None)
    if begin is None:
        return [], lines
    sure = next((n for n in range(begin + 1, len(lines)) if _label(lines[n]) in OWN[1:]), None)
    if sure is None:
        end = next((n for n in range(begin + 1, len(lines)) if _starts_field(lines, n)), len(lines))
    else:
        end = sure
        for n in range(sure - 1, begin, -1):
            if _starts_field(lines, n):
                end = n
            elif lines[n].text and not lines[n - 1].text:
                break  # a paragraph that is no field
    return lines[begin:end], [*lines[:begin], *lines[end:]]


def _starts_field(lines: list[Line], n: int) -> bool:
    return bool(_label(lines[n])) and (not lines[n - 1].text or bool(_label(lines[n - 1])))
