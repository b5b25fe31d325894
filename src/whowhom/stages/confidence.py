"""Judge how sure an event is: a small calibrated model over what the rules found."""

from __future__ import annotations

from collections.abc import Iterator

from whowhom.records import Actor, Event, Found, Reason
from whowhom.rulebook.confidence import ConfidenceModel
from whowhom.stages.parse import Parsed

SHOWN = 3  # signs that a reader is told, those that weigh most
POSITIONS = ((0.1, "first tenth"), (0.3, "first third"), (0.6, "middle"), (1.01, "end"))
LENGTHS = ((60, "short"), (140, "middling"), (1 << 30, "long"))  # characters of evidence
SENTENCES = ((12, "short"), (30, "middling"), (1 << 30, "long"))  # tokens


def judge_confidence(event: Event, parsed: Parsed, model: ConfidenceModel) -> Found[float]:
    """An event in; how likely a careful coder would record it, 0 to 1, out, with the weightiest signs."""
    signs = read_signs(event, parsed)
    weighty = sorted(signs, key=lambda s: (-abs(model.weights.get(s, 0.0)), s))[:SHOWN]
    reasons = tuple(
        Reason(field="confidence", rule=f"confidence.{sign} ({model.weights[sign]:+.2f})")
        for sign in weighty
        if sign in model.weights
    )
    return Found(value=model.confidence(signs), reasons=reasons)


def read_signs(event: Event, parsed: Parsed) -> tuple[str, ...]:
    """An event in; what it has, as signs `field=value`, out; each sign once, in a fixed order."""
    return tuple(dict.fromkeys(_signs(event, parsed)))


def _signs(event: Event, parsed: Parsed) -> Iterator[str]:
    told = next(r for r in event.reasons if r.field == "type")
    yield f"rule={told.rule}"
    yield f"type={event.type}"
    if told.span is not None and told.span.part == event.part:
        root = parsed.tokens(told.span).root
        yield f"word={root.pos_.lower()}"
        yield f"type={event.type} word={root.pos_.lower()}"
        yield f"hangs={root.dep_}"
        yield f"sentence={_bucket(len(root.sent), SENTENCES)}"
        if root.sent[-1].text == "?":
            yield "question=yes"
    yield from _sides(event)
    yield f"status={event.status}"
    yield f"mode={event.mode is not None}"
    yield f"sourced={bool(event.attribution)}"
    yield f"date={event.date_basis}"
    yield f"place={event.place.precision if event.place else None}"
    yield f"amounts={bool(event.amounts)}"
    yield f"background={event.background}"
    yield f"part={event.part}"
    if event.part == "text":
        yield f"position={_bucket(event.start / max(1, len(parsed.page.text)), POSITIONS)}"
    yield f"evidence={_bucket(len(event.evidence), LENGTHS)}"
    yield f"again={any(r.field == 'told_again' for r in event.reasons)}"
    yield f"genre={parsed.page.genre}"


def _sides(event: Event) -> Iterator[str]:
    actors, recipients = event.actors, event.recipients
    yield f"who={_kind(actors)}"
    yield f"whom={_kind(recipients)}"
    yield f"type={event.type} who={bool(actors)} whom={bool(recipients)}"
    for name, side in (("who", actors), ("whom", recipients)):
        for sector in sorted({str(p.sector) for p in side}):
            yield f"{name} sector={sector}"
    here, there = ({p.code for p in side if p.code} for side in (actors, recipients))
    if here and there:
        yield f"countries={'same' if here & there else 'two'}"


def _kind(side: tuple[Actor, ...]) -> str:
    """How well a side is known: by name, by country, by sector alone, or not at all."""
    if not side:
        return "nobody"
    if any(p.name for p in side):
        return "named"
    return "country" if any(p.code for p in side) else "unknown"


def _bucket(value: float, bounds: tuple[tuple[float, str], ...]) -> str:
    return next(name for bound, name in bounds if value < bound)
