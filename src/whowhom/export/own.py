"""whowhom's own records: a deed a line (JSON), a deed a row (CSV, with a second file of reports; Parquet)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from whowhom.deeds import deed_to_json
from whowhom.export.told import Options, cell, iso, many, without_text
from whowhom.output import COLUMNS
from whowhom.plain import arrow_type, hints_of, to_plain
from whowhom.records import Actor, Coded, Deed, Report
from whowhom.store import content_hash

if TYPE_CHECKING:
    import pyarrow as pa

Pages = Mapping[str, Coded]
MANY: Final = "; "
CHAIN: Final = " › "
BATCH: Final = 256
EXTRA: Final = {
    "url": "address of the page",
    "title": "headline of the page; empty under --no-text",
    "page_hash": "hash of the page's title, text, address, outlet and dates; `content_hash` of table `page`",
    "evidence_hash": "SHA-256 of the evidence as the page has it, whole also where it is cut",
}


def cut(deed: Deed, options: Options) -> Deed:
    """Give a deed as it may be published: under --no-text with no more than fifteen words in any value."""
    if not options.no_text:
        return deed
    reports = tuple(replace(r, event=without_text(r.event)) for r in deed.reports)
    return replace(without_text(deed), reports=reports)


def extra(report: Report, pages: Pages, options: Options) -> dict[str, str | None]:
    """Give what a report carries of its page; `report` with its evidence whole."""
    page = pages[report.event.doc_id].page
    return {
        "url": page.url,
        "title": None if options.no_text else page.title,
        "page_hash": content_hash(page),
        "evidence_hash": sha256(report.event.evidence.encode()).hexdigest(),
    }


# --- JSON lines -----------------------------------------------------------------------------------


def json_line(deed: Deed, pages: Pages, options: Options) -> str:
    """Give a deed as a line of JSON, its reports nested."""
    row = deed_to_json(cut(deed, options))
    reports = [
        shown | extra(report, pages, options)
        for shown, report in zip(row["reports"], deed.reports, strict=True)
    ]
    return json.dumps(row | {"reports": reports}, ensure_ascii=False) + "\n"


# --- CSV ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedColumn:
    """A column of the CSV of deeds, and the field of `Deed` that it comes from."""

    name: str
    field: str
    meaning: str
    take: Callable[[Deed], object]


def _side(field: str, whose: str) -> tuple[DeedColumn, ...]:
    def values(get: Callable[[Actor], str | None]) -> Callable[[Deed], object]:
        return lambda deed: many((get(a) for a in getattr(deed, field)), MANY)

    stem = field.removesuffix("s")
    each = f"of each {stem}, between `; `"
    columns = (
        (field, f"{whose}, in the words of a page", lambda a: a.text),
        (f"{stem}_codes", f"country or body {each}", lambda a: a.code),
        (f"{stem}_sectors", f"sector {each}", lambda a: a.sector),
        (f"{stem}_names", f"canonical name {each}", lambda a: a.name),
        (f"{stem}_titles", f"office {each}", lambda a: a.title),
        (f"{stem}_ids", f"identifier {each}", lambda a: a.actor_id),
        (f"{stem}_wikidata", f"Wikidata identifier {each}", lambda a: a.wikidata),
    )
    return tuple(DeedColumn(name=n, field=field, meaning=m, take=values(get)) for n, m, get in columns)


def _chain(get: Callable[[Any], str | None]) -> Callable[[Deed], object]:
    return lambda deed: many((get(link) for link in deed.attribution), CHAIN)


def _place(name: str) -> Callable[[Deed], object]:
    return lambda deed: getattr(deed.place, name) if deed.place else None


def _column(name: str, meaning: str, take: Callable[[Deed], object], field: str = "") -> DeedColumn:
    return DeedColumn(name=name, field=field or name, meaning=meaning, take=take)


DEED_COLUMNS: Final = (
    _column("deed_id", "stable identifier of the deed", lambda d: d.deed_id),
    _column("type", "PLOVER type", lambda d: d.type),
    _column("mode", "PLOVER mode", lambda d: d.mode),
    _column("status", "how real it is", lambda d: d.status),
    *_side("actors", "who"),
    *_side("recipients", "whom"),
    _column("sources", "who says so, outermost first", _chain(lambda x: x.source.text), "attribution"),
    _column("cues", "the words that attribute, in that order", _chain(lambda x: x.cue), "attribution"),
    _column("stances", "asserts or denies, in that order", _chain(lambda x: x.stance), "attribution"),
    _column("date_first", "first of its days", lambda d: iso(d.date.first) if d.date else None, "date"),
    _column("date_last", "last of its days", lambda d: iso(d.date.last) if d.date else None, "date"),
    _column("date_basis", "where the days come from", lambda d: d.date_basis),
    _column("place", "where, by its name", _place("name")),
    _column("place_text", "where, in the words of a page", _place("text"), "place"),
    _column("country", "ISO 3166-1 alpha-3 of the place", _place("country"), "place"),
    _column("admin1", "first subdivision of the place", _place("admin1"), "place"),
    _column("lat", "degrees north, WGS84", _place("lat"), "place"),
    _column("lon", "degrees east, WGS84", _place("lon"), "place"),
    _column("precision", "how exactly the place is known", _place("precision"), "place"),
    _column("geonameid", "GeoNames identifier of the place", _place("geonameid"), "place"),
    _column(
        "amounts",
        "chosen numbers with their units, between `; `",
        lambda d: many((f"{cell(a.value)} {a.unit}" for a in d.amounts), MANY),
    ),
    _column(
        "counts",
        "all numbers told: value, unit, origins",
        lambda d: many((f"{cell(c.value)} {c.unit} ({c.origins})" for c in d.counts), MANY),
    ),
    _column("reports", "how many reports tell it", lambda d: len(d.reports)),
    _column("origins", "how many independent origins", lambda d: d.origins),
    _column("first_report", "day of the first page that tells it", lambda d: d.first_report),
    _column("last_report", "day of the last", lambda d: d.last_report),
    _column(
        "turns",
        "history of its status: day, status, origins",
        lambda d: many((f"{iso(t.day)} {t.status} ({t.origins})".strip() for t in d.turns), MANY),
    ),
    _column(
        "joined",
        "why each report belongs to it: event, what it agrees in",
        lambda d: many((f"{j.event_id} {'+'.join(j.agree)}" for j in d.joined), MANY),
    ),
    _column("confidence", "0 to 1", lambda d: d.confidence),
    _column("background", "1 where pages only recall it as history", lambda d: d.background),
)
REPORT_HEAD: Final = ("deed_id", "origin_id")
REPORT_TAIL: Final = ("page_hash", "evidence_hash")


def csv_line(values: Iterable[object], delimiter: str = ",") -> bytes:
    """Give a line of cells; what is a page's words stays as it is, line breaks too."""
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow([cell(v) for v in values])
    return line.getvalue().encode()


