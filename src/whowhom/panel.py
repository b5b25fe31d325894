"""Counts of deeds by time and by pair, country or type, with what was read beside them.

How much is reported differs from month to month and from country to country; so each row has the pages and
origins that were read of its time as denominators.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, product, takewhile
from typing import TYPE_CHECKING

import pyarrow as pa

from whowhom.errors import InputError
from whowhom.export.books import load_books
from whowhom.plain import arrow_type, hints_of, to_plain
from whowhom.records import Deed, Status

if TYPE_CHECKING:
    from whowhom.store import Filter, Store

TIMES = ("day", "week", "month", "quarter", "year")
UNITS = ("pair", "actor", "recipient", "country", "all")
DONE = frozenset({Status.OCCURRED, Status.ONGOING})
BATCH = 10_000  # rows that are made Arrow in one go
Key = tuple[str, str, str]  # actor, recipient, type; empty where it is not split by that


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One row: a stretch of time (`first` day to `last`), who and whom, and what was counted.

    `deeds`: all deeds; `done`: of these those that occurred or are ongoing; `reports`, `told_by`: their
    reports, and the origins summed over deeds. `intensity`: mean conflict-cooperation score of the done ones,
    -10 to 10, `None` where there is none. `pages`, `origins`: what was read of that time, the denominators.
    """

    period: str
    first: date
    last: date
    actor: str
    recipient: str
    type: str
    deeds: int
    done: int
    reports: int
    told_by: int
    intensity: float | None
    pages: int
    origins: int


@dataclass(slots=True)
class _Tally:
    """What was counted of a cell so far; the deeds themselves are not held."""

    deeds: int = 0
    done: int = 0
    reports: int = 0
    told_by: int = 0
    scores: float = 0.0

    def take(self, deed: Deed) -> None:
        """Count a deed."""
        self.deeds += 1
        self.reports += len(deed.reports)
        self.told_by += deed.origins
        if deed.status in DONE:
            self.done += 1
            self.scores += float(load_books().code(deed.type, deed.mode).intensity)


def count_panel(
    deeds: Iterable[Deed],
    read: Mapping[date, tuple[int, int]],
    *,
    by: str = "month,pair",
    fill: bool = False,
) -> tuple[Cell, ...]:
    """Deeds in; a table of counts out, ordered by time, then by who and whom.

    `by` names a time (day, week, month, quarter, year) and what is counted (pair, actor, recipient, country,
    all), and `type` where types are to be told apart: "month,pair", "week,country,type". `read` gives for
    each day of publication the pages and the origins first told on it. With `fill` every unit has a row for
    every time between the first and the last. A deed counts by the first of its days, or of its first report
    where its days are not told, and for each of several parties. Raises InputError.
    """
    return tuple(_cells(deeds, read, by, fill))


def make_panel(
    store: Store, *, by: str = "month,pair", fill: bool = False, chosen: Filter | None = None
) -> pa.Table:
    """A database in; the panel of its deeds out as an Arrow table, see `count_panel` and `panel_table`.

    >>> make_panel(store, by="month,pair", fill=True).to_pandas()  # doctest: +SKIP
    """
    return panel_table(_cells(store.deeds(chosen), store.read_on(), by, fill))


def panel_table(cells: Iterable[Cell]) -> pa.Table:
    """Give a panel as an Arrow table, which pandas (`to_pandas`) and polars (`from_arrow`) take as it is."""
    schema = pa.schema([pa.field(name, arrow_type(hint)) for name, hint in hints_of(Cell).items()])
    # in batches: one old deed fills every month of a century
    rows = map(to_plain, cells)
    batches = iter(lambda: pa.RecordBatch.from_pylist(list(islice(rows, BATCH)), schema=schema), None)
    return pa.Table.from_batches(takewhile(len, batches), schema=schema)


