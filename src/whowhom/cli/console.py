"""What all commands need on a terminal: one line for an error, progress, what a run has done."""

from __future__ import annotations

import functools
import os
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from whowhom.errors import InputError, WhowhomError

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import Console

    from whowhom.batch import Given
    from whowhom.records import Coded, Problem
    from whowhom.store import Store

SHOWN_PROBLEMS = 10
Command = TypeVar("Command", bound=Callable[..., Any])


def say(line: str) -> None:
    """Say a line on standard error."""
    typer.echo(f"whowhom: {line}", err=True)


def guarded(command: Command) -> Command:
    """Turn an error of the library into one line and exit status 1, Ctrl-C into 130."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except WhowhomError as error:
            for line in str(error).splitlines():
                say(line)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            say("interrupted")
            raise typer.Exit(130) from None
        except BrokenPipeError:  # the reader of the pipe has had enough
            _drop_output()
            raise typer.Exit(0) from None
        except OSError as error:  # a disk, or what stands behind standard output
            where = f"{error.filename}: " if error.filename else ""
            say(
                f"{where}cannot be read or written ({error.strerror or error}); check the disk and its rights"
            )
            _drop_output()
            raise typer.Exit(1) from None

    return run  # type: ignore[return-value]


def _drop_output() -> None:
    """Let go of what is not yet written to standard output: at its end Python would try once more."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # it is no file
        return


def console(**options: Any) -> Console:
    """Give a console to print on."""
    from rich.console import Console

    return Console(highlight=False, **options)


def first_problems(then: str, *, silent: Container[str] = ()) -> Callable[[Problem], None]:
    """Give what says the first problems, a line each, then `then`; those of some stages are not said."""
    seen = 0

    def note(problem: Problem) -> None:
        nonlocal seen
        if problem.stage in silent:
            return
        seen += 1
        if seen <= SHOWN_PROBLEMS:
            say(problem.line)
        elif seen == SHOWN_PROBLEMS + 1:
            say(then)

    return note


class Count:
    """What a run has done so far: pages, events, problems by stage."""

    def __init__(self) -> None:
        self.pages = 0
        self.events = 0
        self.problems: Counter[str] = Counter()
        self.say = first_problems("not shown are further problems")

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
        self.say(problem)

    def summary(self) -> str:
        """Give pages, events and problems by stage in one line."""
        kinds = ", ".join(f"{stage} {count}" for stage, count in sorted(self.problems.items()))
        problems = f"; {self.problems.total()} problems ({kinds})" if kinds else ""
        return f"{self.pages} pages, {self.events} events{problems}"


def progress(coded: Iterable[Coded], sources: Sequence[str]) -> Iterator[Coded]:
    """Show a bar on a terminal where there are several pages to come."""
    from whowhom.batch import count_pages

    screen = console(stderr=True)
    total = count_pages(sources) if screen.is_terminal else None
    if not screen.is_terminal or total == 1:
        yield from coded
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    pages = TextColumn("{task.completed} of {task.total} pages")
    columns = (SpinnerColumn(), pages, TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True) as shown:
        yield from shown.track(coded, total=total)


@contextmanager
def bar(sources: Sequence[str]) -> Iterator[Callable[[int], None]]:
    """Show a bar with rate and time left on a terminal; give what moves it on."""
    from whowhom.batch import count_pages

    screen = console(stderr=True)
    if not screen.is_terminal:
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
    with Progress(*columns, console=screen, transient=True) as shown:
        task = shown.add_task("add", total=count_pages(sources))
        yield lambda pages: shown.advance(task, pages)


@contextmanager
def reading(db: Path) -> Iterator[Store]:
    """Open a database for reading; say where its deeds lag behind its events."""
    from whowhom.store import Store

    with Store(db, read_only=True) as store:
        if not store.is_merged and store.count("event"):
            say(f"{db}: deeds are not up to date with events, for a run broke off; the next add merges them")
        yield store


def write_table(table: pa.Table, output: Path | None) -> None:
    """Write an Arrow table: as the file's ending says, or as CSV to standard output."""
    import pyarrow.csv as as_csv
    import pyarrow.parquet as as_parquet

    from whowhom.output import whole_file

    if output is None:
        as_csv.write_csv(table, sys.stdout.buffer)
        return
    if output.suffix not in (".csv", ".parquet"):
        raise InputError(f"{output}: its ending tells no format; name a file of .csv or .parquet")
    with whole_file(output, or_nothing=True) as out:
        (as_parquet.write_table if output.suffix == ".parquet" else as_csv.write_csv)(table, out)
    say(f"{table.num_rows} rows in {output}")
