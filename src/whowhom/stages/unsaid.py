"""Who stands on a side of a deed that its own clause leaves open: the likeliest of those the page tells of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from whowhom.context import Context
from whowhom.records import Actor, Event, Sector, Span
from whowhom.sides import key_of
from whowhom.stages.naming.context import around

BACK = 2  # sentences before the deed's own in which its party may stand
HEADS = frozenset({"NOUN", "PROPN", "PRON"})
INSIDE = frozenset({"compound", "amod", "nmod", "nummod"})
LONG = 4  # steps of the longest path between two words that is told step by step
STATES = frozenset({"GPE", "NORP"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A party as words of the page tell it, with the word that it hangs on."""

    actor: Actor
    span: Span
    token: Token
    sentence: int
    kind: str


@dataclass(slots=True)
class Rival:
    """A party that may stand on an open side, with all that speaks for and against it."""

    actor: Actor
    span: Span
    signs: dict[str, None] = field(default_factory=dict)


class Page:
    """The tellings of one page's parties, each sentence read when first asked for."""

    def __init__(self, context: Context, events: Sequence[Event]) -> None:
        self.context = context
        self.events = events
        self.parsed = context.parsed
        self.sentences = list(self.parsed.text.sents)
        self.number = {t.i: n for n, s in enumerate(self.sentences) for t in s}
        self._told: dict[int, tuple[Telling, ...]] = {}
        self.mentions = Counter(n.entity.code for n in context.names.order if n.entity.code)
        self.ranks = {code: n for n, (code, _) in enumerate(self.mentions.most_common(), 1)}

    def told(self, sentence: int) -> tuple[Telling, ...]:
        if sentence not in self._told:
            words = self.parsed.title if sentence < 0 else self.sentences[sentence]
            self._told[sentence] = tuple(self._read(words, sentence))
        return self._told[sentence]

    def _read(self, words: Sequence[Token], sentence: int) -> Iterator[Telling]:
        for token in words:
            state = token.ent_type_ in STATES and token.dep_ in INSIDE
            if token.pos_ not in HEADS and not state:
                continue
            if token.dep_ in INSIDE and not state:
                continue
            tokens = token.doc[token.i : token.i + 1] if state else around(token)
            span = self.parsed.span(tokens)
            names = self.context.names.at(span.part)
            for actor in self.context.parties(span).value:
                if actor.code or actor.sector:
                    if state: kind="state"
                    elif token.pos_=="PRON": kind="pronoun"
                    elif token.i in names and names[token.i].entity.kind=="place": kind="spot"
                    elif token.i in names: kind="name"
                    elif actor.title: kind="role"
                    else: kind="thing"
                    yield Telling(actor=actor, span=span, token=token, sentence=sentence, kind=kind)


def read_rivals(event: Event, page: Page, role: str) -> list[Rival]:
    """An event with an open side in; who may stand there out, with signs."""
    root = _root(event, page)
    if root is None:
        return []
    here = page.number[root.i]
    mine = event.actors if role == "recipients" else event.recipients
    banned = {key_of(a)[:2] for a in mine} | {(a.code, a.sector) for a in mine}
    rivals: dict[tuple[object, ...], Rival] = {}

    def put(actor: Actor, span: Span) -> Rival | None:
        if (actor.code, actor.sector) in banned:
            return None
        key = (actor.code, actor.sector)
        if key not in rivals:
            rivals[key] = Rival(actor=actor, span=span)
        return rivals[key]

    for back in range(BACK + 1):
        if here - back < 0:
            break
        told = page.told(here - back)
        for telling in sorted(told, key=lambda t: abs(t.token.i - root.i)):
            rival = put(telling.actor, telling.span)
            if rival is None:
                continue
            first = not rival.signs
            for sign in _place_signs(telling, root, back, first, event):
                rival.signs[sign] = None
    for telling in page.told(-1):
        rival = put(telling.actor, telling.span)
        if rival is not None:
            rival.signs["title=yes"] = None
    mycodes = {a.code for a in mine if a.code}
    order = sorted(page.events, key=lambda e: abs(e.start - event.start))
    other = "recipients" if role == "recipients" else "actors"
    for n, near in enumerate(e for e in order if e is not event and e.part == "text"):
        theirs = near.actors if role == "recipients" else near.recipients
        same = bool({a.code for a in theirs if a.code} & mycodes)
        when = "before" if near.start < event.start else "after"
        side = near.recipients if role == "recipients" else near.actors
        for party in side:
            rival = put(party, Span(part=near.part, start=near.start, end=near.end))
            if rival is None:
                continue
            if same:
                rival.signs[f"pair={when}"] = None
                rival.signs["pair=yes"] = None
                if near.type == event.type:
                    rival.signs[f"pair type={event.type}"] = None
                    rival.signs["pair same type"] = None
            if n < 2:
                rival.signs[f"near event={when}"] = None
            rival.signs["same side"] = None
        for party in theirs:
            key = (party.code, party.sector)
            if key in rivals and {a.code for a in side if a.code} & mycodes:
                rivals[key].signs["pair=turned"] = None
    for rival in rivals.values():
        for sign in _party_signs(rival.actor, event, mycodes, page):
            rival.signs[sign] = None
        for sign in _event_signs(event, root, role):
            rival.signs[sign] = None
    return list(rivals.values())


