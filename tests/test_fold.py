"""Repeated tellings of one deed become one event; what differs stays apart, in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from conftest import Code
from whowhom.records import (
    Actor,
    Amount,
    DateBasis,
    Event,
    Interval,
    Place,
    Reason,
    Sector,
    Span,
    Status,
)
from whowhom.stages.fold import Folds, fold_events

TOGO = Actor(text="Togo", code="TGO", sector=Sector.GOV)
GHANA = Actor(text="Ghana", code="GHA", sector=Sector.GOV)
BENIN = Actor(text="Benin", code="BEN", sector=Sector.GOV)
ACCRA = Place(text="Accra", name="Accra", country="GHA", precision="city")
KUMASI = Place(text="Kumasi", name="Kumasi", country="GHA", precision="city")
IN_GHANA = Place(text="Ghana", name="Ghana", country="GHA", precision="country")
IN_TOGO = Place(text="Togo", name="Togo", country="TGO", precision="country")


def days(first: int, last: int) -> Interval:
    """Days of February 2021."""
    return Interval(first=date(2021, 2, first), last=date(2021, 2, last))


def killed(value: float) -> tuple[Amount, ...]:
    return (Amount(value=value, unit="killed", text=f"{value:g} people"),)


def telling(start: int, **facts: Any) -> Event:
    """A telling of Togo's attack on Ghana, at a place of the page; `facts` say what is different."""
    trigger = str(facts.get("trigger", "attacked"))
    at = Span(part="text", start=start + 5, end=start + 5 + len(trigger))
    event = Event(
        event_id="",
        doc_id="page",
        type="ASSAULT",
        mode=None,
        actors=(TOGO,),
        recipients=(GHANA,),
        status=Status.OCCURRED,
        attribution=(),
        date=None,
        date_basis=DateBasis.NONE,
        place=None,
        amounts=(),
        evidence=f"evidence at {start}",
        trigger=trigger,
        part="text",
        start=start,
        end=start + 40,
        reasons=(Reason(field="type", rule="ASSAULT.attack", span=at),),
    )
    return replace(event, **facts)


# --- one deed -------------------------------------------------------------------------------------

