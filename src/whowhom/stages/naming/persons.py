"""Persons that a page introduces: by full name, by title, by apposition; and their surnames afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from spacy.tokens import Doc, Token

from whowhom.records import Part
from whowhom.stages.naming.readings import COUNTRIES, Lexicon, Name
from whowhom.stages.naming.titles import describe_person, past_office
from whowhom.world import Entity, fold, split_words

PLACE = "place:"  # begins the id of a town or province; these lend their names to persons
NO_OFFICE = 99  # the rank of every office that is not listed
HEADS = 18  # of the offices listed, those of heads of state and government
ALIKE = 0.85  # share of letters that a misspelt name has in common with the true one
Key = tuple[str, ...]


@dataclass(slots=True)
class Draft:
    """A person while the page is read; facts are added from each mention that tells any."""

    entity: Entity
    known: bool
    mentions: list[tuple[Part, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Roll:
    """The persons of a page by the pieces of their names; `firsts` are the first words of all pieces."""

    by_key: dict[Key, Draft] = field(default_factory=dict)
    firsts: set[str] = field(default_factory=set)

    def add(self, words: Key, draft: Draft) -> None:
        """Let every ending of a name stand for the person, and its first word; the first to come keeps it."""
        for key in (*(words[start:] for start in range(len(words))), words[:1]):
            if key:
                self.by_key.setdefault(key, draft)
                self.firsts.add(key[0])


def introduce_persons(
    docs: Sequence[tuple[Part, Doc]],
    maps: Mapping[Part, dict[int, Name]],
    lexicon: Lexicon,
    day: date | None,
) -> None:
    """Add the mentions of persons to `maps`: full names first, then surnames that page or office explain."""
    drafts = Roll()
    order: list[Draft] = []
    codes = frozenset(n.entity.code for names in maps.values() for n in names.values())
    for part, doc in reversed(docs):  # headlines write every word with a capital: the text comes first
        for first, last, found in _full_names(doc, maps[part], lexicon):
            entity = found
            words = _key(doc, first, last)
            if entity is None and part == "title" and any(word in drafts.firsts for word in words):
                continue
            draft = _same(words, drafts) if entity is None else drafts.by_key.get(_id_key(entity))
            if draft is None and entity is None and len(words) > 1:
                title = _title_before(doc, first, lexicon)
                entity = _by_office(doc, (first, last), title, lexicon, day, codes)
                draft = drafts.by_key.get(_id_key(entity)) if entity is not None else None
            if draft is None:
                draft = Draft(entity or _new_person(doc, first, last), entity is not None)
                order.append(draft)
                if entity is not None:
                    drafts.by_key[_id_key(entity)] = draft
                drafts.add(words if entity is None else _named(entity), draft)
                drafts.add(words, draft)
            draft.mentions.append((part, first, last))
    for part, doc in docs:
        taken = {i for draft in order for p, a, b in draft.mentions if p == part for i in range(a, b)}
        for first, last, draft in _surnames(doc, maps[part], taken, drafts, lexicon, day, codes):
            if draft not in order:
                order.append(draft)
            draft.mentions.append((part, first, last))
    by_part = dict(docs)
    for draft in order:
        if not draft.known or draft.entity.sector is None:
            draft.entity = describe_person(draft.entity, draft.mentions, by_part, maps, lexicon)
        else:
            draft.entity = past_office(draft.entity, draft.mentions, by_part, lexicon)
    for draft in order:
        for part, first, last in draft.mentions:
            name = Name(part=part, first=first, last=last, entity=draft.entity)
            for i in range(first, last):
                maps[part][i] = name


def _id_key(entity: Entity) -> Key:
    return ("", entity.actor_id)


def _key(doc: Doc, first: int, last: int) -> Key:
    return tuple(word.key for word in split_words(doc[first:last].text))


def _word_key(text: str) -> Key:
    if text.isalpha():
        return (fold(text),)
    return tuple(word.key for word in split_words(text)) if text[0].isalpha() else ()


def _named(entity: Entity) -> Key:
    return tuple(word.key for word in split_words(entity.name))


def _same(words: Key, drafts: Roll) -> Draft | None:
    """Find the person who was named before with the same first and last word."""
    for start in range(max(1, len(words) - 1)):
        draft = drafts.by_key.get(words[start:])
        if draft is not None and set(words) <= {*_named(draft.entity)} | set(words[:start]):
            full = _named(draft.entity)
            if words == full[-len(words) :] or (words[0] == full[0] and words[-1] == full[-1]):
                return draft
    return None


def _new_person(doc: Doc, first: int, last: int) -> Entity:
    written = doc[first:last].text
    slug = "-".join(_key(doc, first, last))
    return Entity(actor_id=f"person:{slug}", name=written, kind="person")


def _full_names(
    doc: Doc, names: Mapping[int, Name], lexicon: Lexicon
) -> Iterator[tuple[int, int, Entity | None]]:
    """Give persons of the tables, and runs of two words and more that are read as persons' names."""
    seen = -1
    for token in doc:
        named = names.get(token.i)
        if named is not None and named.entity.kind == "person":
            if named.first == token.i:
                yield named.first, named.last, named.entity
            continue
        if token.i < seen:
            continue
        if token.ent_type_ != "PERSON" or token.ent_iob_ != "B":
            end = _run_after_role(doc, token.i, names, lexicon)
            if end - token.i >= 2:
                seen = end
                yield token.i, end, None
            continue
        seen = token.i + 1
        while seen < len(doc) and doc[seen].ent_iob_ == "I":
            seen += 1
        first, last = _trim(doc, token.i, seen, names, lexicon)
        if last - first >= 2:
            yield first, last, None


