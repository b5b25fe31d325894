"""What marks a deed as history that the page recalls: `rules/background.toml`."""

from __future__ import annotations

from dataclasses import dataclass

from whowhom.errors import RuleError
from whowhom.rulebook.schema import build, build_rows, data_root, read_toml

NAME = "rules/background.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundCase:
    """A sign of history, with a sentence that has it and near misses that have not."""

    id: str
    example: str
    not_: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundRules:
    """`days`: how long before the publication a day is history; `adverbs` beside a deed that say so."""

    days: int
    adverbs: frozenset[str]
    case: tuple[BackgroundCase, ...] = ()


def load_background() -> BackgroundRules:
    """Load `rules/background.toml`; raises RuleError with all faults."""
    file = read_toml(data_root() / "rules" / "background.toml", NAME)
    faults: list[str] = []
    cases = build_rows(file, "case", BackgroundCase, faults)
    plain = {k: v for k, v in file.data.items() if k != "case"}
    rules = build(plain, BackgroundRules, NAME, faults)
    if faults or rules is None:
        raise RuleError(faults)
    return BackgroundRules(days=rules.days, adverbs=rules.adverbs, case=cases)
