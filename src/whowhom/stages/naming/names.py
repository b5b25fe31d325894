"""Find every name of a page, and tell apart those that mislead."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from spacy.tokens import Doc, Token

from whowhom.gazetteer import PlaceMention
from whowhom.records import Part, Sector
from whowhom.stages.naming.persons import PLACE, introduce_persons, rank_office
from whowhom.stages.naming.phrases import read_phrase
from whowhom.stages.naming.readings import COUNTRIES, Evidence, Lexicon, Name
from whowhom.stages.parse import Parsed
from whowhom.world import Entity, split_words

MAX_ACRONYM = 8
PARTY = "party of "  # before a code: how often the page names its parties
UNLIKE = 0.5  # words that share fewer letters are no spellings of one another


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRole:
    """A role noun whose country stands beside it ("Kenyan police"), at a token of a part."""

    part: Part
    token: int
    role: str
    sector: Sector | None
    code: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of a page: by token of each part, and in reading order (the title first).

    `sentences` holds the first token of every sentence of each part, `told` the role nouns whose country
    the page tells, `firsts` the first token of the text that is one of several of a role ("eleven rabbis");
    `day` is that of publication.
    """

    title: Mapping[int, Name]
    text: Mapping[int, Name]
    order: tuple[Name, ...]
    sentences: Mapping[Part, tuple[int, ...]]
    told: tuple[ToldRole, ...]
    firsts: Mapping[str, int]
    lexicon: Lexicon
    day: date | None = None

    def at(self, part: Part) -> Mapping[int, Name]:
        """Give the names of a part by token."""
        return self.title if part == "title" else self.text

    def sentence_of(self, part: Part, token: int) -> int:
        """Give the number of the sentence that a token stands in; the title's count from -1 down."""
        number = bisect_right(self.sentences[part], token) - 1
        return number - len(self.sentences["title"]) if part == "title" else number


def find_names(parsed: Parsed, lexicon: Lexicon, places: Sequence[PlaceMention] = ()) -> Names:
    """A page in; its names out, persons and acronyms that it introduces among them."""
    docs: tuple[tuple[Part, Doc], ...] = (("title", parsed.title), ("text", parsed.text))
    day = parsed.page.published_on
    raw = {part: list(_hits(doc, lexicon)) for part, doc in docs}
    tally = Counter(
        entries[0].code
        for hits in raw.values()
        for _, _, entries in hits
        if len({e.code for e in entries}) == 1 and entries[0].kind != "outlet"
    )
    tally.update(  # what the page calls by a common name of parties tells of no country
        f"{PARTY}{entries[0].code}"
        for hits in raw.values()
        for _, _, entries in hits
        if len({e.code for e in entries}) == 1 and entries[0].sector in (Sector.PTY, Sector.OPP, Sector.LEG)
    )
    maps: dict[Part, dict[int, Name]] = {"title": {}, "text": {}}
    dropped: set[tuple[Part, int]] = set()
    for part, doc in docs:
        for first, last, entries in raw[part]:
            entity = _choose(entries, day, tally, _led(doc, first, lexicon), lexicon)
            if _of_realm(doc, first, lexicon):
                continue
            if entity.kind in COUNTRIES and not entity.holds(day) and entity.until is not None:
                continue  # "the former Soviet neighbour" is no Soviet Union
            if entity.kind == "person" and last - first == 1 and _is_family_name(entity, doc[first], lexicon):
                continue
            if entity.kind in COUNTRIES and _of_nature(doc, first, last, lexicon):
                continue
            if entity.caps and last - first == 1 and _within_body(doc, first, lexicon):
                continue
            # "ethnic Armenians" may be at home elsewhere
            folk = entity.kind == "demonym" and first and doc[first - 1].lower_ in lexicon.rules.words.ethnic
            body = entity.kind in ("body", "group")
            ends = body and (
                _ends_longer(doc, first, last, entity, maps[part], lexicon)
                or _is_foreign_acronym(doc, first, last, entity, maps[part])
            )
            if folk or ends or _is_foreign_party(entity, doc[first:last].text, tally, lexicon):
                dropped.update((part, i) for i in range(first, last))
                continue
            if entity.kind == "outlet" and _begins_longer(doc, first, last):
                continue
            longest = 1 if part == "title" else 2
            if entity.kind in COUNTRIES and _within_person(doc, first, last, maps[part], lexicon, longest):
                continue
            shared = maps[part].get(first)
            joined = shared.entity if shared is not None and shared.entity.code != entity.code else None
            _put(maps[part], Name(part=part, first=first, last=last, entity=entity, joined=joined))
    for mention in places:
        doc = parsed.title if mention.span.part == "title" else parsed.text
        nature = _of_nature(doc, mention.first, mention.last, lexicon)
        known = (mention.span.part, mention.first) in dropped
        if not (nature or known or _of_realm(doc, mention.first, lexicon)):
            _add_place(mention, maps[mention.span.part], lexicon)
    _acronyms(docs, maps, lexicon)
    _oppose(docs, maps, lexicon)
    _roam(docs, maps, lexicon)
    introduce_persons(docs, maps, lexicon, day)
    _compass(docs, maps, lexicon)
    ordered = tuple(name for part, _ in docs for i, name in sorted(maps[part].items()) if i == name.first)
    return Names(
        title=maps["title"],
        text=maps["text"],
        order=ordered,
        sentences={part: tuple(s.start for s in doc.sents) for part, doc in docs},
        firsts=_first_of_role(parsed.text, lexicon),
        told=tuple(told for part, doc in docs for told in _told_roles(part, doc, maps[part], lexicon)),
        lexicon=lexicon,
        day=day,
    )


