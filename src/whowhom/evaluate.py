"""Compare coded pages with annotated ones: figures of the annotation guide, by type and by page, with errors.

Matching is one to one within a type, as many pairs as possible, core gold events first. A coded event can
match where its evidence (300 characters at most) overlaps the gold evidence, and holds part of the gold
trigger or shares a fifth of the joint span. Optional gold events count on neither side, nor does a coded
event that fits one of them. `record` counts an event only where who, whom and status are right too; all
figures below it are taken over the matched core events.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from whowhom.gold import Answer, Answers, GoldPage
from whowhom.records import Actor, Amount, Attribution, Interval, Status
from whowhom.rulebook.schema import data_root, read_toml

MAX_EVIDENCE: Final = 300
TITLE_SHIFT: Final = -(10**6)
F1S: Final = ("actors", "recipients", "mode", "sources", "place", "amounts")
ORDER: Final = (
    *("event", "record", "actors", "recipients", "sector", "status"),
    *("mode", "sources", "place", "amounts", "chain", "date", "dated"),
)
Item = TypeVar("Item")
Names = frozenset[tuple[str, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Hits among what gold has and what the system gave; a figure without a base is 0, a share `None`."""

    hit: int = 0
    gold: int = 0
    system: int = 0

    @property
    def p(self) -> float:
        """Give the precision."""
        return self.hit / self.system if self.system else 0.0

    @property
    def r(self) -> float:
        """Give the recall."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall."""
        return 2 * self.p * self.r / (self.p + self.r) if self.p + self.r else 0.0

    @property
    def share(self) -> float | None:
        """Give the part of gold that is right."""
        return self.hit / self.gold if self.gold else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One error: `missed`, `spurious`, or `wrong` with what is wrong of who, whom and status."""

    kind: str
    doc_id: str
    type: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All rates of a comparison, and by type and page, with every error in the order of the pages."""

    rates: Mapping[str, Rate]
    by_type: Mapping[str, Mapping[str, Rate]]
    by_doc: Mapping[str, Mapping[str, Rate]]
    errors: tuple[Miss, ...]

    def macro(self) -> float | None:
        """Give the mean F1 over the status values that gold holds."""
        seen = [rate for rate in (self.rates.get(f"status={s}", Rate()) for s in Status) if rate.gold]
        return sum(rate.f1 for rate in seen) / len(seen) if seen else None

    def report(self) -> dict[str, dict[str, float | int | None]]:
        """Give the figures by name, as they are printed and pinned."""
        out: dict[str, dict[str, float | int | None]] = {}
        for name in ORDER:
            rate = self.rates.get(name, Rate())
            if name in ("event", "record"):
                out[name] = {
                    "f1": rate.f1,
                    "p": rate.p,
                    "r": rate.r,
                    "gold": rate.gold,
                    "system": rate.system,
                }
            elif name in F1S:
                out[name] = {"f1": rate.f1, "gold": rate.gold}
            else:
                out[name] = {"share": rate.share, "gold": rate.gold}
        out["status"] = {
            "share": self.rates.get("status", Rate()).share,
            "macro_f1": self.macro(),
            "gold": self.rates.get("status", Rate()).gold,
        }
        return out


# --- matching -------------------------------------------------------------------------------------


def _places(page: GoldPage, piece: str) -> list[tuple[int, int]]:
    """Give all places of a piece in the text, and in the title far below zero."""
    found = []
    for text, shift in ((page.text, 0), (page.title, TITLE_SHIFT)):
        at = text.find(piece) if piece else -1
        while at >= 0:
            found.append((at + shift, at + shift + len(piece)))
            at = text.find(piece, at + 1)
    return found


