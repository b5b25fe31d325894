"""How a page is read as meant: `rules/reading.toml` and the spinners' words of `tables/spinners.csv`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from whowhom.errors import RuleError
from whowhom.rulebook.forms import Forms, pairs, regular_forms
from whowhom.rulebook.schema import RuleFile, build, build_rows, data_root, read_csv, read_toml

FILE = "rules/reading.toml"
TABLE = "tables/spinners.csv"
COLUMNS = ("written", "meant", "context", "before", "after", "nearby", "apply", "cue", "basis")
BUILT_IN = frozenset({"name", "number", "possessive", "country", "demonym"})
CONTEXTS = ("before", "after", "nearby")
APPLY = ("always", "spun")
SURE = 0.7
WORD = re.compile(r"\w+(?:[.-]\w+|'(?!s\b)\w+)*|'s\b|[^\w\s]")  # how readings are cut into words and marks
Option = tuple[str, ...]
SectionT = TypeVar("SectionT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lede:
    """A form of what stands glued before the first sentence: dateline, by-line, picture credit."""

    id: str
    pattern: str
    example: tuple[str, ...]
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """A tell-tale of a spinner; each match adds `weight` to the page's score."""

    id: str
    pattern: str
    weight: float
    example: tuple[str, ...]
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """How lines end and go on, as `rules/reading.toml` explains it."""

    closed: re.Pattern[str]
    open: re.Pattern[str]
    goes_on: re.Pattern[str]
    wrapped_share: float
    wrapped_least: int
    wrapped_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capitals:
    """When words in capitals are set right."""

    run: int
    line_words: int
    acronym_most: int
    acronyms: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountWords:
    """How amounts are abbreviated."""

    signs: str
    scale: Mapping[str, str]
    plain: tuple[str, ...]
    counted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spin:
    """How the spin score is reckoned."""

    per_words: int
    least_words: int
    half: float
    kinds: int
    rare: float
    spun: float
    doubt: float
    window: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """How what a spun page had before is weighed, in log odds; nothing is read as one of `stay`."""

    odds: float
    often: float
    beside: float
    repeated: float
    smooth: float
    least: float
    sure: float
    half: float
    stay: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Words of which one must stand there (`any`, where not empty), and words that must not (`none`)."""

    any: tuple[Option, ...] = ()
    none: tuple[Option, ...] = ()


NO_CONTEXT = Context()


class Swap(NamedTuple):
    """One form of one row: the words as written (`phrase` in one piece), what they mean, and where.

    `apply`: `always`, or `spun` on pages that other cues show to be spun. `cue` adds to the page's score.
    """

    row: str
    phrase: str
    written: tuple[str, ...]
    meant: tuple[str, ...]
    before: Context
    after: Context
    nearby: Context
    always: bool
    cue: float

    @property
    def sure(self) -> bool:
        """Whether the words are a spinner's in a name too: "Russian Overseas Minister Lavrov"."""
        return self.always and re.search("[ -]", self.phrase) is not None and self.cue >= SURE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """`rules/reading.toml` and the tables, indexed.

    `swaps`: by the longest written word, with its place in the row. `lower`: words that are written small.
    `rare`: words that newspapers hardly write and a thesaurus puts beside usual ones.
    """

    replace: Mapping[str, str]
    replaced: re.Pattern[str]
    expand: Mapping[str, str]
    expanded: re.Pattern[str]
    titles: Mapping[str, str]
    titled: re.Pattern[str]
    lines: Lines
    ledes: tuple[tuple[Lede, re.Pattern[str]], ...]
    capitals: Capitals
    amounts: AmountWords
    amount: re.Pattern[str]
    spin: Spin
    meant: Meant
    tells: tuple[tuple[Tell, re.Pattern[str]], ...]
    classes: Mapping[str, frozenset[str]]
    swaps: Mapping[str, tuple[tuple[int, Swap], ...]]
    lower: frozenset[str]
    rare: frozenset[str]


