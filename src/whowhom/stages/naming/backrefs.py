"""Whom pronouns, "the group", "his counterpart" and "the two leaders" mean, by what the page named before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Token

from whowhom.records import Sector
from whowhom.rulebook.actors import Backref, Pronoun
from whowhom.stages.naming.context import SUBJECTS, Candidate, Page, around, is_located
from whowhom.stages.naming.persons import NO_OFFICE, rank_office
from whowhom.stages.naming.phrases import read_phrase, stands_aside
from whowhom.stages.naming.readings import COUNTRIES, Evidence, Name, Phrase

REACH = 4  # sentences back that a pronoun may refer
MEMBERS_REACH = 12  # sentences back for "the two leaders"
CLIMB = 8
CONTROLLED = frozenset({"advcl", "xcomp", "conj"})  # clauses whose doer may be that of the clause above
ORGANS = frozenset({Sector.MIL, Sector.COP, Sector.JUD})  # who acts for a state
CLAUSES = frozenset({"ccomp", "advcl", "relcl", "conj", "acl"})


# --- pronouns -------------------------------------------------------------------------------------


def resolve_pronoun(token: Token, pronoun: Pronoun, page: Page) -> Phrase | None:
    """A pronoun in; the phrase that it stands for out, None where it is unsure."""
    if pronoun.stands_for == "antecedent":
        return _antecedent(token, page)
    if pronoun.stands_for == "speaker":
        return _speaker(token, pronoun, page)
    return _earlier(token, pronoun, page)


def _antecedent(token: Token, page: Page) -> Phrase | None:
    """Give what a relative clause says more of."""
    clause = token
    for _ in range(CLIMB):
        if clause.dep_ == "relcl":
            return read_phrase(around(clause.head), page.names.at(page.part), page.names.lexicon)
        if clause.head.i == clause.i:
            return None
        clause = clause.head
    return None


def _earlier(token: Token, pronoun: Pronoun, page: Page) -> Phrase | None:
    """Give the latest phrase before a pronoun that fits it, subjects first."""
    sentence = token.sent
    if pronoun.stands_for == "person":
        repeated = _same_before(token, pronoun)
        if repeated is not None:
            return _earlier(repeated, pronoun, page)
    possessive = token.dep_ == "poss"
    words = page.names.lexicon.rules.words
    banned = _coarguments(token, words.measure) if not possessive else set()
    names = page.names.at(page.part)
    same = {names[i].entity.actor_id for i in banned if i in names}
    start, end = sentence.start, token.i
    grounds = words.grounds | words.buildings
    doer = _doer(token, banned, page) if pronoun.stands_for == "any" else None
    others = _of_other_gender(token, pronoun, page)
    reach, distance = REACH, -1
    while (distance := distance + 1) < reach:
        found = [
            c
            for c in page.phrases(start, end)
            if c.token.i not in banned
            and c.token.i != token.head.head.i  # "thousands of them"
            and c.token.i not in others
            and c.phrase.code not in page.but
            and not (pronoun.stands_for == "any" and c.phrase.role in grounds)
            and _identity(c.phrase) not in same
            and not (doer is not None and _of_one(c.phrase, doer))
            and not (distance == 0 and _is_owned(c.token, pronoun))
            and (
                fits(c.phrase, pronoun)
                or (pronoun.stands_for == "any" and joins(c.token) and (c.subject or _ruled(c.token, token)))
            )
        ]
        if found:
            found = _of_gender(found, pronoun)
            subjects = [c for c in found if c.subject]
            if distance == 0:
                objects = [c for c in found if _ruled(c.token, token)]
                return (subjects or objects or found)[-1].phrase
            return (subjects or found)[0].phrase
        if distance == 0 and pronoun.stands_for == "body" and not page.but:
            state = _state_of(token, page)
            if state is not None:
                return state
        if start == 0:
            return None
        if any(t.lower_ in pronoun.words for t in page.doc[start:end]) and reach < MEMBERS_REACH:
            reach += 1  # "She said ... She added": the same person is meant all along
        before = page.doc[start - 1].sent
        start, end = before.start, before.end
    return None


def _of_other_gender(token: Token, pronoun: Pronoun, page: Page) -> set[int]:
    """Give whom a pronoun of the other gender means before in the sentence: "he may pardon her"."""
    if pronoun.gender is None:
        return set()
    rows = page.names.lexicon.rules.pronouns
    before = ((t, rows[t.lower_]) for t in page.doc[token.sent.start : token.i] if t.lower_ in rows)
    found = (
        _earlier(t, row, page) for t, row in before if row.gender is not None and row.gender != pronoun.gender
    )
    return {phrase.head.i for phrase in found if phrase is not None}


def _is_owned(token: Token, pronoun: Pronoun) -> bool:
    """Tell whether a noun is "his" who is meant: "beside his guest, he said" means no guest."""
    return pronoun.stands_for == "person" and any(
        t.dep_ == "poss" and t.lower_ in pronoun.words for t in token.lefts
    )


def _of_gender(found: list[Candidate], pronoun: Pronoun) -> list[Candidate]:
    """Leave out "his guest" where a name of the pronoun's gender stands beside: his gender is unknown."""
    if pronoun.gender is None or all(c.phrase.gender != pronoun.gender for c in found):
        return found
    return [
        c
        for c in found
        if c.phrase.gender == pronoun.gender or not any(t.dep_ == "poss" for t in c.token.lefts)
    ]


