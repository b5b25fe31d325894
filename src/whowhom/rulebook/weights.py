"""Tables of weights: how much each sign speaks for something, in log odds."""

from __future__ import annotations

from collections.abc import Sequence

from whowhom.errors import RuleError
from whowhom.rulebook.schema import data_root, read_csv

COLUMNS = ("sign", "weight")


def load_weights(name: str, needed: Sequence[str]) -> dict[str, float]:
    """Load a table with the columns `sign` and `weight`; `needed` are rows that must stand in it.

    Raises RuleError with all faults.
    """
    faults: list[str] = []
    weights: dict[str, float] = {}
    for line, row in read_csv(data_root().joinpath(*name.split("/")), COLUMNS, name):
        try:
            weights[row["sign"]] = float(row["weight"])
        except ValueError:
            faults.append(f"{name}:{line}: weight '{row['weight']}' is no number; train the model anew")
    missing = [s for s in needed if s not in weights]
    faults.extend(f"{name}: no row '{sign}'; train the model anew" for sign in missing)
    if faults:
        raise RuleError(faults)
    return weights
