"""What stands beside the head of a phrase: names before it, words of a role before it, nouns behind "of"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from whowhom.records import Sector
from whowhom.rulebook.actors import ActorWords
from whowhom.stages.naming.readings import COUNTRIES, Lexicon, Name, NameMap
from whowhom.world import Role, World

FIRMS = frozenset({"ORG", "WORK_OF_ART", "PRODUCT", "EVENT"})  # kinds of names of firms, shows and prizes
ROLE_WORDS = 5  # role nouns have at most so many words


def find_role(span: TokenSpan, head: Token, world: World) -> tuple[Role | None, int]:
    """Find the role noun that ends at the head, or a longer one around it ("members of parliament")."""
    doc = span.doc
    for ahead in (3, 2):
        end = head.i + ahead
        if end <= span.end:
            role = world.role_at_end([t.text for t in doc[max(span.start, end - ROLE_WORDS) : end]])
            if role is not None and role.length > ahead - 1:
                return role, end
    words = [t.text for t in doc[max(span.start, head.i + 1 - 2 * ROLE_WORDS) : head.i + 1]]
    return world.role_at_end(words), head.i + 1


def find_measured(span: TokenSpan, head: Token, role: Role | None, lexicon: Lexicon) -> TokenSpan | None:
    """Give what stands after "of" behind a word of measure ("hundreds of students")."""
    if role is not None and role.length > 1:
        return None
    if head.pos_ != "NUM" and head.lower_ not in lexicon.rules.words.measure:
        return None
    for token in head.children:
        if token.lower_ in lexicon.rules.words.of and token.i > head.i and token.i + 1 < span.end:
            return span.doc[token.i + 1 : span.end]
    return None


def find_modifiers(span: TokenSpan, start: int, names: NameMap, lexicon: Lexicon) -> list[Name]:
    """Give the names before a noun that say whose it is; "Turkish-backed", "anti-French" do not."""
    words = lexicon.rules.words
    doc, found = span.doc, []
    i = span.start
    while i < start:
        named = names.get(i)
        if named is None:
            i += 1
            continue
        if not stands_aside(doc, named, words):
            found.append(named)
        i = max(named.last, i + 1)
    return found


def stands_aside(doc: Doc, named: Name, words: ActorWords) -> bool:
    """Tell whether a name only helps, or is what others are against ("Turkish-backed", "anti-French")."""
    last, first = named.last, named.first
    if doc[last - 1].lower_.rpartition("-")[2] in words.helped:
        return True
    if last < len(doc) and doc[last].lower_ in words.helped - words.armed and doc[last].dep_ == "amod":
        return True  # "Russian backed forces", but "Russian armed forces"
    if last + 1 < len(doc) and doc[last].text in ("-", "–") and doc[last + 1].lower_ in words.helped:
        return True
    return first >= 2 and doc[first - 1].text == "-" and doc[first - 2].lower_ in words.towards


def find_sides(before: Sequence[Name], doc: Doc) -> tuple[Name, ...]:
    """Give the countries joined before one noun ("Afghan and US forces"); () where there is one only."""
    double = next((n for n in before if n.joined is not None), None)
    if double is not None and double.joined is not None:
        return replace(double, entity=double.joined, joined=None), replace(double, joined=None)
    sides = [n for n in before if n.entity.kind in COUNTRIES or (n.entity.code or "").startswith("IGO:")]
    joined = [
        (a, b)
        for a, b in pairwise(sides)
        if a.entity.code != b.entity.code
        and all(_joins(t) for t in doc[a.last : b.first])
        and a.last < b.first
    ]
    return tuple(dict.fromkeys(n for pair in joined for n in pair))


def _joins(token: Token) -> bool:
    """Whether a word may stand between two who are named side by side ("France's and Germany's envoys")."""
    return token.pos_ == "CCONJ" or token.tag_ == "POS" or token.text in ("-", "–", ",", "/")


def find_joined(link: Token, names: NameMap) -> tuple[Name, ...]:
    """Give the countries joined behind a preposition ("the leaders of Peru and Chile"); () for one alone."""
    first = next((t for t in link.children if t.dep_ == "pobj"), None)
    heads = (first, *first.conjuncts) if first is not None else ()
    found = [names[t.i] for t in heads if t.i in names and names[t.i].entity.kind in COUNTRIES]
    codes = {n.entity.code for n in found}
    return tuple(found) if len(codes) > 1 and len(found) == len(heads) else ()


def noun_phrase(span: TokenSpan, start: int, lexicon: Lexicon) -> TokenSpan:
    """Give the noun phrase that begins at a token: up to a preposition, comma or verb."""
    end = start
    for token in span.doc[start : span.end]:
        verbal = token.pos_ in ("VERB", "AUX", "SCONJ", "ADP") and token.dep_ not in ("amod", "compound")
        if verbal or token.text in (",", ";", "(", ")"):
            if token.lower_ in lexicon.rules.words.of and end > start:
                end = token.i + 1
                continue
            break
        end = token.i + 1
    doc: Doc = span.doc
    return doc[start : max(end, start + 1)]


def modifier_sector(span: TokenSpan, start: int, names: NameMap, lexicon: Lexicon) -> Sector | None:
    """Give the sector of the nearest role word before the head ("rebel commander", "opposition figures")."""
    doc = span.doc
    for i in range(start - 1, span.start - 1, -1):
        if i in names or doc[i].pos_ in ("PART", "DET", "PUNCT") or doc[i].dep_ == "poss":
            continue
        if doc[i].lower_ in lexicon.rules.words.adjectives and doc[i].text.islower():
            continue
        if doc[i].pos_ == "PROPN" and doc[start].ent_type_ == doc[i].ent_type_ == "ORG":
            continue  # "the opposition Freedom and Justice Party"
        if doc[i + 1].text == "-" or (i > span.start and doc[i - 1].text == "-"):
            continue  # "government-held", "anti-government"
        role = lexicon.world.role_at_end([t.text for t in doc[span.start : i + 1]])
        if role is not None and role.noun.sector is not None:
            return role.noun.sector
    return None


# --- what a role noun is said to be ---------------------------------------------------------------


def is_of_firm(span: TokenSpan, head: Token, role: Role, names: NameMap, lexicon: Lexicon) -> bool:
    """Tell whether an office is one in a body that no table knows ("a Brightwell spokesman")."""
    words = lexicon.rules.words
    if role.noun.noun not in words.officers:
        return False
    owners = [t for t in head.lefts if t.dep_ in ("compound", "nmod", "poss")]
    for link in span.doc[head.i + 1 : span.end]:  # "president for Europe at Equifax"
        if link.pos_ == "ADP" and (link.lower_ in words.whose or link.lower_ in words.posts):
            owners += [noun for noun in link.children if noun.dep_ == "pobj"]
    return any(_is_firm(t, names, lexicon) for t in owners if span.start <= t.i < span.end)


def _is_firm(noun: Token, names: NameMap, lexicon: Lexicon) -> bool:
    """Tell whether a noun is the name of a firm, or of a body that no table and no word of it tells."""
    if noun.i in names or noun.lower_ in lexicon.rules.words.firms:
        return noun.i not in names or names[noun.i].entity.sector is Sector.BUS
    words = [t.text for t in noun.doc[noun.left_edge.i : noun.i + 1]]
    unknown = noun.ent_type_ in FIRMS and noun.pos_ == "PROPN"
    return unknown and lexicon.world.role_at_end(words) is None


def is_side(span: TokenSpan, head: Token, role: Role, lexicon: Lexicon) -> bool:
    """Tell whether "parties" are the sides of a quarrel ("all parties", "the warring parties")."""
    words = lexicon.rules.words
    before = span.doc[span.start : head.i]
    alone = role.length == 1 and head.lower_ in words.sided and len(before) > 0
    return alone and all(t.lower_ in words.sided_by for t in before)


def _loyal(span: TokenSpan, head: Token, lexicon: Lexicon) -> bool:
    """Tell whether an armed group is said to be on the government's side ("pro-government militias")."""
    before = span.doc[span.start : head.i].text.lower().split()
    return any(word in lexicon.rules.words.loyal for word in before)


