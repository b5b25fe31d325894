"""Show deeds: as JSON, and as a table for the eye."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from whowhom.display import STYLES, days_text, number_text, sides_text
from whowhom.output import event_to_json
from whowhom.plain import to_plain
from whowhom.records import Deed


def deed_to_json(deed: Deed) -> dict[str, Any]:
    """Give a deed as a JSON object: all its fields, its reports in the annotation guide's form."""
    row: dict[str, Any] = _dated(to_plain(deed))
    reports = [
        {
            "published": report.published.isoformat() if report.published else None,
            "origin_id": report.origin_id,
            "outlet": report.outlet,
            "doc_id": report.event.doc_id,
            **event_to_json(report.event),
        }
        for report in deed.reports
    ]
    return {**row, "reports": reports}


def _dated(value: Any) -> Any:
    """Write days as ISO dates, however deep."""
    if isinstance(value, dict):
        return {k: _dated(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_dated(v) for v in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def print_deeds(deeds: Iterable[Deed], console: Console) -> None:
    """Print a deed a line: day, type, who → whom, status, place, numbers, reports and origins."""
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    for column in ("day", "deed", "who → whom", "status", "where", "how much", "reports"):
        table.add_column(column, overflow="fold")
    for deed in deeds:
        mode = f" {deed.mode}" if deed.mode else ""
        counts = "; ".join(
            f"{number_text(c.value)} {c.unit}" + (f" ({c.origins})" if c.origins > 1 else "")
            for c in deed.counts
        )
        table.add_row(
            days_text(deed.date) if deed.date else Text(str(deed.first_report or ""), "dim"),
            Text.assemble((deed.type, "bold"), (mode, "dim")),
            sides_text(deed.actors, deed.recipients),
            Text(deed.status, STYLES[deed.status]),
            deed.place.name if deed.place else "",
            counts,
            f"{len(deed.reports)} of {deed.origins}",
        )
    console.print(table)
    console.print(Text(f"{table.row_count} deeds", "dim"))
