"""Verbs: the roles that a verb's own words fill, and the passive put back to the active voice."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from whowhom.stages.syntax.meant import Meant
from whowhom.stages.syntax.phrases import Phrases
from whowhom.stages.syntax.tokens import Predication, Roles, add_role, lemma_of, next_doer, objects_of


class Verbs:
    """The predications of the verbs of one parse, worked out when asked for and kept."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.rules = phrases.rules
        self._known: dict[int, Predication] = {}
        self._open: set[int] = set()
        self.meant = Meant(phrases, self.verb, self._open)

    def verb(self, token: Token) -> Predication:
        """A verb in; its predication out, with roles that are not said but meant (control, coordination)."""
        known = self._known.get(token.i)
        if known is not None:
            return known
        if token.dep_ == "aux" and token.tag_ == "MD":
            return self._modal(token)
        if token.i in self._open:  # a loop of sharing: answer without roles
            return Predication(head=token, lemma=lemma_of(token), pos="verb", words=(token,), roles={})
        self._open.add(token.i)
        roles: Roles = {}
        passive = self.is_passive(token)
        words = [token]
        for child in token.children:
            self._take(child, roles, words)
        if _is_taken_for_adjective(token):
            self._take_phrase(token, roles)
        if passive:
            if self._is_bare_passive(token):  # "with 20 wounded": who stands before it is struck
                roles.setdefault("passive", []).extend(roles.pop("subject", []))
            for by in self._loose_agents(token):
                add_role(roles, "agent", by)
            _turn_passive(roles)
        self.meant.share(token, roles, passive)
        self.meant.relative(token, roles, passive)
        if "subject" not in roles or (passive and "object" not in roles):
            self.meant.find_subject(token, roles, passive)
        self.meant.raise_object(token, roles)
        for who in self.meant.maker(token, passive):
            add_role(roles, "owner", who)
        lemma = lemma_of(token)
        if len(words) > 1:
            lemma = " ".join([lemma, *(w.lower_ for w in words[1:])])
        predication = Predication(
            head=token,
            lemma=lemma,
            pos="verb",
            words=tuple(sorted(words, key=lambda w: w.i)),
            roles={k: tuple(v) for k, v in roles.items() if v},
            passive=passive,
        )
        self._open.discard(token.i)
        self._known[token.i] = predication
        return predication

    def _modal(self, token: Token) -> Predication:
        """Read "must" as a verb of its own: what must be done is its clause, who must do it its subject.

        "Must have gone" speaks of what is past, and has no roles.
        """
        roles: dict[str, tuple[Token, ...]] = {}
        verb = token.head
        if verb.pos_ in ("VERB", "AUX") and all(c.lower_ != "have" or c.i == token.i for c in verb.children):
            upper = self.verb(verb)
            who = upper.roles.get("object" if upper.passive else "subject", ())
            if any(token.i < w.i < verb.i for w in who):  # "should the talks fail": a condition
                return Predication(head=token, lemma=lemma_of(token), pos="verb", words=(verb,), roles={})
            roles["clause"] = (verb,)
            for role in ("object", "attr") if upper.passive else ("subject", "attr"):
                if upper.roles.get(role):
                    roles[role] = upper.roles[role]
        return Predication(head=token, lemma=lemma_of(token), pos="verb", words=(verb,), roles=roles)

    def _take(self, child: Token, roles: Roles, words: list[Token]) -> None:
        """Put one child of a verb where it belongs."""
        dep = child.dep_
        if dep in ("nsubj", "csubj"):
            add_role(roles, "subject", self.phrases.antecedent(child))
            for companion in self.phrases.companions(child):
                add_role(roles, "subject", companion)
        elif dep in ("nsubjpass", "csubjpass"):
            add_role(roles, "passive", self.phrases.antecedent(child))
        elif dep in ("dobj", "obj") and _is_misread(child):
            pass  # "supporters of the opposition alliance Together marched"
        elif dep in ("dobj", "obj") and next_doer(child.head, child) is not None:
            pass  # "X imposed sanctions, and Y last month called on Z"
        elif dep in ("dobj", "obj") and self.phrases.is_given(child):
            add_role(roles, "iobj", self.phrases.antecedent(child))
        elif dep in ("dobj", "obj"):
            add_role(roles, "object", self.phrases.antecedent(child))
            for aim in _aims(child):
                add_role(roles, "purpose", aim)
            for prep in self.phrases.loose(child):
                self.phrases.take_prep(prep, roles)
            receiver = self.phrases.receiver(child)
            if receiver is not None:
                add_role(roles, "iobj", receiver)
        elif dep == "agent":
            for by in objects_of(child):
                add_role(roles, "agent", self.phrases.antecedent(by))
        elif dep == "dative":
            if child.pos_ == "ADP":
                for to in objects_of(child):
                    add_role(roles, child.lower_, self.phrases.antecedent(to))
            else:
                add_role(roles, "iobj", self.phrases.antecedent(child))
        elif dep == "prep":
            if child.i < child.head.i and (others := self.phrases.accompanying(child)):
                for other in others:
                    add_role(roles, "subject", other)
            else:
                self.phrases.take_prep(child, roles)
        elif dep == "prt":
            words.append(child)
        elif dep in ("xcomp", "ccomp"):
            add_role(roles, "clause", child)
        elif dep == "advcl" and any(c.dep_ == "aux" and c.tag_ == "TO" for c in child.children):
            meant = child.head.lemma_.lower() in self.rules.to_verbs  # "threatened on Friday to close"
            add_role(roles, "clause" if meant else "purpose", child)
            if any(c.dep_ == "mark" and c.lower_ == "for" for c in child.children):  # "called for Y to"
                add_role(roles, "for", child)
        elif dep == "advcl" and (condition := self._condition(child)):
            add_role(roles, condition, child)
        elif dep == "advcl" and child.tag_ == "VBG" and child.lemma_.lower() in self.rules.voicing:
            add_role(roles, "doing", child)
        else:
            self._take_loose(child, roles, words)

    def _take_phrase(self, token: Token, roles: Roles) -> None:
        """Give its sides to a past tense taken for an adjective: "North Korea test-fired a missile"."""
        noun = token.head
        before = [
            c for c in noun.children if c.i < token.i and c.dep_ in ("compound", "nmod", "poss", "nsubj")
        ]
        if before:
            add_role(roles, "subject", before[-1])
            add_role(roles, "object", noun)
            for child in noun.children:
                if child.dep_ == "prep" and child.i > noun.i:
                    self.phrases.take_prep(child, roles)

    def _take_loose(self, child: Token, roles: Roles, words: list[Token]) -> None:
        """Put a child of a verb where it belongs that the model hangs on it loosely."""
        dep = child.dep_
        if dep in ("advmod", "npadvmod", "dep") and _is_lost_subject(child):
            add_role(roles, "subject", self.phrases.antecedent(child))
        elif dep in ("npadvmod", "oprd") and _is_late_object(child):
            add_role(roles, "object", self.phrases.antecedent(child))
        elif dep == "advmod" and child.lower_ in self.rules.returning:  # "handed the port back to Chad"
            for prep in child.children:
                if prep.dep_ == "prep":
                    self.phrases.take_prep(prep, roles)
        elif dep in ("attr", "acomp", "oprd"):
            add_role(roles, "attr", child)
        elif dep in ("aux", "auxpass"):  # a parse that hangs the subject on "is" of "is mediating"
            for who in child.children:
                if who.dep_ in ("nsubj", "nsubjpass"):
                    self._take(who, roles, words)

    def _condition(self, clause: Token) -> str | None:
        """Give the word that makes a clause a condition: "unless Y pays"."""
        marks = (c.lower_ for c in clause.children if c.dep_ == "mark")
        return next((m for m in marks if m in self.rules.conditions), None)

    def is_passive(self, token: Token) -> bool:
        """Whether a verb stands in the passive, by-less and reduced ones too."""
        has_aux = False
        for child in token.children:
            if child.dep_ in ("nsubjpass", "auxpass", "agent"):
                return True
            if child.dep_ in ("aux", "nsubj", "dobj"):
                has_aux = True
        if self._is_bare_passive(token):
            return True
        if token.tag_ != "VBN" or has_aux:
            return False
        if token.dep_ == "acl" and token.head.pos_ == "PROPN":  # "Peru called Chile a bully", misread
            return not any(c.dep_ == "oprd" for c in token.children)
        if token.dep_ in ("acl", "advcl", "amod", "ROOT", "relcl", "oprd"):
            return True
        if token.dep_ == "conj" and token.head.pos_ in ("VERB", "AUX") and token.head.i != token.i:
            return self.is_passive(token.head)
        return token.dep_ == "ccomp" and not any(c.dep_ == "nsubj" for c in token.children)

    def _is_bare_passive(self, token: Token) -> bool:
        """Whether a participle without "was" tells what befell its subject: "with five homes burnt".

        The past tense of a verb that never lacks an object reads so too behind a number: "20 wounded".
        """
        deps = {c.dep_ for c in token.children}
        if "nsubj" not in deps or deps & {
            "aux",
            "auxpass",
            "dobj",
            "dative",
            "ccomp",
            "xcomp",
            "mark",
            "neg",
        }:
            return False
        who = next(c for c in token.children if c.dep_ == "nsubj")
        if who.i > token.i or who.pos_ == "PRON":
            return False
        if token.tag_ == "VBN":
            return token.dep_ in ("pcomp", "pobj", "conj", "acl", "advcl", "ccomp")
        counted = who.like_num or any(c.dep_ == "nummod" for c in who.children)
        return token.tag_ == "VBD" and counted and token.lemma_.lower() in self.rules.befalling

    def _loose_agents(self, token: Token) -> Iterator[Token]:
        """Give the doers that the model hung on what somebody was called: "was described as grave by Y"."""
        if any(c.dep_ == "agent" for c in token.children):
            return
        for child in token.children:
            if child.i < token.i or child.dep_ not in ("prep", "oprd", "attr", "acomp"):
                continue
            if child.dep_ == "prep" and child.lower_ not in ("as", "with"):
                continue
            said = (child, *(t for t in child.children if t.dep_ in ("amod", "acomp", "pobj", "pcomp")))
            for prep in (p for w in said for p in w.children if p.lower_ == "by" and p.i > child.i):
                yield from (self.phrases.antecedent(t) for t in objects_of(prep))


