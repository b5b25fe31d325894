"""Facts of the world, from `tables/`: states, bodies, groups, outlets, people, and the nouns of their roles.

::

    world = load_world()
    world.scan("Moscow's envoy met UNICEF staff")     # hits with character offsets, longest match
    world.lookup(("Security", "Council"))             # [(2, (Entity(... UN Security Council),))]
    world.role_at_end(("the", "foreign", "ministers"))  # Role(length=2, plural=True, noun=...GOV)
    world.surnames["macron"]                          # persons of that family name

A name matches whatever its accents, hyphens, apostrophes and points ("U.S." = "US", "al Qaida" = "al-Qaida"),
but never in small letters alone ("turkey", "us", "polish"). Acronyms match in capitals; from four letters on
as a word too ("Nato"). A row with `caps` matches only letter for letter ("Congress", never "congress").
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, get_args

from whowhom.errors import RuleError
from whowhom.records import Sector
from whowhom.rulebook.schema import data_root, read_csv

Kind = Literal["country", "capital", "demonym", "region", "body", "group", "outlet", "person"]
Gender = Literal["m", "f"]
NounKind = Literal["person", "group"]
Cells = Mapping[str, str]

COUNTRY_COLUMNS = (
    "iso3", "iso2", "name", "names", "demonyms", "capital", "regions", "cow", "gw", "family_first",
    "since", "until",
)  # fmt: skip
ACTOR_COLUMNS = (
    "actor_id", "name", "aliases", "code", "sector", "sectors", "parent", "since", "until", "caps",
)  # fmt: skip
PERSON_COLUMNS = (
    "actor_id", "name", "aliases", "code", "sector", "title", "since", "until", "gender", "wikidata",
)  # fmt: skip
NOUN_COLUMNS = ("noun", "plural", "sector", "kind", "gender")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A state or territory; `since` and `until` (closed) only where it does not exist today or is new.

    `cow`, `gw` are its numbers in Correlates of War and Gleditsch & Ward. `family_first`: its people are
    named family name first in English news (Xi Jinping).
    """

    iso3: str
    iso2: str | None
    name: str
    cow: int | None = None
    gw: int | None = None
    family_first: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What a name stands for: one row of a table, or one of the ways of naming a country.

    `kind` `country`, `capital`, `demonym`, `region` have the country's iso3 as `actor_id` and `code`, its
    name as `name`, and sector GOV. A person or group whose sector changed has one row (and Entity) for each
    period, with the same `actor_id`; `since`, `until` are closed. `parent` is the `actor_id` of the body that
    it belongs to.
    """

    actor_id: str
    name: str
    kind: Kind
    code: str | None = None
    sector: Sector | None = None
    sectors: tuple[Sector, ...] = ()
    parent: str | None = None
    since: date | None = None
    until: date | None = None
    title: str | None = None
    gender: Gender | None = None
    wikidata: str | None = None
    caps: bool = False

    def holds(self, day: date | None) -> bool:
        """Tell whether the row is true on a day; an unknown day only asks that it holds to this day."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorNoun:
    """A role noun or phrase in small letters ("foreign minister"), and the sector of who bears it.

    `sector` None: the noun names somebody, but not of which part of society ("group", "leader").
    """

    noun: str
    plural: str
    sector: Sector | None
    kind: NounKind
    gender: Gender | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role noun found: how many words it spans, and whether it stands in the plural."""

    length: int
    plural: bool
    noun: SectorNoun


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a text: as written, folded for comparison, and its characters [start, end)."""

    text: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A name found in a text: characters [start, end), and what it may stand for, most specific kind first."""

    start: int
    end: int
    entries: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of an entity, in its written form (words without points, hyphens and apostrophes)."""

    words: tuple[str, ...]
    exact: bool
    entity: Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All tables, indexed. Keys of `names` are tuples of folded words, of `surnames` a folded word."""

    countries: Mapping[str, Country]
    entries: tuple[Entity, ...]
    nouns: tuple[SectorNoun, ...]
    names: Mapping[tuple[str, ...], tuple[_Name, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    surnames: Mapping[str, tuple[Entity, ...]]
    by_id: Mapping[str, tuple[Entity, ...]]
    roles: Mapping[tuple[str, ...], tuple[SectorNoun, bool]]

    def lookup(self, words: Sequence[str], start: int = 0) -> list[tuple[int, tuple[Entity, ...]]]:
        """Find the names that begin at `words[start]`, longest first, each with how many words it spans.

        Words are those of `split_words`; a word of another tokeniser is split first, so "al-Qaida" as one
        word counts as one.
        """
        pieces = [(i, piece) for i in range(start, len(words)) for piece in split_words(words[i])]
        return [
            (pieces[n - 1][0] - start + 1, entries)
            for n, entries in self._match([piece for _, piece in pieces], 0)
            if n == len(pieces) or pieces[n][0] != pieces[n - 1][0]
        ]

    def scan(self, text: str) -> tuple[Hit, ...]:
        """Find all names of a text, left to right, the longest at each place, none overlapping."""
        words = split_words(text)
        hits: list[Hit] = []
        at = 0
        while at < len(words):
            found = self._match(words, at)
            if found:
                n, entries = found[0]
                hits.append(Hit(start=words[at].start, end=words[at + n - 1].end, entries=entries))
                at += n
            else:
                at += 1
        return tuple(hits)

    def role_at_end(self, words: Sequence[str]) -> Role | None:
        """Find the longest role noun that `words` end in ("the Belarusian foreign minister")."""
        keys = tuple(word.lower().replace("’", "'") for word in words)
        for length in range(min(len(keys), 5), 0, -1):
            found = self.roles.get(keys[-length:])
            if found:
                return Role(length=length, plural=found[1], noun=found[0])
        return None

    def _match(self, words: Sequence[Word], at: int) -> list[tuple[int, tuple[Entity, ...]]]:
        """Give (number of words, entities) of every name beginning at word `at`, longest first."""
        found = []
        for length in self.lengths.get(words[at].key, ()) if at < len(words) else ():
            run = words[at : at + length]
            names = self.names.get(tuple(word.key for word in run), ()) if len(run) == length else ()
            entries = [name.entity for name in names if _cased(name, run)]
            if entries:
                order = {id(e): e for e in entries}.values()
                found.append((length, tuple(sorted(order, key=lambda e: _KINDS.index(e.kind)))))
        return found


# Where one name has several meanings, the more specific kind comes first ("Brussels": the EU, then Belgium).
_KINDS: tuple[Kind, ...] = ("body", "group", "outlet", "country", "demonym", "capital", "region", "person")
_WORD = re.compile(r"[^\s\-‐‑–—/()\[\]\"“”,;:!?…]+")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_POSSESSIVE = re.compile(r"['’](?:[sS])?$")
_APOSTROPHES = str.maketrans("", "", "'’‘`ʿʾʻʼ.")


def split_words(text: str) -> tuple[Word, ...]:
    """Split a text into words at white space, hyphens and punctuation; possessives and points are shed."""
    words = []
    for match in _WORD.finditer(text):
        written, start = match.group(), match.start()
        stripped = written.lstrip("'‘’`")
        start += len(written) - len(stripped)
        bare = _POSSESSIVE.sub("", stripped)
        if not _ACRONYM.fullmatch(bare):
            bare = bare.rstrip(".")
        plain = bare.translate(_APOSTROPHES)
        if plain:
            words.append(Word(text=plain, key=fold(plain), start=start, end=start + len(bare)))
    return tuple(words)


def fold(word: str) -> str:
    """Give a word in small letters without accents; "&" is "and"."""
    if word.isascii():
        return "and" if word == "&" else word.lower()
    apart = unicodedata.normalize("NFKD", word.replace("ł", "l").replace("Ł", "L").replace("ø", "o"))
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("ı", "i").lower()


def _cased(name: _Name, run: Sequence[Word]) -> bool:
    """Tell whether the capitals of a text allow a name there."""
    if name.exact:
        return all(word.text == wanted for word, wanted in zip(run, name.words, strict=True))
    for word, wanted in zip(run, name.words, strict=True):
        acronym = len(wanted) > 1 and wanted.isupper() and wanted.isalpha()
        if acronym and not word.text.isupper() and not (len(wanted) > 3 and word.text[0].isupper()):
            return False
    return any(c.isupper() for word in run for c in word.text) or not any(
        c.isupper() for wanted in name.words for c in wanted
    )


# --- loading --------------------------------------------------------------------------------------


def load_world(tables: Path | None = None) -> World:
    """Read and check all tables of a folder (default: the package's); raises RuleError with all faults.

    `people.csv` may be missing; every other table must be there.
    """
    root: Traversable = tables if tables is not None else data_root() / "tables"
    faults: list[str] = []
    countries: dict[str, Country] = {}
    named: list[tuple[Entity, Sequence[str]]] = []
    for where, cells in _rows(root, "countries.csv", COUNTRY_COLUMNS, faults):
        _add_country(where, cells, countries, named, faults)
    tables_of: tuple[tuple[str, Kind], ...] = (("bodies", "body"), ("groups", "group"), ("outlets", "outlet"))
    lines: dict[str, str] = {}
    for stem, kind in tables_of:
        for where, cells in _rows(root, f"{stem}.csv", ACTOR_COLUMNS, faults):
            named.append(_actor(where, cells, kind, countries, faults))
            lines.setdefault(cells["actor_id"], where)
    if (root / "people.csv").is_file():
        for where, cells in _rows(root, "people.csv", PERSON_COLUMNS, faults):
            named.append(_actor(where, cells, "person", countries, faults))
    nouns = _nouns(root, faults)
    known = {entity.actor_id for entity, _ in named}
    for entity, _ in named:
        if entity.parent and entity.parent not in known:
            faults.append(f"{lines[entity.actor_id]}: parent '{entity.parent}' is no actor_id; add or mend it")
    if faults:
        raise RuleError(faults)
    return _index(countries, named, nouns)


def _rows(
    root: Traversable, name: str, columns: Sequence[str], faults: list[str]
) -> list[tuple[str, Cells]]:
    """Read one table as (`file:line`, cells); a table or row that cannot be read leaves a fault."""
    path = root / name
    if not path.is_file():
        faults.append(f"{name}:1: the table is missing; add it, with the columns {', '.join(columns)}")
        return []
    try:
        rows = read_csv(path, columns, name)
    except RuleError as error:
        faults.extend(error.faults)
        return []
    good: list[tuple[str, Cells]] = []
    for line, cells in rows:
        if None in cells or None in cells.values():
            faults.append(f"{name}:{line}: the row has not as many cells as the header; quote its commas")
        else:
            good.append((f"{name}:{line}", cells))
    return good


def _list(where: str, cells: Cells, column: str, faults: list[str]) -> tuple[str, ...]:
    """Split a `|` list; an empty or repeated item is a fault."""
    items = tuple(cells[column].split("|")) if cells[column] else ()
    for item in items:
        if not item.strip() or item != item.strip():
            faults.append(f"{where}: {column} has an empty or padded item {item!r}; remove it")
    for item in sorted({i for i in items if items.count(i) > 1}):
        faults.append(f"{where}: {column} names '{item}' twice; remove one")
    return items


def _day(where: str, cells: Cells, column: str, faults: list[str]) -> date | None:
    """Read an ISO day, month or year: `since` its first day, `until` its last."""
    written = cells[column]
    if not written:
        return None
    last = column == "until"
    try:
        if len(written) == 4:
            return date(int(written), 12, 31) if last else date(int(written), 1, 1)
        if len(written) == 7:
            year, month = int(written[:4]), int(written[5:])
            return date(year, month, monthrange(year, month)[1] if last else 1)
        return date.fromisoformat(written)
    except ValueError:
        faults.append(f"{where}: {column} '{written}' is no day; write YYYY, YYYY-MM or YYYY-MM-DD")
        return None


def _number(where: str, cells: Cells, column: str, faults: list[str]) -> int | None:
    """Read a whole number."""
    if cells[column] and not cells[column].isdigit():
        faults.append(f"{where}: {column} '{cells[column]}' is no whole number; mend it")
        return None
    return int(cells[column]) if cells[column] else None


def _one_of(where: str, value: str, column: str, known: Iterable[str], faults: list[str]) -> str | None:
    """Check a cell against a closed list; empty is None."""
    if value and value not in known:
        faults.append(f"{where}: {column} '{value}' is unknown; write one of {', '.join(known)}, or nothing")
        return None
    return value or None


def _sector(where: str, value: str, column: str, faults: list[str]) -> Sector | None:
    """Check a sector."""
    known = _one_of(where, value, column, tuple(Sector), faults)
    return Sector(known) if known else None


def _period(where: str, cells: Cells, faults: list[str]) -> tuple[date | None, date | None]:
    """Read `since` and `until`; the second must not lie before the first."""
    since, until = _day(where, cells, "since", faults), _day(where, cells, "until", faults)
    if since and until and until < since:
        faults.append(f"{where}: until {until} lies before since {since}; swap or mend them")
    return since, until


def _add_country(
    where: str,
    cells: Cells,
    countries: dict[str, Country],
    named: list[tuple[Entity, Sequence[str]]],
    faults: list[str],
) -> None:
    """Check one row of countries.csv, and add the country with an entity for each way of naming it."""
    iso3 = cells["iso3"]
    if not re.fullmatch("[A-Z]{3}", iso3):
        faults.append(f"{where}: iso3 '{iso3}' must be three capital letters")
    if iso3 in countries:
        faults.append(f"{where}: iso3 '{iso3}' stands twice; merge the rows")
    if not cells["name"]:
        faults.append(f"{where}: name is missing; add it")
    since, until = _period(where, cells, faults)
    first = _one_of(where, cells["family_first"], "family_first", ("1",), faults)
    countries[iso3] = Country(
        iso3=iso3,
        iso2=cells["iso2"] or None,
        name=cells["name"],
        cow=_number(where, cells, "cow", faults),
        gw=_number(where, cells, "gw", faults),
        family_first=first == "1",
        since=since,
        until=until,
    )
    ways: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("country", (cells["name"], *_list(where, cells, "names", faults))),
        ("demonym", _list(where, cells, "demonyms", faults)),
        ("capital", _list(where, cells, "capital", faults)),
        ("region", _list(where, cells, "regions", faults)),
    )
    for kind, names in ways:
        entity = Entity(
            actor_id=iso3, name=cells["name"], kind=kind, code=iso3, sector=Sector.GOV, since=since, until=until
        )
        if names:
            named.append((entity, names))


def _actor(
    where: str, cells: Cells, kind: Kind, countries: Mapping[str, Country], faults: list[str]
) -> tuple[Entity, Sequence[str]]:
    """Check one row of bodies, groups, outlets or people; give its entity and all its names."""
    for column in ("actor_id", "name"):
        if not cells[column]:
            faults.append(f"{where}: {column} is missing; add it")
    code = cells["code"]
    if code and code not in countries and not re.fullmatch(r"IGO:[A-Z0-9]+", code):
        faults.append(f"{where}: code '{code}' is no iso3 of countries.csv and not IGO:...; mend it")
    aliases = _list(where, cells, "aliases", faults)
    if cells["name"] in aliases:
        faults.append(f"{where}: aliases repeat the name '{cells['name']}'; remove it there")
    since, until = _period(where, cells, faults)
    second = _list(where, cells, "sectors", faults) if "sectors" in cells else ()
    more = [_sector(where, value, "sectors", faults) for value in second]
    gender = _one_of(where, cells.get("gender", ""), "gender", get_args(Gender), faults)
    entity = Entity(
        actor_id=cells["actor_id"],
        name=cells["name"],
        kind=kind,
        code=code or None,
        sector=_sector(where, cells["sector"], "sector", faults),
        sectors=tuple(sector for sector in more if sector),
        parent=cells.get("parent") or None,
        since=since,
        until=until,
        title=cells.get("title") or None,
        gender="m" if gender == "m" else "f" if gender == "f" else None,
        wikidata=cells.get("wikidata") or None,
        caps=_one_of(where, cells.get("caps", ""), "caps", ("1",), faults) == "1",
    )
    return entity, (cells["name"], *aliases)


def _nouns(root: Traversable, faults: list[str]) -> tuple[SectorNoun, ...]:
    """Read sectors.csv; regular plurals are formed here."""
    nouns: dict[str, SectorNoun] = {}
    for where, cells in _rows(root, "sectors.csv", NOUN_COLUMNS, faults):
        noun = cells["noun"]
        if not noun or noun != noun.lower():
            faults.append(f"{where}: noun '{noun}' must be in small letters")
        if noun in nouns:
            faults.append(f"{where}: noun '{noun}' stands twice; merge the rows")
        kind = _one_of(where, cells["kind"], "kind", get_args(NounKind), faults)
        gender = _one_of(where, cells["gender"], "gender", get_args(Gender), faults)
        if not cells["kind"]:
            faults.append(f"{where}: kind is missing; write person or group")
        nouns[noun] = SectorNoun(
            noun=noun,
            plural=cells["plural"] or plural_of(noun),
            sector=_sector(where, cells["sector"], "sector", faults),
            kind="group" if kind == "group" else "person",
            gender="m" if gender == "m" else "f" if gender == "f" else None,
        )
    return tuple(nouns.values())


def plural_of(noun: str) -> str:
    """Form the regular English plural of a noun or phrase, at its end.

    >>> plural_of("army"), plural_of("coach"), plural_of("foreign minister")
    ('armies', 'coaches', 'foreign ministers')
    """
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(?:s|x|z|ch|sh)$", noun) else "s")


def _index(
    countries: Mapping[str, Country],
    named: Sequence[tuple[Entity, Sequence[str]]],
    nouns: tuple[SectorNoun, ...],
) -> World:
    """Build the indexes."""
    names: dict[tuple[str, ...], list[_Name]] = {}
    surnames: dict[str, list[Entity]] = {}
    by_id: dict[str, list[Entity]] = {}
    for entity, written in named:
        by_id.setdefault(entity.actor_id, []).append(entity)
        for name in written:
            words = split_words(name)
            key = tuple(word.key for word in words)
            if not key:
                continue
            exact = entity.caps
            names.setdefault(key, []).append(_Name(tuple(word.text for word in words), exact, entity))
            if entity.kind == "person":
                first = entity.code in countries and countries[entity.code].family_first
                holders = surnames.setdefault(key[0] if first else key[-1], [])
                if not holders or holders[-1] is not entity:
                    holders.append(entity)
    lengths: dict[str, set[int]] = {}
    for key in names:
        lengths.setdefault(key[0], set()).add(len(key))
    roles: dict[tuple[str, ...], tuple[SectorNoun, bool]] = {}
    for noun in nouns:
        roles.setdefault(tuple(noun.plural.split()), (noun, True))
        roles[tuple(noun.noun.split())] = (noun, noun.plural == noun.noun)
    return World(
        countries=countries,
        entries=tuple(entity for entity, _ in named),
        nouns=nouns,
        names={key: tuple(found) for key, found in names.items()},
        lengths={first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
        surnames={key: tuple(found) for key, found in surnames.items()},
        by_id={key: tuple(found) for key, found in by_id.items()},
        roles=roles,
    )
