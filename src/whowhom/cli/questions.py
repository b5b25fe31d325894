"""Commands that ask a database: `deeds`, `panel`, `sample`, `diff`, `export`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whowhom.cli.console import console, guarded, reading, say, write_table
from whowhom.cli.options import DB, Database, Format, To, filter_of, spread
from whowhom.errors import InputError

if TYPE_CHECKING:
    from whowhom.sampling import Draw
    from whowhom.store import Filter, Store


class As(StrEnum):
    """Formats of the field, and whowhom's own records."""

    POLECAT = "polecat"
    ICEWS = "icews"
    GDELT = "gdelt"
    PHOENIX = "phoenix"
    NGEC = "ngec"
    UCDP = "ucdp"
    ACLED = "acled"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Fallback(StrEnum):
    """What stands for the day of a deed that states none."""

    PUBLISHED = "published"


@guarded
@spread(chosen=filter_of)
def deeds(
    *,
    db: Database = DB,
    chosen: Filter,
    to: Format = None,
) -> None:
    """List deeds: one line each, however many outlets tell it, with its reports and origins.

    \b
    Examples:
      whowhom deeds --who BLR --whom RUS --type AID
      whowhom deeds --status planned --from 2021-02-01 --to jsonl
    """
    from whowhom.deeds import deed_to_json, print_deeds

    with reading(db) as store:
        found = store.deeds(chosen)
        if to is To.JSONL or (to is None and not sys.stdout.isatty()):
            for deed in found:
                typer.echo(json.dumps(deed_to_json(deed), ensure_ascii=False))
        elif to in (None, To.TABLE):
            print_deeds(found, console())
        else:
            raise InputError(f"to: deeds are listed as table or jsonl, not {to}; use whowhom export")


@guarded
@spread(chosen=filter_of)
def panel(
    *,
    db: Database = DB,
    by: Annotated[
        str,
        typer.Option(
            metavar="WHAT", help="day, week, month, quarter or year; pair, actor, recipient or country; type."
        ),
    ] = "month,pair",
    fill: Annotated[bool, typer.Option("--fill", help="A row of zeros where nothing is told.")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write there: .csv or .parquet.")
    ] = None,
    chosen: Filter,
) -> None:
    """Count deeds by time and pair, country or type, with the pages and origins read as denominators.

    \b
    Examples:
      whowhom panel --by month,pair --fill -o panel.csv
      whowhom panel --by week,country,type --news
    """
    from whowhom.panel import make_panel

    with reading(db) as store:
        table = make_panel(store, by=by, fill=fill, chosen=chosen)
    write_table(table, output)


@guarded
def sample(
    db: Database = DB,
    n: Annotated[int, typer.Option("--n", metavar="N", help="So many deeds are drawn.")] = 200,
    by: Annotated[
        str, typer.Option(metavar="WHAT", help="Draw alike from each type, status or origins; all: from all.")
    ] = "type",
    seed: Annotated[int, typer.Option(metavar="N", help="The same number draws the same deeds.")] = 1,
    report: Annotated[
        bool, typer.Option("--report", help="Only say how precise the deeds are so far.")
    ] = False,
) -> None:
    """Draw deeds at random and judge them one by one: precision with its interval.

    Deeds are shown with their evidence; answer y (right), n (wrong), s (skip) or q (leave). What was judged
    is kept in the database, so that you can go on later.

    \b
    Examples:
      whowhom sample --n 100 --db news.duckdb
      whowhom sample --report
    """
    from whowhom.deeds import print_precision
    from whowhom.sampling import Verdict, draw_deeds, measure
    from whowhom.store import Store

    with Store(db, read_only=report) as store:
        if not report:
            judged = {row["deed_id"] for row in store.verdicts()}
            drawn = [
                d for d in draw_deeds(store.deeds(), n=n, by=by, seed=seed) if d.deed.deed_id not in judged
            ]
            _judge(store, drawn)
        verdicts = [Verdict(**row) for row in store.verdicts()]
    print_precision(measure(verdicts), console())


def _judge(store: Store, drawn: Sequence[Draw]) -> None:
    """Show each deed and keep what the user finds."""
    from whowhom.deeds import print_deed

    screen = console()
    for number, draw in enumerate(drawn, 1):
        print_deed(draw.deed, screen, f"{number} of {len(drawn)}")
        answer = ""
        while answer not in ("y", "n", "s", "q"):
            answer = typer.prompt("right? [y/n/s/q]", default="", show_default=False).strip().lower()[:1]
        if answer == "q":
            break
        if answer != "s":
            store.judge(draw.deed.deed_id, draw.stratum, draw.share, right=answer == "y")


@guarded
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Database of the older coding.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Database of the newer coding.")],
) -> None:
    """Compare two codings of the same pages: what came, went and changed, and by which rule.

    \b
    Examples:
      whowhom diff before.duckdb after.duckdb
    """
    from whowhom.deeds import print_changes
    from whowhom.diff import compare_codings
    from whowhom.store import Store

    with Store(old, read_only=True) as before, Store(new, read_only=True) as after:
        print_changes(compare_codings(before.events(), after.events()), console())


@guarded
@spread(chosen=filter_of)
def export(
    *,
    as_: Annotated[As, typer.Option("--as", help="The format.", show_choices=True)],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write there, with a side file beside it."),
    ] = None,
    db: Database = DB,
    no_text: Annotated[
        bool,
        typer.Option("--no-text", help="Leave out titles and texts; at most 15 words of a quotation stay."),
    ] = False,
    date_fallback: Annotated[
        Fallback | None, typer.Option(help="Give deeds without a stated date the day of their first report.")
    ] = None,
    chosen: Filter,
) -> None:
    """Write deeds in a format of the field, or as whowhom's own records.

    FILE.README.md beside it says what was mapped, what has no counterpart, which deeds were left out and why.
    Formats without a column for status get what occurred or goes on, and planned cooperation as an agreement;
    --status changes that. docs/exports.md says what each format loses.

    \b
    Examples:
      whowhom export --as polecat -o events.tsv
      whowhom export --as gdelt --who RUS --from 2021-01-01 -o events.tsv
      whowhom export --as ucdp --date-fallback published -o violence.csv
      whowhom export --as parquet --no-text -o deeds.parquet
    """
    from whowhom.export import write_export

    with reading(db) as store:
        summary = write_export(
            store,
            as_.value,
            output or sys.stdout.buffer,
            chosen=chosen,
            no_text=no_text,
            published=date_fallback is not None,
        )
    say(f"{summary.line()}")
