"""How much and how many: the sums and counts of a deed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from whowhom.records import Amount, Found, Mention, Reason
from whowhom.rulebook.amounts import AmountRules, Money, is_range, parse_number, scale_of
from whowhom.stages.parse import Parsed

REACH = 4  # tokens from a number to the noun it counts, where the parse does not say

NOMINAL = frozenset({"NOUN", "PROPN"})
VERBAL = frozenset({"VERB", "AUX"})
TIMES = frozenset({"DATE", "TIME", "ORDINAL"})  # the model's entity labels
SUBJECTS = frozenset({"nsubj", "csubj"})
Tokens = frozenset[int]  # places in the text of the words that name the deed
SMALL = 10  # "the two nations" are known already; "the 2,000 troops" are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """A number of a text: its tokens, the characters with what bounds it, its value and bounds."""

    tokens: TokenSpan
    start: int
    end: int
    value: float
    low: float | None
    high: float | None
    sign: str | None
    word: str
    bound: str
    floor: int  # the evidence's first token
    text: str  # of the whole part, `Doc.text` being put together anew at each call


def count_amounts(mention: Mention, parsed: Parsed, rules: AmountRules) -> Found[tuple[Amount, ...]]:
    """A mention in; the sums, people and things that its evidence counts out, in the order of the text."""
    evidence = parsed.tokens(mention.evidence)
    trigger = frozenset(t.i for span in (mention.trigger, *mention.again) for t in parsed.tokens(span))
    if not len(evidence):
        return Found(value=())
    text = parsed.text_reading.text if mention.evidence.part == "text" else parsed.title_reading.text
    told = _with_outcome(evidence, trigger, rules) if mention.type in rules.words.suffered else evidence
    answers = [_amount(number, mention, trigger, parsed, rules) for number in _numbers(told, text, rules)]
    answers += [_single(noun, trigger, parsed, rules) for noun in told]
    found = sorted((a for a in answers if a is not None), key=lambda a: a[1].start)
    reasons = (Reason(field="amounts", rule=rule, span=parsed.span(words)) for _, words, rule in found)
    return Found(value=tuple(amount for amount, _, _ in found), reasons=tuple(reasons))


def _with_outcome(evidence: TokenSpan, trigger: Tokens, rules: AmountRules) -> TokenSpan:
    """Widen the words of a deed by the clause that tells its toll: "attacked the town, killing nine"."""
    doc, last = evidence.doc, evidence.end
    for at in sorted(trigger):
        verb = doc[at]
        for child in (*verb.children, *(c for v in verb.children if v.dep_ == "advcl" for c in v.children)):
            if child.dep_ not in ("advcl", "conj") or child.pos_ != "VERB" or child.i < at:
                continue
            own = any(c.dep_ in ("nsubj", "nsubjpass") for c in child.children)
            if not own and (_harm_of(child, rules) or child.lemma_.lower() in rules.words.killed_idiom):
                last = max(last, child.right_edge.i + 1)
    return doc[evidence.start : min(last, doc[evidence.start].sent.end)]


# --- numbers --------------------------------------------------------------------------------------


def _numbers(evidence: TokenSpan, text: str, rules: AmountRules) -> Iterator[_Number]:
    doc = evidence.doc
    start, end = evidence[0].idx, evidence[-1].idx + len(evidence[-1])
    for match in rules.number.finditer(text, start, end):
        tokens = doc.char_span(match.start("low"), match.end(), alignment_mode="expand")
        low = parse_number(match["low"], rules)
        if tokens is None or low is None:
            continue
        value, first, last = low, None, None
        stop = match.end()
        if match["high"]:
            high = parse_number(match["high"], rules)
            if high is not None and is_range(match, rules):
                if low < high and not scale_of(match["low"], rules):
                    low *= scale_of(match["high"], rules) or 1.0
                value, first, last = (low + high) / 2, min(low, high), max(low, high)
            else:
                stop = match.end("low")
                tokens = doc.char_span(match.start("low"), stop, alignment_mode="expand") or tokens
        bound = rules.bounds.get(" ".join((match["bound"] or "").lower().split()), 0)
        if first is None:
            first, last = (value if bound > 0 else None), (value if bound < 0 else None)
        yield _Number(
            tokens=tokens,
            start=match.start(),
            end=stop,
            value=value,
            low=first,
            high=last,
            sign=match["sign"],
            word=match["low"].lower(),
            bound=" ".join((match["bound"] or "").lower().split()),
            floor=evidence.start,
            text=text,
        )


# --- what is counted ------------------------------------------------------------------------------


def _amount(
    number: _Number, mention: Mention, trigger: Tokens, parsed: Parsed, rules: AmountRules
) -> tuple[Amount, TokenSpan, str] | None:
    """Give the amount that a number tells, with its words and rule; None where it tells none."""
    doc = number.tokens.doc
    if _is_named(number.tokens[0]) or _is_included(number.tokens.root, rules):
        return None  # "the Group of 20"; "14 people, including three children"
    money = _money(number, doc, parsed, rules)
    if money is not None:
        code, end = money
        return _made(number, code, doc, end, parsed, "money")
    percent = rules.percent.match(number.text, number.end)
    if percent is not None:
        return _percentage(number, doc, percent.end(), parsed, rules)
    hyphened = rules.hyphened.match(number.text, number.end)
    if hyphened is not None:
        return _adjective(number, doc, hyphened, parsed, rules)
    noun = _noun(number, doc, rules)
    if noun is None:
        return _bare(number, trigger, parsed, rules)
    return _counted(number, noun, mention, trigger, parsed, rules)


def _is_named(token: Token) -> bool:
    """Tell whether a number is part of a name: "the Group of 20"."""
    if token.ent_type_ == "ORG":
        return True
    before = token.doc[max(0, token.i - 2) : token.i]
    return len(before) == 2 and before[0].ent_type_ == "ORG" and before[1].pos_ == "ADP"


def _is_included(token: Token, rules: AmountRules) -> bool:
    """Tell whether a number only tells whom another takes in."""
    for above in (token, *token.ancestors):
        if above.lower_ in rules.words.including:
            return True
        if above.pos_ in VERBAL:
            return False
    return False


def _counted(
    number: _Number, noun: Token, mention: Mention, trigger: Tokens, parsed: Parsed, rules: AmountRules
) -> tuple[Amount, TokenSpan, str] | None:
    """Give the amount of a number with its noun: a term of prison, things, or people and their fate."""
    doc, words = noun.doc, rules.words
    lemma, end = noun.lemma_.lower(), noun.idx + len(noun)
    if lemma in words.term and _near(noun, words.prison):
        return _made(number, noun.lower_, doc, end, parsed, "term")
    if number.value == 0 or (number.bound in words.definite and number.value < SMALL):
        return None
    unit = _harm(noun, trigger, rules)
    people = _is_people(noun, rules)
    if unit is None and _is_doer(noun, mention, trigger, rules):
        return None
    if not people and (unit is None or noun.dep_ not in ("dobj", "nsubjpass")):
        return _things(number, noun, trigger, parsed, rules)
    if unit is None and number.value == 1:
        return None
    if unit is None and (lemma in words.counted or _kind(noun, rules)):
        return _made(number, _kind(noun, rules) + noun.lower_, doc, end, parsed, "count")
    whose = doc[number.tokens.end : noun.i + 1] if noun.i >= number.tokens.end else doc[noun.i : noun.i + 1]
    named = unit is not None and lemma not in words.generic
    return _made(
        number,
        unit or "people",
        doc,
        end,
        parsed,
        f"people.{unit or 'people'}",
        of=parsed.slice(parsed.span(whose)) if named else None,
        cumulative=_is_toll(number, rules),
    )


def _single(
    noun: Token, trigger: Tokens, parsed: Parsed, rules: AmountRules
) -> tuple[Amount, TokenSpan, str] | None:
    """Read "a doctor" as one, where that is who is killed, wounded or arrested."""
    if noun.tag_ != "NN" or noun.dep_ not in ("dobj", "nsubjpass") or noun.lemma_ not in rules.words.people:
        return None
    article = next((t for t in noun.children if t.dep_ == "det"), None)
    if article is None or article.lower_ not in rules.words.article:
        return None
    unit = _verb_harm(noun.head, noun, rules)
    if unit is None or noun.head.i not in trigger:
        return None
    words = noun.doc[article.i : noun.i + 1]
    text = parsed.slice(parsed.span(words))
    return Amount(value=1.0, unit=unit, text=text), words, f"amounts.people.{unit}"


def _is_toll(number: _Number, rules: AmountRules) -> bool:
    """Tell whether the number is what a running toll has come to."""
    first = number.tokens[0]
    return any(t.lemma_.lower() in rules.words.toll for t in first.doc[first.sent.start : first.i])


def _things(
    number: _Number, noun: Token, trigger: Tokens, parsed: Parsed, rules: AmountRules
) -> tuple[Amount, TokenSpan, str] | None:
    """Give a count of things, where they are the deed's own: its object, subject or complement."""
    timed = number.tokens[0].ent_type_ in TIMES or noun.ent_type_ in TIMES
    if noun.lemma_.lower() in rules.words.skip or timed or number.value == 1 or not _is_of(noun, trigger):
        return None
    return _made(number, _kind(noun, rules) + noun.lower_, noun.doc, noun.idx + len(noun), parsed, "count")


