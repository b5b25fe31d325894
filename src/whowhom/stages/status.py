"""Judge how real a deed is, from what stands over and beside its trigger."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from whowhom.records import Found, Interval, Mention, Reason, Stance, Status
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


def judge_status(
    mention: Mention, chain: Chain, parsed: Parsed, rules: StatusRules, when: Interval | None = None
) -> Found[Status]:
    """A mention, its chain and day in; whether it occurred, goes on, is planned, possible or denied, out.

    Of all cues whose scope covers the trigger the least real decides; a source that denies outranks them.
    """
    spoken = mention.type in rules.spoken
    uttered = mention.type in rules.uttered and mention.mode not in rules.lasting
    lasts = mention.status is Status.ONGOING  # unless it is denied or but possible: "may keep its troops"
    if mention.status is not None and not lasts:  # the rule's own words tell it: "would not attend"
        return Found(
            value=mention.status,
            reasons=(Reason(field="status", rule=mention.rule, span=mention.trigger),),
        )
    words = parsed.tokens(mention.trigger)
    found = [
        *_signs(_deed(words), frozenset(t.i for t in words), spoken, rules),
        *_lasting(words.root, rules),
        *_asked(words.root, rules),
    ]
    instant = _instant(words.root, rules) if uttered else frozenset()
    signs = [
        (status, cue, token)
        for status, cue, token in found
        if (mention.type, cue) not in rules.exempt
        and mention.type in rules.limited.get(cue, (mention.type,))
        and cue not in instant
    ]
    for link in chain:
        if link.stance is Stance.DENIES:
            return Found(
                value=Status.DENIED,
                reasons=(Reason(field="status", rule="status.source_denies", span=link.cue),),
            )
    if not spoken and words.root.lemma_.lower() in rules.promising:
        signs.append((rules.promising[words.root.lemma_.lower()], "promise", words.root))
    published = parsed.page.published_on
    if not uttered and when and published and when.first > published and not _told_past(words.root):
        signs.append((Status.PLANNED, "dated_ahead", words.root))  # "will join Tuesday's talks"
    if not signs:
        rule = mention.rule if lasts else "status.told_as_fact"
        return Found(
            value=Status.ONGOING if lasts else Status.OCCURRED,
            reasons=(Reason(field="status", rule=rule, span=mention.trigger),),
        )
    status, rule, token = max(signs, key=lambda s: STRENGTH[s[0]])
    return Found(
        value=status, reasons=(Reason(field="status", rule=f"status.{rule}", span=parsed.span(token)),)
    )


def _instant(verb: Token, rules: StatusRules) -> frozenset[str]:
    """Give the signs that tell nothing of a deed done the moment it is said: "are urging", "had been urging".

    "Are lobbying" still tells of a deed that goes on.
    """
    if verb.lemma_.lower() in rules.pressing:
        return frozenset({"progressive_past"})
    return frozenset({"progressive_past", "progressive", "state", "since", "still"})


def _lasting(verb: Token, rules: StatusRules) -> Iterator[Sign]:
    """Give the signs that a deed is a state that lasts: "remain in custody", "has been held since May".

    Modals beside the verb are signs of their own.
    """
    lemma = verb.lemma_.lower()
    if lemma in rules.enduring or (lemma == "be" and any(c.lower_ in rules.within for c in verb.children)):
        yield Status.ONGOING, "state", verb
    if lemma in rules.durative and verb.tag_ == "VBG" and verb.dep_ == "acl":
        yield Status.ONGOING, "doing", verb  # "officers investigating the bank"
    perfect = any(c.dep_ == "aux" and c.lemma_ == "have" and c.tag_ != "VBD" for c in verb.children)
    if not perfect:
        return
    for child in verb.children:
        if child.lower_ in rules.cues["often"]:
            yield Status.ONGOING, rules.cues["often"][child.lower_][0].id, child
        term = lemma in rules.terms and child.lower_ not in rules.starting  # "jailed for eight years"
        if lemma in rules.durative and not term and _spans_time(child, rules):
            yield Status.ONGOING, "since", child


def _spans_time(token: Token, rules: StatusRules) -> bool:
    """Whether words tell how long: "since May", "since they met", "for three years"."""
    if token.dep_ == "prep" and token.lower_ in rules.spanning:
        inside = next((c for c in token.children if c.dep_ in ("pobj", "pcomp")), None)
        return inside is not None and (token.lower_ in rules.starting or inside.ent_type_ in ("DATE", "TIME"))
    return token.dep_ == "advcl" and any(
        c.dep_ == "mark" and c.lower_ in rules.starting for c in token.children
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
            if verbs and _is_main(token):
                return
            if verbs and not any(c.dep_ in ("aux", "nsubj", "nsubjpass") for c in token.children):
                yield from _modal(head, rules)
        elif dep in ("advcl", "acl") and not _infinitive(token):
            yield from _marks(token, rules)
            if dep == "advcl" or _names_whom(token, rules):
                return
            yield from _over(trigger, token, words, rules)
        elif dep == "advcl" and not (spoken or token.lemma_.lower() in rules.effected):
            yield Status.PLANNED, "purpose", token
            return
        elif head.pos_ == "ADP" or dep == "prep":
            yield from _joined(token, words, rules)
        elif dep in ("nsubj", "nsubjpass", "csubj"):
            if any(c.dep_ == "det" and c.lower_ in rules.indefinite for c in token.children):
                yield from _thought_out(head, rules)  # "an attack would kill"
            if not (head.i in words or head.lemma_.lower() in rules.happening or head.pos_ == "AUX"):
                return
            yield from (
                s for s in _beside(head, rules) if not (s[0] is Status.DENIED and _describes(head, words))
            )
            yield from _governed(head, token, "verb", rules)
            if head.lemma_ == "be":  # "talks are ongoing"
                for word in (c for c in head.children if c.dep_ == "acomp"):
                    yield from ((c.status, c.id, word) for c in rules.cues["adj"].get(word.lower_, ()))
        else:
            if dep == "advcl":
                yield from _beside(head, rules)
            yield from _over(trigger, token, words, rules)
            if dep == "dobj" and token.i == trigger.i and head.lemma_.lower() in rules.presupposing:
                return  # "disperse a protest": there was one
            if dep == "ccomp" and _indicative(token):
                return  # "declined to say whether he was freed"
        token = head


def _is_main(verb: Token) -> bool:
    """Whether a coordinated verb opens a main clause again: "denied that X fired, and in May it recalled"."""
    own = any(c.dep_ in ("nsubj", "nsubjpass") and c.i < verb.i for c in verb.children)
    opened = any(c.dep_ == "mark" for c in verb.children)
    before = verb.doc[verb.left_edge.i - 1] if verb.left_edge.i > 0 else verb
    comma = before.pos_ == "CCONJ" and before.i > 0 and before.nbor(-1).text == ","
    return own and not opened and comma and verb.head.dep_ == "ccomp"


def _over(trigger: Token, token: Token, words: frozenset[int], rules: StatusRules) -> Iterator[Sign]:
    """Give the signs of the word that governs a token on the way up from the trigger."""
    head, dep = token.head, token.dep_
    if head.pos_ in ("VERB", "AUX"):
        if head.lemma_ == "be" and dep == "xcomp" and _infinitive(token):
            judged = next((c for c in head.children if c.dep_ in ("acomp", "attr") and c.i < token.i), None)
            if judged is None:
                yield Status.PLANNED, "be_to", head  # "the king is to visit Peru"
            else:
                yield from _governed(judged, token, "adj", rules)  # "it is hard to free them"
        yield from _governed(head, token, "verb", rules)
        presupposed = token.i == trigger.i and dep == "dobj" and head.lemma_.lower() in rules.presupposing
        if not presupposed and dep in ("xcomp", "dobj", "attr", "acomp", "oprd", "pcomp", "pobj"):
            own = head.i in words or head.pos_ == "AUX"
            yield from (s for s in _beside(head, rules) if own or not s[1].startswith("progressive"))
    elif head.pos_ in ("NOUN", "PROPN"):
        yield from _meant(head, token, rules)
    elif head.pos_ == "ADJ":
        yield from _governed(head, token, "adj", rules)


def _meant(noun: Token, token: Token, rules: StatusRules) -> Iterator[Sign]:
    """Give the signs of a noun over a deed; of what "no plans" are made for, nobody means to do it."""
    for status, rule, word in _governed(noun, token, "noun", rules):
        if status is Status.PLANNED and _negated(noun):
            yield Status.DENIED, "no_plan", noun
        else:
            yield status, rule, word


def _joined(token: Token, words: frozenset[int], rules: StatusRules) -> Iterator[Sign]:
    """Give the signs of what a preposition joins the deed to, one step up."""
    head = token.head
    before = [c for c in head.children if c.dep_ == "advmod" and c.i == head.i - 1]  # "instead of"
    for word in (head, *before):
        yield from _governed(word, token, "prep", rules)
    if head.pos_ == "NOUN" and token.lower_ in rules.about:  # "the prospect of protests"
        yield from _meant(head, token, rules)
    if head.pos_ == "VERB" and token.lower_ in rules.about:  # "suspected of"
        yield from _governed(head, token, "verb", rules)
    if head.pos_ == "ADJ" and token.lower_ in rules.about:  # "afraid of protests"
        yield from _governed(head, token, "adj", rules)
    if head.i in words and head.pos_ in ("VERB", "AUX"):  # a light verb: "has not agreed to a truce"
        inside = next((c for c in token.children if c.dep_ in ("pobj", "pcomp")), token)
        yield from _governed(head, inside, "verb", rules)
        yield from _beside(head, rules)


def _names_whom(token: Token, rules: StatusRules) -> bool:
    """Whether a participle only tells which persons are meant: "those killed", not "the prospect of them"."""
    alone = not any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in token.children)
    if token.tag_ == "VBN":  # "a deal brokered by Chile"
        return alone and token.dep_ == "acl"
    return token.tag_ == "VBG" and alone and token.head.lemma_.lower() not in rules.cues["noun"]


def _describes(verb: Token, words: frozenset[int]) -> bool:
    """Whether "be" says what a deed is like, so that "not" does not deny it: "the raid was not about oil"."""
    return (
        verb.lemma_ == "be"
        and verb.i not in words
        and any(c.dep_ in ("attr", "acomp", "prep") for c in verb.children)
    )


def _thought_out(verb: Token, rules: StatusRules) -> Iterator[Sign]:
    """Give the sign of a verb by which a deed is only imagined: "an attack would kill"."""
    for child in verb.children:
        for cue in rules.cues["aux"].get(child.lower_, ()) if child.dep_ == "aux" else ():
            yield (Status.POSSIBLE if cue.supposed else cue.status), cue.id, child


def _governed(head: Token, token: Token, pos: str, rules: StatusRules) -> Iterator[Sign]:
    """Give the sign of one governor, where the deed hangs on it by a relation that counts."""
    lemma = head.lemma_.lower()
    if lemma in rules.showing and token.dep_ in ("ccomp", "acl") and _negated(head):
        yield Status.DENIED, "not_shown", head  # "no evidence that", "did not prove that"
    particle = next((c.lower_ for c in head.children if c.dep_ == "prt"), "")
    cues: tuple[StatusCue, ...] = rules.cues[pos].get(f"{lemma} {particle}".strip(), ())
    for cue in cues:
        if cue.through and token.dep_ not in cue.through:
            continue
        if cue.facts and token.dep_ == "ccomp" and _indicative(token):
            continue  # "announced that Iran attacked": a fact
        if lemma in rules.achieving and _past(head):
            continue  # "was able to bomb": it did
        yield cue.status, cue.id, head


def _beside(token: Token, rules: StatusRules) -> Iterator[Sign]:
    """Give the signs of a predicate's own modals, negation, adverbs, adjectives and conjunction."""
    yield from _modal(token, rules)
    yield from _marks(token, rules)
    for child in token.children:
        dep = child.dep_
        if dep in ("neg", "advmod", "det", "preconj"):
            behind = dep == "advmod" and child.i > token.i
            more = child.nbor(1).lower_ in rules.merely if child.i + 1 < len(child.doc) else False
            for cue in rules.cues["adv"].get(child.lower_, ()):
                if not (cue.status is Status.DENIED and (behind or more)):  # "not only asked"
                    yield cue.status, cue.id, child
        elif dep in ("nsubj", "nsubjpass"):  # "no aid has arrived"
            for word in (child, *(c for c in child.children if c.dep_ == "det")):
                for cue in rules.cues["adv"].get(word.lower_, ()):
                    yield cue.status, cue.id, word
        elif dep == "dobj":  # "sent no troops"
            for word in (child, *(c for c in child.children if c.dep_ == "det")):  # "spared none of them"
                for cue in rules.cues["adv"].get(word.lower_, ()):
                    if cue.status is Status.DENIED:
                        yield cue.status, cue.id, word
        elif dep in ("amod", "compound"):
            for cue in rules.cues["adj"].get(child.lower_, ()):
                if "amod" in cue.through:
                    yield cue.status, cue.id, child
        elif dep == "prep":  # "sanctions in force", "talks are under way"
            for noun in child.children:
                for cue in rules.cues["phrase"].get(f"{child.lower_} {noun.lower_}", ()):
                    yield cue.status, cue.id, child