def _aims(thing: Token) -> Iterator[Token]:
    """Give what things are used for, which the model hangs on them: "used gas and sticks to disperse"."""
    for each in (thing, *thing.conjuncts):
        yield from (c for c in each.children if c.dep_ == "relcl" and _opened_by_to(c))


def _opened_by_to(verb: Token) -> bool:
    own = any(c.dep_ in ("nsubj", "nsubjpass", "mark") for c in verb.children)
    return not own and any(c.dep_ == "aux" and c.tag_ == "TO" for c in verb.children)


def _is_taken_for_adjective(token: Token) -> bool:
    """Whether a past tense stands before a noun, as no adjective does: a sentence read as one phrase."""
    return token.tag_ == "VBD" and token.dep_ == "amod" and token.i < token.head.i


def _is_late_object(noun: Token) -> bool:
    """Whether a noun right behind a verb or its day is what it acts on: "abducted on Monday the minister"."""
    verb, first = noun.head, noun.left_edge
    told = any(c.dep_ in ("dobj", "obj", "nsubjpass") for c in verb.children)
    behind = first.i > verb.i and first.nbor(-1).ent_type_ == "DATE" and first.nbor(-1).head.i == verb.i
    behind |= first.i == verb.i + 1 and noun.pos_ == "NOUN" and noun.i == noun.right_edge.i
    return behind and not told and first.pos_ == "DET" and noun.ent_type_ not in ("DATE", "TIME")


