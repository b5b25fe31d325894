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
from whowhom.stages.naming.context import OBJECTS, Page, around, context_code, told_code, top
from whowhom.stages.naming.names import Names, ToldRole, find_names
from whowhom.stages.naming.phrases import phrase_head, read_phrase, stands_aside
from whowhom.stages.naming.readings import COUNTRIES, Evidence, Lexicon, Name, Phrase
from whowhom.stages.parse import Parsed
from whowhom.stages.predications import listed
from whowhom.world import World, split_words

NOUNS = frozenset({"NOUN", "PROPN", "NUM"})
STATE = frozenset({Sector.GOV, Sector.MIL, Sector.COP, Sector.LEG, Sector.JUD, Sector.OPP, Sector.PTY})
FORCES = frozenset({Sector.MIL, Sector.COP, Sector.REB, Sector.UAF})  # whose men are armed
STATES = frozenset({"GPE", "NORP", "ORG"})  # kinds of names before a noun that say whose it is
POINTED = 2  # words of "the men"
ROVING = frozenset({Sector.MED})  # "ten journalists were killed" may come from anywhere
LOCALS = frozenset({Sector.CVL, Sector.COP, Sector.BUS, Sector.EDU, Sector.LAB})  # they belong where they are
SETTLED = frozenset({Sector.NGO, Sector.REL, Sector.MED})  # wherever they are from, they work where they are

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
    tokens = _trimmed(parsed.tokens(span), names)
    if not len(tokens):
        return Found(value=())
    page = Page(tokens.doc, span.part, names, but)
    actors: list[Actor] = []
    reasons: list[Reason] = []
    seen: set[tuple[object, ...]] = set()
    for part in _conjuncts(tokens, names, page):
        for phrase in _resolve(part, page):
            actor = _actor(parsed.slice(parsed.span(_cited(part, phrase, names))), phrase)
            key = (actor.code, actor.sector, actor.name)
            if key in seen:
                continue
            seen.add(key)
            actors.append(actor)
            reasons.extend(_reasons(phrase, part, parsed))
    return Found(value=tuple(actors), reasons=tuple(reasons))


def _cited(part: TokenSpan, phrase: Phrase, names: Names) -> TokenSpan:
    """Give the words that name the party: for a pronoun those that it stands for."""
    if len(part) > 1 or part[0].lower_ not in names.lexicon.rules.pronouns:
        return part
    if phrase.head.doc is part.doc and phrase.head.i == part.start:
        return part
    named = _trimmed(around(phrase.head), names)
    return named if len(named) else part


def _trimmed(tokens: TokenSpan, names: Names) -> TokenSpan:
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


def _conjuncts(tokens: TokenSpan, names: Names, page: Page) -> Iterator[TokenSpan]:
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
    members = _members(span, head, page)
    if members:
        return members
    counted = _counted(span, head, page)
    if counted:
        return counted
    if head.lower_ in rules.words.folk and len(span) == POINTED and span[0].lower_ in rules.words.definite:
        told = backrefs.resolve_counted(head, page)
        if told is not None and told.code is not None:
            return (told,)
    phrase = read_phrase(span, page.names.at(page.part), lexicon)
    if phrase.code is None and phrase.entity is None and _belongs_there(phrase, page):
        phrase = _localised(phrase, span, page)
    if phrase.sides:
        return tuple(_side(phrase, side, page) for side in phrase.sides)
    authors = _authors(head, span, page) if phrase.entity is None else ()
    if authors:
        return authors
    if phrase.entity is None:
        told = _apposed(span, phrase, page)
        phrase = told or _counterpart(span, head, phrase, page) or _led_back(span, phrase, page)
    if not phrase.party:
        return ()
    return (_placed(phrase, page),)


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
    found = _pronoun(noun, span.doc[noun.i : noun.i + 1], page)
    page.open.discard(head.i)
    return tuple(p for p in found if p.code or p.sector or p.entity)


