"""Find every telling of a deed: predicates that a rule knows, with who and whom as spans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from whowhom.records import Mention, Span
from whowhom.rulebook.events import ANY, EventRule, EventRules, Frame
from whowhom.stages.parse import Parsed
from whowhom.stages.predications import Predication, Syntax

MAX_EVIDENCE = 280  # characters; what is longer proves nothing to a reader
MAX_TRIGGER_GAP = 5  # tokens between light verb and noun within one trigger
CHAIN = frozenset({"xcomp", "ccomp", "conj", "dobj", "compound"})  # from a deed up to what it completes
MAX_DEPTH = 8  # steps from a deed up to the predicate whose complement it stands in

IsParty = Callable[[Span], bool]


@dataclass(frozen=True, slots=True)
class Party:
    """A phrase that fills a role: its head, and its tokens [first, last)."""

    head: Token
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that fits a predication, and the parties it picks."""

    rule: EventRule
    predication: Predication
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    mode: str | None


def find_mentions(
    parsed: Parsed, syntax: Syntax, rules: EventRules, is_party: IsParty
) -> tuple[Mention, ...]:
    """`Parsed` in; every telling of a deed out, as spans with its type, the most specific rule each.

    `is_party` says whether the words of a span name somebody who can be a party; it is asked before a role
    is taken, so that the next role of the frame gets its turn.
    """
    candidates = list(_candidates(parsed, syntax, rules, is_party))
    candidates = _consume(candidates)
    candidates = _compose(candidates, rules, syntax)
    return tuple(_mention(c, parsed, syntax, rules) for c in candidates)


def _candidates(parsed: Parsed, syntax: Syntax, rules: EventRules, is_party: IsParty) -> Iterator[Candidate]:
    for token in parsed.text:
        pos = token.pos_
        if pos in ("VERB", "AUX"):
            entries = rules.verbs.get(token.lemma_.lower())
        elif pos in ("NOUN", "PROPN"):
            word = token.lower_
            forms = (token.lemma_.lower(), word, word.removesuffix("s"))  # a capital hides a plural's lemma
            entries = next((e for e in map(rules.nouns.get, forms) if e), None)
        elif pos == "ADJ":
            entries = rules.adjectives.get(token.lemma_.lower())
        else:
            continue
        if not entries:
            continue
        predication = syntax.predication(token)
        if predication is None:
            continue
        for lemma, rule in entries:
            if _is_told(lemma, predication) and _holds(rule, predication, syntax):
                candidate = _cast(rule, predication, rules, parsed, syntax, is_party)
                if candidate is not None:
                    yield candidate
                    break


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


# --- conditions -----------------------------------------------------------------------------------


def _holds(rule: EventRule, predication: Predication, syntax: Syntax) -> bool:
    """Whether all conditions of a rule's `where` hold."""
    for key, wanted in rule.where.items():
        forbidden = key.startswith("not_")
        role = key.removeprefix("not_")
        lemmas = _role_lemmas(predication, role, syntax)
        met = bool(lemmas) if ANY in wanted else bool(lemmas & wanted)
        if met == forbidden:
            return False
    return True


def _role_lemmas(predication: Predication, role: str, syntax: Syntax) -> set[str]:
    """Give the lemmas that fill a role: heads, what is compounded with them, and what is coordinated.

    `#propn`, `#person` ... stand for a head's part of speech and kind of name.
    """
    head = predication.head
    if role == "mod":
        return {w for c in head.children if c.dep_ in ("amod", "compound", "nmod") for w in _forms(c)}
    if role == "support":
        return {predication.support.lemma_.lower()} if predication.support is not None else set()
    if role == "governor":
        return {head.head.lemma_.lower()} if head.head.i != head.i else set()
    if role == "near":
        return {w for t in _clause(head) for w in _forms(t)}
    if role == "opening":
        return {
            c.lower_
            for t in predication.roles.get("clause", ())
            for c in t.children
            if c.dep_ == "mark" or c.tag_ == "TO"
        }
    out: set[str] = set()
    for token in role_heads(predication, role, syntax):
        for each in (token, *token.conjuncts):
            out.update(_forms(each))
            out.update((f"#{each.pos_.lower()}", f"#{each.ent_type_.lower()}"))
            for child in each.children:
                if child.dep_ in ("compound", "amod", "nmod"):
                    out.update(_forms(child))
    return out


def _forms(token: Token) -> tuple[str, str]:
    return token.lemma_.lower(), token.lower_


def _clause(head: Token) -> Iterator[Token]:
    """Give the tokens of the clause of a predicate, without clauses that hang on it."""
    stack = [head]
    while stack:
        token = stack.pop()
        yield token
        stack.extend(
            c
            for c in token.children
            if c.dep_ not in ("ccomp", "advcl", "relcl", "parataxis")
            and not (c.dep_ == "conj" and c.pos_ == "VERB")
        )


