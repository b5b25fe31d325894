"""Choose among the rules that fit: what is part of another trigger, of another deed, or tells the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from whowhom.rulebook.events import ANY, EventRule, EventRules, Frame
from whowhom.stages.predications import Predication

CHAIN = frozenset({"xcomp", "ccomp", "conj", "dobj", "compound"})  # from a deed up to what it completes
MATERIAL_CONFLICT = 4  # the quad of deeds whose victims a threat of them has
MAX_DEPTH = 8  # steps from a deed up to the predicate whose complement it stands in


@dataclass(frozen=True, slots=True)
class Party:
    """A phrase that fills a role: its head, and its tokens [first, last)."""

    head: Token
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that fits a predication, and the parties it picks; `again` are other words for the same deed.

    `default`: the mode where no word tells another. `read_as`: the word of the rule, where a spun page has
    another for it.
    `unless` is a predication that takes this one in, where somebody turns out to say it.
    """

    rule: EventRule
    predication: Predication
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    mode: str | None
    again: tuple[Predication, ...] = ()
    default: str | None = None
    read_as: str | None = None
    unless: Predication | None = None


def consume(candidates: list[Candidate]) -> list[Candidate]:
    """Drop deed nouns that another rule takes as part of its own trigger: "called off the talks".

    What a rule takes that holds only where somebody says so stays for the case that nobody does.
    """
    consumed: set[int] = set()
    unless: dict[int, Predication] = {}
    for c in candidates:
        for key, wanted in c.rule.where.items():
            if (
                ANY in wanted
                or key.startswith("not_")
                or key in ("mod", "support", "governor", "near", "opening", "subject")
            ):
                continue
            for role in {k.partition(".")[0] for k in key.split("|")}:
                for head in c.predication.roles.get(role, ()):
                    consumed.update(t.i for t in (head, *head.conjuncts))
    support = {c.predication.head.i: c for c in candidates}
    out = []
    for c in candidates:
        head = c.predication.head
        light = c.predication.support
        if head.i in consumed and c.predication.pos == "noun":
            continue
        if light is not None and light.i in support and support[light.i].rule.type == c.rule.type:
            continue
        out.append(replace(c, unless=unless.get(head.i)) if c.predication.pos == "noun" else c)
    return out


def compose(candidates: list[Candidate], rules: EventRules) -> list[Candidate]:
    """Settle what becomes of deeds that stand in the complement of another: "urged Y to release Z"."""
    dropped: set[int] = set()
    modes: dict[int, str] = {}
    unless: dict[int, Predication] = {}
    befallen: dict[int, tuple[Party, ...]] = {}
    for n, outer in enumerate(candidates):
        kind = rules.types[outer.rule.type]
        policy = outer.rule.complement or kind.complement
        inner = [m for m in _embedded(n, candidates, rules.frames[outer.rule.frame]) if m not in dropped]
        completing = [m for m in inner if _completes(candidates[m], outer, rules)]
        if policy == "yield" and completing:
            told = (candidates[m].rule for m in completing)
            if all(r.general or r.type == outer.rule.type for r in told):  # "agreed to deepen cooperation"
                dropped.update(completing)
            else:
                dropped.add(n)
        elif inner and policy == "absorb" and outer.rule.by_speaker:
            unless.update(dict.fromkeys(inner, outer.predication))
        elif inner and policy == "absorb":
            dropped.update(inner)
        if kind.inherits and not outer.predication.roles.get("object"):
            deeds = (m for m in completing if rules.types[candidates[m].rule.type].quad == MATERIAL_CONFLICT)
            befallen[n] = next((candidates[m].recipients for m in deeds if candidates[m].recipients), ())
        if kind.complement_modes and outer.mode is None:
            first = candidates[inner[0]].rule.type if inner else "*"
            mode = kind.complement_modes.get(first) or kind.complement_modes.get("*")
            if mode:
                modes[n] = mode
    return [
        replace(
            c,
            default=modes.get(n),
            unless=unless.get(n) or c.unless,
            recipients=befallen.get(n) or c.recipients,
        )
        for n, c in enumerate(candidates)
        if n not in dropped
    ]


def _completes(inner: Candidate, outer: Candidate, rules: EventRules) -> bool:
    """Whether a deed is what another is about, not something told in passing: "agreed to begin talks"."""
    frame = rules.frames[outer.rule.frame]
    heads = {t.i for role in frame.complement for t in outer.predication.roles.get(role, ())}
    token = inner.predication.head
    for _ in range(MAX_DEPTH):
        if token.i in heads:
            return True
        if token.dep_ not in CHAIN:
            return False
        token = token.head
    return False


def _embedded(number: int, candidates: list[Candidate], frame: Frame) -> list[int]:
    """Give the numbers of the candidates that stand in the complement of one."""
    outer = candidates[number].predication
    heads = {t.i for role in frame.complement for t in outer.roles.get(role, ())}
    if not heads:
        return []
    out = []
    for n, c in enumerate(candidates):
        token = c.predication.head
        if n == number or token.sent.start != outer.head.sent.start:
            continue
        for _ in range(MAX_DEPTH):
            if token.i in heads:
                out.append(n)
                break
            if token.dep_ in ("relcl", "advcl", "ROOT", "parataxis") or token.i == outer.head.i:
                break
            if token.dep_ == "conj" and any(w.lower_ == "or" for w in token.head.children):
                break  # "urged Y to sign or face sanctions": what else comes is not asked for
            token = token.head
    return out


