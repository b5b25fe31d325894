"""Modes: words of the clause, of what is asked, of the sentence, and the parties and the place."""

from __future__ import annotations

import pytest

from conftest import Code


@pytest.mark.parametrize(
    ("text", "kind", "mode"),
    [
        ("Peru urged Chile to withdraw its troops.", "REQUEST", "yield"),
        ("Chile asked Peru for the extradition of two officers.", "REQUEST", "assist"),
        ("Chile called on Peru to start a dialogue with the rebels.", "REQUEST", "meet"),
        ("Chile urged Peru not to join the talks with the rebels.", "REQUEST", "change"),
        ("Peru refused to negotiate with Chile.", "REJECT", "meet"),
        ("Peru refused to take back Chilean refugees.", "REJECT", "assist"),
        ("Peru threatened Chile with a boycott of the summit.", "THREATEN", "relations"),
        ("Peru threatened to retaliate against Chile.", "THREATEN", "violence"),
        (
            "Six Chilean soldiers were killed when a grenade was thrown at their vehicle.",
            "ASSAULT",
            "explosives",
        ),
        ("Six Chilean soldiers were killed when a drone hit their base.", "ASSAULT", "drone"),
        ("Six Chilean soldiers were killed on Monday.", "ASSAULT", None),
        ("The Peruvian president met Chile's leaders in Santiago.", "CONSULT", "visit"),
        ("The Peruvian president met the Chilean president in Geneva.", "CONSULT", None),
        ("The presidents of Peru, Chile and Bolivia met on Monday.", "CONSULT", "multilateral"),
    ],
)
def test_modes(code: Code, text: str, kind: str, mode: str | None) -> None:
    (found,) = [event.mode for event in code(text).events if event.type == kind][:1]
    assert found == mode
