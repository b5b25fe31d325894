"""Two codings of the same pages are compared, event by event, with the rule behind each difference."""

from __future__ import annotations

from dataclasses import replace

import pytest

from test_merge import MOPTI, TOGO, report
from whowhom.diff import Change, compare_codings
from whowhom.records import Event, Reason, Status

EVENT: Event = replace(
    report("a").event,
    reasons=(Reason(field="type", rule="ASSAULT.shell"), Reason(field="status", rule="status.told_as_fact")),
)


def test_the_same_coding_differs_in_nothing() -> None:
    assert list(compare_codings([EVENT], [EVENT])) == []


def test_what_came_and_went_names_its_rule() -> None:
    (gone,) = compare_codings([EVENT], [])
    (new,) = compare_codings([], [EVENT])
    assert (gone.kind, new.kind, gone.rule, new.rule) == ("gone", "new", "ASSAULT.shell", "ASSAULT.shell")


@pytest.mark.parametrize(
    ("changed", "field", "old", "new"),
    [
        ({"status": Status.DENIED}, "status", "occurred", "denied"),
        ({"recipients": (TOGO,)}, "recipients", "Niger NER GOV", "Togo TGO GOV"),
        ({"place": MOPTI}, "place", "Gao MLI", "Mopti MLI"),
        ({"date": None}, "date", "2024-05-09 2024-05-09", "–"),
        ({"background": True}, "background", "–", "True"),
    ],
)
def test_a_changed_value_is_shown_old_and_new(
    changed: dict[str, object], field: str, old: str, new: str
) -> None:
    (change,) = compare_codings([EVENT], [replace(EVENT, event_id="b", **changed)])  # type: ignore[arg-type]
    assert (change.kind, change.field, change.old, change.new) == ("changed", field, old, new)


def test_the_rule_of_the_new_value_is_named() -> None:
    other = replace(EVENT, status=Status.PLANNED, reasons=(Reason(field="status", rule="status.future"),))
    (change,) = compare_codings([EVENT], [other])
    assert isinstance(change, Change)
    assert change.rule == "status.future"
