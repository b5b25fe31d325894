"""Whom a deed befalls that answers another told before, or takes it back, and names nobody itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from spacy.tokens import Token

from whowhom.records import Actor, Event, Reason, Sector, Span, Stance, Status
from whowhom.rulebook.actors import ActorWords
from whowhom.rulebook.events import EventRules, EventType
from whowhom.stages.parse import Parsed

REACH = 2  # sentences back in which what somebody answers was asked
CROWD_REACH = 4  # sentences back in which those are told who are but "the marchers" here
ORGANS = frozenset({Sector.GOV, Sector.MIL, Sector.COP})  # no crowds
CROWD_WORDS = 2

RULERS = frozenset({Sector.GOV, Sector.LEG})  # who rules a state and gives its money


def answer_earlier(
    events: Iterable[Event],
    parsed: Parsed,
    rules: EventRules,
    nouns: Mapping[str, frozenset[str]],
) -> list[Event]:
    """Events of one page in, in reading order; the same out, with whom the answers among them answer.

    Who refuses refuses whoever asked him ("lawmakers told him to go, but he refused"); who eases "the
    measures" eases them for those on whom he put them. `nouns` are the words for deeds, with their types: who
    condemns "the arrests" condemns whoever made them.
    """
    starts = [sentence.start_char for sentence in parsed.text.sents]
    out: list[Event] = []
    for event in events:
        told = (
            None if event.recipients or not event.actors else _told(event, out, starts, parsed, rules, nouns)
        )
        out.append(event if told is None else _answering(event, told, rules.types[event.type]))
    return out


def known_crowd(
    events: Iterable[Event], parsed: Parsed, words: ActorWords, streets: frozenset[str]
) -> list[Event]:
    """Events of one page in, in reading order; the same out, with those known who are but "the marchers".

    "Teachers marched ... police beat the marchers": they are who did the deed of the types `streets`
    that was last told before. Police of no stated country who face them are of the country where that was.
    """
    starts = [sentence.start_char for sentence in parsed.text.sents]
    out: list[Event] = []
    for event in events:
        marches = (e for e in _near(event, out, starts, CROWD_REACH) if e.type in streets and e.actors)
        march = next(marches, None)
        out.append(event if march is None or event.type in streets else _of_crowd(event, march, words))
    return out


def _of_crowd(event: Event, march: Event, words: ActorWords) -> Event:
    """Give a deed done to or by a crowd the crowd that the page told of before."""
    told = march.actors[0]
    if told.name or told.sector in ORGANS:
        return event

    def known(side: tuple[Actor, ...]) -> tuple[Actor, ...]:
        return tuple(
            replace(a, code=told.code, sector=told.sector, sectors=told.sectors)
            if not a.name and a.title in words.crowds and _is_pointed_at(a.text, words)
            else a
            for a in side
        )

    actors, recipients = known(event.actors), known(event.recipients)
    if actors == event.actors and recipients == event.recipients:
        return event
    place = march.place if march.place is not None and march.place.text[:1].isupper() else None
    where = (place.country if place is not None else None) or told.code
    guessed = {r.rule for r in event.reasons if r.field == "actors.code"} <= {"context"}
    if recipients != event.recipients and where is not None and guessed:
        actors = tuple(
            replace(a, code=where)
            if a.sector is Sector.COP and not a.name and len(a.text.split()) == 1
            else a
            for a in actors
        )
    span = Span(part=march.part, start=march.start, end=march.end)
    side = "recipients" if recipients != event.recipients else "actors"
    reason = Reason(field=f"{side}.code", rule="crowd.told_before", span=span)
    return replace(event, actors=actors, recipients=recipients, reasons=(*event.reasons, reason))


def denied_doers(events: Iterable[Event], parsed: Parsed) -> list[Event]:
    """Events of one page in, in reading order; the same out, with those known whose deed somebody denies.

    "Serbian forces seized three men ... Belgrade denied that the men had been abducted": who speaks for a
    state denies what its forces are said to have done.
    """
    starts = [sentence.start_char for sentence in parsed.text.sents]
    out: list[Event] = []
    for event in events:
        last = event.attribution[-1] if event.attribution else None
        denied = event.status is Status.DENIED and last is not None and last.stance is Stance.DENIES
        doers: tuple[Actor, ...] = ()
        if denied and last is not None and last.source.code is not None and not event.actors:
            home = last.source.code
            told = (e.actors for e in _near(event, out, starts, CROWD_REACH))
            doers = next(
                (side for side in told if {a.code for a in side} == {home} and _are_organs(side)), ()
            )
        out.append(replace(event, actors=doers) if doers else event)
    return out


def _are_organs(side: Iterable[Actor]) -> bool:
    return all(a.sector in ORGANS for a in side)


def _is_pointed_at(text: str, words: ActorWords) -> bool:
    """Whether words are but an article and a noun: "the marchers", no "11 marchers from Cork"."""
    told = text.lower().split()
    return len(told) == CROWD_WORDS and told[0] in words.definite


def told_of(trigger: Span, parsed: Parsed, rules: EventRules) -> Span | None:
    """The trigger of a deed about "the sanctions" in; the words that told before on whom they are out."""
    if trigger.part != "text":
        return None
    root = parsed.tokens(trigger).root
    inside = [c for c in root.children if c.dep_ in ("dobj", "nsubjpass")]
    inside += [n for c in inside for p in c.children if p.lower_ == "of" for n in p.children]  # "some of the"
    noun = next((c for c in inside if c.lemma_.lower() in rules.measures), None)
    if noun is None or not any(c.dep_ == "det" for c in noun.children):
        return None
    for token in reversed(parsed.text[: noun.left_edge.i]):
        if token.lemma_.lower() != noun.lemma_.lower() or token.pos_ != "NOUN":
            continue
        for link in (*token.children, *(token.head.children if token.dep_ == "dobj" else ())):
            if link.dep_ == "prep" and link.lower_ in rules.upon and link.i > token.i:
                whom = next((n for n in link.children if n.dep_ == "pobj"), None)
                if whom is not None and whom.ent_type_ not in ("DATE", "TIME"):
                    return parsed.span(parsed.text[whom.left_edge.i : whom.i + 1])
    return None


def is_own(event: Event) -> bool:
    """Whether a state does something to itself, or its parliament to an agency of its own."""
    doers = {a.code for a in event.actors if a.sector in RULERS}
    return bool(doers and event.recipients) and all(
        r.sector is Sector.GOV and r.code in doers for r in event.recipients
    )


def _told(
    event: Event,
    before: list[Event],
    starts: list[int],
    parsed: Parsed,
    rules: EventRules,
    nouns: Mapping[str, frozenset[str]],
) -> Event | None:
    """Give the deed that one answers or undoes: the nearest before it."""
    kind = rules.types[event.type]
    asked = (e for e in _near(event, before, starts) if _asks(e, event, kind.answers))
    words = _judged(event, parsed, rules) if kind.judges or kind.moved else ()
    judged = (e for e in _near(event, before, starts) if words and _is_judged(e, event, words, nouns))
    put_on = (e for e in reversed(before) if _put_on(e, event, kind.undoes))
    return next(asked, None) or next(judged, None) or next(put_on, None)


def _near(event: Event, before: list[Event], starts: list[int], reach: int = REACH) -> Iterator[Event]:
    """Give the deeds told in the sentences right before one, the nearest first."""
    place = bisect_right(starts, event.start)
    for other in reversed(before):
        beside = place - bisect_right(starts, other.start) <= reach
        if event.part == other.part == "text" and beside:
            yield other


def _asks(told: Event, answer: Event, types: frozenset[str]) -> bool:
    """Whether a deed is what another answers: asked of him who answers, or of nobody named."""
    if told.type not in types or not told.actors or told.status is Status.DENIED:
        return False
    who = {a.code for a in answer.actors} - {None}
    asked = {r.code for r in told.recipients}
    askers = {(a.code, a.sector) for a in told.actors}
    return bool(who & asked or not asked) and not askers & {(a.code, a.sector) for a in answer.actors}


def _judged(event: Event, parsed: Parsed, rules: EventRules) -> tuple[str, ...]:
    """Give the nouns of the deed that somebody judges, or that moves him: "over the launch"."""
    trigger = next((r.span for r in event.reasons if r.field == "type" and r.span is not None), None)
    if trigger is None or trigger.part != "text":
        return ()
    root = parsed.tokens(trigger).root
    judges = rules.types[event.type].judges
    verbs = [
        root,
        *(c for c in root.children if c.dep_ == "xcomp" and not judges),
    ]  # "vowed to impose sanctions over"
    objects = [c for verb in verbs for c in verb.children if c.dep_ in ("dobj", "nsubjpass")]
    if judges and root.dep_ == "acl":
        objects.append(root.head)  # "dissolved parliament, a step condemned by the opposition"
    if judges:
        return tuple(c.lemma_.lower() for c in objects)
    return tuple(n.lemma_.lower() for n in _grounds((*verbs, *objects), rules) if _is_definite(n))


def _grounds(heads: Iterable[Token], rules: EventRules) -> Iterator[Token]:
    """Give the nouns behind "over", "in response to" and the like that hang on one of several words."""
    for head in heads:
        for link in head.rights:
            if link.dep_ != "prep":
                continue
            for noun in (n for n in link.children if n.dep_ == "pobj"):
                if noun.lemma_.lower() in rules.response:
                    yield from _grounds([noun], rules)
                elif link.lower_ in rules.over:
                    yield noun


def _is_definite(noun: Token) -> bool:
    return any({"Definite=Def", "PronType=Dem"} & set(str(t.morph).split("|")) for t in noun.lefts)


def _is_judged(told: Event, event: Event, words: Iterable[str], nouns: Mapping[str, frozenset[str]]) -> bool:
    """Whether a deed is what somebody judges by its noun: "arrested 90 men ... criticized the arrests"."""
    doers = {(a.code, a.sector) for a in event.actors}
    others = bool(told.actors) and not doers & {(a.code, a.sector) for a in told.actors}
    return others and any(told.type in nouns.get(word, ()) for word in words)


def _put_on(told: Event, event: Event, types: frozenset[str]) -> bool:
    """Whether a deed is what another takes back: of the same doer."""
    doers = {a.code for a in event.actors} - {None}
    return told.type in types and bool(told.recipients) and bool(doers & {a.code for a in told.actors})


def _answering(event: Event, told: Event, kind: EventType) -> Event:
    """Give a deed whom it answers, and an answer to a request the mode of what was asked."""
    whom = told.recipients if told.type in kind.undoes else told.actors
    mode = told.mode if told.type in kind.answers and told.mode else event.mode
    reason = Reason(
        field="recipients",
        rule=f"answers.{told.type}",
        span=Span(part=told.part, start=told.start, end=told.end),
    )
    return replace(event, recipients=whom, mode=mode, reasons=(*event.reasons, reason))
