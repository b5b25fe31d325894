"""Compare two codings of the same pages: which events came, went or changed, and by which rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from whowhom.records import Actor, Event

FIELDS = ("mode", "actors", "recipients", "status", "attribution", "date", "place", "amounts", "background")
Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: `kind` is `new`, `gone` or `changed`; for a change, the field and both values.

    `rule` is the rule behind what the newer coding has (for what is gone: behind what the older had).
    """

    kind: str
    doc_id: str
    type: str
    evidence: str
    rule: str
    field: str = ""
    old: str = ""
    new: str = ""


def compare_codings(old: Iterable[Event], new: Iterable[Event]) -> Iterator[Change]:
    """The events of two codings in; what differs out, page by page.

    Two events are the same telling where page, type and the place of the trigger agree.
    """
    before, after = _by_key(old), _by_key(new)
    for key in sorted({*before, *after}):
        here, there = before.get(key, []), after.get(key, [])
        for one, other in zip(here, there, strict=False):
            yield from _changes(one, other)
        for event in there[len(here) :]:
            yield _whole("new", event)
        for event in here[len(there) :]:
            yield _whole("gone", event)


def _by_key(events: Iterable[Event]) -> dict[Key, list[Event]]:
    found: dict[Key, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda e: (e.start, e.end, e.event_id)):
        span = next((r.span for r in event.reasons if r.field == "type"), None)
        at = span.start if span else event.start
        found[event.doc_id, event.type, event.part, at].append(event)
    return found


def _whole(kind: str, event: Event) -> Change:
    return Change(
        kind=kind,
        doc_id=event.doc_id,
        type=event.type,
        evidence=event.evidence,
        rule=_rule(event, "type"),
    )


def _changes(old: Event, new: Event) -> Iterator[Change]:
    for field in FIELDS:
        here, there = _said(getattr(old, field)), _said(getattr(new, field))
        if here != there:
            yield Change(
                kind="changed",
                doc_id=new.doc_id,
                type=new.type,
                evidence=new.evidence,
                rule=_rule(new, field) or _rule(old, field),
                field=field,
                old=here,
                new=there,
            )


def _rule(event: Event, field: str) -> str:
    return next((r.rule for r in event.reasons if r.field.split(".")[0] == field), "")


def _said(value: Any) -> str:
    """Give a value in one line."""
    match value:
        case None | () | False:
            return "–"
        case tuple():
            return ", ".join(map(_said, value))
        case Actor():
            return " ".join(filter(None, (value.name or value.text, value.code, value.sector)))
    for names in (("source", "stance"), ("first", "last"), ("name", "country"), ("value", "unit")):
        if all(hasattr(value, name) for name in names):
            parts = (getattr(value, name) for name in names)
            return " ".join(p if isinstance(p, str) else _said(p) for p in parts if p is not None)
    return str(value)