def _cells(
    deeds: Iterable[Deed], read: Mapping[date, tuple[int, int]], by: str, fill: bool
) -> Iterator[Cell]:
    time, unit, types = _asked(by)
    tallies: dict[tuple[date, Key], _Tally] = defaultdict(_Tally)
    for deed in deeds:
        day = deed.date.first if deed.date else deed.first_report
        if day is None:
            continue
        for key in _keys(deed, unit, types):
            tallies[STARTS[time](day), key].take(deed)
    if not tallies:
        return
    starts = sorted({start for start, _ in tallies})
    keys = sorted({key for _, key in tallies})
    wanted = product(_all_starts(starts[0], starts[-1], time), keys) if fill else sorted(tallies)
    base = _denominators(read, time)
    for start, key in wanted:
        yield _cell(start, key, tallies.get((start, key), _Tally()), time, base)


def _asked(by: str) -> tuple[str, str, bool]:
    words = [w.strip().lower() for w in by.split(",") if w.strip()]
    times, units = [w for w in words if w in TIMES], [w for w in words if w in UNITS]
    known = (*TIMES, *UNITS, "type")
    odd = [w for w in words if w not in known]
    if odd or len(times) != 1 or len(units) > 1:
        raise InputError(
            f"by: '{by}' makes no panel; name one time ({', '.join(TIMES)}), "
            f"one of {', '.join(UNITS)}, and type if you want"
        )
    return times[0], units[0] if units else "all", "type" in words


def _keys(deed: Deed, unit: str, types: bool) -> Iterator[Key]:
    kind = deed.type if types else ""
    actors = sorted({a.code for a in deed.actors if a.code})
    recipients = sorted({r.code for r in deed.recipients if r.code})
    match unit:
        case "pair" if not recipients:  # done together: each with each
            yield from ((a, b, kind) for a, b in product(actors, actors) if a != b)
        case "pair":
            yield from ((a, b, kind) for a, b in product(actors, recipients) if a != b)
        case "actor":
            yield from ((a, "", kind) for a in actors)
        case "recipient":
            yield from (("", r, kind) for r in recipients)
        case "country":
            yield from ((c, "", kind) for c in sorted({*actors, *recipients}))
        case _:
            yield "", "", kind


def _cell(start: date, key: Key, tally: _Tally, time: str, base: Mapping[date, tuple[int, int]]) -> Cell:
    pages, origins = base.get(start, (0, 0))
    return Cell(
        period=LABELS[time](start),
        first=start,
        last=_next(start, time) - timedelta(days=1),
        actor=key[0],
        recipient=key[1],
        type=key[2],
        deeds=tally.deeds,
        done=tally.done,
        reports=tally.reports,
        told_by=tally.told_by,
        intensity=round(tally.scores / tally.done, 3) if tally.done else None,
        pages=pages,
        origins=origins,
    )


def _denominators(read: Mapping[date, tuple[int, int]], time: str) -> dict[date, tuple[int, int]]:
    sums: dict[date, tuple[int, int]] = {}
    for day, (pages, origins) in read.items():
        start = STARTS[time](day)
        before = sums.get(start, (0, 0))
        sums[start] = (before[0] + pages, before[1] + origins)
    return sums


# --- times ----------------------------------------------------------------------------------------

STARTS: Mapping[str, Callable[[date], date]] = {
    "day": lambda d: d,
    "week": lambda d: d - timedelta(days=d.weekday()),
    "month": lambda d: d.replace(day=1),
    "quarter": lambda d: d.replace(month=3 * ((d.month - 1) // 3) + 1, day=1),
    "year": lambda d: d.replace(month=1, day=1),
}
LABELS: Mapping[str, Callable[[date], str]] = {
    "day": lambda d: d.isoformat(),
    "week": lambda d: f"{d.isocalendar().year}-W{d.isocalendar().week:02}",
    "month": lambda d: f"{d:%Y-%m}",
    "quarter": lambda d: f"{d.year}-Q{(d.month + 2) // 3}",
    "year": lambda d: f"{d.year}",
}
LENGTHS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


def _next(start: date, time: str) -> date:
    """Give the first day of the time after."""
    return STARTS[time](start + timedelta(days=LENGTHS[time]))


def _all_starts(first: date, last: date, time: str) -> list[date]:
    out = [first]
    while out[-1] < last:
        out.append(_next(out[-1], time))
    return out
