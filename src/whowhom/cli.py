"""The commands: parse arguments, call the library, print."""

from __future__ import annotations

import functools
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from whowhom.errors import InputError, WhowhomError

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import Console

    from whowhom.batch import Given
    from whowhom.gold import Answers
    from whowhom.records import Coded, Problem
    from whowhom.sampling import Draw
    from whowhom.store import Filter, Store

SHOWN_PROBLEMS = 10
Command = TypeVar("Command", bound=Callable[..., Any])

app = typer.Typer(
    name="whowhom",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


class To(StrEnum):
    """How events are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class By(StrEnum):
    """What the figures are split by."""

    TYPE = "type"
    DOC = "doc"


SUFFIXES = {".jsonl": To.JSONL, ".json": To.JSONL, ".csv": To.CSV, ".parquet": To.PARQUET, ".txt": To.TABLE}
Sources = Annotated[
    list[str],
    typer.Argument(metavar="SOURCE...", help="Files, folders, globs, addresses, or - for standard input."),
]
Published = Annotated[
    str | None, typer.Option(metavar="DATE", help="Day of publication, where a page does not give its own.")
]
Jobs = Annotated[int, typer.Option(metavar="N", help="Processes to code in.")]
Tables = Annotated[
    Path | None,
    typer.Option("--tables", metavar="DIR", help="A folder with tables of your own (people.csv ...)."),
]
Model = Annotated[
    str | None, typer.Option(metavar="NAME", help="An installed spaCy model in place of the pinned.")
]
MinConfidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        metavar="P",
        help="Keep only events at least so sure, 0 to 1.",
    ),
]


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _guarded(command: Command) -> Command:
    """Turn an error of the library into one line and exit status 1, Ctrl-C into 130."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except WhowhomError as error:
            for line in str(error).splitlines():
                _say(f"whowhom: {line}")
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            _say("whowhom: interrupted")
            raise typer.Exit(130) from None
        except BrokenPipeError:  # the reader of the pipe has had enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None

    return run  # type: ignore[return-value]


def _console(**options: Any) -> Console:
    from rich.console import Console

    return Console(highlight=False, **options)


class Count:
    """What a run has done so far: pages, events, problems by stage."""

    def __init__(self) -> None:
        self.pages = 0
        self.events = 0
        self.problems: Counter[str] = Counter()

    def take(self, given: Iterable[Given]) -> Iterator[Coded]:
        """Pass coded pages on, count them, and say what could not be coded."""
        from whowhom.records import Problem

        for item in given:
            if isinstance(item, Problem):
                self._note(item)
                continue
            self.pages += 1
            self.events += len(item.events)
            for problem in item.problems:
                self._note(problem)
            yield item

    def _note(self, problem: Problem) -> None:
        self.problems[problem.stage] += 1
        if self.problems.total() <= SHOWN_PROBLEMS:
            where = "" if problem.message.startswith(problem.source) else f"{problem.source}: "
            _say(f"whowhom: {where}{problem.message}")

    def summary(self) -> str:
        """Give pages, events and problems by stage in one line."""
        kinds = ", ".join(f"{stage} {count}" for stage, count in sorted(self.problems.items()))
        problems = f"; {self.problems.total()} problems ({kinds})" if kinds else ""
        return f"{self.pages} pages, {self.events} events{problems}"


def _progress(coded: Iterable[Coded], sources: list[str]) -> Iterator[Coded]:
    """Show a bar on a terminal where there are several pages to come."""
    from whowhom.batch import count_pages

    console = _console(stderr=True)
    total = count_pages(sources) if console.is_terminal else None
    if not console.is_terminal or total == 1:
        yield from coded
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    pages = TextColumn("{task.completed} of {task.total} pages")
    columns = (SpinnerColumn(), pages, TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield from progress.track(coded, total=total)


def _write(coded: Iterator[Coded], to: To, output: Path | None) -> None:
    from whowhom.display import print_table
    from whowhom.output import WRITERS, whole_file

    if output is None:
        if to is To.TABLE:
            print_table(coded, _console())
        else:
            WRITERS[to.value](coded, sys.stdout.buffer)
        return
    with whole_file(output) as out:
        if to is To.TABLE:
            import io

            text = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
            print_table(coded, _console(file=text, width=120))
            text.detach()
        else:
            WRITERS[to.value](coded, out)


@app.command()
@_guarded
def code(
    sources: Sources,
    published: Published = None,
    to: Annotated[To | None, typer.Option(help="Table on a terminal, JSON lines in a pipe.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write there; its ending tells how.")
    ] = None,
    jobs: Jobs = 1,
    all_genres: Annotated[
        bool, typer.Option("--all-genres", help="Code opinion, sport and reviews too.")
    ] = False,
    min_confidence: MinConfidence = None,
    tables: Tables = None,
    model: Model = None,
) -> None:
    """Code pages: who did what to whom, and how real it is.

    When, where, for how much and who says so come with it.

    A summary goes to standard error. Exit status is 1 where nothing could be coded. After Ctrl-C the file
    holds all pages coded until then.

    \b
    Examples:
      whowhom code page.html
      whowhom code pages/ --to csv -o events.csv --jobs 4
      whowhom code pages/ --min-confidence 0.7
      cat story.txt | whowhom code - --published 2021-02-22 --to jsonl
    """
    from whowhom.batch import code_sources, parse_day

    if to is None and output is not None:
        to = SUFFIXES.get(output.suffix)
        if to is None:
            raise InputError(f"{output}: its ending tells no format; name one with --to")
    to = to or (To.TABLE if sys.stdout.isatty() else To.JSONL)
    if output is None and to is To.PARQUET and sys.stdout.isatty():
        raise InputError("parquet is no text for a terminal; name a file with -o")
    day = parse_day(published) if published else None
    count = Count()
    given = code_sources(
        sources,
        published=day,
        jobs=jobs,
        model=model,
        all_genres=all_genres,
        min_confidence=min_confidence,
        tables=tables,
    )
    try:
        _write(_progress(count.take(given), sources), to, output)
    except KeyboardInterrupt:
        kept = f"; kept in {output}" if output and count.pages else ""
        _say(f"whowhom: interrupted after {count.summary()}{kept}")
        raise typer.Exit(130) from None
    _say(f"whowhom: {count.summary()}")
    if not count.pages:
        raise typer.Exit(1)


Private = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from addresses within private networks too.")
]
Database = Annotated[Path, typer.Option("--db", metavar="FILE", help="The database.")]
DB = Path("whowhom.duckdb")


@app.command()
@_guarded
def add(
    sources: Sources,
    db: Database = DB,
    published: Published = None,
    jobs: Jobs = 1,
    all_genres: Annotated[
        bool, typer.Option("--all-genres", help="Code opinion, sport and reviews too.")
    ] = False,
    min_confidence: MinConfidence = None,
    private: Private = False,
    tables: Tables = None,
    model: Model = None,
) -> None:
    """Read, code, merge and store pages; what is stored already is passed over.

    A run that was broken off goes on where it was; after Ctrl-C everything stored until then is kept.

    \b
    Examples:
      whowhom add pages/ --db news.duckdb
      whowhom add archive.jsonl.gz --jobs 4
    """
    from whowhom.batch import parse_day
    from whowhom.ingest import add_sources
    from whowhom.store import Store

    day = parse_day(published) if published else None
    with Store(db) as store, _bar(sources) as step:
        summary = add_sources(
            sources,
            store,
            published=day,
            jobs=jobs,
            model=model,
            all_genres=all_genres,
            min_confidence=min_confidence,
            private=private,
            tables=tables,
            step=step,
        )
    for line in summary.lines():
        _say(f"whowhom: {line}")
    if not summary.known + summary.new + summary.replaced:
        raise typer.Exit(1)


EVERY = re.compile(r"(\d+)([smhd]?)")
SECONDS = {"": 60, "s": 1, "m": 60, "h": 3600, "d": 86400}


@app.command()
@_guarded
def watch(
    feeds: Annotated[
        list[str], typer.Argument(metavar="FEED...", help="Addresses of feeds: RSS, Atom, JSON.")
    ],
    db: Database = DB,
    every: Annotated[
        str, typer.Option(metavar="TIME", help="Pause between rounds: 90s, 15m, 2h, 1d.")
    ] = "15m",
    once: Annotated[bool, typer.Option("--once", help="Ask each feed once and leave.")] = False,
    private: Private = False,
    tables: Tables = None,
    model: Model = None,
) -> None:
    """Follow feeds, and store the pages that are new, until Ctrl-C.

    Politely: a feed that has not changed is not sent again, robots.txt is kept to, a feed that fails is asked
    less and less often.

    \b
    Examples:
      whowhom watch https://example.org/world.rss --db news.duckdb
      whowhom watch https://example.org/world.rss --every 1h
    """
    from whowhom.pipeline import load_coder
    from whowhom.read.web import Web
    from whowhom.store import Store
    from whowhom.watch import Feed, watch_once

    told = EVERY.fullmatch(every)
    if told is None:
        raise InputError(f"every: '{every}' is no length of time; write it as 90s, 15m, 2h or 1d")
    pause = int(told[1]) * SECONDS[told[2]]
    followed = [Feed(url) for url in feeds]
    coder, web = load_coder(model=model, tables=tables), Web(private=private)
    with Store(db) as store:
        while True:
            added = watch_once(followed, store, coder, web, say=lambda line: _say(f"whowhom: {line}"))
            _say(f"whowhom: {added.new} new pages, {added.events} events")
            if once:
                break
            time.sleep(pause)


@contextmanager
def _bar(sources: list[str]) -> Iterator[Callable[[int], None]]:
    """Show a bar with rate and time left on a terminal; give what moves it on."""
    from whowhom.batch import count_pages

    console = _console(stderr=True)
    if not console.is_terminal:
        yield lambda pages: None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed} of {task.total} pages, {task.speed:.1f}/s"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("add", total=count_pages(sources))
        yield lambda pages: progress.advance(task, pages)


