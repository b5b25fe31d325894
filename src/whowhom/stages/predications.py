"""Lead every sentence back to predicates with roles, however it is put: syntax only, no meaning.

Roles are `subject` (who does it), `object` (what or whom it is done to), `iobj` (to whom, without a
preposition), `attr` (what the subject is said to be), `clause` (a complement clause's head), `purpose` (that
of an infinitive of purpose), one for each preposition (`on`, `with`, `against` ...), and, for nouns, `poss`
(whose), `mod` (what stands before it: "Russian attack"), `undergoer` ("Syria came under attack") and `anti`
("anti-government rally"). `doing` is the participle behind a noun or, where it voices something, behind a
verb ("protests demanding", "marched, calling for"); `owner` who makes what does a deed ("passed a law that").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Token

from whowhom.rulebook.predicates import PredicateRules

Pos = Literal["verb", "noun", "adj"]
Roles = dict[str, list[Token]]

MAX_CLIMB = 12  # steps up a tree when a subject is looked for; deeper ones are parser errors
RELATIVE = frozenset({"WDT", "WP", "WP$"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM"})
NAMES = frozenset({"GPE", "LOC", "PERSON"})  # kinds of names whose words name nobody alone
SENDERS = frozenset({"GPE", "NORP", "ORG"})  # of whom somebody may be one: "envoys from Chad"
PARTY_NAMES = frozenset({"GPE", "PERSON", "NORP"})  # kinds of names that receive rather than describe
SUMS = frozenset({"MONEY", "QUANTITY", "CARDINAL", "PERCENT"})
BODY_NAMES = PARTY_NAMES | {"ORG"}  # and of whom one gives something in hand
FINITE = ("VBD", "VBZ", "VBP")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Predication:
    """A predicate with its roles; the heads of phrases stand for the phrases.

    `lemma` holds a particle too ("call off"). `support` is the light verb of a noun ("held" of "talks").
    """

    head: Token
    lemma: str
    pos: Pos
    words: tuple[Token, ...]
    roles: Mapping[str, tuple[Token, ...]]
    passive: bool = False
    support: Token | None = None


class Syntax:
    """The predications of one parse, worked out when asked for and kept."""

    def __init__(self, doc: Doc, rules: PredicateRules) -> None:
        self.doc = doc
        self.rules = rules
        self._verbs: dict[int, Predication] = {}
        self._nouns: dict[int, Predication] = {}
        self._open: set[int] = set()

    def predication(self, token: Token) -> Predication | None:
        """Give the predication that the token heads; None where it cannot head one."""
        if token.pos_ in ("VERB", "AUX"):
            return self.verb(token)
        if token.pos_ in ("NOUN", "PROPN", "NUM", "SYM"):  # "$3 million for Chad" has its roles too
            return self.noun(token)
        if token.pos_ == "ADJ":
            return self.adjective(token)
        return None

    # --- verbs ----------------------------------------------------------------------------------

    def verb(self, token: Token) -> Predication:
        """A verb in; its predication out, with roles that are not said but meant (control, coordination)."""
        known = self._verbs.get(token.i)
        if known is not None:
            return known
        if token.dep_ == "aux" and token.tag_ == "MD":
            return self._modal(token)
        if token.i in self._open:  # a loop of sharing: answer without roles
            return Predication(head=token, lemma=_lemma(token), pos="verb", words=(token,), roles={})
        self._open.add(token.i)
        roles: Roles = {}
        passive = self.is_passive(token)
        words = [token]
        for child in token.children:
            self._take(child, roles, words)
        if passive:
            if self._is_bare_passive(token):  # "with 20 wounded": who stands before it is struck
                roles.setdefault("passive", []).extend(roles.pop("subject", []))
            for by in self._loose_agents(token):
                _add(roles, "agent", by)
            _turn_passive(roles)
        self._share(token, roles, passive)
        self._relative(token, roles, passive)
        if "subject" not in roles or (passive and "object" not in roles):
            self._find_subject(token, roles, passive)
        self._raise_object(token, roles)
        for who in self._maker(token):
            _add(roles, "owner", who)
        lemma = _lemma(token)
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
        self._verbs[token.i] = predication
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
                return Predication(head=token, lemma=_lemma(token), pos="verb", words=(verb,), roles={})
            roles["clause"] = (verb,)
            for role in ("object", "attr") if upper.passive else ("subject", "attr"):
                if upper.roles.get(role):
                    roles[role] = upper.roles[role]
        return Predication(head=token, lemma=_lemma(token), pos="verb", words=(verb,), roles=roles)

    def _take(self, child: Token, roles: Roles, words: list[Token]) -> None:
        """Put one child of a verb where it belongs."""
        dep = child.dep_
        if dep in ("nsubj", "csubj"):
            _add(roles, "subject", self.antecedent(child))
            for companion in self._companions(child):
                _add(roles, "subject", companion)
        elif dep in ("nsubjpass", "csubjpass"):
            _add(roles, "passive", self.antecedent(child))
        elif dep in ("dobj", "obj") and _is_misread(child):
            pass  # "supporters of the opposition alliance Together marched"
        elif dep in ("dobj", "obj") and self._is_given(child):
            _add(roles, "iobj", self.antecedent(child))
        elif dep in ("dobj", "obj"):
            _add(roles, "object", self.antecedent(child))
            for aim in _aims(child):
                _add(roles, "purpose", aim)
            for prep in self._loose(child):
                self._take_prep(prep, roles)
            receiver = self._receiver(child)
            if receiver is not None:
                _add(roles, "iobj", receiver)
        elif dep == "agent":
            for by in _objects(child):
                _add(roles, "agent", self.antecedent(by))
        elif dep == "dative":
            if child.pos_ == "ADP":
                for to in _objects(child):
                    _add(roles, child.lower_, self.antecedent(to))
            else:
                _add(roles, "iobj", self.antecedent(child))
        elif dep == "prep":
            if child.i < child.head.i and (others := self._accompanying(child)):
                for other in others:
                    _add(roles, "subject", other)
            else:
                self._take_prep(child, roles)
        elif dep == "prt":
            words.append(child)
        elif dep in ("xcomp", "ccomp"):
            _add(roles, "clause", child)
        elif dep == "advcl" and any(c.dep_ == "aux" and c.tag_ == "TO" for c in child.children):
            meant = child.head.lemma_.lower() in self.rules.to_verbs  # "threatened on Friday to close"
            _add(roles, "clause" if meant else "purpose", child)
            if any(c.dep_ == "mark" and c.lower_ == "for" for c in child.children):  # "called for Y to"
                _add(roles, "for", child)
        elif dep == "advcl" and any(c.dep_ == "mark" and c.lower_ == "if" for c in child.children):
            _add(roles, "if", child)
        elif dep == "advcl" and child.tag_ == "VBG" and child.lemma_.lower() in self.rules.voicing:
            _add(roles, "doing", child)
        else:
            self._take_loose(child, roles, words)

    def _take_loose(self, child: Token, roles: Roles, words: list[Token]) -> None:
        """Put a child of a verb where it belongs that the model hangs on it loosely."""
        dep = child.dep_
        if dep in ("npadvmod", "oprd") and _is_late_object(child):
            _add(roles, "object", self.antecedent(child))
        elif dep == "advmod" and child.lower_ in self.rules.returning:  # "handed the port back to Chad"
            for prep in child.children:
                if prep.dep_ == "prep":
                    self._take_prep(prep, roles)
        elif dep in ("attr", "acomp", "oprd"):
            _add(roles, "attr", child)
        elif dep in ("aux", "auxpass"):  # a parse that hangs the subject on "is" of "is mediating"
            for who in child.children:
                if who.dep_ in ("nsubj", "nsubjpass"):
                    self._take(who, roles, words)

    def _is_given(self, noun: Token) -> bool:
        """Tell the first of two objects: "lend the island up to $5 million"."""
        if noun.head.lemma_.lower() not in self.rules.ditransitive or noun.ent_type_ in SUMS:
            return False
        later = [c for c in noun.head.children if c.dep_ == "dobj" and c.i > noun.i]
        return any(
            c.ent_type_ in SUMS or c.pos_ == "NUM" or any(n.like_num for n in c.children) for c in later
        )

    def _receiver(self, gift: Token) -> Token | None:
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

    def _companions(self, noun: Token) -> Iterator[Token]:
        """Give those who act along with somebody: "France, together with Italy, condemned"."""
        for child in noun.children:
            if child.dep_ == "prep" and child.i > noun.i:
                yield from self._accompanying(child)

    def _accompanying(self, prep: Token) -> list[Token]:
        """Give the objects of "along with", however the model parses it."""
        if prep.lower_ in self.rules.companions:
            inner = [c for c in prep.children if c.dep_ == "prep"]
            return [t for p in inner for t in _objects(p)] or _objects(prep)
        if any(c.dep_ in ("advmod", "prep") and c.lower_ in self.rules.companions for c in prep.children):
            return _objects(prep)
        return []

    def _loose(self, noun: Token) -> Iterator[Token]:
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
                what = _objects(prep)
                charge = named and any(w.pos_ == "NOUN" for w in what)
                if charge or any(w.tag_ == "VBG" or (_definite(each) and _bare(w)) for w in what):
                    yield prep

    def governor(self, prep: Token) -> Token:
        """Give the word that a preposition belongs to: the verb, where the model took it into its object."""
        noun = prep.head
        while noun.dep_ == "conj" and noun.head.pos_ in NOMINAL:
            noun = noun.head
        return noun.head if any(p.i == prep.i for p in self._loose(noun)) else prep.head

    def _take_prep(self, prep: Token, roles: Roles) -> None:
        name = prep.lower_
        for child in prep.children:
            if child.dep_ in ("pobj", "pcomp", "obj", "amod", "acomp"):  # "described it as excellent"
                _add(roles, name, self.antecedent(child))
            elif child.dep_ == "prep":  # "out of", "from within"
                for inner in _objects(child):
                    _add(roles, f"{name} {child.lower_}", self.antecedent(inner))
                    _add(roles, child.lower_, self.antecedent(inner))
            elif child.dep_ == "conj" and child.pos_ == "ADP":
                self._take_prep(child, roles)

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
                yield from (self.antecedent(t) for t in _objects(prep))

    def _share(self, token: Token, roles: Roles, passive: bool) -> None:
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
                        roles["object"] = [self.antecedent(c) for c in second]

    def _relative(self, token: Token, roles: Roles, passive: bool) -> None:
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
        filled = any(t.i == token.head.i for group in roles.values() for t in group)
        deeper = any(c.dep_ == "xcomp" and c.pos_ == "VERB" for c in token.children)
        if not filled and not deeper and "subject" in roles and "object" not in roles and not passive:
            roles["object"] = [token.head]

    def _find_subject(self, token: Token, roles: Roles, passive: bool) -> None:
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
                return tuple(self.antecedent(c) for c in word.children if c.dep_ == "nsubj")
        return ()

    def _controller(self, token: Token) -> tuple[Token, ...]:
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
            return self._adjective_subject(head)
        if dep in ("advcl", "ccomp", "dep", "parataxis") and head.pos_ in ("VERB", "AUX"):
            if dep == "ccomp" and any(c.dep_ in ("mark", "nsubj") for c in token.children):
                return ()
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
        governor = self.governor(prep)
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

    def _owner(self, noun: Token) -> tuple[Token, ...]:
        """Whose plan, threat or decision a noun is."""
        for child in noun.children:
            if child.dep_ == "poss":
                return (self.antecedent(child),)
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ == "by":
                return tuple(_objects(child))
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

    def _maker(self, token: Token) -> tuple[Token, ...]:
        """Who makes what does a deed: "the Senate passed a law banning", "adopted a text that condemns"."""
        work = token.head
        doing = (token.dep_ == "acl" and token.tag_ == "VBG") or token.dep_ == "relcl"
        if not doing or work.pos_ != "NOUN" or self.is_passive(token):
            return ()
        verb = work.head
        made = work.dep_ in ("dobj", "nsubjpass") and verb.lemma_.lower() in self.rules.support
        return self.verb(verb).roles.get("subject", ()) if made and verb.i not in self._open else ()

    def _raise_object(self, token: Token, roles: Roles) -> None:
        """Take "Russia" as the object of "urged" where the parser made it the subject of "to accept"."""
        if "object" in roles or "iobj" in roles:
            return
        for clause in roles.get("clause", ()):
            if any(c.dep_ == "aux" and c.tag_ == "TO" for c in clause.children):
                for child in clause.children:
                    if child.dep_ in ("nsubj", "nsubjpass"):
                        _add(roles, "object", self.antecedent(child))

    # --- nouns and adjectives -------------------------------------------------------------------

    def noun(self, token: Token) -> Predication:
        """A deed noun in; its predication out, with the roles of its light verb where it has one."""
        known = self._nouns.get(token.i)
        if known is not None:
            return known
        roles: Roles = {}
        whole = self.whole(token)
        around = [] if whole.i == token.i else [c for c in whole.children if c.i != token.head.i]
        for child in (*token.children, *around):
            if child.dep_ == "poss":
                _add(roles, "poss", self.antecedent(child))
            elif child.dep_ == "prep":
                self._take_prep(child, roles)
            elif child.dep_ in ("compound", "nmod", "amod") and is_against(child):
                _add(roles, "anti", child)
            elif (
                child.dep_ in ("compound", "nmod", "amod") and _names(child) and not _is_name_of(child, token)
            ):
                for each in (child, *_beside(child)):
                    _add(roles, "mod", each)
            elif child.tag_ == "VBN" and child.lemma_.lower() in self.rules.agent_participles:
                for by in child.children:  # "UN-brokered talks"
                    if by.i < child.i and by.ent_type_ and by.text[:1].isupper():
                        _add(roles, "by", by)
            elif child.dep_ in ("acl", "ccomp") and _is_content(child):
                _add(roles, "clause", child)
            elif child.dep_ == "acl" and child.tag_ == "VBG":
                _add(roles, "doing", child)
            elif child.dep_ == "relcl" and any(
                c.dep_ == "mark" and c.lower_ == "for" for c in child.children
            ):
                _add(roles, "clause", child)  # "time for Y to sign"
        for carried in self._participles(token):
            if carried.lemma_.lower() in self.rules.carrying:
                for by in self.verb(carried).roles.get("subject", ()):
                    _add(roles, "by", by)
        self._occur(whole, roles)
        for who in self._enduring(token):
            _add(roles, "undergoer", who)
        words, support = [token], self._support(token, roles)
        if support is not None:
            words.append(support)
            words.extend(c for c in support.children if c.dep_ == "prt")
        predication = Predication(
            head=token,
            lemma=_lemma(token),
            pos="noun",
            words=tuple(sorted(words, key=lambda w: w.i)),
            roles={k: tuple(v) for k, v in roles.items() if v},
            support=support,
        )
        self._nouns[token.i] = predication
        return predication

    def _participles(self, noun: Token) -> Iterator[Token]:
        """Give the participles behind a noun and its parties: "talks between A and B brokered by C"."""
        yield from (c for c in noun.children if c.dep_ == "acl")
        for prep in noun.children:
            if prep.dep_ == "prep" and prep.lower_ in self.rules.joining_prepositions:
                for party in _objects(prep):
                    for each in (party, *party.conjuncts):
                        yield from (c for c in each.children if c.dep_ == "acl" and c.tag_ == "VBN")

    def _shared(self, party: Token) -> Token | None:
        """Give the noun of which a party is one side ("talks between A and B")."""
        while party.dep_ == "conj" and party.head.pos_ in NOMINAL:
            party = party.head
        prep = party.head
        joins = party.dep_ == "pobj" and prep.lower_ in self.rules.joining_prepositions
        return prep.head if joins and prep.head.pos_ == "NOUN" else None

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
                self._take_prep(child, roles)

    def _enduring(self, noun: Token) -> Iterator[Token]:
        """Give whom a deed befalls that stands behind them: "towns under attack from the air"."""
        prep = noun.head
        under = noun.dep_ == "pobj" and prep.lower_ in self.rules.undergoing_prepositions
        if under and prep.dep_ == "prep" and prep.head.pos_ in ("NOUN", "PROPN"):
            yield prep.head

    def _support(self, token: Token, roles: Roles) -> Token | None:
        """Find the light verb of a noun, and give the noun the verb's roles."""
        first = self.whole(token)
        while first.dep_ == "conj" and first.head.pos_ in ("NOUN", "PROPN"):
            first = self.whole(first.head)
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
                    _add(roles, role, who)
            for key, heads in upper.roles.items():
                if key in ("subject", "clause", "attr") or key == prep:
                    continue
                for head in heads:
                    if head.i not in (token.i, first.i):
                        _add(roles, "iobj" if key == "object" else key, head)
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
                self._take_prep(child, roles)
            elif child.dep_ in ("xcomp", "ccomp"):
                _add(roles, "clause", child)
            elif child.dep_ == "nsubj":  # "found the mayor guilty"
                _add(roles, "subject", self.antecedent(child))
        for who in self._adjective_subject(token):
            _add(roles, "subject", who)
        return Predication(
            head=token,
            lemma=token.lemma_.lower(),
            pos="adj",
            words=(token,),
            roles={k: tuple(v) for k, v in roles.items() if v},
        )

    def _adjective_subject(self, token: Token) -> tuple[Token, ...]:
        head = token.head
        own = tuple(self.antecedent(c) for c in token.children if c.dep_ in ("nsubj", "nsubjpass"))
        if own:  # "that he was inclined", which the model takes for a passive
            return own
        if token.dep_ in ("acomp", "attr", "oprd", "conj") and head.pos_ in ("VERB", "AUX"):
            return self.verb(head).roles.get("subject", ())
        if token.dep_ == "amod" and head.pos_ in NOMINAL:
            return (head,)
        return ()

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
            if (
                child.pos_ in ("NOUN", "PROPN")
                and child.i < pronoun.i
                and not held
                and _agree(pronoun, child)
            ):
                return child
        return pronoun

    # --- shared ---------------------------------------------------------------------------------

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
                    (dep in OUTSIDE and not is_listed(child))
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
        if word == "from" and not any(map(_sends, _objects(prep))):
            return False  # "fired at the city from the hills"
        if word == "from" and noun.lemma_.lower() in rules.settlements:
            return False  # "rockets hit the city from Gaza"
        return word in rules.phrase_prepositions or (
            word in rules.office_prepositions and noun.lemma_.lower() in rules.offices
        )

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


