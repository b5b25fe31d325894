"""What a thesaurus put into a spun page is read as what stood there before; other pages stay as they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conftest import Code
from whowhom.pipeline import Coder
from whowhom.records import Coded, Page
from whowhom.rulebook.thesaurus import NOTHING, load_thesaurus

# A page that the table of spinners' words tells to be spun; nothing in it is a deed.
SPUN = (
    "Worldwide locations have overseas ministers and finest ministers. Overseas affairs are the matter of an "
    "overseas minister. The 2 nations are small international locations. "
)


def told(coded: Coded) -> list[tuple[str, str]]:
    """Give type and trigger of the events of a page."""
    return [(e.type, e.trigger) for e in coded.events]


def read_as(coded: Coded) -> list[str]:
    """Give what the triggers of a page were read as."""
    return [r.rule for e in coded.events for r in e.reasons if r.field == "type.reading"]


@pytest.mark.parametrize(
    ("sentence", "type_", "trigger", "meant"),
    [
        ("Norway excluded four Russian spies on Monday.", "SANCTION", "excluded", "read as expel"),
        ("Peru's army drew back its troops from the border.", "RETREAT", "drew back", "read as retreat"),
        (
            "The Omani sultan obtained the Kenyan president in Muscat.",
            "CONSULT",
            "obtained",
            "read as receive",
        ),
    ],
)
def test_verb_read_as_neighbour(code: Code, sentence: str, type_: str, trigger: str, meant: str) -> None:
    coded = code(SPUN + sentence)
    assert told(coded) == [(type_, trigger)]
    assert read_as(coded) == [meant]


@pytest.mark.parametrize(
    "sentence",
    [
        "The pilot ejected on Monday.",  # nobody is expelled
        "The dog had a collar.",
        "Visitors took no questions.",  # more usual than what it may stand for
        "The minister obtained a degree in Kenya.",  # a step off, and nobody is received
        "Norway's minister said that Peru was rich.",  # a word of saying is no accusation
    ],
)
def test_near_misses(code: Code, sentence: str) -> None:
    assert told(code(SPUN + sentence)) == []


def test_sure_word_before_the_parse(code: Code) -> None:
    coded = code(SPUN + "Norway expelled two Russian diplomatists on Monday.")
    assert [r.text for e in coded.events for r in e.recipients] == ["two Russian diplomatists"]
    assert [r.sector for e in coded.events for r in e.recipients] == ["GOV"]


@pytest.mark.parametrize("sentence", ["Kenyan police collared 20 miners.", "Two diplomatists met."])
def test_pages_that_are_not_spun_stay(code: Code, coder: Coder, sentence: str) -> None:
    plain = replace(coder.rules, thesaurus=NOTHING)
    other = Coder(
        nlp=coder.nlp, rules=plain, world=coder.world, gazetteer=coder.gazetteer, min_confidence=0.0
    )
    text = "Norway expelled two Russian diplomats on Monday. " + sentence
    assert code(text) == other.code(Page.from_text(text, title="", published="2021-02-24", doc_id="page"))


@pytest.mark.parametrize(
    ("original", "spun"),
    [
        ("Oman promised Malta a loan of $80 million.", "Oman vowed Malta a credit of $80 million."),
        ("Oman could lend Malta $200 million.", "Oman could advance Malta $200 million."),
        (
            "Norway might grant Malawi a grant of $30 million.",
            "Norway might yield Malawi a concession of $30 million.",
        ),
        ("Mali released 12 rebels.", "Mali let go 12 rebels."),
        (
            "A loan of $50 million to Yemen could come from Oman.",
            "A credit of $50 million to Yemen might come from Oman.",
        ),
        ("Oman agreed to sell gas to Yemen.", "Oman consented to promote gas to Yemen."),
        ("Latvia summoned the Swedish ambassador.", "Latvia called in the Swedish envoy."),
        ("Thousands of people marched through Oslo.", "Thousands of folks paraded through Oslo."),
        ("Gunmen attacked an army post in Chad.", "Gunmen assailed an army outpost in Chad."),
    ],
)
def test_spun_as_original(code: Code, original: str, spun: str) -> None:
    def deeds(text: str) -> list[tuple[str, str, list[str | None], list[str | None]]]:
        found = code(text).events
        return [(e.type, e.status, [a.code for a in e.actors], [r.code for r in e.recipients]) for e in found]

    assert deeds(original)
    assert deeds(SPUN + spun) == deeds(original)


def test_nouns_of_persons(coder: Coder) -> None:
    world = coder.world.widened(load_thesaurus().close_nouns())
    role = world.role_at_end(("two", "Kenyan", "functionaries"))
    assert role is not None
    assert (role.noun.noun, role.plural) == ("official", True)
    assert coder.world.role_at_end(("functionaries",)) is None


def test_table() -> None:
    thesaurus = load_thesaurus()
    assert [n.lemma for n in thesaurus.read("collar", "verb") if n.close][:1] == ["arrest"]
    assert thesaurus.read("say", "verb") == ()
    assert NOTHING.read("collar", "verb") == ()


def test_rare_words_tell_a_spun_page(code: Code) -> None:
    told = (
        "The diplomatist voiced wonderment. Demureness and capableness are a distillment of ridiculousness."
    )
    assert code(told).page.spin > 0.4
    assert code("The diplomat was astounded. Peru and Chile met for talks in Lima.").page.spin < 0.3
