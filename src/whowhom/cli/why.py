"""Commands that show why, and how well: `explain`, `rule`, `rules`, `evaluate`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whowhom.cli.console import Count, console, guarded, progress, reading, say
from whowhom.cli.options import DB, Database, Jobs, MinConfidence, Model, Published, Tables, moment_of
from whowhom.errors import InputError

if TYPE_CHECKING:
    from whowhom.gold import Answers


class By(StrEnum):
    """What the figures are split by."""

    TYPE = "type"
    DOC = "doc"


@guarded
def explain(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT", help="A source, a sentence in quotes, or with --db the id of a deed or event."
        ),
    ],
    event: Annotated[
        str | None, typer.Option(metavar="ID", help="Only events whose event_id begins so.")
    ] = None,
    db: Annotated[
        Path | None, typer.Option("--db", metavar="FILE", help="The database that holds the deed or event.")
    ] = None,
    published: Published = None,
    tables: Tables = None,
    model: Model = None,
) -> None:
    """Show which rule and words gave each value; of a deed, why its reports are one.

    For a sentence, show its predicates with their roles too, and which rules were near. For a deed of a
    database, show what its reports agree in, what each value was chosen by, and what keeps like deeds apart.
    The beginning of an id is enough.

    \b
    Examples:
      whowhom explain page.html
      whowhom explain page.html --event 3f2a
      whowhom explain "The EU imposed sanctions on Belarus." --published 2021-02-22
      whowhom explain 5d0c --db news.duckdb
    """
    from whowhom.explain import explain_source, print_explained

    if db is not None:
        _explain_stored(what, db)
        return
    day = moment_of(published)
    print_explained(explain_source(what, published=day, event=event, model=model, tables=tables), console())


def _explain_stored(start: str, db: Path) -> None:
    """Print why a deed is one, or which words gave an event its values."""
    from whowhom.display import print_reasons
    from whowhom.merges import explain_deed, print_why
    from whowhom.rulebook.events import load_events

    with reading(db) as store:
        if not store.find("deed", start) and (event_id := store.find("event", start)):
            print_reasons(store.event_page(event_id), console())
            return
        print_why(explain_deed(store, start, load_events().mutual), console())


@guarded
def rule(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="Deeds or events, by id or its beginning.")
    ] = None,
    same: Annotated[bool, typer.Option("--same", help="They are one deed.")] = False,
    apart: Annotated[bool, typer.Option("--apart", help="No two of them are one deed.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Forget the rulings that touch all of them.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List all rulings.")] = False,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; kept with the ruling.")] = None,
    db: Database = DB,
) -> None:
    """Rule that deeds are one, or that reports are of several; it holds whatever is added later.

    To merge, name deeds. To split, name events of one deed (see whowhom explain DEED). To move a report, rule
    it apart from the deed that it is in, and the same as the other.

    \b
    Examples:
      whowhom rule --same 5d0c 81f3 --note "one raid" --db news.duckdb
      whowhom rule --apart 3f2a 9b1e
      whowhom rule --list
      whowhom rule --undo 3f2a 9b1e
    """
    from whowhom.merges import give_ruling, print_rulings, undo_rulings
    from whowhom.rulebook.events import load_events
    from whowhom.store import Store

    if [same, apart, undo, list_].count(True) != 1:
        raise InputError("rule: say one of --same, --apart, --undo and --list")
    with Store(db, read_only=list_) as store:
        if list_:
            print_rulings(store.rulings(), console())
            return
        before = store.count("deed")
        named = ids or []
        done = undo_rulings(store, named) if undo else give_ruling(store, named, same=same, note=note)
        merged = store.merge(load_events().mutual)
    said = "forgotten" if undo else "kept"
    say(f"{len(done)} rulings {said}; {before} deeds before, {merged.deeds} now")


@guarded
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
        print_fired(chosen, progress(count.take(given), fired), console())
        say(count.summary())
    else:
        print_rules(chosen, console())


@guarded
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
    return answers(progress(Count().take(given), sources))
