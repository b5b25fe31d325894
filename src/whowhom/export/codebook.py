"""The codebook of whowhom's own records: every column, its meaning, its values, and where they come from."""

from __future__ import annotations

import tomllib
import typing
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from types import NoneType, UnionType
from typing import Any, Final, Literal

from whowhom.export.own import DEED_COLUMNS, EXTRA, REPORT_HEAD
from whowhom.output import COLUMNS
from whowhom.plain import hints_of
from whowhom.records import Deed, Event, Interval, Report, Span
from whowhom.rulebook.schema import data_root, read_toml

HEADER: Final = ("file", "column", "meaning", "values", "source")
# Where the values of a field come from; what is nested in it comes from there too.
SOURCES: Final = {
    "type": "rules/events/*.toml, on the words of the page",
    "mode": "rules/events/*.toml, on the words of the page",
    "actors": "the page's words; codes and names from tables/*.csv",
    "recipients": "as actors",
    "status": "rules/status.toml, on the words of the page",
    "attribution": "rules/attribution.toml, on the words of the page; parties as actors",
    "date": "rules/dates.toml, on the words of the page and its day of publication",
    "date_basis": "rules/dates.toml",
    "place": "the page's words; names and coordinates from GeoNames",
    "amounts": "rules/amounts.toml, on the words of the page",
    "evidence": "the page, to the letter",
    "trigger": "the page, to the letter",
    "background": "rules/background.toml, on the words of the page",
    "confidence": "tables/confidence.csv, a model trained on annotated pages",
    "reasons": "the rule or table row behind each value",
    "reports": "the pages",
    "outlet": "the page",
    "wire": "the page",
    "published": "the page",
    "first_report": "the pages",
    "last_report": "the pages",
    "url": "the page",
    "title": "the page",
    "origin_id": "grouping of pages that share a text",
    "origins": "grouping of pages that share a text",
}
MERGED: Final = "computed from the reports"
Values = dict[str, str]


def codebook(form: str) -> Iterator[tuple[str, ...]]:
    """Give the rows of the codebook of a format: jsonl, csv or parquet."""
    meanings = tomllib.loads(files("whowhom").joinpath("fields.toml").read_text(encoding="utf-8"))
    plover = read_toml(data_root() / "rules" / "plover.toml", "rules/plover.toml").data
    values = {
        "type": " | ".join(row["id"] for row in plover["type"]),
        "mode": " | ".join(f"{row['type']}: {row['id']}" for row in plover["mode"]),
    }
    if form == "csv":
        yield from _flat(values)
        return
    flat = form == "jsonl"
    for name, hint in hints_of(Deed).items():
        yield from _field("deeds", name, hint, meanings["Deed"][name], _source(name), meanings, values, flat)
    for name, meaning in EXTRA.items():
        yield ("deeds", f"reports[].{name}", meaning, "text", SOURCES.get(name, MERGED))


def _source(name: str) -> str:
    return SOURCES.get(name, MERGED)


def _flat(values: Values) -> Iterator[tuple[str, ...]]:
    hints = hints_of(Deed)
    for column in DEED_COLUMNS:
        kind = values.get(column.name) or _values(hints[column.field])
        shown = kind if column.name == column.field and column.name not in ("reports", "joined") else "text"
        yield ("deeds", column.name, column.meaning, shown or "text", _source(column.field))
    of_events = hints_of(Event)
    for name in REPORT_HEAD:
        yield ("reports", name, f"{name.removesuffix('_id')} of the report", "text", _source(name))
    for other in COLUMNS:
        kind = values.get(other.name) or (_values(of_events[other.name]) if other.name in of_events else "")
        yield ("reports", other.name, other.meaning, kind or "text", _source(other.name))
    for name in ("page_hash", "evidence_hash"):
        yield ("reports", name, EXTRA[name], "hexadecimal digits", MERGED)


def _values(hint: Any) -> str:
    """Say in words what values a type has; nothing for nested records."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, UnionType):
        inner = _values(next(a for a in args if a is not NoneType))
        return f"{inner}, or empty" if inner else ""
    if origin is Literal:
        return " | ".join(args)
    if origin is tuple:
        inner = _values(args[0])
        return f"list of: {inner}" if inner else ""
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return " | ".join(hint)
    plain = {str: "text", int: "whole number", float: "number", bool: "true | false", date: "day, YYYY-MM-DD"}
    return plain.get(hint, "")


def _record(hint: Any) -> tuple[Any, bool]:
    """Give the record that a field holds, if it does, and whether it holds a list of them."""
    args = [a for a in typing.get_args(hint) if a is not NoneType and a is not Ellipsis]
    if typing.get_origin(hint) is tuple:
        return (args[0], True) if is_dataclass(args[0]) else (None, False)
    if args and typing.get_origin(hint) in (typing.Union, UnionType):
        return _record(args[0])
    return (hint, False) if is_dataclass(hint) else (None, False)


def _field(
    file: str,
    path: str,
    hint: Any,
    meaning: str,
    source: str,
    meanings: Mapping[str, Mapping[str, str]],
    values: Values,
    flat: bool,
) -> Iterator[tuple[str, ...]]:
    """Give the row of a field and those of what is nested in it."""
    record, several = _record(hint)
    name = path.rsplit(".", 1)[-1]
    if flat and record is Interval and path.startswith("reports[]"):
        yield (file, path, meaning, "[first day, last day], or empty", source)
        return
    beside = flat and record in (Event, Span)  # lies beside its siblings there
    if not beside:
        kind = (
            values.get(name, "") if record is None and hint == (str | None if name == "mode" else str) else ""
        )
        own = kind or _values(hint) or ("list of records" if several else "record")
        yield (file, path, meaning, own, source)
    if record is None:
        return
    inside = path.rsplit(".", 1)[0] if beside else path + ("[]" if several else "")
    for inner, kind_ in hints_of(record).items():
        said = meanings[record.__name__][inner]
        of = _source(inner) if record in (Event, Report) else source
        yield from _field(file, f"{inside}.{inner}", kind_, said, of, meanings, values, flat)
