"""What a noun phrase says by itself of who is meant: its name, its country, its sector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from whowhom.records import Sector
from whowhom.rulebook.actors import ActorWords
from whowhom.stages.naming.readings import COUNTRIES, Evidence, Lexicon, Name, NameMap, Phrase
from whowhom.world import Entity, Role, World

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM"})
THINGS = frozenset(
    {"DATE", "TIME", "EVENT", "LAW", "LANGUAGE", "PRODUCT", "WORK_OF_ART", "MONEY", "FAC", "LOC"}
)
FIRMS = frozenset({"ORG", "WORK_OF_ART", "PRODUCT", "EVENT"})  # kinds of names of firms, shows and prizes
SUMS = frozenset({"MONEY", "PERCENT", "QUANTITY"})
HOLDERS = frozenset({Sector.GOV, Sector.MIL, Sector.REB, Sector.UAF, Sector.OPP})
# whoever is "on" an island is there; a court, ministry or envoy deals with it
PRESENT = frozenset({Sector.CVL, Sector.MIL, Sector.COP, Sector.REB, Sector.UAF, Sector.BUS})
ROLE_WORDS = 5  # role nouns have at most so many words


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
    held = _held(span, head, names, lexicon)
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
        return _named(span, head, named, lexicon)
    role, end = _role(span, head, lexicon.world)
    measured = _measured(span, head, role, lexicon)
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


# --- by name --------------------------------------------------------------------------------------


def _named(span: TokenSpan, head: Token, named: Name, lexicon: Lexicon) -> Phrase:
    """Read a phrase whose head is a name."""
    entity = named.entity
    evidence = (_ground(named),)
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


def _opposing(span: TokenSpan, named: Name, lexicon: Lexicon) -> bool:
    """Tell whether a party is said to stand in opposition ("the opposition Ennahda party")."""
    for token in span.doc[span.start : named.first]:
        role = lexicon.world.role_at_end([token.text])
        if role is not None and role.noun.sector is Sector.OPP:
            return True
    return False


def _held(span: TokenSpan, head: Token, names: NameMap, lexicon: Lexicon) -> Phrase | None:
    """Read a place by who has it ("rebel-held Kobani", "Taliban-controlled areas"): it stands for them."""
    doc = span.doc
    for token in doc[span.start + 2 : head.i]:
        if token.lower_ not in lexicon.rules.words.held or doc[token.i - 1].text != "-":
            continue
        holder = doc[token.i - 2]
        named, inside = names.get(holder.i), [names[t.i] for t in doc[token.i : span.end] if t.i in names]
        place = next((n for n in inside if n.entity.kind in COUNTRIES and n.entity.code), None)
        ground = (_ground(place),) if place is not None else ()
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
                evidence=(_ground(named),),
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


# --- by role --------------------------------------------------------------------------------------


def _role(span: TokenSpan, head: Token, world: World) -> tuple[Role | None, int]:
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


def _measured(span: TokenSpan, head: Token, role: Role | None, lexicon: Lexicon) -> TokenSpan | None:
    """Give what stands after "of" behind a word of measure ("hundreds of students")."""
    if role is not None and role.length > 1:
        return None
    if head.pos_ != "NUM" and head.lower_ not in lexicon.rules.words.measure:
        return None
    for token in head.children:
        if token.lower_ in lexicon.rules.words.of and token.i > head.i and token.i + 1 < span.end:
            return span.doc[token.i + 1 : span.end]
    return None


def _described(
    span: TokenSpan, head: Token, role: Role, end: int, names: NameMap, lexicon: Lexicon, depth: int
) -> Phrase:
    """Read a phrase by its role noun, and what stands before and after it."""
    words = lexicon.rules.words
    start = min(head.i, end - role.length) if role.length > 1 else head.i
    before = _modifiers(span, head.i, names, lexicon)
    sector: Sector | None = role.noun.sector
    against = head.lower_ in words.opponents  # "critics of the Kremlin" are not the Kremlin
    sector = Sector.OPP if against and sector is None and not _anybody(head, role, before, words) else sector
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
            evidence.append(_ground(found))
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
        near = _modifier_sector(span, start, names, lexicon)
        armed = sector in (Sector.REB, Sector.UAF) and near not in (Sector.REB, Sector.UAF, Sector.MIL, None)
        armed = armed or (sector is Sector.MIL and near is Sector.GOV)  # "regime forces"
        sector = near if near is not None and not armed else sector
    elif sector in (Sector.LEG, Sector.PTY):
        near = _modifier_sector(span, start, names, lexicon)
        sector = Sector.OPP if near is Sector.OPP else sector
    sector = _turned(sector, span, head, start, lexicon)
    states = any(n.entity.sector is not Sector.BUS for n in before)
    if sector is Sector.GOV and not states and _of_a_firm(span, head, role, names, lexicon):
        sector = None
    if code is None and not before:
        code = _partisan(span, start, lexicon)
        sector = Sector.LEG if code is not None and sector is None else sector
    if role.noun.kind == "person" and sector is Sector.MIL and _former(span, start, lexicon):
        sector = Sector.CVL
    if sector is None and role.noun.kind == "person" and transparent and body is None and before:
        sector = Sector.GOV if before[0].entity.kind in ("country", "demonym") and not role.plural else None
    if body is not None and (code or "").startswith("IGO:") and sector in (None, Sector.GOV):
        sector = body.entity.sector
    quarrel = not before and _sided(span, head, role, lexicon)
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
        sides=_sides(before, span.doc),
        evidence=tuple(evidence),
    )
    settled = body is not None and (code is not None or entity is not None)
    return phrase if settled else _complemented(phrase, span, end, transparent, names, lexicon, depth)


def _of_a_firm(span: TokenSpan, head: Token, role: Role, names: NameMap, lexicon: Lexicon) -> bool:
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


def _sided(span: TokenSpan, head: Token, role: Role, lexicon: Lexicon) -> bool:
    """Tell whether "parties" are the sides of a quarrel ("all parties", "the warring parties")."""
    words = lexicon.rules.words
    before = span.doc[span.start : head.i]
    alone = role.length == 1 and head.lower_ in words.sided and len(before) > 0
    return alone and all(t.lower_ in words.sided_by for t in before)


def _loyal(span: TokenSpan, head: Token, lexicon: Lexicon) -> bool:
    """Tell whether an armed group is said to be on the government's side ("pro-government militias")."""
    before = span.doc[span.start : head.i].text.lower().split()
    return any(word in lexicon.rules.words.loyal for word in before)


