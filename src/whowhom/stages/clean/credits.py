"""Read off a page who is credited, where it was written, what kind of page it is, in which language."""

from __future__ import annotations

import functools
import re
from typing import Any
from urllib.parse import urlsplit

from whowhom.records import Genre, Span
from whowhom.rulebook.clean import CleanRules

HEAD = 1000
TAIL = 700
LEAD = 300
LANGUAGE_LENGTH = 120
LANGUAGE_SAMPLE = 1000
ENGLISH = "en"
ENGLISH_SHARE = 0.12
WORD = re.compile(r"\w+")
LANGUAGE_SURE = 0.9
LINE_START = re.compile(r"(?:^|\n)[ \t]*(?=\S)")
DATELINE_LINES = 6


def find_wire(text: str, byline: str, url: str | None, rules: CleanRules) -> str | None:
    """Give the agency that the page credits: in its dateline, byline, sign-off, copyright, address.

    "The minister told Reuters" credits nobody.
    """
    places = {"head": text[:HEAD], "tail": text[-TAIL:], "any": text}
    places |= {"byline": byline.strip(), "url": urlsplit(url).path if url and _is_url(url) else ""}
    for row in rules.credits:
        regex, place = rules.regex(row), places[row.where]
        if row.needs not in place:
            continue
        match = regex.fullmatch(place) if row.where in ("byline", "url") else regex.search(place)
        if match:
            return row.name or rules.wires.get(match["wire"]) or rules.wires[match["wire"].upper()]
    return None


def find_dateline(text: str, furniture: tuple[Span, ...], rules: CleanRules) -> str | None:
    """Give the place in front of the first sentence, as written: `MOSCOW` of "MOSCOW (AP) – Russian ...".

    A caption or byline above it (furniture) is passed over.
    """
    head = text[:HEAD]
    for number, match in enumerate(LINE_START.finditer(head)):
        if number == DATELINE_LINES:
            break
        if any(span.start <= match.end() < span.end for span in furniture):
            continue
        for row in rules.datelines:
            found = rules.regex(row).match(head, match.end())
            if found:
                return found["place"]
    return None


def judge_genre(
    rules: CleanRules,
    *,
    title: str,
    text: str,
    url: str | None,
    section: str = "",
    types: tuple[str, ...] = (),
) -> Genre:
    """Say what kind of page it is; the first row of the rules that fits decides, a report where none does."""
    address = urlsplit(url) if url and _is_url(url) else None
    values = {
        "type": types,
        "section": (section,) if section else (),
        "url": (address.path,) if address else (),
        "host": (address.netloc,) if address else (),
        "title": (title.strip(),),
        "lead": (text[:LEAD].replace("\n", " "),),
    }
    for row in rules.genres:
        if any(rules.regex(row).fullmatch(value) for value in values[row.field]):
            return row.genre
    return Genre.REPORT


def _is_url(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:  # "http://[not-an-address"
        return False
    return True


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)


def may_be_english(text: str, rules: CleanRules) -> bool:
    """Tell whether a text has enough English function words, or is too short to tell."""
    if len(text) < LANGUAGE_LENGTH:
        return True
    words = WORD.findall(text[:LANGUAGE_SAMPLE].lower())
    return sum(word in rules.english for word in words) >= ENGLISH_SHARE * max(len(words), 1)


def guess_language(text: str, rules: CleanRules) -> str | None:
    """Give the ISO 639-1 code of a text of 120 characters and more; None where it is shorter or unclear.

    A text with enough English function words is English; only others take the slower classifier.
    """
    if len(text) < LANGUAGE_LENGTH:
        return None
    if may_be_english(text, rules):
        return ENGLISH
    code, sure = _identifier().classify(text[:LANGUAGE_SAMPLE])
    return str(code) if sure >= LANGUAGE_SURE else None
