"""What is no article on a page, who is credited, which genre: `rules/clean.toml` as frozen rows."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from whowhom.errors import RuleError
from whowhom.records import Genre
from whowhom.rulebook.schema import RuleFile, build_rows, data_root, read_toml

FILE = "rules/clean.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """Words of a page that are no article.

    `words`: literals, lower case, one of which must stand in the unit (in the page, for a run) before the
    pattern is tried. `reach` says how far the mark goes; `most` characters a unit may have; `remaining`
    characters may follow at most where the reach is `end`; `where` = `head` looks at the first 8 lines alone,
    `tail` at the last 600 characters. `reported`: a sentence of it may report speech, as a caption does.
    """

    id: str
    unit: str
    pattern: str
    words: tuple[str, ...]
    reach: str = "unit"
    most: int = 300
    remaining: int = 0
    where: str = "any"
    case: bool = False
    reported: bool = False
    example: tuple[str, ...]
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A way in which a page credits a wire; `name` where the pattern itself tells which.

    `needs`: letters without which the pattern is not tried.
    """

    id: str
    where: str
    pattern: str
    name: str | None = None
    needs: str = ""
    example: tuple[str, ...]
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A form of the place in front of the first sentence; `place` is that of the first example."""

    id: str
    pattern: str
    place: str
    example: tuple[str, ...]
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GenreCue:
    """What tells a genre: `field` is type, section, url, host, title or lead; the pattern covers all."""

    id: str
    genre: Genre
    field: str
    pattern: str
    example: tuple[str, ...]
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A news agency and how pages write its name."""

    name: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanRules:
    """Everything that `clean` goes by; `patterns` holds each row's pattern, compiled, by its id."""

    furniture: tuple[Furniture, ...]
    credits: tuple[Credit, ...]
    datelines: tuple[Dateline, ...]
    genres: tuple[GenreCue, ...]
    wires: Mapping[str, str]
    languages: Mapping[str, str]
    abbreviations: frozenset[str]
    english: frozenset[str]
    starters: frozenset[str]
    speech: re.Pattern[str]
    joiners: frozenset[str]
    patterns: Mapping[str, re.Pattern[str]]

    def regex(self, row: Furniture | Credit | Dateline | GenreCue) -> re.Pattern[str]:
        """Give the compiled pattern of a row."""
        return self.patterns[row.id]


Row = TypeVar("Row", Furniture, Credit, Dateline, GenreCue)


def _names(said: list[str]) -> str:
    """Make an alternation of names, longest first."""
    return "|".join(re.escape(name) for name in sorted(set(said), key=lambda n: (-len(n), n)))


def _compile(
    rows: tuple[Row, ...], file: RuleFile, key: str, holes: Mapping[str, str], faults: list[str]
) -> dict[str, re.Pattern[str]]:
    patterns = {}
    for number, row in enumerate(rows):
        text = row.pattern
        for hole, names in holes.items():
            text = text.replace("{" + hole + "}", names)
        case = isinstance(row, (Credit, Dateline)) or (isinstance(row, Furniture) and row.case)
        try:
            patterns[row.id] = re.compile(text, 0 if case else re.IGNORECASE)
        except re.error as error:
            where = f"{file.name}:{file.line_of(key, number)}: {key} {row.id}"
            faults.append(f"{where}: pattern is no regular expression ({error}); mend it")
    return patterns


@functools.cache
def load_clean_rules() -> CleanRules:
    """Read `rules/clean.toml`, once; raises RuleError with all faults."""
    file = read_toml(data_root() / "rules" / "clean.toml", FILE)
    faults: list[str] = []
    furniture = build_rows(file, "furniture", Furniture, faults)
    marks = build_rows(file, "credit", Credit, faults)
    datelines = build_rows(file, "dateline", Dateline, faults)
    genres = build_rows(file, "genre", GenreCue, faults)
    wires = build_rows(file, "wire", Wire, faults)
    said = {form: wire.name for wire in wires for name in wire.said for form in (name.upper(), name)}
    holes = {
        "agency": f"(?:{_names(file.data.get('agencies', []))})",
        "head": f"(?:{_names(file.data.get('heads', []))})",
        "wire": f"(?P<wire>{_names(list(said))})",
    }
    patterns = _compile(furniture, file, "furniture", holes, faults)
    patterns |= _compile(marks, file, "credit", holes, faults)
    patterns |= _compile(datelines, file, "dateline", holes, faults)
    patterns |= _compile(genres, file, "genre", holes, faults)
    if faults:
        raise RuleError(faults)
    return CleanRules(
        furniture=furniture,
        credits=marks,
        datelines=datelines,
        genres=genres,
        wires=said,
        languages=dict(file.data.get("languages", {})),
        abbreviations=frozenset(file.data.get("abbreviations", [])),
        english=frozenset(file.data.get("english", [])),
        starters=frozenset(file.data.get("starters", [])),
        speech=re.compile(rf",[\"”’]? [^,.]{{2,50}}\b(?:{_names(file.data.get('speech', []))})\b"),
        joiners=frozenset(file.data.get("joiners", [])),
        patterns=patterns,
    )