def _anybody(head: Token, role: Role, before: Sequence[Name], words: ActorWords) -> bool:
    """Tell whether critics are not said to be anybody's ("critics say")."""
    bare = not before and not any(t.lower_ in words.whose for t in head.rights)
    return bare and role.noun.noun in words.critics


def _turned(
    sector: Sector | None, span: TokenSpan, head: Token, start: int, lexicon: Lexicon
) -> Sector | None:
    """Give the sector of an office in the shadow cabinet, and of a militia on the government's side."""
    if sector is Sector.GOV and _shadow(span, start, lexicon.rules.words):
        return Sector.OPP
    return Sector.UAF if sector is Sector.REB and _loyal(span, head, lexicon) else sector


def _shadow(span: TokenSpan, start: int, words: ActorWords) -> bool:
    """Tell whether an office is the opposition's ("the shadow home secretary")."""
    return start > span.start and span.doc[start - 1].lower_ in words.shadow


def _partisan(span: TokenSpan, start: int, lexicon: Lexicon) -> str | None:
    """Give the country of a party's adjective before a role ("Democratic lawmakers")."""
    before = span.doc[start - 1] if start > span.start else None
    return lexicon.rules.words.partisan.get(before.text) if before is not None else None


def _former(span: TokenSpan, start: int, lexicon: Lexicon) -> bool:
    """Tell whether a role is one of the past ("a former soldier")."""
    return any(t.lower_ in lexicon.rules.words.former for t in span.doc[span.start : start])


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
            inner = read_phrase(_noun_phrase(span, token.i + 1, lexicon), names, lexicon, depth + 1)
            phrase = replace(phrase, foreign=phrase.foreign or inner.code is not None)
            continue
        inner = read_phrase(_noun_phrase(span, token.i + 1, lexicon), names, lexicon, depth + 1)
        if code is None and inner.code is not None:
            code = inner.code
            sides = (_joined(token, names) or inner.sides) if phrase.plural and not phrase.sides else ()
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
        if (inner.code or "").startswith("IGO:") and inner.code == code and sector is Sector.GOV:
            sector = inner.sector
    return replace(
        phrase, code=code, sector=sector, name=name, sides=sides or phrase.sides, evidence=tuple(evidence)
    )


