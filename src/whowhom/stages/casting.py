"""Who and whom of a deed: the roles of a predication given to parties, as the frame of its rule says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from spacy.tokens import Token

from whowhom.records import Span
from whowhom.rulebook.events import EventRule, EventRules, Frame
from whowhom.stages.choice import Candidate, Party
from whowhom.stages.conditions import is_joined, role_heads
from whowhom.stages.modes import forms
from whowhom.stages.parse import Parsed
from whowhom.stages.predications import Predication, Syntax

TIMES = frozenset({"DATE", "TIME"})  # kinds of entities that act in no deed
SUMS = frozenset({"MONEY", "PERCENT"})

IN_WORDS = (1, 3)  # the quarters of deeds done in words: things do none
TELLER = ("teller.subject",)  # who does them where their own subject is a thing

IsParty = Callable[[Span, bool], bool]


def cast(
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
        if path.endswith(".of") and frame.spared:
            return _befalls(owner.head.head, frame) or is_party(parsed.span(owner.head.head), False)
        if path.endswith(".poss") and _befalls(owner.head, frame):  # "to call for her release"
            return True
        if path.endswith(".relative.subject") and owner.pos_ == "PRON":  # "their leader, whom they accuse"
            return True
        if not frame.whole or not path.endswith((".mod", ".poss")) or path.startswith("subject"):
            return False
        owned = owner.head
        return owned.pos_ in ("NOUN", "PROPN") and is_party(parsed.span(owned), False)

    def pick(paths: Iterable[str]) -> tuple[Party, ...]:
        for path in paths:
            out: list[Party] = []
            heads = tuple(h for h in _led(predication, path, frame, syntax) if not is_owned(path, h))
            heads = tuple(h for h in heads if h.lower_ not in frame.own and not _befalls(h, frame))
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

    spoken = rules.types[rule.type].quad in IN_WORDS and not rule.by_speaker
    actors = pick((*(frame.actor if rule.actor is None else rule.actor), *(TELLER if spoken else ())))
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
        "both": bool(actors and recipients) or (frame.mutual and is_plural(actors)),
        "actor": bool(actors),
        "recipient": bool(recipients),
        "none": True,
    }[requires]
    if not enough:
        return None
    return Candidate(rule, predication, actors, recipients, rule.mode)


def _led(predication: Predication, path: str, frame: Frame, syntax: Syntax) -> tuple[Token, ...]:
    """Give the heads of a path, on which the frame may let only some words lead."""
    key = next((k for k in frame.limits if f"{path}.".startswith(f"{k}.")), None)
    if key is None:
        return role_heads(predication, path, syntax)
    allowed = [h for h in role_heads(predication, key, syntax) if frame.limits[key] & set(forms(h))]
    rest = path[len(key) + 1 :]
    if not rest:
        return tuple(allowed)
    lower = (syntax.predication(h) for h in allowed)
    return tuple(t for p in lower if p is not None for t in role_heads(p, rest, syntax))


def _befalls(deed: Token, frame: Frame) -> bool:
    """Whether a noun tells what befell those for whom it is done: "protested at the arrest of Y"."""
    return deed.lemma_.lower() in frame.spared


def _sides(
    parties: tuple[Party, ...], rule: EventRule, syntax: Syntax
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Part those of whom the rule's `near` speaks from the others: protesters clash with the police."""
    named = rule.where.get("near", frozenset())
    heads = [h for p in parties for h in (p.head, *p.head.conjuncts) if p.first <= h.i < p.last]
    ours = [h for h in heads if named & set(forms(h))]
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


def is_plural(parties: tuple[Party, ...]) -> bool:
    """Whether the phrases stand for two parties or more."""
    return len(parties) > 1 or any(
        any(c.dep_ == "conj" for c in p.head.children)
        or "Plur" in p.head.morph.get("Number", [])
        or is_joined(p.head)
        for p in parties
    )
