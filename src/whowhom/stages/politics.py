"""Which deeds of a page are political: by their parties, or because the page is one of politics."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from whowhom.records import Actor, Event, Mention, Reason, Sector
from whowhom.rulebook.events import EventRules
from whowhom.stages.parse import Parsed
from whowhom.world import World

LEAST = 4  # deeds of states, parties ... on a page that is one of politics
TIMES = 2  # how many there must be for each deed among private people
FEW = 2  # deeds of states and of those who fight them that a page of private life lacks
PERSONS = frozenset({Sector.CVL, Sector.EDU})
PEOPLE = frozenset({"people", "killed", "wounded", "arrested"})  # units of amounts
GUESSES = frozenset({"context", "people"})  # rules by which a page suggests a party's country


class Politics:
    """What the deeds told on a page make of it."""

    def __init__(self, events: Sequence[Event], rules: EventRules, world: World) -> None:
        self.page = True  # what a firm has too counts for the page
        self._rules = rules
        self._world = world
        public = sum(self._is_public(e) or any(map(self._is_figure, e.actors)) for e in events)
        self.page = public >= max(LEAST, TIMES * (len(events) - public))
        self.private = sum(any(p.sector in rules.power for p in _parties(e)) for e in events) < FEW

    def counts(self, event: Event) -> bool:
        """Whether a deed counts: one party at least is political, or the page makes it one.

        On a page of politics, what private people say counts too: the families of soldiers, a lawyer; and so
        do deeds of companies, of bodies that nobody knows, and of two countries.
        """
        if any(p.sector in self._rules.types[event.type].never for p in _parties(event)):
            return False
        if self._is_public(event) or (self.page and self._may_be_public(event)):
            return True
        if self._is_public_deed(event):
            return True
        match self._rules.types[event.type].private:
            case "keep":
                return bool(_parties(event))
            case "victims":
                return not event.actors
            case "page":
                return self.page or any(self._is_outspoken(a) for a in event.actors)
            case _:
                return False

    def alone(self, mentions: Sequence[Mention], events: Sequence[Event], parsed: Parsed) -> set[Event]:
        """Give the deeds of nobody to a single private person: a robbed singer, a boy whom a gorilla held.

        On a page that tells of no state and of nobody who fights one they are crimes and mishaps of private
        life. `events` are those of the `mentions`, in order.
        """
        if not self.private:
            return set()
        return {
            event
            for mention, event in zip(mentions, events, strict=True)
            if self._rules.types[event.type].private == "victims"
            if event.recipients and not event.actors and not self._is_public(event)
            if all(self._is_private(r) for r in event.recipients)
            if not any(a.value > 1 for a in event.amounts if a.unit in PEOPLE)
            if not any(_is_plural(parsed.tokens(span).root) for span in mention.recipients)
        }

    def _is_private(self, who: Actor) -> bool:
        """Whether somebody is a private person, as far as his word tells."""
        words = {who.title, who.text.lower().split()[-1]}
        return who.sector in PERSONS and not words & (self._rules.crowds | self._rules.fates)

    def _is_public(self, event: Event) -> bool:
        """Whether a party of a deed is political, by its sector or as a public figure of the tables.

        Private people and things of two countries make a deed public where they stand for these ("Chinese
        ships sold oil to North Korean vessels"), not where they are firms or persons of a name.
        """
        parties = _parties(event)
        if any(self._is_figure(p) for p in event.recipients):
            return True
        if any(self._is_figure(p) and p.sector is not Sector.MED for p in event.actors):
            return True  # what media do is their trade, what is done to them is not
        if any(a.title in self._rules.mobs for a in event.actors):
            return True  # a crowd that burns down shops
        told = not any(r.field.endswith(".code") and _is_guess(r) for r in event.reasons)
        return told and not any(p.name for p in parties) and len({p.code for p in parties if p.code}) > 1

    def _is_outspoken(self, who: Actor) -> bool:
        """Whether somebody is one of those who act in public ("protesters demanded")."""
        return not self._rules.outspoken.isdisjoint((who.title, who.text.lower().split()[-1]))

    def _is_public_deed(self, event: Event) -> bool:
        """Whether a deed is a public one by its rule, whoever does it: workers end a strike."""
        told = any(r.field == "type" and r.rule in self._rules.public for r in event.reasons)
        return told and bool(_parties(event))

    def _is_figure(self, who: Actor) -> bool:
        if not self.page and who.code is None and who.name is None and who.title in self._rules.vague:
            return False
        known = who.name is not None and who.actor_id in self._world.by_id
        return who.sector in self._rules.political or (known and who.sector is not Sector.BUS)

    def _may_be_public(self, event: Event) -> bool:
        """Whether a deed may be political: of a body of the tables or one unknown, or of two countries."""
        parties = _parties(event)
        if any(p.name and (p.sector is None or p.actor_id in self._world.by_id) for p in parties):
            return True
        # a crowd that is only of the place of the deed makes no deed of two countries
        placed = any(r.field.endswith(".code") and r.rule.startswith("places.") for r in event.reasons)
        return len({p.code for p in parties if p.code}) > 1 and not placed


def _parties(event: Event) -> tuple[Actor, ...]:
    return (*event.actors, *event.recipients)


def _is_guess(reason: Reason) -> bool:
    """Whether only the page or the place suggests a party's country."""
    return reason.rule in GUESSES or reason.rule.startswith("places.")


def _is_plural(token: Token) -> bool:
    """Whether a word tells of more than one, by its form or by a number before it."""
    return any("Plur" in t.morph.get("Number", []) or t.tag_ == "CD" for t in (token, *token.children))
