"""Fold repeated tellings of one deed within a page into one event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from whowhom.records import Actor, DateBasis, Event, Interval, Place, Reason, Sector, Span, Status

Parties = frozenset[str]
CLEARLY = 2  # facts by which a later telling must be fuller to be kept instead
HEAD = 600  # characters within which a page tells its news
LEAST, MOST = 0.5, 1.3  # of a toll, that an early or partial one and a later one are
PEOPLE = frozenset({"killed", "wounded", "people"})  # units of amounts
IRREGULAR = frozenset({Sector.UAF, Sector.REB, Sector.CVL, None})  # who attacks without an army
PRIVATE = frozenset({Sector.CVL, Sector.EDU, Sector.BUS, None})  # who is hurt without being of one
FELLED = IRREGULAR  # whom police shoot for it
FINE = frozenset({"city", "admin1"})  # precisions at which two names are two places


@dataclass(frozen=True, slots=True, kw_only=True)
class Folds:
    """What folding must know of types and words.

    `mutual`: types whose deeds the parties do together. `echoes`: types of which a noun that leaves a side
    unsaid speaks of a deed told elsewhere, in other words too. `nouns`: the triggers that are nouns;
    `plurals`: those that speak of several deeds. `harms`: types that hurt people; `long`: modes of these that
    are not over in an hour; `many`: words for many people. `once`: types of deeds that a person mostly
    suffers once on a page.
    """

    mutual: frozenset[str] = frozenset()
    echoes: frozenset[str] = frozenset()
    nouns: frozenset[Span] = frozenset()
    plurals: frozenset[Span] = frozenset()
    harms: frozenset[str] = frozenset()
    long: frozenset[str] = frozenset()
    many: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()


def fold_events(events: Sequence[Event], folds: Folds | None = None) -> tuple[Event, ...]:
    """Events of one page in; one event a deed out, in reading order.

    Two tellings are one deed where type and sides agree, modes, days and places do not contradict one
    another, and one is no denial of the other. Deeds that their parties do together are one where the parties
    are, whatever word tells them ("met", "their talks"). A noun may but speak of a deed ("its offensive").
    The first telling is kept, save where a later one tells clearly more; the other stays as a reason of field
    `told_again`. On a page whose news is an attack on many people, what else it tells of it is of that deed.
    The order in which the events come does not matter.
    """
    folds = folds or Folds()
    kept: list[Event] = []
    for event in sorted(events, key=_place):
        for number, other in enumerate(kept):
            if _same_deed(event, other, folds) or (
                event.type in folds.mutual and _same_meeting(event, other)
            ):
                kept[number] = _join(other, event)
                break
            if _speaks_of(event, other, folds):
                kept[number] = _gather(other, event)
                break
            if _speaks_of(other, event, folds):
                kept[number] = _gather(event, other)
                break
        else:
            kept.append(event)
    return tuple(sorted(_around_the_attack(kept, folds), key=_place))


def _around_the_attack(events: list[Event], folds: Folds) -> list[Event]:
    """Fold into the attack that is a page's news what else the page tells of it.

    "A truck drove into the crowd", "dozens were maimed", "the attack": on such a page they are one deed, and
    so are all tellings of how police shot the man.
    """
    ordered = sorted(events, key=_place)
    lead = next((e for e in ordered if e.type in folds.harms), None)
    if lead is None or not _is_attack_on_many(lead, folds):
        return events
    shot: Event | None = None
    rest = []
    for event in ordered:
        if event is lead or event.type not in folds.harms:
            continue
        if _tells_again(event, lead, folds):
            lead = _gather(lead, event)
        elif _fells_attacker(event, folds) and (shot is None or _same_fall(shot, event)):
            shot = event if shot is None else _gather(shot, event)
        else:
            rest.append(event)
    others = [e for e in events if e.type not in folds.harms]
    return [lead, *rest, *others, *([shot] if shot is not None else [])]


def _is_attack_on_many(event: Event, folds: Folds) -> bool:
    """Whether a telling opens the page with an attack of no army on many people."""
    return (
        event.status is Status.OCCURRED
        and not event.background
        and (event.part == "title" or event.start < HEAD)
        and event.mode not in folds.long
        and _is_on_many(event, folds)
        and all(a.sector in IRREGULAR for a in event.actors)
        and all(r.sector in PRIVATE for r in event.recipients)
    )


def _is_on_many(event: Event, folds: Folds) -> bool:
    words = {word for r in event.recipients for word in r.text.lower().split()}
    return bool(words & folds.many) or any(a.unit in PEOPLE and a.value > 1 for a in event.amounts)


def _tells_again(event: Event, lead: Event, folds: Folds) -> bool:
    """Whether a telling may be of the attack that is the page's news, and nothing sets it apart."""
    if event.status is not Status.OCCURRED or event.background or event.mode in folds.long:
        return False
    if _trigger_span(event) in folds.plurals or not (event.recipients or event.actors):
        return False
    irregular = all(a.sector in IRREGULAR for a in event.actors)
    if not irregular or not all(r.sector in PRIVATE for r in event.recipients):
        return False
    if not (_may_agree(event.actors, lead.actors) and _may_agree(event.recipients, lead.recipients)):
        return False
    if not _dates_meet(event.date, lead.date) or not _places_meet(event.place, lead.place):
        return False
    here, there = _dead(event), _dead(lead)
    return here is None or there is None or there * LEAST <= here <= there * MOST


