"""The database: one DuckDB file that holds pages, events, origins and deeds.

What `add` has reported as stored is on disk: pages go in by whole batches, each in a transaction of its own.
`merge` judges of all events which deed they belong to, so that the order in which pages came does not matter,
and computes and writes only the deeds that differ from those stored; it does so in one transaction, so that a
run that was ended in between is mended by the next. A database of an older version is brought to this one
when it is opened, in one transaction, step by step as `migrations/` says.
"""

from __future__ import annotations

import hashlib
import tomllib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.resources import files
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import duckdb
import pyarrow as pa

from whowhom.errors import StoreError
from whowhom.plain import arrow_type, from_plain, hints_of, to_plain
from whowhom.records import (
    Coded,
    Deed,
    Event,
    Joined,
    Origin,
    Page,
    Print,
    Problem,
    Raw,
    Report,
    Ruling,
)
from whowhom.stages.merge import deed_id, make_deed, one_deed, seat_reports
from whowhom.stages.origins import group_pages, print_page

VERSION = 2
FIRST = 1  # the oldest version that can be brought to this one
DEFAULT = Path("whowhom.duckdb")
PRINTED = ("words", "names", "sentences")
READ = 1024  # rows read in one go
WRITTEN = 500  # deeds written in one go
MEMORY = "1GB"  # that DuckDB may hold; beyond it works on disk
UNSEEN: dict[str, Any] = {  # fields of an event that do not count for which deed it belongs to
    "attribution": (),
    "part": "text",
    "end": 0,
    "confidence": None,
    "reasons": (),
}
MERGING = (
    "stages/merge.py",
    "stages/agreement.py",
    "stages/origins.py",
)  # a change in them makes all deeds anew
TABLES = ("meta", "page", "event", "problem", "origin", "deed", "ruling", "verdict", "seen")
REPORTS = "SELECT e.*, p.published_on, p.outlet FROM event e JOIN page p ON p.doc_id = e.doc_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one call of `Store.add` did: pages new, replaced by a newer coding, and known already."""

    new: int = 0
    replaced: int = 0
    known: int = 0
    events: int = 0
    problems: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What `Store.merge` found: origins with two pages or more and the pages in them; deeds."""

    origins: int
    copies: int
    events: int
    deeds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which deeds are asked for; what is `None` or empty does not count.

    `who`, `whom`: a country or body code, or part of a name; `place`: a country code; `first`, `last`: days,
    both included, that the deed's days must touch, or its first report where it has none.
    """

    deed_id: str | None = None
    who: str | None = None
    whom: str | None = None
    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    place: str | None = None
    first: date | None = None
    last: date | None = None
    min_origins: int = 1
    min_confidence: float = 0.0
    background: bool = True

    def condition(self) -> tuple[str, list[Any]]:
        """Give the filter as a SQL condition on table `deed`, with its parameters."""
        parts: list[str] = ["TRUE"]
        values: list[Any] = []
        if self.deed_id:
            parts.append("deed_id = ?")
            values.append(self.deed_id)
        for column, wanted in (("actors", self.who), ("recipients", self.whom)):
            if wanted:
                parts.append(
                    f"len(list_filter({column}, lambda p: upper(p.code) = upper(?) OR contains("
                    "lower(coalesce(p.name, p.text)), lower(?)))) > 0"
                )
                values += [wanted, wanted]
        for column, several in (("type", self.types), ("mode", self.modes), ("status", self.statuses)):
            if several:
                parts.append(f"list_contains(?, {column})")
                values.append(list(several))
        if self.place:
            parts.append("upper(place.country) = upper(?)")
            values.append(self.place)
        if self.first:
            parts.append('coalesce("date"."last", first_report) >= ?')
            values.append(self.first)
        if self.last:
            parts.append('coalesce("date"."first", first_report) <= ?')
            values.append(self.last)
        parts.append("origins >= ?")
        values.append(self.min_origins)
        if self.min_confidence:
            parts.append("coalesce(confidence, 1) >= ?")
            values.append(self.min_confidence)
        if not self.background:
            parts.append("NOT background")
        return " AND ".join(parts), values