def _is_lost_subject(name: Token) -> bool:
    """Whether a rare name right before a finite verb is who does it: "Nauru severed ties"."""
    verb = name.head
    told = any(c.dep_ in ("nsubj", "nsubjpass", "csubj", "expl", "agent", "auxpass") for c in verb.children)
    named = name.pos_ == "PROPN" and name.ent_type_ not in ("DATE", "TIME", "WORK_OF_ART")
    return named and not told and verb.tag_ in ("VBD", "VBZ") and name.right_edge.i == verb.i - 1


def _is_misread(noun: Token) -> bool:
    """Tell whether an object stands before its verb, with the verb's subject behind it: a name cut in two."""
    behind = any(t.dep_ == "nsubj" and noun.i < t.i < noun.head.i for t in noun.head.lefts)
    return behind and noun.pos_ in ("NOUN", "PROPN") and not any(t.tag_.startswith("W") for t in noun.lefts)


def _turn_passive(roles: Roles) -> None:
    """Put the roles of a passive back to those of the active voice."""
    patient = roles.pop("passive", [])
    if roles.get("object") and patient:  # "Y was given a loan"
        roles.setdefault("iobj", []).extend(patient)
    elif patient:
        roles["object"] = patient
    agents = roles.pop("agent", [])
    if agents:
        roles["subject"] = agents
    else:
        roles.pop("subject", None)