def _fells_attacker(event: Event, folds: Folds) -> bool:
    """Whether police kill or shoot a single man."""
    single = len(event.recipients) == 1 and not _is_on_many(event, folds)
    forces = bool(event.actors) and all(a.sector is Sector.COP for a in event.actors)
    man = all(r.sector in FELLED for r in event.recipients)
    return event.status is Status.OCCURRED and not event.background and single and forces and man


def _same_fall(one: Event, other: Event) -> bool:
    here, there = (next(iter(e.recipients)).name for e in (one, other))
    apart = here and there and here != there
    return not apart and _dates_meet(one.date, other.date) and _places_meet(one.place, other.place)


def _may_agree(some: Iterable[Actor], others: Iterable[Actor]) -> bool:
    """Whether two sides may be the same: no country and no name of one contradicts the other's."""
    return all(
        not here or not there or bool(here & there)
        for here, there in (
            ({a.code for a in some if a.code}, {a.code for a in others if a.code}),
            ({a.name for a in some if a.name}, {a.name for a in others if a.name}),
        )
    )


def _dead(event: Event) -> float | None:
    return max((a.value for a in event.amounts if a.unit == "killed"), default=None)


def _place(event: Event) -> tuple[str, int, int, str, str]:
    """Where an event is told; the reading order, in which the first telling is found first."""
    return event.part, event.start, event.end, event.type, event.trigger


def _same_deed(one: Event, other: Event, folds: Folds) -> bool:
    if one.type != other.type or (one.status is Status.DENIED) != (other.status is Status.DENIED):
        return False
    if one.mode and other.mode and one.mode != other.mode:
        return False
    overlap = _overlap(one, other)
    if overlap and _same_words(one, other):
        return True
    sides = ((one.actors, other.actors), (one.recipients, other.recipients))
    named = one.type in folds.once and one.status is not Status.DENIED
    if not all(_agree(_keys(a), _keys(b)) or (named and _may_be_named(a, b)) for a, b in sides):
        return False
    if not _dates_meet(one.date, other.date) or not _places_meet(one.place, other.place):
        return False
    if one.amounts and other.amounts and _sums(one) != _sums(other):
        return False
    if overlap:  # "attacked the camp, killing nine"
        return True
    if one.status is Status.DENIED:  # "denied the report and said it had no plans to"
        return bool(one.actors and other.actors)
    return one.status == other.status and bool(_stems(one.trigger) & _stems(other.trigger))


def _same_meeting(one: Event, other: Event) -> bool:
    """Whether two tellings of a deed done together have the same parties, two at least, and may be one."""
    if one.type != other.type or one.status != other.status:
        return False
    if one.mode and other.mode and one.mode != other.mode:
        return False
    here, there = (*one.actors, *one.recipients), (*other.actors, *other.recipients)
    if min(len(here), len(there)) < 2 or not _matched(here, there) or not _matched(there, here):
        return False
    return _dates_meet(one.date, other.date) and _places_meet(one.place, other.place)


def _speaks_of(noun: Event, other: Event, folds: Folds) -> bool:
    """Whether a noun but speaks of a deed that another telling tells: "its offensive", "the US withdrawal".

    It has no day or sum of its own and leaves a side unsaid; status may differ, as may the word where the
    type allows it.
    """
    if noun.type != other.type or noun.type in folds.mutual:
        return False
    if (noun.status is Status.DENIED) != (other.status is Status.DENIED):
        return False
    if noun.mode and other.mode and noun.mode != other.mode:
        return False
    bare = _trigger_span(noun) in folds.nouns and not (noun.actors and noun.recipients)
    if not bare or noun.amounts or noun.date_basis is DateBasis.STATED:
        return False
    if noun.type not in folds.echoes and not _stems(noun.trigger) & _stems(other.trigger):
        return False
    here, there = (noun.actors, other.actors), (noun.recipients, other.recipients)
    shared = any(mine and theirs for mine, theirs in (here, there))
    return shared and _lands_meet(*here) and _lands_meet(*there) and _places_meet(noun.place, other.place)


