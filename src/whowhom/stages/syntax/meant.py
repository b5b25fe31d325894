"""Roles of a verb that its own words leave out but mean: control, coordination, relative clauses, owners."""

from __future__ import annotations

from collections.abc import Callable, Set

from spacy.tokens import Token

from whowhom.stages.syntax.phrases import Phrases
from whowhom.stages.syntax.tokens import NOMINAL, Predication, Roles, add_role, next_doer, objects_of

FINITE = ("VBD", "VBZ", "VBP")
SOMEBODY = ("GPE", "NORP", "PERSON", "ORG")


class Meant:
    """Finds the roles that a verb takes over from the words around it.

    `verb` gives the predication of another verb; those of `open_` are being read and cannot be asked.
    """

    def __init__(self, phrases: Phrases, verb: Callable[[Token], Predication], open_: Set[int]) -> None:
        self.phrases = phrases
        self.rules = phrases.rules
        self.verb = verb
        self._open = open_

    def share(self, token: Token, roles: Roles, passive: bool) -> None:
        """Coordinated verbs share what only one of them says: "arrested and beat six people"."""
        if token.dep_ == "conj" and token.head.pos_ in ("VERB", "AUX"):
            first = self.verb(token.head)
            if passive and first.passive and "object" not in roles and "object" in first.roles:
                roles["object"] = list(first.roles["object"])
            if "subject" not in roles and "subject" in first.roles:
                if not passive or first.passive:
                    roles["subject"] = list(first.roles["subject"])
                elif "object" not in roles:
                    roles["object"] = list(first.roles["subject"])
            if not passive and first.passive and "subject" not in roles and "object" in first.roles:
                roles["subject"] = list(first.roles["object"])
        if not passive and "object" not in roles and "clause" not in roles:
            for child in token.children:
                if child.dep_ == "conj" and child.pos_ == "VERB" and 0 < child.i - token.i <= 3:
                    second = [c for c in child.children if c.dep_ == "dobj"]
                    between = (c for c in token.children if token.i < c.i < child.i)
                    if second and not any(c.dep_ in ("prep", "agent") for c in between):
                        roles["object"] = [self.phrases.antecedent(c) for c in second]

    def relative(self, token: Token, roles: Roles, passive: bool) -> None:
        """A relative clause without its pronoun: "the sanctions they imposed", "aid they go on giving"."""
        clause = token
        while clause.dep_ == "xcomp" and clause.head.pos_ == "VERB":
            clause = clause.head
        if clause.dep_ != "relcl" or clause.head.pos_ not in NOMINAL:
            return
        if clause.i != token.i:
            upper = self.verb(clause)
            free = "subject" in upper.roles and "object" not in upper.roles
            if free and "object" not in roles and "clause" not in roles and not passive:
                roles["object"] = [clause.head]
            return
        if not passive and self._is_gift(token, roles):
            roles["iobj"], roles["object"] = roles["object"], [token.head]
            return
        filled = any(t.i == token.head.i for group in roles.values() for t in group)
        deeper = any(c.dep_ == "xcomp" and c.pos_ == "VERB" for c in token.children)
        if not filled and not deeper and "subject" in roles and "object" not in roles and not passive:
            roles["object"] = [token.head]

    def _is_gift(self, token: Token, roles: Roles) -> bool:
        """Whether a clause behind a thing tells whom it is given to: "the diesel it gave Tunisia"."""
        whom, thing = roles.get("object", []), token.head
        if token.lemma_.lower() not in self.rules.ditransitive or "subject" not in roles or len(whom) != 1:
            return False
        elsewhere = any(t.i == thing.i for role, group in roles.items() if role != "iobj" for t in group)
        someone = whom[0].ent_type_ in SOMEBODY or whom[0].pos_ == "PRON"
        return someone and whom[0].i > token.i and thing.pos_ == "NOUN" and not elsewhere

    def raise_object(self, token: Token, roles: Roles) -> None:
        """Take "Russia" as the object of "urged" where the parser made it the subject of "to accept"."""
        if "object" in roles or "iobj" in roles:
            return
        for clause in roles.get("clause", ()):
            if any(c.dep_ == "aux" and c.tag_ == "TO" for c in clause.children):
                for child in clause.children:
                    if child.dep_ in ("nsubj", "nsubjpass"):
                        add_role(roles, "object", self.phrases.antecedent(child))

    def find_subject(self, token: Token, roles: Roles, passive: bool) -> None:
        """Give a verb without a subject of its own the one that is meant."""
        target = "object" if passive else "subject"
        if passive and "object" in roles:
            return
        if any(c.dep_ == "expl" for c in token.children):  # "there will be no talks, said X"
            return
        meant = self._controller(token) or (() if passive else self._described(token))
        if meant:
            roles[target] = [m for m in meant if all(m.i != o.i for o in roles.get("object", ()))]

    def _described(self, token: Token) -> tuple[Token, ...]:
        """Give the subject that the model hangs on what is said of it: "the two, loath to speak, accused"."""
        above = [token.head] if token.dep_ == "advcl" and token.tag_ in FINITE else []
        said = [c for c in token.children if c.dep_ == "ccomp" and c.i < token.i]
        if any(c.dep_ == "mark" for c in token.children):
            return ()
        for word in (*said, *above):
            whole = any(c.dep_ in ("aux", "cop", "mark") for c in word.children)
            if word.pos_ == "ADJ" and word.i < token.i and not whole:
                return tuple(self.phrases.antecedent(c) for c in word.children if c.dep_ == "nsubj")
        return ()

    def _controller(self, token: Token) -> tuple[Token, ...]:
        """Give who is meant to do what a clause without subject tells."""
        head, dep = token.head, token.dep_
        if dep in ("acl", "relcl") and head.pos_ in NOMINAL:
            if any(c.dep_ == "aux" and c.tag_ == "TO" for c in token.children):  # "a plan to attack"
                return self._owner(head)
            joined = self._shared(head) if dep == "acl" and token.tag_ == "VBN" else None
            return (joined or head,)
        if dep == "xcomp" and head.pos_ in ("VERB", "AUX"):
            upper = self.verb(head)
            if head.lemma_.lower() not in self.rules.subject_control and upper.roles.get("object"):
                return upper.roles["object"]
            return upper.roles.get("iobj") or upper.roles.get("subject", ())
        if dep == "xcomp" and head.pos_ == "ADJ":
            return self.subject_of_adjective(head)
        if dep in ("advcl", "ccomp", "dep", "parataxis") and head.pos_ in ("VERB", "AUX"):
            if dep == "ccomp" and any(c.dep_ in ("mark", "nsubj") for c in token.children):
                return ()
            own = next((c for c in head.children if next_doer(head, c) == token), None)
            if own is not None:
                return (self.phrases.antecedent(own),)
            upper = self.verb(head)
            if upper.passive and not upper.roles.get("subject"):
                return upper.roles.get("object", ())
            return upper.roles.get("subject", ()) or upper.roles.get("object", ())
        if dep == "pcomp":
            return self._prep_controller(head)
        if dep == "conj" and head.pos_ in ("VERB", "AUX"):
            upper = self.verb(head)
            return upper.roles.get("subject", ())
        return ()

    def _prep_controller(self, prep: Token) -> tuple[Token, ...]:
        """Who does what stands after a preposition: "accused Y of shelling", "by signing"."""
        governor = self.phrases.governor(prep)
        if governor.pos_ in ("VERB", "AUX"):
            upper = self.verb(governor)
            if prep.lower_ in self.rules.object_prepositions and upper.roles.get("object"):
                return upper.roles["object"]
            if upper.passive and not upper.roles.get("subject"):
                return upper.roles.get("object", ())
            return upper.roles.get("subject", ())
        if governor.pos_ in ("NOUN", "PROPN"):
            return self._owner(governor)
        return ()

    def _shared(self, party: Token) -> Token | None:
        """Give the noun of which a party is one side ("talks between A and B")."""
        while party.dep_ == "conj" and party.head.pos_ in NOMINAL:
            party = party.head
        prep = party.head
        joins = party.dep_ == "pobj" and prep.lower_ in self.rules.joining_prepositions
        return prep.head if joins and prep.head.pos_ == "NOUN" else None

    def _owner(self, noun: Token) -> tuple[Token, ...]:
        """Whose plan, threat or decision a noun is."""
        for child in noun.children:
            if child.dep_ == "poss":
                return (self.phrases.antecedent(child),)
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ == "by":
                return tuple(objects_of(child))
        governor = noun.head
        if noun.dep_ in ("dobj", "attr", "pobj", "nsubjpass"):
            while governor.pos_ == "ADP" and governor.head.i != governor.i:
                governor = governor.head
            if governor.pos_ in ("VERB", "AUX") and governor.i not in self._open:
                return self.verb(governor).roles.get("subject", ())
        for child in noun.children:
            if child.dep_ in ("amod", "compound") and child.text[:1].isupper():
                return (child,)
        return ()

    def maker(self, token: Token, passive: bool) -> tuple[Token, ...]:
        """Who makes what does a deed: "the Senate passed a law banning", "adopted a text that condemns"."""
        work = token.head
        doing = (token.dep_ == "acl" and token.tag_ == "VBG") or token.dep_ == "relcl"
        if not doing or work.pos_ != "NOUN" or passive:
            return ()
        verb = work.head
        made = work.dep_ in ("dobj", "nsubjpass") and verb.lemma_.lower() in self.rules.support
        return self.verb(verb).roles.get("subject", ()) if made and verb.i not in self._open else ()

    def subject_of_adjective(self, token: Token) -> tuple[Token, ...]:
        """Give of whom or what an adjective is said."""
        head = token.head
        own = tuple(self.phrases.antecedent(c) for c in token.children if c.dep_ in ("nsubj", "nsubjpass"))
        if own and all("Yes" in t.morph.get("Reflex", []) for t in own) and head.pos_ == "VERB":
            return self.verb(head).roles.get("subject", ())  # "declared itself ready"
        if own:  # "that he was inclined", which the model takes for a passive
            return own
        if token.dep_ in ("acomp", "attr", "oprd", "conj") and head.pos_ in ("VERB", "AUX"):
            return self.verb(head).roles.get("subject", ())
        if token.dep_ == "amod" and head.pos_ in NOMINAL:
            return (head,)
        return ()
