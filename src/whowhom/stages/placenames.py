"""Read the names of places off a page, and tell which place each is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from whowhom.gazetteer import Entry, Gazetteer, PlaceMention, fold, skeleton
from whowhom.records import Place
from whowhom.rulebook.places import PlaceRules
from whowhom.stages.parse import Parsed

LONGEST = 7  # tokens of a name: "Mazar-i-Sharif" has five
BESIDE = 9  # tokens between a place and the one that it lies in
SOFT = frozenset("aeiouhwy")  # letters that transliterations of one name write or leave out
LARGE = 50_000  # people: a city of this size needs no more proof than its name
DASHES = frozenset({"(", "-", "--", "–", "—"})
WHERE = frozenset({"GPE", "LOC", "FAC"})
NATION = 6.0  # a country outweighs every city of its name; in powers of ten of people
OWN = 0.8  # for a place's own name over another's byname; in powers of ten of people
FAR = 20  # times the people of the next: a name by itself means the larger
SAME_PLACE = 20.0


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name in a parse: its tokens, the places that bear it, and whether only its sound fits."""

    doc: Doc
    first: int
    last: int
    entries: tuple[Entry, ...]
    alike: bool = False
    hint: str = ""


def read_places(parsed: Parsed, gazetteer: Gazetteer, rules: PlaceRules) -> tuple[PlaceMention, ...]:
    """A page in; the places that its title and text name out, in order.

    Names of persons, newspapers and bodies are none, nor are demonyms. One name means one place all through
    a page: the one that its neighbours tell ("Paris, Texas"), else the one in a country that the page is
    about, else the largest.
    """
    people = _people(parsed)
    hints: Counter[str] = Counter()
    hits = [
        hit
        for doc in (parsed.title, parsed.text)
        for hit in _hits(doc, gazetteer, rules, people, hints, doc is not parsed.title)
    ]
    pointed = frozenset(hints)
    for hit in hits:
        home = None if hit.alike else _sure_home(hit.entries)
        if home:
            hints[home] += 1
    senses: dict[str, Entry] = {}
    chosen: list[Entry | None] = []
    for number, hit in enumerate(hits):
        key = hit.doc[hit.first : hit.last].text
        following = hits[number + 1] if number + 1 < len(hits) else None
        entry, sure = _choose(hit, following, _beside(hits, chosen), hints, gazetteer.capitals, rules)
        if entry and sure:
            senses[key] = entry
        chosen.append(entry)
    far = _far_off(hits, chosen, frozenset(senses), pointed, gazetteer.capitals)
    mentions = []
    for hit, entry in zip(hits, chosen, strict=True):
        tokens = hit.doc[hit.first : hit.last]
        if hit.hint:
            name = gazetteer.countries.get(hit.hint, tokens.text)
            place = Place(text=tokens.text, name=name, country=hit.hint, precision="country")
            mentions.append(
                PlaceMention(
                    span=parsed.span(tokens), first=hit.first, last=hit.last, place=place, kind="demonym"
                )
            )
            continue
        told = senses.get(tokens.text, entry)
        if hit.entries and told is None:
            continue
        if told is not None and tokens.text in far:
            told = None
        if told and entry and told.country == entry.country:
            told = entry
        place = told.place(tokens.text) if told else Place(text=tokens.text, name=tokens.text)
        mentions.append(
            PlaceMention(
                span=parsed.span(tokens),
                first=hit.first,
                last=hit.last,
                place=place,
                kind=told.precision if told else "unknown",
            )
        )
    return _contain(mentions, parsed, rules)