def _oppose(docs: Sequence[tuple[Part, Doc]], maps: Mapping[Part, dict[int, Name]], lexicon: Lexicon) -> None:
    """Give a party that the page calls an opposition party once as one throughout."""
    opposed: set[str] = set()
    for part, doc in docs:
        for name in maps[part].values():
            if name.entity.sector is Sector.PTY and name.first > 0:
                role = lexicon.world.role_at_end([doc[name.first - 1].text])
                if role is not None and role.noun.sector is Sector.OPP:
                    opposed.add(name.entity.actor_id)
    for part, _ in docs if opposed else ():
        for i, name in maps[part].items():
            if name.entity.actor_id in opposed:
                entity = replace(name.entity, sector=Sector.OPP, sectors=())
                maps[part][i] = replace(name, entity=entity)


def _roam(docs: Sequence[tuple[Part, Doc]], maps: Mapping[Part, dict[int, Name]], lexicon: Lexicon) -> None:
    """Give rebels of several countries that which the page speaks of most ("JNIM" in Burkina Faso)."""
    ranges = lexicon.rules.words.ranges
    for part, _ in docs:
        for i, name in maps[part].items():
            home = ranges.get(name.entity.actor_id, ())
            told = Counter(
                n.entity.code
                for names in maps.values()
                for k, n in names.items()
                if k == n.first and n.entity.code in home and n.entity.kind in COUNTRIES
            )
            if told:
                entity = replace(name.entity, code=told.most_common(1)[0][0])
                maps[part][i] = replace(name, entity=entity)


def _first_of_role(doc: Doc, lexicon: Lexicon) -> Mapping[str, int]:
    """Give where each role noun in the plural stands first."""
    firsts: dict[str, int] = {}
    for token in doc:
        if token.tag_ == "NNS" and (token.lower_,) in lexicon.world.roles:
            firsts.setdefault(token.lower_, token.i)
    return firsts


def _told_roles(part: Part, doc: Doc, names: Mapping[int, Name], lexicon: Lexicon) -> Iterator[ToldRole]:
    """Give the role nouns of a text that stand behind the name of a country."""
    roles = lexicon.world.roles
    for token in doc:
        if (token.lower_,) not in roles or token.i in names or token.dep_ == "compound":
            continue
        start, end = token.left_edge.i, _owner_end(token, names, lexicon)
        if not any(i in names for i in range(start, end)):
            continue
        phrase = read_phrase(doc[start:end], names, lexicon)
        ground = next((e for e in phrase.evidence if e.field == "code"), None)
        own = phrase.code is not None and not phrase.code.startswith("IGO:")
        if phrase.role and phrase.code and own and ground and not phrase.sides:
            yield ToldRole(
                part=part,
                token=token.i,
                role=phrase.role,
                sector=phrase.sector,
                code=phrase.code,
                evidence=ground,
            )