SAME: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("told in the same words", {}, {}),
    ("by another form of the word", {"trigger": "attack"}, {"trigger": "attacked"}),
    ("with the doer left unsaid", {}, {"actors": ()}),
    ("with the receiver left unsaid", {}, {"recipients": ()}),
    ("with its mode left unsaid", {"mode": "aerial"}, {}),
    ("with its day left unsaid", {"date": days(22, 22)}, {}),
    ("on a day of the same week", {"date": days(22, 22)}, {"date": days(20, 26)}),
    ("with its place left unsaid", {"place": ACCRA}, {}),
    ("in a city, and in its country", {"place": ACCRA}, {"place": IN_GHANA}),
    ("with its dead left uncounted", {"amounts": killed(6)}, {}),
    ("with the same dead", {"amounts": killed(6)}, {"amounts": killed(6)}),
]


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_one_deed(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert len(fold_events([telling(0, **one), telling(100, **other)])) == 1
    assert len(fold_events([telling(0, **other), telling(100, **one)])) == 1


APART: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("another type", {}, {"type": "COERCE"}),
    ("another doer", {}, {"actors": (BENIN,)}),
    ("another receiver", {}, {"recipients": (BENIN,)}),
    ("done back", {}, {"actors": (GHANA,), "recipients": (TOGO,)}),
    ("one doer more", {}, {"actors": (TOGO, BENIN)}),
    ("another mode", {"mode": "aerial"}, {"mode": "explosives"}),
    ("another day", {"date": days(22, 22)}, {"date": days(23, 23)}),
    ("another city", {"place": ACCRA}, {"place": KUMASI}),
    ("another country", {"place": ACCRA}, {"place": IN_TOGO}),
    ("other dead", {"amounts": killed(6)}, {"amounts": killed(9)}),
    ("a denial", {}, {"status": Status.DENIED}),
    ("a plan", {}, {"status": Status.PLANNED}),
    ("other words", {}, {"trigger": "shelled"}),
]


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in APART], ids=[row[0] for row in APART])
def test_two_deeds(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert len(fold_events([telling(0, **one), telling(100, **other)])) == 2


def test_named_persons_of_a_country_are_told_apart() -> None:
    one = Actor(text="Afi Mensah", code="TGO", sector=Sector.GOV, name="Afi Mensah")
    other = Actor(text="Kodjo Amavi", code="TGO", sector=Sector.GOV, name="Kodjo Amavi")
    assert len(fold_events([telling(0, actors=(one,)), telling(100, actors=(other,))])) == 2


def test_one_sentence_with_two_words_for_the_deed_is_one() -> None:
    # "attacked the camp, killing nine"
    killing = telling(10, trigger="killing", amounts=killed(9))
    (event,) = fold_events([telling(0), killing])
    assert event.amounts == killed(9)


def spoken_of(noun: dict[str, Any], *, echoes: str = "") -> int:
    """Fold Togo's attack on Ghana and a noun behind it; how many deeds there are."""
    event = telling(100, trigger="offensive", recipients=(), status=Status.PLANNED, **noun)
    (span,) = (r.span for r in event.reasons if r.span is not None)
    folds = Folds(echoes=frozenset({echoes}), nouns=frozenset({span}))
    return len(fold_events([telling(0, trigger="attacked"), event], folds))


def test_a_noun_speaks_of_the_deed() -> None:
    # "Togo attacked Ghana ... before its offensive"
    assert spoken_of({}, echoes="ASSAULT") == 1
    assert spoken_of({"actors": (BENIN,)}, echoes="ASSAULT") == 2
    assert spoken_of({"amounts": killed(6)}, echoes="ASSAULT") == 2
    assert spoken_of({"date": days(22, 22), "date_basis": DateBasis.STATED}, echoes="ASSAULT") == 2


def test_where_nouns_are_many_the_word_must_be_the_same() -> None:
    assert spoken_of({}) == 2


# --- what is kept ---------------------------------------------------------------------------------


def test_the_fullest_telling_is_the_evidence() -> None:
    full = telling(100, date=days(22, 22), place=ACCRA)
    (event,) = fold_events([telling(0), full])
    assert (event.start, event.evidence) == (100, "evidence at 100")


def test_of_two_as_full_the_first_is_the_evidence() -> None:
    (event,) = fold_events([telling(100), telling(0)])
    assert event.start == 0


def test_what_is_left_unsaid_is_taken_from_the_other() -> None:
    full = telling(0, date=days(22, 22), date_basis=DateBasis.STATED, mode="aerial")
    other = telling(100, amounts=killed(6))
    (event,) = fold_events([full, other])
    assert (event.start, event.date, event.date_basis) == (0, days(22, 22), DateBasis.STATED)
    assert (event.mode, event.amounts) == ("aerial", killed(6))


def test_a_date_is_taken_with_its_basis() -> None:
    full = telling(0, mode="aerial", place=ACCRA, amounts=killed(6))
    dated = telling(100, date=days(22, 22), date_basis=DateBasis.STATED)
    (event,) = fold_events([full, dated])
    assert (event.start, event.date, event.date_basis) == (0, days(22, 22), DateBasis.STATED)


def test_the_other_telling_is_a_reason() -> None:
    (event,) = fold_events([telling(0), telling(100)])
    (again,) = [r for r in event.reasons if r.field == "told_again"]
    assert again.span == Span(part="text", start=100, end=140)


def test_reasons_go_with_what_is_taken() -> None:
    why = Reason(field="amounts", rule="amounts.killed", span=Span(part="text", start=110, end=115))
    other = telling(100, amounts=killed(6))
    full = telling(0, mode="aerial", date=days(22, 22))
    (event,) = fold_events([full, replace(other, reasons=(*other.reasons, why))])
    assert why in event.reasons
    assert [r.field for r in event.reasons].count("type") == 1


# --- order ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_any_order_of_tellings_gives_the_same_deeds(order: tuple[int, ...]) -> None:
    tellings = [
        telling(0),
        telling(100, date=days(22, 22)),
        telling(200, actors=(BENIN,)),
        telling(300, status=Status.DENIED),
    ]
    expected = fold_events(tellings)
    assert [event.start for event in expected] == [0, 200, 300]
    assert fold_events([tellings[n] for n in order]) == expected


def test_nothing_folds_to_nothing() -> None:
    assert fold_events([]) == ()


def test_folding_again_changes_nothing() -> None:
    once = fold_events([telling(0), telling(100), telling(200, actors=(BENIN,))])
    assert fold_events(once) == once


# --- in pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "deeds"),
    [
        ("Togo attacked Ghana. Togo's attack on Ghana was short.", 1),
        ("Togo attacked Ghana on Monday. The sun shone. Togo attacked Ghana, officials said.", 1),
        ("Togo attacked the camp, killing nine people.", 1),
        ("Togo attacked Ghana. Ghana attacked Togo.", 2),
        ("Togo attacked Ghana on Monday. Togo attacked Ghana on Tuesday.", 2),
        ("Togo attacked Ghana. Togo will attack Ghana.", 2),
    ],
)
def test_pages(code: Code, text: str, deeds: int) -> None:
    found = [event for event in code(text).events if event.type == "ASSAULT"]
    assert len(found) == deeds, [(e.trigger, e.evidence) for e in found]


ATTACK = "A gunman killed nine people in a cafe in Graz, Austria. Dozens were wounded in the attack. "


@pytest.mark.parametrize(
    ("more", "deeds"),
    [
        ("The man fired into the crowd from the street.", 1),
        ("Police shot the man dead. The attacker was killed by police, officials said.", 2),
        ("In 2015 gunmen killed 130 people in Paris.", 2),  # another day and place
        ("Troops shelled a village in Chad.", 2),  # an army does it
    ],
)
def test_a_page_on_an_attack_tells_it_once(more: str, deeds: int, code: Code) -> None:
    assert len([e for e in code(ATTACK + more).events if e.type == "ASSAULT"]) == deeds


@pytest.mark.parametrize(
    ("text", "deeds"),
    [
        ("A Kenyan teacher was jailed in Chad. The Kenyan teacher Joyce Otieno was jailed on Monday.", 1),
        ("Joyce Otieno was jailed in Chad. Tom Kamau was jailed in Chad.", 2),
    ],
)
def test_whom_a_page_describes_it_may_name_elsewhere(text: str, deeds: int, code: Code) -> None:
    page = f"{text} Chad's army condemned the rebels. Kenya and Chad imposed sanctions on Libya."
    assert len([e for e in code(page).events if e.type == "COERCE"]) == deeds
