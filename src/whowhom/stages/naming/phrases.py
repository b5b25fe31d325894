"""What a noun phrase says by itself of who is meant: its name, its country, its sector."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from whowhom.records import Sector
from whowhom.stages.naming.beside import (
    find_joined,
    find_measured,
    find_modifiers,
    find_role,
    find_sides,
    is_anybody,
    is_former,
    is_of_firm,
    is_side,
    modifier_sector,
    noun_phrase,
    partisan_code,
    turn_sector,
)
from whowhom.stages.naming.bynames import ground_of, may_name, read_held, read_named, read_unknown
from whowhom.stages.naming.readings import COUNTRIES, Evidence, Lexicon, Name, NameMap, Phrase
from whowhom.world import Entity, Role

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM"})
THINGS = frozenset(
    {"DATE", "TIME", "EVENT", "LAW", "LANGUAGE", "PRODUCT", "WORK_OF_ART", "MONEY", "FAC", "LOC"}
)
SUMS = frozenset({"MONEY", "PERCENT", "QUANTITY"})
# whoever is "on" an island is there; a court, ministry or envoy deals with it
# who may form a league of their own
TRADES = frozenset({Sector.LAB, Sector.BUS, Sector.MED, Sector.EDU, Sector.REL, Sector.CVL})
PRESENT = frozenset({Sector.CVL, Sector.MIL, Sector.COP, Sector.REB, Sector.UAF, Sector.BUS})


def phrase_head(span: TokenSpan) -> Token:
    """Give the token that a phrase hangs on; of a broken parse, its first noun that no other noun follows."""
    root = span.root
    if root.pos_ in ("NOUN", "PROPN", "PRON") or len(span) == 1:
        return root
    nouns = [t for t in span if t.pos_ in ("NOUN", "PROPN", "PRON")]
    inside = {t.i for t in nouns}
    loose = [t for t in nouns if not span.start <= t.head.i < span.end or t.head.i == t.i]
    if root.pos_ in NOMINAL and not loose and root.pos_ != "DET":
        return root
    return next((t for t in loose or nouns if t.i + 1 not in inside), root)


def read_phrase(span: TokenSpan, names: NameMap, lexicon: Lexicon, depth: int = 0) -> Phrase:
    """A noun phrase in; what it says by itself out, the page around it left aside."""
    head = phrase_head(span)
    if span[-1].pos_ == "VERB" and lexicon.world.role_at_end([t.text for t in span]) is not None:
        head = span[-1]  # "Catalan separatists" read as a verb
    after = names.get(head.i + 1) if head.i + 1 < span.end and head.i not in names else None
    person = after is not None and after.entity.kind == "person" and after.last == span.end
    if person and after is not None and lexicon.world.role_at_end([head.text]) is not None:
        head = span.doc[after.last - 1]  # "Prime Minister May", read as a month
    named = names.get(head.i)
    held = read_held(span, head, names, lexicon)
    if held is not None:
        return held
    if named is not None and named.entity.kind == "capital" and depth < 3:
        seat = _seated(span, head, named, names, lexicon)
        if seat is not None:
            return seat
    if named is not None and named.entity.kind == "country" and depth < 3:
        styled = _styled(span, head, named, names, lexicon)
        if styled is not None:
            return styled
    if named is not None:
        before = names.get(named.first - 1) if named.first > span.start else None
        return read_named(span, head, named, lexicon, before)
    role, end = find_role(span, head, lexicon.world)
    measured = find_measured(span, head, role, lexicon)
    if measured is not None and depth < 3:
        inner = read_phrase(measured, names, lexicon, depth + 1)
        entity = inner.entity
        place = entity is not None and entity.kind in ("country", "capital", "region")
        if inner.party and not (place and not inner.plural):
            crowd = entity is not None and entity.kind in ("demonym", "region")
            return replace(inner, plural=True, sector=Sector.CVL if crowd else inner.sector)
        words = lexicon.rules.words
        counted = head.lower_ in words.counts and inner.head.pos_ == "NOUN"
        if not inner.party and role is None and (counted or head.lower_ not in words.persons):
            return inner  # "two of the main points", "dozens of robberies" are nobody
    if role is not None:
        return _described(span, head, role, end, names, lexicon, depth)
    return _thing(span, head, names, lexicon)


def read_title(span: TokenSpan, names: NameMap, lexicon: Lexicon) -> Phrase | None:
    """Words before a person's name in; what they say of the person out, nothing where they name no role."""
    head = span[-1]
    role, end = find_role(span, head, lexicon.world)
    return _described(span, head, role, end, names, lexicon, 3) if role is not None else None


