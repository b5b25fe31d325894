"""Tell whether two reports are of one deed, and what they agree in.

Reports agree in facts (their sides), in days, and in what else they tell alike: place, amounts, the words of
the deed, the wording of its telling, one origin, one story. What contradicts makes two deeds of it; the more
alike two tellings are in their words, the less a difference counts that a reader may have made.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType

from whowhom.records import Actor, Event, Interval, Report, Sector, Status

CLEAR_DAYS = 8  # an interval of so many days or fewer tells which of several like deeds is meant
NEAR = timedelta(days=2)  # days between two pages that tell an undated deed
MONTH = 31
FINE = frozenset({"city", "admin1"})
WORD = re.compile(r"\w+")
STEM, LONG_WORD = 5, 5  # letters that are compared of a word, and that make a word worth comparing
FEW, SEVERAL = 3, 4  # words that two tellings share: what tells them alike ...
ALIKE, VERBATIM = 0.55, 0.8  # ... where it is so much of both together, or with several words of the shorter
HINT_WORDS, HINT = 2, 0.4  # the same of pages that tell one story
STORY_RUNS = 2  # runs of names that pages of one story share
KIN = (
    frozenset({Sector.GOV, Sector.MIL, Sector.COP, Sector.JUD, Sector.SPY}),  # "Israel", "Israeli troops"
    frozenset({Sector.REB, Sector.UAF}),
)
Names = Mapping[str, Collection[int]]


@dataclass(frozen=True, slots=True)
class Gist:
    """What tells a report from most others at once: the codes of each side, stems of the deed's words."""

    sides: tuple[frozenset[str | None], ...]
    words: frozenset[str]


def gist_of(report: Report, mutual: frozenset[str] = frozenset()) -> Gist:
    """A report in; its gist out, of one side where the parties do together what they do."""
    event = report.event
    sides = [event.actors, event.recipients]
    if event.type in mutual:
        sides = [(*event.actors, *event.recipients)]
    return Gist(tuple(frozenset(_codes(side)) for side in sides), frozenset(_stems(event.trigger)))


def may_agree(one: Gist, other: Gist) -> bool:
    """Whether `agree` may find two reports of a type to be one deed; most pairs are not worth asking it.

    A side covers another only where it has all its codes, and only what is told in the same words needs no
    sides that do.
    """
    sides = zip(one.sides, other.sides, strict=True)
    return all(a <= b or b <= a for a, b in sides) or not one.words.isdisjoint(other.words)


def agree(
    one: Report,
    other: Report,
    mutual: frozenset[str] = frozenset(),
    names: Names = MappingProxyType({}),
) -> tuple[str, ...]:
    """Two reports in; what they agree in out, empty where they tell different deeds.

    Different numbers are no bar: tolls differ between reports, and are kept side by side. What is told in the
    same words in the same days is one deed, even where one page led a reader to take "he" for another.
    `mutual` and `names`: see `merge_events`.
    """
    a, b = one.event, other.event
    days, copies = _days(one, other), one.origin_id == other.origin_id
    if a.type != b.type or (days is None and not copies):
        return ()
    wording = _wording(a.evidence, b.evidence)
    sides = _sides(a, b, mutual, alike=bool(wording))
    # one sentence may tell two deeds of a type: "made an arrest after raiding the house"
    verbatim = "verbatim" in wording and _near(one, other) and bool(_stems(a.trigger) & _stems(b.trigger))
    if not verbatim and (sides is None or days is None or any(_contrasts(a, b, days, alike=bool(wording)))):
        return ()
    why = ["type", *(sides or ()), *(days or ()), *wording, *_details(a, b)]
    if copies:
        why.append("origin")
    if _hint(a.evidence, b.evidence, why) and _one_story(one, other, names):
        why.append("story")
    return tuple(why) if verbatim or _enough(why) else ()


def told_twice(one: Report, other: Report, why: Sequence[str]) -> bool:
    """Whether two events of one page that agree in `why` are one deed, though folding left them two.

    Folding keeps apart what is planned in one paragraph and done in the next, or what a government and its
    troops do.
    """
    a, b = one.event, other.event
    denied = (a.status is Status.DENIED) != (b.status is Status.DENIED)
    return {"wording", "words"} <= set(why) and not denied and not _numbers_differ(a, b)


