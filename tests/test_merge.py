"""Reports of one deed, over pages and days, become one deed; what differs is kept side by side."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.records import (
    Actor,
    Amount,
    Attribution,
    DateBasis,
    Deed,
    Event,
    Interval,
    Place,
    Report,
    Ruling,
    Sector,
    Stance,
    Status,
)
from whowhom.stages.agreement import agree, bars, gist_of, may_agree
from whowhom.stages.merge import merge_events, one_deed

MALI = Actor(text="Mali", code="MLI", sector=Sector.GOV)
NIGER = Actor(text="Niger", code="NER", sector=Sector.GOV)
TOGO = Actor(text="Togo", code="TGO", sector=Sector.GOV)
GAO = Place(text="Gao", name="Gao", country="MLI", precision="city")
MOPTI = Place(text="Mopti", name="Mopti", country="MLI", precision="city")


def report(name: str, day: int = 10, **more: object) -> Report:
    """A report of a page and origin of its own, on an attack of Mali on Niger's army in Gao on the 9th."""
    told = {
        "event_id": name,
        "doc_id": f"page-{name}",
        "type": "ASSAULT",
        "mode": None,
        "actors": (MALI,),
        "recipients": (NIGER,),
        "status": Status.OCCURRED,
        "attribution": (),
        "date": Interval(first=date(2024, 5, 9), last=date(2024, 5, 9)),
        "date_basis": DateBasis.STATED,
        "place": GAO,
        "amounts": (),
        "evidence": f"shelled, as {name} tells",
        "trigger": "shelled",
        "part": "text",
        "start": 0,
        "end": 32,
    }
    origin = str(more.pop("origin", f"origin-{name}"))
    event = Event(**(told | more))  # type: ignore[arg-type]
    return Report(event=event, published=date(2024, 5, day), origin_id=origin)


def only(*reports: Report) -> Deed:
    (deed,) = merge_events(reports)
    return deed


def killed(value: float) -> tuple[Amount, ...]:
    return (Amount(value=value, unit="killed", text=f"{value:.0f} killed"),)


# --- one deed or two ------------------------------------------------------------------------------


