"""Show coded pages, and why they were coded so, to be read on a terminal or in a plain file."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from typing import Final

from rich.console import Console, Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from whowhom.records import (
    Actor,
    Amount,
    Attribution,
    Coded,
    DateBasis,
    Event,
    Interval,
    Page,
    Stance,
    Status,
)

WIDE: Final = 96  # columns from which deed, parties and circumstances stand side by side
STYLES: Final = {
    Status.OCCURRED: "green",
    Status.ONGOING: "cyan",
    Status.PLANNED: "blue",
    Status.POSSIBLE: "yellow",
    Status.DENIED: "red",
}
ARROW: Final = " → "
LINK: Final = " › "
NOBODY: Final = "–"


def actor_text(actor: Actor) -> Text:
    """Give a party's name with its code and sector: `Vladimir Putin RUS GOV`."""
    tags = " ".join(filter(None, (actor.code, actor.sector)))
    return Text.assemble(actor.name or actor.text, (f" {tags}" if tags else "", "dim"))


def _many(actors: Iterable[Actor]) -> Text:
    return Text(", ").join(map(actor_text, actors)) or Text(NOBODY, "dim")


def sides_text(actors: Iterable[Actor], recipients: Iterable[Actor]) -> Text:
    """Give who → whom."""
    others = tuple(recipients)
    return Text(ARROW).join((_many(actors), _many(others))) if others else _many(actors)


def parties_text(event: Event) -> Text:
    """Give who → whom of an event."""
    return sides_text(event.actors, event.recipients)


def chain_text(event: Event) -> Text:
    """Give the chain of sources of an event."""
    return sources_text(event.attribution)


def sources_text(attribution: Iterable[Attribution]) -> Text:
    """Give a chain of sources, outermost first, those that deny crossed."""
    links = []
    for link in attribution:
        name = link.source.name or link.source.text
        denies = link.stance is Stance.DENIES
        links.append(Text(f"✗ {name}" if denies else name, "red" if denies else ""))
    return Text(LINK).join(links)


def days_text(days: Interval) -> str:
    """Give closed days as short as they can be said: a day, a month, a year, or first and last.

    >>> from datetime import date
    >>> days_text(Interval(first=date(2020, 9, 1), last=date(2020, 9, 30)))
    '2020-09'
    """
    first, last = days.first, days.last
    month_end = calendar.monthrange(last.year, last.month)[1]
    if first == last:
        return first.isoformat()
    if (first.year, first.day, last.day) == (last.year, 1, month_end):
        if first.month == last.month:
            return f"{first:%Y-%m}"
        if (first.month, last.month) == (1, 12):
            return f"{first:%Y}"
    return f"{first} – {last}"


def amount_text(amount: Amount) -> str:
    """Give money in the words of the page, counts with their unit."""
    if len(amount.unit) == 3 and amount.unit.isupper():
        return amount.text
    return f"{number_text(amount.value)} {amount.unit}"


