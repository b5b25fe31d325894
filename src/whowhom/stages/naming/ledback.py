"""Phrases that lead to somebody told elsewhere: his counterpart, its envoy, the ministry, the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from whowhom.records import Sector
from whowhom.rulebook.actors import ActorWords
from whowhom.stages.naming import backrefs
from whowhom.stages.naming.context import Page, around, is_here
from whowhom.stages.naming.phrases import read_phrase
from whowhom.stages.naming.placing import place_party
from whowhom.stages.naming.pronouns import resolve_pronoun
from whowhom.stages.naming.readings import COUNTRIES, Phrase

NOUNS = frozenset({"NOUN", "PROPN", "NUM"})
PARTIES = frozenset({Sector.OPP, Sector.PTY})
FORCES = frozenset({Sector.MIL, Sector.COP, Sector.REB, Sector.UAF})  # whose men are armed
STATELY = frozenset({Sector.GOV, Sector.LEG, Sector.JUD, Sector.IGO})
STATES = frozenset({"GPE", "NORP", "ORG"})  # kinds of names before a noun that say whose it is

Resolve = Callable[[TokenSpan, Page], tuple[Phrase, ...]]  # finds whom any phrase means


def read_counterpart(
    span: TokenSpan, head: Token, phrase: Phrase, page: Page, resolve: Resolve
) -> Phrase | None:
    """Read "his Russian counterpart": the office of the one, the country of the other."""
    words = page.names.lexicon.rules.words
    if head.lower_ not in words.counterpart | words.host:
        return None
    owner = next((t for t in span if t.dep_ == "poss" and t.i < head.i), None)
    pronoun = page.names.lexicon.rules.pronouns.get(owner.lower_) if owner is not None else None
    if head.lower_ in words.host and owner is None and head.left_edge.lower_ in words.definite:
        return backrefs.resolve_guest(phrase, head.lower_ in words.at_home, page)
    if head.lower_ in words.host and (pronoun is None or pronoun.stands_for not in ("person", "body")):
        return None
    other = None
    if owner is not None and pronoun is not None:
        other = resolve_pronoun(owner, pronoun, page)
        if other is not None and other.entity is None and other.code is None and is_here(other, page):
            other = lead_back(around(other.head), other, page, resolve)  # "the premier asked his host"
    elif owner is not None:
        named = page.names.at(page.part).get(owner.i)
        other = (
            read_phrase(span.doc[owner.i : owner.i + 1], {owner.i: named}, page.names.lexicon)
            if named
            else None
        )
    if head.lower_ in words.host and other is not None and phrase.code is None:
        met = backrefs.resolve_guest(phrase, head.lower_ in words.at_home, page)
        if met is not None and met.code != other.code:
            return met  # "his host" is at home where the page is set
    code = phrase.code if other is None or phrase.code != other.code else None
    whole = replace(phrase, code=code, sector=other.sector if other else Sector.GOV, party=True, role=None)
    named = page.names.at(page.part).get(head.i + 1)  # "his Turkish counterpart Recep Tayyip Erdogan"
    person = named.entity if named is not None and named.first == head.i + 1 else None
    if (
        person is not None
        and person.kind == "person"
        and (person.code == code or None in (person.code, code))
    ):
        return replace(whole, entity=person, code=person.code or code, name=person.name, gender=person.gender)
    if code is not None or other is None:
        return whole
    return backrefs.resolve_counterpart(whole, other, page) or replace(whole, foreign=True)


def lead_back(span: TokenSpan, phrase: Phrase, page: Page, resolve: Resolve) -> Phrase:
    """Follow a role noun back to a name, or a possessive pronoun to its country ("its military")."""
    rules = page.names.lexicon.rules
    owner = next(
        (t for t in span if t.dep_ == "poss" and t.lower_ in rules.pronouns and t.i < phrase.head.i), None
    )
    if owner is not None and phrase.code is None:
        other = resolve_pronoun(owner, rules.pronouns[owner.lower_], page)
        if (
            other is not None
            and other.entity is not None
            and other.code is None
            and other.entity.kind == "person"
        ):
            other = place_party(other, page)  # "the foreign minister ... his country"
        told_before = other is not None and around(other.head)[-1].i < span[0].i  # else it may lead in a ring
        if other is not None and told_before and not other.entity and not other.code and is_here(other, page):
            other = lead_back(around(other.head), other, page, resolve)  # "the Baltic country ... its envoy"
        if other is not None and phrase.head.lower_ in rules.words.others:
            rows = rules.backrefs.get(phrase.head.lower_, ())
            found = backrefs.resolve_noun(phrase, rows, page, but=other.code)
            return found if found is not None else replace(phrase, foreign=True)
        if other is not None:
            if phrase.party:
                own = phrase.sector is Sector.CVL and phrase.head.lower_ not in rules.words.preyed_on
                armed = other.sector if other.sector in FORCES and own else None
                led = phrase.head.lower_ in rules.words.transparent and other.sector not in STATELY
                if other.sector in PARTIES and phrase.role in rules.words.followers:
                    armed = other.sector  # "thousands of its supporters"
                elif led and other.plural and other.sector is not None:
                    armed = other.sector  # "the farmers ... their leaders"
                stateless = other.code is None and other.entity is not None and other.entity.kind == "group"
                return replace(
                    phrase,
                    code=other.code,
                    sector=armed or (other.sector if stateless and phrase.sector is None else phrase.sector),
                    foreign=phrase.foreign or stateless,
                    evidence=(*phrase.evidence, *other.evidence),
                )
            if other.entity is not None:
                state = other.entity.kind in COUNTRIES
                return replace(other, head=phrase.head, name=None if state else other.name)
    if phrase.code is None and phrase.role is not None:
        phrase = _owned(span, phrase, page, resolve) or _of_body(phrase, page) or phrase
    first = span[0]
    pointing = first.lower_ in rules.words.definite and first.i < phrase.head.i
    rows = rules.backrefs.get(phrase.role or phrase.head.lower_, ()) or rules.backrefs.get(
        phrase.head.lower_, ()
    )
    beside = any(t.lower_ in rules.words.neighbouring for t in span if t.i < phrase.head.i)
    if phrase.head.lower_ in rules.words.realm_nouns and (beside or backrefs.realm_of(phrase.head, page)):
        rows = rules.backrefs["country"]  # "the Gulf state"
    if rows and beside and pointing:
        back = backrefs.resolve_noun(phrase, rows, page, but=backrefs.nearest_code(phrase.head, page))
        return replace(back, party=True) if back is not None else replace(phrase, foreign=True)
    if rows and pointing and not _bears_name(phrase, page):
        back = backrefs.resolve_noun(phrase, rows, page)
        if back is not None:
            return replace(back, party=True)
    if pointing or (first.i == phrase.head.i and phrase.head.pos_ == "PROPN") or phrase.code is not None:
        names = page.names.at(page.part)
        within = any(  # "the head of the union" is not any head; "the president of Chile" is its president
            t.dep_ == "pobj"
            and t.head.head.i == phrase.head.i
            and not (t.i in names and names[t.i].entity.kind in COUNTRIES)
            for t in span
        )
        return (None if within else backrefs.resolve_office(phrase, page)) or phrase
    return phrase


def _bears_name(phrase: Phrase, page: Page) -> bool:
    """Tell whether a noun is named beside it or by itself ("the UGTT union", "the People's Alliance")."""
    names = page.names.at(page.part)
    realms = page.names.lexicon.rules.words.realms  # "the Gulf monarchy"
    before = [t for t in phrase.head.lefts if t.dep_ in ("compound", "nmod", "poss")]
    named = [t for t in before if t.pos_ == "PROPN" and t.lower_ not in realms]
    known = all(t.i in names for t in named)
    if phrase.head.i + 1 < len(page.doc) and is_here(phrase, page):
        behind = page.doc[phrase.head.i + 1]
        own = phrase.head.dep_ == "compound" or behind.dep_ == "appos"
        if own and behind.pos_ == "PROPN" and behind.i not in names:
            return True  # "the newspaper Dhiyares"
    return bool(named) and (not known or phrase.head.pos_ == "PROPN") and is_here(phrase, page)


def _owned(span: TokenSpan, phrase: Phrase, page: Page, resolve: Resolve) -> Phrase | None:
    """Give a role the country of its owner, who is but a noun himself ("the island's government")."""
    names = page.names.at(page.part)
    owner = next(
        (
            t
            for t in span
            if t.dep_ == "poss" and t.pos_ == "NOUN" and t.i < phrase.head.i and t.i not in names
        ),
        None,
    )
    if owner is None:
        return None
    whole = around(owner)
    found = resolve(whole if whole[-1].i < phrase.head.i else span.doc[owner.i : owner.i + 1], page)
    code = found[0].code if len(found) == 1 else None
    if code is None or code.startswith("IGO:"):
        return None
    return replace(phrase, code=code, evidence=(*phrase.evidence, *found[0].evidence))


def _of_body(phrase: Phrase, page: Page) -> Phrase | None:
    """Give members of a body its code: "the European Commission urged member states"."""
    if phrase.role not in page.names.lexicon.rules.words.belonging:
        return None
    body = backrefs.nearest_body(phrase.head, page)
    return replace(phrase, code=body) if body is not None else None


def find_authors(head: Token, span: TokenSpan, page: Page, resolve: Resolve) -> tuple[Phrase, ...]:
    """Give who stands behind a writing or plan: "a report by the bank", and "the report" after that."""
    words = page.names.lexicon.rules.words
    pointing = span[0].lower_ in words.definite and span[0].i < head.i
    work = head.lower_ in words.works
    if head.lower_ not in words.writings and not (work and pointing and head.i == span[0].i + 1):
        return ()
    told = [] if work else [head]
    if pointing:
        told += [t for t in reversed(page.doc[: head.i]) if t.lower_ == head.lower_ and t.pos_ == "NOUN"]
    if not work:  # "a report urged ... the report by the audit office"
        told += [t for t in page.doc[head.i + 1 :] if t.lower_ == head.lower_ and t.pos_ == "NOUN"]
    for writing in told:
        nouns = [noun for noun in _makers(writing, words, work) if noun.i != head.i]
        found = tuple(phrase for noun in nouns for phrase in resolve(_maker(noun), page))
        if any(phrase.entity is not None or phrase.sector is not None or phrase.name for phrase in found):
            return found
    return ()


def _makers(writing: Token, words: ActorWords, work: bool) -> Iterator[Token]:
    """Give the nouns that say whose a writing is; of a work also its owner before it ("the US plan").

    Where nobody owns it, who puts it forward: "Peru unveiled a plan".
    """
    for link in writing.rights:
        if link.lower_ in words.authored and link.dep_ in ("prep", "agent"):
            yield from (noun for noun in link.children if noun.dep_ == "pobj" and noun.pos_ in NOUNS)
    if not work:
        return
    owners = [t for t in writing.lefts if t.dep_ == "poss" and t.pos_ in NOUNS]
    owners += [t for t in writing.lefts if t.dep_ in ("compound", "amod", "nmod") and t.ent_type_ in STATES]
    yield from owners
    if not owners and writing.dep_ == "dobj" and writing.head.lemma_.lower() in words.puts_forward:
        yield from (t for t in writing.head.lefts if t.dep_ == "nsubj" and t.pos_ in NOUNS)


def _maker(noun: Token) -> TokenSpan:
    """Give the words of a maker; before a noun it is the name alone."""
    return around(noun) if noun.dep_ in ("pobj", "poss", "nsubj") else noun.doc[noun.i : noun.i + 1]
