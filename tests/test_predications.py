"""Every way to put a deed is led back to the same roles: on parses made by hand, and on the model's own.

A parse is written as `word:lemma/tag/relation>head`, the head by its number from 0; the lemma may be left out
where it is the word. The part of speech follows from the tag.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc, Span, Token

from whowhom.pipeline import Coder
from whowhom.rulebook.predicates import PredicateRules, load_predicates
from whowhom.stages.finite import free_verbs
from whowhom.stages.gifts import part_gifts
from whowhom.stages.parse import mend
from whowhom.stages.predications import Predication, Syntax
from whowhom.stages.syntax.tokens import is_name_of

VOCAB = English().vocab  # words only, no model
POS = {
    "NN": "NOUN",
    "NNS": "NOUN",
    "NNP": "PROPN",
    "NNPS": "PROPN",
    "PRP": "PRON",
    "PRP$": "PRON",
    "WP": "PRON",
    "WDT": "PRON",
    "DT": "DET",
    "JJ": "ADJ",
    "RB": "ADV",
    "IN": "ADP",
    "RP": "ADP",
    "TO": "PART",
    "POS": "PART",
    "CC": "CCONJ",
    "CD": "NUM",
    "MD": "AUX",
    ".": "PUNCT",
    ",": "PUNCT",
}


def pos_of(tag: str, dep: str, lemma: str) -> str:
    """The part of speech of a tag; auxiliaries and the copula are AUX."""
    if tag.startswith("VB"):
        return "AUX" if dep in ("aux", "auxpass") or lemma == "be" else "VERB"
    return POS[tag]


def make_doc(parse: str) -> Doc:
    """Build a Doc from a parse written out, without any model."""
    rows = []
    for item in parse.split():
        word, tag, link = item.rsplit("/", 2)
        word, _, lemma = word.partition(":")
        dep, _, head = link.partition(">")
        lemma = lemma or (word if tag.startswith("NNP") else word.lower())
        rows.append((word, lemma, tag, dep, int(head), pos_of(tag, dep, lemma)))
    words, lemmas, tags, deps, heads, pos = (list(column) for column in zip(*rows, strict=True))
    return Doc(VOCAB, words=words, lemmas=lemmas, tags=tags, deps=deps, heads=heads, pos=pos)


def sentence_of(parse: str) -> str:
    """The sentence of a parse, as a page would print it."""
    text = " ".join(item.rsplit("/", 2)[0].partition(":")[0] for item in parse.split())
    return text.replace(" .", ".").replace(" ,", ",").replace(" 's", "'s")


def roles_of(predication: Predication | None) -> dict[str, str]:
    """The roles as words: `{"subject": "Ghana", "object": "ships"}`."""
    assert predication is not None
    return {role: " ".join(t.text for t in heads) for role, heads in predication.roles.items()}


def word(doc: Doc, text: str) -> Token:
    return next(token for token in doc if token.text == text)


@pytest.fixture(scope="module")
def rules() -> PredicateRules:
    return load_predicates()


# --- constructions --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A construction: a parse, and what one predicate of it must have as its roles, all of them."""

    name: str
    parse: str
    predicate: str
    roles: str

    @property
    def expected(self) -> dict[str, str]:
        return dict(item.split("=") for item in self.roles.split())


