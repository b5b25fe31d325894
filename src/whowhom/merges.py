"""Show why reports make one deed, what each of its values was chosen by, and what keeps like deeds apart."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from itertools import combinations
from types import MappingProxyType

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whowhom.display import (
    ARROW,
    STYLES,
    days_text,
    evidence_text,
    number_text,
    sides_text,
    sources_text,
)
from whowhom.errors import InputError, StoreError
from whowhom.records import Actor, Deed, Event, Joined, Report, Ruling
from whowhom.stages.agreement import Names, bars
from whowhom.store import Filter, Store

MOST_NEAR = 5  # like deeds that are shown
NEAR = timedelta(days=7)  # how far from a deed's days and reports like ones are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One value of a field as reports tell it; `chosen` where the deed takes it."""

    value: str
    reports: int
    origins: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A field of a deed: all values told of it, those of most origins first, and the rule that chose."""

    field: str
    rule: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A deed like another: what their anchors agree in, and what keeps them apart.

    `apart`: fields that contradict (type, mode, background, who, whom, parties, days, place); `page` where
    one page tells both; `ruling`; `little` where too little agrees; `unmet` where nothing led from one to the
    other.
    """

    deed: Deed
    agree: tuple[str, ...]
    apart: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedWhy:
    """A deed with why it is one: `deed.joined` says it of each report, `rulings` are those on its events."""

    deed: Deed
    choices: tuple[Choice, ...]
    near: tuple[Near, ...]
    rulings: tuple[Ruling, ...]


def explain_deed(store: Store, deed_id: str, mutual: frozenset[str] = frozenset()) -> DeedWhy:
    """Give why a stored deed is one; `mutual` as in `Store.merge`. Raises StoreError for an unknown id."""
    own = store.find("deed", deed_id)
    if own is None:
        raise StoreError(f"deed: no deed '{deed_id}' in {store.path}; list them with 'whowhom deeds'")
    (deed,) = store.deeds(Filter(deed_id=own))
    events = {r.event.event_id for r in deed.reports}
    rulings = store.rulings()
    return DeedWhy(
        deed=deed,
        choices=choices(deed),
        near=near_deeds(deed, store.deeds(_around(deed)), rulings, mutual, store.names()),
        rulings=tuple(r for r in rulings if {r.one, r.other} & events),
    )


# --- ruling ---------------------------------------------------------------------------------------


def give_ruling(
    store: Store, ids: Sequence[str], *, same: bool, note: str | None = None
) -> tuple[Ruling, ...]:
    """Rule that deeds or events are one, or that no two of them are; `Store.merge` then keeps to it.

    `ids` are those of deeds or events, or their beginnings. A deed is ruled on by its anchor. Raises
    StoreError.
    """
    events = list(dict.fromkeys(_event_of(store, start) for start in ids))
    if len(events) < 2:
        raise InputError("rule: name two deeds or events, or more")
    pairs = [(events[0], other) for other in events[1:]] if same else list(combinations(events, 2))
    for one, other in pairs:
        store.rule(one, other, same=same, note=note)
    made = {tuple(sorted(pair)) for pair in pairs}
    return tuple(r for r in store.rulings() if (r.one, r.other) in made)


def undo_rulings(store: Store, ids: Sequence[str]) -> tuple[Ruling, ...]:
    """Forget the rulings that touch all of these deeds or events; give them. Raises StoreError."""
    if not ids:
        raise InputError("rule: name the deeds or events whose rulings are to be forgotten")
    touched = [_events_of(store, start) for start in ids]
    gone = tuple(r for r in store.rulings() if all({r.one, r.other} & events for events in touched))
    if not gone:
        raise StoreError(f"rule: no ruling in {store.path} touches all of these; see 'whowhom rule --list'")
    store.undo(gone)
    return gone


def _event_of(store: Store, start: str) -> str:
    """Give an event by its id, or the anchor of a deed by the deed's. Raises StoreError."""
    deed_id, event_id = store.find("deed", start), store.find("event", start)
    if deed_id and event_id and start not in (deed_id, event_id):
        raise StoreError(f"rule: a deed and an event begin with '{start}'; write more of it")
    if deed_id and start != event_id:
        (deed,) = store.deeds(Filter(deed_id=deed_id))
        return anchor(deed).event.event_id
    if event_id:
        return event_id
    raise StoreError(f"rule: no deed or event '{start}' in {store.path}; list them with 'whowhom deeds'")


def _events_of(store: Store, start: str) -> frozenset[str]:
    """Give an event, or all events of a deed; of an id that is not stored any more itself."""
    deed_id = store.find("deed", start)
    if deed_id:
        (deed,) = store.deeds(Filter(deed_id=deed_id))
        return frozenset(r.event.event_id for r in deed.reports)
    named = {e for r in store.rulings() for e in (r.one, r.other) if e.startswith(start)}
    return frozenset(named)


