"""Lead every sentence back to predicates with roles, however it is put: syntax only, no meaning.

Roles are `subject` (who does it), `object` (what or whom it is done to), `iobj` (to whom, without a
preposition), `attr` (what the subject is said to be), `clause` (a complement clause's head), `purpose` (that
of an infinitive of purpose), one for each preposition (`on`, `with`, `against` ...), and, for nouns, `poss`
(whose), `mod` (what stands before it: "Russian attack"), `undergoer` ("Syria came under attack") and `anti`
("anti-government rally"). `doing` is the participle behind a noun or, where it voices something, behind a
verb ("protests demanding", "marched, calling for"); `owner` who makes what does a deed ("passed a law that").
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from whowhom.rulebook.predicates import PredicateRules
from whowhom.stages.syntax.phrases import Phrases
from whowhom.stages.syntax.tokens import (
    NOMINAL,
    Pos,
    Predication,
    Roles,
    add_role,
    is_against,
    lemma_of,
    listed,
    objects_of,
)
from whowhom.stages.syntax.verbs import Verbs

__all__ = ["NOMINAL", "Pos", "Predication", "Syntax", "is_against", "listed"]

NAMES = frozenset({"GPE", "LOC", "PERSON"})  # kinds of names whose words name nobody alone


class Syntax:
    """The predications of one parse, worked out when asked for and kept."""

    def __init__(self, doc: Doc, rules: PredicateRules) -> None:
        self.doc = doc
        self.rules = rules
        self._phrases = Phrases(doc, rules)
        self._verbs = Verbs(self._phrases)
        self._nouns: dict[int, Predication] = {}

    def predication(self, token: Token) -> Predication | None:
        """Give the predication that the token heads; None where it cannot head one."""
        if token.pos_ in ("VERB", "AUX"):
            return self.verb(token)
        if token.pos_ in ("NOUN", "PROPN", "NUM", "SYM"):  # "$3 million for Chad" has its roles too
            return self.noun(token)
        if token.pos_ == "ADJ":
            return self.adjective(token)
        return None

    def verb(self, token: Token) -> Predication:
        """A verb in; its predication out, with roles that are not said but meant (control, coordination)."""
        return self._verbs.verb(token)

    def phrase(self, head: Token, *, alone: bool = False) -> tuple[int, int]:
        """Give the tokens [first, last) of the noun phrase that the token heads (`Phrases.phrase`)."""
        return self._phrases.phrase(head, alone=alone)

    def opening(self, noun: Token) -> int | None:
        """Give the first token of a receiver that the parser took into the sum behind it, else None."""
        return self._phrases.opening(noun)

    # --- nouns and adjectives -------------------------------------------------------------------

    def noun(self, token: Token) -> Predication:
        """A deed noun in; its predication out, with the roles of its light verb where it has one."""
        known = self._nouns.get(token.i)
        if known is not None:
            return known
        roles: Roles = {}
        whole = self._phrases.whole(token)
        around = [] if whole.i == token.i else [c for c in whole.children if c.i != token.head.i]
        for child in (*token.children, *around):
            if child.dep_ == "poss":
                add_role(roles, "poss", self._phrases.antecedent(child))
            elif child.dep_ == "prep":
                self._phrases.take_prep(child, roles)
            elif child.dep_ in ("compound", "nmod", "amod") and is_against(child):
                add_role(roles, "anti", child)
            elif (
                child.dep_ in ("compound", "nmod", "amod") and _names(child) and not _is_name_of(child, token)
            ):
                for each in (child, *_beside(child)):
                    add_role(roles, "mod", each)
            elif child.tag_ == "VBN" and child.lemma_.lower() in self.rules.agent_participles:
                for by in child.children:  # "UN-brokered talks"
                    if by.i < child.i and by.ent_type_ and by.text[:1].isupper():
                        add_role(roles, "by", by)
            elif child.dep_ in ("acl", "ccomp") and _is_content(child):
                add_role(roles, "clause", child)
            elif child.dep_ == "acl" and child.tag_ == "VBG":
                add_role(roles, "doing", child)
            elif child.dep_ == "relcl" and any(
                c.dep_ == "mark" and c.lower_ == "for" for c in child.children
            ):
                add_role(roles, "clause", child)  # "time for Y to sign"
        for carried in self._participles(token):
            if carried.lemma_.lower() in self.rules.carrying:
                for by in self.verb(carried).roles.get("subject", ()):
                    add_role(roles, "by", by)
        self._occur(whole, roles)
        for who in self._enduring(token):
            add_role(roles, "undergoer", who)
        words, support = [token], self._support(token, roles)
        if support is not None:
            words.append(support)
            words.extend(c for c in support.children if c.dep_ == "prt")
        predication = Predication(
            head=token,
            lemma=lemma_of(token),
            pos="noun",
            words=tuple(sorted(words, key=lambda w: w.i)),
            roles={k: tuple(v) for k, v in roles.items() if v},
            support=support,
        )
        self._nouns[token.i] = predication
        return predication

    def _participles(self, noun: Token) -> Iterator[Token]:
        """Give the participles behind a noun and its parties: "talks between A and B brokered by C"."""
        # "the news that Chad approved it" tells who approved, not whose news it is
        told = (c for c in noun.children if c.dep_ == "acl")
        yield from (c for c in told if all(t.dep_ != "mark" for t in c.children))
        for prep in noun.children:
            if prep.dep_ == "prep" and prep.lower_ in self.rules.joining_prepositions:
                for party in objects_of(prep):
                    for each in (party, *party.conjuncts):
                        yield from (c for c in each.children if c.dep_ == "acl" and c.tag_ == "VBN")

    def _occur(self, noun: Token, roles: Roles) -> None:
        """Give a noun the prepositions of the verb that tells that it came: "clashes broke out between"."""
        while noun.dep_ == "conj" and noun.head.pos_ in ("NOUN", "PROPN"):
            noun = noun.head
        verb = noun.head
        if noun.dep_ not in ("nsubj", "nsubjpass") or verb.pos_ != "VERB":
            return
        particles = [c.lower_ for c in verb.children if c.dep_ in ("prt", "dobj") and c.i == verb.i + 1]
        if not {" ".join([verb.lemma_.lower(), *p]) for p in ((), particles)} & self.rules.occurring:
            return
        for child in verb.children:
            loose = child.i > 0 and child.nbor(-1).is_punct  # "talks ended, with the envoy in tears"
            if child.dep_ == "prep" and child.lower_ not in roles and not loose:
                self._phrases.take_prep(child, roles)

    def _enduring(self, noun: Token) -> Iterator[Token]:
        """Give whom a deed befalls that stands behind them: "towns under attack from the air"."""
        prep = noun.head
        under = noun.dep_ == "pobj" and prep.lower_ in self.rules.undergoing_prepositions
        if under and prep.dep_ == "prep" and prep.head.pos_ in ("NOUN", "PROPN"):
            yield prep.head

    def _support(self, token: Token, roles: Roles) -> Token | None:
        """Find the light verb of a noun, and give the noun the verb's roles."""
        first = self._phrases.whole(token)
        while first.dep_ == "conj" and first.head.pos_ in ("NOUN", "PROPN"):
            first = self._phrases.whole(first.head)
        for verb, prep in self._governing(first):
            upper = self.verb(verb)
            name = f"{upper.lemma} {prep}" if prep else upper.lemma
            placed = bool(prep and upper.roles.get("object"))  # "placed him under house arrest"
            if name in self.rules.support or (placed and name in self.rules.undergoing):
                role = "subject"
            elif name in self.rules.undergoing:
                role = "undergoer"
            else:
                continue
            for who in upper.roles.get("subject", ()):
                if who.i != token.i:
                    add_role(roles, role, who)
            for key, heads in upper.roles.items():
                if key in ("subject", "clause", "attr") or key == prep:
                    continue
                for head in heads:
                    if head.i not in (token.i, first.i):
                        add_role(roles, "iobj" if key == "object" else key, head)
            return verb
        return None

    def _governing(self, noun: Token) -> Iterator[tuple[Token, str]]:
        """Give the verbs that a noun completes: as object, passive subject, or behind a preposition."""
        head = noun.head
        if head.pos_ in ("VERB", "AUX"):
            if noun.dep_ in ("dobj", "obj", "nsubjpass"):
                yield head, ""
        elif head.pos_ == "ADP" and noun.dep_ == "pobj":
            verb = head.head
            if verb.pos_ in ("VERB", "AUX"):
                yield verb, head.lower_
                for part in verb.children:  # "took part in talks"
                    if part.dep_ == "dobj" and part.i == head.i - 1:
                        yield verb, f"{part.lower_} {head.lower_}"
            elif verb.dep_ == "dobj" and verb.head.pos_ == "VERB":
                yield verb.head, f"{verb.lower_} {head.lower_}"
        for child in noun.children:
            if child.dep_ in ("relcl", "acl") and child.pos_ == "VERB":
                for verb in (child, *(c for c in child.children if c.dep_ == "xcomp" and c.pos_ == "VERB")):
                    if any(o.i == noun.i for o in self.verb(verb).roles.get("object", ())):
                        yield verb, ""

    def adjective(self, token: Token) -> Predication:
        """An adjective in ("critical of"); its predication out."""
        roles: Roles = {}
        for child in token.children:
            if child.dep_ == "prep":
                self._phrases.take_prep(child, roles)
            elif child.dep_ in ("xcomp", "ccomp"):
                add_role(roles, "clause", child)
            elif child.dep_ == "nsubj":  # "found the mayor guilty"
                add_role(roles, "subject", self._phrases.antecedent(child))
        for who in self._verbs.meant.subject_of_adjective(token):
            add_role(roles, "subject", who)
        return Predication(
            head=token,
            lemma=token.lemma_.lower(),
            pos="adj",
            words=(token,),
            roles={k: tuple(v) for k, v in roles.items() if v},
        )

    def coreferent(self, pronoun: Token) -> Token:
        """Give the object that a pronoun repeats: "convicted the editors, sentencing them"; else the pronoun.

        The verbs must share their subject, so that the pronoun cannot mean the doer.
        """
        verb = pronoun.head
        upper = verb.head
        if pronoun.pos_ != "PRON" or pronoun.dep_ != "dobj" or "Prs" not in pronoun.morph.get("PronType", []):
            return pronoun
        if verb.dep_ not in ("conj", "advcl", "xcomp") or upper.pos_ not in ("VERB", "AUX"):
            return pronoun
        if any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
            return pronoun
        for child in self.verb(upper).roles.get("object", ()):
            held = any(c.dep_ == "poss" for c in child.children)  # "stepped up his words, accusing them"
            if child.pos_ in ("NOUN", "PROPN") and child.i < pronoun.i and not held and agree(pronoun, child):
                return child
        return pronoun