def load_reading_rules() -> ReadingRules:
    """Load rules and tables of reading; raises RuleError with all faults."""
    file = read_toml(data_root() / "rules" / "reading.toml", FILE)
    faults: list[str] = []
    lines = _lines(file)
    capitals = _section(file, "capitals", Capitals, faults)
    amounts = _section(file, "amounts", AmountWords, faults)
    spin = _section(file, "spin", Spin, faults)
    meant = _section(file, "meant", Meant, faults)
    agency = "|".join(re.escape(n) for n in file.data["agencies"]["names"])
    ledes = tuple(
        (row, re.compile(row.pattern.replace("{agency}", agency)))
        for row in build_rows(file, "lede", Lede, faults)
    )
    tells = tuple((row, re.compile(row.pattern)) for row in build_rows(file, "tell", Tell, faults))
    classes = {name: frozenset(words) for name, words in file.data["classes"].items()}
    countries, demonyms = _nations()
    classes |= {"country": countries, "demonym": demonyms}
    forms = _section(file, "forms", Forms, faults)
    swaps: tuple[Swap, ...] = ()
    if forms:
        swaps = load_swaps(frozenset(classes) | BUILT_IN, forms, faults)
    words = read_csv(data_root() / "tables" / "common_words.csv", ("word",), "tables/common_words.csv")
    if faults or capitals is None or amounts is None or spin is None or meant is None:
        raise RuleError(faults)
    return ReadingRules(
        replace=file.data["replace"],
        replaced=_any_of(file.data["replace"]),
        expand=file.data["expand"],
        expanded=_any_of(file.data["expand"]),
        titles=file.data["titles"],
        titled=_titled(file.data["titles"]),
        lines=lines,
        ledes=ledes,
        capitals=capitals,
        amounts=amounts,
        amount=_amount(amounts),
        spin=spin,
        meant=meant,
        tells=tells,
        classes=classes,
        swaps=_index(swaps),
        lower=frozenset(row["word"] for _, row in words),
        rare=_rare(),
    )


def _titled(titles: Mapping[str, str]) -> re.Pattern[str]:
    """Match a shortened title before a name, or before another one."""
    short = "|".join(map(re.escape, titles))
    return re.compile(rf"\b(?:{short})(?= ?[A-Z])")


def load_swaps(classes: frozenset[str], forms: Forms, faults: list[str]) -> tuple[Swap, ...]:
    """Read `tables/spinners.csv`; faults are appended, each with file and line."""
    swaps: list[Swap] = []
    for line, row in read_csv(data_root() / "tables" / "spinners.csv", COLUMNS, TABLE):
        where = f"{TABLE}:{line}: '{row['written']}'"
        written, meant = row["written"].split("|"), row["meant"].split("|")
        if len(meant) == 1:
            meant *= len(written)
        if len(written) != len(meant):
            faults.append(f"{where}: {len(written)} forms written, {len(meant)} meant; give as many, or one")
            continue
        if row["apply"] not in APPLY:
            faults.append(f"{where}: apply must be {' or '.join(APPLY)}, not '{row['apply']}'")
            continue
        before, after, nearby = (_known(row[c], c, where, classes, faults) for c in CONTEXTS)
        always, cue = row["apply"] == "always", float(row["cue"] or 0)
        for said, sense in _forms(written, meant, forms, where, faults):
            phrase = said.lower()
            words, senses = _cut(phrase), _cut(sense)
            if not words or not senses or len(senses) > len(words):
                faults.append(f"{where}: '{sense}' must not have more words than '{said}', nor be empty")
                continue
            name = "spinners." + said.replace(" ", "_")
            swaps.append(Swap(name, phrase, words, senses, before, after, nearby, always, cue))
    return tuple(swaps)


def _rare() -> frozenset[str]:
    """Give the rare words in their regular forms."""
    rows = read_csv(data_root() / "tables" / "rare_words.csv", ("word",), "tables/rare_words.csv")
    return frozenset(form for _, row in rows for form in regular_forms(row["word"]))


