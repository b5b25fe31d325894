"""Words that the syntax must know: light verbs, verbs of control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from whowhom.errors import RuleError
from whowhom.rulebook.schema import build, data_root, read_csv, read_toml

KINDS: Mapping[
    str, frozenset[str]
] = {  # what `where` may ask of a head, and the sectors of the nouns that are it
    "armed": frozenset({"MIL", "COP", "REB", "UAF", "SPY"}),
    "ruling": frozenset({"GOV", "LEG", "JUD"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PredicateRules:
    """Lemmas, a particle or preposition behind them ("carry out", "take part in").

    `support`: the noun's deed is the subject's ("hold talks"). `undergoing`: it is done to the subject
    ("come under attack"), `undergoing_prepositions`: to the noun before ("towns under attack"). `occurring`:
    the noun is their subject ("clashes broke out"). `carrying`: participles that name who did it ("an attack
    claimed by"). `befalling`: verbs that never lack an object, and tell what befell the subject where they do
    ("20 wounded").
    `subject_control`: "promised Y to leave" leaves the subject. `object_prepositions`: what follows is the
    object's doing ("accused Y of shelling"). `phrase_prepositions`: their phrase belongs to the noun before.
    `agent_participles`: who does the noun's deed stands before them ("UN-brokered talks").
    `joining_prepositions`: both sides of the noun before stand behind them ("talks between A and B").
    `quantities`: nouns that only count what stands behind "of" ("a group of lawmakers").
    `ditransitive`: who receives stands between verb and gift ("gave Ukraine aid"); `handing`: those of them
    behind which a body receives too. `bare_gifts`: nobody's kind, whatever noun stands before them.
    `misread_nouns`: receivers that the model takes for adjectives; `plural_modifiers`: plurals that are none
    ("the police officers"); `receiving`: bodies before what they are handed ("gave the army tanks"),
    `office_nouns`: who is of one and receives for himself.
    `to_verbs`: what follows them with "to" is what they are about.
    `offices`: nouns whose phrase with one of `office_prepositions` says whose they are ("spokesman for the
    EU"). `relatives`: pronouns that may be taken for conjunctions. `containers`: nouns that gather others ("a
    series of raids"). `companions`: words before "with" ("along with"). `of_verbs`: verbs that ask for "of"
    ("accused him of"). `voicing`: verbs whose participle says what a deed is for ("marched, calling for").
    `blows`: nouns of attacks, `striking`: verbs of what they do.
    `kinds`: nouns of tables/sectors.csv by what they are: `people`, `armed`, `ruling`. `gatherings`: people
    told by a noun in the singular ("the crew"). `things`: pronouns that stand for no person.
    `settlements`: nouns of what is from nowhere. `returning`: adverbs that leave their "to" to the verb.
    `conditions`: words that open a condition, each a role of its own ("unless Y pays").
    `lemmas`: verb forms that the model leads back to another verb, `noun_lemmas`: plurals to another noun.
    """

    support: frozenset[str]
    undergoing: frozenset[str]
    undergoing_prepositions: frozenset[str]
    occurring: frozenset[str]
    carrying: frozenset[str]
    befalling: frozenset[str]
    subject_control: frozenset[str]
    object_prepositions: frozenset[str]
    phrase_prepositions: frozenset[str]
    agent_participles: frozenset[str]
    joining_prepositions: frozenset[str]
    quantities: frozenset[str]
    ditransitive: frozenset[str]
    handing: frozenset[str]
    bare_gifts: frozenset[str]
    misread_nouns: frozenset[str]
    plural_modifiers: frozenset[str]
    receiving: frozenset[str]
    office_nouns: frozenset[str]
    to_verbs: frozenset[str]
    offices: frozenset[str]
    office_prepositions: frozenset[str]
    relatives: frozenset[str]
    containers: frozenset[str]
    companions: frozenset[str]
    of_verbs: frozenset[str]
    voicing: frozenset[str]
    blows: frozenset[str]
    striking: frozenset[str]
    settlements: frozenset[str]
    returning: frozenset[str]
    conditions: frozenset[str]
    gatherings: frozenset[str]
    things: frozenset[str]
    lemmas: Mapping[str, str]
    kinds: Mapping[str, frozenset[str]]
    noun_lemmas: Mapping[str, str]


def load_predicates() -> PredicateRules:
    """Load `rules/predicates.toml` and the nouns of people; raises RuleError with all faults."""
    file = read_toml(data_root() / "rules" / "predicates.toml", "rules/predicates.toml")
    faults: list[str] = []
    rules = build({**file.data, "kinds": _kinds()}, PredicateRules, f"{file.name}:1", faults)
    if rules is None:
        raise RuleError(faults)
    return replace(rules, kinds={**rules.kinds, "people": rules.kinds["people"] | rules.gatherings})


def _kinds() -> Mapping[str, list[str]]:
    """Give the nouns of people, of those who bear arms and of those who rule."""
    rows = read_csv(data_root() / "tables" / "sectors.csv", ("noun", "sector", "kind"), "tables/sectors.csv")
    kinds = {k: [r["noun"] for _, r in rows if r["sector"] in sectors] for k, sectors in KINDS.items()}
    return {**kinds, "people": [r["noun"] for _, r in rows if r["kind"] == "person"]}
