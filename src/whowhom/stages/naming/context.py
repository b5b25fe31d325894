"""A part of a page with its names: the phrases in it, and the country that the page speaks of there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from whowhom.records import Part, Sector
from whowhom.stages.naming.beside import stands_aside
from whowhom.stages.naming.names import Names, ToldRole
from whowhom.stages.naming.phrases import read_phrase
from whowhom.stages.naming.readings import COUNTRIES, Name, Phrase
from whowhom.world import Entity

OBJECTS = ("dobj", "iobj", "dative")
SUBJECTS = ("nsubj", "nsubjpass", "agent")
TIMES = frozenset({"DATE", "TIME"})
REACH = 4  # sentences back that a pronoun may refer
MEMBERS_REACH = 12  # sentences back for "the two leaders"
CLIMB = 8  # steps up a tree; deeper ones are parser errors
# weights of a country's mentions for role nouns that say no country of their own
SAME, BEFORE, ELSEWHERE, TITLE = 4.0, 1.5, 0.5, 1.0
LOCATED = 3.0  # times the weight of a place, for a people that lives in several countries
SHARE = 0.34  # of all weight that the page's country must hold
PERSON_SHARE = 0.45  # and that it must hold to be a person's, who may come from anywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A phrase that a pronoun may stand for."""

    token: Token
    phrase: Phrase
    subject: bool


class Page:
    """The candidates of one page, worked out when first asked for; pronouns mean nobody of `but`."""

    def __init__(self, doc: Doc, part: Part, names: Names, but: frozenset[str] = frozenset()) -> None:
        self.but = but
        self.doc = doc
        self.part: Part = part
        self.names = names
        self.open: set[int] = set()  # measures whose pronoun is being led back: "Ng and some of them"

    def phrases(self, start: int, end: int) -> Iterator[Candidate]:
        """Give the phrases between two tokens that may be parties, in order."""
        for token in self.doc[start:end]:
            named = self.names.at(self.part).get(token.i)
            if named is not None and named.last - 1 != token.i and not _heads_name(token, named):
                continue
            if named is None and token.ent_type_ in TIMES:
                continue  # "on March 6 they": no march; a rare name may be taken for a day
            if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM") or token.dep_ in (
                "compound",
                "amod",
                "nummod",
            ):
                continue
            phrase = read_phrase(around(token), self.names.at(self.part), self.names.lexicon)
            if phrase.party:
                yield Candidate(token=token, phrase=phrase, subject=top(token).dep_ in SUBJECTS)


def _heads_name(token: Token, named: Name) -> bool:
    return not named.first <= token.head.i < named.last


def around(token: Token) -> TokenSpan:
    """Give the phrase of a noun without what follows a comma or in a clause."""
    end = token.i + 1
    for child in token.rights:
        if child.dep_ in ("prep", "compound") and child.i <= end:
            end = child.right_edge.i + 1
        elif child.dep_ in ("relcl", "acl", "appos", "conj", "cc", "punct", "advcl"):
            break
    return token.doc[token.left_edge.i : end]


def is_here(phrase: Phrase, page: Page) -> bool:
    """Tell whether a phrase stands in the part that is read, not in the other one."""
    return phrase.head.doc is page.doc


def top(token: Token) -> Token:
    """Give the first of coordinated phrases."""
    while token.dep_ in ("conj", "appos") and token.head.i != token.i:
        token = token.head
    return token


def told_code(phrase: Phrase, page: Page) -> ToldRole | None:
    """Give the nearest earlier mention of the same role with its country ("Kenyan police ... the police")."""
    here = phrase.head.i
    roles = {phrase.role, *page.names.lexicon.rules.words.same_office.get(phrase.role or "", ())}
    told = [t for t in page.names.told if t.role in roles or t.sector == phrase.sector]
    before = [t for t in told if t.part != page.part or t.token < here]
    folk = phrase.sector is Sector.CVL and phrase.role not in page.names.lexicon.rules.words.gatherings
    for wanted in (phrase.role,) if folk else (phrase.role, None):  # "people" are no "Turkish voters"
        fitting = [t for t in before if wanted is None or t.role in roles]
        if fitting:
            return fitting[-1]
    # "the coalition", then "the US-led coalition": the first to come tells
    return next((t for t in told if t.role == phrase.role), None) if not folk else None