def _is_of(noun: Token, trigger: Tokens) -> bool:
    """Tell whether the way from a noun up to the trigger passes no other clause."""
    if any(t.dep_ in ("relcl", "acl") and t.i in trigger for t in noun.children):  # "20 shops looted"
        return True
    for token in (noun, *noun.ancestors):
        if token.i in trigger:
            return True
        if token.i != noun.i and token.pos_ in VERBAL and token.dep_ not in ("prep", "pcomp"):
            return False
    return False


def _kind(noun: Token, rules: AmountRules) -> str:
    before = noun.nbor(-1) if noun.i else None
    return f"{before.lower_} " if before is not None and before.lower_ in rules.words.kind else ""


def _made(
    number: _Number,
    unit: str,
    doc: Doc,
    end: int,
    parsed: Parsed,
    rule: str,
    *,
    of: str | None = None,
    cumulative: bool = False,
) -> tuple[Amount, TokenSpan, str] | None:
    words = doc.char_span(number.start, max(end, number.end), alignment_mode="expand")
    if words is None:
        return None
    amount = Amount(
        value=number.value,
        unit=unit,
        text=parsed.slice(parsed.span(words)),
        low=number.low,
        high=number.high,
        of=of,
        cumulative=cumulative,
    )
    return amount, words, f"amounts.{rule}"


