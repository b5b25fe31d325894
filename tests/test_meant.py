"""Words of a spun page are read as what stood there before, where news says so; those of other pages stay."""

from __future__ import annotations

import pytest

from whowhom.records import Page
from whowhom.rulebook.meant import as_counted, load_meanings, stands_for_itself
from whowhom.rulebook.reading import load_reading_rules
from whowhom.stages.reading import explain_words, read_words

RULES = load_reading_rules()
SPUN = "The diplomatist felt wonderment. Demureness is a distillment of ridiculousness. Worldwide: "


def read(text: str) -> str:
    page = Page.from_text(SPUN + text, title="", published="2021-02-24", doc_id="page")
    return read_words(page, RULES)[2].text.partition(": ")[2]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("The two drawing cards signed an accord.", "The two leaders signed an accord."),
        ("It happened last calendar month.", "It happened last month."),
        ("The prexy of Ghana came to Accra.", "The president of Ghana came to Accra."),
        ("Peru imposed visa limitations on Chile.", "Peru imposed visa restrictions on Chile."),
        ("Hundreds of hoi polloi marched.", "Hundreds of people marched."),
        ("The general left. police fired tear gas.", "The general left. Police fired tear gas."),
    ],
)
def test_what_stood_there(written: str, meant: str) -> None:
    assert read(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "The prime minister met the president in Rome.",
        "Police arrested two men on Monday.",
        "The office of Client Prexy was closed.",
        "The U.S. police left.",
    ],
)
def test_what_fits_stays(text: str) -> None:
    assert read(text) == text


def test_pages_that_are_not_spun_stay() -> None:
    text = "The two drawing cards met last calendar month."
    page = Page.from_text(text, title="", published="2021-02-24", doc_id="page")
    assert read_words(page, RULES)[2].text == text


def test_a_reading_says_why() -> None:
    page = Page.from_text(SPUN + "The prexy left.", title="", published="2021-02-24", doc_id="page")
    told = {r.rule: page.text[r.span.start : r.span.end] for r in explain_words(page, RULES) if r.span}
    assert told["meant.prexy"] == "prexy"


def test_names_and_numbers_are_counted_as_one() -> None:
    words = ["The", "Peruvian", "army", "sent", "40", "tanks", ".", "It", "left", "!"]
    counted = ["the", "@name", "army", "sent", "@number", "tanks", ".", "it", "left", "."]
    assert as_counted(words) == counted


def test_tables() -> None:
    table = load_meanings()
    assert max(table.forms["prexy"], key=table.forms["prexy"].__getitem__) == "president"
    assert table.longest["calendar"] == 2
    assert table.news.behind["prime"]["minister"] > 100


def test_odd_words_tell_a_spun_page_where_cues_leave_doubt() -> None:
    odd = "The diplomatist left. The two drawing cards met last calendar month. The prexy of Ghana fell. "
    doubtful = Page.from_text(odd + "It rained. " * 20, title="", published="2021-02-24", doc_id="page")
    plain = "The diplomatist left. The two leaders met last month. The president of Ghana fell. "
    usual = Page.from_text(plain + "It rained. " * 20, title="", published="2021-02-24", doc_id="page")
    assert read_words(doubtful, RULES)[0].spin > RULES.spin.spun
    assert RULES.spin.doubt < read_words(usual, RULES)[0].spin < RULES.spin.spun


def test_usual_words_stand_for_themselves() -> None:
    assert stands_for_itself("make", "create")
    assert not stands_for_itself("incriminate", "accuse")