def bars(
    one: Report,
    other: Report,
    mutual: frozenset[str] = frozenset(),
    names: Names = MappingProxyType({}),
) -> tuple[str, ...]:
    """Two reports in; what keeps them from being one deed out: `agree` is empty where this is not.

    A field that contradicts, or "little" where nothing does but too little agrees.
    """
    if agree(one, other, mutual, names):
        return ()
    a, b = one.event, other.event
    days, alike = _days(one, other), bool(_wording(a.evidence, b.evidence))
    out = ["type"] if a.type != b.type else []
    if _sides(a, b, mutual, alike=alike) is None:
        sides = _meet(a, b, alike=alike)
        out += ["parties"] if a.type in mutual else [name for name, meets in sides if not meets]
    if days is None:
        out.append("days")
    out += _contrasts(a, b, days or (), alike=alike)
    return tuple(out) or ("little",)


def _contrasts(a: Event, b: Event, days: Sequence[str], *, alike: bool) -> Iterator[str]:
    """Give what makes two deeds of it beside sides and days, as news to one that is history to the other."""
    if a.mode and b.mode and a.mode != b.mode:
        yield "mode"
    if a.background != b.background and "days" not in days:
        yield "background"
    if not _places_meet(a, b, alike=alike):
        yield "place"


def _details(a: Event, b: Event) -> Iterator[str]:
    """Give what two events agree in beside sides and days."""
    if a.place and b.place and a.place.name == b.place.name and a.place.precision in FINE:
        yield "place"
    if _sums(a) & _sums(b):
        yield "amounts"
    if _stems(a.trigger) & _stems(b.trigger):
        yield "words"


def _enough(why: Sequence[str]) -> bool:
    """Whether what two reports agree in makes it one deed."""
    kinds = set(why)
    facts = len(kinds & {"who", "whom", "parties"})
    extra = len(kinds & {"place", "amounts", "words", "origin", "wording", "month", "story"})
    if "parties" in kinds or facts == 2:
        return "days" in kinds or extra >= 1
    if facts == 1:
        return extra >= (1 if "days" in kinds else 2)
    return "days" in kinds and extra >= 2


# --- words ----------------------------------------------------------------------------------------


def _wording(here: str, there: str) -> tuple[str, ...]:
    """Tell whether two tellings are alike in their words ("wording"), or all but the same ("verbatim")."""
    shared, both, shorter = _overlap(here, there)
    if shared < FEW:
        return ()
    if both >= VERBATIM:
        return ("wording", "verbatim")
    return ("wording",) if both >= ALIKE or (shared >= SEVERAL and shorter >= ALIKE) else ()


def _hint(here: str, there: str, why: Sequence[str]) -> bool:
    """Whether two tellings agree enough to be of one deed where their pages tell one story.

    Who did it on which day is enough. To whom it was done says less: a story tells of many that were killed.
    """
    if {"who", "days"} <= set(why):
        return True
    shared, both, _ = _overlap(here, there)
    return shared >= (HINT_WORDS if {"who", "parties"} & set(why) else FEW) and both >= HINT


def _overlap(here: str, there: str) -> tuple[int, float, float]:
    """Give how many words two tellings share, how much that is of both together, and of the shorter."""
    a, b = _told_words(here), _told_words(there)
    shared = len(a & b)
    return (shared, 2 * shared / (len(a) + len(b)), shared / min(len(a), len(b))) if shared else (0, 0.0, 0.0)


@lru_cache(maxsize=1 << 15)
def _told_words(evidence: str) -> frozenset[str]:
    """Give the stems of a telling's long words, names and numbers."""
    return frozenset(
        word[:STEM].lower()
        for n, word in enumerate(WORD.findall(evidence))
        if len(word) >= LONG_WORD or word[0].isdigit() or (n and word[0].isupper())
    )


def _sums(event: Event) -> set[tuple[float, str]]:
    return {(a.value, a.unit) for a in event.amounts}


def _numbers_differ(a: Event, b: Event) -> bool:
    """Whether two events count the same thing, and count it differently."""
    here, there = _sums(a), _sums(b)
    return not here & there and bool({unit for _, unit in here} & {unit for _, unit in there})


def _stems(trigger: str) -> set[str]:
    return {w[:5].lower() for w in trigger.split() if len(w) > 2}


# --- sides ----------------------------------------------------------------------------------------


