"""Whom a deed befalls that its own clause does not say: the likeliest of those whom the page tells of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Token

from whowhom.records import Actor, Event, Found, Reason, Sector, Span
from whowhom.rulebook.unsaid import NOBODY, UnsaidModel
from whowhom.stages.naming.context import around
from whowhom.stages.naming.names import Names
from whowhom.stages.parse import Parsed

BACK = 2  # sentences before the deed's own in which its party may stand
TITLE = -1  # number of the title among the sentences
HEADS = frozenset({"NOUN", "PROPN", "PRON"})
INSIDE = frozenset({"compound", "amod", "nmod", "nummod"})
STATES = frozenset({"GPE", "NORP"})
LONG = 4  # steps of the longest way between two words that is told step by step
BESIDE = 2  # of the events told around a deed these are near it
RANKS = 4  # places of a country among those the page names most; the rest share one
SHOWN = 2  # signs that a reader is told, those that weigh most

Parties = Callable[[Span], Found[tuple[Actor, ...]]]
Key = tuple[str | None, Sector | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A party as words of the page tell it, with the word it hangs on; `kind`: how it is told."""

    actor: Actor
    span: Span
    token: Token
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A party that may stand on an open side, where it is told, and the signs for and against it."""

    actor: Actor
    span: Span
    signs: dict[str, None] = field(default_factory=dict)

    def add(self, signs: Iterable[str]) -> None:
        self.signs.update(dict.fromkeys(signs))


class Tellings:
    """The parties that a page tells of, each sentence read when it is first asked for."""

    def __init__(self, parsed: Parsed, names: Names, parties: Parties, events: Sequence[Event]) -> None:
        self.parsed = parsed
        self.names = names
        self.parties = parties
        self.events = tuple(e for e in events if e.part == "text")
        self.sentences = tuple(parsed.text.sents)
        self.number = {t.i: n for n, sentence in enumerate(self.sentences) for t in sentence}
        self._told: dict[int, tuple[Telling, ...]] = {}
        counts: dict[str, int] = defaultdict(int)
        for name in names.order:
            if name.entity.code is not None:
                counts[name.entity.code] += 1
        self.countries = tuple(sorted(counts, key=lambda code: -counts[code]))

    def of(self, sentence: int) -> tuple[Telling, ...]:
        """Give the parties of one sentence, or of the title, in reading order."""
        if sentence not in self._told:
            words = self.parsed.title if sentence == TITLE else self.sentences[sentence]
            self._told[sentence] = tuple(telling for token in words for telling in self._tell(token))
        return self._told[sentence]

    def root(self, event: Event) -> Token | None:
        """Give the word that names a deed, where it stands in the text."""
        told = next((r.span for r in event.reasons if r.field == "type" and r.span is not None), None)
        if told is None or told.part != "text":
            return None
        tokens = self.parsed.tokens(told)
        return tokens.root if len(tokens) else None

    def _tell(self, token: Token) -> Iterator[Telling]:
        state = token.ent_type_ in STATES and token.dep_ in INSIDE
        if not state and (token.pos_ not in HEADS or token.dep_ in INSIDE):
            return
        named = (
            self.names.at("title" if token.doc is self.parsed.title else "text").get(token.i)
            if state
            else None
        )
        whole = token if named is None else token.doc[named.first : named.last]
        span = self.parsed.span(whole if state else around(token))
        for actor in self.parties(span).value:
            if actor.code is not None or actor.sector is not None:
                kind = "state" if state else self._kind(token, actor, span)
                yield Telling(actor=actor, span=span, token=token, kind=kind)

    def _kind(self, token: Token, actor: Actor, span: Span) -> str:
        """How a party is told: by a pronoun, a name, a role noun, or a thing that is somebody's."""
        if token.pos_ == "PRON":
            return "pronoun"
        if token.i in self.names.at(span.part):
            return "name"
        return "role" if actor.title else "thing"


