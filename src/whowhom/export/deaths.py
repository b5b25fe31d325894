"""How many were killed in a deed, and on which side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whowhom.export.books import Books
from whowhom.records import Actor, Amount, Deed, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """Deaths of sides a and b, of civilians, of who is not known; the lowest, best and highest number.

    `running`: the number is a toll over several events.
    """

    a: float = 0
    b: float = 0
    civilians: float = 0
    unknown: float = 0
    best: float = 0
    low: float = 0
    high: float = 0
    running: bool = False


def count_deaths(deed: Deed, one: Sequence[Actor], other: Sequence[Actor], books: Books) -> Deaths | None:
    """A deed and its two sides in; its deaths out, or nothing where no report tells a number.

    The number is the deed's own choice among its reports, divided as the first report that tells it does;
    `low` and `high` are the lowest and highest of all reports.
    """
    chosen = next((a for a in deed.amounts if a.unit == "killed"), None)
    if chosen is None:
        return None
    told = [event for event in (r.event for r in deed.reports) if _killed(event)]
    event = next((e for e in told if any(a.value == chosen.value for a in _killed(e))), None)
    amounts = _killed(event) if event else (chosen,)
    sums = {"a": 0.0, "b": 0.0, "civilians": 0.0, "": 0.0}
    for amount in amounts:
        side = _side_of(amount, one, other, books)
        sums[side] = max(sums[side], amount.value) if not side else sums[side] + amount.value
    known = sums["a"] + sums["b"] + sums["civilians"]
    best = max(known, sums[""])
    totals = [_total(_killed(e), one, other, books) for e in told] or [(best, best)]
    return Deaths(
        a=sums["a"],
        b=sums["b"],
        civilians=sums["civilians"],
        unknown=best - known,
        best=best,
        low=min(best, *(low for low, _ in totals)),
        high=max(best, *(high for _, high in totals)),
        running=any(a.cumulative for a in amounts),
    )


def _killed(event: Event) -> tuple[Amount, ...]:
    return tuple(dict.fromkeys(a for a in event.amounts if a.unit == "killed"))


def _total(
    amounts: Sequence[Amount], one: Sequence[Actor], other: Sequence[Actor], books: Books
) -> tuple[float, float]:
    """Give the lowest and highest total of one report: those of sides summed, or the number for all."""
    sided = [a for a in amounts if _side_of(a, one, other, books)]
    whole = [a for a in amounts if a not in sided]
    lows, highs = (
        [v if (v := getattr(a, bound)) is not None else a.value for a in amounts] for bound in ("low", "high")
    )
    low, high = dict(zip(amounts, lows, strict=True)), dict(zip(amounts, highs, strict=True))
    return (
        max(sum(low[a] for a in sided), max((low[a] for a in whole), default=0)),
        max(sum(high[a] for a in sided), max((high[a] for a in whole), default=0)),
    )


def _side_of(amount: Amount, one: Sequence[Actor], other: Sequence[Actor], books: Books) -> str:
    """Say whose dead a number counts: `a`, `b`, `civilians`, or nothing where the words do not tell."""
    words = amount.of or amount.text
    for side, parties in (("b", other), ("a", one)):
        for party in parties:
            if words in party.text or (party.text in amount.text and party.text):
                return "civilians" if books.side(party) == "civilian" else side
    kind = books.side_of_words(words)
    if kind == "civilian":
        return "civilians"
    has = {side: {books.side(p) for p in parties} for side, parties in (("a", one), ("b", other))}
    fits = [side for side, kinds in has.items() if kind and kind in kinds]
    return fits[0] if len(fits) == 1 else ""
