"""What makes a deed ongoing, planned, possible or denied: `rules/status.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whowhom.errors import RuleError
from whowhom.records import Status
from whowhom.rulebook.schema import build_rows, data_root, read_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCue:
    """Words over or beside a deed that tell how real it is.

    `pos`: `verb`, `noun`, `adj` (they govern the deed), `aux` (modals), `adv` (adverbs beside it), `prep`
    (prepositions before it), `mark` (conjunctions of its clause), `phrase` (preposition and noun behind it:
    "under way"), `often` (adverbs of repetition beside a perfect). `supposed`: a modal that only supposes
    where its clause is no announcement ("a bill that would ban"). `through`: relations by which the deed
    hangs on the cue; empty for any. `facts`: a finite clause under it tells a fact ("announced that Iran
    attacked"). `not_type`: types of deeds of which the cue tells nothing; `only_type`: the only ones.
    """

    id: str
    status: Status
    pos: str
    lemma: frozenset[str]
    through: frozenset[str] = frozenset()
    facts: bool = False
    supposed: bool = False
    not_type: frozenset[str] = frozenset()
    only_type: frozenset[str] = frozenset()
    example: str
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRules:
    """Cues by part of speech, then lemma; `happening`: their subject is the deed ("talks will take place").

    `refuting`: verbs that deny a claim told elsewhere ("denied the allegations"); `claims`: their objects.
    `spoken`: types of deeds that are done by speaking: in a clause of purpose they happened with its
    governor. `about`: prepositions that join a noun to what it is about ("the prospect of protests").
    `presupposing`: verbs whose object was there before ("dispersed a protest"). `uttered`: types of deeds
    that words do at once, save of the modes `lasting`: "had been urging" urged. `promising`: verbs of
    giving that only promise it, and the status of the deed ("pledged a loan"). `pressing`: verbs of these
    that last all the same ("is lobbying"). `enduring`: verbs of a state that lasts ("remain"), and `within`
    the prepositions that make one of "be" ("is in custody"). `durative`: verbs whose perfect goes on with a
    span of time ("has been held since May"), which `spanning` words open; those of them in `starting` need
    no date, and behind verbs of `terms` "for" tells a term ("jailed for two years"). `merely`: words behind
    "not" that take the denial back ("not only"). `achieving`: words of ability and leave whose past tense
    tells the deed done ("was able to bomb"). `effected`: deeds that a clause of purpose tells as done
    ("fired tear gas to disperse them"). `indefinite`: articles of a deed not told of before. `showing`:
    what denies when negated ("no evidence that"). `conditions` open the condition of a clause, unless a
    word of `concessive` stands before; `announcing`: nouns whose clause is a promise. `exempt`: (type, cue)
    that do not bear on each other.
    """

    cues: Mapping[str, Mapping[str, tuple[StatusCue, ...]]]
    happening: frozenset[str]
    refuting: frozenset[str]
    claims: frozenset[str]
    spoken: frozenset[str]
    about: frozenset[str]
    presupposing: frozenset[str]
    uttered: frozenset[str]
    lasting: frozenset[str]
    pressing: frozenset[str]
    enduring: frozenset[str]
    within: frozenset[str]
    durative: frozenset[str]
    spanning: frozenset[str]
    starting: frozenset[str]
    terms: frozenset[str]
    merely: frozenset[str]
    achieving: frozenset[str]
    effected: frozenset[str]
    indefinite: frozenset[str]
    showing: frozenset[str]
    conditions: frozenset[str]
    concessive: frozenset[str]
    announcing: frozenset[str]
    promising: Mapping[str, Status]
    exempt: frozenset[tuple[str, str]]
    limited: Mapping[str, frozenset[str]]
    all: tuple[StatusCue, ...]


def load_status() -> StatusRules:
    """Load `rules/status.toml`; raises RuleError with all faults."""
    file = read_toml(data_root() / "rules" / "status.toml", "rules/status.toml")
    faults: list[str] = []
    cues = build_rows(file, "cue", StatusCue, faults)
    known = {"verb", "noun", "adj", "aux", "adv", "prep", "mark", "phrase", "often"}
    faults.extend(
        f"{file.name}: cue {c.id}: unknown pos '{c.pos}'; known are {sorted(known)}"
        for c in cues
        if c.pos not in known
    )
    if faults:
        raise RuleError(faults)
    index: dict[str, dict[str, tuple[StatusCue, ...]]] = {pos: {} for pos in known}
    for cue in cues:
        for lemma in cue.lemma:
            index[cue.pos][lemma] = (*index[cue.pos].get(lemma, ()), cue)
    return StatusRules(
        cues=index,
        happening=frozenset(file.data.get("happening", ())),
        refuting=frozenset(file.data.get("refuting", ())),
        claims=frozenset(file.data.get("claims", ())),
        spoken=frozenset(file.data.get("spoken", ())),
        presupposing=frozenset(file.data.get("presupposing", ())),
        uttered=frozenset(file.data.get("uttered", ())),
        lasting=frozenset(file.data.get("lasting", ())),
        pressing=frozenset(file.data.get("pressing", ())),
        enduring=frozenset(file.data.get("enduring", ())),
        within=frozenset(file.data.get("within", ())),
        durative=frozenset(file.data.get("durative", ())),
        spanning=frozenset(file.data.get("spanning", ())),
        terms=frozenset(file.data.get("terms", ())),
        merely=frozenset(file.data.get("merely", ())),
        achieving=frozenset(file.data.get("achieving", ())),
        starting=frozenset(file.data.get("starting", ())),
        effected=frozenset(file.data.get("effected", ())),
        indefinite=frozenset(file.data.get("indefinite", ())),
        showing=frozenset(file.data.get("showing", ())),
        conditions=frozenset(file.data.get("conditions", ())),
        concessive=frozenset(file.data.get("concessive", ())),
        announcing=frozenset(file.data.get("announcing", ())),
        promising={k: Status(v) for k, v in file.data.get("promising", {}).items()},
        exempt=frozenset((t, c.id) for c in cues for t in c.not_type),
        limited={c.id: c.only_type for c in cues if c.only_type},
        about=frozenset(file.data.get("about", ())),
        all=cues,
    )
