"""What a name says of who is meant, as the head of a phrase, as a holder ("rebel-held"), or unknown."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from whowhom.records import Sector
from whowhom.stages.naming.readings import COUNTRIES, Evidence, Lexicon, Name, NameMap, Phrase

HOLDERS = frozenset({Sector.GOV, Sector.MIL, Sector.REB, Sector.UAF, Sector.OPP})
PLACES = frozenset({"GPE", "LOC", "FAC"})


def read_named(
    span: TokenSpan, head: Token, named: Name, lexicon: Lexicon, before: Name | None = None
) -> Phrase:
    """Read a phrase whose head is a name; `before`: the name right before it ("Lebanese | Armenians")."""
    entity = named.entity
    evidence = (ground_of(named),)
    sector: Sector | None = entity.sector
    name: str | None = entity.name
    plural = head.tag_ in ("NNS", "NNPS") or (
        entity.kind in ("demonym", "region") and head.lower_.endswith("s") and not head.lower_.endswith("ss")
    )
    if entity.kind in COUNTRIES:
        name = None
        if entity.kind == "demonym" and _folk(span, head, plural, lexicon):
            sector = Sector.CVL
        elif entity.kind == "region":
            sector = Sector.CVL if plural else None
    if sector is Sector.PTY and _opposing(span, named, lexicon):
        sector = Sector.OPP
    if before is not None and _at_home(before, named, plural, lexicon):
        home = before.entity
        ground = ground_of(before)
        return Phrase(
            head=head,
            entity=home,
            code=home.code,
            sector=Sector.CVL,
            plural=True,
            party=True,
            evidence=(ground,),
        )
    return Phrase(
        head=head,
        entity=entity,
        code=entity.code,
        sector=sector,
        sectors=entity.sectors if sector is entity.sector else (),
        name=name,
        gender=entity.gender,
        plural=plural,
        party=True,
        evidence=evidence,
    )


def _at_home(before: Name, named: Name, plural: bool, lexicon: Lexicon) -> bool:
    """Whether a people is that of the country before it ("Lebanese Armenians"), not "Armenian Americans"."""
    if before.last != named.first or not plural:
        return False
    peoples = before.entity.kind in ("demonym", "country") and named.entity.kind == "demonym"
    return peoples and named.entity.code not in (*lexicon.rules.words.settled, before.entity.code, None)


def _opposing(span: TokenSpan, named: Name, lexicon: Lexicon) -> bool:
    """Tell whether a party is said to stand in opposition ("the opposition Ennahda party")."""
    for token in span.doc[span.start : named.first]:
        role = lexicon.world.role_at_end([token.text])
        if role is not None and role.noun.sector is Sector.OPP:
            return True
    return False


def _folk(span: TokenSpan, head: Token, plural: bool, lexicon: Lexicon) -> bool:
    """Tell whether a demonym means people ("two Palestinians", "a Kenyan") or the state ("Russian")."""
    words = [t.lower_ for t in span if t.i < head.i]
    counted = any(t.pos_ == "NUM" for t in span if t.i < head.i)
    single = any(
        t.tag_ == "DT" and t.lower_ not in lexicon.rules.words.definite for t in span if t.i < head.i
    )
    state = len(words) == 1 and words[0] in lexicon.rules.words.definite  # "the Russians agreed"
    several = not words and head.dep_ == "nsubj" and _agrees_in_plural(head)  # "Sudanese have marched"
    measured = any(w in lexicon.rules.words.measure for w in words)
    return (plural and not state) or counted or single or several or measured


def _agrees_in_plural(subject: Token) -> bool:
    """Whether a subject that stands alone has a verb in the plural."""
    if any(c.dep_ == "conj" for c in subject.children):
        return False
    verb = subject.head
    first = next((c for c in verb.children if c.dep_ in ("aux", "auxpass")), verb)
    return first.tag_ == "VBP" and first.i > subject.i


def read_held(span: TokenSpan, head: Token, names: NameMap, lexicon: Lexicon) -> Phrase | None:
    """Read a place by who has it ("rebel-held Kobani", "Taliban-controlled areas"): it stands for them."""
    doc = span.doc
    for token in doc[span.start + 2 : head.i]:
        if token.lower_ not in lexicon.rules.words.held or doc[token.i - 1].text != "-":
            continue
        holder = doc[token.i - 2]
        named, inside = names.get(holder.i), [names[t.i] for t in doc[token.i : span.end] if t.i in names]
        place = next((n for n in inside if n.entity.kind in COUNTRIES and n.entity.code), None)
        ground = (ground_of(place),) if place is not None else ()
        code = place.entity.code if place is not None else None
        if named is not None and named.entity.kind == "group":
            entity = named.entity
            return Phrase(
                head=head,
                entity=entity,
                code=entity.code,
                sector=entity.sector,
                name=entity.name,
                plural=True,
                party=True,
                evidence=(ground_of(named),),
            )
        role = lexicon.world.role_at_end([holder.text]) if named is None else None
        people = holder.lower_ in lexicon.rules.words.peoples
        if people or (role is not None and role.noun.sector in HOLDERS):
            return Phrase(
                head=head,
                code=code,
                sector=role.noun.sector if role is not None and not people else Sector.REB,
                role=role.noun.noun if role is not None else holder.lower_,
                plural=True,
                party=True,
                evidence=ground,
            )
    return None


def may_name(span: TokenSpan, head: Token, lexicon: Lexicon) -> bool:
    """Tell whether a capital that no table knows may be somebody's name, and is no title or common word."""
    lone = head.i == span.start or span.doc[head.i - 1].pos_ != "PROPN"
    if head.lower_ in lexicon.rules.words.honorifics or not head.text[0].isupper():
        return False
    known = head.ent_type_ in ("PERSON", "ORG", "NORP", "GPE")
    if head.tag_ == "NNPS" and not known:
        return False
    return known or not (lone and (head.is_sent_start or head.i == span.start == 0))


def read_unknown(span: TokenSpan, head: Token, owner: Name | None) -> Phrase:
    """Take a run of capitals as the name of somebody whom no table knows."""
    first = head.i
    while first > span.start and span.doc[first - 1].pos_ == "PROPN":
        first -= 1
    phrase = Phrase(head=head, name=span.doc[first : head.i + 1].text, party=True)
    town = head.ent_type_ in PLACES and not head.text.isupper()
    if owner is None and town and head.dep_ == "pobj":
        return replace(phrase, party=False)  # "pulled out of Kibumba": a town that no table knows
    if owner is None:
        return phrase
    return replace(phrase, code=owner.entity.code, evidence=(ground_of(owner),))


def ground_of(named: Name) -> Evidence:
    """Say that a name gave the country."""
    rule = f"name:{named.entity.actor_id}"
    return Evidence(field="code", rule=rule, first=named.first, last=named.last)
