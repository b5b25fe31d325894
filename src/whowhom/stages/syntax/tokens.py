"""Words of a parse and what can be told of them alone; the predication, which holds a predicate's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Token

Pos = Literal["verb", "noun", "adj"]
Roles = dict[str, list[Token]]

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM"})


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
    named = (t for c in head.children if is_name_of(c) for t in c.conjuncts)
    return (*head.conjuncts, *(t for c in behind for t in (c, *c.conjuncts)), *named)


def is_name_of(token: Token) -> bool:
    """Whether a name behind its bearer has others hung on it: "the firm X and the company Y"."""
    head = token.head
    single = head.tag_ == "NN" and token.dep_ == "appos" and token.i == head.i + 1 and token.pos_ == "PROPN"
    others = [c for c in token.children if c.dep_ == "conj"]
    return single and bool(others) and all(any(t.dep_ in ("det", "poss") for t in c.lefts) for c in others)


def is_against(token: Token) -> bool:
    """Whether a word before a noun names whom it is against: "anti-government protests"."""
    return token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).lower_ == "anti"


def next_doer(verb: Token, noun: Token) -> Token | None:
    """Give the verb whose subject a noun is, where a parse hangs it on the verb of the clause before.

    "X imposed sanctions, and Y last month called on Z": "and" stands before the noun, a day behind it.
    """
    first = noun.left_edge
    if noun.dep_ not in ("dobj", "obj") or first.i <= verb.i + 1 or first.nbor(-1).dep_ != "cc":
        return None
    for clause in verb.children:
        finite = clause.dep_ == "advcl" and clause.tag_ in ("VBD", "VBZ", "VBP")
        between = noun.doc[noun.right_edge.i + 1 : clause.i]
        loose = all(t.dep_ in ("npadvmod", "advmod", "amod", "aux", "neg") for t in between)
        if finite and clause.left_edge.i == noun.right_edge.i + 1 and loose:
            return clause
    return None


def lemma_of(token: Token) -> str:
    """Give a word's lemma, or the word itself where it has none."""
    return token.lemma_.lower() or token.lower_


def add_role(roles: Roles, role: str, token: Token) -> None:
    """Put a word among those of a role, once."""
    group = roles.setdefault(role, [])
    if all(t.i != token.i for t in group):
        group.append(token)


def objects_of(prep: Token) -> list[Token]:
    """Give what stands behind a preposition."""
    return [c for c in prep.children if c.dep_ in ("pobj", "obj", "pcomp")]
