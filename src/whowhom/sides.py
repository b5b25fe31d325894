"""Who stands on the two sides of a deed: the resolved spans, set right by what the deed is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from whowhom.context import Context
from whowhom.records import Actor, Found, Place, Reason, Sector, Span
from whowhom.stages.actors import resolve_actors

STATE = frozenset({Sector.GOV, Sector.MIL, Sector.COP, Sector.LEG, Sector.JUD})
FORCES = (Sector.MIL, Sector.COP, Sector.SPY)
POLITICS = frozenset({Sector.GOV, Sector.LEG, Sector.OPP, Sector.PTY, Sector.MIL})
SCENES = frozenset({"places.back", "places.scene", "places.party", "places.before", "context"})
THEIRS = frozenset(
    {"places.party", "places.of-object"}
)  # where a deed is by whose somebody is whom it befalls
OBJECTS = frozenset({"him", "her", "it", "them", "his", "its", "their"})
ARMED = (Sector.MIL, Sector.COP, Sector.REB, Sector.UAF)
DEAD: Mapping[Sector | None, tuple[Sector, ...]] = {  # who is at home in what is hit
    Sector.CVL: (Sector.CVL, Sector.COP),
    **dict.fromkeys(ARMED, ARMED),
}
PRONOUN = 4  # letters of the longest personal pronoun ("they")


def home_of(actors: tuple[Actor, ...]) -> str | None:
    """Give the one country of those who do something."""
    codes = {a.code for a in actors}
    return next(iter(codes)) if len(codes) == 1 else None


def beat_of(actors: tuple[Actor, ...]) -> str | None:
    """Give the one country whose police do something: whom they deal with are mostly of it."""
    return home_of(actors) if actors and all(a.sector is Sector.COP for a in actors) else None


def at_home(actors: Found[tuple[Actor, ...]], others: tuple[Actor, ...]) -> Found[tuple[Actor, ...]]:
    """Give an opposition whose country only the page suggests that of the government it is at odds with."""
    guessed = any(r.rule == "context" for r in actors.reasons)
    codes = {o.code for o in others if o.sector is Sector.GOV}
    if not guessed or len(codes) != 1 or not any(a.sector is Sector.OPP for a in actors.value):
        return actors
    code = codes.pop()
    return replace(
        actors, value=tuple(replace(a, code=code) if a.sector is Sector.OPP else a for a in actors.value)
    )


def _is_guess(actors: Found[tuple[Actor, ...]]) -> bool:
    """Whether only the page suggests a country; a reason in the other part of the page is not kept."""
    return all(r.rule == "context" for r in actors.reasons if r.field.endswith(".code"))


def tried_at_home(actors: Found[tuple[Actor, ...]], others: tuple[Actor, ...]) -> Found[tuple[Actor, ...]]:
    """Give a court whose country only the page suggests that of the politician whom it deals with."""
    guessed = _is_guess(actors)
    codes = {o.code for o in others if o.name and o.title and o.code and o.sector in POLITICS}
    if not guessed or len(codes) != 1 or not all(a.sector is Sector.JUD for a in actors.value):
        return actors
    code = codes.pop()
    return replace(actors, value=tuple(a if a.name else replace(a, code=code) for a in actors.value))


def denied_at_home(actors: Found[tuple[Actor, ...]], deniers: tuple[Actor, ...]) -> Found[tuple[Actor, ...]]:
    """Give a government or its men whose country only the page suggests that of the state which denies."""
    codes_of = (r for r in actors.reasons if r.field.endswith(".code"))
    guessed = all(r.rule in ("context", "places.scene") for r in codes_of)
    codes = {d.code for d in deniers if d.code and d.sector in STATE}
    if not guessed or len(codes) != 1:
        return actors
    code = codes.pop()
    ours = tuple(
        replace(a, code=code) if not a.name and a.sector in (*FORCES, Sector.GOV) else a for a in actors.value
    )
    return replace(actors, value=ours)


def settle(
    actors: Found[tuple[Actor, ...]],
    others: tuple[Actor, ...],
    *,
    deniers: tuple[Actor, ...],
    odds: bool,
) -> Found[tuple[Actor, ...]]:
    """Give doers whose country only the page suggests that of those whom the deed ties them to.

    `odds`: of a deed between an opposition and its government; `deniers`: who says that it is not so.
    """
    if odds:
        actors = at_home(actors, others)
    return denied_at_home(tried_at_home(actors, others), deniers)


def citizens(actors: Found[tuple[Actor, ...]], others: tuple[Actor, ...]) -> Found[tuple[Actor, ...]]:
    """Give a crowd, where only the page's scene tells its country, that of the government it is against."""
    told = {r.rule for r in actors.reasons if r.field.endswith(".code")}
    scene = bool(told & SCENES) and not any(rule.startswith("places.") for rule in told - SCENES)
    codes = {o.code for o in others if o.sector is Sector.GOV and o.code}
    if not scene or len(codes) != 1:
        return actors
    code = codes.pop()
    crowd = tuple(a if a.name or a.sector is not Sector.CVL else replace(a, code=code) for a in actors.value)
    return replace(actors, value=crowd)


