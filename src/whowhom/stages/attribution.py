"""Find who says that a deed is so: the chain of sources, outermost first."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from whowhom.records import Found, Mention, Reason, Span, Stance
from whowhom.rulebook.attribution import AttributionRules, SayingCue
from whowhom.stages.parse import Parsed
from whowhom.stages.predications import NOMINAL, Syntax

MAX_CLIMB = 14
MAX_QUOTE = 2500  # characters; a longer stretch between quotation marks lost its closing one
MAX_BETWEEN = 160  # characters of "the minister said" between two quotations of one speaker
MAX_SPEAKER = 9  # tokens of who speaks, between comma and verb
MIN_OPEN_QUOTE = 40  # characters that a quotation without its closing mark must have
OPEN, PLAIN = "“«„", '"'
MARKS = frozenset("“«„”»" + PLAIN)
TIMES = frozenset({"DATE", "TIME"})
NAMED = frozenset({"PROPN", "NOUN", "ADJ"})
BEFORE = frozenset(" \t\n([–—-'‘")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One source of the chain, as words: who (a phrase), the cue, whether it asserts or denies.

    `head` is the token of who, `at` the cue's first character in the reading.
    """

    source: Span
    head: int
    cue: Span
    stance: Stance
    rule: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Characters [start, end) of the reading between quotation marks, and the link of who speaks."""

    start: int
    end: int
    link: Link | None


Chain = tuple[Link, ...]


def read_quotations(parsed: Parsed, syntax: Syntax, rules: AttributionRules) -> tuple[Quotation, ...]:
    """`Parsed` in; every direct quotation of the text with its speaker out.

    A quotation without a speaker in its own sentences has that of the quotation before it, where no other
    sentence stands between them.
    """
    out: list[Quotation] = []
    for start, end in _quoted(parsed.text.text):
        span = parsed.text.char_span(start, end, alignment_mode="expand")
        if span is None or len(span) < 4:  # a quoted word or two is no quotation
            continue
        link = _speaker(parsed, syntax, rules, span[0], span[-1])
        if link is None and out:
            last = out[-1]
            between = parsed.text.text[last.end + 1 : start - 1]
            told = (
                last.link is not None
                and last.link.at in range(last.end, start)
                and len(between) < MAX_BETWEEN
            )
            if last.link is not None and (told or not between.strip(' .,\n"”“')):
                link = last.link
        out.append(Quotation(start=start, end=end, link=link))
    return tuple(out)


def _quoted(text: str) -> list[tuple[int, int]]:
    """Give what stands between quotation marks; a mark that is never closed ends with its paragraph.

    A plain mark opens where a blank or a bracket stands before it and none behind.
    """
    out: list[tuple[int, int]] = []
    opened: int | None = None
    for at, char in enumerate(text):
        if char not in MARKS:
            if char == "\n" and opened is not None:
                if at - opened > MIN_OPEN_QUOTE:
                    out.append((opened, at))
                opened = None
            continue
        opens = char in OPEN or (
            char == PLAIN and (at == 0 or text[at - 1] in BEFORE) and not text[at + 1 : at + 2].isspace()
        )
        if opens:
            if opened is not None and at - opened > MIN_OPEN_QUOTE:  # the mark is set anew at each paragraph
                out.append((opened, at))
            opened = at + 1
        elif opened is not None:
            if 0 < at - opened <= MAX_QUOTE:
                out.append((opened, at))
            opened = None
    return out


def _speaker(
    parsed: Parsed, syntax: Syntax, rules: AttributionRules, first: Token, last: Token
) -> Link | None:
    """Find the verb of saying around a quotation: in its sentences, outside its marks."""
    doc = parsed.text
    start, end = first.sent.start, last.sent.end
    best: tuple[int, Token, SayingCue] | None = None
    for token in doc[start:end]:
        if first.i <= token.i <= last.i or token.pos_ != "VERB":
            continue
        cue = rules.verbs.get(token.lemma_.lower())
        if cue is None or not syntax.verb(token).roles.get("subject"):
            continue
        distance = first.i - token.i if token.i < first.i else token.i - last.i
        if best is None or distance < best[0]:
            best = (distance, token, cue)
    if best is None or best[0] > 25:
        return None
    return _verb_link(parsed, syntax, best[1], best[2])


def find_attribution(
    mention: Mention,
    parsed: Parsed,
    syntax: Syntax,
    quotations: tuple[Quotation, ...],
    rules: AttributionRules,
) -> Found[Chain]:
    """A mention in; the chain of who says so out, outermost first, as spans.

    Empty where the page itself tells it, and where the verb of saying is the deed itself ("accused").
    """
    trigger = parsed.tokens(mention.trigger).root
    links = _climb(trigger, parsed, syntax, rules)
    if all(link.rule == "allege" for link in links):
        links = _from_quotation(trigger, parsed, quotations) + links
    links = _according(trigger, parsed, syntax, rules) + links
    if not links:
        links = _behind(trigger, parsed, syntax, rules)
    seen: set[int] = set()
    chain = []
    for link in links:
        if link.head not in seen:
            seen.add(link.head)
            chain.append(link)
    reasons = tuple(Reason(field="attribution", rule=f"attribution.{k.rule}", span=k.cue) for k in chain)
    return Found(value=tuple(chain), reasons=reasons)


def _climb(trigger: Token, parsed: Parsed, syntax: Syntax, rules: AttributionRules) -> list[Link]:
    """Collect the verbs and nouns of saying whose clause holds the trigger."""
    links: list[Link] = []
    token = trigger
    for _ in range(MAX_CLIMB):
        dep, head = token.dep_, token.head
        if head.i == token.i:
            break
        if dep == "relcl":  # what a relative clause tells is the page's own
            break
        if head.pos_ in ("VERB", "AUX") and head.i != trigger.i:
            links = _said(head, token, parsed, syntax, rules) + links
        if head.pos_ == "NOUN" and dep in ("acl", "ccomp"):
            cue = rules.nouns.get(head.lemma_.lower())
            if cue is not None:
                links = _noun_link(head, cue, parsed, syntax) + links
        token = head
    return links


def _said(verb: Token, below: Token, parsed: Parsed, syntax: Syntax, rules: AttributionRules) -> list[Link]:
    """Give the links of one governing verb, where it is one of saying and the deed stands in what is said."""
    predication = syntax.verb(verb)
    cue = rules.verbs.get(predication.lemma)
    if cue is None:
        return []
    raised = below.dep_ == "xcomp" and predication.passive  # "is said to have left"
    if below.dep_ not in cue.through and not raised:
        return []
    link = _verb_link(parsed, syntax, verb, cue)
    out = [link] if link is not None else []
    for child in (*verb.children, *below.children):
        if child.dep_ == "advcl" and child.lemma_.lower() in rules.citing:
            for who in syntax.verb(child).roles.get("object", ())[:1]:
                out.append(_link(parsed, syntax, who, child, rules.citing[child.lemma_.lower()]))
    return out


def _verb_link(parsed: Parsed, syntax: Syntax, verb: Token, cue: SayingCue) -> Link | None:
    predication = syntax.verb(verb)
    who = predication.roles.get("subject", ()) or _before(verb)
    if not who:
        return None
    if cue.stance is Stance.ASSERTS and any(c.dep_ == "neg" for c in verb.children):
        return None
    return _link(parsed, syntax, who[0], verb, cue)


def _before(verb: Token) -> tuple[Token, ...]:
    """Find who speaks where the parser drew "police" of ", police said" into what is said."""
    doc, first = verb.doc, verb.i
    ends = (",", *MARKS)
    while first > verb.sent.start and doc[first - 1].text not in ends and verb.i - first < MAX_SPEAKER:
        first -= 1
    words = doc[first : verb.i]
    if first == verb.sent.start or not len(words) or doc[first - 1].text not in ends:
        return ()
    if any(t.pos_ in ("VERB", "AUX", "SCONJ") or t.tag_ in ("WDT", "WP") for t in words):
        return ()
    inside = range(first, verb.i)
    return tuple(t for t in words if t.head.i not in inside and t.pos_ in ("NOUN", "PROPN", "PRON"))[:1]


def _named(who: Token, last: int) -> int:
    """Give where a speaker's words end, with the name behind it: "the lawyer Ann Lee"."""
    for child in who.children:
        if child.dep_ == "appos" and child.pos_ == "PROPN" and 0 <= child.left_edge.i - last <= 1:
            return child.i + 1
    return last