def role_heads(predication: Predication, path: str, syntax: Syntax) -> tuple[Token, ...]:
    """Give the heads that fill a role; `object.by` is the role `by` of each noun or clause in `object`.

    `self` is the predicate: "mass protests" are who protests.
    """
    if path == "self":
        return (predication.head,)
    role, _, inner = path.partition(".")
    heads = predication.roles.get(role, ())
    if not inner:
        return heads
    out: list[Token] = []
    for head in heads:
        if head.pos_ in ("NOUN", "PROPN", "VERB", "AUX"):
            lower = syntax.predication(head)
            if lower is not None:
                found = role_heads(lower, inner, syntax)
                out.extend(t for t in found if t.i not in (head.i, predication.head.i))
    return tuple(out)


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
    taken: set[int] = set()

    def pick(paths: Iterable[str]) -> tuple[Party, ...]:
        for path in paths:
            out: list[Party] = []
            for party in _fillers(role_heads(predication, path, syntax), syntax):
                itself = path != "self" and party.first <= predication.head.i < party.last
                if party.head.i in taken or itself:
                    continue
                if is_party(parsed.span(parsed.text[party.first : party.last])):
                    taken.update(range(party.first, party.last))
                    out.append(party)
            if out:
                return tuple(out)
        return ()

    actors = pick(frame.actor if rule.actor is None else rule.actor)
    recipients = pick(frame.recipient if rule.recipient is None else rule.recipient)
    if frame.mutual and not actors:  # "talks with Y": who else talks is not said
        actors, recipients = recipients, ()
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


def _fillers(heads: tuple[Token, ...], syntax: Syntax) -> Iterator[Party]:
    """Give the phrases of heads; what stands side by side before a noun is one ("Syrian air force raid")."""
    before = [h for h in heads if h.dep_ in ("amod", "compound", "nmod") and h.pos_ != "PRON"]
    if len(before) > 1 and before[-1].i - before[0].i == len(before) - 1:
        yield Party(before[-1], before[0].i, before[-1].i + 1)
    for head in heads:
        if any(head.i == b.i for b in before):
            first = head.left_edge.i if head.dep_ == "compound" else head.i
            yield Party(head, first, head.i + 1)
        else:
            yield Party(head, *syntax.phrase(head))


def _plural(parties: tuple[Party, ...]) -> bool:
    """Whether the phrases stand for two parties or more."""
    return len(parties) > 1 or any(
        any(c.dep_ == "conj" for c in p.head.children) or "Plur" in p.head.morph.get("Number", [])
        for p in parties
    )


# --- choice ---------------------------------------------------------------------------------------


def _consume(candidates: list[Candidate]) -> list[Candidate]:
    """Drop deed nouns that another rule takes as part of its own trigger: "called off the talks"."""
    consumed: set[int] = set()
    for c in candidates:
        for key, wanted in c.rule.where.items():
            if (
                ANY in wanted
                or key.startswith("not_")
                or key in ("mod", "support", "governor", "near", "opening", "subject")
            ):
                continue
            for head in c.predication.roles.get(key.partition(".")[0], ()):
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
        out.append(c)
    return out


def _compose(candidates: list[Candidate], rules: EventRules, syntax: Syntax) -> list[Candidate]:
    """Settle what becomes of deeds that stand in the complement of another: "urged Y to release Z"."""
    dropped: set[int] = set()
    modes: dict[int, str] = {}
    for n, outer in enumerate(candidates):
        kind = rules.types[outer.rule.type]
        policy = outer.rule.complement or kind.complement
        inner = [m for m in _embedded(n, candidates, rules.frames[outer.rule.frame]) if m not in dropped]
        if policy == "yield" and any(_completes(candidates[m], outer, rules) for m in inner):
            dropped.add(n)
        elif inner and policy == "absorb":
            dropped.update(inner)
        if kind.complement_modes and outer.mode is None:
            first = candidates[inner[0]].rule.type if inner else "*"
            mode = kind.complement_modes.get(first) or kind.complement_modes.get("*")
            if mode:
                modes[n] = mode
    return [replace(c, mode=modes.get(n, c.mode)) for n, c in enumerate(candidates) if n not in dropped]


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
            token = token.head
    return out


# --- words ----------------------------------------------------------------------------------------


def _mention(c: Candidate, parsed: Parsed, syntax: Syntax, rules: EventRules) -> Mention:
    first, last = _trigger(c.predication)
    evidence = _evidence(c, parsed, syntax, first, last)
    mode = c.mode or _mode(c, rules, parsed, evidence)
    return Mention(
        type=c.rule.type,
        mode=mode,
        trigger=parsed.span(parsed.text[first:last]),
        evidence=parsed.span(parsed.text[evidence[0] : evidence[1]]),
        actors=tuple(parsed.span(parsed.text[p.first : p.last]) for p in c.actors),
        recipients=tuple(parsed.span(parsed.text[p.first : p.last]) for p in c.recipients),
        rule=c.rule.id,
    )


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
    for role, heads in c.predication.roles.items():
        if role in ("subject", "poss", "mod"):
            continue
        for head in heads:
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
    while end - 1 > start and doc[end - 1].is_punct and end > last:
        end -= 1
    return start, end


def _mode(c: Candidate, rules: EventRules, parsed: Parsed, evidence: tuple[int, int]) -> str | None:
    """Give the mode that the words of the deed's own clause tell."""
    inside = {t.i: t for t in _clause(c.predication.head) if evidence[0] <= t.i < evidence[1]}
    words = {w for t in inside.values() for w in _forms(t)}
    if c.predication.support is not None:
        words.update(_forms(c.predication.head))
    text = " ".join(t.lower_ for t in parsed.text[evidence[0] : evidence[1]])
    for cue in rules.cues:
        if cue.type == c.rule.type and (cue.words & words or any(" " in w and w in text for w in cue.words)):
            return cue.mode
    return None