def _money(number: _Number, doc: Doc, parsed: Parsed, rules: AmountRules) -> tuple[str, int] | None:
    """Give the currency and where its words end; None where the number is no sum of money."""
    if number.sign:
        signs = {sign.lower(): code for sign, code in rules.signs.items()}
        return signs[number.sign.lower()], number.end
    named = rules.name.match(number.text, number.end)
    if named is None:
        return None
    word = doc.char_span(named.start("name"), named.end(), alignment_mode="expand")
    if word is None or word[0].pos_ in VERBAL:
        return None
    row = next(m for m in rules.money if m.name == named["name"].lower())
    return _currency(row, named["owner"], parsed), named.end()


def _currency(row: Money, owner: str, parsed: Parsed) -> str:
    """Decide between the countries that share a currency's name."""
    for start, code in row.by.items():
        if owner.strip().startswith(start):
            return code
    if row.near:
        return row.code
    text = f"{parsed.page.title}\n{parsed.page.text}"
    counts = {start: text.count(start) for start in row.by}
    best = max(counts, key=lambda start: (counts[start], start), default="")
    return row.by[best] if best and counts[best] else row.code


def _percentage(
    number: _Number, doc: Doc, end: int, parsed: Parsed, rules: AmountRules
) -> tuple[Amount, TokenSpan, str] | None:
    last = doc.char_span(number.start, end, alignment_mode="expand")
    if last is None:
        return None
    around = [*number.tokens[0].ancestors, *doc[last.end : last.end + REACH]]
    if not any(t.lemma_.lower() in rules.words.measure for t in around):
        return None
    return _made(number, "percent", doc, end, parsed, "percent")


def _adjective(
    number: _Number, doc: Doc, hyphened: re.Match[str], parsed: Parsed, rules: AmountRules
) -> tuple[Amount, TokenSpan, str] | None:
    """Read "a 20-year sentence" and "a 30,000-strong force"; other hyphened numbers count nothing."""
    word = hyphened["word"].lower()
    if word in rules.words.strong:
        return _made(number, "people", doc, hyphened.end(), parsed, "people.strong")
    after = doc.char_span(number.start, hyphened.end(), alignment_mode="expand")
    if word not in rules.words.term or after is None:
        return None
    if any(t.lemma_.lower() in rules.words.prison for t in doc[after.end : after.end + 2]):
        return _made(number, f"{word}s", doc, hyphened.end(), parsed, "term")
    return None


def _noun(number: _Number, doc: Doc, rules: AmountRules) -> Token | None:
    """Give the noun that a number counts: the one it modifies, or that of "of the ..." after it."""
    last = number.tokens[-1]
    token = last
    while token.head.i != token.i and token.head.tag_ == "CD":
        token = token.head
    head = token.head
    over = head.head.head
    if head.dep_ == "pobj" and over.tag_ == "CD" and over.i >= number.floor:  # "21 of the 200 girls": 21
        return None
    if head.ent_type_ in TIMES and head.lemma_.lower() not in rules.words.term:
        return None
    if (
        head.pos_ in NOMINAL
        and head.i > last.i
        and token.dep_ in ("nummod", "compound", "amod", "nmod", "quantmod")
    ):
        return head
    of = next((t for t in last.children if t.dep_ == "prep" and t.i == last.i + 1), None)
    if of is None or number.value == 1:
        return None
    return next((t for t in of.children if t.dep_ == "pobj" and (t.pos_ == "NOUN" or t.tag_ == "NNPS")), None)


