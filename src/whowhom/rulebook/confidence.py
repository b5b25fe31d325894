"""How much each sign of an event speaks for it: `tables/confidence.csv`.

The table is made by `scripts/train_confidence.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whowhom.rulebook.weights import load_weights

NAME = "tables/confidence.csv"
BIAS, THRESHOLD = "(bias)", "(threshold)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceModel:
    """A logistic regression over signs that an event has or lacks.

    `weights` are in log odds; `threshold` is the confidence below which an event is dropped unless the user
    asks for another.
    """

    bias: float
    threshold: float
    weights: Mapping[str, float]

    def confidence(self, signs: Iterable[str]) -> float:
        """Give the probability, 0 to 1, that an event with these signs is one.

        >>> ConfidenceModel(bias=0.0, threshold=0.5, weights={"a": 2.0}).confidence(["a", "unknown"])
        0.881
        """
        total = self.bias + sum(self.weights.get(sign, 0.0) for sign in signs)
        return round(1 / (1 + math.exp(-total)), 3)


def load_confidence() -> ConfidenceModel:
    """Load `tables/confidence.csv`; raises RuleError with all faults."""
    weights = load_weights(NAME, (BIAS, THRESHOLD))
    return ConfidenceModel(bias=weights.pop(BIAS), threshold=weights.pop(THRESHOLD), weights=weights)
