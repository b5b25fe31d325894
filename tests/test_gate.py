"""The quality gate: floors rise by themselves, and fall only when told to."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


def load_gate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gate", ROOT / "eval" / "gate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


gate = load_gate()


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, float]:
    """Give the figures that the next gate will measure, on a gold of one file, with floors of its own."""
    figures = {"pages.event.f1": 0.51239}
    (tmp_path / "dev_one.jsonl").write_text("{}\n", encoding="utf-8")
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")
    monkeypatch.setattr(gate, "measure", lambda gold, work: (dict(figures), []))
    return figures


def floors(tmp_path: Path) -> dict[str, float]:
    known: dict[str, float] = json.loads((tmp_path / "floors.json").read_text(encoding="utf-8"))["floors"]
    return known


def run(tmp_path: Path, *, repin: bool = False, allow_regression: bool = False) -> int:
    status: int = gate.gate(tmp_path, repin=repin, allow_regression=allow_regression)
    return status


def test_without_floors_it_fails_and_says_what_to_run(
    measured: dict[str, float], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path) == 1
    assert f"eval/gate.py --gold {tmp_path} --repin" in capsys.readouterr().out


def test_pinned_floors_hold_until_a_figure_falls(
    measured: dict[str, float], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, repin=True) == 0
    assert floors(tmp_path) == {"pages.event.f1": 0.5123}  # rounded down
    assert run(tmp_path) == 0
    measured["pages.event.f1"] = 0.5122
    assert run(tmp_path) == 1
    assert "pages.event.f1: 0.5122 is below its floor 0.5123" in capsys.readouterr().out


def test_repinning_raises_floors_but_never_lowers_them(measured: dict[str, float], tmp_path: Path) -> None:
    run(tmp_path, repin=True)
    measured["pages.event.f1"] = 0.4
    assert run(tmp_path, repin=True) == 1
    assert floors(tmp_path) == {"pages.event.f1": 0.5123}
    assert run(tmp_path, repin=True, allow_regression=True) == 0
    assert floors(tmp_path) == {"pages.event.f1": 0.4}
    measured["pages.event.f1"] = 0.6
    assert run(tmp_path, repin=True) == 0
    assert floors(tmp_path) == {"pages.event.f1": 0.6}


def test_a_figure_that_is_gone_counts_as_fallen(measured: dict[str, float], tmp_path: Path) -> None:
    run(tmp_path, repin=True)
    measured.clear()
    assert run(tmp_path) == 1


def test_another_gold_needs_new_floors(
    measured: dict[str, float], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, repin=True)
    (tmp_path / "dev_one.jsonl").write_text("{ }\n", encoding="utf-8")
    assert run(tmp_path) == 1
    assert "the gold has changed" in capsys.readouterr().out


def test_a_folder_without_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path) == 1
    assert "name the folder of the gold" in capsys.readouterr().out


def test_a_reference_scorer_that_prints_other_figures_is_a_fault(tmp_path: Path) -> None:
    scorer = tmp_path / "score.py"
    scorer.write_text("print('event      f1 0.500  gold 4')\nprint('chain      share None  gold 0')\n")
    command = [sys.executable, str(scorer)]
    assert gate.differences(["event f1 0.500  gold 4", "chain share None  gold 0"], command) == []
    (fault,) = gate.differences(["event f1 0.501  gold 4", "chain share None  gold 0"], command)
    assert "score.py: event      f1 0.500" in fault


def test_floors_are_pinned_for_what_is_measured() -> None:
    known = json.loads((ROOT / "eval" / "floors.json").read_text(encoding="utf-8"))
    assert len(known["corpus"]) == 64
    names = ("pages.event.f1", "pages.record.f1", "sentences.mapped.found", "sentences.mapped.precision")
    assert set(names) <= set(known["floors"])
    assert all(0 < floor <= 1 for floor in known["floors"].values())
