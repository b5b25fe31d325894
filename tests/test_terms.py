"""Offices at the day of the deed, and countries of who is not named, in sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest

from whowhom import load_coder
from whowhom.pipeline import Coder
from whowhom.records import Page


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder()


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("A court in Cairo sentenced Mohamed Morsi to prison.", "OPP"),
        ("The army ousted Mohamed Morsi in a coup in 2013.", "GOV"),
        ("Protesters in Cairo attacked Mohamed Morsi in March 2013.", "GOV"),
    ],
)
def test_office_of_the_deed(coder: Coder, text: str, sector: str) -> None:
    (event,) = coder.code(Page(doc_id="x", text=text, published=date(2015, 5, 1))).events
    assert [r.sector for r in event.recipients] == [sector]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Looters in Durban burned foreign-owned shops.", "ZAF"),
        ("Five migrants were detained in Durban.", None),
    ],
)
def test_locals(coder: Coder, text: str, code: str | None) -> None:
    """Those of no country are of the place of the deed, unless they are from abroad."""
    (event,) = coder.code(Page(doc_id="x", text=text, published=date(2015, 5, 1))).events
    assert [r.code for r in event.recipients] == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("In Moscow crowds sang. Estonian police detained 30 people.", "EST"),
        ("In Moscow crowds sang. Estonian police detained 30 Latvian men.", "LVA"),
        ("In Moscow crowds sang. Estonian police detained 30 migrants.", None),
    ],
)
def test_whom_police_deal_with(coder: Coder, text: str, code: str | None) -> None:
    (event,) = coder.code(Page(doc_id="x", text=text, published=date(2015, 5, 1))).events
    assert [r.code for r in event.recipients] == [code]


@pytest.mark.parametrize(
    ("text", "who", "whom"),
    [
        # a village is where its attackers are; who kills two Frenchmen need not be one
        ("Rebels attacked a Chadian village.", ["TCD"], ["TCD"]),
        ("Rebels killed two French soldiers.", [None], ["FRA"]),
        ("Gunmen attacked the Turkish embassy.", [None], ["TUR"]),
        ("Rebels shot down a Russian jet.", [None], ["RUS"]),
        # the dead are of the country of what was hit
        ("Tajik troops shelled three Kyrgyz villages, killing 36 people.", ["TJK"], ["KGZ", "KGZ"]),
        ("Israeli warplanes bombed a hotel in Beirut, killing a French woman.", ["ISR"], ["LBN", "FRA"]),
    ],
)
def test_countries_of_an_attack(
    coder: Coder, text: str, who: list[str | None], whom: list[str | None]
) -> None:
    (event,) = coder.code(Page(doc_id="x", text=text, published=date(2015, 5, 1))).events
    assert [a.code for a in event.actors] == who
    assert [r.code for r in event.recipients] == whom
