"""What tells that a page's news is an accident: `rules/mishaps.toml`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from whowhom.errors import RuleError
from whowhom.rulebook.schema import build, build_rows, data_root, read_toml

NAME = "rules/mishaps.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class MishapCase:
    """A page's head, and whether it tells of a mishap."""

    id: str
    title: str
    text: str
    mishap: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MishapRules:
    """Lemmas of mishaps and of violence, and how many sentences make the head of a text.

    `helpers`: sectors of those who are hurt, help and are held after a mishap.
    """

    mishap: frozenset[str]
    violence: frozenset[str]
    helpers: frozenset[str]
    sentences: int
    case: tuple[MishapCase, ...] = ()


def load_mishaps() -> MishapRules:
    """Load `rules/mishaps.toml`; raises RuleError with all faults."""
    file = read_toml(data_root() / "rules" / "mishaps.toml", NAME)
    faults: list[str] = []
    cases = build_rows(file, "case", MishapCase, faults)
    plain = {k: v for k, v in file.data.items() if k != "case"}
    rules = build(plain, MishapRules, NAME, faults)
    if faults or rules is None:
        raise RuleError(faults)
    return replace(rules, case=cases)