def agree(pronoun: Token, noun: Token) -> bool:
    """Whether a pronoun may stand for a noun, by its number."""
    plural = "Plur" in noun.morph.get("Number", []) or any(c.dep_ == "conj" for c in noun.children)
    return ("Plur" in pronoun.morph.get("Number", [])) == plural


def _beside(modifier: Token) -> list[Token]:
    """Give the names joined to one before a noun: "British" of "French and British raids"."""
    if modifier.pos_ not in ("ADJ", "PROPN"):
        return []
    joined = (c for c in modifier.conjuncts if modifier.i < c.i < modifier.head.i)
    return [c for c in joined if c.pos_ in ("ADJ", "PROPN") and c.text[:1].isupper()]


def _is_name_of(part: Token, whole: Token) -> bool:
    """Whether a word is but part of a name: "United" of "United States"."""
    return part.ent_type_ in NAMES and part.ent_type_ == whole.ent_type_ and whole.ent_iob_ == "I"


def _names(token: Token) -> bool:
    """Whether what stands before a noun may name a party: "Russian", "police", "U.S.-led"."""
    return token.dep_ != "amod" or token.text[:1].isupper()


def _is_content(token: Token) -> bool:
    """Whether a clause behind a noun says what it is: "a plan to attack", "the news that they agreed"."""
    return any((c.dep_ == "aux" and c.tag_ == "TO") or c.dep_ == "mark" for c in token.children)
