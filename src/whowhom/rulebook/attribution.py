"""Words of saying: `rules/attribution.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whowhom.errors import RuleError
from whowhom.records import Stance
from whowhom.rulebook.schema import build_rows, data_root, read_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class SayingCue:
    """Words that tell who says so.

    `pos`: `verb` (its subject speaks), `noun` ("reports that": its owner speaks), `prep` ("according to":
    what follows speaks) or `citing` (its object speaks). `addressee`: the words "told reporters" cite the
    hearer in the cue. `through`: the relations to the verb by which what is said hangs on it.
    """

    id: str
    pos: str
    lemma: frozenset[str]
    stance: Stance = Stance.ASSERTS
    addressee: bool = False
    through: frozenset[str] = frozenset({"ccomp", "parataxis", "dep"})
    example: str
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionRules:
    """The cues by part of speech, then lemma."""

    cues: tuple[SayingCue, ...]
    verbs: Mapping[str, SayingCue]
    nouns: Mapping[str, SayingCue]
    preps: Mapping[str, SayingCue]
    citing: Mapping[str, SayingCue]


def load_attribution() -> AttributionRules:
    """Load `rules/attribution.toml`; raises RuleError with all faults."""
    file = read_toml(data_root() / "rules" / "attribution.toml", "rules/attribution.toml")
    faults: list[str] = []
    cues = build_rows(file, "cue", SayingCue, faults)
    faults.extend(
        f"{file.name}: cue {c.id}: pos must be verb, noun, prep or citing, not '{c.pos}'"
        for c in cues
        if c.pos not in ("verb", "noun", "prep", "citing")
    )
    if faults:
        raise RuleError(faults)

    def index(pos: str) -> dict[str, SayingCue]:
        return {lemma: c for c in cues if c.pos == pos for lemma in c.lemma}

    return AttributionRules(
        cues=cues, verbs=index("verb"), nouns=index("noun"), preps=index("prep"), citing=index("citing")
    )