def _modal(token: Token, rules: StatusRules) -> Iterator[Sign]:
    """Give the signs of auxiliaries: modals, "is visiting", "is to visit", "is going to visit"."""
    progressive = None
    for child in token.children:
        if child.dep_ not in ("aux", "auxpass"):
            continue
        for cue in rules.cues["aux"].get(child.lower_, ()):
            yield cue.status, cue.id, child
            if cue.status is Status.PLANNED and (
                _conditional(token, rules) or (cue.supposed and _supposed(token, rules))
            ):
                yield Status.POSSIBLE, "conditional", child
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


def _conditional(token: Token, rules: StatusRules) -> bool:
    """Whether what will be hangs on a condition: "will free them if Chile pays"."""
    return any(
        clause.dep_ == "advcl"
        and any(
            c.lower_ in rules.conditions and (c.i == 0 or c.nbor(-1).lower_ not in rules.concessive)
            for c in clause.children
            if c.dep_ in ("mark", "advmod")
        )
        for clause in token.children
    )


def _supposed(token: Token, rules: StatusRules) -> bool:
    """Whether a clause is only thought out: "a bill that would ban", "reports that it would ban".

    What somebody said or promised that he would do is announced.
    """
    head = token.head
    match token.dep_:
        case "relcl":
            return True
        case "acl":
            return head.lemma_.lower() not in rules.announcing
        case "ccomp":
            return head.lemma_ == "be"
        case _:
            return False