def abroad(
    recipients: Found[tuple[Actor, ...]], actors: tuple[Actor, ...], grounds: frozenset[str]
) -> Found[tuple[Actor, ...]]:
    """Drop the doer's own state from those whom a deed befalls ("to its southern border"), and mere towns."""
    doers = {a.code for a in actors if a.sector in STATE}
    kept = tuple(
        r
        for r in recipients.value
        if r.title not in grounds and r.text.lower().split()[-1] not in grounds
        if r.name or (r.sector is not None and (r.sector is not Sector.GOV or r.code not in doers))
    )
    return recipients if len(kept) == len(recipients.value) else replace(recipients, value=kept)


def given_abroad(
    recipients: Found[tuple[Actor, ...]], actors: tuple[Actor, ...], context: Context
) -> Found[tuple[Actor, ...]]:
    """Give people who are helped by a state, where only the page suggests its own country, another or none.

    "Accra will send rice to displaced families" in a report on Burkina Faso means no Ghanaians.
    """
    doers = {a.code for a in actors if a.sector is Sector.GOV}
    guessed = any(r.field == "recipients.code" and r.rule == "context" for r in recipients.reasons)
    if not guessed or not doers:
        return recipients
    codes = (n.entity.code for n in context.names.order)
    tally = Counter(c for c in codes if c and c not in doers and not c.startswith("IGO:"))
    most = tally.most_common(1)
    other = most[0][0] if most and most[0][1] * 2 > tally.total() else None
    value = tuple(
        replace(r, code=other) if not r.name and r.code in doers and r.sector not in STATE else r
        for r in recipients.value
    )
    return replace(recipients, value=value)


def side_of(
    spans: tuple[Span, ...],
    field: str,
    context: Context,
    here: Found[Place | None],
    home: str | None = None,
    *,
    struck: bool = False,
    beat: str | None = None,
) -> Found[tuple[Actor, ...]]:
    """Resolve the spans of one side; nobody stands twice on it.

    Locals whose country only the page suggests are of that of the place `here`, where the deed is done;
    authorities are of `home`, where that is given, and those whom police of `beat` deal with, of that. Of
    those `struck` together, the dead are of the country of what was hit: "shelled a Kyrgyz village, killing
    nine people".
    """
    values: list[Actor] = []
    target: Actor | None = None
    reasons: list[Reason] = []
    for span in spans:
        found = context.parties(span)
        country = here.value.country if here.value else None
        guessed = any(r.rule in ("context", "people") for r in found.reasons)
        nowhere = any(r.rule == "stateless" for r in found.reasons)  # "migrants", "foreign fighters"
        for told in found.value:
            unsure = country is not None and not nowhere and (guessed or told.code is None)
            homes = _homes(told, context.names.lexicon.rules.words.peoples)
            settled = bool(homes) and country not in homes  # no Kurds are British for being jailed there
            at_home = country in homes  # "Serb protesters" in Kosovo are of Kosovo
            local = (unsure or at_home) and not settled and not told.name and told.sector in context.locals
            actor = replace(told, code=country) if local else told
            if beat and not nowhere and not told.name and told.sector in context.locals:
                actor = replace(actor, code=beat) if guessed or told.code is None else actor
            inside = any(
                r.span is not None and overlap(r.span, span) for r in found.reasons if "code" in r.field
            )
            ruling = home is not None and not inside and not told.name and told.sector in STATE
            actor = replace(actor, code=home) if ruling else actor
            if target is not None and not inside and not told.name and _belongs(actor, target):
                actor = replace(actor, code=target.code)
                reasons.append(Reason(field=f"{field}.code", rule="struck", span=spans[0]))
            target = target or (actor if struck and actor.code is not None else None)
            if local:
                reasons.extend(replace(r, field=f"{field}.code") for r in here.reasons[:1])
            if all(key_of(actor) != key_of(v) for v in values):
                values.append(actor)
        reasons.extend(
            replace(r, field=field if r.field == "actor" else f"{field}.{r.field}") for r in found.reasons
        )
        if not found.reasons and found.value:
            reasons.append(Reason(field=field, rule="actors.words", span=span))
    return Found(value=tuple(values), reasons=tuple(reasons))