def _fit(page: GoldPage, gold: Answer, coded: Answer) -> float:
    """Give how well coded evidence fits gold's: the shared part, plus 1 on the trigger; 0: no fit."""
    if gold.type != coded.type or not coded.evidence or len(coded.evidence) > MAX_EVIDENCE:
        return 0.0
    best = 0.0
    for first, last in _places(page, gold.evidence):
        triggers = [(a, b) for a, b in _places(page, gold.trigger) if a >= first and b <= last]
        for start, end in _places(page, coded.evidence):
            common = min(last, end) - max(first, start)
            if common <= 0:
                continue
            share = common / (max(last, end) - min(first, start))
            hit = any(min(b, end) > max(a, start) for a, b in triggers)
            if hit or share >= 0.2:
                best = max(best, share + hit)
    return best


def _match(page: GoldPage, coded: Sequence[Answer]) -> tuple[dict[int, int], dict[int, dict[int, float]]]:
    """Give {coded index: gold index} of a largest matching, and {gold index: {coded index: fit}}."""
    fits: dict[int, dict[int, float]] = {}
    for g, gold in enumerate(page.events):
        row = {s: value for s, other in enumerate(coded) if (value := _fit(page, gold, other))}
        fits[g] = dict(sorted(row.items(), key=lambda item: -item[1]))
    partner: dict[int, int] = {}

    def seat(g: int, tried: set[int]) -> bool:
        """Find gold event g a partner, moving others on where that makes room (Kuhn's algorithm)."""
        for s in fits[g]:
            if s not in tried:
                tried.add(s)
                if s not in partner or seat(partner[s], tried):
                    partner[s] = g
                    return True
        return False

    best = {g: max(row.values(), default=0.0) for g, row in fits.items()}
    for g in sorted(fits, key=lambda g: (page.events[g].optional, -best[g])):
        seat(g, set())
    return partner, fits


# --- comparing one pair ---------------------------------------------------------------------------


@functools.cache
def config(section: str) -> Mapping[str, Any]:
    """Give a section of `rules/evaluate.toml`."""
    section_: Mapping[str, Any] = read_toml(
        data_root() / "rules" / "evaluate.toml", "rules/evaluate.toml"
    ).data[section]
    return section_


def words(text: str | None, section: str = "pages") -> frozenset[str]:
    """Give the words that tell one name from another, in small letters."""
    return frozenset(re.findall(r"\w+", (text or "").lower())).difference(config(section)["stop"])


def _codes(actors: Iterable[Actor]) -> set[str]:
    return {a.code for a in actors if a.code}


def _parties(actors: Iterable[Actor], *, sectors: bool = False) -> Names:
    """Give each party's code (or, without one, its sector), with the sector beside it where asked."""
    return frozenset((a.code or f"?{a.sector}", a.sector if sectors else None) for a in actors)


def _alike(a: Names, b: Names) -> bool:
    return len(a & b) / len(a | b) >= 0.5 if a | b else True


def _sides(gold: Answer, coded: Answer) -> tuple[bool, bool]:
    """Tell whether who and whom are right."""
    if not gold.recipients and len(_parties(gold.actors)) > 1:  # a mutual deed: all parties pooled
        right = _alike(_parties(gold.actors), _parties((*coded.actors, *coded.recipients)))
        return right, right
    domestic = bool(_parties(gold.actors) & _parties(gold.recipients))
    return (
        _alike(_parties(gold.actors, sectors=domestic), _parties(coded.actors, sectors=domestic)),
        _alike(_parties(gold.recipients, sectors=domestic), _parties(coded.recipients, sectors=domestic)),
    )


def _same_source(gold: Attribution, coded: Attribution) -> bool:
    if gold.stance != coded.stance:
        return False
    a, b = gold.source, coded.source
    if a.code and (a.code, a.sector) == (b.code, b.sector):
        return True
    return bool(words(a.text) & words(b.text) or words(a.name) & words(b.name))


def _same_amount(gold: Amount, coded: Amount) -> bool:
    close = abs(gold.value - coded.value) <= 0.01 * max(1.0, abs(gold.value))
    return close and gold.unit.lower() == coded.unit.lower()


def _same_date(gold: Interval | None, coded: Interval | None) -> bool:
    if gold is None or coded is None:
        return gold is coded
    if gold.first > coded.last or coded.first > gold.last:
        return False
    narrow, wide = sorted((i.last - i.first).days + 1 for i in (gold, coded))
    return wide <= 4 * narrow