# --- what was chosen ------------------------------------------------------------------------------

FIELDS: Mapping[str, Callable[[Event | Deed], str]] = {
    "mode": lambda e: e.mode or "",
    "actors": lambda e: _names(e.actors),
    "recipients": lambda e: _names(e.recipients),
    "status": lambda e: str(e.status),
    "attribution": lambda e: sources_text(e.attribution).plain,
    "date": lambda e: f"{days_text(e.date)} ({e.date_basis})" if e.date else "",
    "place": lambda e: " ".join(filter(None, (e.place.name, e.place.country))) if e.place else "",
}


def choices(deed: Deed) -> tuple[Choice, ...]:
    """A deed in; for each field of which something is told, all values with their reports and origins out."""
    rules = tomllib.loads(files("whowhom").joinpath("fields.toml").read_text(encoding="utf-8"))["Deed"]
    out = []
    for field, show in FIELDS.items():
        told = _told(deed.reports, show, show(deed))
        if told:
            out.append(Choice(field=field, rule=rules[field], told=told))
    counts = [
        Told(value=f"{number_text(c.value)} {c.unit}", reports=c.reports, origins=c.origins, chosen=c.chosen)
        for c in deed.counts
    ]
    if counts:
        out.append(Choice(field="amounts", rule=rules["amounts"], told=tuple(counts)))
    return tuple(out)


def _told(reports: Sequence[Report], show: Callable[[Event | Deed], str], chosen: str) -> tuple[Told, ...]:
    origins: dict[str, list[str]] = defaultdict(list)
    for report in reports:
        if value := show(report.event):
            origins[value].append(report.origin_id)
    if chosen and chosen not in origins:  # put together of several, as a claim and its denial are
        origins[chosen] = []
    told = [
        Told(value=value, reports=len(some), origins=len(set(some)), chosen=value == chosen)
        for value, some in origins.items()
    ]
    return tuple(sorted(told, key=lambda t: (not t.chosen, -t.origins)))


def _names(actors: Iterable[Actor]) -> str:
    return ", ".join(" ".join(filter(None, (a.name or a.text, a.code))) for a in actors)


# --- what is near ---------------------------------------------------------------------------------


def near_deeds(
    deed: Deed,
    others: Iterable[Deed],
    rulings: Iterable[Ruling] = (),
    mutual: frozenset[str] = frozenset(),
    names: Names = MappingProxyType({}),
) -> tuple[Near, ...]:
    """A deed and others in; those that are likest it out, with what keeps them apart, the likest first.

    `mutual` and `names`: see `merge_events`.
    """
    parted = [{r.one, r.other} for r in rulings if not r.same]
    found = []
    for other in others:
        if other.deed_id == deed.deed_id:
            continue
        alike = _alike(anchor(deed), anchor(other))
        if len(alike) > 1:
            apart = _apart(deed, other, parted, bars(anchor(deed), anchor(other), mutual, names))
            found.append(Near(deed=other, agree=alike, apart=apart))
    found.sort(key=lambda n: (-len(n.agree), len(n.apart), n.deed.deed_id))
    return tuple(found[:MOST_NEAR])


def anchor(deed: Deed) -> Report:
    """Give the report that the others were compared with."""
    own = next((j.event_id for j in deed.joined if j.event_id == j.anchor_id), None)
    return next((r for r in deed.reports if r.event.event_id == own), deed.reports[0])


def _alike(one: Report, other: Report) -> tuple[str, ...]:
    """Give what two reports tell alike, whatever else they contradict each other in."""
    a, b = one.event, other.event
    out = ["type"] if a.type == b.type else []
    for name, here, there in (("who", a.actors, b.actors), ("whom", a.recipients, b.recipients)):
        if {_key(p) for p in here} & {_key(p) for p in there}:
            out.append(name)
    if a.date and b.date and a.date.first <= b.date.last and b.date.first <= a.date.last:
        out.append("days")
    if a.place and b.place and (a.place.country, a.place.name) == (b.place.country, b.place.name):
        out.append("place")
    if {(m.value, m.unit) for m in a.amounts} & {(m.value, m.unit) for m in b.amounts}:
        out.append("amounts")
    return tuple(out)


def _key(actor: Actor) -> tuple[str | None, str]:
    return actor.code, (actor.name or actor.text).lower()


def _apart(deed: Deed, other: Deed, parted: Sequence[set[str]], barred: tuple[str, ...]) -> tuple[str, ...]:
    here, there = ({r.event.event_id for r in d.reports} for d in (deed, other))
    if any(pair & here and pair & there for pair in parted):
        return ("ruling",)
    if barred:
        return barred
    shared = {r.event.doc_id for r in deed.reports} & {r.event.doc_id for r in other.reports}
    return ("page",) if shared else ("unmet",)