def number_text(value: float) -> str:
    """Give a number with its thousands marked, without a decimal point that says nothing.

    >>> number_text(30000.0)
    '30,000'
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def circumstances(event: Event) -> list[str]:
    """Give when, where and how much; an inferred day is marked by ≈."""
    out = []
    if event.date:
        mark = "≈ " if event.date_basis is DateBasis.PUBLISHED else ""
        out.append(mark + days_text(event.date))
    if event.place:
        place = event.place
        out.append(" ".join(filter(None, (place.name or place.text, place.country))))
    return out + [amount_text(a) for a in event.amounts]


def evidence_text(event: Event, *, colour: bool) -> Text:
    """Give the evidence with the trigger marked: in bold, or between asterisks where there is no colour."""
    text = Text()
    at = 0
    for start, end in _trigger_spans(event.evidence, event.trigger):
        text.append(event.evidence[at:start], "italic")
        word = event.evidence[start:end]
        text.append(word if colour else f"*{word}*", "bold italic underline")
        at = end
    text.append(event.evidence[at:], "italic")
    return Text(" ").join(text.split())


def _trigger_spans(evidence: str, trigger: str) -> Iterator[tuple[int, int]]:
    """Give where the trigger stands in the evidence: as one run, or else word by word in order."""
    at = evidence.find(trigger)
    if trigger and at >= 0:
        yield at, at + len(trigger)
        return
    at = 0
    for word in trigger.split():
        found = evidence.find(word, at)
        if found >= 0:
            yield found, found + len(word)
            at = found + len(word)


def _head(coded: Coded) -> Group:
    page = coded.page
    about = [page.outlet, page.wire, page.published_on.isoformat() if page.published_on else None]
    if page.spin >= 0.5:
        about.append(f"spun {page.spin:.2f}")
    return Group(
        Text(page.title or page.doc_id, "bold"), Text(" · ".join(filter(None, about)) or page.doc_id, "dim")
    )


def _deed(event: Event) -> Text:
    mode = f"\n{event.mode}" if event.mode else ""
    return Text.assemble((event.type, "bold"), (mode, "dim"))


def _wide(coded: Coded, *, colour: bool) -> Table:
    table = Table(box=None, show_header=False, expand=True, padding=(0, 2, 1, 0), pad_edge=False)
    table.add_column("deed", width=12, no_wrap=True)
    table.add_column("who, whom, evidence", ratio=5)
    table.add_column("status, source", ratio=2, min_width=16)
    table.add_column("when, where, how much", ratio=2, min_width=18)
    for event in coded.events:
        table.add_row(
            _deed(event),
            Group(parties_text(event), evidence_text(event, colour=colour)),
            Group(Text(event.status, STYLES[event.status]), chain_text(event)),
            Text("\n".join(circumstances(event))),
        )
    return table


def _narrow(coded: Coded, *, colour: bool) -> Group:
    blocks: list[Text | Padding] = []
    for event in coded.events:
        mode = f" {event.mode}" if event.mode else ""
        line = Text.assemble((event.type, "bold"), (mode, "dim"), "  ", (event.status, STYLES[event.status]))
        blocks.append(line)
        facts = [parties_text(event), chain_text(event), Text(" · ".join(circumstances(event)))]
        facts = [fact for fact in facts if fact.plain]
        blocks.append(Padding(Group(*facts, evidence_text(event, colour=colour)), (0, 0, 1, 2), expand=False))
    return Group(*blocks)


def print_table(pages: Iterable[Coded], console: Console) -> None:
    """Print each page under its title: deed, who → whom, status, source, date, place, amount, evidence."""
    colour = console.is_terminal and not console.no_color
    for coded in pages:
        console.print(_head(coded))
        console.print()
        if coded.events:
            layout = _wide if console.width >= WIDE else _narrow
            console.print(layout(coded, colour=colour))
        for problem in coded.problems:
            console.print(Text(f"{problem.stage}: {problem.message}", "yellow"))


# --- why ------------------------------------------------------------------------------------------


def print_reasons(coded: Coded, console: Console) -> None:
    """Print every event of a page with the rule and the words behind each of its values."""
    colour = console.is_terminal and not console.no_color
    console.print(_head(coded))
    for event in coded.events:
        console.print()
        console.print(Rule(Text(event.event_id, "dim"), align="left", characters="─", style="dim"))
        console.print(
            Text.assemble((event.type, "bold"), f" {event.mode or ''}"), evidence_text(event, colour=colour)
        )
        table = Table(box=None, show_header=True, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
        for name in ("field", "value", "rule", "words"):
            table.add_column(name, overflow="fold")
        for field, value in _values(event):
            reasons = [
                r for r in event.reasons if r.field == field or r.field.startswith((f"{field}.", f"{field}["))
            ]
            words = [_words(coded.page, r.span) for r in reasons]
            first = zip(
                [value, *[""] * len(reasons)], [r.rule for r in reasons] or [""], words or [""], strict=False
            )
            for i, (shown, rule, said) in enumerate(first):
                table.add_row(Text("" if i else field), Text(shown), Text(rule), Text(said))
        console.print(table)


def _words(page: Page, span: object) -> str:
    from whowhom.records import Span

    return " ".join(page.slice(span).split()) if isinstance(span, Span) else ""


def _values(event: Event) -> Iterator[tuple[str, str]]:
    yield "type", event.type
    yield "mode", event.mode or NOBODY
    yield "actors", _many(event.actors).plain
    yield "recipients", _many(event.recipients).plain
    yield "status", event.status
    yield "attribution", chain_text(event).plain or NOBODY
    yield "date", f"{days_text(event.date) if event.date else NOBODY} ({event.date_basis})"
    yield "place", event.place.name if event.place else NOBODY
    yield "amounts", "; ".join(map(amount_text, event.amounts)) or NOBODY
    if event.background:
        yield "background", "true"
    if event.confidence is not None:
        yield "confidence", f"{event.confidence:.2f}"