def _far_off(
    hits: Sequence[_Hit],
    chosen: Sequence[Entry | None],
    sure: frozenset[str],
    pointed: frozenset[str],
    capitals: Mapping[str, str],
) -> frozenset[str]:
    """Give the names of small towns in countries that nothing else in the page points to.

    Such a village is more likely another of that name, which the gazetteer lacks; where the page points to no
    country at all, the towns prove one another, unless they lie in several.
    """
    about = set(pointed)
    small: dict[str, Entry] = {}
    for hit, entry in zip(hits, chosen, strict=True):
        if entry is None:
            continue
        name = hit.doc[hit.first : hit.last].text
        own = _spelt_alike(name, entry.name)  # "Filadelfia" is hardly Philadelphia
        firm = entry.precision not in {"city", "admin2"} or (own and entry.population >= LARGE)
        if firm or name in sure or _is_capital(entry, capitals):
            about.add(entry.country or "")
        else:
            small[name] = entry
    doubtful = {name: e.country for name, e in small.items() if e.country not in about}
    if not about and len(set(doubtful.values())) < 2:
        return frozenset()
    return frozenset(doubtful)


def _spelt_alike(told: str, name: str) -> bool:
    """Whether two names differ only as transliterations do: in vowels, "h", doubled letters and an article.

    >>> _spelt_alike("Hasaka", "Al Hasakah"), _spelt_alike("Duhok", "Dahuk")
    (True, True)
    >>> _spelt_alike("Filadelfia", "Philadelphia")
    False
    """
    ours, theirs = _consonants(told), _consonants(name)
    return fold(told) == fold(name) or (bool(ours) and theirs.endswith(ours))


def _consonants(name: str) -> str:
    letters = [c for c in fold(name) if c.isalpha() and c not in SOFT]
    return "".join(c for i, c in enumerate(letters) if i == 0 or letters[i - 1] != c)


def _contain(mentions: list[PlaceMention], parsed: Parsed, rules: PlaceRules) -> tuple[PlaceMention, ...]:
    """Give unknown places the country of the place that they lie in: "Tillia in Tahoua, Niger"."""
    found: list[PlaceMention] = []
    after: PlaceMention | None = None
    for told in reversed(mentions):
        mention = told
        if mention.kind == "unknown" and after is not None and after.kind != "demonym":
            doc = parsed.text if mention.span.part == "text" else parsed.title
            between = doc[mention.last : after.first]
            if (
                mention.span.part == after.span.part
                and 0 < len(between) <= BESIDE
                and not any(t.pos_ in {"VERB", "AUX"} or t.is_sent_start for t in between)
            ):
                place = replace(mention.place, country=after.place.country, admin1=after.place.admin1)
                mention = replace(mention, place=place)
        found.append(mention)
        after = mention
    return tuple(reversed(found))


def _sure_home(entries: Sequence[Entry]) -> str | None:
    """Give the country that a name points to by itself: that of its one place, or of by far its largest."""
    if not entries:
        return None
    best = entries[0]
    rivals = [e.population for e in entries[1:] if e.country != best.country]
    return (
        best.country
        if best.precision == "country" or best.population > FAR * max(rivals, default=0)
        else None
    )


def _people(parsed: Parsed) -> frozenset[str]:
    """Give the words of the full names of persons in the page: a later "Jordan" alone is one of them."""
    return frozenset(
        token.text
        for doc in (parsed.title, parsed.text)
        for entity in doc.ents
        if entity.label_ == "PERSON" and len(entity) > 1
        for token in entity
    )


def _hits(
    doc: Doc,
    gazetteer: Gazetteer,
    rules: PlaceRules,
    people: frozenset[str],
    hints: Counter[str],
    guess: bool,
) -> Iterator[_Hit]:
    """Give the names in a parse, longest first, none within another; count what points to countries."""
    end = 0
    for at in [t.i for t in doc if t.text[0].isupper() or t.lower_ in rules.articles]:
        if at < end or not _opens(doc[at], rules):
            continue
        end = at + 1
        for last in range(_run_end(doc, at, rules), at, -1):
            text = doc[at:last].text
            state = (
                rules.abbreviations.get(f"{text.rstrip('.')}.") if at and doc[at - 1].text == "," else None
            )
            if state:
                states = tuple(e for e in gazetteer.find(fold(state)) if e.precision == "admin1")
                yield _Hit(doc, at, last, states)
                end = last
                break
            key = fold(text)
            if key in gazetteer.hints:
                hints[gazetteer.hints[key]] += 1
                yield _Hit(doc, at, last, (), hint=gazetteer.hints[key])
                end = last
                break
            if last - at == 1 and (len(key) < 2 or key in rules.not_places or doc[at].lower_ in rules.plain):
                continue
            if not doc[last - 1].text[-1].isalpha() and doc[last - 1].text[-1] != ".":
                continue
            entries = gazetteer.find(key) if key else ()
            if entries and _is_place(doc[at:last], entries, rules, people):
                yield _Hit(doc, at, last, entries)
                end = last
                break
        else:
            unknown = _unknown(doc, at, rules, people) if guess else None
            if unknown is not None:
                near = gazetteer.find("~" + skeleton(fold(unknown.text), rules.articles))
                yield _Hit(doc, at, unknown.end, near, alike=True)
                end = unknown.end


