"""Whether the conditions of a rule hold of a predication: its words, its shape, the words of its roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from spacy.tokens import Token

from whowhom.rulebook.events import ANY, EventRule
from whowhom.stages.modes import clause as _clause
from whowhom.stages.modes import forms as _forms
from whowhom.stages.predications import Predication, Syntax, agree, is_against

MAX_LABEL = 25  # tokens from "called" to the end of what somebody is called
MARKS = frozenset("\"'“”‘’«»„") | {"``", "''"}
PRONOUNS = frozenset({"they", "it"})
BOTH = ("between", "among", "with", "against")  # roles that may hang on the verb that tells of a noun
MAX_BETWEEN = 4  # steps from what completes a verb up to it
BETWEEN = frozenset({"dobj", "pobj", "prep", "advmod"})  # how they hang on one another
TIMES = frozenset({"#date", "#time"})
BODIES = frozenset({"GPE", "NORP", "ORG"})  # kinds of names of countries, peoples and organisations

Forms = Callable[[Token], tuple[str, ...]]


def holds(rule: EventRule, predication: Predication, syntax: Syntax, forms: Forms = _forms) -> bool:
    """Whether all conditions of a rule's `where` hold; `forms` gives the words that a token is asked for."""
    for key, wanted in rule.where.items():
        forbidden = key.startswith("not_")
        role = key.removeprefix("not_")
        words = _forms if forbidden else forms
        roles = role.split("|")
        lemmas = set[str]().union(*(_role_lemmas(predication, r, syntax, words) for r in roles))
        if not forbidden and "subject" in roles:
            lemmas |= {w for t in predication.roles.get("subject", ()) for w in _repeated(t, words)}
        met = bool(lemmas) if ANY in wanted else bool(lemmas & wanted)
        if met and forbidden and ANY in wanted and lemmas & TIMES:  # "advanced for a week" is for nothing
            met = not _is_time(predication, role, syntax)
        if met == forbidden:
            return False
    return True


def _repeated(pronoun: Token, forms: Forms) -> tuple[str, ...]:
    """Give the words of the noun that a pronoun repeats in what he says: "the troops said they had left"."""
    verb = first_of(pronoun.head)
    if pronoun.dep_ != "nsubj" or pronoun.lower_ not in PRONOUNS or verb.dep_ != "ccomp":
        return ()
    sayers = [c for c in verb.head.children if c.dep_ == "nsubj" and c.pos_ in ("NOUN", "PROPN")]
    return tuple(w for c in sayers if agree(pronoun, c) for w in forms(c))


def _is_time(predication: Predication, role: str, syntax: Syntax) -> bool:
    """Whether only times fill a role: "fought for three days"."""
    heads = [h for r in role.split("|") for h in role_heads(predication, r, syntax)]
    return bool(heads) and all(h.ent_type_ in ("DATE", "TIME") for h in heads)


def is_told(lemma: str, predication: Predication) -> bool:
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