def _behind(trigger: Token, parsed: Parsed, syntax: Syntax, rules: AttributionRules) -> list[Link]:
    """Find who says it at the end of the sentence, which long sentences lose in the parse.

    ", police said on Monday", ", reported Yonhap", ", reported by Haaretz".
    """
    sent = trigger.sent
    verb = next((t for t in reversed(sent) if t.pos_ in ("VERB", "AUX")), None)
    cue = rules.verbs.get(verb.lemma_.lower()) if verb is not None else None
    if verb is None or cue is None or cue.stance is not Stance.ASSERTS or "ccomp" not in cue.through:
        return []
    after = [t for t in parsed.text[verb.i + 1 : sent.end] if not t.is_punct]
    if verb.i > sent.start and parsed.text[verb.i - 1].text == ",":
        if not 0 < len(after) < MAX_SPEAKER or trigger.i >= verb.i:
            return []
        inside = {t.i for t in after}
        named = [t for t in after if t.pos_ in ("PROPN", "NOUN") and t.ent_type_ not in TIMES]
        who = next((t for t in named if t.head.i not in inside or t.head.pos_ == "ADP"), None)
        return [_link(parsed, syntax, who, verb, cue)] if who is not None else []
    if len(after) >= MAX_SPEAKER or any(t.pos_ == "NOUN" and t.ent_type_ not in TIMES for t in after):
        return []
    speaker = _before(verb)
    if not speaker or trigger.i >= syntax.phrase(speaker[0])[0]:
        return []
    return [_link(parsed, syntax, speaker[0], verb, cue)]


