"""Judge how real a deed is, from what stands over and beside its trigger."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from whowhom.records import Found, Mention, Reason, Stance, Status
from whowhom.rulebook.status import StatusCue, StatusRules
from whowhom.stages.attribution import Chain
from whowhom.stages.parse import Parsed

MAX_CLIMB = 10
STRENGTH = {
    Status.OCCURRED: 0,
    Status.ONGOING: 1,
    Status.PLANNED: 2,
    Status.POSSIBLE: 3,
    Status.DENIED: 4,
}
Sign = tuple[Status, str, Token]


def judge_status(mention: Mention, chain: Chain, parsed: Parsed, rules: StatusRules) -> Found[Status]:
    """A mention and its chain in; whether the deed occurred, goes on, is planned, possible or denied, out.

    Of all cues whose scope covers the trigger the least real decides; a source that denies outranks them.
    """
    spoken = mention.type in rules.spoken
    uttered = mention.type in rules.uttered and mention.mode not in rules.lasting
    if mention.status is not None:  # the rule's own words tell it: "would not attend"
        return Found(
            value=mention.status,
            reasons=(Reason(field="status", rule=mention.rule, span=mention.trigger),),
        )
    words = parsed.tokens(mention.trigger)
    found = _signs(_deed(words), frozenset(t.i for t in words), spoken, rules)
    signs = [
        (status, cue, token)
        for status, cue, token in found
        if (mention.type, cue) not in rules.exempt and not (uttered and cue == "progressive_past")
    ]
    for link in chain:
        if link.stance is Stance.DENIES:
            return Found(
                value=Status.DENIED,
                reasons=(Reason(field="status", rule="status.source_denies", span=link.cue),),
            )
    if not spoken and words.root.lemma_.lower() in rules.promising:
        signs.append((rules.promising[words.root.lemma_.lower()], "promise", words.root))
    if not signs:
        return Found(
            value=Status.OCCURRED,
            reasons=(Reason(field="status", rule="status.told_as_fact", span=mention.trigger),),
        )
    status, rule, token = max(signs, key=lambda s: STRENGTH[s[0]])
    return Found(
        value=status, reasons=(Reason(field="status", rule=f"status.{rule}", span=parsed.span(token)),)
    )


def _deed(trigger: TokenSpan) -> Token:
    """Give the word that names the deed: the noun of a light verb ("planning rallies"), else the root."""
    root = trigger.root
    if root.pos_ in ("VERB", "AUX"):
        for token in reversed(trigger):
            if token.pos_ == "NOUN" and token.dep_ in ("dobj", "pobj", "nsubjpass"):
                return token
    return root


def _signs(trigger: Token, words: frozenset[int], spoken: bool, rules: StatusRules) -> Iterator[Sign]:
    """Climb from the trigger to the root of its clause, and give every sign on the way.

    What is said or asked for a purpose ("came to ask") was said where its governor happened.
    """
    yield from _beside(trigger, rules)
    token = trigger
    for _ in range(MAX_CLIMB):
        head, dep = token.head, token.dep_
        if head.i == token.i or dep in ("relcl", "appos"):
            return
        if dep == "conj":
            verbs = head.pos_ in ("VERB", "AUX") and token.pos_ in ("VERB", "AUX")
            if verbs and not any(c.dep_ in ("aux", "nsubj", "nsubjpass") for c in token.children):
                yield from _modal(head, rules)
            token = head
            continue
        if dep in ("advcl", "acl") and not _infinitive(token):
            yield from _marks(token, rules)
            if dep == "advcl":
                return
        if dep == "advcl" and _infinitive(token):
            if not spoken:
                yield Status.PLANNED, "purpose", token
                return
            yield from _beside(head, rules)
        if head.pos_ == "ADP" or dep == "prep":
            yield from _governed(head, token, "prep", rules)
            if head.pos_ == "NOUN" and token.lower_ in rules.about:  # "the prospect of protests"
                yield from _governed(head, token, "noun", rules)
            if head.pos_ == "VERB" and token.lower_ in rules.about:  # "suspected of"
                yield from _governed(head, token, "verb", rules)
            if head.i in words and head.pos_ == "VERB":  # a light verb: "has not agreed to a truce"
                inside = next((c for c in token.children if c.dep_ in ("pobj", "pcomp")), token)
                yield from _governed(head, inside, "verb", rules)
                yield from _beside(head, rules)
            token = head
            continue
        if dep in ("nsubj", "nsubjpass", "csubj"):
            if head.lemma_.lower() in rules.happening or head.pos_ == "AUX":
                yield from _beside(head, rules)
                yield from _governed(head, token, "verb", rules)
                token = head
                continue
            return
        if head.pos_ in ("VERB", "AUX"):
            if head.lemma_ == "be" and dep == "xcomp" and _infinitive(token):
                yield Status.PLANNED, "be_to", head  # "the king is to visit Peru"
            yield from _governed(head, token, "verb", rules)
            if token.i == trigger.i and dep == "dobj" and head.lemma_.lower() in rules.presupposing:
                return  # "disperse a protest": there was one
            if dep in ("xcomp", "dobj", "attr", "acomp", "oprd", "pcomp", "pobj"):
                own = head.i in words or head.pos_ == "AUX"
                yield from (s for s in _beside(head, rules) if own or not s[1].startswith("progressive"))
        elif head.pos_ in ("NOUN", "PROPN"):
            yield from _governed(head, token, "noun", rules)
        elif head.pos_ == "ADJ":
            yield from _governed(head, token, "adj", rules)
        token = head


def _governed(head: Token, token: Token, pos: str, rules: StatusRules) -> Iterator[Sign]:
    """Give the sign of one governor, where the deed hangs on it by a relation that counts."""
    lemma = head.lemma_.lower()
    particle = next((c.lower_ for c in head.children if c.dep_ == "prt"), "")
    cues: tuple[StatusCue, ...] = rules.cues[pos].get(f"{lemma} {particle}".strip(), ())
    for cue in cues:
        if cue.through and token.dep_ not in cue.through:
            continue
        if cue.facts and token.dep_ == "ccomp" and _indicative(token):
            continue  # "announced that Iran attacked": a fact
        yield cue.status, cue.id, head


def _beside(token: Token, rules: StatusRules) -> Iterator[Sign]:
    """Give the signs of a predicate's own modals, negation, adverbs, adjectives and conjunction."""
    yield from _modal(token, rules)
    yield from _marks(token, rules)
    for child in token.children:
        dep = child.dep_
        if dep in ("neg", "advmod", "det", "preconj"):
            for cue in rules.cues["adv"].get(child.lower_, ()):
                if not (dep == "advmod" and cue.status is Status.DENIED and child.i > token.i):
                    yield cue.status, cue.id, child
        elif dep in ("nsubj", "nsubjpass"):  # "no aid has arrived"
            for word in (child, *(c for c in child.children if c.dep_ == "det")):
                for cue in rules.cues["adv"].get(word.lower_, ()):
                    yield cue.status, cue.id, word
        elif dep in ("amod", "compound"):
            for cue in rules.cues["adj"].get(child.lower_, ()):
                if "amod" in cue.through:
                    yield cue.status, cue.id, child


