"""Commands that code pages: `code`, `add`, `watch`."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whowhom.cli.console import Count, bar, console, first_problems, guarded, progress, say
from whowhom.cli.options import (
    DB,
    Coding,
    Database,
    Format,
    Model,
    Private,
    Sources,
    Tables,
    To,
    coding_of,
    spread,
)
from whowhom.errors import InputError

if TYPE_CHECKING:
    from whowhom.records import Coded

SUFFIXES = {".jsonl": To.JSONL, ".json": To.JSONL, ".csv": To.CSV, ".parquet": To.PARQUET, ".txt": To.TABLE}
EVERY = re.compile(r"(\d+)([smhd]?)")
SECONDS = {"": 60, "s": 1, "m": 60, "h": 3600, "d": 86400}


@guarded
@spread(coding=coding_of)
def code(
    sources: Sources,
    coding: Coding,
    to: Format = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write there; its ending tells how.")
    ] = None,
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
    from whowhom.batch import code_sources

    if to is None and output is not None:
        to = SUFFIXES.get(output.suffix)
        if to is None:
            raise InputError(f"{output}: its ending tells no format; name one with --to")
    to = to or (To.TABLE if sys.stdout.isatty() else To.JSONL)
    if output is None and to is To.PARQUET and sys.stdout.isatty():
        raise InputError("parquet is no text for a terminal; name a file with -o")
    count = Count()
    try:
        _write(progress(count.take(code_sources(sources, **coding)), sources), to, output)
    except KeyboardInterrupt:
        kept = f"; kept in {output}" if output and count.pages else ""
        say(f"interrupted after {count.summary()}{kept}")
        raise typer.Exit(130) from None
    say(count.summary())
    if not count.pages:
        raise typer.Exit(1)


def _write(coded: Iterator[Coded], to: To, output: Path | None) -> None:
    from whowhom.display import print_table
    from whowhom.output import WRITERS, whole_file

    if output is None:
        if to is To.TABLE:
            print_table(coded, console())
        else:
            WRITERS[to.value](coded, sys.stdout.buffer)
        return
    with whole_file(output) as out:
        if to is To.TABLE:
            import io

            text = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
            print_table(coded, console(file=text, width=120))
            text.detach()
        else:
            WRITERS[to.value](coded, out)


@guarded
@spread(coding=coding_of)
def add(
    sources: Sources,
    coding: Coding,
    db: Database = DB,
    private: Private = False,
) -> None:
    """Read, code, merge and store pages; what is stored already is passed over.

    A run that was broken off goes on where it was; after Ctrl-C everything stored until then is kept.

    \b
    Examples:
      whowhom add pages/ --db news.duckdb
      whowhom add archive.jsonl.gz --jobs 4
    """
    from whowhom.ingest import Summary, add_sources
    from whowhom.store import Store

    summary = Summary()  # which counts genres by itself
    told = first_problems(f"further problems are in table problem of {db}", silent=("genre",))
    try:
        with Store(db) as store, bar(sources) as step:
            add_sources(sources, store, **coding, private=private, step=step, say=told, summary=summary)
    except KeyboardInterrupt:
        say(f"interrupted; what is stored stays in {db}, and the same command goes on from there")
        raise typer.Exit(130) from None
    finally:  # what broke off is summed up too
        for line in summary.lines() if summary.read or summary.problems else ():
            say(line)
    if not summary.known + summary.new + summary.replaced:
        raise typer.Exit(1)


@guarded
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
            added = watch_once(followed, store, coder, web, say=say)
            say(f"{added.new} new pages, {added.events} events")
            if once:
                break
            time.sleep(pause)