def _owner_end(role: Token, names: Mapping[int, Name], lexicon: Lexicon) -> int:
    """Give where a role noun ends with the country it is "of" ("the prime minister of Chad")."""
    for link in role.rights:
        if link.i == role.i + 1 and link.lower_ in lexicon.rules.words.of:
            for noun in link.children:
                if noun.dep_ == "pobj" and noun.i in names and names[noun.i].entity.kind in COUNTRIES:
                    return noun.i + 1
    return role.i + 1


def _add_place(mention: PlaceMention, names: dict[int, Name], lexicon: Lexicon) -> None:
    """Add a town or province as a name that tells its country."""
    place = mention.place
    country = lexicon.world.countries.get(place.country or "")
    if place.country is None or country is None or country.until is not None:
        return
    if any(i in names for i in range(mention.first, mention.last)):
        return
    entity = Entity(
        actor_id=f"{PLACE}{place.geonameid or place.name}",
        name=place.name,
        kind="region",
        code=place.country,
        sector=Sector.GOV,
    )
    _put(names, Name(part=mention.span.part, first=mention.first, last=mention.last, entity=entity))


def _put(names: dict[int, Name], name: Name) -> None:
    for i in range(name.first, name.last):
        names[i] = name


def _hits(doc: Doc, lexicon: Lexicon) -> Iterator[tuple[int, int, tuple[Entity, ...]]]:
    """Give the table's names in a text as tokens [first, last)."""
    starts = [t.idx for t in doc]
    for hit in lexicon.world.scan(doc.text):
        first = bisect_right(starts, hit.start) - 1
        last = bisect_left(starts, hit.end)
        yield first, max(last, first + 1), hit.entries


def _of_realm(doc: Doc, first: int, lexicon: Lexicon) -> bool:
    """Whether a name and the word before it are a part of the world: "the Central American nation"."""
    return first > 0 and f"{doc[first - 1].lower_} {doc[first].lower_}" in lexicon.rules.words.realms


def _choose(
    entries: Sequence[Entity], day: date | None, tally: Counter[str | None], place: bool, lexicon: Lexicon
) -> Entity:
    """Choose whom an ambiguous name stands for: who holds the office, whose country the page speaks of."""
    valid = [e for e in entries if e.holds(day)]
    if not valid:
        ended = [e for e in entries if e.until is not None and (day is None or e.until < day)]
        last = max(ended, key=lambda e: e.until or date.min, default=None)
        valid = [_retired(last, day)] if last is not None else [_coming(e) for e in entries]
    if place and any(e.kind == "capital" for e in valid):
        valid = [e for e in valid if e.kind == "capital"]
    if all(e.kind == "person" and e.actor_id == valid[0].actor_id for e in valid):
        return min(valid, key=lambda e: rank_office(e.title, lexicon))
    best = max(tally[e.code] for e in valid)
    return next(e for e in valid if tally[e.code] == best) if len({e.code for e in valid}) > 1 else valid[0]


def _retired(entity: Entity, day: date | None) -> Entity:
    """Give somebody who left the government before the day of the page as a politician without office."""
    left = day is not None and entity.kind == "person" and entity.sector is Sector.GOV
    return replace(entity, sector=Sector.PTY) if left else entity


def _coming(entity: Entity) -> Entity:
    """Give somebody who came to office after the day of the page without it: the page says what he is."""
    coming = entity.kind == "person" and entity.sector is Sector.GOV and entity.since is not None
    return replace(entity, sector=None, sectors=(), title=None) if coming else entity


def _led(doc: Doc, first: int, lexicon: Lexicon) -> bool:
    """Tell whether a preposition of place stands before a name."""
    return first > 0 and doc[first - 1].lower_ in lexicon.rules.words.inside


def _is_family_name(entity: Entity, token: Token, lexicon: Lexicon) -> bool:
    """Tell whether a word is the family name of a person of the tables, alone or with a number ("Su-25")."""
    words = [word for word in split_words(token.text) if not word.key.isdigit()]
    bearers = lexicon.world.surnames.get(words[-1].key, ()) if words else ()
    return any(bearer.actor_id == entity.actor_id for bearer in bearers)


