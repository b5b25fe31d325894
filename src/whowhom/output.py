"""Write coded pages: JSON lines in the form of the annotation guide, CSV, Parquet.

Each format is written page by page, so that what is done is whole at any time: where the pages stop coming
(an error, Ctrl-C), the file holds every page coded until then.
"""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from whowhom.errors import SourceError
from whowhom.plain import arrow_type, hints_of, to_plain
from whowhom.records import Actor, Amount, Attribution, Coded, Event, Place, Reason, Span

if TYPE_CHECKING:
    import pyarrow as pa

MANY: Final = "; "
CHAIN: Final = " › "
BATCH: Final = 64


# --- as JSON --------------------------------------------------------------------------------------


def _actor(actor: Actor) -> dict[str, Any]:
    out: dict[str, Any] = {
        "text": actor.text,
        "code": actor.code,
        "sector": actor.sector,
        "name": actor.name,
        "title": actor.title,
        "actor_id": actor.actor_id,
    }
    if actor.sectors[1:]:
        out["sectors"] = list(actor.sectors)
    if actor.wikidata:
        out["wikidata"] = actor.wikidata
    return out


def _link(link: Attribution) -> dict[str, Any]:
    return {"source": _actor(link.source), "cue": link.cue, "stance": link.stance}


def _place(place: Place) -> dict[str, Any]:
    return {field.name: getattr(place, field.name) for field in fields(Place)}


def _amount(amount: Amount) -> dict[str, Any]:
    out: dict[str, Any] = {"value": amount.value, "unit": amount.unit, "text": amount.text}
    extra = {"low": amount.low, "high": amount.high, "of": amount.of}
    return (
        out
        | {k: v for k, v in extra.items() if v is not None}
        | ({"cumulative": True} if amount.cumulative else {})
    )


def _span(span: Span | None) -> dict[str, Any]:
    return {"part": span.part, "start": span.start, "end": span.end} if span else {}


def _reason(reason: Reason) -> dict[str, Any]:
    return {"field": reason.field, "rule": reason.rule, **_span(reason.span)}


def event_to_json(event: Event) -> dict[str, Any]:
    """Give an event as a JSON object: the fields of the annotation guide, then whowhom's own."""
    return {
        "type": event.type,
        "mode": event.mode,
        "actors": [_actor(a) for a in event.actors],
        "recipients": [_actor(a) for a in event.recipients],
        "status": event.status,
        "attribution": [_link(link) for link in event.attribution],
        "date": [event.date.first.isoformat(), event.date.last.isoformat()] if event.date else None,
        "place": _place(event.place) if event.place else None,
        "amounts": [_amount(a) for a in event.amounts],
        "evidence": event.evidence,
        "trigger": event.trigger,
        "event_id": event.event_id,
        "date_basis": event.date_basis,
        "part": event.part,
        "start": event.start,
        "end": event.end,
        "background": event.background,
        "confidence": event.confidence,
        "reasons": [_reason(r) for r in event.reasons],
    }


