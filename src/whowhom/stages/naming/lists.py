"""Lists of parties: a phrase split at its own "and", and phrases that count who they mean ("both sides")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from whowhom.stages.naming import backrefs
from whowhom.stages.naming.context import Page, around
from whowhom.stages.naming.names import Names
from whowhom.stages.naming.phrases import phrase_head
from whowhom.stages.naming.readings import COUNTRIES, Evidence, Name, Phrase
from whowhom.stages.predications import listed


def trim(tokens: TokenSpan, names: Names) -> TokenSpan:
    """Take punctuation, prepositions and genitives off the ends of a phrase."""
    genitive = names.lexicon.rules.words.genitive
    start, end = tokens.start, tokens.end
    doc = tokens.doc
    loose = ("PUNCT", "ADP", "SPACE", "CCONJ")
    while start < end and doc[start].pos_ in loose and doc[start].dep_ not in ("det", "advmod"):
        start += 1
    while end > start and (doc[end - 1].pos_ in ("PUNCT", "SPACE", "ADP") or doc[end - 1].lower_ in genitive):
        end -= 1
    texts = [t.text for t in doc[start:end]]
    if (
        ")" in texts
        and "(" not in texts[: texts.index(")")]
        and doc[start:end].root.i > start + texts.index(")")
    ):
        start += texts.index(")") + 1  # a dateline's rest: "CNN) The president"
    return doc[start:end]


def cited_words(part: TokenSpan, phrase: Phrase, names: Names) -> TokenSpan:
    """Give the words that name the party: for a pronoun those that it stands for."""
    if len(part) > 1 or part[0].lower_ not in names.lexicon.rules.pronouns:
        return part
    if phrase.head.doc is part.doc and phrase.head.i == part.start:
        return part
    named = trim(around(phrase.head), names)
    return named if len(named) else part


def split_list(tokens: TokenSpan, names: Names, page: Page) -> Iterator[TokenSpan]:
    """Split a phrase at its own coordination, and cut clauses off it."""
    head = phrase_head(tokens)
    doc = tokens.doc
    at = names.at(page.part)
    heads = [head]
    for token in listed(head):
        named = at.get(token.i)
        whole = named is not None and named.first <= head.i < named.last
        if tokens.start <= token.i < tokens.end and token.pos_ not in ("VERB", "AUX") and not whole:
            heads.append(token)
    heads.sort(key=lambda t: t.i)
    start = tokens.start
    for number, token in enumerate(heads):
        end = tokens.end
        if number + 1 < len(heads):
            end = max(token.i + 1, heads[number + 1].left_edge.i)
            while end > token.i + 1 and doc[end - 1].pos_ in ("CCONJ", "PUNCT", "ADV"):
                end -= 1
            begin_next = max(heads[number + 1].left_edge.i, end)
        else:
            begin_next = end
        end = _cut(doc[start:end], token)
        if end > start:
            yield doc[start:end]
        start = begin_next
        while start < tokens.end and doc[start].pos_ in ("CCONJ", "PUNCT"):
            start += 1


def _cut(span: TokenSpan, head: Token) -> int:
    """Give the end of a phrase without its relative clause, and without what somebody is accused of."""
    for token in span:
        relative = token.dep_ == "relcl" and token.head.i <= head.i
        deed = token.tag_ == "VBG" and token.dep_ == "pcomp"  # "accused two men of spying"
        if token.i > head.i and (relative or deed):
            end = token.left_edge.i - deed
            while end > head.i + 1 and span.doc[end - 1].pos_ == "PUNCT":
                end -= 1
            return max(end, head.i + 1)
    return span.end


def read_members(span: TokenSpan, head: Token, page: Page) -> tuple[Phrase, ...]:
    """Read "the two leaders", "both sides", "the trio", "each other"."""
    rules = page.names.lexicon.rules
    end = max(head.i + 1, span.start + 1)  # "the two leaders in Ankara"
    words = [t.lower_ for t in span.doc[span.start : end] if not t.is_punct]
    rows = rules.members.get(" ".join(words[-2:])) or rules.members.get(words[-1]) if words else None
    names = page.names.at(page.part)
    if not rows or any(i in names and names[i].entity.kind != "body" for i in range(span.start, end)):
        return ()
    if any(i in names for i in range(span.start, end)):
        rows = tuple(row for row in rows if row.kinds <= COUNTRIES)  # "the two NATO allies"
    if any(t.lower_ in rules.words.of for t in span.doc[span.start + 1 : min(end + 1, span.end)]):
        return ()  # "two of the companies" are no pair
    numbers = rules.words.numbers
    count = next((numbers[w] for w in (*words, " ".join(words)) if w in numbers), 0)
    pointing = words[0] in rules.words.definite or len(words) == 1
    if not pointing and " ".join(words) not in numbers:
        return ()
    if not count and len(words) == 2:  # "the neighbours"
        return backrefs.resolve_joined(head, rows, page)
    return backrefs.resolve_members(head, rows, count, page) if count and rows else ()


def read_side(phrase: Phrase, side: Name, page: Page) -> Phrase:
    """Give one of several countries before a noun as a party of its own."""
    role = page.names.lexicon.world.role_at_end((phrase.role or "").split())
    sector = phrase.sector if role is None or role.noun.sector is None else role.noun.sector
    ground = Evidence(field="code", rule=f"name:{side.entity.actor_id}", first=side.first, last=side.last)
    body = side.entity.kind not in COUNTRIES
    sector = side.entity.sector if body else sector
    return replace(
        phrase,
        entity=side.entity if body else None,
        code=side.entity.code,
        sector=sector,
        name=side.entity.name if body else None,
        sides=(),
        evidence=(ground,),
    )