def fill_unsaid(
    events: Sequence[Event], tellings: Tellings, model: UnsaidModel, together: frozenset[str]
) -> tuple[Event, ...]:
    """Events of one page in; the same out, those whose recipients are unsaid with the likeliest party.

    Where none is likely enough, the side stays open. What several do together (types of deeds `together`)
    has but one side.
    """
    return tuple(_filled(event, tellings, model) if is_open(event, together) else event for event in events)


def is_open(event: Event, together: frozenset[str]) -> bool:
    """Whether a deed lacks those whom it befalls."""
    return not event.recipients and not (event.type in together and len(event.actors) > 1)


def _filled(event: Event, tellings: Tellings, model: UnsaidModel) -> Event:
    rivals = read_rivals(event, tellings)
    best = choose(rivals, event, model)
    if best is None:
        return event
    weighty = sorted(best.signs, key=lambda s: (-abs(model.weights.get(s, 0.0)), s))[:SHOWN]
    reasons = (
        Reason(field="recipients", rule=f"unsaid.{sign} ({model.weights[sign]:+.2f})", span=best.span)
        for sign in weighty
        if sign in model.weights
    )
    return replace(event, recipients=(best.actor,), reasons=(*event.reasons, *reasons))


def choose(rivals: Sequence[Rival], event: Event, model: UnsaidModel) -> Rival | None:
    """Give the rival for an open side that is likely enough; None where nobody is.

    Several of one foreign country add up: whether its army or its government is meant comes second.
    """
    signs = [[*r.signs] for r in rivals] + [[NOBODY, *(f"{NOBODY} {s}" for s in deed_signs(event))]]
    shares = model.shares(signs)[: len(rivals)]
    home = {a.code for a in event.actors}
    sums: dict[Key, float] = defaultdict(float)
    keys: list[Key] = []
    for rival, share in zip(rivals, shares, strict=True):
        code = rival.actor.code
        keys.append((code, None) if code is not None and code not in home else key_of(rival.actor))
        sums[keys[-1]] += share
    order = sorted(range(len(rivals)), key=lambda n: (-sums[keys[n]], -shares[n], n))
    return rivals[order[0]] if order and sums[keys[order[0]]] >= model.threshold else None


def key_of(actor: Actor) -> Key:
    return actor.code, actor.sector


def read_rivals(event: Event, tellings: Tellings) -> list[Rival]:
    """A deed with an open side in; who may stand there out, the nearest telling of each, with signs."""
    root = tellings.root(event)
    if root is None:
        return []
    doers = {key_of(a) for a in event.actors}
    sources = [link.source for link in event.attribution]  # who tells of a deed is none whom it befalls
    called = {word for a in (*event.actors, *sources) for word in (a.text, a.name) if word}
    rivals: dict[Key, Rival] = {}

    def rival(actor: Actor, span: Span) -> Rival | None:
        key = key_of(actor)
        if key in doers or actor.text in called or actor.name in called:
            return None
        return rivals.setdefault(key, Rival(actor=actor, span=span))

    here = tellings.number[root.i]
    for back in range(min(BACK, here) + 1):
        for telling in sorted(tellings.of(here - back), key=lambda t: abs(t.token.i - root.i)):
            found = rival(telling.actor, telling.span)
            if found is not None:
                found.add(_place_signs(telling, root, back, event.type, first=not found.signs))
    for telling in tellings.of(TITLE):
        found = rival(telling.actor, telling.span)
        if found is not None:
            found.add(["title=yes"])
    around_it = sorted(
        (e for e in tellings.events if e is not event), key=lambda e: abs(e.start - event.start)
    )
    for number, other in enumerate(around_it):
        for party in other.recipients:
            found = rival(party, Span(part=other.part, start=other.start, end=other.end))
            if found is not None:
                found.add(_pair_signs(event, other, near=number < BESIDE))
        if _share_country(other.recipients, event.actors):
            for party in other.actors:
                if key_of(party) in rivals:
                    rivals[key_of(party)].add(["pair=turned"])
    for found in rivals.values():
        found.add(_party_signs(found.actor, event, tellings))
    return list(rivals.values())


