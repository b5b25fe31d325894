"""Golden pages through the whole pipeline: what changes here must be meant, and is reviewed as a diff."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from test_docs import load_script
from whowhom import pipeline

regold = load_script("regold")


@pytest.fixture(scope="module")
def coder() -> pipeline.Coder:
    return pipeline.load_coder()


@pytest.mark.parametrize("page", regold.golden_pages(), ids=lambda p: p.stem)
def test_golden_page(page: Path, coder: pipeline.Coder) -> None:
    golden = regold.golden_of(page).read_text(encoding="utf-8")
    now = regold.golden_rows(page, coder)
    assert now == [json.loads(line) for line in golden.splitlines()], "meant? then: make regold"