def deed_cells(deed: Deed, options: Options) -> list[object]:
    """Give the cells of a deed, as `DEED_COLUMNS`."""
    shown = cut(deed, options)
    return [column.take(shown) for column in DEED_COLUMNS]


def report_header() -> list[str]:
    """Give the header of the CSV of reports."""
    return [*REPORT_HEAD, *(column.name for column in COLUMNS), *REPORT_TAIL]


def report_cells(deed: Deed, pages: Pages, options: Options) -> Iterable[list[object]]:
    """Give the cells of each report of a deed."""
    for report, shown in zip(deed.reports, cut(deed, options).reports, strict=True):
        coded = pages[report.event.doc_id]
        if options.no_text:
            coded = replace(coded, page=replace(coded.page, title=""))
        more = extra(report, pages, options)
        values = [column.take(coded, shown.event) for column in COLUMNS]
        yield [deed.deed_id, report.origin_id, *values, *(more[name] for name in REPORT_TAIL)]


# --- Parquet --------------------------------------------------------------------------------------


def arrow_schema() -> pa.Schema:
    """Give the schema: a deed a row, as `records.Deed`, each report with what `EXTRA` names."""
    import pyarrow as pa

    report = [pa.field(name, arrow_type(hint)) for name, hint in hints_of(Report).items()]
    report += [pa.field(name, pa.string()) for name in EXTRA]
    kinds = {name: arrow_type(hint) for name, hint in hints_of(Deed).items()}
    kinds["reports"] = pa.list_(pa.struct(report))
    return pa.schema([pa.field(name, kind) for name, kind in kinds.items()])


def parquet_row(deed: Deed, pages: Pages, options: Options) -> dict[str, Any]:
    """Give a deed as a row."""
    shown = cut(deed, options)
    reports = [
        to_plain(one) | extra(whole, pages, options)
        for one, whole in zip(shown.reports, deed.reports, strict=True)
    ]
    row: dict[str, Any] = to_plain(replace(shown, reports=()))
    return row | {"reports": reports}


def write_parquet(rows: Iterable[dict[str, Any]], out: BinaryIO) -> None:
    """Write rows in batches."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema()
    waiting: list[dict[str, Any]] = []
    with pq.ParquetWriter(out, schema) as writer:
        for row in rows:
            waiting.append(row)
            if len(waiting) >= BATCH:
                writer.write_table(pa.Table.from_pylist(waiting, schema=schema))
                waiting = []
        if waiting:
            writer.write_table(pa.Table.from_pylist(waiting, schema=schema))