def context_code(
    token: Token,
    entity: Entity | None,
    page: Page,
    among: tuple[str, ...] = (),
    *,
    there: bool = False,
    far: bool = False,
    reach: int = 0,
) -> tuple[str, Name] | None:
    """Give the country that a role noun belongs to by the names around it, and the name that weighs most.

    It is one of `among` where that is not empty. A person (`entity`) belongs where the page first names him;
    places weigh more for those who are `there`, so many sentences back as `reach`; anybody else, but `far`,
    needs a country in a sentence beside him: the page at large tells too little.
    """
    here, part = page.names.sentence_of(page.part, token.i), page.part
    person = entity is not None and entity.kind == "person"
    first = (
        next((n for n in page.names.order if n.entity is entity and n.part == "text"), None)
        if entity
        else None
    )
    if first is not None:
        here, part = page.names.sentence_of("text", first.first), "text"
    rivals = _opposite(token) if not person else frozenset()
    guests = guests_of(token, page) if not person else frozenset()
    near: set[str] = set()
    apart: set[str] = set()  # countries that the page names also where it is not what somebody acts on
    weights: dict[str, float] = {}
    proof: dict[str, tuple[float, Name]] = {}
    for named in page.names.order:
        entity = named.entity
        if entity.code is None or entity.code.startswith("IGO:") or entity.kind == "outlet":
            continue
        if (among and entity.code not in among) or (not among and entity.code in guests):
            continue
        if named.part == page.part and (
            named.first <= token.i < named.last
            or stands_aside(page.doc, named, page.names.lexicon.rules.words)
        ):
            continue
        distance = here - page.names.sentence_of(named.part, named.first)
        if named.part != part or -1 <= distance <= 2:
            near.add(entity.code)
        acted_on = named.part == page.part and named.first in rivals and entity.kind in COUNTRIES
        left = there and acted_on and page.doc[named.last - 1].dep_ in OBJECTS  # "women fled Sudan"
        if not acted_on or left or is_located(named, page):
            apart.add(entity.code)
        if named.part != part:
            weight = TITLE
        elif distance == 0:
            weight = ELSEWHERE if named.part == page.part and named.first in rivals else SAME
        elif 0 < distance <= 2:
            weight = BEFORE
        else:
            weight = ELSEWHERE
        if (
            there
            and (among or 0 <= distance <= reach)
            and named.part == page.part
            and is_located(named, page)
        ):
            weight *= LOCATED
        weights[entity.code] = weights.get(entity.code, 0.0) + weight
        if weight > proof.get(entity.code, (0.0, named))[0]:
            proof[entity.code] = (weight, named)
    weights = {code: weight for code, weight in weights.items() if code in apart}
    if not weights:
        return None
    best = max(weights, key=lambda code: weights[code])
    if not (person or among or far or best in near):
        return None
    share = PERSON_SHARE if person else SHARE
    return (best, proof[best][1]) if weights[best] >= share * sum(weights.values()) else None


def guests_of(token: Token, page: Page) -> frozenset[str]:
    """Give the countries whose embassies somebody acts at: "outside the Chilean embassy" is not Chile."""
    sentence = token.sent
    first = page.doc[sentence.start - 1].sent.start if sentence.start else sentence.start
    names, away = page.names.at(page.part), page.names.lexicon.rules.words.away
    owners = {
        child.i
        for noun in page.doc[first : sentence.end]
        if noun.lower_ in away and noun.dep_ in ("pobj", "dobj")
        for child in noun.children
        if child.i in names and child.dep_ in ("amod", "compound", "nmod", "poss")
    }
    return frozenset(names[i].entity.code or "" for i in owners)


def _opposite(token: Token) -> frozenset[int]:
    """Give the tokens of what a subject acts on: "the junta expelled the French envoy" makes no junta French.

    An object may well be of its subject's country ("Kenyan police arrested a man").
    """
    first = top(token)
    objects = [c for c in first.head.children if c.dep_ in OBJECTS] if first.dep_ in SUBJECTS else []
    return frozenset(t.i for c in objects for t in c.subtree)


def is_located(named: Name, page: Page) -> bool:
    """Tell whether a name says where something is ("in northern Syria")."""
    token = page.doc[named.last - 1]
    return token.dep_ == "pobj" and token.head.lower_ in page.names.lexicon.rules.words.inside
