"""One telling of a deed made into one event: every question of it asked in turn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from whowhom.context import Context
from whowhom.records import (
    Actor,
    Attribution,
    DateBasis,
    Event,
    Found,
    Interval,
    Mention,
    Place,
    Reason,
    Sector,
    Span,
    Stance,
    Status,
)
from whowhom.rulebook.events import EventType
from whowhom.rulebook.ruleset import Rules
from whowhom.sides import (
    STATE,
    abroad,
    beat_of,
    citizens,
    doers_ground,
    given_abroad,
    home_of,
    not_oneself,
    opposed,
    others_than,
    overlap,
    same_actor,
    settle,
    side_of,
    somebody_else,
    spoken_of,
    struck_most,
)
from whowhom.stages.amounts import count_amounts
from whowhom.stages.answers import told_of
from whowhom.stages.attribution import Chain, Link, find_attribution
from whowhom.stages.background import judge_background
from whowhom.stages.dates import date_deed
from whowhom.stages.denials import Denial, deed_denied, read_denials
from whowhom.stages.parse import Parsed
from whowhom.stages.places import place_deed
from whowhom.stages.status import judge_status
from whowhom.stages.terms import date_offices
from whowhom.worldbook import World


class EventMaker:
    """Makes the events of mentions. Holds the rules and the world; neither changes."""

    def __init__(self, rules: Rules, world: World) -> None:
        self.rules = rules
        self.world = world
        self._ends_office = frozenset((m.type, m.id) for m in rules.events.modes if m.ends_office)

    def event(self, mention: Mention, context: Context) -> Event:
        """Ask every question of one mention; each answer is a `Found` with its reasons."""
        parsed, rules = context.parsed, self.rules
        chain = find_attribution(mention, parsed, context.syntax, context.quotations, rules.attribution)
        speaker = self._speaker(mention, chain.value, context)
        if speaker is not None:  # "Y must resign, said X": X demands it
            mention = replace(mention, actors=(speaker.source,))
            chain = replace(chain, value=chain.value[:-1])
        mention = self._as_said(mention, chain.value, context)
        place = place_deed(mention, parsed, context.places, rules.places)
        here = place if mention.type in rules.events.local else replace(place, value=None)
        kind = rules.events.types[mention.type]
        ground = here if kind.home else doers_ground(here, mention.recipients, context)
        actors = side_of(mention.actors, "actors", context, ground)
        others = others_than(mention.recipients, actors.value, context)
        home = home_of(actors.value) if kind.home else None
        beat = beat_of(actors.value)
        recipients = side_of(others, "recipients", context, here, home, struck=kind.harm, beat=beat)
        if kind.harm:
            recipients = struck_most(recipients)
        if kind.abroad:
            recipients = given_abroad(recipients, actors.value, context)
        deniers = [link.source for link in chain.value if link.stance is Stance.DENIES][-1:]
        actors = settle(
            actors,
            recipients.value,
            deniers=tuple(a for span in deniers for a in context.parties(span).value),
            odds=kind.id in rules.events.at_odds,
        )
        if kind.home:
            actors = citizens(actors, recipients.value)
        if kind.outward and not mention.by_speaker:
            recipients = abroad(recipients, actors.value, self.rules.actors.words.grounds)
        if not recipients.value and not others:
            recipients = somebody_else(mention.recipients, actors.value, context)
        if not recipients.value and kind.measures:
            before = told_of(mention.trigger, parsed, rules.events)
            recipients = recipients if before is None else side_of((before,), "recipients", context, here)
        if not recipients.value:
            actors, recipients = opposed(actors, rules.events.types[mention.type].facing)
        recipients = not_oneself(recipients, actors.value)
        if mention.by_speaker:
            recipients = spoken_of(recipients, actors)
        when = date_deed(mention, parsed, context.times, rules.dates)
        status = judge_status(mention, chain.value, parsed, rules.status, when.value[0])
        attribution = _attribution(chain.value, actors.value, status.value, context)
        background = judge_background(mention, when.value, parsed, rules.background)
        amounts = count_amounts(mention, parsed, rules.amounts)
        real = status.value in (Status.OCCURRED, Status.ONGOING)
        then = when.value[0] if real and when.value[1] is DateBasis.STATED else None
        ends = (mention.type, mention.mode) in self._ends_office
        offices = partial(
            date_offices, when=then, published=parsed.page.published_on, ends=ends, world=self.world
        )
        told = [Reason(field="type", rule=mention.rule, span=mention.trigger)]
        if mention.read_as is not None:
            told.append(Reason(field="type.reading", rule=f"read as {mention.read_as}", span=mention.trigger))
        return Event(
            event_id="",
            doc_id=parsed.page.doc_id,
            type=mention.type,
            mode=mention.mode or _mode(kind, actors.value, recipients.value, place.value),
            actors=offices(actors.value),
            recipients=offices(recipients.value),
            status=status.value,
            attribution=attribution.value,
            date=when.value[0],
            date_basis=when.value[1],
            place=place.value,
            amounts=amounts.value,
            evidence=parsed.slice(mention.evidence),
            trigger=parsed.slice(mention.trigger),
            part=mention.evidence.part,
            start=mention.evidence.start,
            end=mention.evidence.end,
            background=background.value,
            reasons=(
                *told,
                *actors.reasons,
                *recipients.reasons,
                *attribution.reasons,
                *status.reasons,
                *when.reasons,
                *background.reasons,
                *place.reasons,
                *amounts.reasons,
            ),
        )

    def _speaker(self, mention: Mention, chain: Chain, context: Context) -> Link | None:
        """Give who makes a deed by what is said ("Y must resign, said X"): the nearest source.

        Who accuses has done the deed with that word, and media that report are no party to it.
        """
        if not mention.by_speaker or not chain or mention.actors:
            return None
        link = chain[-1]
        if link.rule == "allege" or link.stance is Stance.DENIES:
            return None
        found = context.parties(link.source).value
        reports = link.rule in ("report", "according", "quote", "citing")
        return None if reports and all(a.sector is Sector.MED for a in found) else link

    def _as_said(self, mention: Mention, chain: Chain, context: Context) -> Mention:
        """Put the speaker in the place of an "I" or "we" that no quotation marks lead back to him."""
        if not chain:
            return mention
        pronouns = self.rules.actors.pronouns

        def said(span: Span) -> Span:
            pronoun = pronouns.get(context.parsed.slice(span).lower())
            if pronoun is None or pronoun.stands_for != "speaker":
                return span
            known = any(a.code or a.name for a in context.parties(span).value)
            return span if known else chain[-1].source

        return replace(
            mention,
            actors=tuple(said(s) for s in mention.actors),
            recipients=tuple(said(s) for s in mention.recipients),
        )

    def denied(self, context: Context, mentions: tuple[Mention, ...], events: list[Event]) -> Iterator[Event]:
        """Add the denied twin of each deed that somebody denies elsewhere in the page."""
        parsed = context.parsed
        sentences = {token.i: n for n, sent in enumerate(parsed.text.sents) for token in sent}
        for denial in read_denials(parsed, context.syntax, self.rules.status):
            who = context.parties(denial.who).value
            if not who:
                continue
            told = [
                (
                    sentences[parsed.tokens(m.trigger)[0].i],
                    _is_party(who[0], e.actors)
                    and not self.rules.events.types[e.type].judges
                    and e.status is not Status.DENIED
                    and not overlap(m.trigger, denial.cue),
                )
                for m, e in zip(mentions, events, strict=True)
            ]
            number = deed_denied(denial, told)
            if number is not None:
                yield _deny(events[number], denial, who[0], parsed)


def _mode(
    kind: EventType, actors: tuple[Actor, ...], recipients: tuple[Actor, ...], place: Place | None
) -> str | None:
    """Give the mode that parties and place tell: many countries, or one side at home and the other away."""
    doers, others = ({p.code for p in side if p.code} for side in (actors, recipients))
    if len(doers | others) > 2:
        return kind.many
    home = place.country if place else None
    return kind.away if home and others == {home} and doers and home not in doers else None


def _attribution(
    chain: Chain, actors: tuple[Actor, ...], status: Status, context: Context
) -> Found[tuple[Attribution, ...]]:
    """Resolve the chain; a party that tells of its own deed is no source, one that refutes it denies."""
    links: list[Attribution] = []
    reasons: list[Reason] = []
    for number, link in enumerate(chain, 1):
        found = context.parties(link.source)
        source = found.value[0] if found.value else Actor(text=context.parsed.slice(link.source))
        own = any(same_actor(source, a) for a in actors)
        stance = link.stance
        if status is Status.DENIED:
            stance = Stance.DENIES if number == len(chain) else stance
        elif own and stance is Stance.ASSERTS and status in (Status.OCCURRED, Status.ONGOING):
            continue
        links.append(Attribution(source=source, cue=context.parsed.slice(link.cue), stance=stance))
        reasons.append(Reason(field="attribution", rule=f"attribution.{link.rule}", span=link.cue))
    return Found(value=tuple(links), reasons=tuple(reasons))


def _is_party(who: Actor, actors: Iterable[Actor]) -> bool:
    """Whether somebody is one of those, or speaks for the state that is."""
    state = who.code is not None and who.sector in STATE
    return any(same_actor(who, a) or (state and who.code == a.code) for a in actors)


def _deny(event: Event, denial: Denial, who: Actor, parsed: Parsed) -> Event:
    """Make the denied twin of an event."""
    span = denial.evidence
    link = Attribution(source=who, cue=parsed.slice(denial.cue), stance=Stance.DENIES)
    reasons = tuple(r for r in event.reasons if r.field not in ("status", "attribution", "date"))
    return replace(
        event,
        status=Status.DENIED,
        attribution=(link,),
        date=None,
        date_basis=DateBasis.NONE,
        amounts=(),
        evidence=parsed.slice(span),
        trigger=parsed.slice(denial.cue),
        part=span.part,
        start=span.start,
        end=span.end,
        reasons=(
            *reasons,
            Reason(field="status", rule="denials.told_elsewhere", span=denial.cue),
            Reason(field="attribution", rule="denials.told_elsewhere", span=denial.who),
        ),
    )


def with_id(event: Event) -> Event:
    """Give an event its id: a hash of the page and of what tells it apart within the page."""
    when = event.date
    day = (when.first.isoformat(), when.last.isoformat()) if isinstance(when, Interval) else None
    key = (
        event.doc_id,
        event.type,
        event.mode,
        event.part,
        event.start,
        event.end,
        event.trigger,
        str(event.status),
        day,
    )
    return replace(event, event_id=hashlib.sha256(repr(key).encode()).hexdigest()[:16])