def _joined(link: Token, names: NameMap) -> tuple[Name, ...]:
    """Give the countries joined behind a preposition ("the leaders of Peru and Chile"); () for one alone."""
    first = next((t for t in link.children if t.dep_ == "pobj"), None)
    heads = (first, *first.conjuncts) if first is not None else ()
    found = [names[t.i] for t in heads if t.i in names and names[t.i].entity.kind in COUNTRIES]
    codes = {n.entity.code for n in found}
    return tuple(found) if len(codes) > 1 and len(found) == len(heads) else ()


def _noun_phrase(span: TokenSpan, start: int, lexicon: Lexicon) -> TokenSpan:
    """Give the noun phrase that begins at a token: up to a preposition, comma or verb."""
    end = start
    for token in span.doc[start : span.end]:
        if token.pos_ in ("VERB", "AUX", "SCONJ", "ADP") or token.text in (",", ";", "(", ")"):
            if token.lower_ in lexicon.rules.words.of and end > start:
                end = token.i + 1
                continue
            break
        end = token.i + 1
    doc: Doc = span.doc
    return doc[start : max(end, start + 1)]


def _modifiers(span: TokenSpan, start: int, names: NameMap, lexicon: Lexicon) -> list[Name]:
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


def _sides(before: Sequence[Name], doc: Doc) -> tuple[Name, ...]:
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


def _modifier_sector(span: TokenSpan, start: int, names: NameMap, lexicon: Lexicon) -> Sector | None:
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


# --- by neither -----------------------------------------------------------------------------------


