"""Tell news from history: whether the page recalls a deed, or tells it as what is new."""

from __future__ import annotations

from datetime import datetime, timedelta

from spacy.tokens import Token

from whowhom.records import DateBasis, Found, Interval, Mention, Reason
from whowhom.rulebook.background import BackgroundRules
from whowhom.stages.parse import Parsed

CLAUSE = frozenset({"ccomp", "advcl", "relcl", "conj", "xcomp"})  # what a deed's clause hangs on
MAX_CLIMB = 6


def judge_background(
    mention: Mention, when: tuple[Interval | None, DateBasis], parsed: Parsed, rules: BackgroundRules
) -> Found[bool]:
    """A mention and its day in; whether the page tells it as history, out.

    History is what lies `days` before the publication by the page's own words, what is told in the pluperfect
    ("had recalled its envoy", but not under a verb of saying in the past), or has an adverb of the past.
    """
    published = parsed.page.published
    day, basis = when
    if day is not None and basis is DateBasis.STATED:
        if published is None:
            return Found(value=False)
        today = published.date() if isinstance(published, datetime) else published
        past = day.last < today - timedelta(days=rules.days)
        return _found("long_before", mention) if past else Found(value=False)
    root = parsed.tokens(mention.trigger).root
    verb = root if root.pos_ in ("VERB", "AUX") else root.head
    if verb.pos_ not in ("VERB", "AUX"):
        return Found(value=False)
    if any(c.lower_ in rules.adverbs and c.dep_ == "advmod" for c in verb.children):
        return _found("adverb", mention)
    if _pluperfect(verb) and not _shifted(verb):
        return _found("pluperfect", mention)
    return Found(value=False)


def _found(case: str, mention: Mention) -> Found[bool]:
    reason = Reason(field="background", rule=f"background.{case}", span=mention.trigger)
    return Found(value=True, reasons=(reason,))


def _pluperfect(verb: Token) -> bool:
    return verb.tag_ == "VBN" and any(
        c.dep_ == "aux" and c.lemma_ == "have" and c.tag_ == "VBD" for c in verb.children
    )


def _shifted(verb: Token) -> bool:
    """Whether a verb over the clause alone shifted its tense: "said police had arrested two men"."""
    token = verb
    for _ in range(MAX_CLIMB):
        if any(c.dep_ == "ccomp" and c.i < token.i for c in token.children):
            return True
        if token.dep_ == "ccomp" or (token.dep_ == "parataxis" and token.head.i != token.i):
            return True
        if token.dep_ not in CLAUSE:
            break
        token = token.head
    # "Police had arrested two men, the minister said": the verb of saying stands beside it
    return any(c.dep_ == "parataxis" for c in verb.children)
