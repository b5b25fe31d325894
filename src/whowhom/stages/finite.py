"""Finite verbs that the model takes for participles: given back their clause, subject and object."""

from __future__ import annotations

from spacy.tokens import Doc, Token

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
NOUNS = frozenset({"NOUN", "PROPN"})
BEFORE = frozenset({"poss", "det", "amod", "compound", "nmod", "nummod"})  # what may stand before a subject
REGULAR = "ed"  # the ending of past tenses that are participles too


def free_verbs(doc: Doc) -> None:
    """Make the past tense a verb that the model hangs on a noun: "The minister called the vote a sham"."""
    for token in doc:
        if token.pos_ != "VERB" or token.head.i == token.i:
            continue
        if token.dep_ == "acl" and token.tag_ == "VBN":
            _raise_participle(token)
        elif token.dep_ == "amod" and token.tag_ == "VBD" and token.head.i > token.i:
            _raise_modifier(token)
        elif token.dep_ == "relcl" and token.tag_ in FINITE:
            _give_subject(token)


def _raise_participle(verb: Token) -> None:
    """Free the verb of a sentence that has no other: it says what its two nouns are to each other.

    A participle is passive, and keeps no object: "the minister called Monday's vote a sham".
    """
    noun = verb.head
    if noun.dep_ != "ROOT" or noun.pos_ not in NOUNS or verb.i < noun.i or not verb.text.endswith(REGULAR):
        return
    if any(t.tag_ in FINITE and not verb.is_ancestor(t) for t in noun.subtree):
        return
    said = [c for c in verb.children if c.i > verb.i and c.dep_ in ("dobj", "oprd") and c.pos_ in NOUNS]
    if len(said) != 2 or any(c.dep_ == "agent" for c in verb.children):
        return
    _stand(verb)
    said[0].dep_ = "dobj"
    noun.head, noun.dep_ = verb, "nsubj"
    for child in [c for c in noun.children if c.i > verb.i]:
        child.head = verb


def _raise_modifier(verb: Token) -> None:
    """Free a past tense that stands between its subject and object, which the model takes for one phrase.

    "Chad's government voiced concern"; "Chad test-fired two missiles, and Niger protested".
    """
    noun = verb.head
    if noun.pos_ not in NOUNS or noun.dep_ not in ("ROOT", "nsubj"):
        return
    first = verb.left_edge.i
    own = [c for c in verb.lefts if c.dep_ in ("npadvmod", "nsubj") and c.i == verb.i - 1 and c.pos_ in NOUNS]
    before = [c for c in noun.lefts if c.i < first and c.dep_ in BEFORE]
    named = [c for c in before if c.pos_ == "PROPN" and c.dep_ != "poss"]
    subject = own[0] if own else named[-1] if named else None
    upper = noun.head
    if subject is None or (noun.dep_ == "nsubj" and _has_no_other(upper, noun)):
        return
    if noun.dep_ == "ROOT":
        if any(t.tag_ in FINITE and t.i != verb.i and t.dep_ in ("conj", "ccomp") for t in noun.children):
            return
        _stand(verb)
    else:
        verb.head, verb.dep_ = (verb, "ROOT") if upper.dep_ == "ROOT" else (upper.head, upper.dep_)
        upper.head, upper.dep_ = verb, "conj"
    noun.head, noun.dep_ = verb, "dobj"
    subject.head, subject.dep_ = verb, "nsubj"
    for child in before:
        if child.i != subject.i:
            child.head = subject
    for child in [c for c in noun.rights if c.dep_ in ("prep", "cc", "punct", "npadvmod")]:
        if noun.i + 1 != child.i or child.dep_ != "prep" or child.lower_ == "on":
            child.head = verb


def _has_no_other(verb: Token, subject: Token) -> bool:
    return not any(c.dep_ == "nsubj" and c.i > subject.i for c in verb.children)


def _give_subject(verb: Token) -> None:
    """Give a relative clause the noun right before its verb as subject: "whom the opposition accuses"."""
    if verb.i == 0 or any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children):
        return
    noun = verb.nbor(-1)
    objects = any(c.dep_ in ("dobj", "pobj") and c.tag_ in ("WP", "WDT") for c in verb.lefts)
    if noun.dep_ not in ("compound", "nmod", "npadvmod") or noun.head.i != verb.i or not objects:
        return
    for child in [c for c in verb.lefts if c.i < noun.i and c.dep_ in BEFORE]:
        child.head = noun
    noun.dep_ = "nsubj"


def _stand(verb: Token) -> None:
    verb.head = verb
    verb.dep_, verb.tag_, verb.pos_ = "ROOT", "VBD", "VERB"