def _pairs(gold: Sequence[Item], coded: Sequence[Item], same: Callable[[Item, Item], bool]) -> int:
    """Count how many of gold find a partner of their own."""
    rest = list(coded)
    for g in gold:
        at = next((i for i, c in enumerate(rest) if same(g, c)), None)
        if at is not None:
            del rest[at]
    return len(coded) - len(rest)


def _compare(gold: Answer, coded: Answer) -> tuple[dict[str, Rate], tuple[str, ...]]:
    """Rate one matched pair; give what is wrong of who, whom and status too."""
    who, whom = _sides(gold, coded)
    status = gold.status == coded.status
    wrong = tuple(n for n, right in (("who", who), ("whom", whom), ("status", status)) if not right)
    rates = {
        "event": Rate(hit=1),
        "record": Rate(hit=not wrong),
        "status": Rate(hit=status, gold=1),
        "mode": Rate(
            hit=bool(gold.mode) and gold.mode == coded.mode, gold=bool(gold.mode), system=bool(coded.mode)
        ),
        "sources": Rate(
            hit=_pairs(gold.attribution, coded.attribution, _same_source),
            gold=len(gold.attribution),
            system=len(coded.attribution),
        ),
        "amounts": Rate(
            hit=_pairs(gold.amounts, coded.amounts, _same_amount),
            gold=len(gold.amounts),
            system=len(coded.amounts),
        ),
        "date": Rate(hit=_same_date(gold.date, coded.date), gold=1),
    }
    for value in Status:
        mine, other = gold.status == value, coded.status == value
        rates[f"status={value}"] = Rate(hit=mine and other, gold=mine, system=other)
    a, b = (x.place.country if x.place else None for x in (gold, coded))
    rates["place"] = Rate(hit=bool(a) and a == b, gold=bool(a), system=bool(b))
    if gold.date:
        rates["dated"] = rates["date"]
    if gold.attribution:
        whole = len(gold.attribution) == len(coded.attribution)
        rates["chain"] = Rate(
            hit=whole and all(map(_same_source, gold.attribution, coded.attribution)), gold=1
        )
    hit = total = 0
    for role, mine_, other_ in (
        ("actors", gold.actors, coded.actors),
        ("recipients", gold.recipients, coded.recipients),
    ):
        x, y = _codes(mine_), _codes(other_)
        rates[role] = Rate(hit=len(x & y), gold=len(x), system=len(y))
        both = [(p.code, p.sector) for p in mine_ if p.code in y]
        total += len(both)
        hit += sum(pair in _parties(other_, sectors=True) for pair in both)
    rates["sector"] = Rate(hit=hit, gold=total)
    return rates, wrong


# --- figures --------------------------------------------------------------------------------------

Tally = Counter[tuple[str, str, str, str]]


def _add(tally: Tally, doc_id: str, type_: str, rates: Mapping[str, Rate]) -> None:
    for name, rate in rates.items():
        for column in ("hit", "gold", "system"):
            tally[doc_id, type_, name, column] += getattr(rate, column)


def _rates(tally: Tally, key: Callable[[str, str], str]) -> dict[str, dict[str, Rate]]:
    sums: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for (doc_id, type_, name, column), count in tally.items():
        sums[key(doc_id, type_)][name][column] += count
    return {k: {name: Rate(**c) for name, c in names.items()} for k, names in sums.items()}


def verdicts(page: GoldPage, coded: Sequence[Answer]) -> tuple[bool | None, ...]:
    """A gold page and what was coded on it in; for each coded event whether gold has it out.

    `None` where the event fits an optional one, which counts on neither side.
    """
    partner, fits = _match(page, coded)
    spare = {s for g, row in fits.items() if page.events[g].optional for s in row}
    unmet = [None if s in spare else False for s in range(len(coded))]
    met = {s: None if page.events[g].optional else True for s, g in partner.items()}
    return tuple(met.get(s, verdict) for s, verdict in enumerate(unmet))


