"""Which mode a deed has, from the words around it: "killed by a drone", "urged him to resign"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from whowhom.rulebook.events import EventRules
from whowhom.stages.choice import Candidate
from whowhom.stages.parse import Parsed


def forms(token: Token) -> tuple[str, str]:
    """Give lemma and form of a word, in small letters."""
    return token.lemma_.lower(), token.lower_


def clause(head: Token) -> Iterator[Token]:
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


def tell_mode(c: Candidate, rules: EventRules, parsed: Parsed, evidence: tuple[int, int]) -> str | None:
    """Give the mode that the words of the clause tell, else those of what is asked, else the sentence's."""
    head = c.predication.head
    inside = {t.i: t for t in clause(head) if evidence[0] <= t.i < evidence[1]}
    near = list(inside.values())
    if c.predication.support is not None:
        near.append(head)
    text = " ".join(t.lower_ for t in parsed.text[evidence[0] : evidence[1]])
    found = _by_words(c, rules, "clause", near, text)
    if found is None:
        found = _by_words(c, rules, "complement", _complement(head, evidence), "")
    if found is None and c.default is None:
        words = [t for t in head.sent if not t.is_punct]
        found = _by_words(c, rules, "sentence", words, head.sent.text.lower())
    return found or c.default


def _by_words(c: Candidate, rules: EventRules, reach: str, tokens: Iterable[Token], text: str) -> str | None:
    """Give the mode of the first row whose words stand among the tokens."""
    words = [w for t in tokens for w in forms(t)]
    known = set(words)
    line = text or " ".join(words[1::2])
    for cue in rules.cues:
        if cue.type != c.rule.type or cue.reach != reach:
            continue
        if cue.words & known or any(" " in w and w in line for w in cue.words):
            return cue.mode
    return None


def _complement(head: Token, evidence: tuple[int, int]) -> list[Token]:
    """Give the words of what is asked or refused, in order; none where it is asked not to be done."""
    below = [t for t in head.subtree if t.i > head.i and t.i < max(evidence[1], head.i + 1)]
    first = next((t for t in below if t.pos_ == "VERB"), None)
    if first is not None and any(t.dep_ == "neg" for t in first.children):
        return []
    return below