Who = Annotated[
    str | None, typer.Option(metavar="CODE", help="Actor: country or body code, or part of a name.")
]
Whom = Annotated[
    str | None, typer.Option(metavar="CODE", help="Recipient: country or body code, or part of a name.")
]
Types = Annotated[
    list[str] | None, typer.Option("--type", metavar="TYPE", help="PLOVER type; several are allowed.")
]
Modes = Annotated[list[str] | None, typer.Option(metavar="MODE", help="PLOVER mode.")]
Statuses = Annotated[
    list[str] | None, typer.Option(metavar="STATUS", help="occurred, ongoing, planned, possible, denied.")
]
Where = Annotated[str | None, typer.Option(metavar="CODE", help="Country where it was done.")]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day.")]
Until = Annotated[str | None, typer.Option("--to-date", metavar="DATE", help="Last day.")]
MinOrigins = Annotated[int, typer.Option(metavar="N", help="Told by so many independent origins.")]
News = Annotated[bool, typer.Option("--news", help="Leave out what pages recall as history.")]


def _filter(
    who: str | None,
    whom: str | None,
    types: list[str] | None,
    modes: list[str] | None,
    statuses: list[str] | None,
    place: str | None,
    first: str | None,
    last: str | None,
    min_origins: int,
    min_confidence: float | None,
    news: bool,
) -> Filter:
    """Give the filter that the options of `deeds` and `export` ask for."""
    from whowhom.store import Filter

    return Filter(
        who=who,
        whom=whom,
        types=tuple(t.upper() for t in types or ()),
        modes=tuple(modes or ()),
        statuses=tuple(statuses or ()),
        place=place,
        first=_day(first),
        last=_day(last),
        min_origins=min_origins,
        min_confidence=min_confidence or 0.0,
        background=not news,
    )