def _begins_longer(doc: Doc, first: int, last: int) -> bool:
    """Tell whether "The National" but begins the name of a body ("The National Salvation Council")."""
    if doc[first].lower_ != "the" or last >= len(doc):
        return False
    return doc[last].pos_ == "PROPN" and doc[last].ent_iob_ == "I"


def _ends_longer(
    doc: Doc, first: int, last: int, entity: Entity, names: Mapping[int, Name], lexicon: Lexicon
) -> bool:
    """Tell whether a body's name but ends that of another ("the Rwanda National | Congress")."""
    before = doc[first - 1] if first else None
    if before is None or before.pos_ != "PROPN" or not before.text[0].isupper() or before.dep_ != "compound":
        return False
    if not first <= before.head.i < last or (before.lower_,) in lexicon.world.roles:
        return False
    named = names.get(before.i)
    if named is None:
        return before.ent_type_ == "ORG" and doc[first].ent_iob_ == "I"
    state = named.entity.kind in COUNTRIES
    return state and entity.code is not None and named.entity.code not in (None, entity.code)


def _is_foreign_acronym(doc: Doc, first: int, last: int, entity: Entity, names: Mapping[int, Name]) -> bool:
    """Tell whether an acronym is that of a body of another country ("the Serbian oil company NIS")."""
    if last - first > 1 or not _is_acronym(doc[first].text) or entity.code is None:
        return False
    i = first - 1
    while i >= 0 and doc[i].pos_ in ("NOUN", "ADJ", "PROPN") and first - i <= MAX_ACRONYM:
        named = names.get(i)
        if named is not None and named.entity.kind in COUNTRIES and i < first - 1:
            return named.entity.code not in (None, entity.code)
        i -= 1
    return False


def _is_foreign_party(entity: Entity, written: str, tally: Counter[str | None], lexicon: Lexicon) -> bool:
    """Tell whether a party of a common name ("the Democrat Party") is of a country that the page omits."""
    if entity.sector not in (Sector.PTY, Sector.OPP, Sector.LEG) or entity.kind == "person":
        return False
    common = lexicon.rules.words.common_party
    if not all(word in common for word in written.lower().replace("'s", "").replace("’s", "").split()):
        return False
    alone = tally[entity.code] <= tally[f"{PARTY}{entity.code}"]
    return alone and any(
        code and not code.startswith((PARTY, "IGO:")) and n
        for code, n in tally.items()
        if code != entity.code
    )


def _within_body(doc: Doc, i: int, lexicon: Lexicon) -> bool:
    """Tell whether a word like "Solidarity" is but part of a longer body's name."""
    if doc[i].ent_type_ != "ORG":
        return False
    for other in (i - 1, i + 1):
        inside = 0 <= other < len(doc) and doc[max(i, other)].ent_iob_ == "I"
        if not inside or doc[other].pos_ != "PROPN" or (doc[other].lower_,) in lexicon.world.roles:
            continue
        kinds = {e.kind for _, entries in lexicon.world.lookup([doc[other].text]) for e in entries}
        if not kinds & {"country", "demonym", "capital"}:
            return True
    return False


def _of_nature(doc: Doc, first: int, last: int, lexicon: Lexicon) -> bool:
    """Tell whether a country's name is part of a water's or continent's ("Sea of Japan", "North America")."""
    words = lexicon.rules.words
    if last < len(doc) and doc[last].text[0].isupper() and doc[last].lower_ in words.waters:
        return True
    if last < len(doc) and doc[last].lower_ == "peninsula":
        return True
    before = doc[max(0, first - 2) : first].text.lower()
    with_before = doc[max(0, first - 1) : last].text.lower()
    return before in words.waters_of or with_before in words.continents


def _within_person(
    doc: Doc, first: int, last: int, names: Mapping[int, Name], lexicon: Lexicon, longest: int
) -> bool:
    """Tell whether a country's name is part of a person's ("Paris Hilton", "Michael Jordan").

    Beside it may stand `longest` words: in headlines every word has a capital.
    """
    if doc[first].ent_type_ != "PERSON" or last - first > 1 or doc[first].ent_id_:
        return False
    start, end = first, last
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    rest = [doc[i] for i in range(start, end) if not first <= i < last]
    roles = lexicon.world.roles
    return 0 < len(rest) <= longest and all(
        t.pos_ == "PROPN" and t.i not in names and (t.lower_,) not in roles and t.is_alpha for t in rest
    )