def is_listed(token: Token) -> bool:
    """Whether a name taken for an apposition is one of a list: Qatar of "Oman, Qatar and Egypt"."""
    return (
        token.dep_ == "appos"
        and token.ent_type_ == token.head.ent_type_ == "GPE"
        and any(c.dep_ == "conj" and c.ent_type_ == "GPE" for c in token.children)
    )


def listed(head: Token) -> tuple[Token, ...]:
    """Give the nouns coordinated with a head, those taken for an apposition to it included."""
    behind = [c for c in head.children if is_listed(c)]
    return (*head.conjuncts, *(t for c in behind for t in (c, *c.conjuncts)))


def _aims(thing: Token) -> Iterator[Token]:
    """Give what things are used for, which the model hangs on them: "used gas and sticks to disperse"."""
    for each in (thing, *thing.conjuncts):
        yield from (c for c in each.children if c.dep_ == "relcl" and _opened_by_to(c))


def _opened_by_to(verb: Token) -> bool:
    own = any(c.dep_ in ("nsubj", "nsubjpass", "mark") for c in verb.children)
    return not own and any(c.dep_ == "aux" and c.tag_ == "TO" for c in verb.children)


def _is_late_object(noun: Token) -> bool:
    """Whether a noun behind a day is what the verb acts on: "abducted last Thursday the minister"."""
    verb, first = noun.head, noun.left_edge
    told = any(c.dep_ in ("dobj", "obj", "nsubjpass") for c in verb.children)
    behind = first.i > verb.i and first.nbor(-1).ent_type_ == "DATE" and first.nbor(-1).head.i == verb.i
    return behind and not told and first.pos_ == "DET" and noun.ent_type_ not in ("DATE", "TIME")


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


def _lemma(token: Token) -> str:
    return token.lemma_.lower() or token.lower_


def _agree(pronoun: Token, noun: Token) -> bool:
    """Whether a pronoun may stand for a noun, by its number."""
    plural = "Plur" in noun.morph.get("Number", []) or any(c.dep_ == "conj" for c in noun.children)
    return ("Plur" in pronoun.morph.get("Number", [])) == plural


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


def is_against(token: Token) -> bool:
    """Whether a word before a noun names whom it is against: "anti-government protests"."""
    return token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).lower_ == "anti"


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


def _add(roles: Roles, role: str, token: Token) -> None:
    group = roles.setdefault(role, [])
    if all(t.i != token.i for t in group):
        group.append(token)


def _objects(prep: Token) -> list[Token]:
    return [c for c in prep.children if c.dep_ in ("pobj", "obj", "pcomp")]
