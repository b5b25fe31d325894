"""A denial is tied to the deed that it denies, told elsewhere in the page."""

from __future__ import annotations

import pytest

from conftest import Code
from whowhom.pipeline import Coder
from whowhom.records import DateBasis, Event, Page, Span, Stance, Status
from whowhom.stages.denials import REACH, Denial, deed_denied, read_denials
from whowhom.stages.predications import Syntax


def denied(code: Code, text: str) -> list[Event]:
    return [event for event in code(text).events if event.status is Status.DENIED]


# --- the whole way --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "type", "cue"),
    [
        ("Togo shelled a village in Ghana. Togo denied the report.", "ASSAULT", "denied"),
        ("Togo shelled a village in Ghana. Togo's government denied the report.", "ASSAULT", "denied"),
        ("Ghana accused Togo of shelling a village. Togo denied the accusation.", "ASSAULT", "denied"),
        ("Ghana accused Togo of shelling a village. Togo rejected the allegations.", "ASSAULT", "rejected"),
        ("Togo imposed sanctions on Ghana. It rained. Togo disputed the claim.", "SANCTION", "disputed"),
    ],
)
def test_the_denier_says_that_it_is_not_so(code: Code, text: str, type: str, cue: str) -> None:
    (event,) = denied(code, text)
    (link,) = event.attribution
    assert (event.type, link.source.code, link.cue, link.stance) == (type, "TGO", cue, Stance.DENIES)
    assert [actor.code for actor in event.actors] == ["TGO"]


def test_the_deed_stays_beside_its_denial(code: Code) -> None:
    events = code("Togo shelled a village in Ghana. Togo denied the report.").events
    assert [(event.trigger, event.status) for event in events] == [
        ("shelled", Status.OCCURRED),
        ("denied", Status.DENIED),
    ]
    assert len({event.event_id for event in events}) == 2


def test_the_denial_proves_itself(code: Code) -> None:
    coded = code("Togo shelled a village in Ghana on Monday. Togo denied the report.")
    event = coded.events[-1]
    assert event.evidence == "Togo denied the report"
    assert coded.page.text[event.start : event.end] == event.evidence
    assert (event.date, event.date_basis, event.amounts) == (None, DateBasis.NONE, ())
    fields = {r.field for r in event.reasons if r.rule == "denials.told_elsewhere"}
    assert fields == {"status", "attribution"}


def test_the_nearest_deed_is_the_one_denied(code: Code) -> None:
    text = "Togo shelled a village in Ghana. Togo expelled two envoys of Ghana. Togo denied the report."
    assert [event.type for event in denied(code, text)] == ["SANCTION"]


@pytest.mark.parametrize(
    "text",
    [
        "Togo shelled a village in Ghana. Ghana denied the report.",  # no party that did it
        "Togo shelled a village in Ghana. Togo denied entry to the envoys.",  # no claim
        "Togo denied the report.",  # nothing told
        "Togo denied the report. Togo shelled a village in Ghana.",  # told after it
        "Togo shelled a village in Ghana. " + "The sun shone. " * (REACH + 1) + "Togo denied the report.",
        "Togo shelled a village in Ghana. Togo confirmed the report.",
    ],
)
def test_near_misses(code: Code, text: str) -> None:
    assert denied(code, text) == []


def test_what_is_denied_already_is_not_denied_again(code: Code) -> None:
    assert len(denied(code, "Togo denied that it had shelled the village. Togo rejected the report.")) == 1


# --- reading denials ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Togo denied the report.", [("Togo", "denied", "Togo denied the report")]),
        (
            "Togo and Benin rejected the claims.",
            [("Togo and Benin", "rejected", "Togo and Benin rejected the claims")],
        ),
        ("Togo denied that it shelled the village.", []),  # its deed stands in it
        ("Togo rejected the offer.", []),
        ("Togo repeated the claims.", []),
        ("The report was denied.", []),  # by nobody who is named
    ],
)
def test_denials_are_read_with_who_and_where(
    coder: Coder, text: str, found: list[tuple[str, str, str]]
) -> None:
    (parsed,) = coder.parse([Page.from_text(text)])
    denials = read_denials(parsed, Syntax(parsed.text, coder.rules.predicates), coder.rules.status)
    got = [(parsed.slice(d.who), parsed.slice(d.cue), parsed.slice(d.evidence)) for d in denials]
    assert got == found


# --- which deed -----------------------------------------------------------------------------------

NOWHERE = Span(part="text", start=0, end=1)


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ([], None),
        ([(9, True)], 0),
        ([(10, True)], 0),  # in the same sentence
        ([(11, True)], None),  # after it
        ([(9, False)], None),  # not the denier's deed
        ([(10 - REACH, True)], 0),
        ([(10 - REACH - 1, True)], None),  # too far
        ([(8, True), (9, True), (9, False)], 1),  # the nearest of its own
    ],
)
def test_the_deed_denied(told: list[tuple[int, bool]], number: int | None) -> None:
    denial = Denial(who=NOWHERE, cue=NOWHERE, evidence=NOWHERE, sentence=10, head=0)
    assert deed_denied(denial, told) == number