def partners(page: GoldPage, coded: Sequence[Answer]) -> dict[int, int]:
    """A gold page and what was coded on it in; which coded event is which gold one out, both by place."""
    return _match(page, coded)[0]


def is_recipient(gold: Answer, who: Actor) -> bool:
    """Tell whether gold has somebody among those whom a deed befalls; at home the sector counts too."""
    domestic = bool(_parties(gold.actors) & _parties(gold.recipients))
    return bool(_parties([who], sectors=domestic) & _parties(gold.recipients, sectors=domestic))


def evaluate_pages(gold: Iterable[GoldPage], coded: Answers) -> Figures:
    """Gold pages and answers by `doc_id` in; all figures out."""
    tally: Tally = Counter()
    errors: list[Miss] = []
    for page in gold:
        events = coded.get(page.doc_id, ())
        partner, fits = _match(page, events)
        met = set(partner.values())
        for g, mine in enumerate(page.events):
            if mine.optional:
                continue
            _add(tally, page.doc_id, mine.type, {"event": Rate(gold=1), "record": Rate(gold=1)})
            if g not in met:
                errors.append(Miss(kind="missed", doc_id=page.doc_id, type=mine.type, evidence=mine.evidence))
        spare = {s for g, row in fits.items() if page.events[g].optional for s in row}
        for s, event in enumerate(events):
            mate = page.events[partner[s]] if s in partner else None
            if mate.optional if mate else s in spare:
                continue
            _add(tally, page.doc_id, event.type, {"event": Rate(system=1), "record": Rate(system=1)})
            kind = "spurious"
            if mate:
                rates, wrong = _compare(mate, event)
                _add(tally, page.doc_id, event.type, rates)
                kind = "wrong " + "+".join(wrong) if wrong else ""
            if kind:
                errors.append(Miss(kind=kind, doc_id=page.doc_id, type=event.type, evidence=event.evidence))
    return Figures(
        rates=_rates(tally, lambda doc_id, type_: "").get("", {}),
        by_type=_rates(tally, lambda doc_id, type_: type_),
        by_doc=_rates(tally, lambda doc_id, type_: doc_id),
        errors=tuple(errors),
    )


def pairs(groups: Iterable[Iterable[str]]) -> frozenset[tuple[str, str]]:
    """Groups of names in; every two names that are together in one out, each pair once.

    >>> sorted(pairs([["b", "a", "c"], ["d"]]))
    [('a', 'b'), ('a', 'c'), ('b', 'c')]
    """
    return frozenset(two for group in groups for two in itertools.combinations(sorted(set(group)), 2))


def rate_pairs(gold: frozenset[tuple[str, str]], system: frozenset[tuple[str, str]]) -> Rate:
    """Give the pairwise figures of a grouping."""
    return Rate(hit=len(gold & system), gold=len(gold), system=len(system))


# --- printing -------------------------------------------------------------------------------------


def figure_line(name: str, figures: Mapping[str, float | int | None]) -> str:
    """Give one line: name, then each figure with its value."""
    shown = (f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in figures.items())
    return f"{name:11}" + "  ".join(shown)


def figure_lines(figures: Figures, *, by: str | None = None, errors: int = 0) -> Iterator[str]:
    """Give the figures line by line, then by `type` or `doc`, then as many errors as asked."""
    for name, row in figures.report().items():
        yield figure_line(name, row)
    groups = {"type": figures.by_type, "doc": figures.by_doc}.get(by or "", {})
    for key, rates in sorted(groups.items()):
        event, record = rates.get("event", Rate()), rates.get("record", Rate())
        yield (
            f"  {key:24} f1 {event.f1:.2f} p {event.p:.2f} r {event.r:.2f}"
            f"  gold {event.gold}  record f1 {record.f1:.2f}"
        )
    for miss in figures.errors[:errors]:
        yield f"- {miss.kind}: {miss.doc_id}: {miss.type}: {miss.evidence}"
