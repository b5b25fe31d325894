"""Show why: the rule and words behind each value of an event, the predicates and near rules of a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from whowhom.display import print_reasons
from whowhom.errors import InputError
from whowhom.records import Coded, Page, Problem
from whowhom.rulebook.events import EventRule

if TYPE_CHECKING:
    from whowhom.pipeline import Coder

MOST = 20  # rules shown as the most used, and as the least


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A predicate of a sentence: its roles as (role, words), and the rules that its words call up.

    `read_as`: what it may stand for where the page is spun, the nearest first.
    """

    predicate: str
    roles: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]
    read_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A coded page; for a sentence its predicates too."""

    coded: Coded
    near: tuple[Near, ...] = ()


def fired_rules(coded: Coded) -> tuple[str, ...]:
    """Give the rule that found each event of a page."""
    return tuple(r.rule for event in coded.events for r in event.reasons if r.field == "type")


def is_sentence(what: str) -> bool:
    """Tell a sentence from a source: it has blanks, is no glob and no file of that name."""
    return " " in what.strip() and not any(c in what for c in "*\n") and not Path(what[:255]).exists()


def explain_source(
    what: str,
    *,
    published: date | datetime | None = None,
    event: str | None = None,
    model: str | None = None,
    tables: Path | None = None,
) -> Iterator[Explained]:
    """A source or a sentence in; its coded pages out, only the events whose id begins with `event`."""
    from whowhom.batch import code_sources

    if is_sentence(what):
        from whowhom.pipeline import load_coder

        coder = load_coder(model=model, tables=tables)
        page = Page.from_text(what, published=published)
        yield Explained(coded=coder.code(page), near=near_rules(page, coder))
        return
    for item in code_sources([what], published=published, model=model, tables=tables):
        if isinstance(item, Problem):
            raise InputError(f"{item.source}: {item.message}")
        events = tuple(e for e in item.events if e.event_id.startswith(event or ""))
        if event and not events:
            known = ", ".join(e.event_id for e in item.events) or "none"
            raise InputError(f"event: no event '{event}' in {what}; it has {known}")
        yield Explained(coded=replace(item, events=events))


def near_rules(page: Page, coder: Coder) -> tuple[Near, ...]:
    """A page in; every predicate whose words a rule knows, and every verb, out, with its roles."""
    from whowhom.stages.predications import Syntax

    parsed = next(coder.parse([page]))
    book = coder.rules.events
    syntax = Syntax(parsed.text, coder.rules.predicates)
    indexes = {
        "VERB": book.verbs,
        "AUX": book.verbs,
        "NOUN": book.nouns,
        "PROPN": book.nouns,
        "ADJ": book.adjectives,
    }
    out = []
    for token in parsed.text:
        known = indexes.get(token.pos_, {}).get(token.lemma_.lower(), ())
        predication = syntax.predication(token) if known or token.pos_ == "VERB" else None
        if predication is None:
            continue
        roles = []
        for role, heads in predication.roles.items():
            phrases = (parsed.text[a:b].text for a, b in map(syntax.phrase, heads))
            roles.append((role, "; ".join(phrases)))
        ids = dict.fromkeys(rule.id for _, rule in known)
        near = (n.lemma for n in parsed.thesaurus.read(predication.lemma, predication.pos))
        out.append(
            Near(predicate=predication.lemma, roles=tuple(roles), rules=tuple(ids), read_as=tuple(near))
        )
    return tuple(out)


# --- printing -------------------------------------------------------------------------------------


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def print_explained(explained: Iterable[Explained], console: Console) -> None:
    """Print the reasons of each event, then predicates, roles and near rules."""
    for one in explained:
        print_reasons(one.coded, console)
        if not one.coded.events:
            console.print(Text("no event", "dim"))
        if not one.near:
            continue
        fired = set(fired_rules(one.coded))
        table = _table("predicate", "roles", "rules near")
        for near in one.near:
            roles = Text("\n").join(Text.assemble((f"{role}: ", "dim"), words) for role, words in near.roles)
            rules = Text("\n").join(
                Text(f"{rule} (fired)", "bold green") if rule in fired else Text(rule) for rule in near.rules
            )
            meant = f" (read as {', '.join(near.read_as)})" if near.read_as else ""
            table.add_row(near.predicate + meant, roles, rules)
        console.print()
        console.print(table)


def print_rules(rules: Sequence[EventRule], console: Console) -> None:
    """Print each rule with the words that call it up and its first example."""
    table = _table("rule", "mode", "words", "example")
    for rule in rules:
        words = sorted(rule.trigger.verb | rule.trigger.noun | rule.trigger.adj)
        shown = ", ".join(words[:8]) + (f" and {len(words) - 8} more" if len(words) > 8 else "")
        table.add_row(rule.id, rule.mode or "", shown, rule.example[0].text)
    console.print(table)
    console.print(Text(f"{len(rules)} rules", "dim"))


def print_fired(rules: Sequence[EventRule], pages: Iterable[Coded], console: Console) -> None:
    """Print how often each rule found an event: the most and the least used, and how many never did."""
    counts = Counter({rule.id: 0 for rule in rules})
    counts.update(rule for coded in pages for rule in fired_rules(coded) if rule in counts)
    ranked = counts.most_common()
    for title, rows in (("most used", ranked[:MOST]), ("least used", ranked[MOST:][-MOST:])):
        table = _table(title, "fired")
        table.columns[1].justify = "right"
        for rule, count in rows:
            table.add_row(rule, str(count))
        console.print(table)
        console.print()
    never = sum(count == 0 for count in counts.values())
    console.print(Text(f"{len(counts)} rules, {counts.total()} events, {never} rules never fired", "dim"))