def deed_signs(event: Event) -> Iterator[str]:
    """Give what speaks for or against an open side whoever may stand there."""
    rule = next((r.rule for r in event.reasons if r.field == "type"), "")
    yield f"rule={rule}"
    yield f"type={event.type}"
    yield f"mode={event.type}.{event.mode}"
    yield f"doer={bool(event.actors)}"
    yield f"status={event.status}"


def _place_signs(telling: Telling, root: Token, back: int, type_: str, *, first: bool) -> Iterator[str]:
    """Give where a party stands from the word of the deed; `first`: nowhere nearer."""
    token = telling.token
    yield f"told={telling.kind}"
    yield f"told={telling.kind} back={back}"
    if token.dep_ == "poss" or telling.kind == "state":
        yield "owner=yes"
    if back:
        yield f"back={back}"
        if first:
            yield f"nearest back={back}"
            yield f"nearest back={back} {token.dep_}"
        return
    side = "before" if token.i < root.i else "after"
    path = path_of(root, token)
    yield f"side={side}"
    yield f"side={side} {token.dep_}"
    yield f"way={path}"
    yield f"way={_direction(path)}"
    if first:
        yield f"nearest side={side}"
        yield f"nearest way={path}"
        yield f"type={type_} side={side}"
    if token.dep_ == "pobj":
        yield f"word={token.head.lower_}"
        yield f"type={type_} word={token.head.lower_}"


def path_of(root: Token, token: Token) -> str:
    """Give the way from one word to another in the tree: up, `^`, down; "far" where it is long."""
    chain = [root, *root.ancestors]
    places = {t.i: n for n, t in enumerate(chain)}
    down: list[str] = []
    at = token
    while at.i not in places:
        down.append(f"{at.dep_}:{at.lower_}" if at.dep_ == "prep" else at.dep_)
        at = at.head
    up = [t.dep_ for t in chain[: places[at.i]]]
    return "far" if len(up) + len(down) > LONG else f"{'>'.join(up)}^{'>'.join(reversed(down))}"


def _direction(path: str) -> str:
    if path == "far":
        return "far"
    return "down" if path.startswith("^") else "up" if path.endswith("^") else "across"


def _pair_signs(event: Event, other: Event, *, near: bool) -> Iterator[str]:
    """Give what another deed of the page says of him whom it befalls."""
    when = "before" if other.start < event.start else "after"
    yield "befallen=yes"
    if near:
        yield f"befallen={when}"
    if _share_country(other.actors, event.actors):
        yield "pair=yes"
        yield f"pair={when}"
        if other.type == event.type:
            yield "pair=same type"
            yield f"pair={event.type}"


def _share_country(some: Iterable[Actor], others: Iterable[Actor]) -> bool:
    return bool({a.code for a in some if a.code} & {a.code for a in others if a.code})


def _party_signs(actor: Actor, event: Event, tellings: Tellings) -> Iterator[str]:
    """Give what a party is, and how it stands to the doers and the place of the deed."""
    doers = {a.code for a in event.actors if a.code}
    yield f"kind={'named' if actor.name else 'country' if actor.code else 'unknown'}"
    yield f"sector={actor.sector}"
    yield f"type={event.type} sector={actor.sector}"
    home = "none" if not doers or actor.code is None else "same" if actor.code in doers else "other"
    yield f"home={home}"
    yield f"type={event.type} home={home}"
    yield f"type={event.type} sector={actor.sector} home={home}"
    for doer in sorted({str(a.sector) for a in event.actors}):
        yield f"doer={doer} sector={actor.sector} home={home}"
    rest = [code for code in tellings.countries if code not in doers]
    yield f"rank={min(rest.index(actor.code) + 1, RANKS) if actor.code in rest else 0}"
    place = event.place.country if event.place is not None else None
    yield f"place={'none' if place is None else actor.code == place}"
    if any(key_of(a.source) == key_of(actor) for a in event.attribution):
        yield "source=yes"
