"""Who dies in an accident is no victim of a deed; who dies in an attack is."""

from __future__ import annotations

import pytest

from whowhom.pipeline import Coder
from whowhom.records import Page
from whowhom.rulebook.mishaps import MishapCase, load_mishaps
from whowhom.stages.mishaps import tells_mishap

CASES = load_mishaps().case


def page(case: MishapCase) -> Page:
    return Page.from_text(case.text, title=case.title, published="2021-02-24")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_mishap_is_told_from_violence(case: MishapCase, coder: Coder) -> None:
    (parsed,) = coder.parse([page(case)])
    assert tells_mishap(parsed, load_mishaps()) is case.mishap


def test_the_dead_of_a_mishap_are_no_event_and_those_of_an_attack_are(coder: Coder) -> None:
    unsaid = {case.id: [e.type for e in coder.code(page(case)).events if not e.actors] for case in CASES}
    assert "ASSAULT" not in [*unsaid["tram"], *unsaid["quake"]]
    assert "ASSAULT" in unsaid["crash_after_attack"]


def test_a_deed_with_a_doer_stays_also_in_a_page_on_a_mishap(coder: Coder) -> None:
    text = "Nine people died in the flood in Sylhet. Police beat two reporters in Dhaka on Monday."
    events = coder.code(Page.from_text(text, title="Flood hits Sylhet", published="2021-02-24")).events
    assert [(e.type, e.mode) for e in events] == [("ASSAULT", "beat")]


def test_the_driver_who_is_held_after_a_mishap_is_no_event(coder: Coder) -> None:
    text = "Seven died as a tram derailed in Graz. Police arrested the driver. Police arrested a minister."
    events = coder.code(Page.from_text(text, title="Tram derails in Graz", published="2021-02-24")).events
    assert [e.recipients[0].sector for e in events] == ["GOV"]


def test_who_looks_into_a_crash_has_killed_nobody(coder: Coder) -> None:
    text = "A plane crash killed nine in Peru. Investigators look into what made it crash, killing nine."
    page = Page(doc_id="p", title="Plane crash in Peru", text=text)
    assert [e for e in coder.code(page).events if e.type == "ASSAULT"] == []
