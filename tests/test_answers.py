"""Deeds that answer another told before, or take it back, and name nobody themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from whowhom import load_coder
from whowhom.records import Event, Page

Code = Callable[[str], tuple[Event, ...]]


@pytest.fixture(scope="module")
def code() -> Code:
    """Code a text of 16 May 2023."""
    coder = load_coder(min_confidence=0)
    return lambda text: coder.code(Page.from_text(text, published="2023-05-16")).events


def of(events: tuple[Event, ...], kind: str) -> Event:
    """Give the one event of a type."""
    (event,) = (e for e in events if e.type == kind)
    return event


def test_who_refuses_refuses_whoever_asked_him(code: Code) -> None:
    events = code("The Peruvian opposition called on President Dina Boluarte to resign, but she refused.")
    refusal = of(events, "REJECT")
    assert [(r.code, r.sector) for r in refusal.recipients] == [("PER", "OPP")]
    assert refusal.mode == "yield"
    assert any(r.rule == "answers.REQUEST" and r.span is not None for r in refusal.reasons)


def test_who_was_not_asked_refuses_nobody_known(code: Code) -> None:
    events = code(
        "Ghana urged Togo to free two pilots. In a speech about wages, the president of Chile refused."
    )
    assert of(events, "REJECT").recipients == ()


def test_an_old_request_is_not_answered(code: Code) -> None:
    filler = "The rains were late. Prices rose. The harvest failed. "
    events = code(f"Ghana urged Togo to free two pilots. {filler}Togo refused.")
    assert of(events, "REJECT").recipients == ()


def test_measures_are_eased_for_those_on_whom_they_were_put(code: Code) -> None:
    events = code("In March Norway imposed sanctions on Mali. Norway eased the measures in May.")
    assert [r.code for r in of(events, "CONCEDE").recipients] == ["MLI"]


def test_somebody_elses_measures_are_not_taken_back(code: Code) -> None:
    events = code("In March Norway imposed sanctions on Mali. Peru eased the measures in May.")
    assert of(events, "CONCEDE").recipients == ()


def test_a_state_that_builds_at_home_gives_no_aid(code: Code) -> None:
    assert not [e for e in code("The government of Peru will build a hospital in Lima.") if e.type == "AID"]
    assert [e for e in code("The government of Japan will build a hospital in Lima.") if e.type == "AID"]


def test_a_visit_is_an_officials(code: Code) -> None:
    visit = "Chancellor Olaf Scholz will travel to Nairobi in June."
    assert [e.mode for e in code(visit) if e.type == "CONSULT"] == ["visit"]
    assert not [e for e in code("Kenyan singer Ann Muthoni will travel to Oslo.") if e.type == "CONSULT"]


def test_of_what_no_plans_are_made_for_nobody_means_to_do_it(code: Code) -> None:
    (event,) = code("Turkey had no plans to arrest Kenyan journalists.")
    assert event.status == "denied"


def test_threats_befall_whom_the_deed_would_befall(code: Code) -> None:
    threat = of(code("Kenya threatened on Friday to fire rockets at Somalia's main port."), "THREATEN")
    assert [r.code for r in threat.recipients] == ["SOM"]


def test_a_crowd_marches_against_the_government_of_its_own_country(code: Code) -> None:
    events = code(
        "Chilean President Gabriel Boric met Bolivian leader Luis Arce in Santiago. "
        "In May thousands of people marched through Lima against the government."
    )
    march = of(events, "PROTEST")
    assert [r.code for r in march.recipients] == ["PER"]


def test_troops_sent_to_a_border_of_ones_own_befall_nobody(code: Code) -> None:
    (event,) = code("Gambia will send 300 soldiers to its southern border in June.")
    assert event.type == "MOBILIZE"
    assert event.recipients == ()


def test_the_marchers_are_who_marched_before(code: Code) -> None:
    events = code("Opposition supporters marched in Tunis on Monday. Police fired tear gas at the marchers.")
    attack = of(events, "ASSAULT")
    assert [(r.code, r.sector) for r in attack.recipients] == [("TUN", "OPP")]
    assert any(r.rule == "crowd.told_before" and r.span is not None for r in attack.reasons)


def test_eleven_marchers_may_be_others(code: Code) -> None:
    events = code(
        "Opposition supporters marched in Tunis on Monday. Police arrested 11 demonstrators in Sfax."
    )
    assert [(r.code, r.sector) for r in of(events, "COERCE").recipients] == [("TUN", "CVL")]


def test_a_march_against_the_visit_is_against_the_visitor(code: Code) -> None:
    events = code("President Lula of Brazil visited Bolivia. Farmers marched in La Paz against the visit.")
    assert [r.code for r in of(events, "PROTEST").recipients] == ["BRA"]


def test_sanctions_in_response_to_a_launch_are_on_who_launched(code: Code) -> None:
    events = code(
        "Iran fired a rocket over the desert on Monday. The European Union threatened to impose sanctions in "
        "response to the launch."
    )
    assert [r.code for r in of(events, "THREATEN").recipients] == ["IRN"]


def test_a_launch_of_nobody_told_moves_against_nobody(code: Code) -> None:
    events = code("The European Union threatened to impose sanctions in response to any launch of rockets.")
    assert all(not r.rule.startswith("answers.") for event in events for r in event.reasons)


def test_who_speaks_for_a_state_denies_what_its_forces_did(code: Code) -> None:
    events = code(
        "Serbian forces detained three Kosovo police officers. President Vucic of Serbia denied that the men "
        "had been abducted."
    )
    denied = of(events, "ASSAULT")
    assert [(a.code, a.sector) for a in denied.actors] == [("SRB", "MIL")]


def test_who_denies_a_deed_of_others_has_not_done_it(code: Code) -> None:
    events = code(
        "Gunmen detained three Kosovo police officers. Serbia denied that the men had been abducted."
    )
    assert all(a.code != "SRB" for a in of(events, "ASSAULT").actors)


def test_a_step_condemned_was_taken_by_whoever_is_told_before_it(code: Code) -> None:
    events = code(
        "President Kais Saied dissolved parliament in March, a step condemned by the party Ennahda."
    )
    assert [r.code for r in of(events, "ACCUSE").recipients] == ["TUN"]


@pytest.mark.parametrize(
    ("text", "kind", "whom"),
    [
        ("Norway donated two trucks to Togo. Benin dismissed the gift as propaganda.", "ACCUSE", ["NOR"]),
        ("Danish troops left Iraq in May, a concession that Oman deplored.", "ACCUSE", ["DNK"]),
        ("Turkey deployed two warships off Cyprus. Nicosia protested.", "ACCUSE", ["TUR"]),
        (
            "Morocco welcomed the decision by Malta to open a consulate, while Algeria condemned the move.",
            "ACCUSE",
            ["MLT"],
        ),
        (
            "The Omani minister said the ports were safe. Bahraini officials called the remark shameful.",
            "ACCUSE",
            ["OMN"],
        ),
        (
            "Cuba denounced the ban on cruise ships. The United States had imposed the ban on Tuesday.",
            "ACCUSE",
            ["USA"],
        ),
        ("Egypt offered talks to Ethiopia. Addis Ababa rejected the offer.", "REJECT", ["EGY"]),
    ],
)
def test_what_is_judged_by_its_noun_was_done_or_said_by_somebody(
    text: str, kind: str, whom: list[str], code: Code
) -> None:
    assert [r.code for r in of(code(text), kind).recipients] == whom


def test_a_protest_with_an_object_is_not_about_what_was_told_before(code: Code) -> None:
    events = code("Turkey deployed two warships off Cyprus. Nicosia protested against the price of gas.")
    assert of(events, "ACCUSE").recipients == ()


def test_a_refusal_has_the_mode_of_what_was_asked(code: Code) -> None:
    events = code("Nepal asked Bhutan to free 60 prisoners. Bhutan turned down the request by Nepal.")
    assert of(events, "REJECT").mode == "yield"