def _run_after_role(doc: Doc, first: int, names: Mapping[int, Name], lexicon: Lexicon) -> int:
    """Give the end of a run of capitals behind a title or "the president,": a person's name."""
    end = first
    while end < len(doc) and end - first < 4 and not _taken(names, end) and doc[end].pos_ == "PROPN":
        if not doc[end].text[:1].isupper() or (doc[end].lower_,) in lexicon.world.roles:
            break
        end += 1
    comma = first > 1 and doc[first - 1].text == ","
    before = first - 1 if comma else first
    if end - first >= 2 and _apposed(doc, end, lexicon):
        return end
    if end - first >= 2 and first > 0 and doc[first - 1].lower_ in lexicon.rules.words.nationals:
        return end  # "the Briton Ann Lee"
    if end - first < 2 or before < 1 or before - 1 in names or (doc[before - 1].pos_ == "PROPN" and comma):
        return first
    role = lexicon.world.role_at_end([t.text for t in doc[max(0, before - 4) : before]])
    person = role is not None and role.noun.kind == "person" and not role.plural
    return end if person else first


def _apposed(doc: Doc, end: int, lexicon: Lexicon) -> bool:
    """Tell whether a role of one person follows behind a comma ("X Y, director of ...")."""
    if end + 1 >= len(doc) or doc[end].text != ",":
        return False
    for last in range(end + 2, min(len(doc), end + 6)):
        if doc[last - 1].pos_ not in ("DET", "NOUN", "ADJ", "PROPN"):
            return False
        role = lexicon.world.role_at_end([t.text for t in doc[end + 1 : last]])
        if role is not None and role.noun.kind == "person" and not role.plural:
            return True
    return False


def _taken(names: Mapping[int, Name], i: int) -> bool:
    """Tell whether a token is part of another name; towns lend their names to persons."""
    return i in names and not names[i].entity.actor_id.startswith(PLACE)