def is_anybody(head: Token, role: Role, before: Sequence[Name], words: ActorWords) -> bool:
    """Tell whether critics are not said to be anybody's ("critics say")."""
    bare = not before and not any(t.lower_ in words.whose for t in head.rights)
    return bare and role.noun.noun in words.critics


def turn_sector(
    sector: Sector | None, span: TokenSpan, head: Token, start: int, lexicon: Lexicon
) -> Sector | None:
    """Give the sector of an office in the shadow cabinet, and of a militia on the government's side."""
    if sector is Sector.GOV and _shadow(span, start, lexicon.rules.words):
        return Sector.OPP
    return Sector.UAF if sector is Sector.REB and _loyal(span, head, lexicon) else sector


def _shadow(span: TokenSpan, start: int, words: ActorWords) -> bool:
    """Tell whether an office is the opposition's ("the shadow home secretary")."""
    return start > span.start and span.doc[start - 1].lower_ in words.shadow


def partisan_code(span: TokenSpan, start: int, lexicon: Lexicon) -> str | None:
    """Give the country of a party's adjective before a role ("Democratic lawmakers")."""
    before = span.doc[start - 1] if start > span.start else None
    return lexicon.rules.words.partisan.get(before.text) if before is not None else None


def is_former(span: TokenSpan, start: int, lexicon: Lexicon) -> bool:
    """Tell whether a role is one of the past ("a former soldier")."""
    return any(t.lower_ in lexicon.rules.words.former for t in span.doc[span.start : start])
