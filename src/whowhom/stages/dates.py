"""When: the time expressions of a page, and the one that belongs to a deed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from whowhom.records import DateBasis, Found, Interval, Mention, Part, Reason, Span
from whowhom.rulebook.calendar import READINGS
from whowhom.rulebook.dates import DateRule, DateRules
from whowhom.stages.parse import Parsed

WINDOW = 48  # characters around an anchor; the longest expression is shorter
CARDINALS = frozenset({"CARDINAL", "QUANTITY", "MONEY", "PERCENT"})  # the model's entity labels for numbers
SCHEDULABLE = frozenset({"VERB", "AUX"})
NAMING = frozenset({"poss", "compound", "nmod", "amod", "nummod"})  # a date as part of a noun's name

Side = Literal["at", "since", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """Words that tell when, tokens [first, last) of the title's or text's parse.

    `past` are its days where the deed is told in the past, `future` where it is told of the future. `side`:
    `since` for an expression that runs on to the publication, `open` for one without closed days.
    """

    part: Part
    first: int
    last: int
    span: Span
    past: Interval | None
    future: Interval | None
    side: Side
    rule: str


Answer = Found[tuple[Interval | None, DateBasis]]
UNDATED: Answer = Found(value=(None, DateBasis.NONE))


def read_dates(parsed: Parsed, rules: DateRules) -> tuple[TimeExpression, ...]:
    """A parsed page in; all its time expressions out, title first, each part in order."""
    found: list[TimeExpression] = []
    for doc, part in ((parsed.title, "title"), (parsed.text, "text")):
        text = _text(parsed, doc)
        ready: list[TimeExpression] = []
        for rule, match in _matches(doc, text, rules):
            expression = _read(parsed, doc, "title" if part == "title" else "text", rule, match, ready, rules)
            if expression is not None:
                ready.append(expression)
        found.extend(_join(parsed, doc, ready, rules))
    return tuple(found)


def _text(parsed: Parsed, doc: Doc) -> str:
    """Give the text of a parse: `Doc.text` is put together anew at each call."""
    return parsed.text_reading.text if doc is parsed.text else parsed.title_reading.text


def _windows(text: str, rules: DateRules) -> Iterator[tuple[int, int]]:
    """Give the stretches of a text in which time expressions may stand."""
    first = last = -1
    for anchor in rules.anchor.finditer(text):
        start, end = max(0, anchor.start() - WINDOW), min(len(text), anchor.end() + WINDOW)
        if start > last:
            if last >= 0:
                yield first, last
            first = start
        last = end
    if last >= 0:
        yield first, last


def _matches(doc: Doc, text: str, rules: DateRules) -> list[tuple[DateRule, re.Match[str]]]:
    """Give the matches that hold: of those that overlap the longest, then the earliest rule; in order."""
    candidates = []
    for start, end in _windows(text, rules):
        for rank, (rule, pattern) in enumerate(zip(rules.rules, rules.patterns, strict=True)):
            for match in pattern.finditer(text, start, end):
                if match.end() < end or end == len(text):
                    candidates.append((match.start() - match.end(), rank, rule, match))
    candidates.sort(key=lambda c: (c[0], c[1], c[3].start()))
    held: list[tuple[DateRule, re.Match[str]]] = []
    for _, _, rule, match in candidates:
        clear = all(match.end() <= m.start() or m.end() <= match.start() for _, m in held)
        if clear and _is_time(doc, match, rules):
            held.append((rule, match))
    return sorted(held, key=lambda h: h[1].start())


def _is_time(doc: Doc, match: re.Match[str], rules: DateRules) -> bool:
    """Tell whether a match is a time: "May" and "2016" are other things too."""
    groups = {name: word for name, word in match.groupdict().items() if word}
    tokens = doc.char_span(match.start(), match.end(), alignment_mode="expand")
    if tokens is None:
        return False
    before = doc[tokens.start - 1] if tokens.start else None
    lead = before.lower_ if before is not None else ""
    if len(groups) == 1:
        ((name, word),) = groups.items()
        if word in rules.doubtful:
            return lead in rules.lead and tokens[-1].pos_ not in SCHEDULABLE
        if name == "year":
            kind, counted = tokens[0].ent_type_, tokens[0].dep_ == "nummod" and tokens[0].head.tag_ == "NNS"
            if counted and lead not in rules.year_lead:
                return False
            return kind not in CARDINALS and (kind == "DATE" or lead in rules.year_lead)
        if name == "season" and word[0].isupper():
            return False
        if name == "dayword" and word[0].isupper():
            return before is None or not (before.is_alpha and before.text[0].isupper())
    return True


def _read(
    parsed: Parsed,
    doc: Doc,
    part: Part,
    rule: DateRule,
    match: re.Match[str],
    ready: Sequence[TimeExpression],
    rules: DateRules,
) -> TimeExpression | None:
    """Turn a match into a time expression; None where its days cannot be known."""
    tokens = doc.char_span(match.start(), match.end(), alignment_mode="expand")
    if tokens is None:
        return None
    published = parsed.page.published_on
    parts = match.groupdict()
    if rule.reading == "step":
        named = _day_before(ready, tokens.start)
        back = (rules.words.value("step", parts["step"]) or 0) < 0
        published = named or (published if back else None)
    if published is None and parts.get("month") and not parts.get("year"):
        parts["year"] = _year_beside(tokens, rules)
    past, future = READINGS[rule.reading](parts, published, rules.words)
    if past is None and future is None:
        return None
    return TimeExpression(
        part=part,
        first=tokens.start,
        last=tokens.end,
        span=parsed.span(tokens),
        past=past,
        future=future,
        side=_side(match.string, match.start(), rules),
        rule=rule.id,
    )


def _side(text: str, start: int, rules: DateRules) -> Side:
    before = rules.side.search(text, max(0, start - WINDOW), start)
    if before is None:
        return "at"
    return "since" if rules.words.value("side", before[1]) else "open"


def _day_before(ready: Sequence[TimeExpression], token: int) -> date | None:
    """Give the single day that was named last, within the reach of a few sentences."""
    for expression in reversed(ready):
        if expression.past and expression.past.first == expression.past.last and token - expression.last < 80:
            return expression.past.first
    return None


def _year_beside(tokens: TokenSpan, rules: DateRules) -> str | None:
    """Give the one year that the sentence names; None where it names none or several."""
    sentence = tokens[0].sent
    pattern = next(p for r, p in zip(rules.rules, rules.patterns, strict=True) if r.reading == "year")
    years = {m["year"] for m in pattern.finditer(sentence.text)}
    return years.pop() if len(years) == 1 else None


def _join(
    parsed: Parsed, doc: Doc, ready: Sequence[TimeExpression], rules: DateRules
) -> list[TimeExpression]:
    """Make one of two that are the ends of a stretch, "from Monday to Wednesday"."""
    joined: list[TimeExpression] = []
    for expression in ready:
        before = joined[-1] if joined else None
        if before is not None and _are_ends(doc, _text(parsed, doc), before, expression, rules):
            joined[-1] = replace(
                before,
                last=expression.last,
                span=parsed.span(doc[before.first : expression.last]),
                past=_hull(before.past, expression.past),
                future=_hull(before.future, expression.future),
                side="at",
            )
        else:
            joined.append(expression)
    return joined


def _hull(first: Interval | None, last: Interval | None) -> Interval | None:
    """Give the days from one to the other; "between March and May 2019" names the year of both once."""
    if first is None or last is None:
        return None
    if first.first > last.last:
        begin = first.first.replace(year=last.last.year, day=min(first.first.day, 28))
        return Interval(first=begin, last=last.last) if begin <= last.last else None
    return Interval(first=first.first, last=last.last)


def _are_ends(doc: Doc, text: str, one: TimeExpression, other: TimeExpression, rules: DateRules) -> bool:
    start, end = doc[one.first].idx, doc[one.last - 1].idx + len(doc[one.last - 1])
    join = rules.join.fullmatch(text, end, doc[other.first].idx)
    if join is None:
        return False
    kind = rules.words.value("join", join[1])
    opener = rules.opener.search(text, max(0, start - WINDOW), start)
    return kind == 2 or (opener is not None and rules.words.value("opener", opener[1]) == kind)


# --- which of them is the deed's --------------------------------------------------------------------


def date_deed(
    mention: Mention, parsed: Parsed, expressions: Sequence[TimeExpression], rules: DateRules
) -> Answer:
    """A mention and the page's time expressions in; the days that the text gives for the deed out.

    The expression nearest to the trigger in the tree is the deed's; one of another clause or event is none.
    """
    trigger = parsed.tokens(mention.trigger)
    if not len(trigger):
        return UNDATED
    doc, sentence = trigger.doc, trigger.sent
    candidates = []
    for expression in expressions:
        inside = sentence.start <= expression.first < sentence.end
        if expression.part != mention.trigger.part or not inside:
            continue
        cost = _cost(mention, trigger, expression, doc, rules)
        gap = max(trigger.start - expression.last, expression.first - trigger.end, 0)
        if cost <= rules.path.limit:
            candidates.append((cost, gap, expression))
    for _, _, expression in sorted(candidates, key=lambda c: (c[0], c[1])):
        interval = _days(expression, doc, parsed.page.published_on, rules)
        if interval is not None:
            reason = Reason(field="date", rule=expression.rule, span=expression.span)
            return Found(value=(interval, DateBasis.STATED), reasons=(reason,))
    return UNDATED


def _days(expression: TimeExpression, doc: Doc, published: date | None, rules: DateRules) -> Interval | None:
    """Give the days of an expression in its clause: past or future; after "since" up to publication."""
    if expression.side == "open":
        return None
    ahead = _is_ahead(doc[expression.first : expression.last].root, rules)
    days = expression.future if ahead else expression.past
    if expression.side == "since":
        if expression.past is None or published is None or expression.past.first > published:
            return None
        return Interval(first=expression.past.first, last=published)
    return days


def _is_ahead(token: Token, rules: DateRules) -> bool:
    """Tell whether the clause around a time expression is of the future."""
    for above in (token, *token.ancestors):
        if above.lemma_.lower() in rules.ahead and above.pos_ != "NOUN" and above.tag_ != "VBD":
            return True
        if above.pos_ in SCHEDULABLE and above.tag_ != "VBG":
            return _verb_is_ahead(above, rules)
    return False


def _verb_is_ahead(verb: Token, rules: DateRules) -> bool:
    helpers = [t for t in verb.children if t.dep_ in ("aux", "auxpass")]
    tags = {t.tag_ for t in helpers}
    if "MD" in tags:
        return not any(t.tag_ == "VB" and t.lemma_ == "have" for t in helpers)
    if verb.tag_ == "VB" and "TO" in tags and verb.head.i != verb.i:
        head = verb.head
        if head.pos_ == "NOUN":
            return True
        present = any(t.tag_ in ("VBZ", "VBP") for t in head.children if t.dep_ in ("aux", "auxpass"))
        return head.tag_ in ("VBZ", "VBP") or present or head.lemma_.lower() in rules.ahead
    if verb.tag_ == "VBG":
        return bool(tags & {"VBZ", "VBP"})
    return verb.tag_ in ("VBZ", "VBP")


def _hangs_on(expression: TokenSpan) -> Token:
    """Give the word that a time expression belongs to, past the prepositions between."""
    root = expression.root
    token = root.head
    while token.pos_ in ("ADP", "SCONJ") and token.head.i != token.i:
        token = token.head
    return token


def _cost(
    mention: Mention, trigger: TokenSpan, expression: TimeExpression, doc: Doc, rules: DateRules
) -> float:
    """Give the cost of the way from the trigger to the word that the expression hangs on."""
    costs = rules.path
    tokens = doc[expression.first : expression.last]
    hang = _hangs_on(tokens)
    words = {t.i for t in trigger}
    extra = 0.0
    # "the first talks in eight months" is no date; "they meet in two weeks" is.
    naming = tokens.root.dep_ in NAMING or expression.past is None
    if hang.pos_ not in SCHEDULABLE and naming and (hang.i not in words or expression.past is None):
        extra = costs.modifier
    if expression.side == "since" and _is_record(hang):
        return costs.limit + 1
    best = costs.limit + 1
    for start in trigger:
        if start.head.i in words and start.head.i != start.i:
            continue
        best = min(best, extra + _way(start, hang, words, mention, rules))
    return best


def _is_record(hang: Token) -> bool:
    """Tell whether "since" measures a record, "the worst attack since 2014", and no length of time."""
    if hang.pos_ == "VERB":
        return False
    return any(t.tag_ in ("JJS", "RBS") or t.ent_type_ == "ORDINAL" for t in hang.subtree)


def _way(start: Token, hang: Token, words: set[int], mention: Mention, rules: DateRules) -> float:
    costs = rules.path
    above: dict[int, float] = {}
    total, token = 0.0, start
    while True:
        above[token.i] = 0.0 if token.i in words else total
        if token.head.i == token.i:
            break
        step = costs.up.get(token.dep_, costs.step_up)
        if token.dep_ == "ccomp" and mention.type not in rules.spoken and _is_told(token):
            step = costs.told
        total, token = total + step, token.head
    down, token = 0.0, hang
    while token.i not in above and token.i not in words:
        if token.head.i == token.i:
            return costs.limit + 1
        step = costs.limit + 1 if _is_apart(token, rules) else costs.down.get(token.dep_, costs.step_down)
        down, token = down + step, token.head
    return down + above.get(token.i, 0.0)


def _is_apart(token: Token, rules: DateRules) -> bool:
    """Tell whether words stand in a clause or phrase of another time: "left after the vote in May"."""
    if token.dep_ in ("pobj", "pcomp"):
        return token.head.lower_ in rules.apart
    return token.dep_ == "advcl" and any(
        c.lower_ in rules.apart for c in token.children if c.dep_ in ("mark", "prep", "advmod")
    )


def _is_told(clause: Token) -> bool:
    """Tell whether the clause tells of a finished deed: "said that two soldiers had been killed"."""
    helpers = {t.tag_ for t in clause.children if t.dep_ in ("aux", "auxpass")}
    if "MD" in helpers or "VBG" in helpers or clause.tag_ == "VBG":
        return False
    return clause.tag_ in ("VBD", "VBN") or "VBD" in helpers