@app.command()
@_guarded
def deeds(
    db: Database = DB,
    who: Who = None,
    whom: Whom = None,
    type_: Types = None,
    mode: Modes = None,
    status: Statuses = None,
    place: Where = None,
    from_: From = None,
    to_: Until = None,
    min_origins: MinOrigins = 1,
    min_confidence: MinConfidence = None,
    news: News = False,
    to: Annotated[To | None, typer.Option(help="Table on a terminal, JSON lines in a pipe.")] = None,
) -> None:
    """List deeds: one line each, however many outlets tell it, with its reports and origins.

    \b
    Examples:
      whowhom deeds --who BLR --whom RUS --type AID
      whowhom deeds --status planned --from 2021-02-01 --to jsonl
    """
    from whowhom.deeds import deed_to_json, print_deeds
    from whowhom.store import Store

    chosen = _filter(who, whom, type_, mode, status, place, from_, to_, min_origins, min_confidence, news)
    with Store(db, read_only=True) as store:
        found = store.deeds(chosen)
        if to is To.JSONL or (to is None and not sys.stdout.isatty()):
            for deed in found:
                typer.echo(json.dumps(deed_to_json(deed), ensure_ascii=False))
        elif to in (None, To.TABLE):
            print_deeds(found, _console())
        else:
            raise InputError(f"to: deeds are listed as table or jsonl, not {to}; use whowhom export")


