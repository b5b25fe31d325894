"""Verbs of two objects: who gets something, parted from what they get where the model makes one of both."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Doc, Token

from whowhom.rulebook.predicates import PredicateRules

OBJECTS = frozenset({"dobj", "obj"})
ARTICLES = frozenset({"a", "an", "another"})
TIMES = frozenset({"DATE", "TIME"})
SUMS = frozenset({"MONEY", "QUANTITY", "CARDINAL", "PERCENT"})
MAX_RECEIVER = 8  # tokens from the verb to what is given; more is a parser error


def part_gifts(doc: Doc, rules: PredicateRules) -> None:
    """Part who gets from what is got: "would lend its neighbour 8 million baht", "gave the rebels tents".

    The model takes the receiver for a modifier of the gift, the gift for an apposition of the receiver, or
    both for objects.
    """
    for verb in doc:
        if verb.pos_ != "VERB" or verb.lemma_.lower() not in rules.ditransitive:
            continue
        if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
            continue
        objects = [c for c in verb.rights if c.dep_ in OBJECTS]
        takers = [c for c in verb.rights if c.dep_ == "dative" and c.pos_ in ("NOUN", "PROPN")]
        if takers:
            _join_takers(takers)
            if not objects:
                _part_apposed(takers[-1])
        elif len(objects) == 1:
            _part_apposed(objects[0])
            _part_taken(objects[0], rules)
        elif len(objects) == 2:
            _part_both(*objects)


def _join_takers(takers: list[Token]) -> None:
    """Make one of two receivers side by side: "gave the island state 4 million"."""
    for first, second in pairwise(takers):
        if second.i == first.i + 1 and second.left_edge.i == second.i:
            for child in list(first.lefts):
                child.head = second
            first.head, first.dep_ = second, "compound"


def _part_both(first: Token, second: Token) -> None:
    """Make the first of two objects side by side the receiver: "promised the men protection"."""
    between = first.doc[first.right_edge.i + 1 : second.left_edge.i]
    timed = first.ent_type_ in TIMES or second.ent_type_ in TIMES
    if not timed and first.tag_ != "CD" and first.tag_[:1] != "W" and all(t.pos_ == "ADV" for t in between):
        first.dep_ = "dative"


def _part_apposed(receiver: Token) -> None:
    """Make the gift what is counted behind the receiver: "fined its owner 8 million kroner"."""
    gift = next((g for g in _behind(receiver) if _is_counted(g) and not g.left_edge.nbor(-1).is_punct), None)
    if gift is not None and gift.ent_type_ not in TIMES:
        gift.head, gift.dep_ = receiver.head, "dobj"
        receiver.dep_ = "dative"


def _behind(receiver: Token) -> Iterator[Token]:
    """Give what the model hangs on a receiver that may be the gift."""
    nouns = [receiver, *receiver.conjuncts]
    for prep in (p for t in (receiver, receiver.head) for p in t.rights if p.dep_ == "prep"):
        if prep.i < receiver.i:
            continue
        named = [c for c in prep.children if c.dep_ == "pobj"]
        yield from named[1:]  # "gave the president of Chad 2 million"
        nouns.extend(named)
        for gift in named:
            name = gift.left_edge
            if name.pos_ == "PROPN" and name.i + 1 < gift.i and name.nbor(1).like_num and _is_counted(gift):
                name.head, name.dep_ = prep, "pobj"  # "promised its partners in Africa 2 million"
                yield gift
    for noun in nouns:  # "gave the fund for refugees 2 million"
        yield from (g for g in noun.rights if g.dep_ == "appos")


def _is_counted(noun: Token) -> bool:
    numbers = (c for c in noun.children if c.dep_ in ("nummod", "quantmod") and c.i < noun.i)
    return noun.like_num or any(numbers)


def _part_taken(gift: Token, rules: PredicateRules) -> None:
    """Hang on the verb the receiver that the model took into the gift."""
    verb, last = gift.head, _end_of_receiver(gift, rules)
    if last is None:
        return
    span = gift.doc[verb.i + 1 : last.i + 1]
    if any(t.head in span for t in gift.doc[last.i + 1 : gift.i + 1]):
        return
    last.head, last.dep_ = verb, "dative"
    if last.pos_ == "ADJ":
        last.pos_, last.tag_ = "NOUN", "NN"
    for token in span:
        if token.i != last.i and token.head not in span:
            token.head = last


def _end_of_receiver(gift: Token, rules: PredicateRules) -> Token | None:
    """Give the last word of the receiver before what is given, None where there is none."""
    doc, first = gift.doc, gift.head.i + 1
    if gift.left_edge.i != first or not first < gift.i <= first + MAX_RECEIVER:
        return None
    if any(t.is_punct or t.pos_ in ("ADP", "AUX") for t in doc[first : gift.i] if t.text != "-"):
        return None
    start = _start_of_sum(gift, first) or _start_of_described(gift, first, rules)
    if start is None or start <= first:
        return None
    last = doc[start - 1]
    is_noun = last.pos_ in ("NOUN", "PROPN") or last.lower_ in rules.misread_nouns
    return last if is_noun and last.ent_type_ not in TIMES else None


def _start_of_sum(gift: Token, first: int) -> int | None:
    """Give where a number or a second article opens the gift: "the junta 5 million", "its ally a million"."""
    doc = gift.doc
    for token in doc[first + 1 : gift.i]:
        if token.pos_ == "DET" and token.lower_ in ARTICLES:
            return token.i
        if token.like_num or token.is_currency:
            start = token.i
            while start > first + 1 and doc[start - 1].pos_ in ("ADV", "SYM"):  # "some 5 million", "US$5"
                start -= 1
            return start
    return None


def _start_of_described(gift: Token, first: int, rules: PredicateRules) -> int | None:
    """Give where an adjective behind a noun opens the gift, or the gift itself: "the rebels tents"."""
    doc = gift.doc
    if doc[first].dep_ not in ("det", "poss", "amod"):
        return None
    for token in doc[first + 1 : gift.i]:
        behind = token.nbor(1)
        if token.pos_ != "NOUN" and token.lower_ not in rules.misread_nouns:
            continue
        if behind.dep_ == "amod" and behind.pos_ == "ADJ" and behind.head.i == gift.i:
            return behind.i
        if gift.head.lemma_.lower() not in rules.handing:
            continue
        if behind.i == gift.i and token.tag_ == "NNS" and token.lower_ not in rules.plural_modifiers:
            return behind.i
        near = behind.i == gift.i or (behind.i == gift.i - 1 and behind.dep_ == "compound")
        if near and token.lower_ in rules.receiving and behind.tag_ in ("NN", "NNS"):
            return behind.i if behind.lemma_.lower() not in rules.office_nouns | rules.receiving else None
    return None
