"""Read annotated pages and sentences, and coded ones, in the fields of the annotation guide."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from whowhom.errors import InputError
from whowhom.records import Actor, Amount, Attribution, Coded, Event, Interval, Place, Sector, Stance, Status

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An event as gold or a system states it: the fields of the annotation guide, no more."""

    type: str
    mode: str | None
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    status: Status
    attribution: tuple[Attribution, ...]
    date: Interval | None
    place: Place | None
    amounts: tuple[Amount, ...]
    evidence: str
    trigger: str
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPage:
    """An annotated page."""

    doc_id: str
    title: str
    text: str
    events: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence whose source, target and type are known; a text can have several."""

    id: str
    text: str
    source: str
    target: str
    type: str


Answers = Mapping[str, tuple[Answer, ...]]


def _actor(row: Mapping[str, Any]) -> Actor:
    sector = Sector(row["sector"]) if row.get("sector") else None
    return Actor(text=row.get("text") or "", code=row.get("code"), sector=sector, name=row.get("name"))


def _link(row: Mapping[str, Any]) -> Attribution:
    stance = Stance(row.get("stance") or "asserts")
    return Attribution(source=_actor(row.get("source") or {}), cue=row.get("cue") or "", stance=stance)


def _days(value: Sequence[str] | None) -> Interval | None:
    if not value:
        return None
    first, last = value
    return Interval(first=date.fromisoformat(first[:10]), last=date.fromisoformat(last[:10]))


def _answer(row: Mapping[str, Any]) -> Answer:
    where = row.get("place") or None
    return Answer(
        type=row["type"],
        mode=row.get("mode"),
        actors=tuple(map(_actor, row.get("actors") or ())),
        recipients=tuple(map(_actor, row.get("recipients") or ())),
        status=Status(row["status"]),
        attribution=tuple(map(_link, row.get("attribution") or ())),
        date=_days(row.get("date")),
        place=Place(text=where.get("text") or "", name=where.get("name") or "", country=where.get("country"))
        if where
        else None,
        amounts=tuple(
            Amount(value=float(a["value"]), unit=str(a["unit"]), text=a.get("text") or "")
            for a in row.get("amounts") or ()
        ),
        evidence=row.get("evidence") or "",
        trigger=row.get("trigger") or "",
        optional=bool(row.get("optional")),
    )


def answer(event: Event) -> Answer:
    """Give what an event states, in the fields of the annotation guide."""
    names = Answer.__dataclass_fields__.keys() - {"optional"}
    return Answer(**{name: getattr(event, name) for name in names})


def answers(coded: Iterable[Coded]) -> Answers:
    """Give the answers of coded pages by `doc_id`."""
    return {c.page.doc_id: tuple(map(answer, c.events)) for c in coded}


def _lines(path: Path) -> Iterator[tuple[str, Any]]:
    """Give (file:line, JSON value) of each line that is not blank."""
    if not path.is_file():
        raise InputError(f"{path}: no such file; name a JSONL file of annotated pages")
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise InputError(f"{path}:{number}: no JSON ({error.msg}); mend the line") from error
            if not isinstance(row, dict):
                raise InputError(f"{path}:{number}: not an object; each line holds one page or event")
            yield f"{path}:{number}", row


def _read(where: str, row: Mapping[str, Any], make: Callable[[Mapping[str, Any]], Item]) -> Item:
    try:
        return make(row)
    except KeyError as error:
        raise InputError(f"{where}: field {error} is missing; see docs/data.md for the fields") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{where}: {error}; see docs/data.md for the fields") from error


def load_gold(paths: Iterable[Path]) -> tuple[GoldPage, ...]:
    """Read annotated pages, one a line; raises InputError with file and line."""
    pages: dict[str, GoldPage] = {}
    for path in paths:
        for where, row in _lines(path):
            page = _read(
                where,
                row,
                lambda r: GoldPage(
                    doc_id=r["doc_id"],
                    title=r.get("title") or "",
                    text=r.get("text") or "",
                    events=tuple(map(_answer, r["events"])),
                ),
            )
            if page.doc_id in pages:
                raise InputError(f"{where}: doc_id {page.doc_id} stands twice; each page needs its own")
            pages[page.doc_id] = page
    return tuple(pages.values())


def load_answers(path: Path) -> Answers:
    """Read coded pages, one a line (or one event a line, with its `doc_id`)."""
    found: dict[str, tuple[Answer, ...]] = defaultdict(tuple)
    for where, row in _lines(path):
        rows = row.get("events", [row])
        found[_read(where, row, lambda r: str(r["doc_id"]))] += tuple(_read(where, r, _answer) for r in rows)
    return dict(found)


def load_sentences(paths: Iterable[Path]) -> tuple[Sentence, ...]:
    """Read sentences with known source, target and type, one a line."""
    names = ("id", "text", "source", "target", "type")
    rows = (row for path in paths for row in _lines(path))
    return tuple(
        _read(where, row, lambda r: Sentence(**{n: str(r[n] or "") for n in names})) for where, row in rows
    )


def holds_sentences(path: Path) -> bool:
    """Tell whether a gold file holds single sentences rather than pages, by its first line."""
    row: Mapping[str, Any] = next((row for _, row in _lines(path)), {})
    return "events" not in row and "target" in row
