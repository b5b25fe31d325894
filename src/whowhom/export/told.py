"""Which deeds go out, and what of them every format needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import permutations, product
from typing import Final, TypeVar

from whowhom.export.books import Books, Code
from whowhom.records import Actor, Coded, DateBasis, Day, Deed, Event, Interval, Page, Place, Report, Status

QUOTED: Final = 15  # words of a page that may go out under --no-text
COOPERATION: Final = ("1", "2")
_SENTENCE: Final = re.compile(r"[.!?][\"')\]”’]*\s+(?=[\"'(\[“‘]?[A-Z0-9])|\n+")
Facts = TypeVar("Facts", Event, Deed)
Pair = tuple[Actor | None, Actor | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asks for; `statuses` empty: what the format's own rule lets out."""

    no_text: bool = False
    published: bool = False
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A deed as it goes out: `type`, `mode` and `cameo` may be those of an agreement where it is planned.

    `report`, `page`, `event`: the first report that gives the deed its status, and where it stands;
    `page_events`: all events of that page. `pages`: those of all reports, in their order. `day`: its days,
    stated or (`inferred`) of the first report.
    """

    deed: Deed
    type: str
    mode: str | None
    code: Code
    cameo: str
    day: Interval | None
    inferred: bool
    report: Report
    page: Page
    page_events: tuple[Event, ...]
    pages: tuple[Page, ...]

    @property
    def event(self) -> Event:
        """The event that tells it."""
        return self.report.event

    @property
    def first(self) -> Day:
        """The first of its days; only of deeds of formats that ask for days."""
        return self.day.first if self.day else Day.min

    @property
    def place(self) -> Place | None:
        """Where it was done."""
        return self.deed.place


def status_fault(type_: str, status: Status, options: Options, books: Books) -> str | None:
    """Tell why an event does not go out to a format without a column for status, if it does not."""
    if options.statuses:
        return None if status in options.statuses else "other statuses than asked for"
    if status in (Status.OCCURRED, Status.ONGOING):
        return None
    if status is Status.PLANNED:
        return None if books.quads[type_] in COOPERATION else "planned hostile deeds"
    return f"{status} deeds"


def as_told(type_: str, mode: str | None, status: Status, books: Books) -> tuple[str, str | None, Code, str]:
    """Give type, mode and codes as they go out: planned cooperation is an agreement to do it."""
    code = books.code(type_, mode)
    if status is Status.PLANNED and code.intent:
        agree = books.code("AGREE", None)
        return "AGREE", None, agree, code.intent
    return type_, mode, code, code.cameo


def day_of(deed: Deed, options: Options) -> tuple[Interval | None, bool]:
    """Give a deed's days and whether they are inferred; `None` where none are stated nor may be inferred."""
    if deed.date and deed.date_basis is DateBasis.STATED:
        return deed.date, False
    if not options.published:
        return None, False
    told = deed.first_report
    return deed.date or (Interval(first=told, last=told) if told else None), True


def choose(
    deed: Deed,
    pages: Mapping[str, Coded],
    options: Options,
    books: Books,
    *,
    dated: bool = True,
    by_event: bool = False,
) -> Told | str:
    """Give a deed as it goes out, or say in a few words which kind of deed is left out.

    `by_event`: its events go out each for itself, each with a status of its own.
    """
    fault = None if by_event else status_fault(deed.type, deed.status, options, books)
    if fault:
        return fault
    day, inferred = day_of(deed, options)
    if dated and day is None:
        return "deeds without a stated date"
    type_, mode, code, cameo = as_told(deed.type, deed.mode, deed.status, books)
    report = next((r for r in deed.reports if r.event.status is deed.status), deed.reports[0])
    coded = pages[report.event.doc_id]
    return Told(
        deed=deed,
        type=type_,
        mode=mode,
        code=code,
        cameo=cameo,
        day=day,
        inferred=inferred,
        report=report,
        page=coded.page,
        page_events=coded.events,
        pages=tuple(pages[r.event.doc_id].page for r in deed.reports),
    )


# --- parties --------------------------------------------------------------------------------------


def pairs(told: Told) -> list[Pair]:
    """Give every actor with every recipient; those who did it with each other both ways."""
    actors, recipients = told.deed.actors, told.deed.recipients
    if told.code.together and not recipients and len(actors) > 1:
        return list(permutations(actors, 2))
    return list(product(actors or (None,), recipients or (None,)))


def sides(told: Told) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Give the two sides of a fight; where all are actors, the first is one side and the others the other."""
    actors, recipients = told.deed.actors, told.deed.recipients
    if told.code.together and not recipients and len(actors) > 1:
        return actors[:1], actors[1:]
    return actors, recipients


def parties_of(event: Event) -> Iterator[Actor]:
    """Give all whom an event names: both sides and the sources."""
    yield from event.actors
    yield from event.recipients
    yield from (link.source for link in event.attribution)


# --- cells ----------------------------------------------------------------------------------------


def cell(value: object) -> str:
    """Write a value as a cell: nothing as nothing, numbers without a point that says nothing.

    >>> cell(3.0), cell(None), cell(41.12), cell(True)
    ('3', '', '41.12', '1')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else f"{value:.10g}"
    return str(value)


def many(values: Iterable[str | None], by: str = ";") -> str:
    """Join one value a party, empty ones too; nothing at all where all are empty.

    >>> many(["USA", None, "RUS"]), many([None, ""])
    ('USA;;RUS', '')
    """
    cells = [(value or "").replace(by, ",") for value in values]
    return by.join(cells) if any(cells) else ""


def once(values: Iterable[str | None], by: str = ";") -> str:
    """Join different values in their order."""
    return by.join(dict.fromkeys(v.replace(by, ",") for v in values if v))


def quote(text: str, options: Options) -> str:
    """Give a page's words; under --no-text the first fifteen."""
    if not options.no_text:
        return text
    words = text.split()
    return text if len(words) <= QUOTED else " ".join(words[:QUOTED])


def without_text(facts: Facts) -> Facts:
    """Give an event or a deed, without its reports, with at most fifteen words of the page in any value."""
    options = Options(no_text=True)

    def party(actor: Actor) -> Actor:
        return replace(actor, text=quote(actor.text, options), name=actor.name and quote(actor.name, options))

    cut = replace(
        facts,
        actors=tuple(map(party, facts.actors)),
        recipients=tuple(map(party, facts.recipients)),
        attribution=tuple(
            replace(link, source=party(link.source), cue=quote(link.cue, options))
            for link in facts.attribution
        ),
        amounts=tuple(replace(a, text=quote(a.text, options)) for a in facts.amounts),
        place=facts.place and replace(facts.place, text=quote(facts.place.text, options)),
    )
    if isinstance(cut, Event):
        return replace(cut, evidence=quote(cut.evidence, options), trigger=quote(cut.trigger, options))
    return cut


def sentence_number(event: Event, page: Page) -> int:
    """Give the number of the evidence's sentence by full stops: the title's 0, the text's first 1."""
    if event.part == "title":
        return 0
    return 1 + len(_SENTENCE.findall(page.text[: event.start].lstrip() + "A"))


def in_lead(event: Event, page: Page) -> bool:
    """Tell whether the evidence stands in the title or the first paragraph."""
    return event.part == "title" or "\n" not in page.text[: event.start].strip()


def spread(day: Interval) -> int:
    """Give the number of days of an interval."""
    return (day.last - day.first) // timedelta(days=1) + 1


def iso(day: date | None) -> str:
    """Write a day."""
    return day.isoformat() if day else ""
