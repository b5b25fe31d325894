"""Find every telling of a deed: predicates that a rule knows, with who and whom as spans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from spacy.tokens import Token

from whowhom.records import Mention, Span
from whowhom.rulebook.events import ANY, EventRule, EventRules
from whowhom.rulebook.meant import stands_for_itself
from whowhom.rulebook.thesaurus import NOTHING, Near
from whowhom.stages.choice import Candidate, Party, compose, consume, join
from whowhom.stages.modes import clause as _clause
from whowhom.stages.modes import forms as _forms
from whowhom.stages.modes import tell_mode
from whowhom.stages.parse import Parsed
from whowhom.stages.predications import Pos, Predication, Syntax, is_against

MAX_EVIDENCE = 280  # characters; what is longer proves nothing to a reader
MAX_TRIGGER_GAP = 5  # tokens between light verb and noun within one trigger

MAX_LABEL = 25  # tokens from "called" to the end of what somebody is called
MARKS = frozenset("\"'“”‘’«»„") | {"``", "''"}
BOTH = ("between", "among", "with", "against")  # roles that may hang on the verb that tells of a noun
PATIENTS = frozenset(
    {"subject", "object", "iobj", "attr", "undergoer"}
)  # roles told even where they stand in front
AIMS = frozenset({"advcl", "relcl"})  # how a clause of purpose hangs
TIMES = frozenset({"DATE", "TIME"})  # kinds of entities that act in no deed
NO_DEEDS = frozenset({"DATE", "PERSON", "WORK_OF_ART"})  # kinds of names whose words tell of no deed
BODIES = frozenset({"GPE", "NORP", "ORG"})  # kinds of names of countries, peoples and organisations
SUMS = frozenset({"MONEY", "PERCENT"})

IsParty = Callable[[Span, bool], bool]
Forms = Callable[[Token], tuple[str, ...]]
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
        if (spoken and rule.by_speaker) or not _is_told(lemma, predication):
            continue
        if not _holds(rule, predication, syntax):
            continue
        candidate = _cast(rule, predication, rules, parsed, syntax, is_party)
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
            sure = _holds(rule, predication, syntax, nearer)
            if not sure and (near.far or found or not _holds(rule, predication, syntax, any_)):
                continue
            candidate = _cast(rule, predication, rules, parsed, syntax, is_party)
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
    mutual = rules.frames[candidate.rule.frame].mutual and _plural(candidate.actors)
    return mutual or bool(candidate.actors and candidate.recipients)


def _is_told(lemma: str, predication: Predication) -> bool:
    """Whether the predicate is the rule's lemma, particle and fixed words included."""
    words = lemma.split()
    if len(words) == 1:
        return predication.pos != "verb" or " " not in predication.lemma
    token, doc = predication.head, predication.head.doc
    if predication.pos == "noun":
        before = doc[max(0, token.i - len(words) + 1) : token.i]
        return len(before) == len(words) - 1 and all(
            w in (t.lower_, t.lemma_.lower()) for w, t in zip(words, before, strict=False)
        )
    if predication.lemma == lemma:
        return True
    behind = doc[token.i + 1 : token.i + len(words)]
    return len(behind) == len(words) - 1 and all(
        w in (t.lower_, t.lemma_.lower()) for w, t in zip(words[1:], behind, strict=True)
    )


def _is_aim(c: Candidate, rules: EventRules) -> bool:
    """Whether a deed is but what somebody is after: "sent troops to oust the rebels", "the means to do it".

    A verb of going tells that he set out to do it ("went to the border to attack"), and an infinitive that
    tells the deed of another as done is none of purpose ("fired tear gas to disperse the crowd").
    """
    if not rules.types[c.rule.type].aims:
        return False
    first = _first(c.predication.support or c.predication.head)
    opened = first.tag_ == "VB" and any(t.dep_ == "aux" and t.tag_ == "TO" for t in first.children)
    return opened and first.dep_ in AIMS and first.head.lemma_.lower() not in rules.going


# --- conditions -----------------------------------------------------------------------------------


def _holds(rule: EventRule, predication: Predication, syntax: Syntax, forms: Forms = _forms) -> bool:
    """Whether all conditions of a rule's `where` hold; `forms` gives the words that a token is asked for."""
    for key, wanted in rule.where.items():
        forbidden = key.startswith("not_")
        role = key.removeprefix("not_")
        words = _forms if forbidden else forms
        lemmas = set[str]().union(*(_role_lemmas(predication, r, syntax, words) for r in role.split("|")))
        met = bool(lemmas) if ANY in wanted else bool(lemmas & wanted)
        if met == forbidden:
            return False
    return True


