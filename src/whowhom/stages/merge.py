"""Make one deed of the events that many pages tell of it.

Events are taken in an order that hangs on the events alone: those that tell most first. Each is compared with
the first report, the *anchor*, of the deeds that share a party or a country with it, and joins the deed that
it agrees with in most, if any. No deed grows by chains: what joins agrees with the anchor itself.

The user's rulings go before all else. Two events that were ruled one make one deed of the two that they are
in, with all their reports, and what comes later joins it as it would have joined either. Events ruled apart
stay so.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from whowhom.records import (
    Actor,
    Amount,
    Attribution,
    Count,
    DateBasis,
    Deed,
    Interval,
    Joined,
    Place,
    Report,
    Ruling,
    Stance,
    Status,
    Turn,
)
from whowhom.stages.agreement import FINE, NEAR, Gist, Names, agree, gist_of, is_clear, may_agree, told_twice

T = TypeVar("T")
WEEK = 7
REAL = {Status.DENIED: 0, Status.POSSIBLE: 1, Status.PLANNED: 2, Status.ONGOING: 3, Status.OCCURRED: 4}
Key = tuple[str, str, int | None]


@dataclass(slots=True)
class _Group:
    """A deed in the making: its anchor and that one's gist, its members, and why each joined."""

    anchor: Report
    gist: Gist
    members: list[Report]
    joined: list[Joined]
    pages: set[str]


def merge_events(
    reports: Iterable[Report],
    rulings: Iterable[Ruling] = (),
    mutual: frozenset[str] = frozenset(),
    names: Names = MappingProxyType({}),
) -> tuple[Deed, ...]:
    """Reports in, of any pages in any order; deeds out, each report in one.

    `rulings` are the user's and go before all else. `mutual` are types of deeds that their parties do
    together: their sides are compared as one. `names` are the runs of names that a page holds, by `doc_id`
    (`Print.names`): pages that share some tell one story.
    """
    known = {r.event.event_id: r for r in reports}
    seated = seat_reports(known.values(), rulings, mutual, names)
    deeds = (make_deed([known[j.event_id] for j in joined], joined) for joined in seated)
    return tuple(sorted(deeds, key=lambda d: (d.first_report or date.min, d.deed_id)))


def seat_reports(
    reports: Iterable[Report],
    rulings: Iterable[Ruling] = (),
    mutual: frozenset[str] = frozenset(),
    names: Names = MappingProxyType({}),
) -> tuple[tuple[Joined, ...], ...]:
    """Reports in; for each deed out why each of its reports belongs to it, in the order of their events' ids.

    What an event says of sources, confidence and reasons does not count: it may be left out. The rest is as
    `merge_events` has it.
    """
    ordered = sorted(reports, key=_order)
    ruled = _ruled(rulings)
    groups: list[_Group] = []
    index: dict[Key, list[int]] = defaultdict(list)
    for report in ordered:
        number, why = _seat(report, groups, index, ruled, mutual, names)
        if number is None:
            number = len(groups)
            groups.append(_Group(report, gist_of(report, mutual), [], [], set()))
            for key in set(_keys(report)):
                index[key].append(number)
        group = groups[number]
        group.members.append(report)
        group.pages.add(report.event.doc_id)
        group.joined.append(
            Joined(event_id=report.event.event_id, anchor_id=group.anchor.event.event_id, agree=why)
        )
        ruled.seat(report.event.event_id, number)
    united = _united(groups, ruled)
    return tuple(tuple(sorted(g.joined, key=lambda j: j.event_id)) for g in united)


# --- the user's rulings ---------------------------------------------------------------------------