class Store:
    """A database that is open. Use it as a context manager; it is closed at the end.

    A database of an older version is brought to this one, also where it is opened for reading. Raises
    StoreError where the file is no database of whowhom, is of a newer version, or is being written by another
    process.
    """

    def __init__(self, path: Path | str = DEFAULT, *, read_only: bool = False) -> None:
        self.path = Path(path)
        self.read_only = read_only
        if read_only and str(path) != ":memory:" and not self.path.exists():
            raise StoreError(f"{path}: no such database; make it with 'whowhom add SOURCE... --db {path}'")
        self._db = self._connect(read_only=read_only)
        try:
            self._db.execute(f"SET memory_limit = '{MEMORY}'")
            self._ready()
        except BaseException:
            self._db.close()
            raise

    def _connect(self, *, read_only: bool) -> duckdb.DuckDBPyConnection:
        try:
            return duckdb.connect(str(self.path), read_only=read_only)
        except duckdb.IOException as error:
            raise StoreError(self._refusal(str(error))) from error
        except duckdb.Error as error:
            raise StoreError(f"{self.path}: cannot be opened as a database; {_first_line(error)}") from error

    def _refusal(self, message: str) -> str:
        if "lock" in message.lower():
            return f"{self.path}: another process is writing it; wait until it is done, or name another --db"
        if "not a valid" in message.lower():
            return f"{self.path}: is no database of whowhom; name another file with --db"
        return f"{self.path}: cannot be opened ({message.splitlines()[0]}); check the path and its rights"

    def _ready(self) -> None:
        """Make the tables where there are none, and check the version."""
        known = {row[0] for row in self._db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if not known and not self.read_only:
            with self._transaction():
                self._db.execute(files("whowhom").joinpath("schema.sql").read_text(encoding="utf-8"))
                self._comment()
                self._set("version", str(VERSION))
            return
        if "meta" not in known or "deed" not in known:
            raise StoreError(f"{self.path}: holds no tables of whowhom; name another file with --db")
        version = int(self.meta("version") or 0)
        if version > VERSION:
            raise StoreError(
                f"{self.path}: has version {version}, this whowhom knows up to {VERSION}; install a newer one"
            )
        if version < FIRST:
            raise StoreError(
                f"{self.path}: names no version that whowhom ever wrote; name another file with --db"
            )
        if version < VERSION:
            self._migrate(version)

    def _migrate(self, version: int) -> None:
        """Bring an older database to this version, all steps or none."""
        if self.read_only:  # open it for writing as long as it takes
            self._db.close()
            Store(self.path).close()
            self._db = self._connect(read_only=True)
            return
        with self._transaction():
            for step in range(version + 1, VERSION + 1):
                self._db.execute(_migration(step))
            self._comment()
            self._set("version", str(VERSION))

    def _comment(self) -> None:
        """Say of each column what it holds, so that any client can ask the database itself."""
        meanings = tomllib.loads(files("whowhom").joinpath("fields.toml").read_text(encoding="utf-8"))
        own = meanings["columns"]
        for table in TABLES:
            known = {**meanings.get(table.capitalize(), {}), **own.get(table, {})}
            for (column,) in self._db.execute(
                "SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table]
            ).fetchall():
                text = known[column].replace("'", "''")
                self._db.execute(f"COMMENT ON COLUMN {table}.\"{column}\" IS '{text}'")

    # --- life -----------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; what was stored is on disk."""
        self._db.close()

    def _transaction(self) -> _Transaction:
        return _Transaction(self._db, self.path)

    def meta(self, name: str) -> str | None:
        """Give a value that the database keeps of itself: `version`, `merged`."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
        return None if row is None else str(row[0])

    def _set(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [name, value])

    def sql(self, query: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """Run a query; give its rows as an Arrow table, which pandas and polars take as it is.

        Raises StoreError where the database does not understand it.
        """
        try:
            return self._db.cursor().sql(query, params=list(parameters)).to_arrow_table()
        except duckdb.Error as error:
            raise StoreError(f"{self.path}: cannot be asked; {_first_line(error)}") from error

    # --- pages in -------------------------------------------------------------------------------

    def knows(self, page: Page, coder: str) -> bool:
        """Tell whether this very page is stored as coded by this very coder."""
        return self._held(page.doc_id) == (content_hash(page), coder)

    def _held(self, doc_id: str) -> tuple[str, str] | None:
        """Give the hash of a page's content and what coded it, where there is one."""
        query = "SELECT content_hash, coder FROM page WHERE doc_id = ?"
        return self._db.execute(query, [doc_id]).fetchone()

    def has_seen(self, raw: Raw, coder: str) -> bool:
        """Tell whether these very bytes were stored as coded by this very coder, whatever became of them."""
        query = "SELECT 1 FROM seen WHERE raw_hash = ? AND coder = ?"
        return self._db.execute(query, [raw_hash(raw), coder]).fetchone() is not None

    def has_url(self, url: str) -> bool:
        """Tell whether a page of this address is stored."""
        return self._db.execute("SELECT 1 FROM page WHERE url = ?", [url]).fetchone() is not None

    def add(self, coded: Iterable[Coded | Problem], *, coder: str, raws: Iterable[Raw] = ()) -> Added:
        """Store coded pages and problems, all or none of them; a page of a known `doc_id` is replaced.

        `coder` is `Coder.fingerprint`, `raws` the raw pages that they came from, which `has_seen` then knows.
        Raises StoreError where the disk does not take them.
        """
        pages, problems = [], []
        for item in coded:
            if isinstance(item, Problem):
                problems.append(item)
            else:
                pages.append(item)
                problems.extend(item.problems)
        pages = list({c.page.doc_id: c for c in pages}.values())
        fresh = [c for c in pages if not self.knows(c.page, coder)]
        held = [c.page.doc_id for c in fresh if self._held(c.page.doc_id)]
        with self._transaction():
            for table in ("event", "page") if held else ():
                self._db.execute(f"DELETE FROM {table} WHERE doc_id IN (SELECT unnest(?))", [held])
            self._insert("page", PAGE_SCHEMA, [_page_row(c.page, coder) for c in fresh])
            events = [e for c in fresh for e in c.events]
            self._insert("event", EVENT_SCHEMA, [to_plain(e) for e in events])
            self._insert("problem", PROBLEM_SCHEMA, [to_plain(p) for p in problems])
            self._insert("seen", SEEN_SCHEMA, [{"raw_hash": raw_hash(r), "coder": coder} for r in raws])
            if held:  # an event may say something else under its old id
                self._set("merged", "anew")
            elif fresh:
                self._changed()
        return Added(
            new=len(fresh) - len(held),
            replaced=len(held),
            known=len(pages) - len(fresh),
            events=len(events),
            problems=len(problems),
        )

    def _insert(self, table: str, schema: pa.Schema, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        batch = pa.Table.from_pylist(rows, schema=schema)
        self._db.register("batch", batch)
        self._db.execute(f"INSERT OR IGNORE INTO {table} BY NAME SELECT * FROM batch")
        self._db.unregister("batch")

    # --- deeds ----------------------------------------------------------------------------------

    def rule(self, one: str, other: str, *, same: bool, note: str | None = None) -> None:
        """Say that two events are one deed, or are not; `merge` then keeps to it, whatever is added later.

        What was ruled of these two before is replaced. Raises StoreError for an event that is not stored, and
        where the ruling goes against others.
        """
        for event_id in (one, other):
            if not self._db.execute("SELECT 1 FROM event WHERE event_id = ?", [event_id]).fetchone():
                raise StoreError(
                    f"event: no event '{event_id}' in {self.path}; see 'whowhom explain DEED_ID'"
                )
        low, high = sorted((one, other))
        others = [r for r in self.rulings() if (r.one, r.other) != (low, high)]
        here, there = one_deed(low, others), one_deed(high, others)
        against = [r for r in others if not r.same and {r.one, r.other} & here and {r.one, r.other} & there]
        if low == high or (same and against) or (not same and high in here):
            said = f"{against[0].one} and {against[0].other} were ruled apart" if against else "they are one"
            raise StoreError(
                f"ruling: {one} and {other} cannot be {'one deed' if same else 'kept apart'}: {said}, by "
                "rulings made before; see 'whowhom rule --list', and undo those first"
            )
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO ruling VALUES (?, ?, ?, ?)", [low, high, same, note])
            self._changed()

    def undo(self, rulings: Iterable[Ruling]) -> None:
        """Forget rulings; `merge` then goes by the reports alone again."""
        with self._transaction():
            for ruling in rulings:
                self._db.execute(
                    'DELETE FROM ruling WHERE "one" = ? AND other = ?', [ruling.one, ruling.other]
                )
            self._changed()

    def rulings(self) -> tuple[Ruling, ...]:
        """Give all rulings, those on events that a newer coding replaced too."""
        return tuple(
            from_plain(Ruling, row) for row in self._rows('SELECT * FROM ruling ORDER BY "one", other')
        )

    def find(self, table: Literal["deed", "event"], start: str) -> str | None:
        """Give the id of the deed or event whose id begins so; `None` where there is none.

        Raises StoreError where there are several.
        """
        query = f"SELECT {table}_id AS id FROM {table} WHERE starts_with({table}_id, ?) ORDER BY id LIMIT 3"
        found = [row["id"] for row in self._rows(query, [start])]
        if len(found) > 1 and start not in found:
            raise StoreError(
                f"{table}: several begin with '{start}' ({', '.join(found)} ...); write more of it"
            )
        return next(iter(found), None)

    def _changed(self) -> None:
        """Note that deeds may differ from those stored."""
        if self.meta("merged") != "anew":
            self._set("merged", "no")

    @property
    def is_merged(self) -> bool:
        """Whether the deeds are those of all pages, as this very version makes them."""
        return self.meta("merged") == "yes" and self.meta("merging") == _merging()

    def merge(self, mutual: frozenset[str] = frozenset(), *, anew: bool = False) -> Merged:
        """Group all pages by origin and all events into deeds, and store what changed; `anew`: everything."""
        anew = anew or self.meta("merged") == "anew" or self.meta("merging") != _merging()
        names: dict[str, array[int]] = {}
        origins = group_pages(self._prints(names))
        home = {doc_id: o.origin_id for o in origins for doc_id in o.pages}
        moved = {doc_id for doc_id, origin_id in self._home().items() if home.get(doc_id) != origin_id}
        seated = seat_reports(self._seatable(home), self.rulings(), mutual, names)
        stored = {} if anew else self._stored(moved)
        changed = [joined for joined in seated if stored.pop(deed_id(joined), None) != _key(joined)]
        with self._transaction():
            self._replace_origins(origins)
            gone = pa.table({"deed_id": pa.array([*stored, *map(deed_id, changed)], _TEXT)})
            self._delete("deed", None if anew else gone)
            deeds = self._made(changed, home)
            while some := list(islice(deeds, WRITTEN)):
                self._insert("deed", DEED_SCHEMA, [_deed_row(d) for d in some])
            self._set("merged", "yes")
            self._set("merging", _merging())
        several = [o for o in origins if len(o.pages) > 1]
        return Merged(
            origins=len(origins),
            copies=sum(len(o.pages) for o in several) - len(several),
            events=sum(map(len, seated)),
            deeds=len(seated),
        )

    def _replace_origins(self, origins: Iterable[Origin]) -> None:
        """Store the origins that differ from those stored, and no others."""
        wanted = {o.origin_id: o for o in origins}
        stored = {o.origin_id: wanted.get(o.origin_id) == o for o in self.origins()}
        gone = [origin_id for origin_id, same in stored.items() if not same]
        self._delete("origin", pa.table({"origin_id": pa.array(gone, _TEXT)}))
        fresh = (o for origin_id, o in wanted.items() if not stored.get(origin_id))
        while some := [to_plain(o) for o in islice(fresh, WRITTEN)]:
            self._insert("origin", ORIGIN_SCHEMA, some)

    def _delete(self, table: str, ids: pa.Table | None) -> None:
        """Delete the rows that have an id of `ids`, a table of one column; `None`: all."""
        if ids is None:
            self._db.execute(f"DELETE FROM {table}")
        elif ids.num_rows:
            (column,) = ids.column_names
            self._db.register("batch", ids)
            self._db.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT {column} FROM batch)")
            self._db.unregister("batch")

    def _home(self) -> dict[str, str]:
        """Give the origin of each page, as stored."""
        query = "SELECT unnest(pages) AS doc_id, origin_id FROM origin"
        return {row["doc_id"]: row["origin_id"] for row in self._rows(query)}

    def _stored(self, moved: set[str]) -> dict[str, int]:
        """Give what the stored deeds were made of, by id; 0 where a page is of another origin now."""
        moved_events = {
            event_id
            for doc_ids in _slices(sorted(moved))
            for row in self._rows("SELECT event_id FROM event WHERE doc_id IN (SELECT unnest(?))", [doc_ids])
            for event_id in row.values()
        }
        found = {}
        for row in self._rows("SELECT deed_id, joined FROM deed"):
            joined = tuple(from_plain(Joined, j) for j in row["joined"])
            same = moved_events.isdisjoint(j.event_id for j in joined)
            found[row["deed_id"]] = _key(joined) if same else 0
        return found

    def _made(self, seated: Sequence[Sequence[Joined]], home: Mapping[str, str]) -> Iterator[Deed]:
        """Give the deeds that are made of these reports."""
        members = [(at, j.event_id) for at, joined in enumerate(seated) for j in joined]
        table = pa.table(
            {"at": pa.array([m[0] for m in members], pa.int64()), "event_id": [m[1] for m in members]},
            schema=pa.schema([("at", pa.int64()), ("event_id", _TEXT)]),
        )
        query = f"{REPORTS} JOIN member m ON m.event_id = e.event_id ORDER BY m.at"
        rows = self._rows(query.replace("SELECT", "SELECT m.at,", 1), tables={"member": table})
        for at, some in groupby(rows, key=itemgetter("at")):
            yield make_deed([_report(row, home) for row in some], seated[at])

    def _rows(
        self, query: str, parameters: Sequence[Any] = (), *, tables: Mapping[str, pa.Table] | None = None
    ) -> Iterator[dict[str, Any]]:
        # a cursor of its own, so that what is read is not cut off by the next query
        cursor = self._db.cursor()
        for name, table in (tables or {}).items():
            cursor.register(name, table)
        try:
            reader = cursor.sql(query, params=list(parameters)).to_arrow_reader(READ)
        except duckdb.Error as error:
            raise StoreError(f"{self.path}: cannot be asked; {_first_line(error)}") from error
        for batch in reader:
            yield from batch.to_pylist()

    def _prints(self, names: dict[str, array[int]]) -> Iterator[Print]:
        """Give all prints; note on the way the runs of names of each page, packed."""
        query = "SELECT doc_id, published_on AS published, outlet, wire, words, names, sentences FROM page"
        for row in self._rows(query):
            names[row["doc_id"]] = array("q", row["names"])
            yield from_plain(Print, row)

    def names(self) -> dict[str, frozenset[int]]:
        """Give the runs of names that each page holds (`Print.names`), by `doc_id`."""
        rows = self._rows("SELECT doc_id, names FROM page")
        return {row["doc_id"]: frozenset(row["names"]) for row in rows}

    def _seatable(self, home: Mapping[str, str]) -> Iterator[Report]:
        """Give all reports, without what does not count for which deed they belong to."""
        columns = ", ".join(f'e."{name}"' for name in hints_of(Event) if name not in UNSEEN)
        query = f"SELECT {columns}, p.published_on, p.outlet FROM event e JOIN page p ON p.doc_id = e.doc_id"
        return (_report({**UNSEEN, **row}, home) for row in self._rows(query))

    def deeds(self, chosen: Filter | None = None) -> Iterator[Deed]:
        """Give the deeds that a filter lets through, in order of their first report.

        Deeds and reports are two streams in the same order, so that no more than one deed is held. A report
        that a newer coding has taken away is left out; `merge` makes the deed without it.
        """
        where, parameters = (chosen or Filter()).condition()
        home = self._home()
        order = "first_report NULLS FIRST, deed_id"
        deeds = self._rows(f"SELECT * FROM deed WHERE {where} ORDER BY {order}", parameters)
        members = (
            "SELECT deed_id, first_report, unnest(reports) AS event_id, "
            f"generate_subscripts(reports, 1) AS at FROM deed WHERE {where}"
        )
        query = REPORTS.replace("SELECT", "SELECT m.deed_id,", 1)
        query = f"{query} JOIN ({members}) m ON m.event_id = e.event_id ORDER BY m.{order}, m.at"
        told = groupby(self._rows(query, parameters), key=itemgetter("deed_id"))
        own, some = next(told, (None, iter(())))
        for row in deeds:
            if row["deed_id"] == own:
                reports = tuple(_report(r, home) for r in some)
                yield replace(from_plain(Deed, row | {"reports": ()}), reports=reports)
                own, some = next(told, (None, iter(())))

    def deed_table(self, chosen: Filter | None = None) -> pa.Table:
        """Give the deeds that a filter lets through as an Arrow table, in the columns of table `deed`.

        pandas (`to_pandas`) and polars (`from_arrow`) take it as it is; `reports` holds the ids of events.
        """
        where, parameters = (chosen or Filter()).condition()
        order = "ORDER BY first_report NULLS FIRST, deed_id"
        return self.sql(f"SELECT * FROM deed WHERE {where} {order}", parameters)

    def event_page(self, event_id: str) -> Coded:
        """Give the page of an event with this event alone. Raises StoreError for one that is not stored."""
        rows = list(self._rows("SELECT * FROM event WHERE event_id = ?", [event_id]))
        if not rows:
            raise StoreError(f"event: no event '{event_id}' in {self.path}")
        event = from_plain(Event, rows[0])
        return replace(self.pages([event.doc_id])[event.doc_id], events=(event,))

    def events(self) -> Iterator[Event]:
        """Give all events."""
        return (from_plain(Event, row) for row in self._rows("SELECT * FROM event ORDER BY event_id"))

    def judge(self, deed_id: str, stratum: str, share: float, *, right: bool) -> None:
        """Keep what somebody found of a deed that was drawn."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?)", [deed_id, stratum, share, right]
            )

    def verdicts(self) -> list[dict[str, Any]]:
        """Give what was found so far: deed_id, stratum, share, right."""
        return list(self._rows('SELECT deed_id, stratum, "share", "right" FROM verdict ORDER BY deed_id'))

    def pages(self, doc_ids: Iterable[str]) -> dict[str, Coded]:
        """Give pages with all their events, in the order of the text, by `doc_id`."""
        wanted = [sorted(set(doc_ids))]
        events: dict[str, list[Event]] = {}
        query = (
            "SELECT * FROM event WHERE doc_id IN (SELECT unnest(?)) "
            'ORDER BY part DESC, "start", "end", event_id'
        )
        for row in self._rows(query, wanted):
            events.setdefault(row["doc_id"], []).append(from_plain(Event, row))
        found = (
            _page(row) for row in self._rows("SELECT * FROM page WHERE doc_id IN (SELECT unnest(?))", wanted)
        )
        return {page.doc_id: Coded(page=page, events=tuple(events.get(page.doc_id, ()))) for page in found}

    def read_on(self) -> dict[date, tuple[int, int]]:
        """Give, for each day of publication, the pages read and the origins first told on it."""
        query = """
            SELECT published_on AS "day", count(*) AS pages, count(o.origin_id) AS origins
            FROM page LEFT JOIN (SELECT origin_id, pages[1] AS doc_id FROM origin) o USING (doc_id)
            WHERE published_on IS NOT NULL GROUP BY published_on"""
        return {row["day"]: (row["pages"], row["origins"]) for row in self._rows(query)}

    def origins(self) -> tuple[Origin, ...]:
        """Give all origins."""
        return tuple(from_plain(Origin, row) for row in self._rows("SELECT * FROM origin ORDER BY origin_id"))

    def count(self, table: str) -> int:
        """Give the number of rows of a table. Raises StoreError for an unknown one."""
        if table not in TABLES:
            raise StoreError(f"table: no table '{table}'; known are {', '.join(TABLES)}")
        row = self._db.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(row[0]) if row else 0


class _Transaction:
    """All that happens within is stored whole, or not at all."""

    def __init__(self, db: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.db, self.path = db, path

    def __enter__(self) -> None:
        self.db.execute("BEGIN")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.db.execute("COMMIT" if error is None else "ROLLBACK")
        except duckdb.Error as fault:
            raise StoreError(f"{self.path}: nothing more could be stored; {_first_line(fault)}") from fault
        if isinstance(error, duckdb.Error):
            raise StoreError(f"{self.path}: nothing more could be stored; {_first_line(error)}") from error


def _migration(step: int) -> str:
    """Give the SQL that brings a database from the version before to this one."""
    return files("whowhom").joinpath("migrations", f"{step}.sql").read_text(encoding="utf-8")


def _report(row: dict[str, Any], home: Mapping[str, str]) -> Report:
    """Turn a row of REPORTS into the record."""
    return Report(
        event=from_plain(Event, row),
        published=row["published_on"],
        origin_id=home.get(row["doc_id"], row["doc_id"]),
        outlet=row["outlet"],
    )


def _key(joined: Sequence[Joined]) -> int:
    """Give a number that tells what a deed is made of, within this process."""
    return hash(tuple((j.event_id, j.anchor_id, j.agree) for j in joined))


def _merging() -> str:
    """Hash the code that makes deeds, so that those of another version are told from our own."""
    code = b"".join(files("whowhom").joinpath(name).read_bytes() for name in MERGING)
    return hashlib.sha256(code).hexdigest()[:16]


def _slices(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + READ] for at in range(0, len(ids), READ))


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def raw_hash(raw: Raw) -> str:
    """Hash the bytes of a raw page."""
    return hashlib.sha256(raw.content).hexdigest()[:24]


def content_hash(page: Page) -> str:
    """Hash what a page says and when, so that a changed page is told from one that is known."""
    key = (page.title, page.text, page.url, page.outlet, str(page.published), str(page.modified))
    return hashlib.sha256(repr(key).encode()).hexdigest()[:16]


def _page_row(page: Page, coder: str) -> dict[str, Any]:
    marks = to_plain(print_page(page))
    return {
        **to_plain(page),
        "published": page.published.isoformat() if page.published else None,
        "published_on": page.published_on,
        "modified": page.modified.isoformat() if page.modified else None,
        "content_hash": content_hash(page),
        "coder": coder,
        **{name: marks[name] for name in PRINTED},
    }


def _page(row: dict[str, Any]) -> Page:
    """Turn a row of table `page` back into the record."""
    times = {name: _when(row[name]) for name in ("published", "modified")}
    return from_plain(Page, row | times)


def _when(value: str | None) -> date | datetime | None:
    if value is None:
        return None
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def _deed_row(deed: Deed) -> dict[str, Any]:
    row: dict[str, Any] = to_plain(replace(deed, reports=()))
    return {**row, "reports": [r.event.event_id for r in deed.reports]}


def _schema(record: Any, **changed: pa.DataType) -> pa.Schema:
    kinds = {name: changed.get(name) or arrow_type(hint) for name, hint in hints_of(record).items()}
    return pa.schema([pa.field(name, kind) for name, kind in {**kinds, **changed}.items()])


_TEXT, _MARKS = pa.string(), pa.list_(pa.int64())
SEEN_SCHEMA = pa.schema([pa.field("raw_hash", _TEXT), pa.field("coder", _TEXT)])
PAGE_SCHEMA = _schema(
    Page,
    published=_TEXT,
    modified=_TEXT,
    published_on=pa.date32(),
    content_hash=_TEXT,
    coder=_TEXT,
    **dict.fromkeys(PRINTED, _MARKS),
)
EVENT_SCHEMA = _schema(Event)
PROBLEM_SCHEMA = _schema(Problem)
ORIGIN_SCHEMA = _schema(Origin)
DEED_SCHEMA = _schema(Deed, reports=pa.list_(pa.string()))