def _modal(token: Token, rules: StatusRules) -> Iterator[Sign]:
    """Give the signs of auxiliaries: modals, "is visiting", "is to visit", "is going to visit"."""
    progressive = None
    for child in token.children:
        if child.dep_ not in ("aux", "auxpass"):
            continue
        for cue in rules.cues["aux"].get(child.lower_, ()):
            yield cue.status, cue.id, child
        if child.lemma_ == "be" and token.tag_ == "VBG":
            progressive = child
    if progressive is None:
        return
    going = token.lemma_ == "go" and any(c.dep_ == "xcomp" for c in token.children)
    if not going:
        past = progressive.tag_ in ("VBD", "VBN")  # "had been urging"
        yield Status.ONGOING, "progressive_past" if past else "progressive", progressive


def _marks(token: Token, rules: StatusRules) -> Iterator[Sign]:
    for child in token.children:
        if child.dep_ in ("mark", "advmod", "aux"):
            for cue in rules.cues["mark"].get(child.lower_, ()):
                yield cue.status, cue.id, child


def _indicative(token: Token) -> bool:
    """Whether a clause is told as a fact: its verb is finite, and no modal stands before it."""
    auxes = [c for c in token.children if c.dep_ in ("aux", "auxpass")]
    if any(c.tag_ in ("MD", "TO") for c in auxes):
        return False
    return any(v.tag_ in ("VBD", "VBZ", "VBP") for v in (token, *auxes))


def _infinitive(token: Token) -> bool:
    return any(c.dep_ == "aux" and c.tag_ == "TO" for c in token.children)