CASES = [
    # voice
    Case(
        "active",
        "Kenya/NNP/nsubj>1 shelled:shell/VBD/ROOT>1 the/DT/det>3 town/NN/dobj>1 ././punct>1",
        "shelled",
        "subject=Kenya object=town",
    ),
    Case(
        "passive",
        "The/DT/det>1 town/NN/nsubjpass>3 was:be/VBD/auxpass>3 shelled:shell/VBN/ROOT>3 by/IN/agent>3 "
        "Kenya/NNP/pobj>4 ././punct>3",
        "shelled",
        "subject=Kenya object=town",
    ),
    Case(
        "passive without by",
        "The/DT/det>1 town/NN/nsubjpass>3 was:be/VBD/auxpass>3 shelled:shell/VBN/ROOT>3 on/IN/prep>3 "
        "Friday/NNP/pobj>4 ././punct>3",
        "shelled",
        "object=town on=Friday",
    ),
    Case(
        "receiver as object",
        "Ghana/NNP/nsubj>1 gave:give/VBD/ROOT>1 Togo/NNP/dative>1 a/DT/det>4 loan/NN/dobj>1 ././punct>1",
        "gave",
        "subject=Ghana iobj=Togo object=loan",
    ),
    Case(
        "receiver as passive subject",
        "Togo/NNP/nsubjpass>2 was:be/VBD/auxpass>2 given:give/VBN/ROOT>2 a/DT/det>4 loan/NN/dobj>2 "
        "by/IN/agent>2 Ghana/NNP/pobj>5 ././punct>2",
        "given",
        "subject=Ghana iobj=Togo object=loan",
    ),
    Case(
        "receiver behind 'to'",
        "Kenya/NNP/nsubj>1 granted:grant/VBD/ROOT>1 asylum/NN/dobj>1 to/IN/dative>1 "
        "refugees:refugee/NNS/pobj>3 ././punct>1",
        "granted",
        "subject=Kenya object=asylum to=refugees",
    ),
    # modals, conditions, small clauses
    Case(
        "modal: who must, and what",
        "Togo/NNP/nsubj>2 must/MD/aux>2 pay/VB/ROOT>2 the/DT/det>4 fine/NN/dobj>2 ././punct>2",
        "must",
        "clause=pay subject=Togo",
    ),
    Case(
        "modal before its subject: a condition, nobody is told",
        "Should/MD/aux>3 the/DT/det>2 talks:talk/NNS/nsubj>3 fail/VB/advcl>6 ,/,/punct>6 "
        "Togo/NNP/nsubj>6 acts:act/VBZ/ROOT>6 ././punct>6",
        "Should",
        "",
    ),
    Case(
        "modal in the passive: what must be done",
        "The/DT/det>1 siege/NN/nsubjpass>4 must/MD/aux>4 be/VB/auxpass>4 lifted:lift/VBN/ROOT>4 ././punct>4",
        "must",
        "clause=lifted object=siege",
    ),
    Case(
        "called for somebody to",
        "Ghana/NNP/nsubj>1 called:call/VBD/ROOT>1 for/IN/mark>5 Togo/NNP/nsubj>5 to/TO/aux>5 "
        "pay/VB/advcl>1 ././punct>1",
        "called",
        "subject=Ghana purpose=pay for=pay",
    ),
    Case(
        "condition",
        "Ghana/NNP/nsubj>2 will/MD/aux>2 retaliate/VB/ROOT>2 if/IN/mark>5 Togo/NNP/nsubj>5 "
        "attacks:attack/VBZ/advcl>2 ././punct>2",
        "retaliate",
        "subject=Ghana if=attacks",
    ),
    Case(
        "described as an adjective",
        "Ghana/NNP/nsubj>1 described:describe/VBD/ROOT>1 Togo/NNP/dobj>1 as/IN/prep>1 unfair/JJ/amod>3 "
        "././punct>1",
        "described",
        "subject=Ghana object=Togo as=unfair",
    ),
    Case(
        "small clause",
        "Ghana/NNP/nsubj>1 considers:consider/VBZ/ROOT>1 the/DT/det>3 raid/NN/nsubj>4 illegal/JJ/ccomp>1 "
        "././punct>1",
        "illegal",
        "subject=raid",
    ),
    # relative clauses
    Case(
        "relative clause, pronoun as subject",
        "Soldiers:soldier/NNS/nsubj>5 who/WP/nsubj>2 shelled:shell/VBD/relcl>0 the/DT/det>4 town/NN/dobj>2 "
        "fled:flee/VBD/ROOT>5 ././punct>5",
        "shelled",
        "subject=Soldiers object=town",
    ),
    Case(
        "relative clause, pronoun as object",
        "Ghana/NNP/nsubj>1 criticized:criticize/VBD/ROOT>1 the/DT/det>3 sanctions:sanction/NNS/dobj>1 "
        "that/WDT/dobj>6 Togo/NNP/nsubj>6 imposed:impose/VBD/relcl>3 ././punct>1",
        "imposed",
        "subject=Togo object=sanctions",
    ),
    Case(
        "relative clause without pronoun",
        "Ghana/NNP/nsubj>1 criticized:criticize/VBD/ROOT>1 the/DT/det>3 sanctions:sanction/NNS/dobj>1 "
        "Togo/NNP/nsubj>5 imposed:impose/VBD/relcl>3 ././punct>1",
        "imposed",
        "subject=Togo object=sanctions",
    ),
    Case(
        "relative clause in the passive",
        "Envoys:envoy/NNS/nsubj>6 who/WP/nsubjpass>3 were:be/VBD/auxpass>3 expelled:expel/VBN/relcl>0 "
        "by/IN/agent>3 Ghana/NNP/pobj>4 left:leave/VBD/ROOT>6 ././punct>6",
        "expelled",
        "subject=Ghana object=Envoys",
    ),
    # participles
    Case(
        "present participle behind its noun",
        "Soldiers:soldier/NNS/nsubjpass>5 shelling:shell/VBG/acl>0 the/DT/det>3 town/NN/dobj>1 "
        "were:be/VBD/auxpass>5 arrested:arrest/VBN/ROOT>5 ././punct>5",
        "shelling",
        "subject=Soldiers object=town",
    ),
    Case(
        "past participle behind its noun",
        "Soldiers:soldier/NNS/nsubj>4 arrested:arrest/VBN/acl>0 in/IN/prep>1 Togo/NNP/pobj>2 "
        "escaped:escape/VBD/ROOT>4 ././punct>4",
        "arrested",
        "object=Soldiers in=Togo",
    ),
    Case(
        "participle behind the clause",
        "Soldiers:soldier/NNS/nsubj>1 stormed:storm/VBD/ROOT>1 the/DT/det>3 palace/NN/dobj>1 ,/,/punct>1 "
        "killing:kill/VBG/advcl>1 two/CD/nummod>7 guards:guard/NNS/dobj>5 ././punct>1",
        "killing",
        "subject=Soldiers object=guards",
    ),
    Case(
        "gerund behind a preposition",
        "Ghana/NNP/nsubj>1 left:leave/VBD/ROOT>1 the/DT/det>3 town/NN/dobj>1 after/IN/prep>1 "
        "shelling:shell/VBG/pcomp>4 the/DT/det>7 port/NN/dobj>5 ././punct>1",
        "shelling",
        "subject=Ghana object=port",
    ),
    # control and raising
    Case(
        "control by the subject",
        "Ghana/NNP/nsubj>1 threatened:threaten/VBD/ROOT>1 to/TO/aux>3 expel/VB/xcomp>1 the/DT/det>5 "
        "diplomats:diplomat/NNS/dobj>3 ././punct>1",
        "expel",
        "subject=Ghana object=diplomats",
    ),
    Case(
        "control by the object",
        "Ghana/NNP/nsubj>1 urged:urge/VBD/ROOT>1 Togo/NNP/dobj>1 to/TO/aux>4 release/VB/xcomp>1 the/DT/det>6 "
        "sailors:sailor/NNS/dobj>4 ././punct>1",
        "release",
        "subject=Togo object=sailors",
    ),
    Case(
        "the verb over it keeps its own object",
        "Ghana/NNP/nsubj>1 urged:urge/VBD/ROOT>1 Togo/NNP/dobj>1 to/TO/aux>4 release/VB/xcomp>1 the/DT/det>6 "
        "sailors:sailor/NNS/dobj>4 ././punct>1",
        "urged",
        "subject=Ghana object=Togo clause=release",
    ),
    Case(
        "control by the subject in spite of an object",
        "Kenya/NNP/nsubj>1 promised:promise/VBD/ROOT>1 Somalia/NNP/dobj>1 to/TO/aux>4 withdraw/VB/xcomp>1 "
        "troops:troop/NNS/dobj>4 ././punct>1",
        "withdraw",
        "subject=Kenya object=troops",
    ),
    Case(
        "control in the passive",
        "Togo/NNP/nsubjpass>2 was:be/VBD/auxpass>2 urged:urge/VBN/ROOT>2 to/TO/aux>4 release/VB/xcomp>2 "
        "the/DT/det>6 sailors:sailor/NNS/dobj>4 ././punct>2",
        "release",
        "subject=Togo object=sailors",
    ),
    Case(
        "object read as the subject of the infinitive",
        "Ghana/NNP/nsubj>1 urged:urge/VBD/ROOT>1 Togo/NNP/nsubj>4 to/TO/aux>4 release/VB/ccomp>1 "
        "the/DT/det>6 sailors:sailor/NNS/dobj>4 ././punct>1",
        "urged",
        "subject=Ghana object=Togo clause=release",
    ),
    Case(
        "raising",
        "Kenya/NNP/nsubj>1 seems:seem/VBZ/ROOT>1 to/TO/aux>4 have/VB/aux>4 shelled:shell/VBN/xcomp>1 "
        "the/DT/det>6 town/NN/dobj>4 ././punct>1",
        "shelled",
        "subject=Kenya object=town",
    ),
    Case(
        "raising over a passive",
        "Kenya/NNP/nsubjpass>2 is:be/VBZ/auxpass>2 reported:report/VBN/ROOT>2 to/TO/aux>5 have/VB/aux>5 "
        "shelled:shell/VBN/xcomp>2 the/DT/det>7 town/NN/dobj>5 ././punct>2",
        "shelled",
        "subject=Kenya object=town",
    ),
    Case(
        "infinitive behind an adjective",
        "Ghana/NNP/nsubj>1 is:be/VBZ/ROOT>1 ready/JJ/acomp>1 to/TO/aux>4 attack/VB/xcomp>2 "
        "Togo/NNP/dobj>4 ././punct>1",
        "attack",
        "subject=Ghana object=Togo",
    ),
    Case(
        "infinitive behind a noun with an owner",
        "Ghana/NNP/poss>2 's/POS/case>0 plan/NN/nsubj>6 to/TO/aux>4 attack/VB/acl>2 Togo/NNP/dobj>4 "
        "failed:fail/VBD/ROOT>6 ././punct>6",
        "attack",
        "subject=Ghana object=Togo",
    ),
    Case(
        "infinitive behind a noun that the subject has",
        "Ghana/NNP/nsubj>1 announced:announce/VBD/ROOT>1 a/DT/det>3 plan/NN/dobj>1 to/TO/aux>5 "
        "attack/VB/acl>3 Togo/NNP/dobj>5 ././punct>1",
        "attack",
        "subject=Ghana object=Togo",
    ),
    Case(
        "what the object is said to have done",
        "Ghana/NNP/nsubj>1 accused:accuse/VBD/ROOT>1 Togo/NNP/dobj>1 of/IN/prep>1 shelling:shell/VBG/pcomp>3 "
        "a/DT/det>6 village/NN/dobj>4 ././punct>1",
        "shelling",
        "subject=Togo object=village",
    ),
    Case(
        "what the passive subject is said to have done",
        "Ghana/NNP/nsubjpass>3 has:have/VBZ/aux>3 been:be/VBN/auxpass>3 accused:accuse/VBN/ROOT>3 "
        "of/IN/prep>3 shelling:shell/VBG/pcomp>4 a/DT/det>7 village/NN/dobj>5 ././punct>3",
        "shelling",
        "subject=Ghana object=village",
    ),
    # coordination
    Case(
        "verbs that share their subject",
        "Police/NNS/nsubj>1 entered:enter/VBD/ROOT>1 the/DT/det>3 university/NN/dobj>1 and/CC/cc>1 "
        "arrested:arrest/VBD/conj>1 six/CD/nummod>7 students:student/NNS/dobj>5 ././punct>1",
        "arrested",
        "subject=Police object=students",
    ),
    Case(
        "verbs that share their object",
        "Police/NNS/nsubj>1 arrested:arrest/VBD/ROOT>1 and/CC/cc>1 beat/VBD/conj>1 six/CD/nummod>5 "
        "students:student/NNS/dobj>3 ././punct>1",
        "arrested",
        "subject=Police object=students",
    ),
    Case(
        "passives that share their subject",
        "Six/CD/nummod>1 students:student/NNS/nsubjpass>3 were:be/VBD/auxpass>3 arrested:arrest/VBN/ROOT>3 "
        "and/CC/cc>3 beaten:beat/VBN/conj>3 by/IN/agent>5 police/NNS/pobj>6 ././punct>3",
        "beaten",
        "subject=police object=students",
    ),
    # nouns with a light verb
    Case(
        "light verb",
        "Ghana/NNP/nsubj>1 imposed:impose/VBD/ROOT>1 sanctions:sanction/NNS/dobj>1 on/IN/prep>2 "
        "Togo/NNP/pobj>3 ././punct>1",
        "sanctions",
        "subject=Ghana on=Togo",
    ),
    Case(
        "light verb that takes the preposition to itself",
        "Ghana/NNP/nsubj>1 imposed:impose/VBD/ROOT>1 sanctions:sanction/NNS/dobj>1 on/IN/prep>1 "
        "Togo/NNP/pobj>3 ././punct>1",
        "sanctions",
        "subject=Ghana on=Togo",
    ),
    Case(
        "light verb with a particle",
        "Ghana/NNP/nsubj>1 carried:carry/VBD/ROOT>1 out/RP/prt>1 an/DT/det>4 attack/NN/dobj>1 on/IN/prep>4 "
        "Togo/NNP/pobj>5 ././punct>1",
        "attack",
        "subject=Ghana on=Togo",
    ),
    Case(
        "light verb with a preposition",
        "Ghana/NNP/nsubj>1 engaged:engage/VBD/ROOT>1 in/IN/prep>1 talks:talk/NNS/pobj>2 with/IN/prep>3 "
        "Togo/NNP/pobj>4 ././punct>1",
        "talks",
        "subject=Ghana with=Togo",
    ),
    Case(
        "light verb in the passive",
        "Sanctions:sanction/NNS/nsubjpass>2 were:be/VBD/auxpass>2 imposed:impose/VBN/ROOT>2 on/IN/prep>2 "
        "Togo/NNP/pobj>3 by/IN/agent>2 Ghana/NNP/pobj>5 ././punct>2",
        "Sanctions",
        "subject=Ghana on=Togo",
    ),
    Case(
        "light verb in a relative clause",
        "The/DT/det>1 talks:talk/NNS/nsubj>7 that/WDT/dobj>4 Ghana/NNP/nsubj>4 held:hold/VBD/relcl>1 "
        "with/IN/prep>4 Togo/NNP/pobj>5 failed:fail/VBD/ROOT>7 ././punct>7",
        "talks",
        "subject=Ghana with=Togo",
    ),
    Case(
        "participle that names the doer",
        "The/DT/det>1 attack/NN/nsubj>5 launched:launch/VBN/acl>1 by/IN/agent>2 Ghana/NNP/pobj>3 "
        "killed:kill/VBD/ROOT>5 two/CD/nummod>7 people/NNS/dobj>5 ././punct>5",
        "attack",
        "by=Ghana subject=Ghana",
    ),
    Case(
        "undergoing light verb",
        "Syria/NNP/nsubj>1 faces:face/VBZ/ROOT>1 sanctions:sanction/NNS/dobj>1 ././punct>1",
        "sanctions",
        "undergoer=Syria",
    ),
    Case(
        "undergoing light verb with a preposition",
        "Syria/NNP/nsubj>1 came:come/VBD/ROOT>1 under/IN/prep>1 attack/NN/pobj>2 ././punct>1",
        "attack",
        "undergoer=Syria",
    ),
    # nouns by themselves
    Case(
        "noun with poss and of",
        "Ghana/NNP/poss>2 's/POS/case>0 invasion/NN/nsubj>5 of/IN/prep>2 Togo/NNP/pobj>3 "
        "shocked:shock/VBD/ROOT>5 Europe/NNP/dobj>5 ././punct>5",
        "invasion",
        "poss=Ghana of=Togo",
    ),
    Case(
        "noun with on and by",
        "An/DT/det>1 attack/NN/nsubj>6 on/IN/prep>1 Togo/NNP/pobj>2 by/IN/prep>1 Ghana/NNP/pobj>4 "
        "killed:kill/VBD/ROOT>6 two/CD/nummod>8 people/NNS/dobj>6 ././punct>6",
        "attack",
        "on=Togo by=Ghana",
    ),
    Case(
        "adjective of a country before a noun",
        "The/DT/det>2 Russian:russian/JJ/amod>2 attack/NN/nsubj>3 killed:kill/VBD/ROOT>3 two/CD/nummod>5 "
        "people/NNS/dobj>3 ././punct>3",
        "attack",
        "mod=Russian",
    ),
    Case(
        "noun before a noun",
        "A/DT/det>2 police/NN/compound>2 raid/NN/nsubj>6 on/IN/prep>2 the/DT/det>5 village/NN/pobj>3 "
        "followed:follow/VBD/ROOT>6 ././punct>6",
        "raid",
        "mod=police on=village",
    ),
    Case(
        "talks between",
        "Talks:talk/NNS/nsubj>5 between/IN/prep>0 Ghana/NNP/pobj>1 and/CC/cc>2 Togo/NNP/conj>2 "
        "ended:end/VBD/ROOT>5 ././punct>5",
        "Talks",
        "between=Ghana",
    ),
    Case(
        "reciprocal plural",
        "The/DT/det>2 two/CD/nummod>2 leaders:leader/NNS/nsubj>3 met:meet/VBD/ROOT>3 in/IN/prep>3 "
        "Accra/NNP/pobj>4 ././punct>3",
        "met",
        "subject=leaders in=Accra",
    ),
    # adjectives
    Case(
        "adjective as a predicate",
        "Ghana/NNP/nsubj>1 is:be/VBZ/ROOT>1 critical/JJ/acomp>1 of/IN/prep>2 Togo/NNP/pobj>3 ././punct>1",
        "critical",
        "subject=Ghana of=Togo",
    ),
]
IDS = [case.name for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_roles_of_a_parse_by_hand(case: Case, rules: PredicateRules) -> None:
    doc = make_doc(case.parse)
    assert roles_of(Syntax(doc, rules).predication(word(doc, case.predicate))) == case.expected


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_roles_of_the_model_s_parse(case: Case, coder: Coder, rules: PredicateRules) -> None:
    doc = coder.nlp(sentence_of(case.parse))
    assert roles_of(Syntax(doc, rules).predication(word(doc, case.predicate))) == case.expected


@pytest.mark.parametrize(
    ("text", "predicate", "roles"),
    [
        ("The bridge, which rebels had mined, collapsed.", "mined", "subject=rebels object=bridge"),
        ("Chad has agreed to send doctors to Niger.", "send", "subject=Chad object=doctors to=Niger"),
        ("Peru was asked by Chile to extradite the general.", "extradite", "subject=Peru object=general"),
        ("Laos is believed to have detained the envoy.", "detained", "subject=Laos object=envoy"),
        ("Oman stopped Yemen from attacking the port.", "attacking", "subject=Yemen object=port"),
        ("Mali blamed the rebels for killing two soldiers.", "killing", "subject=rebels object=soldiers"),
        ("A request by Nepal to release the pilots was refused.", "release", "subject=Nepal object=pilots"),
        ("The minister paid a visit to Mexico.", "visit", "subject=minister to=Mexico"),
        ("Soldiers launched a raid against the smugglers.", "raid", "subject=Soldiers against=smugglers"),
        ("The convoy was ambushed and looted by militants.", "looted", "subject=militants object=convoy"),
        ("Serbia, Bosnia and Croatia signed the treaty.", "signed", "subject=Serbia object=treaty"),
        ("Talks between Peru and Chile brokered by Oman failed.", "Talks", "between=Peru by=Oman"),
        ("Talks between Peru and Chile brokered by Oman failed.", "brokered", "subject=Oman object=Talks"),
        ("The aid Oman continues to provide to Yemen is vital.", "provide", "subject=Oman object=aid"),
        ("Ghana welcomed the news that Peru had signed the accord.", "news", "clause=signed"),
        ("The rebels left the UN-brokered peace talks.", "talks", "by=UN"),
        ("The king described the talks as excellent.", "described", "object=talks as=excellent"),
        ("Chad would close the border unless Sudan withdrew.", "close", "subject=Chad unless=withdrew"),
        ("Ethiopia walked away from the accord.", "walked", "subject=Ethiopia from=accord"),
    ],
)
def test_roles_in_news(text: str, predicate: str, roles: str, coder: Coder, rules: PredicateRules) -> None:
    doc = coder.nlp(text)
    got = roles_of(Syntax(doc, rules).predication(word(doc, predicate)))
    expected = dict(item.split("=") for item in roles.split())
    assert {role: got.get(role) for role in expected} == expected


def test_a_name_is_no_party_of_itself(coder: Coder, rules: PredicateRules) -> None:
    doc = coder.nlp("Chad thanked the United States and the Russian army.")
    syntax = Syntax(doc, rules)
    assert roles_of(syntax.noun(word(doc, "States"))) == {}
    assert roles_of(syntax.noun(word(doc, "army"))) == {"mod": "Russian"}


def test_a_finite_verb_is_no_fellow_of_a_gerund() -> None:
    doc = make_doc(
        "Chad/NNP/nsubj>1 bars:bar/VBZ/ROOT>1 Peru/NNP/dobj>1 from/IN/prep>1 buying:buy/VBG/pcomp>3 "
        "gas/NN/dobj>4 and/CC/cc>4 caps:cap/VBZ/conj>4 imports:import/NNS/dobj>7 ././punct>1"
    )
    mend(doc)
    assert word(doc, "caps").head.text == "bars"


def test_a_verb_with_a_modal_is_no_fellow_of_an_infinitive() -> None:
    doc = make_doc(
        "Chad/NNP/nsubj>1 urges:urge/VBZ/ROOT>1 Peru/NNP/dobj>1 to/TO/aux>4 sign/VB/xcomp>1 and/CC/cc>4 "
        "will/MD/aux>7 wait/VB/conj>4 ././punct>1"
    )
    mend(doc)
    assert word(doc, "wait").head.text == "urges"


def test_verbs_of_one_form_stay_fellows() -> None:
    doc = make_doc(
        "Chad/NNP/nsubj>1 bars:bar/VBZ/ROOT>1 Peru/NNP/dobj>1 from/IN/prep>1 buying:buy/VBG/pcomp>3 "
        "and/CC/cc>4 selling:sell/VBG/conj>4 gas/NN/dobj>6 ././punct>1"
    )
    mend(doc)
    assert word(doc, "selling").head.text == "buying"


def test_a_participle_before_a_name_was_the_verb() -> None:
    doc = make_doc(
        "The/DT/det>1 council/NN/nsubj>2 barred:bar/VBN/amod>4 candidate/NN/compound>4 Roe/NNP/ROOT>4"
    )
    mend(doc)
    assert [(t.text, t.dep_, t.head.text) for t in doc[1:5]] == [
        ("council", "nsubj", "barred"),
        ("barred", "ROOT", "barred"),
        ("candidate", "compound", "Roe"),
        ("Roe", "dobj", "barred"),
    ]
    assert word(doc, "barred").tag_ == "VBD"


def test_a_participle_without_a_subject_stays() -> None:
    doc = make_doc(
        "Barred:bar/VBN/amod>1 candidates:candidate/NNS/ROOT>1 in/IN/prep>1 Chad/NNP/pobj>2 ././punct>1"
    )
    mend(doc)
    assert word(doc, "candidates").dep_ == "ROOT"
    assert word(doc, "Barred").dep_ == "amod"


def test_an_acronym_behind_its_title_is_a_name() -> None:
    doc = make_doc(
        "Mali/NNP/nsubj>1 left:leave/VBD/ROOT>1 the/DT/det>3 bloc/NN/dobj>1 ECOWAS/VBZ/ccomp>1 ././punct>1"
    )
    mend(doc)
    acronym = word(doc, "ECOWAS")
    assert (acronym.pos_, acronym.dep_, acronym.head.text) == ("PROPN", "dobj", "left")
    assert (word(doc, "bloc").dep_, word(doc, "bloc").head.text) == ("compound", "ECOWAS")


def test_a_verb_in_capitals_stays_a_verb() -> None:
    doc = make_doc("MALI/NNP/nsubj>1 LEAVES:leave/VBZ/ROOT>1 THE/DT/det>3 BLOC/NN/dobj>1")
    mend(doc)
    assert (word(doc, "LEAVES").pos_, word(doc, "LEAVES").dep_) == ("VERB", "ROOT")


def test_a_name_behind_its_title_is_no_subject_of_a_relative_clause() -> None:
    doc = make_doc(
        "Hundreds/NNS/ROOT>0 of/IN/prep>0 fans:fan/NNS/pobj>1 of/IN/prep>2 the/DT/det>5 movement/NN/pobj>3 "
        "Ora/NNP/nsubj>7 marched:march/VBD/relcl>5 ././punct>0"
    )
    mend(doc)
    assert (word(doc, "marched").dep_, word(doc, "Hundreds").dep_) == ("ROOT", "nsubj")
    assert word(doc, "Hundreds").head.text == "marched"
    assert (word(doc, "Ora").dep_, word(doc, "Ora").head.text) == ("appos", "movement")


def test_what_somebody_has_done_to_a_man_stays_a_relative_clause() -> None:
    doc = make_doc("The/DT/det>1 man/NN/ROOT>1 Ora/NNP/nsubj>3 accused:accuse/VBD/relcl>1 ././punct>1")
    mend(doc)
    assert (word(doc, "accused").dep_, word(doc, "man").dep_) == ("relcl", "ROOT")


def test_what_is_said_after_talks_hangs_on_who_says_it() -> None:
    doc = make_doc(
        "Ng/NNP/nsubj>1 said:say/VBD/ROOT>1 after/IN/prep>1 talks:talk/NNS/pobj>2 that/WDT/dobj>7 "
        "Chad/NNP/nsubj>7 would/MD/aux>7 lend/VB/relcl>3 Mali/NNP/dative>7 ships:ship/NNS/dobj>7 ././punct>1"
    )
    mend(doc, frozenset({"say"}))
    assert (word(doc, "lend").dep_, word(doc, "lend").head.text) == ("ccomp", "said")
    assert word(doc, "that").dep_ == "mark"


def test_what_is_lent_stays_with_the_loan() -> None:
    doc = make_doc(
        "Ng/NNP/nsubj>1 spoke:speak/VBD/ROOT>1 after/IN/prep>1 loans:loan/NNS/pobj>2 that/WDT/dobj>6 "
        "Chad/NNP/nsubj>6 made:make/VBD/relcl>3 ././punct>1"
    )
    mend(doc, frozenset({"speak"}))
    assert (word(doc, "made").dep_, word(doc, "made").head.text) == ("relcl", "loans")


def test_names_before_a_titled_name_make_a_list() -> None:
    doc = make_doc(
        "talks:talk/NNS/ROOT>0 of/IN/prep>0 Ng/NNP/nmod>8 ,/,/punct>2 Roe/NNP/conj>2 and/CC/cc>4 "
        "President/NNP/conj>4 Ann/NNP/compound>8 Lee/NNP/pobj>1"
    )
    mend(doc)
    assert [(t.text, t.dep_, t.head.text) for t in doc if t.text in ("Ng", "Roe", "Lee")] == [
        ("Ng", "pobj", "of"),
        ("Roe", "conj", "Ng"),
        ("Lee", "conj", "Roe"),
    ]
    assert word(doc, "President").head.text == "Lee"


def test_names_before_a_noun_stay_beside_it() -> None:
    doc = make_doc(
        "the/DT/det>4 Chad/NNP/nmod>4 and/CC/cc>1 Mali/NNP/conj>1 dispute/NN/nsubj>5 eased:ease/VBD/ROOT>5"
    )
    mend(doc)
    assert (word(doc, "Chad").dep_, word(doc, "dispute").dep_) == ("nmod", "nsubj")


def test_of_two_subjects_side_by_side_the_first_is_a_title() -> None:
    doc = make_doc(
        "Operator/NN/nsubj>2 Petra/NNP/nsubj>2 halted:halt/VBD/ROOT>2 pumping/NN/dobj>2 ././punct>2"
    )
    mend(doc)
    assert (word(doc, "Operator").dep_, word(doc, "Operator").head.text) == ("compound", "Petra")


@pytest.mark.parametrize(("label", "subject"), [("DATE", "Norway"), ("GPE", None)])
def test_a_month_is_no_part_of_the_name_behind_it(label: str, subject: str | None) -> None:
    doc = make_doc(
        "In/IN/prep>3 March/NNP/compound>2 Norway/NNP/pobj>0 imposed:impose/VBD/ROOT>3 "
        "sanctions:sanction/NNS/dobj>3 ././punct>3"
    )
    doc.set_ents([Span(doc, 1, 2, label=label)])
    mend(doc)
    found = [t.text for t in word(doc, "imposed").children if t.dep_ == "nsubj"]
    assert found == ([] if subject is None else [subject])


# --- what else a predication tells ----------------------------------------------------------------


def test_a_particle_belongs_to_the_verb(rules: PredicateRules) -> None:
    doc = make_doc(
        "Ghana/NNP/nsubj>1 called:call/VBD/ROOT>1 the/DT/det>3 talks:talk/NNS/dobj>1 off/RP/prt>1 ././punct>1"
    )
    called = Syntax(doc, rules).verb(doc[1])
    assert called.lemma == "call off"
    assert [t.text for t in called.words] == ["called", "off"]


def test_a_rare_name_before_a_verb_is_its_subject(rules: PredicateRules) -> None:
    doc = make_doc("Palau/NNP/advmod>1 cut:cut/VBD/ROOT>1 ties:tie/NNS/dobj>1 ././punct>1")
    assert [t.text for t in Syntax(doc, rules).verb(doc[1]).roles["subject"]] == ["Palau"]


def test_a_deed_noun_names_its_light_verb(rules: PredicateRules) -> None:
    doc = make_doc("Ghana/NNP/nsubj>1 held:hold/VBD/ROOT>1 talks:talk/NNS/dobj>1 ././punct>1")
    talks = Syntax(doc, rules).noun(doc[2])
    assert talks.support == doc[1]
    assert [t.text for t in talks.words] == ["held", "talks"]


def test_a_full_verb_lends_its_noun_no_roles(rules: PredicateRules) -> None:
    doc = make_doc(
        "Ghana/NNP/nsubj>1 criticized:criticize/VBD/ROOT>1 sanctions:sanction/NNS/dobj>1 ././punct>1"
    )
    sanctions = Syntax(doc, rules).noun(doc[2])
    assert (sanctions.support, roles_of(sanctions)) == (None, {})


@pytest.mark.parametrize(
    ("name", "passive"),
    [
        ("active", False),
        ("passive", True),
        ("passive without by", True),
        ("past participle behind its noun", True),
        ("present participle behind its noun", False),
        ("relative clause in the passive", True),
        ("passives that share their subject", True),
        ("raising", False),
    ],
)
def test_voice(name: str, passive: bool, rules: PredicateRules) -> None:
    case = next(case for case in CASES if case.name == name)
    doc = make_doc(case.parse)
    assert Syntax(doc, rules).verb(word(doc, case.predicate)).passive is passive


@pytest.mark.parametrize(
    ("parse", "head", "phrase"),
    [
        (
            "The/DT/det>1 leaders:leader/NNS/nsubj>7 of/IN/prep>1 Ghana/NNP/pobj>2 and/CC/cc>3 "
            "Togo/NNP/conj>3 both/DT/advmod>7 met:meet/VBD/ROOT>7 ././punct>7",
            "leaders",
            "The leaders of Ghana and Togo",
        ),
        (
            "Ghana/NNP/nsubj>3 and/CC/cc>0 Togo/NNP/conj>0 clashed:clash/VBD/ROOT>3 ././punct>3",
            "Ghana",
            "Ghana and Togo",
        ),
        (
            "Soldiers:soldier/NNS/nsubj>5 who/WP/nsubj>2 shelled:shell/VBD/relcl>0 the/DT/det>4 "
            "town/NN/dobj>2 fled:flee/VBD/ROOT>5 ././punct>5",
            "Soldiers",
            "Soldiers",
        ),
        (
            "Police/NNS/nsubj>5 in/IN/prep>0 riot/NN/compound>3 gear/NN/pobj>1 ,/,/punct>0 "
            "marched:march/VBD/ROOT>5 ././punct>5",
            "Police",
            "Police",
        ),
    ],
)
def test_a_phrase_has_its_nouns_but_no_clauses(
    parse: str, head: str, phrase: str, rules: PredicateRules
) -> None:
    doc = make_doc(parse)
    first, last = Syntax(doc, rules).phrase(word(doc, head))
    assert doc[first:last].text == phrase


@pytest.mark.parametrize("predicate", ["the", "and", "."])
def test_other_words_head_no_predication(predicate: str, rules: PredicateRules) -> None:
    doc = make_doc(
        "Police/NNS/nsubj>1 left:leave/VBD/ROOT>1 the/DT/det>3 town/NN/dobj>1 and/CC/cc>3 ././punct>1"
    )
    assert Syntax(doc, rules).predication(word(doc, predicate)) is None


def test_the_same_question_has_the_same_answer(rules: PredicateRules) -> None:
    for case in CASES:
        doc = make_doc(case.parse)
        forwards, backwards = Syntax(doc, rules), Syntax(doc, rules)
        one = [forwards.predication(t) for t in doc]
        other = [backwards.predication(t) for t in reversed(doc)][::-1]
        assert one == other, case.name


# --- any tree whatever ----------------------------------------------------------------------------

DEPS = ["nsubj", "dobj", "conj", "xcomp", "relcl", "acl", "advcl", "prep", "pobj", "pcomp", "agent", "ccomp"]
TAGS = ["VBD", "VBN", "VBG", "NN", "NNP", "IN", "WDT", "JJ"]


@st.composite
def trees(draw: st.DrawFn) -> Doc:
    """A sentence of ten words with any tags and relations; heads make a tree."""
    heads = [0, *(draw(st.integers(0, n - 1)) for n in range(1, 10))]
    tags = [draw(st.sampled_from(TAGS)) for _ in heads]
    deps = ["ROOT", *(draw(st.sampled_from(DEPS)) for _ in heads[1:])]
    words = [f"w{n}" for n in range(10)]
    pos = [pos_of(tag, dep, word) for tag, dep, word in zip(tags, deps, words, strict=True)]
    return Doc(VOCAB, words=words, lemmas=words, tags=tags, deps=deps, heads=heads, pos=pos)


@settings(max_examples=60, deadline=None)
@given(doc=trees())
def test_no_tree_raises_and_nobody_acts_on_himself(doc: Doc) -> None:
    syntax = Syntax(doc, load_predicates())
    for token in doc:
        predication = syntax.predication(token)
        if predication is not None:
            assert predication.head.i == token.i
            assert list(predication.words) == sorted(predication.words, key=lambda t: t.i)
            assert all(predication.roles.values()), "a role without a filler"
        first, last = syntax.phrase(token)
        assert first <= token.i < last


@pytest.mark.parametrize(
    ("text", "verb", "roles"),
    [
        ("Japan would lend its neighbour 8 million baht.", "lend", "iobj=neighbour object=baht"),
        ("Chad lent the junta 7 billion won.", "lent", "iobj=junta object=won"),
        ("A court fined its owner 2 million kroner.", "fined", "iobj=owner object=kroner"),
        ("A court fined the broadcaster's owner 3 million kronor.", "fined", "iobj=owner object=kronor"),
        ("Peru gave the hospitals free fuel.", "gave", "iobj=hospitals object=fuel"),
        ("Lima promised the former rebels tents.", "promised", "iobj=rebels object=tents"),
        (
            "Lima has promised the men and their relatives protection.",
            "promised",
            "iobj=men object=protection",
        ),
        ("Ghana gave the Togolese coast guard patrol boats.", "gave", "iobj=guard object=boats"),
        (
            "Japan promised its partners in Asia 3 billion dollars.",
            "promised",
            "iobj=partners object=dollars",
        ),
        (
            "Oman wired the new government of Yemen 5 million riyals.",
            "wired",
            "iobj=government object=riyals",
        ),
        ("Norway gave the island state 4 million euros.", "gave", "iobj=state object=euros"),
        ("Norway gave aid to 20 million people.", "gave", "iobj=None object=aid"),
        ("Oman gave the police officers on Monday.", "gave", "iobj=None object=officers"),
    ],
)
def test_receivers_before_what_they_get(
    text: str, verb: str, roles: str, coder: Coder, rules: PredicateRules
) -> None:
    doc = coder.nlp(text)
    word(doc, verb).lemma_ = rules.lemmas.get(verb, word(doc, verb).lemma_)
    part_gifts(doc, rules)
    got = roles_of(Syntax(doc, rules).predication(word(doc, verb)))
    expected = dict(item.split("=") for item in roles.split())
    assert {role: str(got.get(role)) for role in expected} == expected


def test_the_subject_behind_an_opening_phrase_is_no_apposition() -> None:
    doc = make_doc(
        "After/IN/prep>7 talks:talk/NNS/pobj>0 with/IN/prep>1 Italy/NNP/pobj>2 ,/,/punct>7 the/DT/det>6 "
        "minister/NN/appos>3 called:call/VBD/ROOT>7 for/IN/prep>7 calm/NN/pobj>8 ././punct>7"
    )
    mend(doc)
    assert (word(doc, "minister").dep_, word(doc, "minister").head.text) == ("nsubj", "called")


def test_a_sentence_hangs_on_its_verb_and_not_on_its_opening() -> None:
    doc = make_doc(
        "In/IN/ROOT>0 talks:talk/NNS/pobj>0 with/IN/prep>1 Italy/NNP/pobj>2 ,/,/punct>3 the/DT/det>6 "
        "minister/NN/appos>3 called:call/VBN/acl>6 for/IN/prep>7 calm/NN/pobj>8 ././punct>0"
    )
    mend(doc)
    assert (word(doc, "minister").dep_, word(doc, "minister").head.text) == ("nsubj", "called")
    assert (word(doc, "called").dep_, word(doc, "called").tag_) == ("ROOT", "VBD")
    assert (word(doc, "In").dep_, word(doc, "In").head.text) == ("prep", "called")


def test_an_apposition_between_commas_stays_one() -> None:
    doc = make_doc(
        "In/IN/prep>8 Accra/NNP/pobj>0 ,/,/punct>1 the/DT/det>4 capital/NN/appos>1 ,/,/punct>1 "
        "crowds:crowd/NNS/nsubj>8 today/NN/npadvmod>8 burned:burn/VBD/ROOT>8 tyres:tyre/NNS/dobj>8"
    )
    mend(doc)
    assert (word(doc, "capital").dep_, word(doc, "capital").head.text) == ("appos", "Accra")


def test_a_participle_with_two_objects_was_the_verb() -> None:
    doc = make_doc(
        "The/DT/det>1 minister/NN/ROOT>1 called:call/VBN/acl>1 the/DT/det>4 vote/NN/oprd>2 a/DT/det>6 "
        "sham/NN/oprd>2 ././punct>1"
    )
    free_verbs(doc)
    assert [(t.text, t.dep_, t.head.text) for t in (doc[1], doc[2], doc[4], doc[6])] == [
        ("minister", "nsubj", "called"),
        ("called", "ROOT", "called"),
        ("vote", "dobj", "called"),
        ("sham", "oprd", "called"),
    ]


def test_a_participle_with_one_object_stays() -> None:
    doc = make_doc("A/DT/det>1 man/NN/ROOT>1 called:call/VBN/acl>1 Roe/NNP/oprd>2 ././punct>1")
    free_verbs(doc)
    assert (word(doc, "man").dep_, word(doc, "called").dep_) == ("ROOT", "acl")


def test_a_past_tense_between_two_nouns_is_the_verb() -> None:
    doc = make_doc(
        "Chad/NNP/poss>4 's/POS/case>0 government/NN/npadvmod>3 voiced:voice/VBD/amod>4 concern/NN/ROOT>4 "
        "././punct>4"
    )
    free_verbs(doc)
    assert [(t.text, t.dep_, t.head.text) for t in (doc[0], doc[2], doc[3], doc[4])] == [
        ("Chad", "poss", "government"),
        ("government", "nsubj", "voiced"),
        ("voiced", "ROOT", "voiced"),
        ("concern", "dobj", "voiced"),
    ]


def test_whom_somebody_accuses_has_a_subject() -> None:
    doc = make_doc(
        "Roe/NNP/nsubj>6 ,/,/punct>0 whom/WP/dobj>5 the/DT/det>5 opposition/NN/compound>5 "
        "accuses:accuse/VBZ/relcl>0 left:leave/VBD/ROOT>6 ././punct>6"
    )
    free_verbs(doc)
    assert (word(doc, "opposition").dep_, word(doc, "the").head.text) == ("nsubj", "opposition")


def test_who_opens_the_next_clause_is_no_object_of_the_last() -> None:
    doc = make_doc(
        "Chad/NNP/nsubj>1 backed:back/VBD/ROOT>1 Togo/NNP/dobj>1 ,/,/punct>1 and/CC/cc>1 Mali/NNP/dobj>1 "
        "last/JJ/amod>7 month/NN/npadvmod>8 called:call/VBD/advcl>1 on/IN/prep>8 Niger/NNP/pobj>9 ././punct>1"
    )
    syntax = Syntax(doc, load_predicates())
    assert [t.text for t in syntax.verb(word(doc, "called")).roles["subject"]] == ["Mali"]
    assert [t.text for t in syntax.verb(word(doc, "backed")).roles["object"]] == ["Togo"]


def test_a_thing_told_by_whom_it_was_given_to() -> None:
    doc = make_doc(
        "the/DT/det>1 diesel/NN/ROOT>1 it/PRP/nsubj>3 gave:give/VBD/relcl>1 Tunisia/NNP/dobj>3 ././punct>1"
    )
    doc.ents = [Span(doc, 4, 5, label="GPE")]
    roles = Syntax(doc, load_predicates()).verb(word(doc, "gave")).roles
    assert [t.text for t in (*roles["iobj"], *roles["object"])] == ["Tunisia", "diesel"]


@pytest.mark.parametrize(("noun", "tag", "hung"), [("firm", "NN", True), ("firms", "NNS", False)])
def test_others_hung_on_the_name_of_one(noun: str, tag: str, hung: bool) -> None:
    doc = make_doc(
        f"the/DT/det>1 {noun}/{tag}/nsubj>6 Roe/NNP/appos>1 and/CC/cc>2 the/DT/det>5 bank/NN/conj>2 "
        "left/VBD/ROOT>6 ././punct>6"
    )
    assert is_name_of(word(doc, "Roe")) is hung