@dataclass(slots=True)
class _Ruled:
    """What the user ruled, and where the events that it names were seated.

    `team`: event -> all events that are one deed with it, itself among them; `apart`: event -> those that are
    not. `head`: group -> the first of the groups that are one deed with it.
    """

    team: dict[str, frozenset[str]]
    apart: dict[str, set[str]]
    place_of: dict[str, int] = field(default_factory=dict)
    head: dict[int, int] = field(default_factory=dict)

    def root(self, number: int) -> int:
        """Give the first of the groups that are one deed with a group."""
        while number in self.head:
            number = self.head[number]
        return number

    def tied(self, event_id: str) -> int | None:
        """Give the root of the group that an event's team, itself among it, sits in, if any of it does."""
        seats = (self.place_of[e] for e in self._mates(event_id) if e in self.place_of)
        return next((self.root(n) for n in seats), None)

    def barred(self, event_id: str) -> set[int]:
        """Give the roots of the groups that an event may not join: of all that is one with what is apart."""
        others = {e for mate in self._mates(event_id) for e in self.apart.get(mate, ())}
        return {root for e in others if (root := self.tied(e)) is not None}

    def _mates(self, event_id: str) -> Iterable[str]:
        return self.team.get(event_id, (event_id,))

    def clash(self, one: int, two: int) -> bool:
        """Tell whether two roots hold events that were ruled apart, or that are one with such."""
        return any(
            {self.tied(event_id), self.tied(other)} == {one, two}
            for event_id, others in self.apart.items()
            for other in others
        )

    def seat(self, event_id: str, number: int) -> None:
        """Note the group of an event, and make one deed of it and the group that the event is tied to."""
        if event_id not in self.team and event_id not in self.apart:
            return
        tied, own = self.tied(event_id), self.root(number)
        self.place_of[event_id] = number
        if tied is not None and tied != own:
            self.head[max(tied, own)] = min(tied, own)


def _ruled(rulings: Iterable[Ruling]) -> _Ruled:
    given = tuple(rulings)
    apart: dict[str, set[str]] = defaultdict(set)
    for ruling in given:
        if not ruling.same:
            apart[ruling.one].add(ruling.other)
            apart[ruling.other].add(ruling.one)
    named = {event_id for r in given if r.same for event_id in (r.one, r.other)}
    return _Ruled({event_id: one_deed(event_id, given) for event_id in named}, dict(apart))


def one_deed(event_id: str, rulings: Sequence[Ruling]) -> frozenset[str]:
    """Give all events that are one deed with an event by rulings, over others too; itself among them."""
    found, grown = frozenset({event_id}), frozenset[str]()
    while found != grown:
        grown = found
        found = grown.union(*({r.one, r.other} for r in rulings if r.same and {r.one, r.other} & grown))
    return found


def _seat(
    report: Report,
    groups: Sequence[_Group],
    index: Mapping[Key, Sequence[int]],
    ruled: _Ruled,
    mutual: frozenset[str],
    names: Names,
) -> tuple[int | None, tuple[str, ...]]:
    """Give the number of the group that a report belongs to, and what they agree in; `None`: a new one."""
    tied, barred = ruled.tied(report.event.event_id), ruled.barred(report.event.event_id)
    best: tuple[int | None, tuple[str, ...]] = None, ()
    gist = gist_of(report, mutual)
    for number in sorted({number for key in _keys(report) for number in index.get(key, ())}):
        if not may_agree(groups[number].gist, gist):
            continue
        why = agree(groups[number].anchor, report, mutual, names)
        better = ("verbatim" in why, len(why)) > ("verbatim" in best[1], len(best[1]))
        if not better or not _once(report, groups[number], mutual):
            continue
        root = ruled.root(number)
        if root not in barred and (tied in (None, root) or not ruled.clash(tied, root)):
            best = number, why
    return best if best[1] else (None, ("anchor",))


def _once(report: Report, group: _Group, mutual: frozenset[str]) -> bool:
    """Whether a report may join a group by its page: folding judged events of one page to be two deeds."""
    if report.event.doc_id not in group.pages:
        return True
    mates = (m for m in group.members if m.event.doc_id == report.event.doc_id)
    return all(told_twice(mate, report, agree(mate, report, mutual)) for mate in mates)


