"""Read `rules/amounts.toml`: numbers, money, words of killing and wounding, what is no amount."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable

from whowhom.errors import RuleError
from whowhom.rulebook.schema import build, build_rows, data_root, read_toml

FILE = "rules/amounts.toml"
FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A currency's name; `by` decides between countries that share it, by a word that begins so.

    `near`: only a word beside the sum decides, not one elsewhere in the page.
    """

    name: str
    code: str
    by: Mapping[str, str] = field(default_factory=dict)
    near: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountWords:
    """The word lists of `rules/amounts.toml`, as it explains them."""

    article: frozenset[str]
    half: frozenset[str]
    dozen: frozenset[str]
    range: frozenset[str]
    between: frozenset[str]
    between_join: frozenset[str]
    percent: frozenset[str]
    per_cent: frozenset[str]
    measure: frozenset[str]
    skip: frozenset[str]
    including: frozenset[str]
    term: frozenset[str]
    prison: frozenset[str]
    people: frozenset[str]
    generic: frozenset[str]
    counted: frozenset[str]
    kind: frozenset[str]
    definite: frozenset[str]
    toll: frozenset[str]
    killed: frozenset[str]
    killed_idiom: Mapping[str, str]
    wounded_idiom: Mapping[str, str]
    wounded: frozenset[str]
    arrested: frozenset[str]
    self_killed: frozenset[str]
    suffered: frozenset[str]
    strong: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountRules:
    """All of `rules/amounts.toml`; `number` finds a number with what bounds it and its sign of money."""

    words: AmountWords
    numbers: Mapping[str, float]
    scales: Mapping[str, float]
    bounds: Mapping[str, int]
    signs: Mapping[str, str]
    money: tuple[Money, ...]
    number: re.Pattern[str]
    name: re.Pattern[str]
    percent: re.Pattern[str]
    hyphened: re.Pattern[str]


def load_amount_rules(path: Traversable | None = None) -> AmountRules:
    """Read the rules of amounts; raises RuleError with all faults, each with file and line."""
    file = read_toml(path or data_root() / "rules" / "amounts.toml", FILE)
    faults: list[str] = []
    words = build(file.data.get("words", {}), AmountWords, f"{FILE}: words", faults)
    money = build_rows(file, "money", Money, faults)
    if faults or words is None:
        raise RuleError(faults)
    numbers: Mapping[str, float] = file.data.get("number", {})
    scales: Mapping[str, float] = file.data.get("scale", {})
    bounds: Mapping[str, int] = file.data.get("bound", {})
    signs: Mapping[str, str] = file.data.get("sign", {})
    return AmountRules(
        words=words,
        numbers=numbers,
        scales=scales,
        bounds=bounds,
        signs=signs,
        money=money,
        number=_number(words, numbers, scales, bounds, signs),
        name=re.compile(
            rf"[\s-]+(?P<owner>(?:[A-Z]\w+\s+){{0,2}})(?P<name>{_any(m.name for m in money)})s?\b"
        ),
        percent=re.compile(rf"[\s-]?(?:{_any([*words.percent, *words.per_cent])})(?!\w)"),
        hyphened=re.compile(r"[-‑–](?P<word>[a-z]+)"),
    )


def _any(words: Iterable[str]) -> str:
    """Give a pattern for any of the words, longest first."""
    ordered = sorted(words, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in ordered) + ")"


def _number(
    words: AmountWords,
    numbers: Mapping[str, float],
    scales: Mapping[str, float],
    bounds: Mapping[str, int],
    signs: Mapping[str, str],
) -> re.Pattern[str]:
    scale, one = _any(scales), _any(numbers)
    article, half = _any(words.article), _any(words.half)
    spelt = rf"{one}(?:(?:[\s-]+(?:and\s+)?)(?:{one}|{scale})\b)*"
    few = rf"(?:{half}\s+{article}|{article}|{half})\s+(?={scale}\b)"
    number = rf"(?:(?:{FIGURE})|{spelt}|{few})(?:[\s-]?{scale}\b)*"
    sign = _any(signs)
    joins = _any([*words.range, *words.between_join])
    return re.compile(
        rf"(?<![\w.,‑-])(?:(?P<bound>{_any(bounds)})\s+)?(?:(?P<between>{_any(words.between)})\s+)?"
        rf"(?:(?P<sign>{sign})\s?)?(?P<low>{number})"
        rf"(?:\s*(?P<join>{joins})\s*(?:{sign}\s?)?(?P<high>{number}))?(?![\w]|[.,]\d)",
        re.IGNORECASE,
    )


def is_range(match: re.Match[str], rules: AmountRules) -> bool:
    """Tell whether a match of `number` names both ends of a range: "10 to 15", "between 10 and 15"."""
    join = match["join"].lower()
    if match["between"]:
        return join in rules.words.between_join or join in rules.words.range
    return join in rules.words.range


def scale_of(text: str, rules: AmountRules) -> float | None:
    """Give the factor that the number's last word multiplies it by; None where there is none."""
    last = re.split(r"[\s\d.,-]+", text.strip().lower())[-1]
    return rules.scales.get(last)


def parse_number(text: str, rules: AmountRules) -> float | None:
    """Give the value of a number in figures or words; None where it is none.

    Whole numbers, tens with ones, scales one after the other ("two hundred thousand"), halves of a scale.
    """
    total = current = 0.0
    seen = False
    for piece in re.findall(r"\d[\d,]*(?:\.\d+)?|[^\W\d]+", text.lower()):
        if piece[0].isdigit():
            current, seen = current + float(piece.replace(",", "")), True
        elif piece in rules.numbers:
            current, seen = current + rules.numbers[piece], True
        elif piece in rules.words.half:
            current, seen = 0.5, True
        elif piece in rules.words.article:
            current = current or 1.0
        elif piece in rules.scales:
            scale, seen = rules.scales[piece], True
            if scale < 1000:
                current = (current or 1.0) * scale
            else:
                total, current = total + (current or 1.0) * scale, 0.0
    return total + current if seen else None