def _opens(token: Token, rules: PlaceRules) -> bool:
    """Tell whether a name of a place may begin here: a capital, or an Arabic article before one."""
    if token.text[0].isupper():
        return token.i == 0 or token.nbor(-1).text not in {"-", "@", "#"} or bool(token.nbor(-1).whitespace_)
    rest = token.doc[token.i + 1 : token.i + 3]
    return (
        token.lower_ in rules.articles
        and len(rest) == 2
        and (rest[0].text == "-" and rest[1].text[0].isupper())
    )


def _run_end(doc: Doc, at: int, rules: PlaceRules) -> int:
    """Give the token after the longest run that could be one name."""
    last, end = at + 1, at + 1
    while end < len(doc) and end - at < LONGEST and not doc[end].is_space:
        token = doc[end]
        if token.tag_ == "POS" and not (end + 1 < len(doc) and doc[end + 1].text[0].isupper()):
            break
        if token.is_sent_start and doc[end - 1].is_punct:
            break
        if token.text[0].isupper():
            last = end + 1
        elif token.tag_ == "POS":
            pass
        elif not (token.text == "-" or token.lower_ in rules.joiners):
            if doc[end - 1].text == "-" and not doc[end - 1].whitespace_ and last == end - 1:
                last = end + 1
            else:
                break
        end += 1
    return last


def _is_place(
    tokens: TokenSpan, entries: tuple[Entry, ...], rules: PlaceRules, people: frozenset[str]
) -> bool:
    """Tell whether a name of the gazetteer means a place here, by entities and the words around it."""
    doc, first, best = tokens.doc, tokens[0], entries[0]
    before = doc[first.i - 1] if first.i else None
    after = doc[tokens.end] if tokens.end < len(doc) else None
    entity = next((e for t in tokens if (e := _entity(doc, t)) is not None), None)
    label = entity[0].ent_type_ if entity is not None else ""
    longer = entity is not None and len(entity) > len(tokens)
    known = best.precision not in {"city", "admin2", "admin1"}
    if tokens.text.isupper() and len(tokens.text) > 3 and after is not None and after.text in DASHES:
        return True  # a dateline: "BEIRUT (Reuters) -"
    if len(tokens.text) <= 3 and not tokens.text.isupper() and label not in WHERE:
        return False
    shouted = tokens.text.isupper() and len(tokens) == 1 and len(tokens.text) > 3 and best.population < LARGE
    if (
        shouted
        and not known
        and (label not in WHERE or any(t is not None and t.is_upper for t in (before, after)))
    ):
        return False
    if before is not None and before.lower_ in rules.person_words and before.text[0].isupper():
        return False
    if _part_of_name(tokens, best, rules) and not (longer and label in WHERE):
        return False
    if longer and label in {"PERSON", "ORG", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "NORP"}:
        return label == "ORG" and known and entity is not None and _loose(entity, tokens, rules)
    if longer and label in WHERE and not known and best.population < LARGE and entity is not None:
        others = [t for t in entity if t.pos_ == "PROPN" and not tokens.start <= t.i < tokens.end]
        if any(t.lemma_.lower() not in rules.area_nouns | rules.directions for t in others):
            return False  # "San Miguel" of "San Miguel Zoapan"
    led = _led(first, rules)
    area = _area(tokens, rules)
    if label == "PERSON" or (len(tokens) == 1 and tokens.text in people and label not in WHERE):
        return (led or area) and tokens.text not in people and (known or best.population >= LARGE)
    if label == "NORP":
        return known and led
    if label in WHERE or known:
        return label not in {"EVENT", "PRODUCT", "WORK_OF_ART"} or led
    proper = all(t.pos_ in {"PROPN", "PUNCT", "ADP", "DET", "PART"} for t in tokens)
    return proper and (led or area or (best.precision == "city" and best.population >= LARGE))


