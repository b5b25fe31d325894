"""Find every telling of a deed: predicates that a rule knows, with who and whom as spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from spacy.tokens import Token

from whowhom.records import Mention, Span
from whowhom.rulebook.events import ANY, EventRule, EventRules
from whowhom.rulebook.meant import stands_for_itself
from whowhom.rulebook.thesaurus import NOTHING, Near
from whowhom.stages.casting import IsParty, cast, is_plural
from whowhom.stages.choice import Candidate, compose, consume, join
from whowhom.stages.conditions import first_of, holds, is_told
from whowhom.stages.modes import forms as _forms
from whowhom.stages.modes import tell_mode
from whowhom.stages.parse import Parsed
from whowhom.stages.predications import Pos, Predication, Syntax

MAX_EVIDENCE = 280  # characters; what is longer proves nothing to a reader
MAX_TRIGGER_GAP = 5  # tokens between light verb and noun within one trigger
PATIENTS = frozenset(
    {"subject", "object", "iobj", "attr", "undergoer"}
)  # roles told even where they stand in front
AIMS = frozenset({"advcl", "relcl"})  # how a clause of purpose hangs
NO_DEEDS = frozenset({"DATE", "PERSON", "WORK_OF_ART"})  # kinds of names whose words tell of no deed

Entries = Mapping[str, tuple[tuple[str, EventRule], ...]]
POS: Mapping[str, Pos] = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj"}


def find_mentions(
    parsed: Parsed, syntax: Syntax, rules: EventRules, is_party: IsParty
) -> tuple[Mention, ...]:
    """`Parsed` in; every telling of a deed out, as spans with its type, the most specific rule each.

    `is_party` says whether the words of a span name somebody who can be a party, and hears whether they but
    stand before the noun of a violent deed, where a town says where it was ("the Paris attacks"); it is asked
    before a role is taken, so that the next role of the frame gets its turn.
    """
    candidates = list(_candidates(parsed, syntax, rules, is_party))
    candidates = consume(candidates)
    candidates = join(compose(candidates, rules), rules)
    return tuple(_mention(c, parsed, syntax, rules) for c in candidates if not _is_aim(c, rules))


def _candidates(parsed: Parsed, syntax: Syntax, rules: EventRules, is_party: IsParty) -> Iterator[Candidate]:
    for token in parsed.text:
        pos = POS.get(token.pos_)
        if pos is None or (token.pos_ == "PROPN" and token.ent_type_ in NO_DEEDS):  # March, Ban Ki-moon
            continue
        entries = _entries(token, pos, rules)
        predication = syntax.predication(token) if entries else None
        told = []
        if predication is not None:
            told = list(_fitting(entries, predication, rules, parsed, syntax, is_party))
        if not told and parsed.thesaurus is not NOTHING:
            reread = _reread(token, pos, parsed, syntax, rules, is_party)
            told = [reread] if reread is not None else []
        yield from told


def _fitting(
    entries: Iterable[tuple[str, EventRule]],
    predication: Predication,
    rules: EventRules,
    parsed: Parsed,
    syntax: Syntax,
    is_party: IsParty,
) -> Iterator[Candidate]:
    """Give the first rule that fits; behind one that holds only where somebody says so, the next one too."""
    spoken = False
    for lemma, rule in entries:
        if (spoken and rule.by_speaker) or not is_told(lemma, predication):
            continue
        if not holds(rule, predication, syntax):
            continue
        candidate = cast(rule, predication, rules, parsed, syntax, is_party)
        if candidate is not None:
            yield candidate
            if not rule.by_speaker:
                return
            spoken = True


def _index(pos: Pos, rules: EventRules) -> Entries:
    return rules.verbs if pos == "verb" else rules.nouns if pos == "noun" else rules.adjectives


def _entries(token: Token, pos: Pos, rules: EventRules) -> tuple[tuple[str, EventRule], ...]:
    """Give the rules that a predicate's word calls up."""
    index, lemma = _index(pos, rules), token.lemma_.lower()
    if pos != "noun":
        return index.get(lemma, ())
    word = token.lower_
    forms = (lemma, word, word.removesuffix("s"))  # a capital hides a plural's lemma
    return next((e for e in map(index.get, forms) if e), ())


def _reread(
    token: Token, pos: Pos, parsed: Parsed, syntax: Syntax, rules: EventRules, is_party: IsParty
) -> Candidate | None:
    """Read a word of a spun page as its neighbours in the thesaurus, nearest first, where roles bear it out.

    A close one needs what its rule asks for ("police collared 45 marchers"), any other both parties too; a
    far one also a rule that asks for more than its trigger ("promised" of somebody "assured a loan"). A word
    that news writes about as often stands for itself.
    """
    predication = syntax.predication(token)
    if predication is None or token.pos_ in ("AUX", "PROPN"):
        return None

    def asked(other: Token, *, far: bool) -> tuple[str, ...]:
        kind = POS.get(other.pos_)
        near = parsed.thesaurus.read(other.lemma_.lower(), kind) if kind else ()
        return (*_forms(other), *(n.lemma for n in near if far or not n.far))

    nearer, any_ = partial(asked, far=False), partial(asked, far=True)
    index, own = _index(pos, rules), predication.lemma
    found: Candidate | None = None
    nears = (n for n in parsed.thesaurus.read(own, pos) if not stands_for_itself(own, n.lemma))
    for near in (Near(own, close=True), *nears):
        words = near.lemma.split()
        for known, rule in index.get(words[-1] if pos == "noun" else words[0], ()):
            if known != near.lemma or (near.far and not _asks(rule)):
                continue
            sure = holds(rule, predication, syntax, nearer)
            if not sure and (near.far or found or not holds(rule, predication, syntax, any_)):
                continue
            candidate = cast(rule, predication, rules, parsed, syntax, is_party)
            if candidate is None or not ((sure and near.close) or _both(candidate, rules)):
                continue
            candidate = candidate if near.lemma == own else replace(candidate, read_as=near.lemma)
            if sure:
                return candidate
            found = candidate
    return found