def _thing(span: TokenSpan, head: Token, names: NameMap, lexicon: Lexicon) -> Phrase:
    """Read a phrase whose head is no known name or role: people, a state's thing, an unknown body."""
    words = lexicon.rules.words
    before = _modifiers(span, head.i, names, lexicon)
    folk = head.ent_type_ == "NORP" and head.tag_ in ("NNS", "NNPS")
    if head.ent_type_ in SUMS:
        return Phrase(head=head)  # "$1.9 billion" is nobody
    crowd = folk or head.lower_ in words.persons or head.lower_ in words.gatherings or head.pos_ == "NUM"
    if crowd:
        phrase = Phrase(head=head, sector=Sector.CVL, plural=True, party=True, role=head.lower_)
        code = next((n for n in before if n.entity.code is not None), None)
        if code is not None:
            phrase = replace(phrase, code=code.entity.code, evidence=(_ground(code),))
        return _complemented(phrase, span, head.i + 1, False, names, lexicon, 2)
    owners = [n for n in before if n.entity.kind in COUNTRIES] or before
    if owners:
        owner = owners[0]
        entity = owner.entity
        state = entity.kind in COUNTRIES
        if state and head.pos_ == "PROPN" and head.ent_type_ in ("ORG", "PERSON") and owner.last == head.i:
            town = head.ent_type_ == "PERSON" and entity.kind in ("capital", "region")
            return _unknown(span, head, None if town else owner)
        holder = _holder(span, head, names, lexicon)
        if holder is not None and holder.code == entity.code:
            return replace(holder, head=head)
        sector = _modifier_sector(span, head.i, names, lexicon) if state else None
        return Phrase(
            head=head,
            entity=None if state else entity,
            code=entity.code,
            sector=sector or entity.sector,
            sectors=entity.sectors,
            name=None if state else entity.name,
            party=True,
            sides=_sides(before, span.doc),
            evidence=(
                Evidence(field="code", rule=f"owner:{entity.actor_id}", first=owner.first, last=owner.last),
            ),
        )
    holder = _holder(span, head, names, lexicon)
    if holder is not None:
        return replace(holder, head=head)
    sector = _modifier_sector(span, head.i, names, lexicon)
    if sector is not None:
        ground = Evidence(field="sector", rule=f"modifier:{sector}", first=span.start, last=head.i)
        return Phrase(head=head, sector=sector, party=True, evidence=(ground,))
    of = next((t for t in head.children if t.lower_ in words.of and t.i + 1 < span.end), None)
    if of is not None:
        inner = names.get(_noun_phrase(span, of.i + 1, lexicon).root.i)
        if inner is not None:
            return replace(_named(span, head, inner, lexicon), head=head)
    if head.pos_ == "PROPN" and head.ent_type_ not in THINGS and _may_name(span, head, lexicon):
        return _unknown(span, head, None)
    return Phrase(head=head)


def _holder(span: TokenSpan, head: Token, names: NameMap, lexicon: Lexicon) -> Phrase | None:
    """Read the role in the genitive before a thing ("the Chadian army's base"): that army."""
    owner = next((t for t in head.lefts if t.dep_ == "poss" and t.i >= span.start), None)
    if owner is None or owner.i in names or owner.pos_ == "PRON":
        return None
    role, end = _role(span.doc[span.start : owner.i + 1], owner, lexicon.world)
    if role is None:
        return None
    start = max(span.start, owner.left_edge.i)
    return _described(span.doc[start : owner.i + 1], owner, role, end, names, lexicon, 3)


def _may_name(span: TokenSpan, head: Token, lexicon: Lexicon) -> bool:
    """Tell whether a capital that no table knows may be somebody's name, and is no title or common word."""
    lone = head.i == span.start or span.doc[head.i - 1].pos_ != "PROPN"
    if head.lower_ in lexicon.rules.words.honorifics or not head.text[0].isupper():
        return False
    known = head.ent_type_ in ("PERSON", "ORG", "NORP", "GPE")
    if head.tag_ == "NNPS" and not known:
        return False
    return known or not (lone and (head.is_sent_start or head.i == span.start == 0))


def _unknown(span: TokenSpan, head: Token, owner: Name | None) -> Phrase:
    """Take a run of capitals as the name of somebody whom no table knows."""
    first = head.i
    while first > span.start and span.doc[first - 1].pos_ == "PROPN":
        first -= 1
    phrase = Phrase(head=head, name=span.doc[first : head.i + 1].text, party=True)
    if owner is None:
        return phrase
    return replace(phrase, code=owner.entity.code, evidence=(_ground(owner),))


def _ground(named: Name) -> Evidence:
    """Say that a name gave the country."""
    rule = f"name:{named.entity.actor_id}"
    return Evidence(field="code", rule=rule, first=named.first, last=named.last)


def read_title(span: TokenSpan, names: NameMap, lexicon: Lexicon) -> Phrase | None:
    """Words before a person's name in; what they say of the person out, nothing where they name no role."""
    head = span[-1]
    role, end = _role(span, head, lexicon.world)
    return _described(span, head, role, end, names, lexicon, 3) if role is not None else None
