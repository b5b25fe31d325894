"""Deeds are drawn at random, judged, and the precision of the whole is told with its interval."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from test_merge import report
from whowhom.errors import InputError
from whowhom.records import Deed
from whowhom.sampling import Verdict, draw_deeds, measure, wilson
from whowhom.stages.merge import merge_events

(ONE,) = merge_events([report("a")])


def deeds(**kinds: int) -> list[Deed]:
    return [replace(ONE, deed_id=f"{kind}{i}", type=kind) for kind, n in kinds.items() for i in range(n)]


def verdicts(stratum: str, share: float, right: int, wrong: int) -> list[Verdict]:
    told = [True] * right + [False] * wrong
    return [
        Verdict(deed_id=f"{stratum}{i}", stratum=stratum, share=share, right=r) for i, r in enumerate(told)
    ]


def test_the_same_seed_draws_the_same() -> None:
    all_ = deeds(AID=40)
    assert draw_deeds(all_, n=9, seed=5) == draw_deeds(all_[::-1], n=9, seed=5)
    assert draw_deeds(all_, n=9, seed=5) != draw_deeds(all_, n=9, seed=6)


def test_strata_share_alike_and_small_ones_give_all_they_have() -> None:
    drawn = draw_deeds(deeds(AID=90, AGREE=8, REJECT=2), n=12, by="type")
    kinds = [d.stratum for d in drawn]
    assert (kinds.count("REJECT"), kinds.count("AGREE"), kinds.count("AID")) == (2, 5, 5)
    assert {d.stratum: d.share for d in drawn} == {"AID": 0.9, "AGREE": 0.08, "REJECT": 0.02}


@pytest.mark.parametrize(
    ("n", "by", "message"), [(0, "all", "n: 0 is no number"), (3, "moon", "'moon' is unknown")]
)
def test_a_drawing_that_makes_no_sense_is_refused(n: int, by: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        draw_deeds(deeds(AID=3), n=n, by=by)


def test_the_whole_weighs_strata_by_their_share() -> None:
    *strata, whole = measure(verdicts("AID", 0.9, 9, 1) + verdicts("REJECT", 0.1, 5, 5))
    assert [(p.stratum, p.value) for p in strata] == [("AID", 0.9), ("REJECT", 0.5)]
    assert whole.value == pytest.approx(0.9 * 0.9 + 0.1 * 0.5)
    assert (whole.right, whole.judged) == (14, 20)
    assert whole.low < whole.value < whole.high


def test_nothing_judged_says_nothing() -> None:
    assert list(measure([])) == []


@pytest.mark.parametrize(
    ("share", "n", "interval"), [(0.0, 10, (0.0, 0.278)), (1.0, 10, (0.722, 1.0)), (0.8, 400, (0.758, 0.836))]
)
def test_intervals_are_those_of_wilson(share: float, n: int, interval: tuple[float, float]) -> None:
    assert wilson(share, n) == interval


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50))
def test_an_interval_holds_its_share(right: int, wrong: int, more: int) -> None:
    for precision in measure(verdicts("A", 0.7, right, wrong) + verdicts("B", 0.3, more, 1)):
        assert 0 <= precision.low <= round(precision.value, 3) + 0.001
        assert round(precision.value, 3) - 0.001 <= precision.high <= 1


def test_all_right_is_not_certain() -> None:
    *_, whole = measure(verdicts("A", 1.0, 20, 0))
    assert whole.low < 0.9
