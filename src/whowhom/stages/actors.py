"""Who the parties and sources are: country, sector and name, within the page and by the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from whowhom.gazetteer import PlaceMention
from whowhom.records import Actor, Found, Reason, Sector, Span
from whowhom.rulebook.actors import ActorRules, ActorWords
from whowhom.stages.naming import backrefs
from whowhom.stages.naming.context import Page, around, is_here
from whowhom.stages.naming.ledback import NOUNS, find_authors, lead_back, read_counterpart
from whowhom.stages.naming.lists import cited_words, read_members, read_side, split_list, trim
from whowhom.stages.naming.names import Names, find_names
from whowhom.stages.naming.phrases import phrase_head, read_phrase
from whowhom.stages.naming.placing import belongs_there, employ, localise, place_party
from whowhom.stages.naming.pronouns import joins, resolve_pronoun
from whowhom.stages.naming.readings import COUNTRIES, Lexicon, Name, Phrase
from whowhom.stages.parse import Parsed
from whowhom.world import World, split_words

TITLE = 3  # words of a title before a name in an apposition
POINTED = 2  # words of "the men"

__all__ = ["Names", "read_names", "resolve_actor", "resolve_actors"]


def read_names(parsed: Parsed, world: World, rules: ActorRules, places: Sequence[PlaceMention] = ()) -> Names:
    """A page in; all its names out, persons and acronyms that it introduces among them. Once a page.

    `places` are the towns and provinces that the page names: they tell the country of "police in Mopti".
    """
    return find_names(parsed, Lexicon(world=world, rules=rules), places)


def resolve_actor(span: Span, parsed: Parsed, names: Names) -> Found[Actor | None]:
    """A phrase in; who that is out, pronouns and "the minister" followed back; None where it is no party."""
    found = resolve_actors(span, parsed, names)
    return Found(value=found.value[0] if found.value else None, reasons=found.reasons)


def resolve_actors(
    span: Span, parsed: Parsed, names: Names, *, but: frozenset[str] = frozenset()
) -> Found[tuple[Actor, ...]]:
    """A phrase in; all parties that it stands for out ("the US and the EU", "both sides"), in order.

    A pronoun is led back to nobody of the countries or bodies `but`.
    """
    tokens = trim(parsed.tokens(span), names)
    if not len(tokens):
        return Found(value=())
    page = Page(tokens.doc, span.part, names, but)
    actors: list[Actor] = []
    reasons: list[Reason] = []
    seen: set[tuple[object, ...]] = set()
    for part in split_list(tokens, names, page):
        for phrase in _resolve(part, page):
            actor = _actor(parsed.slice(parsed.span(cited_words(part, phrase, names))), phrase)
            key = (actor.code, actor.sector, actor.name)
            if key in seen:
                continue
            seen.add(key)
            actors.append(actor)
            reasons.extend(_reasons(phrase, part, parsed))
    return Found(value=tuple(actors), reasons=tuple(reasons))


# --- one phrase -------------------------------------------------------------------------------------


def _resolve(span: TokenSpan, page: Page) -> tuple[Phrase, ...]:
    """Find whom one phrase means, by its words first, then by the page."""
    lexicon = page.names.lexicon
    rules = lexicon.rules
    head = phrase_head(span)
    pronoun = rules.pronouns.get(head.lower_) if len(span) == 1 or head.pos_ == "PRON" else None
    if pronoun is not None and (len(head) == 1 or not head.text.isupper()):
        return _pronoun(head, span, page)
    if head.lower_ in rules.words.spots and head.dep_ == "pobj" and head.head.lower_ in rules.words.within:
        return ()  # "in the capital"
    members = read_members(span, head, page)
    if members:
        return members
    counted = _counted(span, head, page)
    if counted:
        return counted
    if span[0].lower_ in rules.words.definite and _is_counted_before(span, head, rules.words):
        told = backrefs.resolve_counted(head, page, count=span[1].lower_ if len(span) > POINTED else None)
        if told is not None and told.code is not None:
            return (told,)
    phrase = read_phrase(span, page.names.at(page.part), lexicon)
    if phrase.code is None and phrase.entity is None and belongs_there(phrase, page):
        phrase = localise(phrase, span, page)
    if phrase.code is None and phrase.entity is None and phrase.role is not None and is_here(phrase, page):
        phrase = employ(phrase, span, page)
    if phrase.sides:
        return tuple(read_side(phrase, side, page) for side in phrase.sides)
    authors = find_authors(head, span, page, _resolve) if phrase.entity is None else ()
    if authors:
        return authors
    if phrase.entity is None:
        told = _apposed(span, phrase, page)
        phrase = (
            told
            or read_counterpart(span, head, phrase, page, _resolve)
            or lead_back(span, phrase, page, _resolve)
        )
    if not phrase.party:
        return ()
    return (place_party(phrase, page),)


def _is_counted_before(span: TokenSpan, head: Token, words: ActorWords) -> bool:
    """Tell whether a phrase may mean some whom the page counted: "the men", "the three officials"."""
    if len(span) == POINTED:
        return head.lower_ in words.folk
    numbered = len(span) == POINTED + 1 and span[1].pos_ == "NUM" and span[1].lower_ not in words.pairs
    return numbered and head.tag_ == "NNS"


def _counted(span: TokenSpan, head: Token, page: Page) -> tuple[Phrase, ...]:
    """Read "two of them", "several of whom": some of those whom the pronoun means."""
    rules = page.names.lexicon.rules
    if (head.pos_ != "NUM" and head.lower_ not in rules.words.measure) or head.i in page.open:
        return ()
    links = [t for t in head.rights if t.lower_ in rules.words.of and t.i < span.end]
    nouns = [n for link in links for n in link.children if n.dep_ == "pobj" and n.lower_ in rules.pronouns]
    noun = next((n for n in nouns if rules.pronouns[n.lower_].number == "plural"), None)
    if noun is None:
        return ()
    page.open.add(head.i)
    found = _pronoun(noun, span.doc[noun.i : noun.i + 1], page, counted=True)
    page.open.discard(head.i)
    return tuple(p for p in found if p.code or p.sector or p.entity)


def _apposed(span: TokenSpan, phrase: Phrase, page: Page) -> Phrase | None:
    """Read "its envoy, Jane Doe": the person whose name follows her role behind a comma."""
    comma = next((t.i for t in span.doc[phrase.head.i + 1 : span.end + 1] if t.text == ","), None)
    if phrase.role is None or phrase.plural or comma is None or comma + 1 >= len(span.doc):
        return None
    named = _name_behind(comma, page)
    if named is None:
        return None
    head = span.doc[named.last - 1]
    if any(t.i == phrase.head.i for t in head.conjuncts) or head.sent.start != phrase.head.sent.start:
        return None
    if head.dep_ != "appos" and span.doc[named.first : named.last].root.dep_ != "appos":
        return None
    person = named.entity
    if person.code is not None and phrase.code not in (None, person.code):
        return None
    return replace(
        phrase,
        entity=person,
        code=person.code or phrase.code,
        sector=person.sector or phrase.sector,
        name=person.name,
        gender=person.gender,
    )


def _name_behind(comma: int, page: Page) -> Name | None:
    """Give the person's name behind a comma, with a title before it or none: "his father, President Lee"."""
    for i in range(comma + 1, min(len(page.doc), comma + 2 + TITLE)):
        named = page.names.at(page.part).get(i)
        if named is not None:
            return named if named.entity.kind == "person" and named.first == i else None
        if page.doc[i].pos_ not in ("NOUN", "PROPN", "ADJ") or not page.doc[i].text[0].isupper():
            return None
    return None