def _when(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


def page_to_json(coded: Coded) -> dict[str, Any]:
    """Give a coded page as a JSON object, a line of `--to jsonl`."""
    page = coded.page
    return {
        "doc_id": page.doc_id,
        "url": page.url,
        "outlet": page.outlet,
        "wire": page.wire,
        "published": _when(page.published),
        "title": page.title,
        "text": page.text,
        "modified": _when(page.modified),
        "dateline": page.dateline,
        "language": page.language,
        "genre": page.genre,
        "spin": page.spin,
        "events": [event_to_json(e) for e in coded.events],
        "problems": [{"source": p.source, "stage": p.stage, "message": p.message} for p in coded.problems],
    }


# --- as a flat row --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the CSV: its name, what it holds, and how it is taken from a page and its event."""

    name: str
    meaning: str
    take: Callable[[Coded, Event], object]


def _join(values: Iterable[object], by: str = MANY) -> str:
    return by.join("" if v is None else str(v) for v in values)


def _money(amount: Amount) -> str:
    number = f"{amount.value:.15g}" if abs(amount.value) < 1e15 else f"{amount.value:g}"
    return f"{number} {amount.unit}"


COLUMNS: Final = (
    Column("doc_id", "the page", lambda c, e: c.page.doc_id),
    Column("url", "address of the page", lambda c, e: c.page.url),
    Column("outlet", "who published it", lambda c, e: c.page.outlet),
    Column("wire", "news agency that the page credits", lambda c, e: c.page.wire),
    Column("published", "ISO date, or date and time with zone", lambda c, e: _when(c.page.published)),
    Column("title", "headline", lambda c, e: c.page.title),
    Column("event_id", "stable identifier of the event", lambda c, e: e.event_id),
    Column("type", "PLOVER type", lambda c, e: e.type),
    Column("mode", "PLOVER mode", lambda c, e: e.mode),
    Column("actors", "who, in the words of the page", lambda c, e: _join(a.text for a in e.actors)),
    Column("actor_codes", "country or body of each actor", lambda c, e: _join(a.code for a in e.actors)),
    Column("actor_sectors", "sector of each actor", lambda c, e: _join(a.sector for a in e.actors)),
    Column("actor_names", "canonical name of each actor", lambda c, e: _join(a.name for a in e.actors)),
    Column("recipients", "whom, in the words of the page", lambda c, e: _join(a.text for a in e.recipients)),
    Column(
        "recipient_codes",
        "country or body of each recipient",
        lambda c, e: _join(a.code for a in e.recipients),
    ),
    Column(
        "recipient_sectors", "sector of each recipient", lambda c, e: _join(a.sector for a in e.recipients)
    ),
    Column(
        "recipient_names",
        "canonical name of each recipient",
        lambda c, e: _join(a.name for a in e.recipients),
    ),
    Column("status", "occurred, ongoing, planned, possible or denied", lambda c, e: e.status),
    Column(
        "sources",
        "who says so, outermost first",
        lambda c, e: _join((x.source.text for x in e.attribution), CHAIN),
    ),
    Column(
        "cues",
        "the words that attribute, in that order",
        lambda c, e: _join((x.cue for x in e.attribution), CHAIN),
    ),
    Column(
        "stances",
        "asserts or denies, in that order",
        lambda c, e: _join((x.stance for x in e.attribution), CHAIN),
    ),
    Column(
        "date_first", "first day of the deed's closed interval", lambda c, e: e.date.first if e.date else None
    ),
    Column("date_last", "last day of it", lambda c, e: e.date.last if e.date else None),
    Column("date_basis", "stated, published (inferred) or none", lambda c, e: e.date_basis),
    Column("place", "where, by its name", lambda c, e: e.place.name if e.place else None),
    Column("country", "ISO 3166-1 alpha-3 of the place", lambda c, e: e.place.country if e.place else None),
    Column("admin1", "first subdivision of the place", lambda c, e: e.place.admin1 if e.place else None),
    Column("lat", "degrees north, WGS84", lambda c, e: e.place.lat if e.place else None),
    Column("lon", "degrees east, WGS84", lambda c, e: e.place.lon if e.place else None),
    Column("amounts", "numbers with their units", lambda c, e: _join(_money(a) for a in e.amounts)),
    Column("evidence", "the words that show the deed, to the letter", lambda c, e: e.evidence),
    Column("trigger", "the words that name it", lambda c, e: e.trigger),
    Column("part", "title or text: where the evidence stands", lambda c, e: e.part),
    Column("start", "its first character there", lambda c, e: e.start),
    Column("end", "the character after its last", lambda c, e: e.end),
    Column("background", "1 where the page tells it as history", lambda c, e: int(e.background)),
    Column("confidence", "0 to 1", lambda c, e: e.confidence),
)


def event_to_row(coded: Coded, event: Event) -> tuple[str, ...]:
    """Give an event as the cells of `COLUMNS`; what is not known is empty."""
    values = (column.take(coded, event) for column in COLUMNS)
    return tuple("" if value is None else str(value) for value in values)


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


# --- as Parquet -----------------------------------------------------------------------------------


def arrow_schema() -> pa.Schema:
    """Give the schema of `--to parquet`: a page a row, with its events nested as in `records.Event`."""
    import pyarrow as pa

    texts = (
        "doc_id",
        "url",
        "outlet",
        "wire",
        "published",
        "title",
        "text",
        "modified",
        "dateline",
        "language",
        "genre",
    )
    return pa.schema(
        [
            *(pa.field(name, pa.string()) for name in texts),
            pa.field("spin", pa.float64()),
            pa.field("events", pa.list_(arrow_type(Event))),
            pa.field("problems", arrow_type(hints_of(Coded)["problems"])),
        ]
    )


def _parquet_row(coded: Coded) -> dict[str, Any]:
    return page_to_json(coded) | {"events": to_plain(coded.events), "problems": to_plain(coded.problems)}


# --- writing --------------------------------------------------------------------------------------
# Nothing is written before there is a page to write: see `whole_file`.


def write_jsonl(pages: Iterable[Coded], out: BinaryIO) -> None:
    """Write a page a line."""
    for coded in pages:
        out.write((json.dumps(page_to_json(coded), ensure_ascii=False) + "\n").encode())
        out.flush()


def write_csv(pages: Iterable[Coded], out: BinaryIO) -> None:
    """Write a header and an event a line."""
    head = _csv_line(column.name for column in COLUMNS)
    for coded in pages:
        lines = "".join(_csv_line(event_to_row(coded, event)) for event in coded.events)
        out.write((head + lines).encode())
        out.flush()
        head = ""


def write_parquet(pages: Iterable[Coded], out: BinaryIO) -> None:
    """Write a page a row, events nested; the file is whole also where the pages break off."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema()
    source = iter(pages)
    first = next(source, None)
    if first is None:
        return
    rows = [_parquet_row(first)]
    with pq.ParquetWriter(out, schema) as writer:
        try:
            for coded in source:
                rows.append(_parquet_row(coded))
                if len(rows) >= BATCH:
                    batch, rows = rows, []
                    writer.write_table(pa.Table.from_pylist(batch, schema=schema))
        finally:
            if rows:
                writer.write_table(pa.Table.from_pylist(rows, schema=schema))


WRITERS: Final[dict[str, Callable[[Iterable[Coded], BinaryIO], None]]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
}


FULL = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})
LINES = frozenset({".jsonl", ".json", ".csv", ".tsv", ".txt"})


def _whole_lines(written: Path, path: Path) -> int:
    """Cut what was written back to its last whole line; give how many there are."""
    size = count = 0
    if path.suffix in LINES:
        with written.open("rb") as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    size, count = size + len(line), count + 1
    os.truncate(written, size)
    return count


@contextmanager
def whole_file(path: Path, *, or_nothing: bool = False) -> Iterator[BinaryIO]:
    """Open a file that takes its name only at the end, complete or with all that was written until an error.

    Where nothing was written, a file that stood there before stays as it was; with `or_nothing` it stays
    after an error too, and an empty file is a file. Raises SourceError where the folder cannot be written,
    and where the disk is full: then whole lines are kept, and of a file that has none, nothing.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror}); name a file in a folder that can"
        raise SourceError(message) from error
    temporary = Path(name)
    done = False
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        done = True
    except OSError as error:
        if error.errno not in FULL:
            raise
        kept = _whole_lines(temporary, path) if not or_nothing else 0
        told = f"the first {kept:,} lines are kept in it" if kept else "nothing is kept in it"
        raise SourceError(f"{path}: cannot be written to its end ({error.strerror}); {told}") from error
    finally:
        if done if or_nothing else temporary.stat().st_size:
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)
            temporary.replace(path)
        else:
            temporary.unlink()
