"""Deeds are counted by time and unit; zeros are filled in, and what was read stands beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from test_merge import MALI, NIGER, TOGO, report
from whowhom.errors import InputError
from whowhom.panel import TIMES, count_panel, panel_table
from whowhom.records import Deed, Interval, Status
from whowhom.stages.merge import merge_events

(ONE,) = merge_events([report("a")])
READ = {date(2024, 5, 10): (4, 3), date(2024, 5, 31): (1, 1), date(2024, 6, 2): (2, 2)}


def deed(day: date = date(2024, 5, 9), **more: object) -> Deed:
    return replace(ONE, date=Interval(first=day, last=day), **more)  # type: ignore[arg-type]


def test_a_pair_and_month_has_its_deeds_and_what_was_read() -> None:
    (cell,) = count_panel([deed(), deed(status=Status.PLANNED)], READ)
    assert (cell.period, cell.first, cell.last) == ("2024-05", date(2024, 5, 1), date(2024, 5, 31))
    assert (cell.actor, cell.recipient, cell.deeds, cell.done) == ("MLI", "NER", 2, 1)
    assert (cell.pages, cell.origins, cell.intensity) == (5, 4, -9.0)


def test_times_without_a_deed_are_filled_with_zeros() -> None:
    deeds = [deed(), deed(date(2024, 8, 1))]
    assert [c.period for c in count_panel(deeds, READ)] == ["2024-05", "2024-08"]
    filled = count_panel(deeds, READ, fill=True)
    assert [(c.period, c.deeds, c.pages) for c in filled] == [
        ("2024-05", 1, 5),
        ("2024-06", 0, 2),
        ("2024-07", 0, 0),
        ("2024-08", 1, 0),
    ]
    assert filled[1].intensity is None


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("month,actor", [("MLI", "")]),
        ("month,recipient", [("", "NER"), ("", "TGO")]),
        ("month,country", [("MLI", ""), ("NER", ""), ("TGO", "")]),
        ("month,pair", [("MLI", "NER"), ("MLI", "TGO")]),
        ("month", [("", "")]),
    ],
)
def test_a_deed_counts_for_each_of_its_parties(by: str, keys: list[tuple[str, str]]) -> None:
    cells = count_panel([deed(recipients=(NIGER, TOGO))], READ, by=by)
    assert [(c.actor, c.recipient) for c in cells] == keys


def test_what_is_done_together_counts_both_ways() -> None:
    cells = count_panel([deed(actors=(MALI, TOGO), recipients=())], READ)
    assert [(c.actor, c.recipient) for c in cells] == [("MLI", "TGO"), ("TGO", "MLI")]


def test_types_are_told_apart_where_asked() -> None:
    cells = count_panel([deed(), deed(type="AID", mode=None)], READ, by="year,pair,type")
    assert [(c.type, c.deeds) for c in cells] == [("AID", 1), ("ASSAULT", 1)]


@pytest.mark.parametrize(
    ("time", "label"),
    [
        ("day", "2024-12-31"),
        ("week", "2025-W01"),
        ("month", "2024-12"),
        ("quarter", "2024-Q4"),
        ("year", "2024"),
    ],
)
def test_each_time_has_its_label(time: str, label: str) -> None:
    (cell,) = count_panel([deed(date(2024, 12, 31))], {}, by=time)
    assert cell.period == label
    assert cell.first <= date(2024, 12, 31) <= cell.last


@given(st.sampled_from(TIMES), st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_filled_times_follow_one_another(time: str, first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    cells = count_panel([deed(first), deed(last)], {}, by=time, fill=True)
    for one, other in pairwise(cells):
        assert one.last.toordinal() + 1 == other.first.toordinal()
    assert sum(c.deeds for c in cells) == 2


@pytest.mark.parametrize("by", ["", "pair", "month,moon", "month,year", "month,pair,actor"])
def test_a_panel_that_makes_no_sense_is_refused(by: str) -> None:
    with pytest.raises(InputError, match="makes no panel; name one time"):
        count_panel([deed()], {}, by=by)


def test_a_panel_is_a_table_for_pandas() -> None:
    frame = panel_table(count_panel([deed()], READ)).to_pandas()
    assert list(frame.columns)[:5] == ["period", "first", "last", "actor", "recipient"]
    assert frame.loc[0, "deeds"] == 1
