"""Words that name somebody or something: how far they reach, what they belong to, what they stand for."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from whowhom.rulebook.predicates import PredicateRules
from whowhom.stages.syntax.tokens import NOMINAL, Roles, add_role, is_listed, is_name_of, objects_of

MAX_CLIMB = 12  # steps up a tree when a subject is looked for; deeper ones are parser errors
RELATIVE = frozenset({"WDT", "WP", "WP$"})
SENDERS = frozenset({"GPE", "NORP", "ORG"})  # of whom somebody may be one: "envoys from Chad"
PARTY_NAMES = frozenset({"GPE", "PERSON", "NORP"})  # kinds of names that receive rather than describe
SUMS = frozenset({"MONEY", "QUANTITY", "CARDINAL", "PERCENT"})
BODY_NAMES = PARTY_NAMES | {"ORG"}  # and of whom one gives something in hand
OUTSIDE = frozenset(
    {
        "relcl",
        "acl",
        "appos",
        "ccomp",
        "advcl",
        "parataxis",
        "nsubj",
        "nsubjpass",
        "aux",
        "auxpass",
        "cop",
        "neg",
        "preconj",
    }
)


class Phrases:
    """What can be asked of the noun phrases and prepositions of a parse, whatever its predicates are."""

    def __init__(self, doc: Doc, rules: PredicateRules) -> None:
        self.doc = doc
        self.rules = rules

    def phrase(self, head: Token, *, alone: bool = False) -> tuple[int, int]:
        """Give the tokens [first, last) of the noun phrase that the token heads.

        Coordinated nouns belong to it, save where it is asked for `alone`; relative clauses, appositions and
        loose prepositional phrases do not.
        """
        first = last = head.i
        stack = [head]
        while stack:
            token = stack.pop()
            joined = any(c.dep_ == "conj" and c.pos_ in NOMINAL for c in token.children)
            for child in token.children:
                dep = child.dep_
                if (
                    (dep in OUTSIDE and not is_listed(child) and not is_name_of(child))
                    or dep == "punct"
                    or (dep == "cc" and not joined)
                ):
                    continue
                if dep == "conj" and child.pos_ not in NOMINAL:
                    continue
                if alone and token.i == head.i and dep in ("conj", "cc"):
                    continue
                behind = dep == "prep" and child.i > token.i  # "at least" stands before
                if behind and (token.pos_ in ("VERB", "AUX") or not self._joins(token, child)):
                    continue
                if dep in ("advmod", "preconj", "npadvmod") and child.i > token.i:
                    continue
                stack.append(child)
                first, last = min(first, child.i), max(last, child.i)
        for token in self.doc[first : head.i]:  # "Seoul (CNN) North Korea"
            if token.tag_ == "-RRB-" and all(t.tag_ != "-LRB-" for t in self.doc[first : token.i]):
                first = token.i + 1
        return first, last + 1

    def whole(self, noun: Token) -> Token:
        """Give what counts or gathers a noun: "series" of "a series of raids"; else the noun itself."""
        prep = noun.head
        if noun.dep_ == "pobj" and prep.lower_ == "of" and prep.head.lemma_.lower() in self.rules.containers:
            return prep.head
        return noun

    def _joins(self, noun: Token, prep: Token) -> bool:
        """Whether a prepositional phrase belongs to the words that name somebody."""
        rules, word = self.rules, prep.lower_
        if self.governor(prep).i != noun.i:
            return False
        if word == "from" and not any(map(_sends, objects_of(prep))):
            return False  # "fired at the city from the hills"
        if word == "from" and noun.lemma_.lower() in rules.settlements:
            return False  # "rockets hit the city from Gaza"
        return word in rules.phrase_prepositions or (
            word in rules.office_prepositions and noun.lemma_.lower() in rules.offices
        )

    def governor(self, prep: Token) -> Token:
        """Give the word that a preposition belongs to: the verb, where the model took it into its object."""
        noun = prep.head
        while noun.dep_ == "conj" and noun.head.pos_ in NOMINAL:
            noun = noun.head
        return noun.head if any(p.i == prep.i for p in self.loose(noun)) else prep.head

    def loose(self, noun: Token) -> Iterator[Token]:
        """Give the "of" that a verb asks for and the model took into its object: "accused X of fraud"."""
        if noun.dep_ != "dobj" or noun.head.lemma_.lower() not in self.rules.of_verbs:
            return
        if any(c.dep_ == "prep" and c.lower_ == "of" for c in noun.head.children):
            return
        for each in (noun, *noun.conjuncts):
            named = each.pos_ in ("PROPN", "PRON") or each.like_num
            for prep in each.children:
                if prep.dep_ != "prep" or prep.lower_ != "of" or prep.i < each.i:
                    continue
                what = objects_of(prep)
                charge = named and any(w.pos_ == "NOUN" for w in what)
                if charge or any(w.tag_ == "VBG" or (_definite(each) and _bare(w)) for w in what):
                    yield prep

    def take_prep(self, prep: Token, roles: Roles) -> None:
        """Add what stands behind a preposition to the role of its name."""
        name = prep.lower_
        for child in prep.children:
            if child.dep_ in ("pobj", "pcomp", "obj", "amod", "acomp"):  # "described it as excellent"
                add_role(roles, name, self.antecedent(child))
            elif child.dep_ == "prep":  # "out of", "from within"
                for inner in objects_of(child):
                    add_role(roles, f"{name} {child.lower_}", self.antecedent(inner))
                    add_role(roles, child.lower_, self.antecedent(inner))
            elif child.dep_ == "conj" and child.pos_ == "ADP":
                self.take_prep(child, roles)

    def antecedent(self, token: Token) -> Token:
        """Give the noun that a relative pronoun stands for; any other token stands for itself."""
        if token.tag_ not in RELATIVE and not self._is_relative(token):
            return token
        current = token
        for _ in range(MAX_CLIMB):
            if current.dep_ == "relcl":
                noun = current.head  # "Chile, a longtime ally, which objects"
                blow = self._blow(noun) if current.lemma_.lower() in self.rules.striking else None
                if blow is not None and token.lower_ in self.rules.relatives:
                    return blow
                apposed = noun.dep_ == "appos" and noun.pos_ == "NOUN" and noun.head.pos_ in NOMINAL
                return noun.head if apposed else noun
            if current.head.i == current.i:
                break
            current = current.head
        return token

    def _blow(self, noun: Token) -> Token | None:
        """Find the attack that kills where the model has a place do it: "a raid on a village that killed"."""
        if noun.lemma_.lower() in self.rules.blows:
            return None
        for token in reversed(self.doc[noun.sent.start : noun.i]):
            if token.pos_ in ("VERB", "AUX", "SCONJ"):
                return None
            if token.pos_ == "NOUN" and token.lemma_.lower() in self.rules.blows:
                return token
        return None

    def _is_relative(self, token: Token) -> bool:
        """Whether a word taken for a conjunction stands for a noun: "an embargo that X imposed"."""
        return (
            token.lower_ in self.rules.relatives
            and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj")
            and token.head.dep_ == "relcl"
            and token.i < token.head.i
        )

    def companions(self, noun: Token) -> Iterator[Token]:
        """Give those who act along with somebody: "France, together with Italy, condemned"."""
        for child in noun.children:
            if child.dep_ == "prep" and child.i > noun.i:
                yield from self.accompanying(child)

    def accompanying(self, prep: Token) -> list[Token]:
        """Give the objects of "along with", however the model parses it."""
        if prep.lower_ in self.rules.companions:
            inner = [c for c in prep.children if c.dep_ == "prep"]
            return [t for p in inner for t in objects_of(p)] or objects_of(prep)
        if any(c.dep_ in ("advmod", "prep") and c.lower_ in self.rules.companions for c in prep.children):
            return objects_of(prep)
        return []

    # --- whom something is given to -------------------------------------------------------------

    def is_given(self, noun: Token) -> bool:
        """Tell the first of two objects: "lend the island up to $5 million"."""
        if noun.head.lemma_.lower() not in self.rules.ditransitive or noun.ent_type_ in SUMS:
            return False
        later = [c for c in noun.head.children if c.dep_ == "dobj" and c.i > noun.i]
        return any(
            c.ent_type_ in SUMS or c.pos_ == "NUM" or any(n.like_num for n in c.children) for c in later
        )

    def receiver(self, gift: Token) -> Token | None:
        """Find whom the parser took into the gift: "gave Ukraine military aid", "lent Chad $5 million"."""
        verb = gift.head
        if verb.lemma_.lower() not in self.rules.ditransitive or verb.i + 1 >= gift.i:
            return None
        number = next(
            (c for c in gift.children if c.dep_ in ("nummod", "quantmod") and c.i > verb.i + 1), None
        )
        if number is not None:
            edge = number.left_edge.i - 1
            before = next((c for c in gift.children if c.right_edge.i == edge and c.pos_ == "NOUN"), None)
            before = before or self.doc[edge]
            if before.pos_ == "NOUN":
                return before if self.opening(before) is not None else None
        taker = self.doc[gift.i - 1]  # "granted the exiled leader asylum"
        if taker.dep_ == "compound" and taker.pos_ == "NOUN" and gift.lemma_.lower() in self.rules.bare_gifts:
            return taker if self.opening(taker) is not None else None
        first = next((c for c in gift.children if c.i > verb.i), gift)
        if first.dep_ not in ("nmod", "compound", "poss") or first.pos_ != "PROPN" or first.n_rights:
            return None
        if first.left_edge.i != verb.i + 1:
            return None
        behind = self.doc[first.i + 1]
        described = behind.dep_ in ("amod", "nummod", "det", "quantmod", "poss") and behind.i < gift.i
        described = described or (behind.like_num and behind.i < gift.i)
        names = BODY_NAMES if verb.lemma_.lower() in self.rules.handing else PARTY_NAMES
        return first if described or first.ent_type_ in names else None

    def opening(self, noun: Token) -> int | None:
        """Give the first token of a receiver that the parser took into the sum behind it, else None."""
        gift = noun.head
        verb = gift.head
        if (
            noun.dep_ not in ("nmod", "compound", "poss")
            or verb.lemma_.lower() not in self.rules.ditransitive
        ):
            return None
        inside = {t.i for t in gift.subtree}
        whole = range(verb.i + 1, noun.i + 1)
        return verb.i + 1 if len(whole) > 1 and all(i in inside for i in whole) else None


def _definite(noun: Token) -> bool:
    return any("Def" in c.morph.get("Definite", []) or c.dep_ == "poss" for c in noun.children)


def _bare(noun: Token) -> bool:
    """Whether a common noun stands without article, owner or name: "of fraud", not "of the army"."""
    return noun.pos_ == "NOUN" and not any(
        c.dep_ in ("det", "poss", "nummod", "prep") or c.pos_ == "PROPN" for c in noun.children
    )


def _sends(noun: Token) -> bool:
    """Whether somebody may be of it: "envoys from Chad", "fighters from Hezbollah units"."""
    before = (c for c in noun.children if c.dep_ in ("compound", "amod", "nmod"))
    return any(t.ent_type_ in SENDERS for t in (noun, *before))