def test_two_outlets_tell_one_deed() -> None:
    deed = only(report("a"), report("b", 11))
    assert [r.event.event_id for r in deed.reports] == ["a", "b"]
    assert (deed.origins, deed.first_report, deed.last_report) == (2, date(2024, 5, 10), date(2024, 5, 11))


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "MOBILIZE"},
        {"recipients": (TOGO,)},
        {"actors": (TOGO,)},
        {"place": MOPTI},
        {"date": Interval(first=date(2024, 5, 3), last=date(2024, 5, 3))},
        {"mode": "aerial"},
        {"background": True, "date": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_contradicts_is_another_deed(changed: dict[str, object]) -> None:
    assert (
        len(merge_events([report("a", mode="firearms"), report("b", **{"mode": "firearms"} | changed)])) == 2
    )


def test_a_side_left_unsaid_is_no_contradiction() -> None:
    deed = only(report("a"), report("b", actors=()))
    assert deed.actors == (MALI,)


def test_two_events_of_one_page_stay_two() -> None:
    assert len(merge_events([report("a", doc_id="p"), report("b", doc_id="p", start=90)])) == 2


def test_what_a_page_tells_as_planned_and_then_as_done_is_one_deed() -> None:
    plan = report(
        "a", doc_id="p", status=Status.PLANNED, evidence="Mali plans to shell the bridge at Labbezanga"
    )
    done = {"doc_id": "p", "start": 90, "evidence": "Mali shelled the bridge at Labbezanga"}
    assert len(merge_events([plan, report("b", **done)])) == 1
    assert len(merge_events([plan, report("b", **done, status=Status.DENIED)])) == 2
    counted = report(
        "a", doc_id="p", amounts=killed(3), evidence="three died when Mali shelled the Labbezanga bridge"
    )
    assert len(merge_events([counted, report("b", **done, amounts=killed(8))])) == 2


def test_one_sentence_may_tell_two_deeds_of_a_type() -> None:
    raid = {"evidence": "police made an arrest after raiding the house in Sikasso", "type": "COERCE"}
    one, other = (
        report(n, **raid, trigger=t, mode=m)
        for n, t, m in (("a", "arrest", "arrest"), ("b", "raiding", "seize"))
    )
    assert len(merge_events([one, other])) == 2


def test_an_undated_telling_joins_only_near_the_day() -> None:
    near, far = (report("b", day, date=None, date_basis=DateBasis.NONE) for day in (12, 30))
    assert len(merge_events([report("a"), near])) == 1
    assert len(merge_events([report("a"), far])) == 2


def test_daily_attacks_make_no_chain() -> None:
    days = [Interval(first=date(2024, 5, d), last=date(2024, 5, d)) for d in (1, 2, 3, 4)]
    assert len(merge_events(report(f"e{n}", 5, date=day) for n, day in enumerate(days))) == 4


def test_what_one_page_recalls_and_another_reports_of_a_day_is_one_deed() -> None:
    deed = only(report("a"), report("b", 28, background=True))
    assert not deed.background


@pytest.mark.parametrize(
    ("side", "told", "same"),
    [
        ("actors", Actor(text="Malian troops", code="MLI", sector=Sector.MIL), True),
        ("actors", Actor(text="Malian villagers", code="MLI", sector=Sector.CVL), False),
        ("actors", Actor(text="JNIM", code="MLI", sector=Sector.REB, name="JNIM"), False),
        ("recipients", Actor(text="Tiani", code="NER", sector=Sector.GOV, name="Abdourahamane Tiani"), True),
    ],
)
def test_a_state_may_stand_for_its_troops_but_not_for_its_people(side: str, told: Actor, same: bool) -> None:
    assert (len(merge_events([report("a"), report("b", **{side: (told,)})])) == 1) is same


def test_unknown_armed_men_may_be_the_rebels() -> None:
    rebels, armed = (Actor(text=t, code="MLI", sector=s) for t, s in (("r", Sector.REB), ("a", Sector.UAF)))
    assert len(merge_events([report("a", actors=(rebels,)), report("b", actors=(armed,))])) == 1


def test_a_body_and_its_council_act_as_one() -> None:
    union, council = (
        Actor(text=name, code="IGO:AU", sector=Sector.IGO, name=name)
        for name in ("African Union", "Peace and Security Council")
    )
    assert len(merge_events([report("a", actors=(union,)), report("b", actors=(council,))])) == 1


def test_talks_of_several_are_told_of_two_of_them() -> None:
    talks = {"type": "CONSULT", "trigger": "talks"}
    three = report("a", actors=(MALI, NIGER, TOGO), recipients=(), **talks)
    two = report("b", actors=(MALI,), recipients=(NIGER,), **talks)
    alone = report("c", actors=(MALI,), recipients=(), **talks)
    mutual = frozenset({"CONSULT"})
    assert len(merge_events([three, two], mutual=mutual)) == 1
    assert len(merge_events([three, alone], mutual=mutual)) == 2


# --- told in the same words -----------------------------------------------------------------------

VAGUE = {"date": None, "date_basis": DateBasis.NONE, "place": None, "recipients": ()}
MARKET = "gunmen on motorcycles stormed the cattle market at Ansongo"


def test_an_undated_telling_joins_by_its_wording() -> None:
    one = report("a", evidence=MARKET, trigger="stormed", **VAGUE)
    like = report(
        "b", evidence=f"the cattle market at Ansongo, which {MARKET[:20]} stormed", trigger="stormed", **VAGUE
    )
    other = report("b", evidence="a convoy of lorries was set alight near Douentza", **VAGUE)
    assert len(merge_events([one, like])) == 1
    assert len(merge_events([one, other])) == 2


def test_what_is_told_in_the_same_words_is_one_deed_whoever_the_reader_took_it_for() -> None:
    more = VAGUE | {"evidence": "he warned that the bridge at Markala would be blown up by Sunday"}
    one, other = report("a", **more), report("b", 11, **more | {"actors": (TOGO,), "recipients": (MALI,)})
    assert len(merge_events([one, other])) == 1


def test_told_alike_of_one_country_it_is_one_whichever_of_its_forces_the_reader_took_it_for() -> None:
    police, troops = (Actor(text="the force", code="MLI", sector=s) for s in (Sector.COP, Sector.MIL))
    one = report("a", actors=(police,), evidence="the force was searching fishing boats off Mopti")
    alike = report("b", actors=(troops,), evidence="it was searching the fishing boats moored off Mopti")
    other = report("b", actors=(troops,), evidence="it was burning huts in the hills")
    assert len(merge_events([one, alike])) == 1
    assert len(merge_events([one, other])) == 2


@pytest.mark.parametrize(("day", "origin", "deeds"), [(11, "b", 2), (11, "a", 1), (29, "a", 2)])
def test_the_same_words_of_other_days_are_another_deed_unless_in_a_copy(
    day: int, origin: str, deeds: int
) -> None:
    one = report("a", evidence=MARKET, origin="a")
    day_before = Interval(first=date(2024, 5, 8), last=date(2024, 5, 8))
    other = report("b", day, evidence=MARKET, origin=origin, date=day_before)
    assert len(merge_events([one, other])) == deeds


def test_a_place_that_only_the_page_gives_does_not_part_what_is_told_alike() -> None:
    inherited = report("b", evidence=MARKET.replace("cattle", "livestock"), place=MOPTI)
    assert len(merge_events([report("a", evidence=MARKET), inherited])) == 1
    here, there = (
        "gunmen on motorcycles raided a market near Gao",
        "gunmen on horses raided a market near Mopti",
    )
    assert len(merge_events([report("a", evidence=here), report("b", evidence=there, place=MOPTI)])) == 2


def test_a_report_joins_the_deed_that_it_agrees_with_most() -> None:
    raid = report("a", mode="firearms", evidence="shot dead at a well")
    market = report("b", evidence=MARKET, doc_id="page-a", start=200)
    deeds = merge_events([raid, market, report("c", evidence=MARKET)])
    assert {tuple(r.event.event_id for r in deed.reports) for deed in deeds} == {("a",), ("b", "c")}


# --- pages of one story ---------------------------------------------------------------------------


def test_that_some_were_killed_is_not_one_deed_throughout_a_story() -> None:
    victims = VAGUE | {"actors": (), "recipients": (NIGER,), "trigger": "killed"}
    one = report("a", evidence="herders were killed", **victims)
    other = report("b", evidence="more herders were killed", **victims)
    runs = {"page-a": frozenset({1, 2}), "page-b": frozenset({1, 2})}
    assert len(merge_events([one, other], names=runs)) == 2


def test_pages_of_one_story_need_less_to_tell_one_deed() -> None:
    one = report("a", evidence="soldiers of Barkhane left Tessalit", trigger="left", **VAGUE)
    other = report("b", evidence="the soldiers have left Tessalit", trigger="left", **VAGUE)
    assert len(merge_events([one, other])) == 2
    runs = {"page-a": frozenset({1, 2, 3}), "page-b": frozenset({2, 3, 4})}
    assert len(merge_events([one, other], names=runs)) == 1
    assert len(merge_events([one, other], names={"page-a": frozenset({1, 2}), "page-b": frozenset({2})})) == 2


# --- what the deed takes from its reports ---------------------------------------------------------


def test_differing_tolls_stand_side_by_side_and_most_origins_choose() -> None:
    deed = only(
        *(report(f"a{n}", amounts=killed(14)) for n in range(3)),
        *(report(f"b{n}", 11, amounts=killed(15)) for n in range(5)),
    )
    assert [(c.value, c.origins, c.chosen) for c in deed.counts] == [(14, 3, False), (15, 5, True)]
    (amount,) = deed.amounts
    assert (amount.value, amount.low, amount.high) == (15, 14, 15)


def test_forty_copies_of_one_wire_story_are_one_origin() -> None:
    copies = [report(f"c{n}", origin="wire", amounts=killed(14)) for n in range(40)]
    deed = only(*copies, report("x", amounts=killed(9)), report("y", amounts=killed(9)))
    assert (len(deed.reports), deed.origins) == (42, 3)
    assert [(c.value, c.chosen) for c in deed.counts] == [(9, True), (14, False)]


def test_planned_on_monday_occurred_on_friday_is_one_deed_with_its_history() -> None:
    deed = only(report("a", 6, status=Status.PLANNED), report("b", 10))
    assert deed.status is Status.OCCURRED
    assert [(t.day, t.status) for t in deed.turns] == [
        (date(2024, 5, 6), Status.PLANNED),
        (date(2024, 5, 10), Status.OCCURRED),
    ]


def test_a_denial_stands_beside_the_claim() -> None:
    link = Attribution(source=MALI, cue="denied", stance=Stance.DENIES)
    deed = only(report("a"), report("b", 11, status=Status.DENIED, attribution=(link,)))
    assert (deed.status, deed.attribution) == (Status.OCCURRED, (link,))


def test_what_all_deny_is_denied() -> None:
    assert only(report("a", status=Status.DENIED)).status is Status.DENIED


def test_each_report_says_why_it_belongs() -> None:
    deed = only(report("a"), report("b", 11))
    why = {j.event_id: (j.anchor_id, j.agree) for j in deed.joined}
    assert why == {"a": ("a", ("anchor",)), "b": ("a", ("type", "who", "whom", "days", "place", "words"))}


# --- the user's rulings ---------------------------------------------------------------------------


def test_a_ruling_parts_what_was_merged_and_joins_what_was_not() -> None:
    a, b = report("a"), report("b", 11)
    assert len(merge_events([a, b], [Ruling(one="a", other="b", same=False)])) == 2
    c = report("c", recipients=(TOGO,))
    assert len(merge_events([a, c], [Ruling(one="a", other="c", same=True)])) == 1


def same(one: str, other: str) -> Ruling:
    return Ruling(one=one, other=other, same=True)


def apart(one: str, other: str) -> Ruling:
    return Ruling(one=one, other=other, same=False)


def members(deeds: tuple[Deed, ...]) -> list[set[str]]:
    return sorted(({r.event.event_id for r in d.reports} for d in deeds), key=min)


def test_two_deeds_ruled_one_keep_all_their_reports() -> None:
    here, there = [report("a"), report("b", 11)], [report("x", actors=(TOGO,)), report("y", actors=(TOGO,))]
    (deed,) = merge_events([*here, *there], [same("a", "x")])
    why = {j.event_id: (j.anchor_id, j.agree[0]) for j in deed.joined}
    assert why == {"a": ("a", "anchor"), "b": ("a", "type"), "x": ("a", "ruling"), "y": ("x", "type")}


def test_what_comes_later_joins_deeds_ruled_one_as_it_would_have_joined_either() -> None:
    told = [report("a"), report("x", actors=(TOGO,))]
    assert len(merge_events([*told, report("z", 12, actors=(TOGO,))], [same("a", "x")])) == 1


def test_a_split_holds_against_what_is_told_more_fully_later() -> None:
    told = [report("a"), report("b", 11), report("fuller", 12, amounts=killed(3), mode="aerial")]
    assert members(merge_events(told, [apart("a", "b")])) == [{"a", "fuller"}, {"b"}]


def test_a_report_is_moved_from_one_deed_to_another() -> None:
    told = [report("a"), report("b", 11), report("x", actors=(TOGO,)), report("y", actors=(TOGO,))]
    rulings = [apart("a", "b"), same("b", "x")]
    assert members(merge_events(told, rulings)) == [{"a"}, {"b", "x", "y"}]


def test_two_events_of_one_page_are_one_where_it_is_ruled_so() -> None:
    told = [report("a", doc_id="p"), report("b", doc_id="p", start=90)]
    assert len(merge_events(told, [same("a", "b")])) == 1


def test_what_bars_two_reports_is_told() -> None:
    one = report("a", mode="firearms")
    assert bars(one, report("b", mode="aerial", place=MOPTI)) == ("mode", "place")
    assert bars(one, report("b", recipients=(TOGO,), actors=(TOGO,))) == ("who", "whom")
    assert bars(one, report("b", actors=(), recipients=(), place=None)) == ("little",)
    assert bars(one, report("b", 11)) == ()


# --- laws -----------------------------------------------------------------------------------------

REPORTS = [
    report("a"),
    report("b", 11, amounts=killed(3)),
    report("c", 11, date=None, date_basis=DateBasis.NONE),
    report("d", 12, place=MOPTI),
    report("e", 12, recipients=(TOGO,)),
    report("f", 9, status=Status.PLANNED, place=None),
    report("g", 20, background=True),
]


@settings(max_examples=40, deadline=None)
@given(st.permutations(REPORTS))
def test_the_order_of_reports_does_not_matter(order: list[Report]) -> None:
    assert merge_events(order) == merge_events(REPORTS)


SIDES = st.lists(
    st.sampled_from([MALI, NIGER, TOGO, Actor(text="gunmen", sector=Sector.UAF), Actor(text="rebels")]),
    max_size=2,
    unique=True,
).map(tuple)
TOLD = st.builds(
    lambda who, whom, trigger, evidence: report(
        "a", actors=who, recipients=whom, trigger=trigger, evidence=evidence
    ),
    SIDES,
    SIDES,
    st.sampled_from(["shelled", "shelling of", "fired"]),
    st.sampled_from(["Mali shelled Niger's army in Gao", "Mali shelled its army in Gao", "he fired on it"]),
)


@settings(max_examples=300)
@given(TOLD, TOLD, st.sampled_from([frozenset(), frozenset({"ASSAULT"})]))
def test_what_is_not_compared_would_not_agree(one: Report, other: Report, mutual: frozenset[str]) -> None:
    worth = may_agree(gist_of(one, mutual), gist_of(other, mutual))
    assert worth or not agree(one, other, mutual)


@given(st.sampled_from(REPORTS), st.sampled_from(REPORTS))
def test_two_reports_agree_or_something_bars_them(one: Report, other: Report) -> None:
    assert bool(agree(one, other)) == (not bars(one, other))


PAIRS = st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg"), st.booleans())


@settings(max_examples=100, deadline=None)
@given(st.lists(PAIRS, max_size=6), st.permutations(REPORTS))
def test_rulings_that_agree_all_hold_in_any_order(
    pairs: list[tuple[str, str, bool]], order: list[Report]
) -> None:
    rulings: list[Ruling] = []
    for one, other, is_same in pairs:
        mates = one_deed(one, rulings), one_deed(other, rulings)
        torn = any({r.one, r.other} & mates[0] and {r.one, r.other} & mates[1] for r in rulings if not r.same)
        if one != other and not torn and not (not is_same and other in mates[0]):
            rulings.append(Ruling(one=one, other=other, same=is_same))
    deeds = merge_events(order, rulings)
    where = {r.event.event_id: d.deed_id for d in deeds for r in d.reports}
    assert len(where) == len(REPORTS)
    assert all((where[r.one] == where[r.other]) == r.same for r in rulings)
    assert deeds == merge_events(REPORTS, rulings)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(REPORTS)))
def test_each_report_is_in_one_deed_and_none_is_lost(reports: list[Report]) -> None:
    told = [r.event.event_id for deed in merge_events(reports) for r in deed.reports]
    assert sorted(told) == sorted({r.event.event_id for r in reports})
