"""Read `rules/dates.toml`: names of days and months, patterns of time expressions, costs of attachment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

from whowhom.errors import RuleError
from whowhom.rulebook.calendar import READINGS, Words
from whowhom.rulebook.schema import build, build_rows, data_root, read_toml

FILE = "rules/dates.toml"
BLANK = r"[^\S\n]+"
SLOT = re.compile(r"\{([a-z]+)(\d?)\}")
# Literal words of a pattern, outside of groups' names and character classes.
CAPITAL = re.compile(r"(?<![\w\\<\[{])([a-z])(?=[a-z]+\b(?!>))")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateExample:
    """A text and the closed days that its rule must read, as if published on `published`."""

    text: str
    first: date
    last: date
    published: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRule:
    """One form of time expression: a pattern, and the reading that turns its parts into days."""

    id: str
    reading: str
    pattern: str
    example: tuple[DateExample, ...]
    not_: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCosts:
    """What a step through the tree costs between deed and date; `up`, `down` by dependency."""

    limit: float
    step_up: float
    step_down: float
    modifier: float
    told: float
    up: Mapping[str, float] = field(default_factory=dict)
    down: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRules:
    """All of `rules/dates.toml`, with its patterns compiled.

    `anchor` finds places where a time expression may stand; only around them the patterns are tried.
    `apart` are words before a clause or phrase whose time is not that of what it hangs on.
    """

    rules: tuple[DateRule, ...]
    patterns: tuple[re.Pattern[str], ...]
    anchor: re.Pattern[str]
    words: Words
    side: re.Pattern[str]
    opener: re.Pattern[str]
    join: re.Pattern[str]
    ahead: frozenset[str]
    lead: frozenset[str]
    year_lead: frozenset[str]
    doubtful: frozenset[str]
    spoken: frozenset[str]
    apart: frozenset[str]
    path: PathCosts


def load_date_rules(path: Traversable | None = None) -> DateRules:
    """Read the rules of dates; raises RuleError with all faults, each with file and line."""
    file = read_toml(path or data_root() / "rules" / "dates.toml", FILE)
    faults: list[str] = []
    tables: Mapping[str, Mapping[str, int]] = file.data.get("words", {})
    words = build(tables, Words, f"{FILE}: words", faults)
    costs = build(file.data.get("path", {}), PathCosts, f"{FILE}: path", faults)
    rules = build_rows(file, "rule", DateRule, faults)
    patterns = []
    for number, rule in enumerate(rules):
        where = f"{FILE}:{file.line_of('rule', number)}: rule {rule.id}"
        if rule.reading not in READINGS:
            faults.append(f"{where}: unknown reading '{rule.reading}'; known are {', '.join(READINGS)}")
        patterns.append(_compile(rule.pattern, tables, where, faults))
    if faults or words is None or costs is None:
        raise RuleError(faults)
    return DateRules(
        rules=rules,
        patterns=tuple(p for p in patterns if p is not None),
        anchor=_anchor(tables),
        words=words,
        side=re.compile(rf"\b({_any(tables['side'])}){BLANK}(?:the{BLANK})?$"),
        opener=re.compile(rf"\b({_any(tables['opener'])}){BLANK}(?:the{BLANK})?$"),
        join=re.compile(rf"[^\S\n]*({_any(tables['join'])})[^\S\n]*(?:the{BLANK})?"),
        ahead=_words(file.data, "ahead"),
        lead=_words(file.data, "lead"),
        year_lead=_words(file.data, "year_lead"),
        doubtful=_words(file.data, "doubtful"),
        spoken=_words(file.data, "spoken"),
        apart=_words(file.data, "apart"),
        path=costs,
    )


def _words(data: Mapping[str, Any], key: str) -> frozenset[str]:
    return frozenset(data.get(key, ()))


def _any(words: Mapping[str, int]) -> str:
    """Give a pattern for any of the words, longest first."""
    ordered = sorted(words, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(_blanks(_capital(re.escape(w).replace("\\ ", " "))) for w in ordered) + ")"


def _blanks(pattern: str) -> str:
    """Let a blank between words be any white space within a line; one that may be missing stays as it is."""
    return re.sub(r" (?![?\]-])", lambda _: BLANK, pattern)


def _capital(pattern: str) -> str:
    """Let the first letter of a lower-case word be a capital too."""
    return re.sub(r"^([a-z])", lambda m: f"[{m[1].upper()}{m[1]}]", pattern)


def _compile(
    pattern: str, tables: Mapping[str, Mapping[str, int]], where: str, faults: list[str]
) -> re.Pattern[str] | None:
    """Fill the slots of a pattern with their word lists."""

    def fill(match: re.Match[str]) -> str:
        name, number = match.groups()
        if name not in tables:
            faults.append(f"{where}: unknown list '{name}' in the pattern; known are {', '.join(tables)}")
            return ""
        return f"(?P<{name}{number}>{_any(tables[name])})"

    literal = _blanks(CAPITAL.sub(lambda m: f"[{m[1].upper()}{m[1]}]", pattern))
    try:
        return re.compile(rf"(?<![\w$£€/-]){SLOT.sub(fill, literal)}")
    except re.error as error:
        faults.append(f"{where}: pattern: {error}; mend the pattern")
        return None


def _anchor(tables: Mapping[str, Mapping[str, int]]) -> re.Pattern[str]:
    """Give a pattern for the words one of which every expression holds."""
    stems = [w for name in ("month", "weekday", "season", "feast", "dayword", "step") for w in tables[name]]
    stems += ["overnight", *(w + "s?" for w in tables["unit"])]
    ordered = sorted({_blanks(_capital(s)) for s in stems}, key=lambda s: (-len(s), s))
    return re.compile(rf"\b(?:(?:19|20)\d\d|Q[1-4]\b|\d\d?/\d\d?/|(?:{'|'.join(ordered)})\b)")
