"""Who says so: chains of one, two and three sources, quotations and their speakers, and what is no source."""

from __future__ import annotations

import pytest

from conftest import Code
from whowhom.pipeline import Coder
from whowhom.records import Event, Page, Stance
from whowhom.rulebook.attribution import load_attribution
from whowhom.stages.attribution import read_quotations
from whowhom.stages.predications import Syntax

RULES = load_attribution()


def deed(code: Code, text: str, trigger: str) -> Event:
    """The event of a text whose trigger is a word."""
    events = code(text).events
    found = [event for event in events if event.trigger == trigger]
    assert found, f"no deed '{trigger}'; found {[(e.type, e.trigger) for e in events]}"
    return found[0]


def chain(event: Event) -> list[tuple[str, str]]:
    """The chain as (source, cue), outermost first."""
    return [(link.source.text, link.cue) for link in event.attribution]


def cues_of(event: Event) -> list[str]:
    """The rows of the table that found the chain."""
    rules = [reason.rule for reason in event.reasons if reason.field == "attribution"]
    return [rule.removeprefix("attribution.") for rule in rules]


# --- a row each -----------------------------------------------------------------------------------

ROWS = [
    ("say", "The ministry said that rebels had attacked the town.", [("The ministry", "said")]),
    ("say", "Rebels had attacked the town, the ministry said.", [("the ministry", "said")]),
    ("say", "Rebels attacked the town, officials said on Friday.", [("officials", "said")]),
    ("say", "The mayor acknowledged that rebels had attacked the town.", [("The mayor", "acknowledged")]),
    (
        "tell",
        "A spokesman told reporters that rebels attacked the town.",
        [("A spokesman", "told reporters")],
    ),
    ("report", "State media reported that rebels had attacked the town.", [("State media", "reported")]),
    ("report", "The UN confirmed that rebels had attacked the town.", [("The UN", "confirmed")]),
    ("according", "Rebels attacked the town, according to the ministry.", [("the ministry", "according to")]),
    ("according", "According to the ministry, rebels attacked the town.", [("the ministry", "According to")]),
    ("report_noun", "The mayor's claim that rebels attacked the town was wrong.", [("The mayor", "claim")]),
]


@pytest.mark.parametrize(("row", "text", "expected"), ROWS, ids=[f"{r[0]}: {r[1]}" for r in ROWS])
def test_one_source(code: Code, row: str, text: str, expected: list[tuple[str, str]]) -> None:
    event = deed(code, text, "attacked")
    assert chain(event) == expected
    assert cues_of(event) == [row]
    assert [link.stance for link in event.attribution] == [Stance.ASSERTS]


CHAINS = [
    (
        "The newspaper quoted officials as saying that rebels had attacked the town.",
        [("The newspaper", "quoted"), ("officials", "saying")],
    ),
    (
        "Rebels attacked the town, Reuters reported, citing the Ghanaian ministry.",
        [("Reuters", "reported"), ("the Ghanaian ministry", "citing")],
    ),
    (
        "According to Reuters, citing the Ghanaian ministry, rebels attacked the town.",
        [("Reuters", "According to"), ("the Ghanaian ministry", "citing")],
    ),
    (
        "According to the newspaper, the ministry said that rebels had attacked the town.",
        [("the newspaper", "According to"), ("the ministry", "said")],
    ),
    (
        "Reuters reported that a Ghanaian minister said that rebels had attacked the town.",
        [("Reuters", "reported"), ("a Ghanaian minister", "said")],
    ),
    (
        "The Ghanaian minister said that rebels had attacked the town, the agency reported.",
        [("the agency", "reported"), ("The Ghanaian minister", "said")],
    ),
    (
        "The agency quoted the minister as saying that witnesses reported that rebels had attacked the town.",
        [("The agency", "quoted"), ("the minister", "saying"), ("witnesses", "reported")],
    ),
    (
        "Rebels attacked the town and the port on Monday, wounding dozens, reported Xinhua.",
        [("Xinhua", "reported")],
    ),
    (
        "The Ghanaian minister, Ann Lee, said rebels had attacked the town.",
        [("The Ghanaian minister, Ann Lee", "said")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CHAINS)
def test_chains_stand_outermost_first(code: Code, text: str, expected: list[tuple[str, str]]) -> None:
    assert chain(deed(code, text, "attacked")) == expected


DENIALS = [
    ("deny", "Togo denied that it had shelled a village.", "shelled", ("Togo", "denied")),
    ("deny", "Togo denied shelling the village.", "shelling", ("Togo", "denied")),
    ("denial_noun", "Togo's denial that it shelled the village came late.", "shelled", ("Togo", "denial")),
]


@pytest.mark.parametrize(("row", "text", "trigger", "link"), DENIALS)
def test_who_denies_is_a_source_that_denies(
    code: Code, row: str, text: str, trigger: str, link: tuple[str, str]
) -> None:
    event = deed(code, text, trigger)
    assert chain(event) == [link]
    assert event.attribution[0].stance is Stance.DENIES
    assert cues_of(event) == [row]


def test_an_accusation_is_the_source_of_what_it_tells(code: Code) -> None:
    text = "Ghana accused Togo of shelling a village."
    assert chain(deed(code, text, "shelling")) == [("Ghana", "accused")]
    assert chain(deed(code, text, "accused")) == []
    assert cues_of(deed(code, text, "shelling")) == ["allege"]


def test_every_row_has_a_sentence(code: Code) -> None:
    seen = {row for row, *_ in (*ROWS, *DENIALS)} | {"allege"}
    for text, _ in CHAINS:
        seen.update(cues_of(deed(code, text, "attacked")))
    assert {cue.id for cue in RULES.cues} <= seen


# --- what is a source, and how much of it -----------------------------------------------------------


def test_who_is_told_is_no_source(code: Code) -> None:
    event = deed(code, "The mayor told Reuters that rebels had attacked the town.", "attacked")
    assert chain(event) == [("The mayor", "told Reuters")]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Rebels attacked the town on Friday.", "attacked"),
        ("Rebels reportedly attacked the town.", "attacked"),
        ("Rebels allegedly attacked the town.", "attacked"),
        ("Rebels are said to have attacked the town.", "attacked"),  # by nobody who is named
        ("The ministry did not say that rebels had attacked the town.", "attacked"),
        ("The army attacked the town, which the ministry said was empty.", "attacked"),
        ("Ghana condemned the attack on the town.", "condemned"),  # the word of saying is the deed
        ("Ghana thanked Togo for the loan.", "thanked"),
        ("Ghana said it had arrested six Togolese spies.", "arrested"),  # tells of its own deed
        ("The ministry said it was late. Rebels attacked the town.", "attacked"),
        ("The vote goes on as rebels attacked the town.", "attacked"),
    ],
)
def test_the_page_itself_tells_it(code: Code, text: str, trigger: str) -> None:
    assert chain(deed(code, text, trigger)) == []


