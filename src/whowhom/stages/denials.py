"""Tie a denial ("denied the report") to the deed it denies, told elsewhere in the page."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from whowhom.records import Span
from whowhom.rulebook.status import StatusRules
from whowhom.stages.parse import Parsed
from whowhom.stages.predications import Syntax

REACH = 4  # sentences between a deed and its denial


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """Words that deny what was told: who, the verb, and the run that shows it. `head`: the verb's token."""

    who: Span
    cue: Span
    evidence: Span
    sentence: int
    head: int


def read_denials(parsed: Parsed, syntax: Syntax, rules: StatusRules) -> tuple[Denial, ...]:
    """`Parsed` in; every denial of a claim that the page tells elsewhere out.

    "X denied the allegations", "X rejected the report": a denial with a clause of its own ("denied that it
    shelled the town") needs no tie, its deed stands in it.
    """
    out = []
    for number, sent in enumerate(parsed.text.sents):
        for token in sent:
            if token.pos_ != "VERB" or token.lemma_.lower() not in rules.refuting:
                continue
            if any(c.dep_ == "neg" for c in token.children):  # "did not deny it"
                continue
            predication = syntax.verb(token)
            who = predication.roles.get("subject", ())
            what = predication.roles.get("object", ())
            if not who or not what or predication.roles.get("clause") or not _is_claim(what[0], rules):
                continue
            first, last = syntax.phrase(who[0])
            start, end = min(first, token.i), max(syntax.phrase(what[0])[1], token.i + 1)
            out.append(
                Denial(
                    who=parsed.span(parsed.text[first:last]),
                    cue=parsed.span(token),
                    evidence=parsed.span(parsed.text[start:end]),
                    sentence=number,
                    head=token.i,
                )
            )
    return tuple(out)


def _is_claim(noun: Token, rules: StatusRules) -> bool:
    return noun.lemma_.lower() in rules.claims


def deed_denied(denial: Denial, told: list[tuple[int, bool]]) -> int | None:
    """A denial and each deed's sentence and whether the denier is a party to it, in; the denied out.

    The nearest deed before the denial, or in its sentence, to which the denier is a party.
    """
    best = None
    for number, (sentence, own) in enumerate(told):
        if own and 0 <= denial.sentence - sentence <= REACH:
            best = number
    return best