def join(candidates: list[Candidate], rules: EventRules) -> list[Candidate]:
    """Make one of the tellings that a type tells in one breath: "killed nine in an attack".

    The first telling is kept; what it leaves unsaid is taken from the others.
    """
    out: list[Candidate] = []
    by_head: dict[int, int] = {}  # head of every telling -> its number in `out`
    for c in sorted(candidates, key=lambda c: _depth(c.predication.head)):
        number, beside = None, False
        if rules.types[c.rule.type].joins:
            number = next((by_head[i] for i in _uppers(c, rules) if i in by_head), None)
            if number is not None and out[number].rule.type != c.rule.type:
                number = None
            if number is None:
                number = next((by_head[i] for i in _occasions(c, rules) if i in by_head), None)
                if number is not None and (out[number].actors or out[number].rule.type != c.rule.type):
                    number = None
            if number is None and _is_beside(c):
                number = _struck_too(c, out, by_head)
                beside = number is not None
            if number is None and _is_outcome(c):
                before = (by_head[t.i] for t in _before(c.predication.head) if t.i in by_head)
                number = next((n for n in before if out[n].rule.type == c.rule.type), None)
        if number is None:
            number = len(out)
            out.append(c)
        else:
            first = out[number]
            both = beside or rules.types[c.rule.type].harm  # whom it was meant for, and the dead
            out[number] = replace(
                first,
                actors=first.actors or c.actors,
                recipients=(*first.recipients, *c.recipients) if both else first.recipients or c.recipients,
                mode=first.mode or c.mode,
                again=(*first.again, c.predication),
            )
        by_head[c.predication.head.i] = number
    return sorted(out, key=lambda c: c.predication.head.i)


def _struck_too(c: Candidate, told: list[Candidate], by_head: dict[int, int]) -> int | None:
    """Give the number of the telling to which one adds more of the struck: "and six others were wounded"."""
    number = by_head.get(c.predication.head.head.i)
    if number is None:
        return None
    first = told[number]
    same = first.rule.type == c.rule.type and first.rule.mode is None
    return number if same and first.predication.passive and not first.actors else None


def _is_beside(c: Candidate) -> bool:
    """Whether a telling stands beside another, both in the passive: "and six others were wounded"."""
    own = any(t.dep_ in ("nsubj", "nsubjpass") for t in c.predication.head.children)
    return c.predication.head.dep_ == "conj" and own and c.predication.passive and c.rule.mode is None


def _is_outcome(c: Candidate) -> bool:
    """Whether a telling but adds what came of another: "bombed the port, leaving 20 wounded"."""
    deps = {t.dep_ for t in c.predication.head.children}
    return c.predication.passive and not c.actors and "nsubj" in deps and not deps & {"aux", "auxpass"}


def _before(token: Token) -> Iterator[Token]:
    """Give the words of a sentence before one, the nearest first."""
    yield from reversed(token.doc[token.sent.start : token.i])


def _depth(token: Token) -> int:
    depth = 0
    while token.head.i != token.i:
        token, depth = token.head, depth + 1
    return depth


def _uppers(c: Candidate, rules: EventRules) -> Iterator[int]:
    """Give the heads of which a telling may be another word: coordinated, a participle, or "in" them."""
    head = _whole(c.predication.head)
    governor = head.head
    if head.dep_ == "conj" and not any(t.dep_ in ("nsubj", "nsubjpass") for t in head.children):
        yield governor.i
    elif head.dep_ in ("advcl", "acl", "xcomp") and head.tag_ == "VBG":  # "attacked the camp, killing nine"
        yield governor.i
        yield from (t.i for t in governor.children if t.dep_ in ("dobj", "nsubj"))
    elif head.dep_ in ("advcl", "xcomp") and any(t.tag_ == "TO" for t in head.children):
        yield governor.i  # "fired tear gas to disperse the crowd"
    elif head.dep_ == "pobj" and governor.lower_ in rules.within:
        yield governor.head.i
    elif head.dep_ == "nsubj" and governor.pos_ == "VERB":  # "the attack killed nine"
        yield governor.i
    elif head.dep_ == "relcl":  # "the attack that killed nine"
        yield from (t.i for t in c.predication.roles.get("subject", ()) if t.pos_ == "NOUN")


def _occasions(c: Candidate, rules: EventRules) -> Iterator[int]:
    """Give the heads that tell whom a deed struck: "nine were killed when X fired"."""
    head = c.predication.support or c.predication.head
    if head.dep_ == "advcl" and any(t.lower_ in rules.when for t in head.children):
        yield head.head.i
    if head.dep_ == "acl" and head.tag_ == "VBN":  # "killed when a bomb planted by X went off"
        thing = _whole(head.head)
        verb = thing.head
        opened = verb.dep_ == "advcl" and any(t.lower_ in rules.when for t in verb.children)
        if thing.dep_ in ("nsubj", "nsubjpass") and opened:
            yield verb.head.i
        elif thing.dep_ in ("nsubj", "nsubjpass"):
            yield verb.i


def _whole(noun: Token) -> Token:
    """Climb from a noun to what gathers it: "a series of raids", "the first days of the offensive"."""
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.pos_ == "NOUN":
        noun = noun.head.head
    return noun