def _role_lemmas(predication: Predication, role: str, syntax: Syntax, forms: Forms) -> set[str]:
    """Give the lemmas that fill a role: heads, what is compounded with them, and what is coordinated.

    `#propn`, `#person` ... stand for a head's part of speech and kind of name, `#joined` for two names side
    by side ("U.S. and South Korean forces"). `#people`, `#armed` and `#ruling` are heads of that kind.
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
        first = first_of(head)
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
        return {_mood(t) for t in predication.roles.get("clause", ())}
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
            out.update(_kinds(each, syntax))
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
    if predication.passive:
        out.add("passive")
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


def _mood(verb: Token) -> str:
    """Tell whether a clause says what is (`told`), may be (`modal`), or is asked for (`bare`, `done`)."""
    if any(c.tag_ == "MD" for c in verb.children):
        return "modal"
    if _is_done(verb):
        return "done"
    return "bare" if _is_asked(verb) else "told"


def _is_bare(verb: Token) -> bool:
    """Whether a verb stands in its bare form, by itself: "(that) Y leave", "leave Y", "don't leave Y"."""
    return verb.tag_ in ("VB", "VBP") and all(
        c.dep_ not in ("aux", "auxpass") or c.lemma_ == "do" for c in verb.children
    )


def _is_asked(verb: Token) -> bool:
    """Whether a verb is bare though its subject is one: "that Y leave"."""
    singular = any(c.dep_ == "nsubj" and c.tag_ in ("NN", "NNP") and not c.n_rights for c in verb.children)
    return _is_bare(verb) and (verb.tag_ == "VB" or singular)


def _is_done(verb: Token) -> bool:
    """Whether a verb says what is to be done: "that Y be freed", "to be freed", "wants Y freed"."""
    small = (c for c in verb.children if c.dep_ in ("aux", "auxpass"))
    return verb.tag_ == "VBN" and all(c.tag_ == "TO" or (c.lemma_ == "be" and c.tag_ == "VB") for c in small)


def _opens(verb: Token) -> bool:
    """Whether a verb opens its sentence or quotation, with nothing before it but "please", "do", "not"."""
    before = [t for t in verb.doc[verb.sent.start : verb.i] if not t.is_space]
    for token in reversed(before):
        if token.text in MARKS:
            return True
        if token.dep_ not in ("neg", "aux", "intj", "advmod", "punct"):
            return False
    return True


def _kinds(head: Token, syntax: Syntax) -> Iterator[str]:
    """Give what a head is: `#people`, `#armed`, `#ruling`; "coast guard" by both its words."""
    before = head.nbor(-1) if head.i > head.sent.start else head
    pair = f"{before.lower_} {head.lemma_.lower()}" if before.dep_ in ("compound", "amod") else ""
    words = {*_forms(head), pair}
    for kind, nouns in syntax.rules.kinds.items():
        if head.pos_ in ("NOUN", "ADJ", "PROPN") and words & nouns:
            yield f"#{kind}"
    named = head.ent_type_ == "PERSON" or (head.ent_type_ == "NORP" and head.pos_ in ("PROPN", "NOUN"))
    told = head.pos_ == "PRON" and head.tag_ != "PRP$" and head.lower_ not in syntax.rules.things
    if named or told:
        yield "#people"


def _counted(tokens: Iterable[Token], syntax: Syntax) -> Iterator[Token]:
    """Give heads, and what a head only counts: the lawmakers of "a group of lawmakers"."""
    for token in tokens:
        yield token
        counts = {token.lower_, token.lemma_.lower()} & syntax.rules.quantities
        if counts or token.pos_ in ("NUM", "DET", "PRON"):  # "seven of the drones", "any of the men"
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
        elif not told and (
            token.is_punct or token.tag_ == "TO" or (token.dep_ == "mark" and token.lower_ != "as")
        ):
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


def first_of(token: Token) -> Token:
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

    `self` is the predicate: "mass protests" are who protests. `governor` is the verb that it completes,
    `above` also one past other words ("laid down their tools in protest"). `relative` is any verb of a clause
    or participle behind it ("a dam that Y plans"). `teller` is the verb that says what a verb goes with.
    """
    if path == "self":
        return (predication.head,)
    role, _, inner = path.partition(".")
    if role == "governor":
        heads = _governor(predication.head)
    elif role == "above":
        heads = _above(predication.head)
    elif role == "teller":
        heads = _teller(predication)
    elif role == "relative":
        heads = tuple(c for c in predication.head.children if c.dep_ in ("acl", "relcl") and c.pos_ == "VERB")
    else:
        heads = predication.roles.get(role, ())
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


def _teller(predication: Predication) -> tuple[Token, ...]:
    """Give the verb of saying of which another may be the fellow: "said that talks failed and blamed Y"."""
    head, first = predication.head, first_of(predication.head)
    own = any(c.dep_ in ("nsubj", "nsubjpass", "mark") for c in head.children)
    beneath = predication.pos == "verb" and first.i != head.i and first.dep_ == "ccomp" and not own
    return (first.head,) if beneath else ()


def _governor(head: Token) -> tuple[Token, ...]:
    governor = head.head
    if governor.pos_ == "ADP" and head.dep_ == "pobj":  # "said in a phone call"
        governor = governor.head
    return (governor,) if governor.pos_ in ("VERB", "AUX") and governor.i != head.i else ()


def _above(head: Token) -> tuple[Token, ...]:
    """Give the verb over a word, past what stands between: "laid down their tools in protest"."""
    verb = head
    for _ in range(MAX_BETWEEN):
        if verb.dep_ not in BETWEEN:
            break
        verb = verb.head
    return (verb,) if verb.pos_ in ("VERB", "AUX") and verb.i != head.i else ()