def _name_before(last: int, verb: Token) -> int:
    """Give where a speaker's words end, with a name that stands alone before the verb.

    "The minister, Ann Lee, said": the parser may tie the name to another word, or to none.
    """
    doc, start = verb.doc, last
    if start < verb.i and doc[start].text == ",":
        start += 1
    end = verb.i - 1 if doc[verb.i - 1].text == "," else verb.i
    name = doc[start:end] if 0 < end - start < MAX_SPEAKER else None
    if name is None or name[-1].pos_ != "PROPN" or any(t.pos_ not in NAMED for t in name):
        return last
    return end


def _link(parsed: Parsed, syntax: Syntax, who: Token, cue_token: Token, cue: SayingCue) -> Link:
    first, last = syntax.phrase(who)
    last = _name_before(_named(who, last), cue_token)
    words = parsed.text[cue_token.i : cue_token.i + 1]
    if cue.addressee:
        for child in cue_token.children:
            if child.dep_ in ("dobj", "dative") and child.i == cue_token.i + 1:
                words = parsed.text[cue_token.i : child.i + 1]
    return Link(
        source=parsed.span(parsed.text[first:last]),
        head=who.i,
        cue=parsed.span(words),
        stance=cue.stance,
        rule=cue.id,
        at=cue_token.idx,
    )


def _noun_link(noun: Token, cue: SayingCue, parsed: Parsed, syntax: Syntax) -> list[Link]:
    """Give the link of a noun of saying: its owner, or who is said to make it."""
    roles = syntax.noun(noun).roles
    for role in ("poss", "by", "from", "subject", "mod", "of"):
        for who in roles.get(role, ()):
            if who.pos_ in NOMINAL and who.ent_type_ not in TIMES:
                return [_link(parsed, syntax, who, noun, cue)]
    return []


def _according(trigger: Token, parsed: Parsed, syntax: Syntax, rules: AttributionRules) -> list[Link]:
    """Find "according to X" in the trigger's sentence, where it is of the trigger's clause or one above."""
    above = {trigger.i, *(a.i for a in trigger.ancestors)}
    for token in trigger.sent:
        cue = rules.preps.get(token.lower_)
        if cue is None or not {token.head.i, token.head.head.i} & above:
            continue
        for to in token.children:
            if to.dep_ not in ("prep", "pobj"):
                continue
            for who in [c for c in to.children if c.dep_ == "pobj"] or ([to] if to.dep_ == "pobj" else []):
                first, last = syntax.phrase(who)
                cited = [
                    _link(parsed, syntax, source, verb, rules.citing[verb.lemma_.lower()])
                    for verb in token.sent[who.i + 1 - token.sent.start :]
                    if verb.lemma_.lower() in rules.citing and verb.tag_ == "VBG"
                    for source in syntax.verb(verb).roles.get("object", ())[:1]
                ]
                return [
                    Link(
                        source=parsed.span(parsed.text[first:last]),
                        head=who.i,
                        cue=parsed.span(parsed.text[token.i : to.i + 1]),
                        stance=cue.stance,
                        rule=cue.id,
                        at=token.idx,
                    ),
                    *cited,
                ]
    return []


def _from_quotation(trigger: Token, parsed: Parsed, quotations: tuple[Quotation, ...]) -> list[Link]:
    """Give the speaker of the quotation in which the trigger stands."""
    for quotation in quotations:
        if quotation.start <= trigger.idx < quotation.end and quotation.link is not None:
            return [quotation.link]
    return []