def _part_of_name(tokens: TokenSpan, best: Entry, rules: PlaceRules) -> bool:
    """Tell whether a place is part of another name: "Washington Post", "Bank of Utah", "Denver Broncos"."""
    doc, first = tokens.doc, tokens.start
    after = doc[tokens.end] if tokens.end < len(doc) else None
    if after is not None and after.text[0].isupper():
        if after.lower_ in rules.name_parts:
            return True
        joined = tokens.root.dep_ == "compound" and tokens.root.head.i == after.i and after.pos_ == "PROPN"
        if joined and best.precision in {"city", "admin2"} and after.lemma_.lower() not in rules.area_nouns:
            return True
    return (
        first > 1
        and doc[first - 1].lower_ == "of"
        and (doc[first - 2].text[0].isupper() and doc[first - 2].lower_ in rules.name_parts)
    )


def _entity(doc: Doc, token: Token) -> TokenSpan | None:
    """Give the entity that a token lies in."""
    if not token.ent_type_:
        return None
    first = token.i
    while first > 0 and doc[first].ent_iob_ == "I":
        first -= 1
    last = token.i + 1
    while last < len(doc) and doc[last].ent_iob_ == "I":
        last += 1
    return doc[first:last]


def _loose(entity: TokenSpan, tokens: TokenSpan, rules: PlaceRules) -> bool:
    """Tell whether a place within a body's name stands apart: "the UN in Syria", "US President"."""
    if tokens.start == entity.start:
        return False
    return entity.doc[tokens.start - 1].lower_ in rules.locative


def _led(token: Token, rules: PlaceRules) -> bool:
    """Tell whether a locative stands before the name, "the" and "northern" between them apart."""
    at = token.i - 1
    while at >= 0 and (token.doc[at].lower_ in rules.directions or token.doc[at].pos_ in {"DET", "ADJ"}):
        at -= 1
    if at < 0:
        return False
    word = token.doc[at].lower_
    return (
        word in rules.locative
        or word in rules.toward
        or word in rules.origin
        or (word == "of" and at > 0 and token.doc[at - 1].lemma_.lower() in rules.area_nouns)
    )


def _area(tokens: TokenSpan, rules: PlaceRules) -> bool:
    """Tell whether a word for a kind of place stands beside the name: "Homs province", "the town of X"."""
    doc = tokens.doc
    if tokens.end < len(doc) and doc[tokens.end].lemma_.lower() in rules.area_nouns:
        return True
    if tokens.start and doc[tokens.start - 1].lemma_.lower() in rules.area_nouns:
        return True
    return (
        tokens.start > 1
        and doc[tokens.start - 1].lower_ == "of"
        and (doc[tokens.start - 2].lemma_.lower() in rules.area_nouns)
    )