def _lands_meet(some: Iterable[Actor], others: Iterable[Actor]) -> bool:
    """Whether the countries of a side are among the other's; a side that is not said agrees with any."""
    here, there = {a.code for a in some}, {a.code for a in others}
    return not here or not there or here <= there or there <= here


def _may_be_named(some: Sequence[Actor], others: Sequence[Actor]) -> bool:
    """Whether a private person is once described and once named: "a teacher jailed", "Ruiz was jailed"."""
    if len(some) != 1 or len(others) != 1:
        return False
    one, other = some[0], others[0]
    same = one.code is not None and (one.code, one.sector) == (other.code, other.sector)
    return same and one.sector is Sector.CVL and bool(one.name) != bool(other.name)


def _matched(some: Sequence[Actor], others: Sequence[Actor]) -> bool:
    """Whether each party may be one of the others: same country and sector, and no other name."""
    return all(
        any(
            (a.code, a.sector) == (b.code, b.sector)
            and (a.code is not None or a.text.lower() == b.text.lower())
            and (not a.name or not b.name or a.name == b.name)
            for b in others
        )
        for a in some
    )


def _sums(event: Event) -> set[tuple[float, str]]:
    return {(a.value, a.unit) for a in event.amounts}


def _places_meet(one: Place | None, other: Place | None) -> bool:
    """Whether two places may be the same: a city and its country are, two cities are not."""
    if one is None or other is None:
        return True
    if one.country and other.country and one.country != other.country:
        return False
    return one.name == other.name or one.precision != other.precision or one.precision not in FINE


def _overlap(one: Event, other: Event) -> bool:
    return one.part == other.part and one.start < other.end and other.start < one.end


def _same_words(one: Event, other: Event) -> bool:
    """Whether the triggers are the very same words of the page."""
    here, there = _trigger_span(one), _trigger_span(other)
    return here is not None and here == there


def _trigger_span(event: Event) -> Span | None:
    return next((r.span for r in event.reasons if r.field == "type"), None)


def _keys(parties: Iterable[Actor]) -> Parties:
    return frozenset(p.name or f"{p.code}/{p.sector}/{'' if p.code else p.text.lower()}" for p in parties)


def _agree(one: Parties, other: Parties) -> bool:
    """Whether two sides are the same; a side that is not said agrees with any."""
    return not one or not other or one == other


def _dates_meet(one: Interval | None, other: Interval | None) -> bool:
    return one is None or other is None or (one.first <= other.last and other.first <= one.last)


def _stems(trigger: str) -> set[str]:
    return {w[:5].lower() for w in trigger.split() if len(w) > 2}


def _fullness(event: Event) -> int:
    """How much a telling tells; what the page tells itself counts more than hearsay."""
    facts = (event.actors, event.recipients, event.date, event.place, event.amounts, event.mode)
    return sum(map(bool, facts)) - bool(event.attribution)


def _join(one: Event, other: Event) -> Event:
    """Keep the fuller telling, and take from the other what it leaves unsaid.

    Of two in the same words what was done is kept, not its purpose ("sent troops to patrol").
    """
    if _overlap(one, other) and Status.PLANNED in (one.status, other.status) and one.status != other.status:
        return _gather(other, one) if one.status is Status.PLANNED else _gather(one, other)
    if _fullness(other) - _fullness(one) < CLEARLY:
        return _gather(one, other)
    return _gather(other, one)


def _gather(best: Event, rest: Event) -> Event:
    """Keep a telling, and take from another what it leaves unsaid."""
    again = Reason(
        field="told_again", rule="fold.same_deed", span=Span(part=rest.part, start=rest.start, end=rest.end)
    )
    taken = {
        name: getattr(rest, name)
        for name in ("actors", "recipients", "date", "place", "amounts", "mode", "attribution")
        if not getattr(best, name) and getattr(rest, name) and name not in ("attribution",)
    }
    moved = tuple(r for r in rest.reasons if r.field in taken)
    if "date" in taken:
        taken["date_basis"] = rest.date_basis
    return replace(best, **taken, reasons=(*best.reasons, *moved, again))