def _united(groups: Sequence[_Group], ruled: _Ruled) -> Iterator[_Group]:
    """Give each deed's group, those that were ruled one put together under the anchor of the first."""
    parts: dict[int, list[_Group]] = defaultdict(list)
    for number, group in enumerate(groups):
        parts[ruled.root(number)].append(group)
    for first, *others in parts.values():
        for other in others:
            first.members += other.members
            ids = first.anchor.event.event_id, other.anchor.event.event_id
            tie = Joined(event_id=ids[1], anchor_id=ids[0], agree=("ruling",))
            first.joined += [tie if j.event_id == ids[1] else j for j in other.joined]
        yield first


# --- order and index ------------------------------------------------------------------------------


def _order(report: Report) -> tuple[int, date, str, int, str]:
    """Put first what tells most; then what was published first. Hangs on nothing but the report."""
    event = report.event
    told = sum(map(bool, (event.actors, event.recipients, event.place, event.amounts, event.mode)))
    clear = is_clear(event.date) and event.date_basis is DateBasis.STATED
    return (
        -(told + 3 * clear),
        report.published or date.max,
        event.doc_id,
        event.start,
        event.event_id,
    )


def _keys(report: Report) -> Iterator[Key]:
    """Give where to look for a deed: type, a party or country, and the week of the day or of the page."""
    event = report.event
    who = sorted({p.code or p.name or p.text.lower() for p in (*event.actors, *event.recipients)})
    if event.place and event.place.country and event.place.country not in who:
        who.append(event.place.country)
    weeks: list[int | None] = [*sorted(_weeks(report))] or [None]
    for name in who or ["?"]:
        for week in weeks:
            yield event.type, name, week


