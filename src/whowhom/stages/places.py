"""Place deeds: where what a mention tells was done, from the places that its page names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from whowhom.gazetteer import PlaceMention
from whowhom.records import Found, Mention, Place, Reason
from whowhom.rulebook.places import PlaceRules
from whowhom.stages.parse import Parsed

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "agent"})
OBJECTS = frozenset({"dobj", "dative", "nsubjpass", "attr", "oprd"})
NATIONS = frozenset({"country", "demonym"})
CLAUSES = frozenset({"VERB", "AUX"})
ENOUGH = 4.0  # worth from which words of the sentence place the deed
MOST = 0.6  # of a page's places: their country is the page's
LIKELY = 2.8  # worth from which they do where nothing else does


@dataclass(frozen=True, slots=True)
class _Way:
    """How a place hangs on a trigger: the preposition nearest to it, and the nodes in between."""

    prep: Token | None
    up: tuple[Token, ...]
    meets: Token
    down: tuple[Token, ...]


def place_deed(
    mention: Mention, parsed: Parsed, places: Sequence[PlaceMention], rules: PlaceRules
) -> Found[Place | None]:
    """A mention in; the place where its deed was, is or will be done out, None where the page does not say.

    In order: a locative at the trigger or in its clause; a word that stands for a place told before ("in the
    capital"); for deeds that happen on the ground, the scene that the sentences before set, the dateline and
    the country that the page is about.
    """
    trigger = parsed.tokens(mention.trigger)
    if not len(trigger):
        return Found(value=None)
    doc = trigger.doc
    here = [p for p in places if p.span.part == mention.trigger.part]
    sent = trigger.root.sent
    best, most, rule = None, 0.0, ""
    for place in here:
        if sent.start <= place.first < sent.end:
            worth, name = _worth(place, trigger, mention, parsed, rules)
            if worth > most:
                best, most, rule = place, worth, name
    if best is not None and most >= ENOUGH:
        return _found(best, rule, doc, parsed, rules)
    back = None if mention.type in rules.speech_types else _back(trigger, here, places, parsed, rules)
    if back is not None:
        return back
    if best is not None and most >= LIKELY:
        return _found(best, rule, doc, parsed, rules)
    return _scene(mention, trigger, here, places, parsed, rules)


def countries_of(places: Iterable[PlaceMention], sent: TokenSpan, parsed: Parsed) -> tuple[str, ...]:
    """Give the countries of the places and demonyms in a sentence, most frequent first, then first named."""
    part = "text" if sent.doc is parsed.text else "title"
    found = [
        p.place.country
        for p in places
        if p.place.country and p.span.part == part and sent.start <= p.first < sent.end
    ]
    return tuple(dict.fromkeys(c for c, _ in Counter(found).most_common()))


def _way(place: PlaceMention, trigger: TokenSpan, rules: PlaceRules) -> _Way:
    """Give the path from a place up to the node that it shares with the trigger."""
    doc, root = trigger.doc, trigger.root
    line = [root, *root.ancestors]
    on = {t.i for t in line} | {t.i for t in trigger}
    node, prep, up = doc[place.first : place.last].root, None, []
    while node.i not in on and node.head.i != node.i:
        up.append(node)
        if node.pos_ in {"ADP", "SCONJ"} and node.dep_ in {"prep", "agent", "dative", "pcomp", "mark"}:
            kind = node.head.lemma_.lower()
            through = node.lower_ in {"of", "from", "to"} and (
                kind in rules.area_nouns or kind in rules.locative_phrases
            )
            if prep is None and not through:
                prep = node
        node = node.head
    down: list[Token] = []
    for token in line:
        if token.i == node.i:
            break
        down.append(token)
    return _Way(prep, tuple(up), node, tuple(down))


def _worth(
    place: PlaceMention, trigger: TokenSpan, mention: Mention, parsed: Parsed, rules: PlaceRules
) -> tuple[float, str]:
    """Tell how much speaks for a place of the trigger's sentence, and by which rule."""
    if place.kind == "demonym":
        return 0.0, ""
    way = _way(place, trigger, rules)
    worth, name = _tie(place, way, trigger, mention, rules)
    if worth <= 0:
        return 0.0, ""
    inside = mention.evidence.start <= place.span.start < mention.evidence.end
    distance = min(abs(place.first - trigger.end), abs(trigger.start - place.last))
    broad = 0.4 * (place.kind == "country") + 1.5 * (place.kind in {"wide", "sea"})
    return worth + 0.5 * inside - broad - distance / 50, name


def _tie(
    place: PlaceMention, way: _Way, trigger: TokenSpan, mention: Mention, rules: PlaceRules
) -> tuple[float, str]:
    """Weigh the way from a place to the trigger: its preposition and what it hangs on."""
    ground = mention.type in rules.target_types
    nation = place.kind == "country"
    at_trigger = not way.down
    root = trigger.root
    if not way.up:
        return (3.0, "country-trigger") if nation else (7.0, "trigger")
    subject = any(t.dep_ in SUBJECTS for t in way.up)
    if nation and _modifies(way, rules):
        return 1.0, "modifier"
    if way.prep is None:
        return _bare(place, way, root, at_trigger, subject, ground, rules)
    word = way.prep.lower_
    over = way.up[way.up.index(way.prep) + 1 :]
    flat = rules.area_nouns | rules.forum_nouns
    verbal = any(t.pos_ in CLAUSES for t in over)
    deep = verbal or any(t.pos_ == "NOUN" and t.lemma_.lower() not in flat for t in over)
    if word == "of":
        if at_trigger and root.pos_ in {"NOUN", "PROPN"} and way.prep.head.i in {t.i for t in trigger}:
            return (7.0, "of-trigger") if ground else (2.0, "of")
        return (4.5, "of-object") if ground and at_trigger and not subject else (1.5, "of")
    if word in rules.origin:
        return (7.0, "from") if mention.type in rules.leaving_types and at_trigger else (2.0, "origin")
    if word in rules.toward and mention.type in rules.motion_types and at_trigger and not deep:
        return 6.5, "toward"
    if word not in rules.locative:
        return 1.0, "beside"
    if nation and word in rules.surface and not ground:
        return 1.0, "on-country"
    before = trigger.doc[way.prep.i - 1] if way.prep.i else way.prep
    about = before.pos_ == "NOUN" and before.dep_ == "dobj" and before.head.i in {t.i for t in trigger}
    deep = deep or (about and before.lemma_ not in flat)
    if deep and mention.type in rules.speech_types:
        return 2.0, "content"  # "criticised the killings in Homs": the criticism was not in Homs
    if at_trigger:
        return (5.0, "at-actor") if subject or verbal else (9.0, "locative")
    if way.meets.lemma_.lower() in rules.say_verbs:
        return (5.0, "saying") if mention.type in rules.speech_types and not deep else (1.0, "saying")
    return (3.5, "other-actor") if subject else (6.0, "clause")


def _modifies(way: _Way, rules: PlaceRules) -> bool:
    """Tell whether a country only qualifies a noun: "US aircraft", "Hong Kong-flagged", "Iran's army"."""
    name = way.up[0]
    if name.dep_ not in {"compound", "nmod", "amod", "poss", "npadvmod"}:
        return False
    return name.head.lemma_.lower() not in rules.area_nouns | rules.directions | rules.locative_phrases


def _bare(
    place: PlaceMention,
    way: _Way,
    root: Token,
    at_trigger: bool,
    subject: bool,
    ground: bool,
    rules: PlaceRules,
) -> tuple[float, str]:
    """Weigh a place without a preposition: object, first part of a compound, possessor."""
    edge, nation = way.up[-1].dep_, place.kind == "country"
    if at_trigger and edge in OBJECTS and root.lemma_.lower() in rules.place_objects:
        return 7.0, "object"
    if at_trigger and edge in {"compound", "nmod", "amod"} and not nation:
        return 6.5, "compound"
    if at_trigger and not subject and ground and not nation:
        return 4.5, "target"
    return (0.0, "") if nation else (1.0, "named")


def _found(
    place: PlaceMention, rule: str, doc: Doc, parsed: Parsed, rules: PlaceRules
) -> Found[Place | None]:
    """Make the answer; its text takes in "province" or "northern" beside the name."""
    first, last = place.first, place.last
    if last < len(doc) and doc[last].lower_ in rules.area_nouns:
        last += 1
    if first and doc[first - 1].lower_ in rules.directions and doc[first].dep_ != "poss":
        first -= 1
    span = parsed.span(doc[first:last])
    value = replace(place.place, text=parsed.slice(span))
    return Found(value=value, reasons=(Reason(field="place", rule=f"places.{rule}", span=span),))


def _back(
    trigger: TokenSpan,
    here: Sequence[PlaceMention],
    places: Sequence[PlaceMention],
    parsed: Parsed,
    rules: PlaceRules,
) -> Found[Place | None] | None:
    """Give the place that "in the capital", "the country's north" or "there" in the sentence refers to."""
    doc, sent = trigger.doc, trigger.root.sent
    for token in sent:
        lemma = token.lemma_.lower()
        nation = lemma in rules.country_nouns or lemma in rules.capital_nouns
        definite = any(t.lower_ in {"the", "this"} for t in token.lefts)
        led = token.dep_ == "pobj" and token.head.lower_ in rules.locative
        taken = token.dep_ in OBJECTS and token.head.lemma_.lower() in rules.place_objects and not nation
        owner = taken or (token.dep_ == "poss" and nation)
        if not (
            (definite and (led or owner) and (nation or lemma in rules.town_nouns))
            or token.lower_ in rules.back_nouns
        ):
            continue
        before = [p for p in here if p.last <= token.i] or [p for p in places if p.span.part == "title"]
        told = _last(before, lemma, rules)
        if told is None:
            continue
        span = parsed.span(doc[token.left_edge.i : token.i + 1])
        place = (
            told.place
            if not nation
            else Place(
                text="",
                name=next(
                    (
                        p.place.name
                        for p in places
                        if p.kind in NATIONS and p.place.country == told.place.country
                    ),
                    "",
                ),
                country=told.place.country,
                precision="country",
            )
        )
        value = replace(place, text=parsed.slice(span))
        return Found(value=value, reasons=(Reason(field="place", rule="places.back", span=span),))
    return None


def _last(before: Sequence[PlaceMention], lemma: str, rules: PlaceRules) -> PlaceMention | None:
    """Give the place named last before, of the kind that the noun asks for."""
    nation = lemma in rules.country_nouns or lemma in rules.capital_nouns
    for place in reversed(before):
        if not place.place.country:
            continue
        if nation or place.kind not in {"country", "demonym", "wide", "sea"}:
            return place
    return None


def _scene(
    mention: Mention,
    trigger: TokenSpan,
    here: Sequence[PlaceMention],
    places: Sequence[PlaceMention],
    parsed: Parsed,
    rules: PlaceRules,
) -> Found[Place | None]:
    """Give the scene of a deed whose sentence names none: the country of its parties or of the page."""
    if mention.type not in rules.scene_types and mention.mode not in rules.scene_modes:
        return Found(value=None)
    sent = trigger.root.sent
    if sent.start > 0:  # "rallied in Lima. Police fired at the crowd"
        before = trigger.doc[sent.start - 1].sent
        towns = [p for p in here if before.start <= p.first < before.end and p.kind != "country"]
        told = [p for p in towns if _set(p, trigger.doc, rules)]
        if told and trigger.doc[before.start : sent.start].text.count("\n") == 0:
            return _found(told[-1], "before", trigger.doc, parsed, rules)
    for spans in (mention.recipients, mention.actors):
        inside = [p for p in here if any(s.start <= p.span.start < s.end for s in spans)]
        homes = {p.place.country for p in inside if p.place.country}
        named = _main(places, 0.0)
        if len(homes) == 1 and homes == {named}:
            return _home(homes.pop() or "", "party", trigger, here, places, parsed, rules)
    sets = [p for p in places if _set(p, parsed.text if p.span.part == "text" else parsed.title, rules)]
    country = _main(places, MOST) or _main(sets, MOST)
    if country is None:
        return Found(value=None)
    return _home(country, "scene", trigger, here, places, parsed, rules)


def _main(places: Sequence[PlaceMention], share: float) -> str | None:
    """Give the country that most of the places are in, where it has at least a share of them."""
    counts = Counter(p.place.country for p in places if p.place.country)
    if not counts:
        return None
    country, number = counts.most_common(1)[0]
    return country if number >= share * counts.total() else None


def _home(
    country: str,
    rule: str,
    trigger: TokenSpan,
    here: Sequence[PlaceMention],
    places: Sequence[PlaceMention],
    parsed: Parsed,
    rules: PlaceRules,
) -> Found[Place | None]:
    """Give the words that bring a country in: the scene set last before the sentence, else the first."""
    start = trigger.root.sent.start
    before = [
        p for p in here if p.place.country == country and p.last <= start and _set(p, trigger.doc, rules)
    ]
    named = [p for p in places if p.place.country == country]
    place = next(iter([*before[-1:], *(p for p in named if p.kind != "demonym"), *named]))
    return _found(place, rule, parsed.text if place.span.part == "text" else parsed.title, parsed, rules)


def _set(place: PlaceMention, doc: Doc, rules: PlaceRules) -> bool:
    """Tell whether a place stands in a locative phrase: it sets a scene."""
    if place.kind in {"demonym", "wide"}:
        return False
    at = place.first - 1
    while at >= 0 and (doc[at].pos_ in {"DET", "ADJ"} or doc[at].lower_ in rules.directions):
        at -= 1
    return at >= 0 and doc[at].lower_ in rules.locative