def _same_before(token: Token, pronoun: Pronoun) -> Token | None:
    """Give the sentence's subject that is the same pronoun: "he left when police questioned him"."""
    for other in token.doc[token.sent.start : token.i]:
        subject = other.lower_ in pronoun.words and other.dep_ in SUBJECTS
        if subject and other.head.i != token.head.i and not other.is_ancestor(token):
            return other
    return None


def _doer(token: Token, banned: set[int], page: Page) -> Phrase | None:
    """Give who acts on an object pronoun in its own clause."""
    if token.dep_ not in ("dobj", "iobj", "dative", "pobj"):
        return None
    first = next((page.doc[i] for i in sorted(banned) if page.doc[i].pos_ in ("NOUN", "PROPN")), None)
    return (
        read_phrase(around(first), page.names.at(page.part), page.names.lexicon)
        if first is not None
        else None
    )


def _of_one(one: Phrase, other: Phrase) -> bool:
    """Whether two are organs of one state: "troops shot at them" means no soldiers."""
    if one.sector not in ORGANS or one.entity is not None:
        return False
    if other.entity is not None and other.entity.kind in COUNTRIES:
        return one.code is not None and one.code == other.code
    return other.sector in ORGANS and (one.code == other.code or None in (one.code, other.code))


def _state_of(token: Token, page: Page) -> Phrase | None:
    """Give the state whose people say what "it" stands in ("Turkish officials said two of its soldiers")."""
    for verb in token.ancestors:
        if verb.pos_ != "VERB" or not any(c.dep_ == "ccomp" and c.is_ancestor(token) for c in verb.children):
            continue
        for subject in verb.lefts:
            if subject.dep_ not in SUBJECTS:
                continue
            phrase = read_phrase(around(subject), page.names.at(page.part), page.names.lexicon)
            if phrase.entity is None and phrase.role and phrase.code and phrase.sector is Sector.GOV:
                return replace(phrase, role=None, name=None, plural=False, gender=None)
    return None


def joins(token: Token) -> bool:
    """Tell whether a noun is the first of several joined by "and" ("Merkel and Macron ... they")."""
    return token.dep_ != "conj" and any(
        c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN", "NUM") for c in token.children
    )


def _ruled(token: Token, pronoun: Token) -> bool:
    """Tell whether a noun is the object of a verb above a pronoun's clause ("met Ng, telling her")."""
    first = token.conjuncts[0] if token.dep_ == "conj" and token.conjuncts else token
    verb = first.head
    return first.dep_ == "dobj" and verb.i != pronoun.head.i and verb.is_ancestor(pronoun)


def _identity(phrase: Phrase) -> str | None:
    return phrase.entity.actor_id if phrase.entity is not None else None


def _coarguments(token: Token, measure: frozenset[str]) -> set[int]:
    """Give the other arguments of the pronoun's own verb: "Putin met him" is not Putin.

    A participle or infinitive has its doer from the verb above ("the court convicted Jones, jailing him").
    """
    verb = token.head
    while (verb.pos_ in ("ADP", "NUM") or verb.lower_ in measure) and verb.head.i != verb.i:
        verb = verb.head  # "jailing thousands of them"
    banned = {t.i for t in verb.children if t.dep_ in SUBJECTS}
    while not banned and verb.dep_ in CONTROLLED and verb.head.i != verb.i:
        verb = verb.head
        banned = {t.i for t in verb.children if t.dep_ in SUBJECTS}
    return banned | {c.i for i in banned for c in token.doc[i].conjuncts}


def fits(phrase: Phrase, pronoun: Pronoun) -> bool:
    """Tell whether a pronoun can stand for a phrase, by kind, number and gender."""
    kind = phrase.entity.kind if phrase.entity is not None else None
    if pronoun.stands_for == "person":
        if kind is not None and kind != "person":
            return False
        if phrase.plural or (kind is None and phrase.role is None):
            return False
        return phrase.gender is None or pronoun.gender is None or phrase.gender == pronoun.gender
    if pronoun.stands_for == "body":
        if kind in {"demonym", "person"}:
            return False
        if phrase.head.tag_ in ("NNS", "NNPS") and kind not in ("country", "group", "body"):
            return False
        return kind is not None or (
            phrase.role is not None and phrase.head.tag_ in ("NN", "NNP") and phrase.plural
        )
    return phrase.plural or kind in ("group", "demonym")


