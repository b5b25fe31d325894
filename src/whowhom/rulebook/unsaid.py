"""How much each sign speaks for a party on an open side: `tables/unsaid.csv`.

The table is made by `scripts/train_unsaid.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whowhom.rulebook.weights import load_weights

NAME = "tables/unsaid.csv"
THRESHOLD = "(threshold)"
NOBODY = "nobody"  # before the signs that speak for leaving a side open


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsaidModel:
    """A conditional logit: the rivals for an open side, and nobody, share a probability of 1.

    `weights` are in log odds; below `threshold` a side is left open.
    """

    threshold: float
    weights: Mapping[str, float]

    def shares(self, rivals: Sequence[Sequence[str]]) -> tuple[float, ...]:
        """Give the probability, 0 to 1, of each of several sets of signs.

        >>> UnsaidModel(threshold=0.5, weights={"near": 1.0}).shares([["near"], ["far"]])
        (0.731, 0.269)
        """
        sums = [sum(self.weights.get(sign, 0.0) for sign in signs) for signs in rivals]
        top = max(sums, default=0.0)
        powers = [math.exp(s - top) for s in sums]
        return tuple(round(p / sum(powers), 3) for p in powers)


def load_unsaid() -> UnsaidModel:
    """Load `tables/unsaid.csv`; raises RuleError with all faults."""
    weights = load_weights(NAME, (THRESHOLD, NOBODY))
    return UnsaidModel(threshold=weights.pop(THRESHOLD), weights=weights)