@app.command()
@_guarded
def panel(
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
    who: Who = None,
    whom: Whom = None,
    type_: Types = None,
    min_origins: MinOrigins = 1,
    min_confidence: MinConfidence = None,
    news: News = False,
) -> None:
    """Count deeds by time and pair, country or type, with the pages and origins read as denominators.

    \b
    Examples:
      whowhom panel --by month,pair --fill -o panel.csv
      whowhom panel --by week,country,type --news
    """
    from whowhom.panel import count_panel, panel_table
    from whowhom.store import Filter, Store

    chosen = Filter(
        who=who,
        whom=whom,
        types=tuple(t.upper() for t in type_ or ()),
        min_origins=min_origins,
        min_confidence=min_confidence or 0.0,
        background=not news,
    )
    with Store(db, read_only=True) as store:
        cells = count_panel(store.deeds(chosen), store.read_on(), by=by, fill=fill)
    _write_table(panel_table(cells), output)


def _write_table(table: pa.Table, output: Path | None) -> None:
    """Write an Arrow table: as the file's ending says, or as CSV to standard output."""
    import pyarrow.csv as as_csv
    import pyarrow.parquet as as_parquet

    from whowhom.output import whole_file

    if output is None:
        as_csv.write_csv(table, sys.stdout.buffer)
        return
    if output.suffix not in (".csv", ".parquet"):
        raise InputError(f"{output}: its ending tells no format; name a file of .csv or .parquet")
    with whole_file(output) as out:
        (as_parquet.write_table if output.suffix == ".parquet" else as_csv.write_csv)(table, out)
    _say(f"whowhom: {table.num_rows} rows in {output}")


@app.command()
@_guarded
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
    print_precision(measure(verdicts), _console())


def _judge(store: Store, drawn: Sequence[Draw]) -> None:
    """Show each deed and keep what the user finds."""
    from whowhom.deeds import print_deed

    console = _console()
    for number, draw in enumerate(drawn, 1):
        print_deed(draw.deed, console, f"{number} of {len(drawn)}")
        answer = ""
        while answer not in ("y", "n", "s", "q"):
            answer = typer.prompt("right? [y/n/s/q]", default="", show_default=False).strip().lower()[:1]
        if answer == "q":
            break
        if answer != "s":
            store.judge(draw.deed.deed_id, draw.stratum, draw.share, right=answer == "y")


@app.command()
@_guarded
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
        print_changes(compare_codings(before.events(), after.events()), _console())


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


@app.command()
@_guarded
def export(
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
    who: Who = None,
    whom: Whom = None,
    type_: Types = None,
    mode: Modes = None,
    status: Statuses = None,
    place: Where = None,
    from_: From = None,
    to_: Until = None,
    min_origins: MinOrigins = 1,
    min_confidence: MinConfidence = None,
    news: News = False,
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
    from whowhom.store import Store

    chosen = _filter(who, whom, type_, mode, status, place, from_, to_, min_origins, min_confidence, news)
    with Store(db, read_only=True) as store:
        summary = write_export(
            store,
            as_.value,
            output or sys.stdout.buffer,
            chosen=chosen,
            no_text=no_text,
            published=date_fallback is not None,
        )
    _say(f"whowhom: {summary.line()}")


def _day(value: str | None) -> date | None:
    from whowhom.batch import parse_day

    if value is None:
        return None
    day = parse_day(value)
    return day.date() if isinstance(day, datetime) else day


@app.command()
@_guarded
def explain(
    what: Annotated[
        str, typer.Argument(metavar="PAGE_OR_SENTENCE", help="A source, or a sentence in quotes.")
    ],
    event: Annotated[
        str | None, typer.Option(metavar="ID", help="Only events whose event_id begins so.")
    ] = None,
    published: Published = None,
    tables: Tables = None,
    model: Model = None,
) -> None:
    """Show which rule and words gave each value.

    For a sentence, show its predicates with their roles too, and which rules were near.

    \b
    Examples:
      whowhom explain page.html
      whowhom explain page.html --event 3f2a
      whowhom explain "The EU imposed sanctions on Belarus." --published 2021-02-22
    """
    from whowhom.batch import parse_day
    from whowhom.explain import explain_source, print_explained

    day = parse_day(published) if published else None
    print_explained(explain_source(what, published=day, event=event, model=model, tables=tables), _console())


@app.command()
@_guarded
def rules(
    fired: Annotated[
        list[str] | None,
        typer.Option(metavar="SOURCE", help="Count how often each rule fires over a source."),
    ] = None,
    type_: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="Only rules of this type.")
    ] = None,
    jobs: Jobs = 1,
    model: Model = None,
) -> None:
    """List the rules for deeds, or count how often each fires.

    \b
    Examples:
      whowhom rules --type SANCTION
      whowhom rules --fired pages/ --jobs 2
    """
    from whowhom.batch import code_sources
    from whowhom.explain import print_fired, print_rules
    from whowhom.rulebook.events import load_events

    book = load_events()
    if type_ and type_ not in book.types:
        raise InputError(f"type: no type '{type_}'; known are {', '.join(sorted(book.types))}")
    chosen = [rule for rule in book.rules if type_ in (None, rule.type)]
    if fired:
        count = Count()
        given = code_sources(fired, jobs=jobs, model=model)
        print_fired(chosen, _progress(count.take(given), fired), _console())
        _say(f"whowhom: {count.summary()}")
    else:
        print_rules(chosen, _console())