def _seated(span: TokenSpan, head: Token, named: Name, names: NameMap, lexicon: Lexicon) -> Phrase | None:
    """Read a body whose name ends in its town ("Imperial College London")."""
    before = named.first - 1
    if before <= span.start or before in names or span.doc[before].pos_ != "PROPN":
        return None
    role = lexicon.world.role_at_end([t.text for t in span.doc[span.start : before + 1]])
    if role is None or role.noun.kind != "group" or head.ent_type_ != "ORG":
        return None
    first = before
    while first > span.start and span.doc[first - 1].pos_ == "PROPN":
        first -= 1
    body = _described(
        span.doc[span.start : before + 1], span.doc[before], role, before + 1, names, lexicon, 3
    )
    return replace(
        body, head=head, code=body.code or named.entity.code, name=span.doc[first : named.last].text
    )


def _styled(span: TokenSpan, head: Token, named: Name, names: NameMap, lexicon: Lexicon) -> Phrase | None:
    """Read a body named after its country ("the opposition party Butun Kyrgyzstan")."""
    first = named.first
    while first > span.start and span.doc[first - 1].pos_ == "PROPN" and first - 1 not in names:
        first -= 1
    title = span.doc[span.start : first]
    if first == named.first or not len(title) or title[-1].pos_ != "NOUN":
        return None
    role = lexicon.world.role_at_end([t.text for t in title])
    if role is None or role.noun.kind != "group" or role.plural:
        return None
    body = _described(title, title[-1], role, first, names, lexicon, 3)
    return replace(
        body, head=head, code=body.code or named.entity.code, name=span.doc[first : named.last].text
    )


# --- by role --------------------------------------------------------------------------------------


def _described(
    span: TokenSpan, head: Token, role: Role, end: int, names: NameMap, lexicon: Lexicon, depth: int
) -> Phrase:
    """Read a phrase by its role noun, and what stands before and after it."""
    words = lexicon.rules.words
    start = min(head.i, end - role.length) if role.length > 1 else head.i
    before = find_modifiers(span, head.i, names, lexicon)
    sector: Sector | None = role.noun.sector
    against = head.lower_ in words.opponents  # "critics of the Kremlin" are not the Kremlin
    sector = (
        Sector.OPP if against and sector is None and not is_anybody(head, role, before, words) else sector
    )
    transparent = not against and role.length == 1 and (head.lower_ in words.transparent or sector is None)
    evidence = [Evidence(field="sector", rule=f"role:{role.noun.noun}", first=start, last=end)]
    code: str | None = None
    name: str | None = None
    entity: Entity | None = None
    sectors: tuple[Sector, ...] = ()
    for found in before:
        item = found.entity
        if code is None and item.code is not None:
            code = item.code
            evidence.append(ground_of(found))
    body = next((n for n in reversed(before) if n.entity.kind in ("body", "group", "outlet")), None)
    armed = body is not None and body.entity.kind == "group" and sector in (None, Sector.REB, Sector.UAF)
    if body is not None and body.entity.sector in (Sector.REB, Sector.UAF) and sector is Sector.MIL:
        armed, sector = True, None  # "Taliban snipers"
    if body is not None and (transparent or armed):
        entity = body.entity if body.entity.kind == "group" else None
        fights = sector is Sector.REB and body.entity.sector not in (Sector.REB, Sector.UAF)
        code, name, sectors = body.entity.code, body.entity.name, body.entity.sectors
        sector = sector if fights else body.entity.sector
    elif transparent:
        near = modifier_sector(span, start, names, lexicon) or _led_by(span, head, names, lexicon)
        armed = sector in (Sector.REB, Sector.UAF) and near not in (Sector.REB, Sector.UAF, Sector.MIL, None)
        armed = armed or (sector is Sector.MIL and near is Sector.GOV)  # "regime forces"
        sector = near if near is not None and not armed else sector
    elif sector in (Sector.LEG, Sector.PTY):
        near = modifier_sector(span, start, names, lexicon)
        sector = Sector.OPP if near is Sector.OPP else sector
    sector = turn_sector(sector, span, head, start, lexicon)
    states = any(n.entity.sector is not Sector.BUS for n in before)
    if sector is Sector.GOV and not states and is_of_firm(span, head, role, names, lexicon):
        sector = None
    if code is None and not before:
        code = partisan_code(span, start, lexicon)
        sector = Sector.LEG if code is not None and sector is None else sector
    if role.noun.kind == "person" and sector is Sector.MIL and is_former(span, start, lexicon):
        sector = Sector.CVL
    if sector is None and role.noun.kind == "person" and transparent and body is None and before:
        sector = Sector.GOV if before[0].entity.kind in ("country", "demonym") and not role.plural else None
    if body is not None and (code or "").startswith("IGO:") and sector in (None, Sector.GOV):
        sector = body.entity.sector
    quarrel = not before and is_side(span, head, role, lexicon)
    phrase = Phrase(
        head=head,
        entity=entity,
        code=code,
        sector=None if quarrel else sector,
        foreign=quarrel,
        sectors=sectors,
        name=name,
        gender=role.noun.gender,
        role=role.noun.noun,
        plural=role.plural or role.noun.kind == "group",
        party=True,
        sides=find_sides(before, span.doc),
        evidence=tuple(evidence),
    )
    settled = body is not None and (code is not None or entity is not None)
    return phrase if settled else _complemented(phrase, span, end, transparent, names, lexicon, depth)