def _authors(head: Token, span: TokenSpan, page: Page) -> tuple[Phrase, ...]:
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
        found = tuple(phrase for noun in nouns for phrase in _resolve(_maker(noun), page))
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


def _belongs_there(phrase: Phrase, page: Page) -> bool:
    """Tell whether somebody, or what is hit, is of the country of the place named behind him."""
    standing = phrase.head.lower_ in page.names.lexicon.rules.words.installations
    local = phrase.sector in LOCALS and not _worldwide(phrase, page)
    return standing or phrase.sector in SETTLED or local


def _localised(phrase: Phrase, span: TokenSpan, page: Page) -> Phrase:
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


def _apposed(span: TokenSpan, phrase: Phrase, page: Page) -> Phrase | None:
    """Read "its envoy, Jane Doe": the person whose name follows her role behind a comma."""
    comma = next((t.i for t in span.doc[phrase.head.i + 1 : span.end + 1] if t.text == ","), None)
    if phrase.role is None or phrase.plural or comma is None or comma + 1 >= len(span.doc):
        return None
    named = page.names.at(page.part).get(comma + 1)
    if named is None or named.entity.kind != "person" or named.first != comma + 1:
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


def _pronoun(head: Token, span: TokenSpan, page: Page) -> tuple[Phrase, ...]:
    """Follow a pronoun back; "they" may be several."""
    pronoun = page.names.lexicon.rules.pronouns[head.lower_]
    phrase = backrefs.resolve_pronoun(head, pronoun, page)
    if phrase is None and pronoun.stands_for in ("body", "antecedent"):
        return ()
    if phrase is None:
        return (Phrase(head=head, party=True),)
    if not phrase.party:
        return ()
    if phrase.sides:
        return tuple(_side(phrase, side, page) for side in phrase.sides)
    if pronoun.stands_for == "any" and _here(phrase, page):
        first = phrase.head.conjuncts[0] if phrase.head.dep_ == "conj" else phrase.head
        if backrefs.joins(first):  # "Peru and Chile signed; they agreed"
            heads = sorted({first, *first.conjuncts}, key=lambda t: t.i)
            return tuple(p for t in heads if t.pos_ in NOUNS for p in _resolve(around(t), page))
    if phrase.entity is None:
        several = _members(around(phrase.head), phrase.head, page) if phrase.plural else ()
        if several:  # "they" who are "the two leaders"
            return several
        noun = around(phrase.head) if _here(phrase, page) else span  # "the group said it ..."
        authors = _authors(phrase.head, noun, page) if _here(phrase, page) else ()
        if authors:
            return authors
        phrase = _counterpart(noun, phrase.head, phrase, page) or _led_back(noun, phrase, page)
    return (_placed(phrase, page),)


def _side(phrase: Phrase, side: Name, page: Page) -> Phrase:
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


def _members(span: TokenSpan, head: Token, page: Page) -> tuple[Phrase, ...]:
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
    numbers = rules.words.numbers
    count = next((numbers[w] for w in (*words, " ".join(words)) if w in numbers), 0)
    pointing = words[0] in rules.words.definite or len(words) == 1
    if not pointing and " ".join(words) not in numbers:
        return ()
    if not count and len(words) == 2:  # "the neighbours"
        return backrefs.resolve_joined(head, rows, page)
    return backrefs.resolve_members(head, rows, count, page) if count and rows else ()


def _counterpart(span: TokenSpan, head: Token, phrase: Phrase, page: Page) -> Phrase | None:
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
        other = backrefs.resolve_pronoun(owner, pronoun, page)
        if other is not None and other.entity is None and other.code is None and _here(other, page):
            other = _led_back(around(other.head), other, page)  # "the premier asked his host"
    elif owner is not None:
        named = page.names.at(page.part).get(owner.i)
        other = (
            read_phrase(span.doc[owner.i : owner.i + 1], {owner.i: named}, page.names.lexicon)
            if named
            else None
        )
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