def doers_ground(
    here: Found[Place | None], struck: tuple[Span, ...], context: Context
) -> Found[Place | None]:
    """Give the place that tells of what country the doers are; none where it is only whose people they hit.

    Who attacks a Chadian village is of Chad, but nobody is French for killing two French soldiers.
    """
    if not any(r.rule in THEIRS for r in here.reasons):
        return here
    lexicon = context.names.lexicon
    hit = [a for span in struck for a in context.parties(span).value]
    titles = [a.title for a in hit if a.title]
    things = any(not a.title and a.sector is Sector.GOV for a in hit)  # "shot down a Russian jet"
    nouns = [lexicon.world.roles[key][0] for t in titles if (key := tuple(t.split())) in lexicon.world.roles]
    away = any(title in lexicon.rules.words.away for title in titles)
    foreign = away or things or any(n.kind == "person" for n in nouns)
    return replace(here, value=None) if foreign else here


def _belongs(dead: Actor, target: Actor) -> bool:
    """Whether one of the dead is of the country of what was hit, for all that he is said to be."""
    return dead.code != target.code and dead.sector in DEAD.get(target.sector, ())


def _homes(who: Actor, peoples: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Give the countries of the people that somebody is said to be of."""
    return next((peoples[word] for word in who.text.lower().split() if word in peoples), ())


def opposed(
    actors: Found[tuple[Actor, ...]], facing: frozenset[str]
) -> tuple[Found[tuple[Actor, ...]], Found[tuple[Actor, ...]]]:
    """Put those on the other side who stand there: of "clashes between protesters and police" the police."""
    others = tuple(a for a in actors.value if a.sector in facing)
    if not others or len(others) == len(actors.value):
        return actors, Found(value=())
    reasons = tuple(replace(r, field=r.field.replace("actors", "recipients", 1)) for r in actors.reasons)
    doers = tuple(a for a in actors.value if a not in others)
    return replace(actors, value=doers), Found(value=others, reasons=reasons)


def others_than(spans: tuple[Span, ...], actors: tuple[Actor, ...], context: Context) -> tuple[Span, ...]:
    """Drop recipients that are but a pronoun led back to the doer: nobody beats "them" who are themselves."""
    doers = {key_of(a)[:3] for a in actors}

    def is_doer(span: Span) -> bool:
        if context.parsed.slice(span).lower() not in OBJECTS:
            return False
        return any(key_of(r)[:3] in doers for r in context.parties(span).value)

    return tuple(span for span in spans if not is_doer(span))


def somebody_else(
    spans: tuple[Span, ...], actors: tuple[Actor, ...], context: Context
) -> Found[tuple[Actor, ...]]:
    """Give whom a pronoun means that cannot be the doer: "Iran rejected its offer" is another's offer."""
    doers = frozenset(a.code for a in actors if a.code)
    for span in spans:
        if doers and context.parsed.slice(span).lower() in OBJECTS:
            found = resolve_actors(span, context.parsed, context.names, but=doers)
            if any(a.code is not None for a in found.value):
                reasons = (replace(r, field=f"recipients.{r.field}") for r in found.reasons)
                return Found(value=found.value, reasons=tuple(reasons))
    return Found(value=())


def struck_most(recipients: Found[tuple[Actor, ...]]) -> Found[tuple[Actor, ...]]:
    """Drop a mere place of an attack where people stand beside it: "killed in a raid on Mosul"."""
    people = tuple(r for r in recipients.value if r.sector is not None or r.name)
    return replace(recipients, value=people) if people else recipients


def not_oneself(recipients: Found[tuple[Actor, ...]], actors: tuple[Actor, ...]) -> Found[tuple[Actor, ...]]:
    """Drop the one who acts from those whom he acts on, where the same name stands on both sides."""
    names = {(a.name, a.code) for a in actors if a.name}
    kept = tuple(r for r in recipients.value if (r.name, r.code) not in names)
    return recipients if len(kept) == len(recipients.value) else replace(recipients, value=kept)


def spoken_of(
    recipients: Found[tuple[Actor, ...]], actors: Found[tuple[Actor, ...]]
) -> Found[tuple[Actor, ...]]:
    """Drop recipients that are who speaks: the state as such too, where its government speaks."""
    kept = tuple(
        r
        for r in recipients.value
        if not any(same_actor(r, a) or (not r.name and key_of(r)[:2] == key_of(a)[:2]) for a in actors.value)
    )
    return recipients if len(kept) == len(recipients.value) else replace(recipients, value=kept)


def key_of(actor: Actor) -> tuple[str | None, ...]:
    return actor.code, actor.sector, actor.name, None if actor.name else actor.text.lower()


def same_actor(one: Actor, other: Actor) -> bool:
    """Whether two mentions are the same body or person, not only of the same country.

    A pronoun ("said they would") that the page leads to the same country and sector is the same.
    """
    if one.name and other.name:
        return one.name == other.name
    if one.sector != other.sector or (one.code != other.code and None not in (one.code, other.code)):
        return False
    if one.text.lower() == other.text.lower():
        return one.sector is not None or one.code is not None
    return min(len(one.text), len(other.text)) <= PRONOUN


def overlap(one: Span, other: Span) -> bool:
    return one.part == other.part and one.start < other.end and other.start < one.end