def _weeks(report: Report) -> set[int]:
    day, page = report.event.date, report.published
    if day is not None and is_clear(day):
        return {day.first.toordinal() // WEEK, day.last.toordinal() // WEEK}
    if page is None:
        return set()
    return {(page - NEAR).toordinal() // WEEK, (page + NEAR).toordinal() // WEEK}


# --- the deed's own facts -------------------------------------------------------------------------


def anchor_id(joined: Iterable[Joined]) -> str:
    """Give the event that the others of a deed were compared with."""
    return next(j.event_id for j in joined if j.event_id == j.anchor_id)


def deed_id(joined: Iterable[Joined]) -> str:
    """Give the id of a deed: that of its anchor, hashed."""
    return hashlib.sha256(f"deed {anchor_id(joined)}".encode()).hexdigest()[:16]


def make_deed(told: Iterable[Report], joined: Sequence[Joined]) -> Deed:
    """Reports of one deed, and why they belong to it, in; the deed with its facts out.

    Every rule of choice asks how many origins stand behind a value.
    """
    reports = tuple(sorted(told, key=_told))
    own = anchor_id(joined)
    first = next(r for r in reports if r.event.event_id == own)
    anchor = first.event
    turns = tuple(_turns(reports))
    status = _status(turns)
    days = [((r.event.date, r.event.date_basis), r.origin_id) for r in reports if r.event.date]
    day = _most(days, _stated)
    place = _most([(r.event.place, r.origin_id) for r in reports if r.event.place], _fine)
    counts = tuple(_counts(reports))
    pages = [r.published for r in reports if r.published]
    sure = [r.event.confidence for r in reports if r.event.confidence is not None]
    return Deed(
        deed_id=deed_id(joined),
        type=anchor.type,
        mode=next((r.event.mode for r in [first, *reports] if r.event.mode), None),
        actors=_fullest([anchor.actors, *(r.event.actors for r in reports)]),
        recipients=_fullest([anchor.recipients, *(r.event.recipients for r in reports)]),
        status=status,
        attribution=_spoken(reports, status),
        date=day[0] if day else None,
        date_basis=day[1] if day else DateBasis.NONE,
        place=place,
        amounts=tuple(_amounts(reports, counts)),
        reports=reports,
        origins=len({r.origin_id for r in reports}),
        first_report=min(pages, default=None),
        last_report=max(pages, default=None),
        counts=counts,
        turns=turns,
        joined=tuple(joined),
        confidence=max(sure, default=None),
        background=all(r.event.background for r in reports),
    )


def _told(report: Report) -> tuple[date, str, int, str]:
    """Put reports in the order in which they were told."""
    return report.published or date.max, report.event.doc_id, report.event.start, report.event.event_id


def _most(told: Iterable[tuple[T, str]], prefer: Callable[[T], tuple[bool, ...]]) -> T | None:
    """Give, of (value, origin), the value with most origins: preferred ones first, then the first told."""
    origins: dict[T, set[str]] = defaultdict(set)
    for value, origin in told:
        origins[value].add(origin)
    order = {value: n for n, value in enumerate(origins)}
    return max(origins, key=lambda v: (prefer(v), len(origins[v]), -order[v]), default=None)


def _stated(day: tuple[Interval, DateBasis]) -> tuple[bool, ...]:
    return day[1] is DateBasis.STATED, is_clear(day[0])


def _fine(place: Place) -> tuple[bool, ...]:
    return (place.precision in FINE,)


def _fullest(sides: Sequence[tuple[Actor, ...]]) -> tuple[Actor, ...]:
    """Give the side that names most parties; of equals the first."""
    return max(
        sides, key=lambda side: (len({a.code or a.text for a in side}), sum(bool(a.name) for a in side))
    )


def _turns(reports: Sequence[Report]) -> Iterator[Turn]:
    """Give the history of the status: for each day of reports each status told."""
    told: dict[tuple[date, Status], list[Report]] = defaultdict(list)
    for report in reports:
        told[report.published or date.max, report.event.status].append(report)
    for (day, status), some in sorted(told.items(), key=lambda item: (item[0][0], REAL[item[0][1]])):
        yield Turn(
            day=None if day == date.max else day,
            status=status,
            reports=len(some),
            origins=len({r.origin_id for r in some}),
        )


def _status(turns: Sequence[Turn]) -> Status:
    """Choose: what is told as having happened stays so; else the last word, a denial only where all deny."""
    real = [t.status for t in turns if t.status in (Status.OCCURRED, Status.ONGOING)]
    if real:
        return real[-1]
    open_ = [t.status for t in turns if t.status is not Status.DENIED]
    return open_[-1] if open_ else Status.DENIED


def _spoken(reports: Sequence[Report], status: Status) -> tuple[Attribution, ...]:
    """Give the sources of the report that leans on fewest, and who denies it beside them."""
    told = [r.event for r in reports if r.event.status is status] or [r.event for r in reports]
    best = min(told, key=lambda e: len(e.attribution)).attribution
    chains = (r.event.attribution for r in reports)
    denial = next((c for c in chains if c and c[-1].stance is Stance.DENIES), ())
    return (*best, *(link for link in denial if link not in best))


def _counts(reports: Sequence[Report]) -> Iterator[Count]:
    """Give every value of every unit with its reports and origins; most origins choose, then the latest."""
    told: dict[tuple[str, float], list[Report]] = defaultdict(list)
    for report in reports:
        for amount in {(a.unit, a.value) for a in report.event.amounts}:
            told[amount].append(report)
    units: dict[str, list[tuple[float, list[Report]]]] = defaultdict(list)
    for (unit, value), some in told.items():
        units[unit].append((value, some))
    for unit, values in sorted(units.items()):
        best = max(values, key=lambda v: (len({r.origin_id for r in v[1]}), _last(v[1]), v[0]))[0]
        for value, some in sorted(values):
            yield Count(
                unit=unit,
                value=value,
                reports=len(some),
                origins=len({r.origin_id for r in some}),
                chosen=value == best,
            )


def _last(reports: Sequence[Report]) -> date:
    return max((r.published for r in reports if r.published), default=date.min)


def _amounts(reports: Sequence[Report], counts: Sequence[Count]) -> Iterator[Amount]:
    """Give the chosen amounts, with the lowest and highest value told of their unit."""
    amounts = [a for r in reports for a in r.event.amounts]
    for count in counts:
        if not count.chosen:
            continue
        like = [a for a in amounts if a.unit == count.unit]
        own = next(a for a in like if a.value == count.value)
        values = [v for a in like for v in (a.value, a.low, a.high) if v is not None]
        low, high = min(values), max(values)
        several = low != high
        yield replace(own, low=low if several else own.low, high=high if several else own.high)