def _led_by(span: TokenSpan, head: Token, names: NameMap, lexicon: Lexicon) -> Sector | None:
    """Give the sector of a crowd before its leaders ("the farmers' leaders")."""
    owner = _holder(span, head, names, lexicon)
    return owner.sector if owner is not None and owner.plural and owner.sector in TRADES else None


def _complemented(
    phrase: Phrase, span: TokenSpan, end: int, transparent: bool, names: NameMap, lexicon: Lexicon, depth: int
) -> Phrase:
    """Add what the phrase's own prepositional phrases say ("leader of the rebels", "police in Nairobi")."""
    if depth >= 3:
        return phrase
    code, sector, name = phrase.code, phrase.sector, phrase.name
    evidence = list(phrase.evidence)
    sides: tuple[Name, ...] = ()
    for token in span.doc[end : span.end]:
        if token.dep_ == "relcl" or (token.pos_ == "VERB" and token.dep_ not in ("amod", "pobj")):
            break
        if token.pos_ != "ADP" or token.lower_ not in lexicon.rules.words.belongs or token.i + 1 >= span.end:
            continue
        if token.lower_ in lexicon.rules.words.about and sector not in PRESENT:
            inner = read_phrase(noun_phrase(span, token.i + 1, lexicon), names, lexicon, depth + 1)
            phrase = replace(phrase, foreign=phrase.foreign or inner.code is not None)
            continue
        inner = read_phrase(noun_phrase(span, token.i + 1, lexicon), names, lexicon, depth + 1)
        if code is None and inner.code is not None:
            code = inner.code
            sides = (find_joined(token, names) or inner.sides) if phrase.plural and not phrase.sides else ()
            evidence.extend(e for e in inner.evidence if e.field == "code")
        place = inner.entity is not None and inner.entity.kind in COUNTRIES
        if transparent and inner.party and not place and token.lower_ in lexicon.rules.words.whose:
            body = inner.entity if inner.entity is not None and inner.entity.kind != "person" else None
            rows = lexicon.rules.backrefs.get(inner.role or "", ())
            states = any("country" in row.kinds for row in rows)  # "men from African countries"
            telling = not states and (sector is None or body is not None or inner.sector is not Sector.CVL)
            if inner.sector is not None and telling:
                sector = inner.sector
                name = body.name if body is not None else name
                evidence.extend(e for e in inner.evidence if e.field == "sector")
        joint = phrase.role in lexicon.rules.words.leagues and token.lower_ in lexicon.rules.words.of
        if joint and inner.sector in TRADES:
            sector = inner.sector  # "the Malawi Congress of Trade Unions"
        led = transparent and sector is Sector.GOV and token.lower_ in lexicon.rules.words.whose
        if led and inner.entity is None and inner.role is not None and inner.plural:
            mass = inner.head.lower_ in lexicon.rules.words.persons
            loose = inner.sector is None and inner.head.tag_ == "NN"  # "the leader of the group"
            sector = Sector.CVL if (inner.sector is Sector.CVL and not mass) or loose else sector
        if (inner.code or "").startswith("IGO:") and inner.code == code and sector is Sector.GOV:
            sector = inner.sector
    return replace(
        phrase, code=code, sector=sector, name=name, sides=sides or phrase.sides, evidence=tuple(evidence)
    )