def _forms(
    written: list[str], meant: list[str], forms: Forms, where: str, faults: list[str]
) -> Iterator[tuple[str, str]]:
    for said, sense in zip(written, meant, strict=True):
        try:
            yield from pairs(said, sense, forms)
        except ValueError as error:
            faults.append(f"{where}: {error}")


def _cut(phrase: str) -> tuple[str, ...]:
    """Cut into words and marks; plain words the quick way."""
    return tuple(phrase.split() if phrase.replace(" ", "").isalpha() else WORD.findall(phrase))


def _known(cell: str, column: str, where: str, classes: frozenset[str], faults: list[str]) -> Context:
    context = _context(cell)
    if "@" in cell:
        named = {w[1:] for option in (*context.any, *context.none) for w in option if w.startswith("@")}
        if unknown := named - classes:
            faults.append(f"{where}: {column}: unknown class {', '.join(sorted(unknown))}; see [classes]")
    return context


def _section(file: RuleFile, key: str, cls: type[SectionT], faults: list[str]) -> SectionT | None:
    line = next((i for i, text in enumerate(file.lines, 1) if text.strip() == f"[{key}]"), 1)
    return build(file.data.get(key, {}), cls, f"{file.name}:{line}: {key}", faults)


def _any_of(characters: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(c) for c in characters) + "]")


def _lines(file: RuleFile) -> Lines:
    """Build the section whose patterns are regular expressions."""
    data = dict(file.data["lines"])
    for key in ("closed", "open", "goes_on"):
        data[key] = re.compile(data[key])
    return Lines(**data)


@functools.cache
def _context(cell: str) -> Context:
    options = [o.strip() for o in cell.split("|") if o.strip()]
    if not options:
        return NO_CONTEXT
    return Context(
        any=tuple(tuple(o.split()) for o in options if not o.startswith("!")),
        none=tuple(tuple(o[1:].split()) for o in options if o.startswith("!")),
    )


def _nations() -> tuple[frozenset[str], frozenset[str]]:
    """Give the countries' names and demonyms that are one word, small."""
    rows = read_csv(
        data_root() / "tables" / "countries.csv", ("name", "names", "demonyms"), "tables/countries.csv"
    )
    names = {n.lower() for _, r in rows for n in (r["name"], *r["names"].split("|")) if n and " " not in n}
    demonyms = {d.lower() for _, r in rows for d in r["demonyms"].split("|") if d and " " not in d}
    return frozenset(names), frozenset(demonyms)


def _amount(words: AmountWords) -> re.Pattern[str]:
    """Build the pattern of an abbreviated amount: a sign set off by blanks, a number, a scale."""
    sign = f"[{re.escape(words.signs)}]"
    scales = "|".join(sorted((re.escape(s) for s in words.scale), key=len, reverse=True))
    plain = "|".join(sorted((re.escape(s) for s in words.plain), key=len, reverse=True))
    counted = "|".join(words.counted)
    number = r"\d+(?:[.,]\d+)*"
    return re.compile(
        rf"(?:{sign}(?P<blank> *){number}(?P<gap> ?)(?P<scale>(?i:{scales})\b)?"
        rf"|(?<![\w.,]){number}(?P<gap2> ?)(?P<scale2>(?:{plain})\b|(?:{scales})(?= (?:{counted})\b)))"
    )


def _index(swaps: tuple[Swap, ...]) -> Mapping[str, tuple[tuple[int, Swap], ...]]:
    index: dict[str, list[tuple[int, Swap]]] = {}
    for swap in sorted(swaps, key=lambda s: -len(s.written)):
        lengths = [len(word) for word in swap.written]
        key = lengths.index(max(lengths))
        index.setdefault(swap.written[key], []).append((key, swap))
    return {word: tuple(rows) for word, rows in index.items()}