def _role_lemmas(predication: Predication, role: str, syntax: Syntax, forms: Forms) -> set[str]:
    """Give the lemmas that fill a role: heads, what is compounded with them, and what is coordinated.

    `#propn`, `#person` ... stand for a head's part of speech and kind of name, `#joined` for two names side
    by side ("U.S. and South Korean forces").
    """
    head = predication.head
    if role == "shape":
        return _shape(predication)
    if role == "mod":
        return {w for c in head.children if c.dep_ in ("amod", "compound", "nmod") for w in forms(c)}
    if role == "support":
        return {predication.support.lemma_.lower()} if predication.support is not None else set()
    if role == "governor":
        return {head.head.lemma_.lower()} if head.head.i != head.i else set()
    if role == "relation":
        first = _first(head)
        opened = any(c.dep_ == "aux" and c.tag_ == "TO" for c in first.children)
        return {f"{first.dep_}-to" if opened else first.dep_}
    if role == "before":
        return {head.doc[head.i - 1].lower_} if head.i > head.sent.start else set()
    if role == "label":
        return {w for t in _label(head) for w in _forms(t)}
    if role == "near":
        sides = (t for role in BOTH for t in predication.roles.get(role, ()))  # "clashes broke out between"
        words = [*_said_of(head), *(t for h in (head, *sides) for t in _clause(h))]
        return {w for t in words for w in forms(t)}
    if role == "mood":
        return {"bare" for t in predication.roles.get("clause", ()) if t.tag_ == "VB" and _is_bare(t)}
    if role == "opening":
        return {
            c.lower_
            for t in predication.roles.get("clause", ())
            for c in t.children
            if c.dep_ == "mark" or c.tag_ == "TO"
        }
    out: set[str] = set()
    for token in role_heads(predication, role, syntax):
        if is_joined(token):
            out.add("#joined")
        for each in _counted((token, *token.conjuncts), syntax):
            out.update(forms(each))
            out.update((f"#{each.pos_.lower()}", f"#{each.ent_type_.lower()}"))
            for child in each.children:
                if child.dep_ in ("compound", "amod", "nmod") and not is_against(child):
                    out.update(forms(child))
    return out


def _said_of(head: Token) -> Iterator[Token]:
    """Give the small words of the verb that an adjective or noun completes: "was not a crime", "if it is"."""
    if head.dep_ in ("acomp", "attr", "oprd"):
        yield from (c for c in head.head.children if c.dep_ in ("neg", "aux", "mark", "advmod"))


def _shape(predication: Predication) -> set[str]:
    """Tell how a verb stands: `participle` (`agentless` too), `doing` behind a noun, `alongside` ..."""
    head, out = predication.head, set()
    if head.tag_ == "VBN" and head.dep_ in ("acl", "advcl", "amod"):
        out.add("participle")
        if "subject" not in predication.roles:
            out.add("agentless")
    if head.tag_ == "VBG" and head.dep_ == "acl":
        out.add("doing")
    if head.dep_ == "advcl" and any(c.dep_ == "aux" and c.tag_ == "TO" for c in head.children):
        out.add("purpose")
    if head.dep_ == "advcl" and head.tag_ == "VBG":
        out.add("alongside")
    alone = all(c.dep_ not in ("nsubj", "nsubjpass", "expl", "mark") for c in head.children)
    if _is_bare(head) and alone and head.dep_ in ("ROOT", "ccomp", "parataxis") and _opens(head):
        out.add("imperative")
    return out


def _is_bare(verb: Token) -> bool:
    """Whether a verb stands in its bare form, by itself: "(that) Y leave", "leave Y", "don't leave Y"."""
    return verb.tag_ in ("VB", "VBP") and all(
        c.dep_ not in ("aux", "auxpass") or c.lemma_ == "do" for c in verb.children
    )


def _opens(verb: Token) -> bool:
    """Whether a verb opens its sentence or quotation, with nothing before it but "please", "do", "not"."""
    before = [t for t in verb.doc[verb.sent.start : verb.i] if not t.is_space]
    for token in reversed(before):
        if token.text in MARKS:
            return True
        if token.dep_ not in ("neg", "aux", "intj", "advmod", "punct"):
            return False
    return True


def _counted(tokens: Iterable[Token], syntax: Syntax) -> Iterator[Token]:
    """Give heads, and what a head only counts: the lawmakers of "a group of lawmakers"."""
    for token in tokens:
        yield token
        counts = {token.lower_, token.lemma_.lower()} & syntax.rules.quantities
        if counts or token.pos_ == "NUM":  # "seven of the drones"
            for prep in token.children:
                if prep.dep_ == "prep" and prep.lower_ == "of":
                    yield from (c for c in prep.children if c.dep_ == "pobj")