def _pronoun(head: Token, span: TokenSpan, page: Page, *, counted: bool = False) -> tuple[Phrase, ...]:
    """Follow a pronoun back; "they" may be several."""
    pronoun = page.names.lexicon.rules.pronouns[head.lower_]
    phrase = resolve_pronoun(head, pronoun, page, counted=counted)
    if phrase is None and pronoun.stands_for in ("body", "antecedent"):
        return ()
    if phrase is None:
        return (Phrase(head=head, party=True),)
    if not phrase.party:
        return ()
    if phrase.sides:
        return tuple(read_side(phrase, side, page) for side in phrase.sides)
    if pronoun.stands_for == "any" and is_here(phrase, page):
        first = phrase.head.conjuncts[0] if phrase.head.dep_ == "conj" else phrase.head
        if joins(first):  # "Peru and Chile signed; they agreed"
            heads = sorted({first, *first.conjuncts}, key=lambda t: t.i)
            return tuple(p for t in heads if t.pos_ in NOUNS for p in _resolve(around(t), page))
    if phrase.entity is None:
        several = (
            read_members(around(phrase.head), phrase.head, page) if phrase.plural and not counted else ()
        )
        if several:  # "they" who are "the two leaders"
            return several
        noun = around(phrase.head) if is_here(phrase, page) else span  # "the group said it ..."
        authors = find_authors(phrase.head, noun, page, _resolve) if is_here(phrase, page) else ()
        if authors:
            return authors
        phrase = read_counterpart(noun, phrase.head, phrase, page, _resolve) or lead_back(
            noun, phrase, page, _resolve
        )
    return (place_party(phrase, page),)


# --- out --------------------------------------------------------------------------------------------


def _actor(text: str, phrase: Phrase) -> Actor:
    entity = phrase.entity
    state = entity is not None and entity.kind in COUNTRIES
    sectors = phrase.sectors or ((phrase.sector,) if phrase.sector is not None else ())
    return Actor(
        text=text,
        code=phrase.code,
        sector=phrase.sector,
        sectors=sectors,
        name=None if state else phrase.name,
        title=(entity.title if entity is not None else None) or phrase.role,
        actor_id=_identity(phrase),
        wikidata=entity.wikidata if entity is not None else None,
    )


def _identity(phrase: Phrase) -> str | None:
    """Give a stable id: the table's, or one made of the name, or of country and sector."""
    if phrase.entity is not None and phrase.entity.kind not in COUNTRIES:
        return phrase.entity.actor_id
    if phrase.name is not None:
        return "name:" + "-".join(word.key for word in split_words(phrase.name))
    if phrase.code is not None:
        return f"{phrase.code}:{phrase.sector}" if phrase.sector not in (None, Sector.GOV) else phrase.code
    return None


def _reasons(phrase: Phrase, span: TokenSpan, parsed: Parsed) -> Iterator[Reason]:
    doc = span.doc
    for ground in phrase.evidence:
        if ground.last > ground.first:
            yield Reason(
                field=f"actor.{ground.field}",
                rule=ground.rule,
                span=parsed.span(doc[ground.first : ground.last]),
            )
