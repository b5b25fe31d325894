"""How each type of deed is told: `rules/events/*.toml`, with `plover`, `frames`, `words`, `modes` beside."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources.abc import Traversable

from whowhom.errors import RuleError
from whowhom.records import Sector, Status
from whowhom.rulebook.schema import RuleFile, build_rows, data_root, fingerprint, read_csv, read_toml

REQUIRES = ("either", "both", "actor", "recipient", "none")
PRIVATE_SET = "private"  # the word set that is made of the sectors' table
PRIVATE_SECTORS = frozenset({"CVL", "LAB", "EDU", "BUS"})
PRIVATE = ("keep", "drop", "victims", "page")
COMPLEMENTS = ("keep", "absorb", "yield")
ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A PLOVER type with its defaults.

    `requires`: which parties must be political ones for the mention to count. `complement`: what becomes of
    deeds in the predicate's complement: `keep` both, `absorb` them, or `yield` to them. `complement_modes`:
    the mode by the type of the deed in the complement, `*` for any other. `private`: what becomes of deeds
    among private parties of one country: `keep`, `drop`, keep those of an unnamed doer (`victims`), or
    those of a page that tells of politics (`page`).
    `harm`: the deed harms people, as an accident does too. `aftermath`: it may follow an accident.
    `joins`: tellings in one breath are one deed ("killed nine in an attack"). `mutual`: its parties do it
    together, so that tellings with the same parties are one deed whatever the word. `together`: where several
    do it, it befalls nobody else. `echoes`: a noun that leaves a side unsaid speaks of a deed told elsewhere,
    in other words too ("the arrests"). `struck`: paths
    of those whose things are struck, where a thing fills the role of the recipient ("fired at Y's car").
    `facing`: sectors that stand on the other side of those who do it ("clashes of protesters and police").
    `inherits`: where it names nobody itself, it befalls whom the deed in its complement befalls ("threatened
    to fire rockets at Y"). `outward`: it befalls nobody of the doer's own state. `home`: authorities that it
    is aimed at and whose country only the page suggests are its doers' (a crowd "against the government").
    `answers`: types of deeds that it answers, so that where it names nobody it befalls who did them;
    `undoes`: those that it takes back, likewise from whom they befell. `abroad`: no state does it to itself.
    `measures`: it may be of measures told before ("eased the sanctions"), and befall those they are on.
    `judges`: it may be of a deed told before, by its noun ("condemned the arrests"), and befall its doer.
    `told_as`: nouns that point back at such a deed ("called the remark blackmail").
    `offerings`: types of deeds of which one is turned down by its noun ("vetoed the draft").
    `never`: sectors of whom nobody is a party (an interview is no meeting).
    `aims`: in a clause of purpose it is but what somebody is after ("sent troops to oust the rebels").
    `moved`: a deed told before may move somebody to it ("sanctions over the launch"), whose doer it befalls.
    `many`: its mode among parties of three countries or more; `away`: its mode in the recipient's country.
    """

    id: str
    definition: str
    quad: int
    requires: str = "either"
    complement: str = "keep"
    complement_modes: Mapping[str, str] = field(default_factory=dict)
    private: str = "drop"
    harm: bool = False
    aftermath: bool = False
    joins: bool = False
    mutual: bool = False
    together: bool = False
    echoes: bool = False
    struck: tuple[str, ...] = ()
    facing: frozenset[str] = frozenset()
    inherits: bool = False
    outward: bool = False
    home: bool = False
    answers: frozenset[str] = frozenset()
    undoes: frozenset[str] = frozenset()
    abroad: bool = False
    judges: bool = False
    moved: bool = False
    measures: bool = False
    aims: bool = False
    told_as: frozenset[str] = frozenset()
    offerings: frozenset[str] = frozenset()
    never: frozenset[Sector] = frozenset()
    many: str | None = None
    away: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A PLOVER mode of a type. `ends_office`: it may take an office from whom it befalls, or who does it."""

    type: str
    id: str
    definition: str
    ends_office: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Which roles name who and whom, in order of trust; `object.by` is role `by` of the object's noun.

    `mutual`: all parties do it to one another and are actors. `sided`: of them, those whom the rule's `near`
    names act on the others. `whole`: a recipient who is named with his
    country is taken whole ("the Ugandan government"), not by it. `complement`: roles whose deeds count as the
    predicate's complement. `limits`: paths of recipients that lead on only from words of a set, the set by
    the path or its beginning ("purpose": "rallied to denounce Y", but "to hear Y"). `spared`: nouns behind
    whose "of" stand those for whom it is done ("the arrest of Y"). `own`: possessives of the doers.
    """

    id: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...] = ()
    mutual: bool = False
    sided: bool = False
    whole: bool = False
    complement: tuple[str, ...] = ("clause",)
    limits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    spared: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeCue:
    """Words that tell the mode of a deed; earlier rows win.

    `reach`: where they stand: in the deed's own `clause`, in the `complement` that says what is asked or
    refused, or anywhere in the `sentence`, where nothing nearer tells.
    """

    type: str
    mode: str
    words: frozenset[str]
    reach: str = "clause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Lemmas that tell of the deed, by part of speech, with particle or fixed words ("call off")."""

    verb: frozenset[str] = frozenset()
    noun: frozenset[str] = frozenset()
    adj: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence with what must be found in it; `None` leaves a field open, "" wants it empty."""

    text: str
    trigger: str
    actor: str | None = None
    recipient: str | None = None
    mode: str | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """One way to tell of a deed; its type is its file's name.

    `where`: role -> lemmas (or `@set` of words.toml, or `*` for anything) that one of its heads must have;
    `not_role` forbids. `#propn` or `#person` is a part of speech or a kind of name; the role `opening` is the
    word that opens a complement clause ("to", "that"), `near` any word of the deed's own clause, `shape` how
    a verb stands (`participle`, `agentless`, `doing`, `purpose`). `from|object.from`: in one of these roles.
    `by`: sectors of whom one at least must do it ("Merkel will travel to Peru", but no tourist).
    `public`: it is a public deed, whoever does it (to end a strike).
    `general`: it says only that they do it together, so that whoever agrees to it agrees, no more.
    word that opens a complement clause ("to", "that"), `near` any word of the deed's own clause, `label` what
    somebody is called, `relation` the predicate's own relation (`acl-to` where it is an infinitive), `before`
    the word before it.
    `status`: what the rule's own words tell ("would not attend" refused). The actor path `speaker` is
    who says it.
    `not` are near misses: sentences in which this rule must not fire.
    """

    id: str
    trigger: Trigger
    frame: str
    example: tuple[Example, ...]
    not_: tuple[str, ...]
    type: str = ""
    mode: str | None = None
    actor: tuple[str, ...] | None = None
    recipient: tuple[str, ...] | None = None
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    requires: str | None = None
    complement: str | None = None
    status: Status | None = None
    general: bool = False
    public: bool = False
    by: frozenset[Sector] = frozenset()

    @property
    def by_speaker(self) -> bool:
        """Whether who says the sentence is the doer."""
        return "speaker" in (self.actor or ())

    @property
    def weight(self) -> int:
        """How specific the rule is: more conditions win."""
        return len(self.where)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRules:
    """All that `find` must know.

    `verbs`, `nouns`, `adjectives`: a word -> the (lemma, rule) pairs to try on it, the most specific first.
    `political`: sectors that make any deed a political one; `power`: of them, states and those who fight
    them; `crowds`: words for many that stand in the singular; `fates`: for persons of public concern;
    `vague`: for officers that a firm has too.
    `local`: types of deeds done on the spot; `locals`: sectors of those who are of the place of such a deed,
    where nothing else tells their country. `force`: types of deeds by which one who is but an `assailants`
    word ("a man") is an armed one. `outspoken`: words for private people who act in public; `public`: rules
    of public deeds. `going`: verbs behind which a clause of purpose tells of a deed that one sets out to do.
    `long`: modes of violence that are not over in an hour; `many`: words for many people; `once`: types of
    deeds that a person mostly suffers once on a page.
    `acts`: nouns for deeds of any type ("criticized the decision"); `utterances`: nouns for what was said;
    `measures`: nouns for what is put on somebody ("the sanctions"), `upon` the prepositions before whom they
    are put on; `over` those before what
    moves somebody to a deed, `about` before what he judges, `response` nouns between ("in response to").
    `at_odds`: types of deeds by which an opposition is mostly against its own state.
    `within`: prepositions before the deed in which another happens ("killed in an attack"); `when`: words
    that open the clause that tells how ("killed when soldiers fired"). `tools`: words before a deed's noun
    that tell with what it was done ("drone strikes").
    The word is the first of a verb's lemma ("call" of "call off") and the last of a noun's.
    """

    types: Mapping[str, EventType]
    within: frozenset[str]
    when: frozenset[str]
    tools: frozenset[str]
    political: frozenset[Sector]
    power: frozenset[Sector]
    going: frozenset[str]
    long: frozenset[str]
    many: frozenset[str]
    once: frozenset[str]
    fates: frozenset[str]
    vague: frozenset[str]
    crowds: frozenset[str]
    mobs: frozenset[str]
    local: frozenset[str]
    locals: frozenset[Sector]
    force: frozenset[str]
    assailants: frozenset[str]
    outspoken: frozenset[str]
    public: frozenset[str]
    acts: frozenset[str]
    utterances: frozenset[str]
    measures: frozenset[str]
    upon: frozenset[str]
    over: frozenset[str]
    about: frozenset[str]
    response: frozenset[str]
    at_odds: frozenset[str]
    modes: tuple[Mode, ...]
    frames: Mapping[str, Frame]
    cues: tuple[ModeCue, ...]
    rules: tuple[EventRule, ...]
    verbs: Mapping[str, tuple[tuple[str, EventRule], ...]]
    nouns: Mapping[str, tuple[tuple[str, EventRule], ...]]
    adjectives: Mapping[str, tuple[tuple[str, EventRule], ...]]
    fingerprint: str

    @property
    def mutual(self) -> frozenset[str]:
        """The types of deeds that their parties do together."""
        return frozenset(t.id for t in self.types.values() if t.mutual)

    def rule(self, rule_id: str) -> EventRule:
        """Give a rule by its id; raises KeyError."""
        return next(r for r in self.rules if r.id == rule_id)


def load_events(root: Traversable | None = None) -> EventRules:
    """Load the event rules; raises RuleError with every fault, each with file and line."""
    rules_dir = (root or data_root()) / "rules"
    faults: list[str] = []
    plover = read_toml(rules_dir / "plover.toml", "rules/plover.toml")
    types = {t.id: t for t in build_rows(plover, "type", EventType, faults)}
    faults.extend(
        f"{plover.name}: type {t.id}: private must be one of {', '.join(PRIVATE)}, not '{t.private}'"
        for t in types.values()
        if t.private not in PRIVATE
    )
    modes = build_rows(plover, "mode", Mode, faults)
    frame_file = read_toml(rules_dir / "frames.toml", "rules/frames.toml")
    words = read_toml(rules_dir / "words.toml", "rules/words.toml")
    cues = build_rows(read_toml(rules_dir / "modes.toml", "rules/modes.toml"), "cue", ModeCue, faults)
    sets: dict[str, frozenset[str]] = {k: frozenset(v) for k, v in words.data.items()}
    sets[PRIVATE_SET] = _private_people(root or data_root())
    frames = {f.id: _complete_frame(f, sets, faults) for f in build_rows(frame_file, "frame", Frame, faults)}
    event_dir = rules_dir / "events"
    paths = sorted((p for p in event_dir.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name)
    rules: list[EventRule] = []
    for path in paths:
        file = read_toml(path, f"rules/events/{path.name}")
        name = path.name.removesuffix(".toml")
        if name not in types:
            faults.append(f"{file.name}:1: no type '{name}' in rules/plover.toml; name the file after a type")
        for rule in build_rows(file, "rule", EventRule, faults):
            rules.append(_complete(replace(rule, type=name), file, types, modes, frames, sets, faults))
    if len({r.id for r in rules}) < len(rules):
        counts = Counter(r.id for r in rules)
        faults.extend(f"rules/events: rule {i} stands {n} times; rename" for i, n in counts.items() if n > 1)
    if faults:
        raise RuleError(faults)
    sources = [*paths, *(rules_dir / n for n in ("plover.toml", "frames.toml", "words.toml", "modes.toml"))]
    return EventRules(
        types=types,
        within=frozenset(plover.data.get("within", ())),
        when=frozenset(plover.data.get("when", ())),
        tools=frozenset(plover.data.get("tools", ())),
        local=frozenset(plover.data.get("local", ())),
        locals=frozenset(map(Sector, plover.data.get("locals", ()))),
        force=frozenset(plover.data.get("force", ())),
        assailants=frozenset(plover.data.get("assailants", ())),
        outspoken=frozenset(plover.data.get("outspoken", ())),
        public=frozenset(r.id for r in rules if r.public),
        acts=frozenset(plover.data.get("acts", ())),
        utterances=frozenset(plover.data.get("utterances", ())),
        measures=frozenset(plover.data.get("measures", ())),
        upon=frozenset(plover.data.get("upon", ())),
        over=frozenset(plover.data.get("over", ())),
        about=frozenset(plover.data.get("about", ())),
        response=frozenset(plover.data.get("response", ())),
        at_odds=frozenset(plover.data.get("at_odds", ())),
        political=frozenset(map(Sector, plover.data.get("political", ()))),
        power=frozenset(map(Sector, plover.data.get("power", ()))),
        going=frozenset(plover.data.get("going", ())),
        long=frozenset(plover.data.get("long", ())),
        once=frozenset(plover.data.get("once", ())),
        many=frozenset(plover.data.get("many", ())),
        vague=frozenset(plover.data.get("vague", ())),
        fates=frozenset(plover.data.get("fates", ())),
        crowds=frozenset(plover.data.get("crowds", ())),
        mobs=frozenset(plover.data.get("mobs", ())),
        modes=modes,
        frames=frames,
        cues=cues,
        rules=tuple(rules),
        verbs=_index(rules, "verb"),
        nouns=_index(rules, "noun"),
        adjectives=_index(rules, "adj"),
        fingerprint=fingerprint(sources),
    )


def _private_people(root: Traversable) -> frozenset[str]:
    """Give the nouns for people who hold no office and bear no arms: traders, teachers, villagers."""
    path = root / "tables" / "sectors.csv"
    if not path.is_file():
        return frozenset()
    rows = read_csv(path, ("noun", "sector", "kind"), "tables/sectors.csv")
    return frozenset(
        row["noun"]
        for _, row in rows
        if row["sector"] in PRIVATE_SECTORS and row["kind"] == "person" and " " not in row["noun"]
    )


def _complete_frame(frame: Frame, sets: Mapping[str, frozenset[str]], faults: list[str]) -> Frame:
    """Put word sets in place of their names in a frame."""
    where = f"rules/frames.toml: frame {frame.id}"
    limits = {path: _expand(words, sets, where, faults) for path, words in frame.limits.items()}
    return replace(frame, limits=limits, spared=_expand(frame.spared, sets, where, faults))


def _complete(
    rule: EventRule,
    file: RuleFile,
    types: Mapping[str, EventType],
    modes: Iterable[Mode],
    frames: Mapping[str, Frame],
    sets: Mapping[str, frozenset[str]],
    faults: list[str],
) -> EventRule:
    """Check what a rule refers to, and put word sets in place of their names."""
    line = next((i for i, text in enumerate(file.lines, 1) if f'"{rule.id}"' in text), 1)
    where = f"{file.name}:{line}: rule {rule.id}"
    if not rule.id.startswith(f"{rule.type}."):
        faults.append(f"{where}: the id must begin with '{rule.type}.'")
    if rule.frame not in frames:
        near = difflib.get_close_matches(rule.frame, frames, 1)
        hint = f"did you mean '{near[0]}'?" if near else "see rules/frames.toml"
        faults.append(f"{where}: unknown frame '{rule.frame}'; {hint}")
    if rule.mode is not None and all((m.type, m.id) != (rule.type, rule.mode) for m in modes):
        faults.append(f"{where}: {rule.type} has no mode '{rule.mode}'; see rules/plover.toml")
    for value, known, name in (
        (rule.requires, REQUIRES, "requires"),
        (rule.complement, COMPLEMENTS, "complement"),
    ):
        if value is not None and value not in known:
            faults.append(f"{where}: {name} must be one of {', '.join(known)}, not '{value}'")
    if not rule.example or not rule.not_:
        faults.append(f"{where}: needs at least one example and one 'not'; add them")
    resolved = {}
    for role, lemmas in rule.where.items():
        resolved[role] = _expand(lemmas, sets, where, faults)
    trigger = Trigger(
        verb=_expand(rule.trigger.verb, sets, where, faults),
        noun=_expand(rule.trigger.noun, sets, where, faults),
        adj=_expand(rule.trigger.adj, sets, where, faults),
    )
    if not (trigger.verb or trigger.noun or trigger.adj):
        faults.append(f"{where}: trigger is empty; give verb, noun or adj")
    recipient = rule.recipient
    if recipient is not None and ANY in recipient and rule.frame in frames:
        recipient = tuple(q for p in recipient for q in (frames[rule.frame].recipient if p == ANY else (p,)))
    return replace(rule, where=resolved, trigger=trigger, recipient=recipient)


def _expand(
    lemmas: frozenset[str], sets: Mapping[str, frozenset[str]], where: str, faults: list[str]
) -> frozenset[str]:
    out: set[str] = set()
    for lemma in lemmas:
        if lemma.startswith("@"):
            if lemma[1:] not in sets:
                faults.append(f"{where}: no word set '{lemma}'; see rules/words.toml")
            out |= sets.get(lemma[1:], frozenset())
        else:
            out.add(lemma)
    return frozenset(out)


def _index(rules: Iterable[EventRule], pos: str) -> dict[str, tuple[tuple[str, EventRule], ...]]:
    """Index rules by the word to look up; longer lemmas and more conditions come first."""
    index: dict[str, list[tuple[str, EventRule]]] = {}
    for rule in rules:
        for lemma in sorted(getattr(rule.trigger, pos)):
            words = lemma.split()
            index.setdefault(words[-1] if pos == "noun" else words[0], []).append((lemma, rule))
    return {k: tuple(sorted(v, key=lambda p: (-len(p[0].split()), -p[1].weight))) for k, v in index.items()}
