"""A deed that the page recalls is marked as background; its news is not."""

from __future__ import annotations

import pytest

from conftest import Code
from whowhom.pipeline import Coder
from whowhom.records import Page
from whowhom.rulebook.background import load_background

CASES = load_background().case
NEAR_MISSES = [(case, text) for case in CASES for text in case.not_]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_marks_its_example(case, code: Code) -> None:  # type: ignore[no-untyped-def]
    (event,) = code(case.example).events
    assert event.background
    assert [r.rule for r in event.reasons if r.field == "background"] == [f"background.{case.id}"]


@pytest.mark.parametrize(("case", "text"), NEAR_MISSES, ids=[text for _, text in NEAR_MISSES])
def test_a_near_miss_is_news(case, text: str, code: Code) -> None:  # type: ignore[no-untyped-def]
    assert [event.background for event in code(text).events] == [False]


def test_the_same_day_is_news_in_a_page_of_its_month(coder: Coder) -> None:
    text = "Norway recalled its envoy in March 2019."
    old, fresh = (
        coder.code(Page.from_text(text, published=day)).events[0] for day in ("2019-06-20", "2019-04-02")
    )
    assert (old.background, fresh.background) == (True, False)


def test_without_a_day_of_publication_no_date_is_old(coder: Coder) -> None:
    (event,) = coder.code(Page.from_text("Norway recalled its envoy in March 2019.")).events
    assert not event.background
