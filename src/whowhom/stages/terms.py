"""What office a party of a deed held on the day of the deed, not on the day of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from whowhom.records import Actor, Interval, Sector
from whowhom.world import Entity, World

POLITICIANS = frozenset({Sector.PTY, Sector.OPP})


def date_offices(
    actors: Sequence[Actor], when: Interval | None, published: date | None, ends: bool, world: World
) -> tuple[Actor, ...]:
    """Parties of a deed and its days in; the same with the sector that each person had then out.

    `when` are the days that the page states, None where it says nothing. `ends` tells that the deed takes an
    office from whom it befalls: the president who is ousted was president.
    """
    return tuple(_dated(actor, when, published, ends, world) for actor in actors)


def _dated(actor: Actor, when: Interval | None, published: date | None, ends: bool, world: World) -> Actor:
    if actor.name is None or published is None:
        return actor
    rows = [r for r in world.by_id.get(actor.actor_id or "", ()) if r.kind == "person"]
    if not rows:
        return actor
    if when is not None and when.last < published:
        held = [r for r in rows if r.since is not None and r.since <= when.first and r.holds(when.last)]
        if held:
            return _as(actor, held[-1])
    if not ends or actor.sector not in POLITICIANS:
        return actor
    ruled = [r for r in rows if r.sector is Sector.GOV and r.until is not None and r.until <= published]
    last = max(ruled, key=lambda r: r.until or date.min, default=None)
    return _as(actor, last) if last is not None else actor


def _as(actor: Actor, row: Entity) -> Actor:
    if row.sector is None or row.code != actor.code:
        return actor
    sectors = row.sectors or (row.sector,)
    return replace(actor, sector=row.sector, sectors=sectors, title=row.title or actor.title)