def _led_back(span: TokenSpan, phrase: Phrase, page: Page) -> Phrase:
    """Follow a role noun back to a name, or a possessive pronoun to its country ("its military")."""
    rules = page.names.lexicon.rules
    owner = next(
        (t for t in span if t.dep_ == "poss" and t.lower_ in rules.pronouns and t.i < phrase.head.i), None
    )
    if owner is not None and phrase.code is None:
        other = backrefs.resolve_pronoun(owner, rules.pronouns[owner.lower_], page)
        if (
            other is not None
            and other.entity is not None
            and other.code is None
            and other.entity.kind == "person"
        ):
            other = _placed(other, page)  # "the foreign minister ... his country"
        told_before = other is not None and around(other.head)[-1].i < span[0].i  # else it may lead in a ring
        if other is not None and told_before and not other.entity and not other.code and _here(other, page):
            other = _led_back(around(other.head), other, page)  # "the Baltic country ... its envoy"
        if other is not None and phrase.head.lower_ in rules.words.others:
            rows = rules.backrefs.get(phrase.head.lower_, ())
            found = backrefs.resolve_noun(phrase, rows, page, but=other.code)
            return found if found is not None else replace(phrase, foreign=True)
        if other is not None:
            if phrase.party:
                own = phrase.sector is Sector.CVL and phrase.head.lower_ not in rules.words.preyed_on
                armed = other.sector if other.sector in FORCES and own else None
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
        phrase = _owned(span, phrase, page) or phrase
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
    return bool(named) and (not known or phrase.head.pos_ == "PROPN") and phrase.head.doc is page.doc


def _owned(span: TokenSpan, phrase: Phrase, page: Page) -> Phrase | None:
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
    found = _resolve(whole if whole[-1].i < phrase.head.i else span.doc[owner.i : owner.i + 1], page)
    code = found[0].code if len(found) == 1 else None
    if code is None or code.startswith("IGO:"):
        return None
    return replace(phrase, code=code, evidence=(*phrase.evidence, *found[0].evidence))


def _placed(phrase: Phrase, page: Page) -> Phrase:
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
    if entity is None and _worldwide(phrase, page):
        ground = Evidence(field="code", rule="stateless", first=phrase.head.i, last=phrase.head.i + 1)
        return replace(
            phrase, evidence=(*phrase.evidence, ground) if _here(phrase, page) else phrase.evidence
        )
    if _roving(phrase, page):
        return phrase
    among = _people(phrase, page)
    office = entity is not None and entity.title and entity.sector in STATE
    if (phrase.role is not None and entity is None and not among) or office:
        told = _on_spot(phrase, page) or told_code(phrase, page)
        if told is not None:
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
    ground = Evidence(field="code", rule=rule, first=named.first, last=named.last)
    return replace(
        phrase, code=code, evidence=(*phrase.evidence, ground) if named.part == page.part else phrase.evidence
    )


def _on_spot(phrase: Phrase, page: Page) -> ToldRole | None:
    """Give the country where bare "police" do something: "in Lima, police arrested"."""
    head = phrase.head
    if phrase.sector is not Sector.COP or head.left_edge.i != head.i or not _here(phrase, page):
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


def _first_told(phrase: Phrase, page: Page) -> Token:
    """Give where the page first told of those whom "the rabbis" point back to, else the phrase itself."""
    head = phrase.head
    first = page.names.firsts.get(head.lower_) if page.part == "text" and _here(phrase, page) else None
    pointing = head.left_edge.lower_ in page.names.lexicon.rules.words.definite
    return page.doc[first] if first is not None and first < head.i and pointing else head


def _people(phrase: Phrase, page: Page) -> tuple[str, ...]:
    """Give the countries of the people that a phrase names ("Kurdish fighters")."""
    lexicon = page.names.lexicon.rules.words
    if phrase.role in lexicon.regimes:
        return lexicon.ruled
    if phrase.role in lexicon.junta_nouns:
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


def _worldwide(phrase: Phrase, page: Page) -> bool:
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


def _here(phrase: Phrase, page: Page) -> bool:
    """Tell whether a phrase stands in the part that is read, not in the other one."""
    return phrase.head.doc is page.doc


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