# --- quotations -----------------------------------------------------------------------------------


def _speaker(token: Token, pronoun: Pronoun, page: Page) -> Phrase | None:
    """Give whose words a quotation is; for "we" the state or body that the speaker speaks for."""
    quote = _quotation(token, page)
    if quote is None:
        return None
    speaker = _sayer(quote, token, page)
    if speaker is None or pronoun.number == "singular":
        return speaker
    if speaker.sector is None and speaker.entity is not None and speaker.entity.kind == "person":
        speaker = replace(speaker, sector=Sector.CVL)
    return replace(speaker, name=None, entity=None, plural=True)


def _quotation(token: Token, page: Page) -> tuple[int, int] | None:
    """Find the quotation marks around a token, within its paragraph."""
    words = page.names.lexicon.rules.words
    opened: int | None = None
    for t in page.doc[max(0, token.i - 150) : token.i]:
        if t.text in words.open_quotes and (opened is None or t.text not in words.close_quotes):
            opened = t.i
        elif (t.text in words.close_quotes and len(t.text) > 0 and t.text not in ("’", "'")) or (
            t.is_space and "\n" in t.text and opened is None
        ):
            opened = None
    if opened is None:
        return None
    for t in page.doc[token.i : token.i + 150]:
        if t.text in words.close_quotes and t.text not in ("’", "'"):
            return opened, t.i
    return opened, min(len(page.doc), token.i + 60) - 1


def _sayer(quote: tuple[int, int], token: Token, page: Page) -> Phrase | None:
    """Find the verb of saying beside a quotation, and its subject."""
    say = page.names.lexicon.rules.words.say
    doc = page.doc
    first = doc[quote[0]].sent.start
    last = min(len(doc), doc[quote[1]].sent.end + 1)
    beside = [*range(quote[1] + 1, last), *range(quote[0] - 1, first - 1, -1)]
    if first > 0:
        beside += [*range(first - 1, doc[first - 1].sent.start - 1, -1)]
    for i in beside:
        verb = doc[i]
        if verb.lemma_.lower() not in say or verb.pos_ != "VERB":
            continue
        subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is None or quote[0] < subject.i < quote[1]:
            continue
        pronoun = page.names.lexicon.rules.pronouns.get(subject.lower_)
        if pronoun is not None:
            return (
                resolve_pronoun(subject, pronoun, page) if pronoun.stands_for in ("person", "body") else None
            )
        phrase = read_phrase(around(subject), page.names.at(page.part), page.names.lexicon)
        return phrase if phrase.party else None
    return None


# --- role nouns -------------------------------------------------------------------------------------


def resolve_noun(
    phrase: Phrase, rows: Sequence[Backref], page: Page, but: str | None = None
) -> Phrase | None:
    """A noun that stands for a name told before ("the group") in; that name out, of no country `but`."""
    banned = _near_arguments(phrase.head, page)
    realm = realm_of(phrase.head, page)
    near = any("country" in row.kinds for row in rows) and phrase.head.dep_ not in SUBJECTS
    before = _before(phrase.head, page) if near else _likeliest(phrase.head, page)
    for named in before if but is None else _most_told(before, page):
        if named.entity.actor_id in banned:
            continue
        for row in rows:
            entity = named.entity
            if entity.kind not in row.kinds or (row.sectors and entity.sector not in row.sectors):
                continue
            if (phrase.code is not None and entity.code not in (phrase.code, None)) or (
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
    owner = token.dep_ in ("nmod", "poss") and token.head.dep_ in ("dobj", "nmod")
    top = token.head
    inner = ("dobj", "nmod", "conj")  # "might train and equip the country's police"
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
            holds = any(f" {same} " in title for same in (role, *words.same_office.get(role, ())))
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


def resolve_counted(token: Token, page: Page) -> Phrase | None:
    """ "The men" in; those whom the page counted last before out ("three Kenyan officers ... the men")."""
    start, end = token.sent.start, token.i
    for _ in range(REACH):
        counted = [
            c.phrase
            for c in page.phrases(start, end)
            if c.phrase.plural
            and c.phrase.role is not None
            and any(t.dep_ == "nummod" for t in c.token.lefts)
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


def resolve_members(token: Token, rows: Sequence[Backref], count: int, page: Page) -> tuple[Phrase, ...]:
    """A phrase for several ("both sides") in; the latest so many names of its kind out, in reading order."""
    kinds = frozenset(kind for row in rows for kind in row.kinds)
    joined = _joined_members(token, kinds, count, page)
    if joined:
        return joined
    found: dict[str | None, Name] = {}
    heads = any(row.heads for row in rows)
    tellers = _tellers(token, page)
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
    for named in page.names.order:
        if (named.part == page.part and named.first > token.i) or (
            named.part != page.part and page.part == "title"
        ):
            yield named