def _asks(rule: EventRule) -> bool:
    """Whether a rule asks for other words than its trigger."""
    return any(not role.startswith("not_") and ANY not in words for role, words in rule.where.items())


def _both(candidate: Candidate, rules: EventRules) -> bool:
    """Whether who and whom are there both."""
    mutual = rules.frames[candidate.rule.frame].mutual and is_plural(candidate.actors)
    return mutual or bool(candidate.actors and candidate.recipients)


def _is_aim(c: Candidate, rules: EventRules) -> bool:
    """Whether a deed is but what somebody is after: "sent troops to oust the rebels", "the means to do it".

    A verb of going tells that he set out to do it ("went to the border to attack"), and an infinitive that
    tells the deed of another as done is none of purpose ("fired tear gas to disperse the crowd").
    """
    if not rules.types[c.rule.type].aims:
        return False
    first = first_of(c.predication.support or c.predication.head)
    opened = first.tag_ == "VB" and any(t.dep_ == "aux" and t.tag_ == "TO" for t in first.children)
    return opened and first.dep_ in AIMS and first.head.lemma_.lower() not in rules.going


# --- out ------------------------------------------------------------------------------------------


def _mention(c: Candidate, parsed: Parsed, syntax: Syntax, rules: EventRules) -> Mention:
    first, last = _trigger(c.predication)
    evidence = _evidence(c, parsed, syntax, first, last)
    mode = c.mode or tell_mode(c, rules, parsed, evidence)
    return Mention(
        type=c.rule.type,
        mode=mode,
        trigger=parsed.span(parsed.text[first:last]),
        evidence=parsed.span(parsed.text[evidence[0] : evidence[1]]),
        actors=tuple(parsed.span(parsed.text[p.first : p.last]) for p in c.actors),
        recipients=tuple(parsed.span(parsed.text[p.first : p.last]) for p in c.recipients),
        rule=c.rule.id,
        status=c.rule.status,
        by_speaker=c.rule.by_speaker,
        unless=_trigger_span(c.unless, parsed) if c.unless is not None else None,
        again=tuple(parsed.span(w) for p in c.again for w in p.words),
        read_as=c.read_as,
    )


def _trigger_span(predication: Predication, parsed: Parsed) -> Span:
    first, last = _trigger(predication)
    return parsed.span(parsed.text[first:last])


def _trigger(predication: Predication) -> tuple[int, int]:
    """Give the tokens of the trigger: light verb and noun where they stand close, else the head alone."""
    first, last = predication.words[0].i, predication.words[-1].i
    if last - first - 1 > MAX_TRIGGER_GAP:
        first = last = predication.head.i
    return first, last + 1


def _evidence(c: Candidate, parsed: Parsed, syntax: Syntax, first: int, last: int) -> tuple[int, int]:
    """Give the tokens of the shortest run that shows the deed with its main arguments."""
    doc, sent = parsed.text, c.predication.head.sent
    pieces = [(p.first, p.last) for p in (*c.actors, *c.recipients)]
    begin = min([first, *(a for a, _ in pieces)])
    for role, heads in c.predication.roles.items():
        if role in ("poss", "mod", "owner") or (role == "subject" and c.actors):
            continue
        if role == "doing" and c.predication.pos == "verb":  # "marched, chanting that he must go"
            continue
        for head in heads:
            if role == "subject" and head.head.i != c.predication.head.i:
                continue
            if head.i < begin and role not in PATIENTS:  # "On Monday, hours after the vote, police arrested"
                continue
            if role == "clause" or head.pos_ in ("VERB", "AUX"):
                pieces.append((head.left_edge.i, head.right_edge.i + 1))
            else:
                pieces.append(syntax.phrase(head))
    start, end = first, last
    for a, b in sorted(pieces, key=lambda p: max(first - p[1], p[0] - last)):
        if a < sent.start or b > sent.end:
            continue
        wider = (min(start, a), max(end, b))
        if doc[wider[1] - 1].idx + len(doc[wider[1] - 1].text) - doc[wider[0]].idx <= MAX_EVIDENCE:
            start, end = wider
    for other in c.again:
        a, b = min(start, other.words[0].i), max(end, other.words[-1].i + 1)
        if doc[b - 1].idx + len(doc[b - 1].text) - doc[a].idx <= MAX_EVIDENCE:
            start, end = a, b
    while end - 1 > start and doc[end - 1].is_punct and end > last:
        end -= 1
    return start, end
