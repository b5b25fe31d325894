"""The country of those who name none: of a place beside them, or the one that the page speaks of there."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from whowhom.records import Sector
from whowhom.stages.naming.beside import stands_aside
from whowhom.stages.naming.context import (
    CLIMB,
    OBJECTS,
    SUBJECTS,
    Page,
    around,
    context_code,
    guests_of,
    is_here,
    told_code,
    top,
)
from whowhom.stages.naming.names import ToldRole
from whowhom.stages.naming.readings import COUNTRIES, Evidence, Name, Phrase

STATE = frozenset({Sector.GOV, Sector.MIL, Sector.COP, Sector.LEG, Sector.JUD, Sector.OPP, Sector.PTY})
ROVING = frozenset({Sector.MED})  # "ten journalists were killed" may come from anywhere
LOCALS = frozenset({Sector.CVL, Sector.COP, Sector.BUS, Sector.EDU, Sector.LAB})  # they belong where they are
SETTLED = frozenset({Sector.NGO, Sector.REL, Sector.MED})  # wherever they are from, they work where they are


def belongs_there(phrase: Phrase, page: Page) -> bool:
    """Tell whether somebody, or what is hit, is of the country of the place named behind him."""
    standing = phrase.head.lower_ in page.names.lexicon.rules.words.installations
    local = phrase.sector in LOCALS and not _is_worldwide(phrase, page)
    return standing or phrase.sector in SETTLED or local


def localise(phrase: Phrase, span: TokenSpan, page: Page) -> Phrase:
    """Give a crowd the country of the place named right behind it ("50,000 people | in Mopti")."""
    names, words = page.names.at(page.part), page.names.lexicon.rules.words
    behind = phrase.head.rights
    # "villagers killed near Mopti": the place hangs on the participle
    links = [t for r in behind for t in (r.rights if r.dep_ == "acl" else (r,))]
    for link in links:
        if link.i < span.end or link.dep_ != "prep" or link.lower_ not in words.belongs:
            continue
        if link.lower_ in words.origin and phrase.head.lower_ in words.grounds:
            continue  # rockets hit "the city | from Gaza"
        for token in (t for noun in link.children if noun.dep_ == "pobj" for t in around(noun)):
            named = names.get(token.i)
            if named is None or stands_aside(span.doc, named, words):
                continue
            if named.entity.kind in COUNTRIES and named.entity.code is not None:
                ground = Evidence(field="code", rule="place", first=named.first, last=named.last)
                return replace(phrase, code=named.entity.code, evidence=(*phrase.evidence, ground))
    return phrase


def employ(phrase: Phrase, span: TokenSpan, page: Page) -> Phrase:
    """Give somebody the body that he is at ("an official | at the African Union")."""
    names, words = page.names.at(page.part), page.names.lexicon.rules.words
    for link in phrase.head.rights:
        if link.i < span.end or link.dep_ != "prep" or link.lower_ not in words.posts:
            continue
        for noun in link.children:
            named = names.get(noun.i) if noun.dep_ == "pobj" else None
            if named is None or named.entity.kind != "body" or named.entity.code is None:
                continue
            body = named.entity
            ground = Evidence(field="code", rule=f"name:{body.actor_id}", first=named.first, last=named.last)
            office = phrase.sector in (None, Sector.GOV)
            return replace(
                phrase,
                code=body.code,
                sector=body.sector if office else phrase.sector,
                evidence=(*phrase.evidence, ground),
            )
    return phrase


def place_party(phrase: Phrase, page: Page) -> Phrase:
    """Give a party without a country that of the names around it; a person of no office is a civilian."""
    entity = phrase.entity
    if entity is not None and entity.kind == "person" and phrase.sector is None:
        phrase = replace(phrase, sector=Sector.CVL)
    if phrase.code is not None or (
        entity is not None and entity.kind not in ("person",) and phrase.sector is not None
    ):
        return phrase
    known = entity is not None and entity.kind == "body" and entity.actor_id in page.names.lexicon.world.by_id
    if known or phrase.foreign or (phrase.sector is None and entity is None and phrase.role is None):
        return phrase
    if entity is None and _is_worldwide(phrase, page):
        ground = Evidence(field="code", rule="stateless", first=phrase.head.i, last=phrase.head.i + 1)
        return replace(
            phrase, evidence=(*phrase.evidence, ground) if is_here(phrase, page) else phrase.evidence
        )
    if _roving(phrase, page):
        return phrase
    among = _people(phrase, page)
    spot = _where(phrase, page) or _mourned(phrase, page) if entity is None and not among else None
    if spot is not None and spot.entity.code is not None:
        proof = Evidence(field="code", rule="place", first=spot.first, last=spot.last)
        return replace(phrase, code=spot.entity.code, evidence=(*phrase.evidence, proof))
    office = entity is not None and entity.title and entity.sector in STATE
    if (phrase.role is not None and entity is None and not among) or office:
        told = _on_spot(phrase, page) or told_code(phrase, page)
        if told is not None and not (entity is None and _moved(phrase, told, page)):
            same = told.part == page.part
            return replace(
                phrase,
                code=told.code,
                evidence=(*phrase.evidence, told.evidence) if same else phrase.evidence,
            )
    there = entity is None and (bool(among) or phrase.sector in (*LOCALS, Sector.REB, Sector.UAF))
    reach = int(entity is None and phrase.role in page.names.lexicon.rules.words.on_the_spot)
    there = there or (entity is None and phrase.role in page.names.lexicon.rules.words.on_the_spot)
    far = phrase.sector is Sector.COP  # the police are of the page's country wherever it is named
    first = _first_told(phrase, page)
    found = context_code(
        first, entity, page, among if entity is None else (), there=there, far=far, reach=reach
    )
    if found is None:
        return phrase
    code, named = found
    rule = "people" if among and entity is None else "context"
    if rule == "context" and phrase.sector is Sector.CVL and guests_of(first, page):
        rule = "embassy"  # who gathers outside an embassy is not of its country
    ground = Evidence(field="code", rule=rule, first=named.first, last=named.last)
    return replace(
        phrase, code=code, evidence=(*phrase.evidence, ground) if named.part == page.part else phrase.evidence
    )


def _on_spot(phrase: Phrase, page: Page) -> ToldRole | None:
    """Give the country where bare "police" do something: "in Lima, police arrested"."""
    head = phrase.head
    if phrase.sector is not Sector.COP or head.left_edge.i != head.i or not is_here(phrase, page):
        return None
    if head.dep_ not in ("nsubj", "nsubjpass"):
        return None
    names = page.names.at(page.part)
    for link in head.head.children:
        if link.dep_ != "prep" or link.lower_ not in page.names.lexicon.rules.words.inside:
            continue
        for noun in link.children:
            named = names.get(noun.i)
            if named is not None and named.entity.code and named.entity.kind in COUNTRIES:
                ground = Evidence(field="code", rule="place", first=named.first, last=named.last)
                return ToldRole(
                    part=page.part,
                    token=head.i,
                    role=phrase.role or "",
                    sector=phrase.sector,
                    code=named.entity.code,
                    evidence=ground,
                )
    return None


def _where(phrase: Phrase, page: Page) -> Name | None:
    """Give the country that a clause tells of ("Haiti, where rebels ousted the police")."""
    if not is_here(phrase, page) or phrase.sector is None:
        return None
    clause: Token | None = phrase.head
    for _ in range(CLIMB):
        clause = (
            next((t for t in clause.ancestors if t.dep_ == "relcl"), None) if clause is not None else None
        )
        if clause is None:
            return None
        if any(t.tag_ == "WRB" and t.dep_ == "advmod" and t.i < phrase.head.i for t in clause.lefts):
            named = page.names.at(page.part).get(clause.head.i)
            place = named is not None and named.entity.kind in COUNTRIES and named.entity.code is not None
            return named if place else None
    return None


def _mourned(phrase: Phrase, page: Page) -> Name | None:
    """Give the country that says what another's men did to its people: "Chile said Peru killed two men".

    Civilians alone: of soldiers and goods it may tell anything.
    """
    head = phrase.head
    if phrase.sector is not Sector.CVL or not is_here(phrase, page) or top(head).dep_ not in OBJECTS:
        return None
    deed, names = top(head).head, page.names.at(page.part)
    doers = [names[t.i] for c in deed.lefts if c.dep_ in SUBJECTS for t in c.subtree if t.i in names]
    say = deed.head
    if deed.dep_ != "ccomp" or not doers or say.lemma_.lower() not in page.names.lexicon.rules.words.say:
        return None
    sayer = next((c for c in say.lefts if c.dep_ in SUBJECTS), None)
    told = next((names[t.i] for t in sayer.subtree if t.i in names), None) if sayer is not None else None
    if told is None or told.entity.kind not in COUNTRIES or told.entity.code is None:
        return None
    return told if all(d.entity.code not in (None, told.entity.code) for d in doers) else None


def _moved(phrase: Phrase, told: ToldRole, page: Page) -> bool:
    """Whether the page has gone to a place of another country since it told of the like of somebody.

    "Kenyan police seized a boat. ... In Kampala a crowd gathered. | Police | fired": those of Kampala.
    """
    head = phrase.head
    pointing = head.left_edge.lower_ in page.names.lexicon.rules.words.definite
    if phrase.sector not in LOCALS or pointing or not is_here(phrase, page) or told.part != page.part:
        return False
    here = page.names.sentence_of(page.part, head.i)
    for named in reversed(page.names.order):
        if named.part != page.part or named.first >= head.i:
            continue
        back = here - page.names.sentence_of(named.part, named.first)
        if back > 1 or named.first <= told.token:
            return False
        token = page.doc[named.last - 1]
        local = token.dep_ == "pobj" and token.head.lower_ in page.names.lexicon.rules.words.local
        if local and named.entity.code not in (None, told.code):
            return named.entity.kind in COUNTRIES
    return False


def _first_told(phrase: Phrase, page: Page) -> Token:
    """Give where the page first told of those whom "the rabbis" point back to, else the phrase itself."""
    head = phrase.head
    first = page.names.firsts.get(head.lower_) if page.part == "text" and is_here(phrase, page) else None
    pointing = head.left_edge.lower_ in page.names.lexicon.rules.words.definite
    return page.doc[first] if first is not None and first < head.i and pointing else head


def _people(phrase: Phrase, page: Page) -> tuple[str, ...]:
    """Give the countries of the people that a phrase names ("Kurdish fighters")."""
    lexicon = page.names.lexicon.rules.words
    if phrase.role in lexicon.regimes:
        return lexicon.ruled
    if phrase.role in lexicon.junta_nouns or phrase.head.lower_ in lexicon.junta_nouns:
        year = page.names.day.year if page.names.day is not None else None
        return tuple(c for c, spans in lexicon.juntas.items() if year is None or _within(year, spans))
    peoples = lexicon.peoples
    words = phrase.head.doc[phrase.head.left_edge.i : phrase.head.i + 1]
    return next((peoples[t.lower_] for t in words if t.lower_ in peoples), ())


def _within(year: int, spans: tuple[int, ...]) -> bool:
    """Whether a year falls between the first and last of one of several pairs."""
    return any(first <= year <= last for first, last in zip(spans[::2], spans[1::2], strict=True))


def _roving(phrase: Phrase, page: Page) -> bool:
    """Tell whether only the place of the deed can tell a country: "ten journalists were killed"."""
    pointing = phrase.head.left_edge.lower_ in page.names.lexicon.rules.words.definite
    open_ = phrase.entity is None and phrase.sector in ROVING and phrase.plural
    return open_ and not pointing and top(phrase.head).dep_ not in OBJECTS


def _is_worldwide(phrase: Phrase, page: Page) -> bool:
    """Tell whether a role noun is of no one country ("rights groups", "Western diplomats")."""
    rules = page.names.lexicon.rules
    if phrase.role in rules.words.stateless or (
        phrase.plural and phrase.head.lower_ in rules.members and not phrase.sector
    ):
        return True
    before = list(phrase.head.doc[phrase.head.left_edge.i : phrase.head.i])
    for link in phrase.head.rights:
        if link.lower_ in rules.words.origin:  # "men from African countries"
            before += [t for noun in link.children if noun.dep_ == "pobj" for t in noun.lefts]
    return any(  # "foreign-owned shops" are where they stand
        t.lower_ in rules.words.worldwide and t.nbor().text != "-" and t.nbor().tag_ != "VBN" for t in before
    )