def test_a_pronoun_is_led_back_to_who_speaks(code: Code) -> None:
    text = "President Emmanuel Macron met the chancellor. He said that rebels had attacked the town."
    (link,) = deed(code, text, "attacked").attribution
    assert (link.source.name, link.source.code) == ("Emmanuel Macron", "FRA")


def test_a_pronoun_is_led_back_to_an_office(code: Code) -> None:
    text = "Togo's president visited Ghana on Monday. He said that rebels had attacked two ships."
    (link,) = deed(code, text, "attacked").attribution
    assert link.source.code == "TGO"


def test_each_link_names_its_words(code: Code) -> None:
    coded = code("Rebels attacked the town, Reuters reported, citing the Ghanaian ministry.")
    event = coded.events[0]
    spans = [r.span for r in event.reasons if r.field == "attribution" and r.span is not None]
    assert [coded.page.slice(span) for span in spans] == ["reported", "citing"]


# --- quotations -----------------------------------------------------------------------------------

MINISTER = "the Ghanaian minister"


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ('"Rebels attacked our ships," the Ghanaian minister said.', "attacked", [(MINISTER, "said")]),
        ('"Rebels attacked our ships," said the Ghanaian minister.', "attacked", [(MINISTER, "said")]),
        ("“Rebels attacked our ships,” the Ghanaian minister said.", "attacked", [(MINISTER, "said")]),
        (
            'The Ghanaian minister said: "Rebels attacked our ships."',
            "attacked",
            [("The Ghanaian minister", "said")],
        ),
        # a quotation of several sentences
        (
            '"Rebels shelled a village. They killed six people," said the Ghanaian minister.',
            "shelled",
            [(MINISTER, "said")],
        ),
        (
            '"Rebels shelled a village. They killed six people," said the Ghanaian minister.',
            "killed",
            [(MINISTER, "said")],
        ),
        # the next quotation, with a pronoun as its speaker
        (
            '"Rebels attacked our ships," the Ghanaian minister said. He added: "They shelled a village."',
            "shelled",
            [(MINISTER, "added")],
        ),
        # outside the marks
        (
            '"We will not wait any longer," the Ghanaian minister said. Rebels shelled a village.',
            "shelled",
            [],
        ),
    ],
)
def test_quotations_have_their_speaker(
    code: Code, text: str, trigger: str, expected: list[tuple[str, str]]
) -> None:
    assert chain(deed(code, text, trigger)) == expected


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said: "We will never leave."', ["We will never leave."]),
        ("He said: “We will never leave.”", ["We will never leave."]),
        (
            '"We will stay," he said, "and fight until the end."',
            ["We will stay,", "and fight until the end."],
        ),
        ('The so-called "front" left.', []),  # a quoted word or two is none
        ("They left.", []),
    ],
)
def test_what_stands_between_marks(coder: Coder, text: str, quoted: list[str]) -> None:
    (parsed,) = coder.parse([Page.from_text(text)])
    found = read_quotations(parsed, Syntax(parsed.text, coder.rules.predicates), coder.rules.attribution)
    assert [parsed.text.text[q.start : q.end] for q in found] == quoted


def test_who_is_told_of_in_the_news_does_not_tell_it(code: Code) -> None:
    event = deed(code, "Envoys spoke of Monday's news that Chad had approved a loan to Niger.", "approved")
    assert event.attribution == ()