def _unknown(doc: Doc, at: int, rules: PlaceRules, people: frozenset[str]) -> TokenSpan | None:
    """Give the run of a name that the gazetteer lacks, where its surroundings say that it is a place."""
    token = doc[at]
    if (token.text[0].isupper() and token.pos_ != "PROPN") or token.lower_ in rules.plain:
        return None
    entity = _entity(doc, token)
    label = entity[0].ent_type_ if entity is not None else ""
    if entity is not None and label in WHERE and label != "FAC":
        run = doc[at : entity.end]
    else:
        run = doc[at : _run_end(doc, at, rules)]
    stop = next((t.i for t in run if t.i > at and t.lower_ in rules.separators), run.end)
    run = doc[at:stop]
    while len(run) > 1 and not run[-1].text[-1].isalpha():
        run = run[:-1]
    area = _area(run, rules)
    arabic = token.text.islower() and token.lower_ in rules.articles and _led(token, rules)
    if entity is not None and label not in WHERE and not arabic and not (area and _led(token, rules)):
        return None
    if entity is None and not (area or arabic):
        return None
    if run[0].text in people or run.text.lower() in rules.not_places or fold(run.text) in rules.not_places:
        return None
    if run[-1].lower_ in rules.name_parts or not (_led(token, rules) or area):
        return None
    return run


def _is_capital(entry: Entry, capitals: Mapping[str, str]) -> bool:
    """Tell whether a city is its country's capital; the table may say more of its name: "Washington DC"."""
    capital = capitals.get(entry.country or "", "")
    return entry.precision == "city" and f"{capital} ".startswith(f"{fold(entry.name)} ")


def _beside(hits: Sequence[_Hit], chosen: Sequence[Entry | None]) -> Entry | None:
    """Give the place named just before the next hit: "Tampa and St. Petersburg", "Atlanta, Georgia"."""
    number = len(chosen)
    last = chosen[-1] if chosen else None
    if last is None or hits[number].doc is not hits[number - 1].doc:
        return None
    near = hits[number].first - hits[number - 1].last <= 2
    return last if near and last.precision != "country" else None


def _choose(
    hit: _Hit,
    following: _Hit | None,
    neighbour: Entry | None,
    hints: Counter[str],
    capitals: Mapping[str, str],
    rules: PlaceRules,
) -> tuple[Entry | None, bool]:
    """Give the place that a name means, and whether the words beside it say so."""
    if not hit.entries:
        return None, False
    beside = (
        following is not None
        and following.doc is hit.doc
        and (
            following.first - hit.last <= 3
            and any(t.text == "," or t.lower_ == "in" for t in hit.doc[hit.last : following.first])
        )
    )
    within: set[str] = set()
    wanted: set[str] = set()
    if beside and following is not None:
        within = {e.country for e in following.entries if e.country and e.precision == "country"}
        wanted = {fold(e.name) for e in following.entries if e.precision == "admin1"}
    noun = hit.doc[hit.last].lower_ if hit.last < len(hit.doc) else ""
    total = sum(hints.values()) or 1
    name = fold(hit.doc[hit.first : hit.last].text)
    seats = [e for e in hit.entries if _is_capital(e, capitals)]
    best, most, sure = None, -math.inf, False
    for number, entry in enumerate(hit.entries):
        named = ((entry.country or "") in within and entry.precision != "country") or bool(
            entry.admin1 and entry.precision == "city" and fold(entry.admin1) in wanted
        )
        seen = hints[entry.country or ""]
        worth = math.log10(entry.population + 10) - number / 4 + named * SAME_PLACE
        worth += NATION * (entry.precision not in {"admin1", "admin2", "city"}) - (
            entry.precision == "admin2"
        )
        if entry.precision == "city":
            worth += 1.5 * (fold(entry.admin1 or "") == fold(entry.name)) + 0.5 * (entry in seats)
        elif entry.precision == "admin1" and any(seat.country == entry.country for seat in seats):
            worth -= 2.0  # Washington is the capital, not the state
        worth += OWN * (fold(entry.name) == name)
        worth += (
            1.5 * seen / total
            + 0.5 * bool(seen)
            + (neighbour is not None and entry.country == neighbour.country)
        )
        if neighbour is not None and entry.precision == "admin1" and neighbour.admin1 == entry.name:
            worth += SAME_PLACE
        worth += 3.0 * (entry.precision.startswith("admin") and noun in rules.admin_words)
        if hit.alike and not seen:
            continue
        if worth > most:
            best, most, sure = entry, worth, named
    return best, sure