def _sides(a: Event, b: Event, mutual: frozenset[str], *, alike: bool) -> tuple[str, ...] | None:
    """Give the sides that agree; `None` where one contradicts."""
    if a.type in mutual:
        here, there = (*a.actors, *a.recipients), (*b.actors, *b.recipients)
        if not here or not there:
            return ()
        ways = _covers(here, there) + _covers(there, here)
        # of talks between several, a page may name but two: "X and Y met", "X brokered talks of Y and Z"
        several = min(len({(p.code, p.name or p.sector) for p in side}) for side in (here, there)) > 1
        return ("parties",) if ways == 2 else ("who",) if ways and several else None
    met = dict(_meet(a, b, alike=alike))
    return tuple(met) if all(met.values()) else None


def _meet(a: Event, b: Event, *, alike: bool) -> Iterator[tuple[str, bool]]:
    """Give each side that both tell, and whether the one may be the other.

    Where events are told `alike`, it may where it is of the same countries.
    """
    for name, here, there in (("who", a.actors, b.actors), ("whom", a.recipients, b.recipients)):
        if here and there:
            yield (
                name,
                _covers(here, there) or _covers(there, here) or (alike and _codes(here) == _codes(there)),
            )


def _codes(side: Iterable[Actor]) -> set[str | None]:
    return {p.code for p in side}


def _covers(some: Iterable[Actor], others: Sequence[Actor]) -> bool:
    """Whether each of some may be one of the others."""
    return all(any(_same(a, b) for b in others) for a in some)


def _same(a: Actor, b: Actor) -> bool:
    if a.code is None and b.code is None and not (a.name and b.name):
        return a.text.lower() == b.text.lower() or (a.sector is not None and a.sector == b.sector)
    if a.code != b.code:
        return False
    if a.name and b.name:
        return a.name == b.name or a.sector is b.sector is Sector.IGO  # a body and its council
    return _kin(a.sector, b.sector)


def _kin(a: Sector | None, b: Sector | None) -> bool:
    """Whether two tellings may mean one actor: a state for its troops, unknown armed men for rebels."""
    if a is None or b is None or a == b:
        return True
    return any({a, b} <= kin for kin in KIN) and (Sector.GOV in (a, b) or Sector.REB in (a, b))


# --- days and places ------------------------------------------------------------------------------


def _near(one: Report, other: Report) -> bool:
    """Whether two pages are of the same days."""
    if one.published is None or other.published is None:
        return one.published is other.published
    return abs(one.published - other.published) <= NEAR


def _one_story(one: Report, other: Report, names: Names) -> bool:
    """Whether two pages tell one story, and the events' numbers do not set them apart in it."""
    here, there = (frozenset(names.get(r.event.doc_id, ())) for r in (one, other))
    if len(here & there) < STORY_RUNS:
        return False
    return not _numbers_differ(one.event, other.event)


def _days(one: Report, other: Report) -> tuple[str, ...] | None:
    """Tell whether the days agree ("days"), say nothing (()), or contradict (`None`)."""
    a, b = one.event.date, other.event.date
    if is_clear(a) and is_clear(b) and a and b:
        return ("days",) if a.first <= b.last and b.first <= a.last else None
    if a and b and (a.first > b.last or b.first > a.last):
        return None
    if a and b and not (is_clear(a) or is_clear(b)) and max((d.last - d.first).days for d in (a, b)) < MONTH:
        return ("month",)
    if one.published is None or other.published is None:
        return ()
    apart = abs(one.published - other.published)
    clear = a if is_clear(a) else b if is_clear(b) else None
    if clear is None:
        return () if apart <= NEAR else None
    page = other.published if clear is a else one.published  # the page that names no day
    return () if clear.first - NEAR <= page <= clear.last + 2 * NEAR else None


def _places_meet(a: Event, b: Event, *, alike: bool) -> bool:
    """Whether two events may be in one place; if told `alike`, only what both say in so many words counts."""
    one, other = a.place, b.place
    if one is None or other is None:
        return True
    if alike and not (one.text in a.evidence and other.text in b.evidence):
        return True
    if one.country and other.country and one.country != other.country:
        return False
    return one.name == other.name or one.precision not in FINE or one.precision != other.precision


def is_clear(day: Interval | None) -> bool:
    """Whether days are few enough to tell like deeds apart."""
    return day is not None and (day.last - day.first).days < CLEAR_DAYS
