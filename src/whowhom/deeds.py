"""Show deeds: as JSON, and as a table for the eye."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from whowhom.diff import Change
from whowhom.display import STYLES, days_text, evidence_text, number_text, sides_text
from whowhom.output import event_to_json
from whowhom.plain import to_plain
from whowhom.records import Deed
from whowhom.sampling import Precision

SHOWN_ID = 8  # characters of a deed's id in a list; commands take the beginning of an id
MOST_REPORTS = 5  # shown of one deed


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


def print_deed(deed: Deed, console: Console, head: str) -> None:
    """Print one deed with the evidence of each report."""
    console.print()
    console.print(Text(head, "dim"))
    console.print(
        Text.assemble((deed.type, "bold"), f" {deed.mode or ''}  ", (deed.status, STYLES[deed.status]))
    )
    console.print(sides_text(deed.actors, deed.recipients))
    where = [days_text(deed.date)] if deed.date else []
    where += [deed.place.name] if deed.place else []
    if where:
        console.print(Text(" · ".join(where)))
    for report in deed.reports[:MOST_REPORTS]:
        line = Text(f"{report.published or ''} {report.outlet or report.event.doc_id}: ", "dim")
        console.print(line + evidence_text(report.event, colour=not console.no_color))


def print_precision(precisions: Iterable[Precision], console: Console) -> None:
    """Print right, judged and precision with its interval, a stratum a line."""
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    for column in ("", "right", "judged", "precision", "95 %"):
        table.add_column(column, justify="left" if not column else "right")
    for p in precisions:
        table.add_row(p.stratum, str(p.right), str(p.judged), f"{p.value:.2f}", f"{p.low:.2f} – {p.high:.2f}")
    console.print(table if table.row_count else Text("nothing was judged yet", "dim"))


def print_changes(changes: Iterable[Change], console: Console) -> None:
    """Print each difference of two codings, then how many there are of each kind."""
    kinds: Counter[str] = Counter()
    for change in changes:
        kinds[change.kind] += 1
        what = f"{change.field}: {change.old} → {change.new}" if change.field else ""
        console.print(
            Text.assemble((change.kind, "bold"), f" {change.type} {what} ", (f"[{change.rule}]", "dim"))
        )
        console.print(Text(f"  {change.doc_id}: {' '.join(change.evidence.split())}", "italic"))
    counts = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
    console.print(Text(counts or "no difference", "dim"))


def print_deeds(deeds: Iterable[Deed], console: Console) -> None:
    """Print a deed a line: its id, day, type, who → whom, status, place, numbers, reports and origins."""
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("id", style="dim", no_wrap=True)
    for column in ("day", "deed", "who → whom", "status", "where", "how much", "reports"):
        table.add_column(column, overflow="fold")
    for deed in deeds:
        mode = f" {deed.mode}" if deed.mode else ""
        counts = "; ".join(
            f"{number_text(c.value)} {c.unit}" + (f" ({c.origins})" if c.origins > 1 else "")
            for c in deed.counts
        )
        table.add_row(
            deed.deed_id[:SHOWN_ID],
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