def _asked(verb: Token, rules: StatusRules) -> Iterator[Sign]:
    """Give the sign of a question that can be answered by yes or no: "Will Peru attack Chile?"."""
    sent = verb.sent
    if sent.root.i != verb.i or not any(t.lower_ == "?" for t in sent[-2:]):
        return
    opening = next((t for t in sent if t.is_alpha), None)
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if opening is None or subject is None or opening.head.i != verb.i or opening.i > subject.i:
        return
    if opening.dep_ in ("aux", "auxpass"):
        yield Status.POSSIBLE, "question", opening


def _told_past(verb: Token) -> bool:
    """Whether the trigger is in the past or perfect, or a participle: a day ahead is not its own."""
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    return any(c.lemma_ == "have" for c in helpers) if helpers else verb.tag_ in ("VBD", "VBG")


def _past(word: Token) -> bool:
    """Whether a verb, or the copula of an adjective, is told in the past tense."""
    verb = word if word.pos_ in ("VERB", "AUX") else word.head
    return verb.tag_ == "VBD" and not _negated(verb)


def _negated(token: Token) -> bool:
    return any(c.dep_ == "neg" or (c.dep_ == "det" and c.lower_ == "no") for c in token.children)


def _indicative(token: Token) -> bool:
    """Whether a clause is told as a fact: its verb is finite, and no modal stands before it."""
    auxes = [c for c in token.children if c.dep_ in ("aux", "auxpass")]
    if any(c.tag_ in ("MD", "TO") for c in auxes):
        return False
    return any(v.tag_ in ("VBD", "VBZ", "VBP") for v in (token, *auxes))


def _infinitive(token: Token) -> bool:
    return any(c.dep_ == "aux" and c.tag_ == "TO" for c in token.children)