def _partly(heads: Iterable[Token], syntax: Syntax) -> Iterator[Token]:
    """Give heads; of "some of Japan's policies" the policies too, whose roles "some" has not."""
    for head in heads:
        yield from _counted((head,), syntax) if head.pos_ in ("DET", "PRON") else (head,)


def is_joined(head: Token) -> bool:
    """Whether a phrase names two bodies side by side: "Mali and Niger", "US and Iraqi troops"."""
    heads = [head, *(c for c in head.children if c.dep_ in ("amod", "nmod", "compound"))]
    for prep in head.children:
        if prep.dep_ == "prep" and prep.lower_ in ("of", "from") and "Plur" in head.morph.get("Number", []):
            heads.extend(c for c in prep.children if c.dep_ == "pobj")
    return any(
        _is_body(h) and any(_is_body(c) for c in h.conjuncts) for h in heads if h.i != head.i or _is_body(h)
    )


def _is_body(token: Token) -> bool:
    return token.ent_type_ in BODIES or any(
        c.ent_type_ in BODIES for c in token.children if c.dep_ in ("amod", "nmod", "compound", "poss")
    )


def _label(verb: Token) -> Iterator[Token]:
    """Give the words that say what somebody is called: "called Y a liar", "described Y as a liar".

    They may stand between quotation marks, in which the parser loses its way; then they end with the marks.
    """
    doc, end = verb.doc, min(verb.sent.end, verb.i + MAX_LABEL)
    for child in verb.children:
        small = child.dep_ == "ccomp" and child.pos_ == "ADJ"
        if child.i > verb.i and (small or child.dep_ in ("oprd", "attr", "acomp")):
            yield from doc[child.left_edge.i : min(child.right_edge.i + 1, end)]
    told = False
    for token in doc[verb.i + 1 : end]:
        if token.text in MARKS:
            if told:
                return
            told = True
        elif not told and (token.is_punct or token.tag_ == "TO" or token.dep_ == "mark"):
            return
        elif told:
            yield token
        elif token.lower_ == "as":
            told = True
            if token.i + 1 < end and doc[token.i + 1].text in MARKS:
                told = False
                continue
            yield from _phrase_behind(token, end)
            return