@app.command()
@_guarded
def evaluate(
    gold: Annotated[
        list[Path], typer.Argument(metavar="GOLD...", help="Annotated pages, or sentences, one a line.")
    ],
    by: Annotated[By | None, typer.Option(help="Split the figures by type or by page.")] = None,
    errors: Annotated[int, typer.Option(metavar="N", help="List so many errors.")] = 0,
    system: Annotated[
        Path | None,
        typer.Option(metavar="CODED", help="Compare this coded JSONL; else the gold's texts are coded."),
    ] = None,
    jobs: Jobs = 1,
    min_confidence: MinConfidence = None,
    tables: Tables = None,
    model: Model = None,
) -> None:
    """Compare coded events with annotated ones.

    Precision, recall and F1 of events; of those found, what else is right.

    \b
    Examples:
      whowhom evaluate gold.jsonl --by type --errors 40
      whowhom evaluate gold.jsonl --system coded.jsonl
    """
    from whowhom.evaluate import evaluate_pages, figure_lines
    from whowhom.gold import holds_sentences, load_answers, load_gold, load_sentences
    from whowhom.sentences import sentence_lines

    kinds = {path: holds_sentences(path) for path in gold}
    if len(set(kinds.values())) > 1:
        raise InputError("gold: pages and sentences are mixed; evaluate them apart")
    if kinds[gold[0]]:
        rows = load_sentences(gold)
        coded = load_answers(system) if system else _code_gold(gold, jobs, model, min_confidence, tables)
        lines = sentence_lines(rows, coded, by_type=by is By.TYPE, errors=errors)
    else:
        pages = load_gold(gold)
        coded = load_answers(system) if system else _code_gold(gold, jobs, model, min_confidence, tables)
        lines = figure_lines(evaluate_pages(pages, coded), by=by, errors=errors)
    for line in lines:
        typer.echo(line)


def _code_gold(
    gold: list[Path],
    jobs: int,
    model: str | None,
    min_confidence: float | None,
    tables: Path | None,
) -> Answers:
    from whowhom.batch import code_sources
    from whowhom.gold import answers

    sources = [str(path) for path in gold]
    given = code_sources(sources, jobs=jobs, model=model, min_confidence=min_confidence, tables=tables)
    return answers(_progress(Count().take(given), sources))


def _version(value: bool) -> None:
    if value:
        typer.echo(f"whowhom {version('whowhom')}")
        raise typer.Exit


@app.callback()
def root(
    version_: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Who did what to whom, when, where, how real it is and who says so: coded events from news pages.

    \b
    Examples:
      whowhom code page.html
      whowhom add pages/ --db news.duckdb
      whowhom deeds --who BLR --whom RUS --db news.duckdb
      whowhom export --as polecat -o events.tsv --db news.duckdb
      whowhom explain "The EU imposed sanctions on Belarus."
      whowhom rules --type AID
      whowhom evaluate gold.jsonl
    """


def main() -> None:
    """Run the command line."""
    app()
