"""A deed whose clause does not say whom it befalls has the likeliest party of the page, or nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Code
from whowhom.errors import RuleError
from whowhom.pipeline import Coder
from whowhom.records import Actor, DateBasis, Event, Page, Sector, Span, Status
from whowhom.rulebook import weights
from whowhom.rulebook.unsaid import UnsaidModel, load_unsaid
from whowhom.stages.unsaid import Rival, choose, is_open, path_of, read_rivals

_SPAN = Span(part="text", start=0, end=0)
ASSAULT = "Rwandan soldiers entered eastern Congo to fight the FDLR. Kigali launched the assault on Friday."
OFFENSIVE = "Rwanda began an offensive on Monday, hoping to drive the FDLR militia out of Congolese Masisi."


def whom(event: Event) -> list[tuple[str | None, str | None]]:
    return [(r.code, r.sector) for r in event.recipients]


def test_an_offensive_strikes_those_whom_its_aim_names(code: Code) -> None:
    event = code(OFFENSIVE).events[0]
    assert (event.type, whom(event)) == ("ASSAULT", [("COD", "REB")])


def test_the_words_that_tell_of_the_party_prove_it(code: Code) -> None:
    event = code(ASSAULT).events[-1]
    proofs = [r for r in event.reasons if r.rule.startswith("unsaid.")]
    assert proofs
    assert all(
        r.field == "recipients" and r.span is not None and ASSAULT[r.span.start : r.span.end] for r in proofs
    )
    assert any("FDLR" in ASSAULT[r.span.start : r.span.end] for r in proofs if r.span)


def test_the_assault_strikes_those_whom_the_same_doer_fought_before(code: Code) -> None:
    event = code(ASSAULT).events[-1]
    assert [code for code, _ in whom(event)] == ["COD"]


@pytest.mark.parametrize(
    "text",
    [
        "The Chilean finance minister resigned on Tuesday, a spokesman for the Santiago stock exchange said.",
        "Police arrested a man. He was armed.",
        "Sudan's army deployed tanks around the airport on Monday.",
    ],
)
def test_where_nobody_is_likely_the_side_stays_open(code: Code, text: str) -> None:
    filled = [r for event in code(text).events for r in event.reasons if r.rule.startswith("unsaid.")]
    assert filled == []


def test_what_several_do_together_has_no_open_side() -> None:
    two = (Actor(text="Peru", code="PER"), Actor(text="Chile", code="CHL"))
    meeting = _event("CONSULT", two)
    assert not is_open(meeting, frozenset({"CONSULT"}))
    assert is_open(_event("ACCUSE", two), frozenset({"CONSULT"}))
    assert is_open(_event("CONSULT", two[:1]), frozenset({"CONSULT"}))


def _event(type_: str, actors: tuple[Actor, ...]) -> Event:
    return Event(
        event_id="",
        doc_id="page",
        type=type_,
        mode=None,
        actors=actors,
        recipients=(),
        status=Status.OCCURRED,
        attribution=(),
        date=None,
        date_basis=DateBasis.NONE,
        place=None,
        amounts=(),
        evidence="",
        trigger="",
        part="text",
        start=0,
        end=0,
    )


def test_the_doer_is_never_its_own_rival(coder: Coder) -> None:
    text = (
        "Kenya's army shelled a camp near Garissa. The army could widen the offensive, Kenyan officials said."
    )
    parsed = next(iter(coder.parse([Page.from_text(text, doc_id="page")])))
    events, tellings = coder.open_deeds(parsed)
    told = [(e, r) for e in events for r in read_rivals(e, tellings)]
    assert told
    assert all((r.actor.code, r.actor.sector) not in {(a.code, a.sector) for a in e.actors} for e, r in told)


def test_the_way_between_two_words_is_told_up_and_down(coder: Coder) -> None:
    doc = coder.nlp("Peru criticized the plan of Chile.")
    words = {token.text: token for token in doc}
    assert path_of(words["criticized"], words["Peru"]) == "^nsubj"
    assert path_of(words["criticized"], words["Chile"]) == "^dobj>prep:of>pobj"
    assert path_of(words["plan"], words["Peru"]) == "dobj^nsubj"
    assert path_of(words["plan"], words["plan"]) == "^"


def test_rivals_of_one_foreign_country_add_up() -> None:
    """Army and government of one country together outweigh a third party likelier than either."""
    event = _event("ACCUSE", (Actor(text="Peru", code="PER"),))
    model = UnsaidModel(threshold=0.5, weights={"a": 1.0, "b": 1.2, "nobody": -3.0})
    rivals = [
        Rival(actor=Actor(text="Chile", code="CHL", sector=Sector.GOV), span=_SPAN, signs={"a": None}),
        Rival(actor=Actor(text="its army", code="CHL", sector=Sector.MIL), span=_SPAN, signs={"a": None}),
        Rival(actor=Actor(text="Bolivia", code="BOL", sector=Sector.GOV), span=_SPAN, signs={"b": None}),
    ]
    best = choose(rivals, event, model)
    assert best is not None
    assert best.actor.code == "CHL"
    assert choose(rivals[1:], event, UnsaidModel(threshold=0.9, weights=model.weights)) is None


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "unknown"]), max_size=4), min_size=1, max_size=6))
def test_shares_are_probabilities_and_do_not_hang_on_the_order(rivals: list[list[str]]) -> None:
    model = UnsaidModel(threshold=0.5, weights={"a": 2.0, "b": -1.5, "c": 0.3})
    shares = model.shares(rivals)
    assert sum(shares) == pytest.approx(1.0, abs=0.01)
    assert all(0 <= share <= 1 for share in shares)
    assert model.shares(rivals[::-1]) == shares[::-1]


def test_the_shipped_table_loads() -> None:
    model = load_unsaid()
    assert 0 < model.threshold < 1
    assert "nobody" in model.weights


def test_a_broken_table_names_file_line_and_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(2, {"sign": "nobody", "weight": "much"})]
    monkeypatch.setattr(weights, "read_csv", lambda *_: rows)
    with pytest.raises(RuleError) as error:
        load_unsaid()
    assert "tables/unsaid.csv:2: weight 'much' is no number; train the model anew" in str(error.value)
    assert "no row '(threshold)'" in str(error.value)
