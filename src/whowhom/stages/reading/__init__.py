"""Read a page as it was meant, every character still tied to the page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from whowhom.records import Page, Part, Reading, Reason
from whowhom.rulebook.meant import load_meanings
from whowhom.rulebook.reading import ReadingRules
from whowhom.stages.reading.draft import Draft, apply
from whowhom.stages.reading.layout import (
    drop_ledes,
    set_amounts,
    set_capitals,
    set_characters,
    set_lines,
    set_starts,
    set_titles,
    skip_furniture,
)
from whowhom.stages.reading.meant import find_meant, score_odd
from whowhom.stages.reading.words import Match, Words, choose, edit_swap, find_swaps, score_spin

__all__ = ["explain_words", "read_words"]


def read_words(page: Page, rules: ReadingRules) -> tuple[Page, Reading, Reading]:
    """`Page` in; the page with its spin score, and the readings of its title and its text, out.

    Furniture, datelines and by-lines are no part of the reading. Words of the table that have another sense
    only in spun pages are set right where the page is spun, and what a thesaurus put for words of news.
    """
    laid = (_lay(page, "title", rules), _lay(page, "text", rules))
    page = replace(page, spin=_score(laid[1], rules))
    title, text = (_set_words(item, page.spin, rules) for item in laid)
    return page, title.reading("title"), text.reading("text")


def explain_words(page: Page, rules: ReadingRules) -> tuple[Reason, ...]:
    """`Page` in; which row of the table was read where, out, for the title and the text."""
    laid = (_lay(page, "title", rules), _lay(page, "text", rules))
    spin = _score(laid[1], rules)
    reasons = []
    for item in laid:
        reading = item.draft.reading(item.part)
        for match in _valid(item, spin, rules):
            span = reading.span(item.words.starts[match.first], item.words.end(match.last - 1))
            reasons.append(Reason(field="reading", rule=match.swap.row, span=span))
    return tuple(reasons)


@dataclass(frozen=True, slots=True)
class Laid:
    """A part of the page with characters and lines set right, and the rows of the table that fit."""

    part: Part
    draft: Draft
    words: Words
    matches: list[Match]


def _lay(page: Page, part: Part, rules: ReadingRules) -> Laid:
    draft = Draft.of(page.title if part == "title" else page.text)
    if part == "text" and page.furniture:
        draft = skip_furniture(draft, page.furniture)
    draft = set_characters(draft, rules)
    if part == "text":
        draft = drop_ledes(draft, rules)
    draft = set_titles(set_lines(set_capitals(draft, rules), rules), rules)
    words = Words(draft.text)
    return Laid(part, draft, words, find_swaps(words, rules))


def _score(laid: Laid, rules: ReadingRules) -> float:
    """Score a page by the table's cues; where they leave doubt, by how many of its words are odd."""
    rows = choose(laid.matches)
    score = score_spin(laid.words, rows, rules)
    if not rules.spin.doubt <= score < rules.spin.spun:
        return score
    return max(score, score_odd(laid.words, rows, load_meanings(), rules.meant, rules.spin.per_words))


def _valid(laid: Laid, spin: float, rules: ReadingRules) -> list[Match]:
    """Give the rows that hold on this page; one of spun pages only never hides one that always holds."""
    if spin < rules.spin.spun:
        return choose(m for m in laid.matches if m.swap.always)
    rows = choose(laid.matches)
    return [*rows, *find_meant(laid.words, rows, load_meanings(), rules.meant)]


def _set_words(laid: Laid, spin: float, rules: ReadingRules) -> Draft:
    edits = [edit for match in _valid(laid, spin, rules) for edit in edit_swap(laid.words, match)]
    draft = apply(laid.draft, edits)
    if spin >= rules.spin.spun:
        draft = set_starts(draft)
    return set_amounts(draft, rules)