def _compass(
    docs: Sequence[tuple[Part, Doc]], maps: Mapping[Part, dict[int, Name]], lexicon: Lexicon
) -> None:
    """Read "the North" as North Korea where the page names that."""
    short: dict[str, Entity] = {}
    for part, doc in docs:
        for name in maps[part].values():
            word = doc[name.first].lower_
            if word in lexicon.rules.words.compass and name.entity.kind in ("country", "demonym"):
                short.setdefault(word, replace(name.entity, kind="country"))
                rest = [t.text for t in doc[name.first + 1 : name.last]]
                other = lexicon.rules.words.compass[word]
                for length, entries in lexicon.world.lookup([other.title(), *rest]) if rest else ():
                    if length == len(rest) + 1 and entries[0].kind in ("country", "demonym"):
                        short.setdefault(other, replace(entries[0], kind="country"))
    for part, doc in docs if short else ():
        for token in doc:
            entity = short.get(token.lower_)
            if entity is None or token.i in maps[part] or not token.text[0].isupper():
                continue
            if token.i + 1 == len(doc) or doc[token.i + 1].pos_ not in ("PROPN", "ADJ"):
                _put(maps[part], Name(part=part, first=token.i, last=token.i + 1, entity=entity))


def _acronyms(
    docs: Sequence[tuple[Part, Doc]], maps: Mapping[Part, dict[int, Name]], lexicon: Lexicon
) -> None:
    """Add the acronyms that the page explains: "the Free Galilee Front (FGF)"."""
    known: dict[str, Entity] = {}
    for part, doc in docs:
        names = maps[part]
        for i in range(1, len(doc) - 2):
            short = doc[i + 1].text
            if doc[i].text != "(" or doc[i + 2].text != ")" or not _is_acronym(short):
                continue
            first = _spelt_out(doc, i, short)
            if i + 1 in names and not (
                first is not None and _another(doc[first:i].text, names[i + 1].entity)
            ):
                continue
            before = names.get(i - 1)
            if before is not None and (first is None or before.first <= first):
                known[short] = before.entity
            elif first is not None:
                entity = _new_body(doc, first, i, names, lexicon)
                known[short] = entity
                _put(names, Name(part=part, first=first, last=i, entity=entity))
    if not known:
        return
    for part, doc in docs:
        for token in doc:
            taken = maps[part].get(token.i)
            if token.text in known and (taken is None or taken.last - taken.first == 1):
                _put(maps[part], Name(part=part, first=token.i, last=token.i + 1, entity=known[token.text]))


def _another(written: str, entity: Entity) -> bool:
    """Tell whether a body's full name is not the one that the table has for its acronym."""
    words, known = split_words(written), split_words(entity.name)
    return len(words) == len(known) and any(
        SequenceMatcher(None, one.key, other.key).ratio() < UNLIKE
        for one, other in zip(words, known, strict=True)
    )


def _is_acronym(text: str) -> bool:
    return 2 <= len(text) <= MAX_ACRONYM and text.isupper() and text.isalpha()


def _spelt_out(doc: Doc, end: int, short: str) -> int | None:
    """Find the token where the words begin whose initials are the acronym; they end before `end`."""
    letters, i = list(short.lower()), end - 1
    first = None
    while i >= 0 and letters and end - i < 2 * len(short) + 2:
        token = doc[i]
        if token.lower_[:1] == letters[-1] and (token.text[:1].isupper() or token.pos_ in ("ADP", "CCONJ")):
            letters.pop()
            first = i
        elif token.text[:1].isupper() or (token.pos_ in ("VERB", "PUNCT") and token.text != "-"):
            return None
        i -= 1
    return first if not letters else None


def _new_body(doc: Doc, first: int, last: int, names: Mapping[int, Name], lexicon: Lexicon) -> Entity:
    """Make an entity of a body that only the page knows."""
    written = doc[first:last].text
    role = lexicon.world.role_at_end([t.text for t in doc[first:last]])
    inside = next((names[i].entity.code for i in range(first, last) if i in names), None)
    sector = role.noun.sector if role is not None else None
    slug = "-".join(word.key for word in split_words(written))
    return Entity(actor_id=f"body:{slug}", name=written, kind="body", code=inside, sector=sector)
