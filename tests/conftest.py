"""What several test files share: the coder, loaded once, and short ways to ask it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from whowhom.pipeline import FAULT, Coder, load_coder
from whowhom.records import Coded, Page

PUBLISHED = "2021-02-24"  # a Wednesday

Code = Callable[..., Coded]


@pytest.fixture(scope="session")
def coder() -> Coder:
    """The coder with its pinned model; it keeps doubtful events too, so that each rule can be asked."""
    return load_coder(min_confidence=0.0)


@pytest.fixture(scope="session")
def code(coder: Coder) -> Code:
    """Code a text, as of a page of a Wednesday."""

    def code_text(text: str, title: str = "") -> Coded:
        coded = coder.code(Page.from_text(text, title=title, published=PUBLISHED, doc_id="page"))
        assert [p.message for p in coded.problems if p.stage == FAULT] == []
        return coded

    return code_text
