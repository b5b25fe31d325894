"""Write deeds of a database in a format of the field, or as whowhom's own records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from whowhom.errors import InputError
from whowhom.export import own
from whowhom.export.acled import ACLED
from whowhom.export.books import Books, load_books
from whowhom.export.codebook import HEADER, codebook
from whowhom.export.gdelt import GDELT
from whowhom.export.icews import ICEWS
from whowhom.export.ngec import NGEC
from whowhom.export.phoenix import PHOENIX
from whowhom.export.polecat import POLECAT
from whowhom.export.shape import Format
from whowhom.export.sidefile import Summary, readme
from whowhom.export.told import Options, Told, cell, choose, spread
from whowhom.export.ucdp import UCDP
from whowhom.output import whole_file
from whowhom.records import Coded, Deed, Status
from whowhom.store import Filter, Store

FORMATS: Final = {f.name: f for f in (POLECAT, ICEWS, GDELT, PHOENIX, NGEC, UCDP, ACLED)}
OWN: Final = ("jsonl", "csv", "parquet")
FORMS: Final = (*FORMATS, *OWN)
AT_ONCE: Final = 1000  # deeds whose pages are read in one go
Items = Iterable[tuple[Deed, Mapping[str, Coded]]]


def write_export(
    store: Store,
    form: str,
    output: Path | BinaryIO,
    *,
    chosen: Filter | None = None,
    no_text: bool = False,
    published: bool = False,
) -> Summary:
    """Write the deeds that a filter lets through; give what was done.

    Beside a path come its side file (`<name>.README.md`), for whowhom's own records the codebook
    (`<name>.codebook.csv`), and for csv a second file of reports (`<stem>.reports.csv`). All appear together,
    or none. `no_text` leaves out titles and texts; `published` gives undated deeds the day of their first
    report. Raises InputError for a format that is not known or needs a path, SourceError where a file cannot
    be written.
    """
    chosen = chosen or Filter()
    if form not in FORMS:
        raise InputError(f"as: no format '{form}'; known are {', '.join(FORMS)}")
    options = Options(no_text=no_text, published=published, statuses=_statuses(chosen))
    summary = Summary(form=form, stored=store.count("deed"))
    items = _items(store, chosen, summary)
    if not isinstance(output, Path):
        if form in ("csv", "parquet"):
            raise InputError(f"as: {form} is no single text; name a file with -o")
        _write(form, items, [output], options, summary)
        return summary
    if output.resolve() == store.path.resolve():
        raise InputError(f"{output}: is the database itself; name another file with -o")
    with ExitStack() as stack:
        names = [output, *([reports_path(output)] if form == "csv" else [])]
        outs = [stack.enter_context(whole_file(name, or_nothing=True)) for name in names]
        _write(form, items, outs, options, summary)
        side = stack.enter_context(whole_file(beside(output, "README.md"), or_nothing=True))
        shape = FORMATS.get(form)
        side.write(readme(summary, shape, output.name, _asked(chosen), no_text=no_text).encode())
        if form in OWN:
            book = stack.enter_context(whole_file(beside(output, "codebook.csv"), or_nothing=True))
            book.writelines(own.csv_line(row) for row in (HEADER, *codebook(form)))
    return summary


def beside(output: Path, ending: str) -> Path:
    """Give the path of a file that goes with an export."""
    return output.with_name(f"{output.name}.{ending}")


def reports_path(output: Path) -> Path:
    """Give the path of the CSV of reports that goes with one of deeds."""
    return output.with_name(f"{output.stem}.reports{output.suffix}")


def _statuses(chosen: Filter) -> tuple[str, ...]:
    wrong = [s for s in chosen.statuses if s not in tuple(Status)]
    if wrong:
        raise InputError(f"status: no status '{wrong[0]}'; known are {', '.join(Status)}")
    return chosen.statuses


def _asked(chosen: Filter) -> dict[str, object]:
    """Give the filters that are not as they are by default."""
    plain = Filter()
    values = {f.name: getattr(chosen, f.name) for f in fields(Filter)}
    asked = {name: value for name, value in values.items() if value != getattr(plain, name)}
    return {name: "/".join(v) if isinstance(v, tuple) else v for name, v in asked.items()}


def _items(store: Store, chosen: Filter, summary: Summary) -> Iterator[tuple[Deed, Mapping[str, Coded]]]:
    """Give each deed with the pages of its reports, and count them."""
    deeds = store.deeds(chosen)
    while some := list(islice(deeds, AT_ONCE)):
        pages = store.pages(r.event.doc_id for deed in some for r in deed.reports)
        for deed in some:
            summary.deeds += 1
            yield deed, pages


def _write(form: str, items: Items, outs: list[BinaryIO], options: Options, summary: Summary) -> None:
    if form in FORMATS:
        _write_format(FORMATS[form], items, outs[0], options, summary)
    elif form == "jsonl":
        for deed, pages in items:
            outs[0].write(own.json_line(deed, pages, options).encode())
            summary.rows += 1
    elif form == "csv":
        outs[0].write(own.csv_line(column.name for column in own.DEED_COLUMNS))
        outs[1].write(own.csv_line(own.report_header()))
        for deed, pages in items:
            outs[0].write(own.csv_line(own.deed_cells(deed, options)))
            outs[1].writelines(own.csv_line(cells) for cells in own.report_cells(deed, pages, options))
            summary.rows += 1
    else:
        own.write_parquet(_parquet_rows(items, options, summary), outs[0])


def _parquet_rows(items: Items, options: Options, summary: Summary) -> Iterator[dict[str, Any]]:
    for deed, pages in items:
        summary.rows += 1
        yield own.parquet_row(deed, pages, options)


def _write_format(shape: Format, items: Items, out: BinaryIO, options: Options, summary: Summary) -> None:
    books = load_books()
    if shape.heading:
        out.write(own.csv_line(shape.header, shape.delimiter))
    for deed, pages in items:
        told = choose(deed, pages, options, books, dated=shape.dated, by_event=shape.by_event)
        rows = told if isinstance(told, str) else shape.rows(told, options, books)
        if isinstance(told, str) or isinstance(rows, str):
            summary.left_out[str(rows)] += 1
            continue
        # readers of these formats take a line for a row
        flat = ([" ".join(cell(value).split()) for value in row] for row in rows)
        out.writelines(own.csv_line(row, shape.delimiter) for row in flat)
        summary.rows += len(rows)
        _note(told, shape, summary, books)


def _note(told: Told, shape: Format, summary: Summary, books: Books) -> None:
    """Count what the side file tells of the deeds that went out."""
    summary.inferred += told.inferred and shape.dated
    summary.wide += bool(told.day and spread(told.day) > 1)
    planned = told.deed.status is Status.PLANNED
    summary.agreements += planned and bool(books.code(told.deed.type, told.deed.mode).intent)
