"""Whom "the group", "his counterpart" and "the two leaders" mean, by what the page named before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Token

from whowhom.records import Sector
from whowhom.rulebook.actors import SIDES, Backref
from whowhom.stages.naming.beside import stands_aside
from whowhom.stages.naming.context import CLIMB, MEMBERS_REACH, REACH, SUBJECTS, Page, is_located
from whowhom.stages.naming.persons import NO_OFFICE, rank_office
from whowhom.stages.naming.readings import COUNTRIES, Evidence, Name, Phrase

PAIR = 2
STYLE = 3  # words of a title before a name
PAIR_SHARE = 0.75  # of all mentions of countries and their people that those of two must be
CLAUSES = frozenset({"ccomp", "advcl", "relcl", "conj", "acl"})


def resolve_noun(
    phrase: Phrase, rows: Sequence[Backref], page: Page, but: str | None = None
) -> Phrase | None:
    """A noun that stands for a name told before ("the group") in; that name out, of no country `but`."""
    banned = _near_arguments(phrase.head, page)
    realm = realm_of(phrase.head, page) or _beyond(phrase.head, but, page)
    near = any("country" in row.kinds for row in rows) and phrase.head.dep_ not in SUBJECTS
    before = _before(phrase.head, page) if near else _likeliest(phrase.head, page)
    # "Peru recalled its envoy to its neighbour": who that is may be told later
    told = before if but is None else (*_most_told(before, page), *_after(phrase.head, page))
    for named in told:
        if named.entity.actor_id in banned:
            continue
        for row in rows:
            entity = named.entity
            if entity.kind not in row.kinds or (row.sectors and entity.sector not in row.sectors):
                continue
            seated = entity.kind == "body" and _is_seated(phrase.head, page)
            if (phrase.code is not None and entity.code not in (phrase.code, None) and not seated) or (
                but and entity.code == but
            ):
                continue
            if realm and entity.code not in realm:
                continue
            state = entity.kind in COUNTRIES
            ground = Evidence(field="name", rule=f"backref:{row.id}", first=named.first, last=named.last)
            return replace(
                phrase,
                entity=entity,
                code=entity.code,
                sector=entity.sector,
                name=None if state else entity.name,
                evidence=(*phrase.evidence, ground) if named.part == page.part else phrase.evidence,
            )
    return None


def _beyond(head: Token, home: str | None, page: Page) -> tuple[str, ...]:
    """Give the country on the side of `home` that a neighbour is said to lie on ("its eastern neighbour").

    () where no side is told, or no country of the page borders there (islands do not).
    """
    rules = page.names.lexicon.rules
    before = {t.lower_.removesuffix("ern").removesuffix("erly") for t in page.doc[head.left_edge.i : head.i]}
    side = next((s for s in SIDES if s in before), None)
    there = rules.neighbours.get(home or "", {}).get(side or "", ())
    told = {n.entity.code for n in page.names.order if n.entity.code}
    return next((tuple(sorted(tier & told)) for tier in there if tier & told), ())


def _is_seated(head: Token, page: Page) -> bool:
    """Whether a body but has its seat somewhere ("the Lima-based bank"): it is not of that country."""
    words = page.names.lexicon.rules.words.seated
    return any(t.lower_ in words for t in page.doc[head.left_edge.i : head.i])


def _most_told(names: Iterator[Name], page: Page) -> list[Name]:
    """Give names in the order of how often the page speaks of their countries; else as they come."""
    told = Counter(n.entity.code for n in page.names.order)
    return sorted(names, key=lambda n: -told[n.entity.code])


def realm_of(head: Token, page: Page) -> tuple[str, ...]:
    """Give the countries of the part of the world before a noun ("the North African country"), or in it."""
    realms = page.names.lexicon.rules.words.realms
    words = [t.lower_ for t in page.doc[head.left_edge.i : head.i]]
    pairs = (f"{a} {b}" for a, b in pairwise(words))  # "Central American"
    return next((realms[w] for w in (*pairs, *words, head.lower_) if w in realms), ())


def _near_arguments(token: Token, page: Page) -> set[str]:
    """Give the ids of the names that stand in the same clause, beside a noun: they are not meant by it."""
    owner = token.dep_ in ("nmod", "poss") and token.head.dep_ in ("dobj", "dative", "nmod")
    top = token.head
    inner = ("dobj", "dative", "nmod", "conj")  # "might train and equip the country's police"
    while (top.pos_ == "ADP" or (owner and top.dep_ in inner)) and top.head.i != top.i:
        top = top.head
    if top.dep_ == "dobj" and top.i != token.head.i:  # "severed links with the emirate"
        top = top.head
    names = page.names.at(page.part)
    inside = {t.i for child in top.children if child.dep_ not in CLAUSES for t in _plain(child)}
    beside = [names[i].entity for i in inside if i in names and not token.left_edge.i <= i <= token.i]
    # "Xi promised the kingdom a grant": no leader's own country
    given = token.dep_ == "dative" or owner
    return {e.actor_id for e in beside} | {
        e.code for e in beside if given and e.code is not None and e.kind != "region"
    }


def _plain(token: Token) -> Iterator[Token]:
    """Give a token and all below it, clauses left out, and what an apposition says of others."""
    yield token
    for child in token.children:
        if child.dep_ == "appos":
            yield child
        elif (child.dep_ not in CLAUSES or child.dep_ == "conj") and child.pos_ not in ("VERB", "AUX"):
            yield from _plain(child)


def _likeliest(token: Token, page: Page) -> Iterator[Name]:
    """Give the names before a token, sentence by sentence backwards, in each the subjects first."""
    before = list(_before(token, page))
    key = [(page.names.sentence_of(n.part, n.first), n.part) for n in before]
    for place in dict.fromkeys(key):
        here = [n for n, k in zip(before, key, strict=True) if k == place]
        yield from sorted(here, key=lambda n: not _is_subject(n, page))


def _is_subject(named: Name, page: Page) -> bool:
    if named.part != page.part:
        return False
    token = page.doc[named.last - 1]
    return token.dep_ in SUBJECTS or (token.dep_ == "conj" and token.head.dep_ in SUBJECTS)


def resolve_office(phrase: Phrase, page: Page) -> Phrase | None:
    """An office alone ("the minister") in; the person of the page who holds it out."""
    role = phrase.role
    if role is None or phrase.plural:
        return None
    for named in (*_before(phrase.head, page), *_after(phrase.head, page)):
        entity = named.entity
        if entity.kind != "person" or entity.title is None:
            continue
        if phrase.code is not None and entity.code != phrase.code:
            continue
        if phrase.gender is not None and entity.gender not in (None, phrase.gender):
            continue
        words = page.names.lexicon.rules.words
        chief = role in words.chiefs and phrase.code is not None
        if chief:
            holds = rank_office(entity.title, page.names.lexicon) < NO_OFFICE
        else:
            title = f" {entity.title.lower()} "
            offices = (role, *words.same_office.get(role, ()))
            styled = _style(named, page) if named.part == page.part else ""
            holds = any(f" {same} " in title or f" {same} " in styled for same in offices)
        if holds:
            return replace(
                phrase,
                entity=entity,
                code=entity.code,
                sector=entity.sector or phrase.sector,
                name=entity.name,
                gender=entity.gender,
            )
    return None


def _style(named: Name, page: Page) -> str:
    """Give the words of a title right before a name ("Senior Gen. | Ann Lee"), in small letters."""
    before = page.doc[max(0, named.first - STYLE) : named.first]
    return f" {' '.join(t.lower_.rstrip('.') for t in before if t.pos_ in ('NOUN', 'PROPN', 'ADJ'))} "


def resolve_counterpart(phrase: Phrase, other: Phrase, page: Page) -> Phrase | None:
    """ "His counterpart" and who he is in; the nearest leader of another country that the page named out."""
    for named in _before(phrase.head, page):
        entity = named.entity
        if entity.kind != "person" or entity.sector is not Sector.GOV or entity.code in (None, other.code):
            continue
        title, mine = entity.title or "", (other.entity.title if other.entity is not None else None) or ""
        lexicon = page.names.lexicon
        if title == mine or (
            rank_office(title, lexicon) < NO_OFFICE and (not mine or rank_office(mine, lexicon) < NO_OFFICE)
        ):
            return replace(_phrase_of(named, phrase.head), role=None)
    for told in reversed(page.names.told):  # "the emir of Qatar ... his host"
        chief = rank_office(told.role, page.names.lexicon) < NO_OFFICE
        before = told.part != page.part or told.token < phrase.head.left_edge.i
        if chief and before and other.code is not None and told.code != other.code:
            return replace(
                phrase, code=told.code, sector=told.sector, evidence=(*phrase.evidence, told.evidence)
            )
    return None


def resolve_guest(phrase: Phrase, at_home: bool, page: Page) -> Phrase | None:
    """ "The visitor" or "the host" in; the leader out who is not, or is, at home where the page is set."""
    ground = next((n for n in page.names.order if n.part == page.part and is_located(n, page)), None)
    if ground is None or ground.entity.code is None:
        return None
    for named in _before(phrase.head, page):
        entity = named.entity
        chief = entity.kind == "person" and rank_office(entity.title, page.names.lexicon) < NO_OFFICE
        if chief and entity.code and (entity.code == ground.entity.code) is at_home:
            return replace(_phrase_of(named, phrase.head), role=None)
    return None


def resolve_counted(token: Token, page: Page, count: str | None = None) -> Phrase | None:
    """ "The men" in; those whom the page counted last before out ("three Kenyan officers ... the men").

    Of "the three officials" it must have counted so many, by the same word `count`.
    """
    start, end = token.sent.start, token.i
    for _ in range(REACH):
        counted = [
            c.phrase
            for c in page.phrases(start, end)
            if c.phrase.plural
            and c.phrase.role is not None
            and any(t.dep_ == "nummod" and count in (None, t.lower_) for t in c.token.lefts)
            and not c.token.is_ancestor(token)
        ]
        if counted:
            return counted[-1]
        if start == 0:
            return None
        before = page.doc[start - 1].sent
        start, end = before.start, before.end
    return None


def nearest_code(token: Token, page: Page) -> str | None:
    """Give the country of whoever is named last before a noun: "the neighbouring state" is another."""
    return next((n.entity.code for n in _before(token, page) if n.entity.code), None)


# --- several --------------------------------------------------------------------------------------


def resolve_members(token: Token, rows: Sequence[Backref], count: int, page: Page) -> tuple[Phrase, ...]:
    """A phrase for several ("both sides") in; the latest so many names of its kind out, in reading order."""
    kinds = frozenset(kind for row in rows for kind in row.kinds)
    joined = _joined_members(token, kinds, count, page)
    if joined:
        return joined
    found: dict[str | None, Name] = {}
    heads = any(row.heads for row in rows)
    tellers = _tellers(token, page)
    told = _told_pair(token, tellers, page) if kinds <= COUNTRIES and count == PAIR else ()
    if told:
        return tuple(_phrase_of(named, token) for named in told)
    limit = page.names.sentence_of(page.part, token.i) - MEMBERS_REACH
    person = None
    for named in _before(token, page):
        if page.names.sentence_of(named.part, named.first) < limit and named.part == page.part:
            break
        entity = named.entity
        if entity.kind not in kinds or entity.actor_id in tellers:
            continue
        if not any(
            entity.kind in row.kinds and entity.sector in (row.sectors or {entity.sector}) for row in rows
        ):
            continue
        if entity.kind == "person" and heads and rank_office(entity.title, page.names.lexicon) >= NO_OFFICE:
            continue
        if person is None:
            person = entity.kind == "person"
        if (entity.kind == "person") != person:
            continue
        key = entity.actor_id
        found.setdefault(key, named)
        if len(found) == count:
            break
    if len(found) < count and any(row.sectors for row in rows):  # their offices are not told
        rows = tuple(replace(row, sectors=frozenset(), heads=False) for row in rows)
        return resolve_members(token, rows, count, page)
    if len(found) < count:  # "the foreign ministers of Peru and Chile ... the two ministers"
        return () if kinds & COUNTRIES else _joined_members(token, COUNTRIES, count, page)
    return tuple(_phrase_of(named, token) for named in reversed(found.values()))


def _told_pair(token: Token, tellers: set[str], page: Page) -> tuple[Name, ...]:
    """Give the two countries that a page is about, where it has hardly any other: "the two countries".

    People count for their countries; who says or does what a token stands in is none of the two.
    """
    tally = Counter(n.entity.code for n in page.names.order if n.entity.code)
    for named in page.names.order:
        code = named.entity.code
        if code and named.entity.kind in COUNTRIES and named.entity.actor_id in tellers:
            tally[code] = 0
    most = tally.most_common(PAIR)
    if len(most) < PAIR or sum(n for _, n in most) < PAIR_SHARE * sum(tally.values()):
        return ()
    codes = {code for code, _ in most}
    found: dict[str | None, Name] = {}
    for named in _before(token, page):
        if named.entity.kind in COUNTRIES and named.entity.code in codes:
            found.setdefault(named.entity.code, named)
    return tuple(reversed(found.values())) if len(found) == PAIR else ()


def resolve_joined(token: Token, rows: Sequence[Backref], page: Page) -> tuple[Phrase, ...]:
    """A phrase for some ("the neighbours") in; the names joined by "and" last before it out."""
    kinds = frozenset(kind for row in rows for kind in row.kinds)
    limit = page.names.sentence_of(page.part, token.i) - REACH
    for named in _before(token, page):
        if named.part != page.part or page.names.sentence_of(named.part, named.first) < limit:
            return ()
        if named.entity.kind in kinds:
            size = len(page.doc[named.last - 1].conjuncts) + 1
            return _joined_members(token, kinds, size, page) if size > 1 else ()
    return ()


def _tellers(token: Token, page: Page) -> set[str]:
    """Give the ids of those who say or do what a token stands in: they are none of its sides."""
    names, found, verb = page.names.at(page.part), set(), token
    for _ in range(CLIMB):
        clause = verb.dep_ in ("ccomp", "xcomp", "pobj", "dobj", "prep", "pcomp", "dative", "iobj")
        if verb.head.i == verb.i:
            break
        verb = verb.head
        if clause and verb.pos_ in ("VERB", "AUX"):
            found |= {names[t.i].entity.actor_id for t in verb.lefts if t.dep_ in SUBJECTS and t.i in names}
    return found


def _joined_members(token: Token, kinds: frozenset[str], count: int, page: Page) -> tuple[Phrase, ...]:
    """Give the latest names joined by "and" that are of a kind, and just so many."""
    names = page.names.at(page.part)
    for named in _before(token, page):
        if named.part != page.part or named.entity.kind not in kinds:
            continue
        head = page.doc[named.last - 1]
        places = sorted({head.i, *(t.i for t in head.conjuncts)})
        group = {names[i].entity.actor_id: names[i] for i in places if i in names}
        if len(group) == count == len(places) and all(n.entity.kind in kinds for n in group.values()):
            return tuple(_phrase_of(n, token) for n in group.values())
    return ()


# --- names before and after -----------------------------------------------------------------------


def _phrase_of(named: Name, head: Token) -> Phrase:
    entity = named.entity
    return Phrase(
        head=head,
        entity=entity,
        code=entity.code,
        sector=entity.sector,
        sectors=entity.sectors,
        name=None if entity.kind in COUNTRIES else entity.name,
        gender=entity.gender,
        party=True,
    )


def nearest_body(token: Token, page: Page) -> str | None:
    """Give the code of the body of states named last before a noun."""
    bodies = (n.entity.code for n in _before(token, page) if n.entity.sector is Sector.IGO)
    return next((code for code in bodies if code is not None), None)


def _before(token: Token, page: Page) -> Iterator[Name]:
    """Give the names before a token, the nearest first; the title's come last."""
    words = page.names.lexicon.rules.words
    for named in reversed(page.names.order):
        if named.part == page.part and stands_aside(page.doc, named, words):
            continue  # "al-Qaida-linked"
        if (named.part == page.part and named.last <= token.left_edge.i) or (
            named.part != page.part and page.part == "text"
        ):
            yield named


def _after(token: Token, page: Page) -> Iterator[Name]:
    words = page.names.lexicon.rules.words
    for named in page.names.order:
        if named.part == page.part and stands_aside(page.doc, named, words):
            continue
        if (named.part == page.part and named.first > token.i) or (
            named.part != page.part and page.part == "title"
        ):
            yield named
