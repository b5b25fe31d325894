"""The options that several commands share, each declared once.

`spread` gives a command a whole set of them: where the command has a parameter `chosen`, the command line has
the options of `filter_of`, and what `filter_of` makes of them is passed on.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any, TypedDict, TypeVar, get_type_hints

import typer

if TYPE_CHECKING:
    from whowhom.store import Filter

Command = TypeVar("Command", bound=Callable[..., Any])
DB = Path("whowhom.duckdb")


class To(StrEnum):
    """How events are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


Sources = Annotated[
    list[str],
    typer.Argument(metavar="SOURCE...", help="Files, folders, globs, addresses, or - for standard input."),
]
Published = Annotated[
    str | None, typer.Option(metavar="DATE", help="Day of publication, where a page does not give its own.")
]
Jobs = Annotated[int, typer.Option(metavar="N", help="Processes to code in.")]
AllGenres = Annotated[bool, typer.Option("--all-genres", help="Code opinion, sport and reviews too.")]
Tables = Annotated[
    Path | None,
    typer.Option("--tables", metavar="DIR", help="A folder with tables of your own (people.csv ...)."),
]
Model = Annotated[
    str | None, typer.Option(metavar="NAME", help="An installed spaCy model in place of the pinned.")
]
MinConfidence = Annotated[
    float | None,
    typer.Option("--min-confidence", metavar="P", help="Keep only events at least so sure, 0 to 1."),
]
Private = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from addresses within private networks too.")
]
Database = Annotated[Path, typer.Option("--db", metavar="FILE", help="The database.")]
Format = Annotated[To | None, typer.Option(help="Table on a terminal, JSON lines in a pipe.")]
Types = Annotated[
    list[str] | None, typer.Option("--type", metavar="TYPE", help="PLOVER type; several are allowed.")
]


class Coding(TypedDict):
    """How pages are coded, as `code_sources` and `add_sources` take it."""

    published: date | datetime | None
    jobs: int
    all_genres: bool
    min_confidence: float | None
    tables: Path | None
    model: str | None


def coding_of(
    published: Published = None,
    jobs: Jobs = 1,
    all_genres: AllGenres = False,
    min_confidence: MinConfidence = None,
    tables: Tables = None,
    model: Model = None,
) -> Coding:
    """Give how pages are to be coded."""
    return Coding(
        published=moment_of(published),
        jobs=jobs,
        all_genres=all_genres,
        min_confidence=min_confidence,
        tables=tables,
        model=model,
    )


def filter_of(
    who: Annotated[
        str | None, typer.Option(metavar="CODE", help="Actor: country or body code, or part of a name.")
    ] = None,
    whom: Annotated[
        str | None, typer.Option(metavar="CODE", help="Recipient: country or body code, or part of a name.")
    ] = None,
    type_: Types = None,
    mode: Annotated[list[str] | None, typer.Option(metavar="MODE", help="PLOVER mode.")] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(metavar="STATUS", help="occurred, ongoing, planned, possible, denied."),
    ] = None,
    place: Annotated[str | None, typer.Option(metavar="CODE", help="Country where it was done.")] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day.")] = None,
    to_date: Annotated[str | None, typer.Option("--to-date", metavar="DATE", help="Last day.")] = None,
    min_origins: Annotated[int, typer.Option(metavar="N", help="Told by so many independent origins.")] = 1,
    min_confidence: MinConfidence = None,
    news: Annotated[bool, typer.Option("--news", help="Leave out what pages recall as history.")] = False,
) -> Filter:
    """Give which deeds are asked for."""
    from whowhom.store import Filter

    return Filter(
        who=who,
        whom=whom,
        types=tuple(t.upper() for t in type_ or ()),
        modes=tuple(mode or ()),
        statuses=tuple(status or ()),
        place=place,
        first=_day(from_),
        last=_day(to_date),
        min_origins=min_origins,
        min_confidence=min_confidence or 0.0,
        background=not news,
    )


def moment_of(value: str | None) -> date | datetime | None:
    """Read a day or time where one is given. Raises InputError."""
    from whowhom.batch import parse_day

    return parse_day(value) if value else None


def _day(value: str | None) -> date | None:
    moment = moment_of(value)
    return moment.date() if isinstance(moment, datetime) else moment


def spread(**makers: Callable[..., Any]) -> Callable[[Command], Command]:
    """Put, in place of each named parameter, the options of its maker; pass on what the maker gives."""

    def decorate(command: Command) -> Command:
        sets = {name: _parameters(maker) for name, maker in makers.items()}
        shown = [p for own in _parameters(command, makers) for p in sets.get(own.name, [own])]
        shown = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in shown]

        @functools.wraps(command)
        def run(**given: Any) -> Any:
            for name, maker in makers.items():
                given[name] = maker(**{p.name: given.pop(p.name) for p in sets[name]})
            return command(**given)

        run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in shown}
        return run  # type: ignore[return-value]

    return decorate


def _parameters(command: Callable[..., Any], bare: Iterable[str] = ()) -> list[inspect.Parameter]:
    """Give the parameters of a function with their types, but of those in `bare` none.

    A type that would have to be imported first, `Filter`, stays unread, so that help stays quick.
    """
    written = inspect.get_annotations(command)
    known = SimpleNamespace(__annotations__={k: v for k, v in written.items() if k not in (*bare, "return")})
    types = get_type_hints(known, inspect.unwrap(command).__globals__, include_extras=True)
    parameters = inspect.signature(command).parameters.values()
    return [p.replace(annotation=types.get(p.name, Any)) for p in parameters]
