"""Each event says how sure it is; the doubtful go, and the user turns the dial."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conftest import Code
from whowhom.errors import InputError, RuleError
from whowhom.pipeline import Coder, load_coder
from whowhom.records import Page
from whowhom.rulebook import weights
from whowhom.rulebook.confidence import ConfidenceModel, load_confidence

CLEAR = "The United States imposed sanctions on Belarus on Monday."


def test_every_event_has_a_confidence_and_its_main_signs(code: Code) -> None:
    (event,) = code(CLEAR).events
    assert event.confidence is not None
    assert 0 < event.confidence < 1
    signs = [r.rule for r in event.reasons if r.field == "confidence"]
    assert 1 <= len(signs) <= 3
    assert all(sign.startswith("confidence.") and sign.endswith(")") for sign in signs)


def test_confidence_is_the_logistic_of_the_summed_weights() -> None:
    model = ConfidenceModel(bias=-1.0, threshold=0.5, weights={"a": 2.0, "b": -1.0})
    assert model.confidence([]) == pytest.approx(0.269, abs=0.001)
    assert model.confidence(["a"]) == pytest.approx(0.731, abs=0.001)
    assert model.confidence(["a", "b", "never seen"]) == 0.5


def test_a_deed_with_both_parties_is_surer_than_one_without(code: Code) -> None:
    (full,) = code("Police arrested the opposition leader Maria Sand in Minsk.").events
    (bare,) = code("Arrests followed in Minsk.").events or (replace(full, confidence=0.0),)
    assert (full.confidence or 0) > (bare.confidence or 0)


def test_the_dial_keeps_only_what_is_sure_enough(coder: Coder) -> None:
    page = Page.from_text(CLEAR, published="2021-02-22")
    (event,) = coder.code(page).events
    sure = event.confidence or 0.0

    def kept(least: float) -> int:
        dialled = Coder(
            nlp=coder.nlp,
            rules=coder.rules,
            world=coder.world,
            gazetteer=coder.gazetteer,
            min_confidence=least,
        )
        return len(dialled.code(page).events)

    assert (kept(sure), kept(sure + 0.01)) == (1, 0)


@pytest.mark.parametrize("least", [-0.1, 1.1])
def test_a_dial_outside_nought_and_one_is_refused(least: float) -> None:
    with pytest.raises(InputError, match="is no probability; give 0 to 1"):
        load_coder(min_confidence=least)


def test_the_table_is_whole() -> None:
    model = load_confidence()
    assert 0 <= model.threshold < 0.5
    assert len(model.weights) > 100


def test_a_broken_table_names_line_and_fault(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "confidence.csv").write_text("sign,weight\n(bias),much\n")
    monkeypatch.setattr(weights, "data_root", lambda: tmp_path)
    with pytest.raises(RuleError) as caught:
        load_confidence()
    assert "tables/confidence.csv:2: weight 'much' is no number" in str(caught.value)
    assert "no row '(threshold)'" in str(caught.value)