def _first(token: Token) -> Token:
    """Give the first of coordinated words."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def _phrase_behind(prep: Token, end: int) -> Iterator[Token]:
    """Give the words behind a preposition up to the next mark or clause."""
    for token in prep.doc[prep.i + 1 : end]:
        if token.text in (",", ";") or token.tag_ in ("WDT", "WP", "VBD", "VBZ"):
            return
        yield token


def role_heads(predication: Predication, path: str, syntax: Syntax) -> tuple[Token, ...]:
    """Give the heads that fill a role; `object.by` is the role `by` of each noun or clause in `object`.

    `self` is the predicate: "mass protests" are who protests. `governor` is the verb that it completes.
    """
    if path == "self":
        return (predication.head,)
    role, _, inner = path.partition(".")
    heads = _governor(predication.head) if role == "governor" else predication.roles.get(role, ())
    if not inner:
        return heads
    out: list[Token] = []
    for head in _partly(heads, syntax):
        if head.pos_ in ("NOUN", "PROPN", "NUM", "SYM", "VERB", "AUX", "ADJ"):
            lower = syntax.predication(head)
            if lower is not None:
                found = role_heads(lower, inner, syntax)
                out.extend(t for t in found if t.i not in (head.i, predication.head.i))
    return tuple(out)


def _governor(head: Token) -> tuple[Token, ...]:
    governor = head.head
    if governor.pos_ == "ADP" and head.dep_ == "pobj":  # "said in a phone call"
        governor = governor.head
    return (governor,) if governor.pos_ in ("VERB", "AUX") and governor.i != head.i else ()


# --- parties --------------------------------------------------------------------------------------


def _cast(
    rule: EventRule,
    predication: Predication,
    rules: EventRules,
    parsed: Parsed,
    syntax: Syntax,
    is_party: IsParty,
) -> Candidate | None:
    """Give the roles to parties; None where those that the rule requires are not there."""
    frame = rules.frames[rule.frame]
    harm = rules.types[rule.type].harm
    taken: set[int] = set()

    def named(head: Token) -> Token:
        """Take the noun that a pronoun repeats; a thing is what "it" means, and not what "them" need mean."""
        noun = syntax.coreferent(head)
        first, last = syntax.phrase(noun)
        thing = "Neut" in head.morph.get("Gender", [])
        return noun if thing or is_party(parsed.span(parsed.text[first:last]), False) else head

    def is_owned(path: str, owner: Token) -> bool:
        """Whether a word but says whose somebody is: "Ugandan" of "condemned the Ugandan government"."""
        if not frame.whole or not path.endswith((".mod", ".poss")) or path.startswith("subject"):
            return False
        owned = owner.head
        return owned.pos_ in ("NOUN", "PROPN") and is_party(parsed.span(owned), False)

    def pick(paths: Iterable[str]) -> tuple[Party, ...]:
        for path in paths:
            out: list[Party] = []
            heads = tuple(h for h in role_heads(predication, path, syntax) if not is_owned(path, h))
            before = path == "mod" or path.endswith(".mod")
            if before:
                heads = tuple(h for h in heads if h.lower_ not in rules.tools)
            if path != "self":
                heads = tuple(named(t) for h in heads for t in _persons(h))
            for party in _fillers(heads, syntax):
                nameless = party.head.pos_ != "PROPN"  # the model takes "Chile 20 million" for a sum
                if party.head.ent_type_ in TIMES or (nameless and party.head.ent_type_ in SUMS):
                    continue
                if "Yes" in party.head.morph.get("Reflex", []):
                    continue
                itself = path != "self" and party.first <= predication.head.i < party.last
                if (party.head.i in taken and not path.endswith("anti")) or itself:
                    continue
                if is_party(parsed.span(parsed.text[party.first : party.last]), before and harm):
                    taken.update(range(party.first, party.last) if path != "self" else (party.head.i,))
                    out.append(party)
            if out:
                return tuple(out)
        return ()

    actors = pick(frame.actor if rule.actor is None else rule.actor)
    recipients = pick(frame.recipient if rule.recipient is None else rule.recipient)
    recipients = recipients or pick(rules.types[rule.type].struck)
    if not actors and "of" in predication.roles and recipients:
        actors = pick(("poss",))  # "Turkey's detention of a pastor", though "the pastor's detention"
    if frame.mutual and not actors:  # "talks with Y": who else talks is not said
        actors, recipients = recipients, ()
    if frame.sided:
        actors, recipients = _sides((*actors, *recipients), rule, syntax)
    requires = rule.requires or rules.types[rule.type].requires
    enough = {
        "either": bool(actors or recipients),
        "both": bool(actors and recipients) or (frame.mutual and _plural(actors)),
        "actor": bool(actors),
        "recipient": bool(recipients),
        "none": True,
    }[requires]
    if not enough:
        return None
    return Candidate(rule, predication, actors, recipients, rule.mode)


def _sides(
    parties: tuple[Party, ...], rule: EventRule, syntax: Syntax
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Part those of whom the rule's `near` speaks from the others: protesters clash with the police."""
    named = rule.where.get("near", frozenset())
    heads = [h for p in parties for h in (p.head, *p.head.conjuncts) if p.first <= h.i < p.last]
    ours = [h for h in heads if named & set(_forms(h))]
    if not ours or len(ours) == len(heads):
        return parties, ()
    sides = ([h for h in heads if h in ours], [h for h in heads if h not in ours])
    one, other = (tuple(Party(h, *syntax.phrase(h, alone=True)) for h in side) for side in sides)
    return one, other


def _persons(head: Token) -> tuple[Token, ...]:
    """A clause is nobody; in its stead stands its subject: "objections to Chile inviting rebels"."""
    if head.pos_ not in ("VERB", "AUX"):
        return (head,)
    return tuple(c for c in head.children if head.tag_ == "VBG" and c.dep_ == "nsubj")


def _fillers(heads: tuple[Token, ...], syntax: Syntax) -> Iterator[Party]:
    """Give the phrases of heads; what stands side by side before a noun is one ("Syrian air force raid")."""
    before = [h for h in heads if h.dep_ in ("amod", "compound", "nmod") and h.pos_ != "PRON"]
    if len(before) > 1 and before[-1].i - before[0].i == len(before) - 1:
        yield Party(before[-1], before[0].i, before[-1].i + 1)
    for head in heads:
        if any(head.i == b.i for b in before):
            first = head.left_edge.i if head.dep_ == "compound" else head.i
            opened = syntax.opening(head)
            yield Party(head, first if opened is None else opened, head.i + 1)
        else:
            yield Party(head, *syntax.phrase(head))


def _plural(parties: tuple[Party, ...]) -> bool:
    """Whether the phrases stand for two parties or more."""
    return len(parties) > 1 or any(
        any(c.dep_ == "conj" for c in p.head.children)
        or "Plur" in p.head.morph.get("Number", [])
        or is_joined(p.head)
        for p in parties
    )


# --- words ----------------------------------------------------------------------------------------


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