def _trim(doc: Doc, first: int, last: int, names: Mapping[int, Name], lexicon: Lexicon) -> tuple[int, int]:
    """Take titles and genitives off a name, and stop it where another name begins."""
    words, roles = lexicon.rules.words, lexicon.world.roles
    while first < last and (
        _taken(names, first)
        or doc[first].lower_ in words.honorifics
        or (doc[first].lower_,) in roles
        or doc[first].pos_ in ("DET", "PUNCT", "PART")
        or doc[first].tag_ == "VBG"  # "Greeting Ng, she said"
    ):
        first += 1
    end = first
    while (
        end < last
        and not _taken(names, end)
        and (
            doc[end].text[:1].isupper()
            or doc[end].lower_ in words.particles
            or (doc[end].is_alpha and doc[end - 1].text == "-" and end > first)
            or doc[end].text in ("-", "’", "'")
        )
    ):
        end += 1
    while end > first and (doc[end - 1].lower_ in words.genitive or not doc[end - 1].text[0].isalpha()):
        end -= 1
    return first, end


def _surnames(
    doc: Doc,
    names: Mapping[int, Name],
    taken: set[int],
    drafts: Roll,
    lexicon: Lexicon,
    day: date | None,
    codes: frozenset[str | None],
) -> Iterator[tuple[int, int, Draft]]:
    """Give mentions by part of a name: of persons introduced, of heads of state, of titled unknowns."""
    keys = [_word_key(token.text) for token in doc]
    i = 0
    while i < len(doc):
        token = doc[i]
        named = names.get(i)
        if (
            i in taken
            or not token.text[:1].isalpha()
            or (named is not None and named.entity.kind == "person")
        ):
            i += 1
            continue
        length = _longest(doc, i, keys, drafts)
        free = named is None or (named.entity.kind in COUNTRIES and _mistaken(token, named))
        if length and _capital(doc, i, length) and free:
            yield i, i + length, drafts.by_key[_joined(keys, i, length)]
            i += length
            continue
        end, draft = _unexplained(doc, i, names, lexicon, day, codes)
        if draft is not None:
            drafts.add(_bare(_joined(keys, i, end - i), lexicon), draft)
            yield i, end, draft
            i = end
            continue
        i += 1


def _unexplained(
    doc: Doc,
    i: int,
    names: Mapping[int, Name],
    lexicon: Lexicon,
    day: date | None,
    codes: frozenset[str | None],
) -> tuple[int, Draft | None]:
    """Find the bearer of a surname that the page does not introduce, and where the surname ends."""
    token, named = doc[i], names.get(i)
    if not token.text[0].isupper() and token.lower_ not in lexicon.rules.words.particles:
        return i, None  # most words: spare them the look-ups
    following = doc[i + 2].text if i + 2 < len(doc) and doc[i + 1].text == "-" else token.text
    if any(c.isdigit() for c in following):
        return i, None  # "Su-25"
    title = _title_before(doc, i, lexicon)
    end = _family_end(doc, i, names, lexicon, title is not None)
    if not doc[end - 1].text[0].isupper() or not (token.text[0].isupper() or end > i + 1):
        return i, None
    common = (token.lower_,) in lexicon.world.roles
    held = title is not None and end == i + 1 and _is_office(title, lexicon)
    if (named is not None or common) and not held:
        return i, None  # "President Major" is a name, "the major" is none
    proper = token.pos_ == "PROPN" or end > i + 1 or held
    if proper or _lone_capital(doc, i):
        for last in dict.fromkeys((end, i + 1)):
            entity = _by_office(doc, (i, last), title, lexicon, day, codes)
            if entity is not None and (not (common or named) or _fits_title(entity, title)):
                return last, Draft(entity, True)
    if token.pos_ == "PROPN" and named is None and not common:
        return i + 1, _titled(doc, i, names, lexicon)
    return i, None


def _title_before(doc: Doc, i: int, lexicon: Lexicon) -> str | None:
    """Give the role noun of one person that stands right before a token ("Prime Minister")."""
    role = lexicon.world.role_at_end([t.text for t in doc[max(0, i - 3) : i]])
    if role is None or role.plural or role.noun.kind != "person" or not doc[i - 1].text[0].isalpha():
        return None
    return role.noun.noun


def _is_office(title: str | None, lexicon: Lexicon) -> bool:
    return title in lexicon.rules.words.heads


def _fits_title(entity: Entity, title: str | None) -> bool:
    """Tell whether somebody holds the very office of a title, not its deputy's."""
    return title is not None and (entity.title or "").lower().startswith(title)