# --- by neither -----------------------------------------------------------------------------------


def _thing(span: TokenSpan, head: Token, names: NameMap, lexicon: Lexicon) -> Phrase:
    """Read a phrase whose head is no known name or role: people, a state's thing, an unknown body."""
    words = lexicon.rules.words
    before = find_modifiers(span, head.i, names, lexicon)
    folk = head.ent_type_ == "NORP" and head.tag_ in ("NNS", "NNPS")
    if head.ent_type_ in SUMS:
        return Phrase(head=head)  # "$1.9 billion" is nobody
    crowd = folk or head.lower_ in words.persons or head.lower_ in words.gatherings or head.pos_ == "NUM"
    if crowd:
        phrase = Phrase(head=head, sector=Sector.CVL, plural=True, party=True, role=head.lower_)
        code = next((n for n in before if n.entity.code is not None), None)
        if code is not None:
            phrase = replace(phrase, code=code.entity.code, evidence=(ground_of(code),))
        return _complemented(phrase, span, head.i + 1, False, names, lexicon, 2)
    owners = [n for n in before if n.entity.kind in COUNTRIES] or before
    if owners:
        owner = owners[0]
        entity = owner.entity
        state = entity.kind in COUNTRIES
        if state and head.pos_ == "PROPN" and head.ent_type_ in ("ORG", "PERSON") and owner.last == head.i:
            town = head.ent_type_ == "PERSON" and entity.kind in ("capital", "region")
            return read_unknown(span, head, None if town else owner)
        holder = _holder(span, head, names, lexicon)
        if holder is not None and holder.code == entity.code:
            return replace(holder, head=head)
        sector = modifier_sector(span, head.i, names, lexicon) if state else None
        return Phrase(
            head=head,
            entity=None if state else entity,
            code=entity.code,
            sector=sector or entity.sector,
            sectors=entity.sectors,
            name=None if state else entity.name,
            party=True,
            sides=find_sides(before, span.doc),
            evidence=(
                Evidence(field="code", rule=f"owner:{entity.actor_id}", first=owner.first, last=owner.last),
            ),
        )
    holder = _holder(span, head, names, lexicon)
    if holder is not None:
        return replace(holder, head=head)
    sector = modifier_sector(span, head.i, names, lexicon)
    if sector is not None:
        ground = Evidence(field="sector", rule=f"modifier:{sector}", first=span.start, last=head.i)
        return Phrase(head=head, sector=sector, party=True, evidence=(ground,))
    of = next((t for t in head.children if t.lower_ in words.of and t.i + 1 < span.end), None)
    if of is not None:
        whole = noun_phrase(span, of.i + 1, lexicon)
        inner = names.get(whole.root.i)
        if inner is not None:
            return replace(read_named(span, head, inner, lexicon), head=head)
        if head.lower_ in words.seats:
            return replace(
                read_phrase(whole, names, lexicon, 3), head=head
            )  # "the headquarters of the party"
    if head.pos_ == "PROPN" and head.ent_type_ not in THINGS and may_name(span, head, lexicon):
        return read_unknown(span, head, None)
    return Phrase(head=head)


def _holder(span: TokenSpan, head: Token, names: NameMap, lexicon: Lexicon) -> Phrase | None:
    """Read the role in the genitive before a thing ("the Chadian army's base"): that army."""
    owner = next((t for t in head.lefts if t.dep_ == "poss" and t.i >= span.start), None)
    if owner is None or owner.i in names or owner.pos_ == "PRON":
        return None
    role, end = find_role(span.doc[span.start : owner.i + 1], owner, lexicon.world)
    if role is None:
        return None
    start = max(span.start, owner.left_edge.i)
    return _described(span.doc[start : owner.i + 1], owner, role, end, names, lexicon, 3)