def _around(deed: Deed) -> Filter:
    """Give the filter for deeds of the same type, and of days near by."""
    days = [d for d in (deed.first_report, deed.last_report) if d]
    days += [deed.date.first, deed.date.last] if deed.date else []
    first, last = (min(days) - NEAR, max(days) + NEAR) if days else (None, None)
    return Filter(types=(deed.type,), first=first, last=last)


# --- printing -------------------------------------------------------------------------------------

APART = {
    "page": "one page tells both as two deeds",
    "ruling": "a ruling keeps them apart",
    "little": "too little agrees",
    "unmet": "no party, country or week led from one to the other",
}


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def print_why(why: DeedWhy, console: Console) -> None:
    """Print why a deed is one: its reports, its values, the like deeds, the rulings."""
    deed = why.deed
    head = Text.assemble((deed.type, "bold"), f" {deed.mode or ''}  ", (deed.status, STYLES[deed.status]))
    console.print(Text(f"deed {deed.deed_id}", "dim"))
    console.print(head, sides_text(deed.actors, deed.recipients))
    console.print(f"{len(deed.reports)} reports of {deed.origins} origins make one deed")
    colour = console.is_terminal and not console.no_color
    joined = {j.event_id: j for j in deed.joined}
    for report in deed.reports:
        about = (report.event.event_id, str(report.published or ""), report.outlet or report.event.doc_id)
        console.print()
        console.print(Text("  ".join(filter(None, about)), "dim"), _why_joined(joined[report.event.event_id]))
        console.print(Padding(evidence_text(report.event, colour=colour), (0, 0, 0, 2)))
    _print_choices(why.choices, console)
    _print_near(why, console)
    print_rulings(why.rulings, console)


def _why_joined(joined: Joined) -> Text:
    if joined.event_id == joined.anchor_id:
        return Text("anchor: the others were compared with it", "bold")
    if "ruling" in joined.agree:
        return Text(f"ruled one with {joined.anchor_id}", "bold")
    return Text(f"agrees with {joined.anchor_id} in {', '.join(joined.agree)}")


def _print_choices(chosen: Iterable[Choice], console: Console) -> None:
    for choice in chosen:
        console.print()
        console.print(Text.assemble((choice.field, "bold"), (f"  {choice.rule}", "dim")))
        for told in choice.told:
            mark = "✓" if told.chosen else " "
            behind = f"{told.reports} reports, {told.origins} origins" if told.reports else "put together"
            console.print(Text.assemble(f"  {mark} {told.value}", (f"  {behind}", "dim")))


def _print_near(why: DeedWhy, console: Console) -> None:
    console.print()
    if not why.near:
        console.print(Text("no other deed of its type and days comes near", "dim"))
        return
    table = _table("near, yet another deed", "alike in", "kept apart by")
    for near in why.near:
        sides = sides_text(near.deed.actors, near.deed.recipients)
        what = Text.assemble((near.deed.deed_id, "dim"), " ", sides, " ", _when(near.deed))
        table.add_row(what, ", ".join(near.agree), "; ".join(_contrasts(why.deed, near)))
    console.print(table)


def _when(deed: Deed) -> str:
    return days_text(deed.date) if deed.date else str(deed.first_report or "")


def _contrasts(deed: Deed, near: Near) -> Iterator[str]:
    """Say of each thing that keeps two deeds apart what the anchors of both tell."""
    here, there = anchor(deed), anchor(near.deed)
    for name in near.apart:
        if name in APART:
            yield APART[name]
            continue
        one, other = (_value(name, report) for report in (here, there))
        yield f"{name}: {one}{ARROW.replace('→', '≠')}{other}"


def _value(name: str, report: Report) -> str:
    event = report.event
    match name:
        case "who":
            return _names(event.actors)
        case "whom":
            return _names(event.recipients)
        case "parties":
            return _names((*event.actors, *event.recipients))
        case "days":
            page = f"page of {report.published}"
            return f"{days_text(event.date)} ({event.date_basis}, {page})" if event.date else page
        case "background":
            return "history" if event.background else "news"
        case _:
            return FIELDS[name](event) if name in FIELDS else str(event.type)


def print_rulings(rulings: Sequence[Ruling], console: Console) -> None:
    """Print what the user ruled, a ruling a line."""
    if not rulings:
        return
    table = _table("ruling", "event", "event", "note")
    for ruling in rulings:
        table.add_row("same" if ruling.same else "apart", ruling.one, ruling.other, ruling.note or "")
    console.print()
    console.print(table)