def _family_end(doc: Doc, i: int, names: Mapping[int, Name], lexicon: Lexicon, titled: bool) -> int:
    """Give the end of a family name of several tokens ("al-Sisi", "Akufo-Addo", "Fogh Rasmussen")."""
    particles = lexicon.rules.words.particles
    end = i + 1
    while end < len(doc) and end - i < 6 and end not in names:
        after = doc[end + 1] if end + 1 < len(doc) else None
        if (
            doc[end].text == "-"
            and after is not None
            and after.text[0].isalpha()
            and not doc[end - 1].whitespace_
        ):
            end += 2
        elif _goes_on(doc, end, particles, titled):
            end += 1
        else:
            break
    return end


def _goes_on(doc: Doc, i: int, particles: frozenset[str], titled: bool) -> bool:
    """Tell whether a token goes on with the family name before it."""
    if doc[i].text[0].isupper():
        return doc[i - 1].lower_ in particles or (titled and doc[i].pos_ == "PROPN")
    return doc[i].lower_ in particles and titled and i + 1 < len(doc) and doc[i + 1].text[0].isupper()


def _bare(words: Key, lexicon: Lexicon) -> Key:
    """Take the particles off the front of a family name."""
    first = 0
    while first + 1 < len(words) and words[first] in lexicon.rules.words.particles:
        first += 1
    return words[first:]


def _lone_capital(doc: Doc, i: int) -> bool:
    """Tell whether a noun has a capital within small letters, so that it is a name after all."""
    if doc[i].pos_ != "NOUN" or doc[i].is_sent_start or i + 1 >= len(doc):
        return False
    return not doc[i - 1].text[0].isupper() and not doc[i + 1].text[0].isupper()


def _mistaken(token: Token, named: Name) -> bool:
    """Tell whether a place's name, borne by a person of the page, means that person here."""
    return named.entity.actor_id.startswith(PLACE) or token.ent_type_ == "PERSON"


def _longest(doc: Doc, i: int, keys: Sequence[Key], drafts: Roll) -> int:
    """Give how many tokens from a place on are a piece of a person's name, as many as can be."""
    if not keys[i] or keys[i][0] not in drafts.firsts:
        return 0
    ends = (n for n in (5, 4, 3, 2, 1) if i + n <= len(doc) and keys[i + n - 1])
    return next((n for n in ends if _joined(keys, i, n) in drafts.by_key), 0)


def _joined(keys: Sequence[Key], start: int, length: int) -> Key:
    return tuple(word for key in keys[start : start + length] for word in key)


def _capital(doc: Doc, start: int, length: int) -> bool:
    """Tell whether a piece of a name is written as one: a capital in its last word, no common word."""
    last = doc[start + length - 1]
    return last.text[0].isupper() and (
        length > 1 or last.pos_ in ("PROPN", "NOUN", "ADJ", "X") or len(last) > 3
    )


def _by_office(
    doc: Doc,
    at: tuple[int, int],
    title: str | None,
    lexicon: Lexicon,
    day: date | None,
    codes: frozenset[str | None],
) -> Entity | None:
    """Find who bears a bare surname, tokens `at`: the one head of state or government, or office-holder under
    a title, of a country that the page names.
    """
    first, last = at
    token = doc[last - 1]
    words = _bare(_key(doc, first, last), lexicon)
    bearers = [e for e in lexicon.world.surnames.get(words[-1], ()) if _ends_so(e, words)] if words else []
    holders = [e for e in bearers if e.holds(day)]
    if day is None and not holders and bearers:
        latest = max(e.until or date.min for e in bearers)
        holders = [e for e in bearers if e.until == latest and (title or e.code in codes)]
    if not holders and words and title in lexicon.rules.words.heads[:HEADS]:
        holders = _misspelt(words, lexicon, day)
    if not holders or (title is None and last == first + 1 and _inside_name(doc, first, last, lexicon)):
        return None
    if title is None and _is_thing(doc, first, last, lexicon):
        return None
    person = title is not None or token.ent_type_ == "PERSON"
    titled = [e for e in holders if _fits_title(e, title)]
    near = [e for e in (titled or holders) if e.code in codes]
    ranked = sorted((rank_office(e.title, lexicon), e.actor_id) for e in (near or titled or holders))
    best = ranked[0][0]
    chosen = {actor_id for rank, actor_id in ranked if rank == best}
    if len(chosen) > 1 or (best >= NO_OFFICE and not (near and person)) or (not near and not person):
        return None
    return min(
        (e for e in titled or holders if e.actor_id in chosen), key=lambda e: rank_office(e.title, lexicon)
    )