def _bare(
    number: _Number, trigger: Tokens, parsed: Parsed, rules: AmountRules
) -> tuple[Amount, TokenSpan, str] | None:
    """Read a number without a noun: people, where it is hurt or held, or a toll that rises to it."""
    doc, token = number.tokens.doc, number.tokens.root
    if number.tokens[0].ent_type_ in TIMES or (number.word.isdigit() and 1900 <= number.value <= 2099):
        return None
    if number.value <= 1 or (number.bound in rules.words.definite and number.value < SMALL):
        return None
    if _is_toll(number, rules):
        return _made(number, "killed", doc, number.end, parsed, "people.toll", cumulative=True)
    last = number.tokens[-1]
    of = next((t for t in last.children if t.dep_ == "prep"), None)
    shared = of is not None and any(t.pos_ == "PRON" for t in of.children)
    if not shared and token.dep_ not in ("dobj", "nsubjpass", "nsubj", "pobj", "attr", "conj", "oprd"):
        return None
    unit = _harm(token, trigger, rules)
    if unit is None and (shared or (token.dep_ == "nsubjpass" and token.head.i in trigger)):
        unit = "people"
    return _made(number, unit, doc, number.end, parsed, f"people.{unit}") if unit else None


def _is_people(noun: Token, rules: AmountRules) -> bool:
    words = rules.words
    lemma = noun.lemma_.lower()
    kinds = (words.people, words.killed, words.wounded)
    return noun.tag_ == "NNPS" or any(w in kind for kind in kinds for w in (lemma, lemma.removesuffix("s")))


def _near(noun: Token, words: frozenset[str]) -> bool:
    """Tell whether one of the words governs the noun or follows it closely."""
    around = [*noun.ancestors, *noun.subtree, *noun.doc[noun.i : noun.i + REACH]]
    return any(t.lemma_.lower() in words for t in around)


def _harm(noun: Token, trigger: Tokens, rules: AmountRules) -> str | None:
    """Tell whether the people are killed, wounded or arrested: by the word after, over or beside them.

    Verbs that share them and differ ("killed and wounded 30") tell neither.
    """
    own = _harm_of(noun, rules)
    after = noun.nbor() if noun.i + 1 < len(noun.doc) else None
    if own is None and after is not None and after.i != noun.head.i:  # "100 others wounded"
        own = _harm_of(after, rules)
    if own:
        return own
    for above in noun.ancestors:
        verbal = above.pos_ in VERBAL and above.dep_ != "prep"
        if not verbal:
            if _harm_of(above, rules):
                return _harm_of(above, rules)
            continue
        own = _verb_harm(above, noun, rules)
        shared = _sharing(above)
        others = {_verb_harm(t, noun, rules) for t in shared if t.i in trigger or own} - {None}
        if own and others - {own}:
            return None
        if any(t.i in trigger for t in shared) and above.i not in trigger and not others:
            return None
        return own or (others.pop() if len(others) == 1 else None)
    return None


def _sharing(verb: Token) -> list[Token]:
    """Give the verbs joined to a verb that have no subject or object of their own."""
    joined = [verb.head] if verb.dep_ == "conj" else []
    joined += [t for t in verb.children if t.dep_ == "conj"]
    kinds = {"dobj", "nsubj", "nsubjpass"}
    return [
        t for t in joined if not (kinds & {c.dep_ for c in t.children} if t.i > verb.i else _has_object(t))
    ]


def _has_object(verb: Token) -> bool:
    return any(t.dep_ in ("dobj", "nsubjpass") for t in verb.children)


def _verb_harm(verb: Token, noun: Token, rules: AmountRules) -> str | None:
    """Tell what a verb does to the people that are its argument: by itself, or with its object."""
    words, lemma = rules.words, verb.lemma_.lower()
    beside = {t.lemma_.lower() for t in (noun, *verb.children, *noun.children)}
    themselves = any("Yes" in t.morph.get("Reflex", []) for t in verb.subtree)
    if noun.dep_ in SUBJECTS and lemma in words.self_killed and themselves:
        return "killed"
    if words.killed_idiom.get(lemma) in beside:
        return "killed"
    if words.wounded_idiom.get(lemma) in beside:
        return "wounded"
    found = _harm_of(verb, rules)
    return None if found and noun.dep_ in SUBJECTS and _has_object(verb) else found


def _harm_of(token: Token, rules: AmountRules) -> str | None:
    words = rules.words
    for lemma in (token.lemma_.lower(), token.lower_):
        if lemma in words.killed:
            return "killed"
        if lemma in words.wounded:
            return "wounded"
        if lemma in words.arrested:
            return "arrested"
    return None


def _is_doer(noun: Token, mention: Mention, trigger: Tokens, rules: AmountRules) -> bool:
    """Tell whether the people do the deed to others: "four bombers" are not its count."""
    return mention.type in rules.words.suffered and noun.dep_ in SUBJECTS and noun.head.i in trigger
