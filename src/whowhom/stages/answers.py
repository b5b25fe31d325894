"""Whom a deed befalls that answers another told before, or takes it back, and names nobody itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Token

from whowhom.records import Actor, Event, Reason, Sector, Span, Stance, Status
from whowhom.rulebook.actors import ActorWords
from whowhom.rulebook.events import EventRules, EventType
from whowhom.stages.parse import Parsed

REACH = 2  # sentences back in which what somebody answers was asked
CROWD_REACH = 4  # sentences back in which those are told who are but "the marchers" here
HOSTILE_WORDS, HOSTILE = 3, 4  # the quarters of deeds in words, and of force and relations cut
ADDRESSED = ("of", "to")  # "spoke of piracy", "complained to the council"
TOPICS = ("ccomp", "xcomp", "pcomp", "dobj", "relcl", "acl", "attr", "oprd")
DAYS = ("DATE", "TIME")
ORGANS = frozenset({Sector.GOV, Sector.MIL, Sector.COP})  # no crowds
CROWD_WORDS = 2

RULERS = frozenset({Sector.GOV, Sector.LEG})  # who rules a state and gives its money


@dataclass(frozen=True, slots=True)
class Told:
    """What the page told before, and who of it an answer befalls."""

    event: Event
    whom: tuple[Actor, ...]


def answer_earlier(
    events: Iterable[Event],
    parsed: Parsed,
    rules: EventRules,
    nouns: Mapping[str, frozenset[str]],
    said: Said,
) -> list[Event]:
    """Events of one page in, in reading order; the same out, with whom the answers among them answer.

    Who refuses refuses whoever asked him ("lawmakers told him to go, but he refused"); who eases "the
    measures" eases them for those on whom he put them. `nouns` are the words for deeds, with their types: who
    condemns "the arrests" condemns whoever made them. A refusal is of the mode of what was asked. Of `said`,
    who calls "the remark" absurd speaks of whoever said something right before.
    """
    page = Answers(list(events), [s.start_char for s in parsed.text.sents], parsed, rules, nouns, said)
    for number, event in enumerate(page.events):
        if event.actors and not event.recipients:
            told = page.told(number, event)
            page.out.append(event if told is None else _answering(event, told, rules.types[event.type]))
        else:
            page.out.append(page.moded(event))
    return page.out


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


@dataclass(frozen=True, slots=True)
class Said:
    """How a page tells who says something: the verbs, and who the words of a span are."""

    verbs: frozenset[str]
    parties: Callable[[Span], tuple[Actor, ...]]


class Answers:
    """The deeds of a page, read in order: `out` are those before the one that is asked about."""

    def __init__(
        self,
        events: list[Event],
        starts: list[int],
        parsed: Parsed,
        rules: EventRules,
        nouns: Mapping[str, frozenset[str]],
        said: Said,
    ) -> None:
        self.events = events
        self.starts = starts
        self.parsed = parsed
        self.rules = rules
        self.nouns = nouns
        self.said = said
        self.out: list[Event] = []

    def told(self, number: int, event: Event) -> Told | None:
        """Give the deed that one answers, judges or undoes: the nearest before it."""
        kind = self.rules.types[event.type]
        near = list(_near(event, self.out, self.starts))
        asked = (Told(e, e.actors) for e in near if _asks(e, event, kind.answers))
        put_on = (Told(e, e.recipients) for e in reversed(self.out) if _put_on(e, event, kind.undoes))
        judges = kind.judges or kind.moved or kind.offerings
        found = next(asked, None) or (self._judged(number, event, near) if judges else None)
        return found or next(put_on, None)

    def moded(self, event: Event) -> Event:
        """Give an answer to whoever asked before the mode of what he asked."""
        answers = self.rules.types[event.type].answers
        if not answers or event.mode is not None:
            return event
        near = _near(event, self.out, self.starts)
        whom = {r.code for r in event.recipients} - {None}
        told = next((e for e in near if e.mode and _asks(e, event, answers)), None)
        if told is None or not whom & {a.code for a in told.actors}:
            return event
        return replace(event, mode=told.mode)

    def _judged(self, number: int, event: Event, near: list[Event]) -> Told | None:
        """Give the deed that somebody judges by its noun, and who did or said it."""
        kind = self.rules.types[event.type]
        nouns = _judged(event, self.parsed, self.rules)
        words = [n.lemma_.lower() for n in nouns]
        types = kind.offerings or frozenset(self.rules.types)
        for told in near:
            if _is_judged(told, event, words, self.nouns, types):
                return Told(told, told.actors)
        if not kind.judges:
            return None
        for told in near:
            if self._judges_too(told, event, words):
                return Told(told, told.recipients)
        later = self.events[number + 1 :]
        own = [w for w in words if w not in self.rules.acts]
        for told in later:
            beside = bisect_right(self.starts, told.start) - bisect_right(self.starts, event.start) == 1
            if beside and told.part == event.part and _is_judged(told, event, own, self.nouns, types):
                return Told(told, told.actors)
        return self._unnamed(event, near) or self._speaker(event, nouns)

    def _unnamed(self, event: Event, near: list[Event]) -> Told | None:
        """Give the hostile deed right before a reproach of nothing named: "Y shut the port. X protested"."""
        kind = self.rules.types[event.type]
        if not (kind.judges and kind.quad == HOSTILE_WORDS) or _says_of_what(event, self.parsed):
            return None
        place, doers = bisect_right(self.starts, event.start), {a.code for a in event.actors}
        for told in near:
            beside = place - bisect_right(self.starts, told.start) <= 1
            hostile = self.rules.types[told.type].quad == HOSTILE and told.status is not Status.DENIED
            others = [a for a in told.actors if a.code is not None]
            if beside and hostile and others and not doers & {a.code for a in others}:
                return Told(told, told.actors)
        return None

    def _judges_too(self, told: Event, event: Event, words: Iterable[str]) -> bool:
        """Whether both judge one deed: "Peru hailed Chad's decision, but Togo condemned the move"."""
        if not self.rules.types[told.type].judges or not told.recipients:
            return False
        if {a.code for a in told.actors} & {a.code for a in event.actors}:
            return False
        theirs = {n.lemma_.lower() for n in _judged(told, self.parsed, self.rules)}
        ours = {w for w in words if w in self.nouns}
        whom = {r.code for r in told.recipients}
        acts = ours & self.rules.acts and any(w in self.nouns for w in theirs)
        return bool(ours & theirs or acts) and not whom & {a.code for a in event.actors}

    def _speaker(self, event: Event, nouns: Iterable[Token]) -> Told | None:
        """Give who said what somebody calls a remark."""
        noun = next((n for n in nouns if n.lemma_.lower() in self.rules.utterances), None)
        if noun is None:
            return None
        doers = {a.code for a in event.actors}
        first = max(0, bisect_right(self.starts, event.start) - 1 - REACH)
        for token in reversed(self.parsed.text[: noun.i]):
            if token.idx < self.starts[first]:
                return None
            if token.pos_ != "VERB" or token.lemma_.lower() not in self.said.verbs:
                continue
            for subject in (c for c in token.children if c.dep_ == "nsubj"):
                span = self.parsed.span(self.parsed.text[subject.left_edge.i : subject.i + 1])
                who = self.said.parties(span)
                if who and not doers & {a.code for a in who}:
                    return Told(replace(event, start=span.start, end=span.end, part=span.part), who)
        return None


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


def _judged(event: Event, parsed: Parsed, rules: EventRules) -> tuple[Token, ...]:
    """Give the nouns of the deed that somebody judges or turns down, or that moves him: "over the launch"."""
    root, kind = _trigger(event, parsed), rules.types[event.type]
    if root is None:
        return ()
    verbs = [root]
    if kind.moved:  # "vowed to impose sanctions over"
        verbs += [c for c in root.children if c.dep_ == "xcomp"]
    objects = [c for verb in verbs for c in verb.children if c.dep_ in ("dobj", "nsubjpass")]
    if kind.moved:
        return tuple(n for n in _grounds((*verbs, *objects), rules, rules.over) if _is_definite(n))
    return (*objects, *_beside(root, objects, rules, judges=kind.judges))


def _trigger(event: Event, parsed: Parsed) -> Token | None:
    """Give the head of the words that tell a deed; none where they stand in the title."""
    span = next((r.span for r in event.reasons if r.field == "type" and r.span is not None), None)
    return None if span is None or span.part != "text" else parsed.tokens(span).root


def _says_of_what(event: Event, parsed: Parsed) -> bool:
    """Whether a predicate says what it is about: an object, a clause, what stands behind a preposition."""
    span = next((r.span for r in event.reasons if r.field == "type" and r.span is not None), None)
    if span is None or span.part != "text":
        return True
    words = parsed.tokens(span)
    inside = {t.i for t in words}
    for child in (c for t in words for c in t.children if c.i not in inside and c.i > words[0].i):
        if child.dep_ in TOPICS:
            return True
        if child.dep_ == "prep" and child.lower_ not in ADDRESSED:
            return any(n.ent_type_ not in DAYS for n in child.children if n.dep_ == "pobj")
    return False


def _beside(root: Token, objects: list[Token], rules: EventRules, *, judges: bool) -> Iterator[Token]:
    """Give what else a predicate may judge: its subject's word, what it is about, the noun that it describes.

    "Dissolved parliament, a step condemned by Y", "a step that Y deplored", "called the remark absurd",
    "voiced anger over the arrest", "the measure drew complaints from Y".
    """
    loose = all(c.i < root.i for c in objects)  # "which", or none
    if root.dep_ == "acl" or (root.dep_ == "relcl" and loose):
        yield root.head
    if not judges:
        return
    for child in root.children:
        if child.dep_ in ("ccomp", "oprd") and child.pos_ in ("ADJ", "NOUN"):
            yield from (c for c in child.lefts if c.dep_ in ("nsubj", "compound") and c.pos_ == "NOUN")
        elif child.dep_ == "nsubj" and child.pos_ == "NOUN":
            yield child
    yield from (n for n in _grounds((root, *objects), rules, rules.about) if _is_definite(n))


def _grounds(heads: Iterable[Token], rules: EventRules, links: frozenset[str]) -> Iterator[Token]:
    """Give the nouns behind "over", "in response to" and the like that hang on one of several words."""
    for head in heads:
        for link in head.rights:
            if link.dep_ != "prep":
                continue
            for noun in (n for n in link.children if n.dep_ == "pobj"):
                if noun.lemma_.lower() in rules.response:
                    yield from _grounds([noun], rules, links)
                elif link.lower_ in links:
                    yield noun


def _is_definite(noun: Token) -> bool:
    return any({"Definite=Def", "PronType=Dem"} & set(str(t.morph).split("|")) for t in noun.lefts)


def _is_judged(
    told: Event,
    event: Event,
    words: Iterable[str],
    nouns: Mapping[str, frozenset[str]],
    types: frozenset[str],
) -> bool:
    """Whether a deed is what somebody judges by its noun: "arrested 90 men ... criticized the arrests"."""
    doers = {(a.code, a.sector) for a in event.actors}
    others = bool(told.actors) and not doers & {(a.code, a.sector) for a in told.actors}
    return others and told.type in types and any(told.type in nouns.get(word, ()) for word in words)


def _put_on(told: Event, event: Event, types: frozenset[str]) -> bool:
    """Whether a deed is what another takes back: of the same doer."""
    doers = {a.code for a in event.actors} - {None}
    return told.type in types and bool(told.recipients) and bool(doers & {a.code for a in told.actors})


def _answering(event: Event, told: Told, kind: EventType) -> Event:
    """Give a deed whom it answers, and an answer to a request the mode of what was asked."""
    before = told.event
    mode = before.mode if before.type in kind.answers and before.mode else event.mode
    reason = Reason(
        field="recipients",
        rule=f"answers.{before.type}",
        span=Span(part=before.part, start=before.start, end=before.end),
    )
    return replace(event, recipients=told.whom, mode=mode, reasons=(*event.reasons, reason))