def _is_thing(doc: Doc, first: int, last: int, lexicon: Lexicon) -> bool:
    """Tell whether an article makes a capital no family name ("the Moon"), unless a noun follows."""
    pointing = first > 0 and doc[first - 1].lower_ in lexicon.rules.words.definite
    follows = last < len(doc) and (doc[last].pos_ in ("NOUN", "PROPN", "ADJ") or doc[last].text in ("-", "–"))
    return pointing and not follows


def _ends_so(entity: Entity, words: Key) -> bool:
    """Tell whether words may be a name of somebody whose family name is their last: all are in the name."""
    full = _named(entity)
    return len(words) == 1 or (words[-1] in full and set(words) <= set(full))


def _misspelt(words: Key, lexicon: Lexicon, day: date | None) -> list[Entity]:
    """Find the one head of state or government whose name is a letter or two off ("President Mitterand")."""
    close = [
        entity
        for family, bearers in lexicon.world.surnames.items()
        if family[0] == words[-1][0] and abs(len(family) - len(words[-1])) < 2 and len(family) > 4
        if SequenceMatcher(None, family, words[-1]).ratio() >= ALIKE
        for entity in bearers
        if entity.holds(day) and rank_office(entity.title, lexicon) < HEADS
    ]
    return close if len({entity.actor_id for entity in close}) == 1 else []


def _inside_name(doc: Doc, first: int, last: int, lexicon: Lexicon) -> bool:
    """Tell whether a surname is but a piece of a longer name that the page does not explain."""
    before = doc[first - 1] if first > 0 else None
    proper = before is not None and before.pos_ == "PROPN"
    if proper and before is not None and before.lower_ not in lexicon.rules.words.honorifics:
        joined = doc[first].ent_type_ != "PERSON" or doc[first].ent_iob_ == "I"
    else:
        joined = False
    if joined:
        return True
    return last < len(doc) and doc[last].pos_ == "PROPN" and doc[last].ent_iob_ == "I"


def rank_office(title: str | None, lexicon: Lexicon) -> int:
    """Give the rank of an office among those that make a surname enough."""
    words = (title or "").lower().split()
    runs = {" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
    second = lexicon.rules.words.seconds.intersection(words)
    return next(
        (
            rank
            for rank, office in enumerate(lexicon.rules.words.heads)
            if office in runs and second.issubset(office.split())
        ),
        NO_OFFICE,
    )


def _inside(doc: Doc, i: int) -> bool:
    return i + 1 < len(doc) and doc[i + 1].ent_iob_ == "I"


def _titled(doc: Doc, i: int, names: Mapping[int, Name], lexicon: Lexicon) -> Draft | None:
    """Make a person of a single name behind a title ("Judge Okafor", "Ms. Wanjiru")."""
    before = doc[max(0, i - 1)]
    role = lexicon.world.role_at_end([t.text for t in doc[max(0, i - 4) : i]])
    alone = (
        doc[i].ent_type_ == "PERSON" and doc[i].ent_iob_ == "B" and not _inside(doc, i) and len(doc[i]) > 2
    )
    title = (
        alone
        or before.lower_ in lexicon.rules.words.honorifics
        or (role is not None and role.noun.kind == "person" and not role.plural and before.i not in names)
    )
    if not title or doc[i].ent_type_ not in ("PERSON", "") or not doc[i].is_alpha:
        return None
    return Draft(_new_person(doc, i, i + 1), False)