def _root(event: Event, page: Page) -> Token | None:
    told = next((r.span for r in event.reasons if r.field == "type" and r.span is not None), None)
    if told is None or told.part != "text":
        return None
    tokens = page.parsed.tokens(told)
    return tokens.root if len(tokens) else None


def _place_signs(telling: Telling, root: Token, back: int, first: bool, event: Event) -> Iterator[str]:
    token = telling.token
    yield f"told={telling.kind}"
    yield f"told={telling.kind} back={back}"
    if token.dep_ == "poss" or telling.kind == "state":
        yield "owner=yes"
    if back:
        yield f"back={back}"
        if first:
            yield f"nearest back={back} dep={token.dep_}"
            yield f"nearest back={back}"
        return
    side = "before" if token.i < root.i else "after"
    yield f"side={side}"
    path = path_of(root, token)
    yield f"path={path}"
    steps = path.replace("^", ">").split(">")
    yield f"lies={'inside' if path.startswith('^') else 'above' if path.endswith('^') else 'beside' if path != 'far' else 'far'}"
    if first:
        yield f"nearest side={side}"
        yield f"nearest path={path}"
        yield f"type={event.type} side={side}"
    prep = token.head.lower_ if token.dep_ == "pobj" else None
    if prep:
        yield f"prep={prep}"
        yield f"type={event.type} prep={prep}"
    yield f"dep={token.dep_} side={side}"
    if token.pos_ == "PRON":
        yield "pronoun=yes"


def path_of(root: Token, token: Token) -> str:
    """Give the way from one word to another in the tree: up, `^`, down."""
    chain = [root, *root.ancestors]
    places = {t.i: n for n, t in enumerate(chain)}
    down: list[str] = []
    at = token
    while at.i not in places:
        down.append(f"{at.dep_}:{at.lower_}" if at.dep_ == "prep" else at.dep_)
        at = at.head
    up = [t.dep_ for t in chain[: places[at.i]]]
    if len(up) + len(down) > LONG:
        return "far"
    return ">".join(up) + "^" + ">".join(reversed(down))


def _party_signs(actor: Actor, event: Event, mycodes: set[str], page: Page) -> Iterator[str]:
    kind = "named" if actor.name else "country" if actor.code else "unknown"
    yield f"kind={kind}"
    yield f"sector={actor.sector}"
    yield f"type={event.type} sector={actor.sector}"
    home = "none" if not mycodes or not actor.code else "same" if actor.code in mycodes else "other"
    yield f"home={home}"
    yield f"type={event.type} home={home}"
    doers = sorted({str(a.sector) for a in event.actors})
    for d in doers:
        yield f"doer={d} sector={actor.sector} home={home}"
    yield f"type={event.type} sector={actor.sector} home={home}"
    rest = [c for c, _ in page.mentions.most_common() if c not in mycodes]
    rank = rest.index(actor.code) + 1 if actor.code in rest else 0
    yield f"rank={min(rank, 4)}"
    place = event.place.country if event.place else None
    yield f"place={'none' if not place else actor.code == place}"
    if any(key_of(a.source)[:2] == (actor.code, actor.sector) for a in event.attribution):
        yield "source=yes"


def _event_signs(event: Event, root: Token, role: str) -> Iterator[str]:
    rule = next(r.rule for r in event.reasons if r.field == "type")
    yield f"rule={rule}"
    yield f"type={event.type}"
    yield f"mode={event.type}.{event.mode}"
    yield f"word={root.pos_} type={event.type}"
    yield f"open={not event.actors and not event.recipients}"
    yield f"status={event.status}"
