"""Tables in; the `World` out: every table read, checked with all faults at once, and indexed.

What the records mean and how names are found stands in `whowhom.world`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import get_args

from whowhom.errors import InputError, RuleError
from whowhom.records import Sector
from whowhom.rulebook.quiet import uncollected
from whowhom.rulebook.schema import data_root, read_csv
from whowhom.world import (
    Country,
    Entity,
    Gender,
    Hit,
    Kind,
    Name,
    NounKind,
    Role,
    SectorNoun,
    Word,
    World,
    fold,
    split_words,
)

__all__ = [
    "Country",
    "Entity",
    "Gender",
    "Hit",
    "Kind",
    "Name",
    "NounKind",
    "Role",
    "SectorNoun",
    "Word",
    "World",
    "fold",
    "load_world",
    "plural_of",
    "split_words",
]

Cells = Mapping[str, str]
Row = tuple[str, Cells]  # `file:line`, and what stands there
BEARERS = 2  # people of one gender who make a first name tell it
_GENDERS: tuple[str, ...] = get_args(Gender)
_SECTORS = {sector.value: sector for sector in Sector}

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
OWN_TABLES: Mapping[str, str] = {
    "countries.csv": "iso3",
    "bodies.csv": "actor_id",
    "groups.csv": "actor_id",
    "outlets.csv": "actor_id",
    "people.csv": "",
    "sectors.csv": "noun",
}
"""Tables that a user may add to, and the column by which a row stands in for one of the package's."""


@uncollected()
def load_world(tables: Path | None = None, *, extra: Path | None = None) -> World:
    """Read and check all tables of a folder (default: the package's); raises RuleError with all faults.

    `people.csv` may be missing; every other table must be there. `extra` is a folder with a user's own
    tables, of the same names and columns: their rows are added, and stand in for rows of the same `actor_id`,
    `iso3` or `noun`; people may have several offices, so their rows are only added. Raises InputError where
    the folder holds no such table.
    """
    root: Traversable = tables if tables is not None else data_root() / "tables"
    if extra is not None and not any((extra / name).is_file() for name in OWN_TABLES):
        raise InputError(f"tables: {extra} holds none of {', '.join(OWN_TABLES)}; name a folder that does")
    faults: list[str] = []

    def _rows(name: str, columns: Sequence[str]) -> list[Row]:
        return _both(root, extra, name, columns, faults)

    countries: dict[str, Country] = {}
    named: list[tuple[Entity, Sequence[str]]] = []
    for where, cells in _rows("countries.csv", COUNTRY_COLUMNS):
        _add_country(where, cells, countries, named, faults)
    tables_of: tuple[tuple[str, Kind], ...] = (("bodies", "body"), ("groups", "group"), ("outlets", "outlet"))
    lines: dict[str, str] = {}
    for stem, kind in tables_of:
        for where, cells in _rows(f"{stem}.csv", ACTOR_COLUMNS):
            named.append(_actor(where, cells, kind, countries, faults))
            lines.setdefault(cells["actor_id"], where)
    if (root / "people.csv").is_file():
        for where, cells in _rows("people.csv", PERSON_COLUMNS):
            named.append(_actor(where, cells, "person", countries, faults))
    nouns = _nouns(_rows("sectors.csv", NOUN_COLUMNS), faults)
    known = {entity.actor_id for entity, _ in named}
    for entity, _ in named:
        if entity.parent and entity.parent not in known:
            faults.append(
                f"{lines[entity.actor_id]}: parent '{entity.parent}' is no actor_id; add or mend it"
            )
    if faults:
        raise RuleError(faults)
    return _index(countries, named, nouns)


def _both(
    root: Traversable, extra: Path | None, name: str, columns: Sequence[str], faults: list[str]
) -> list[Row]:
    """Read one table, and the user's own rows of it, which stand in for those of the same key."""
    rows = _read(root, name, columns, faults)
    if extra is None or not (extra / name).is_file():
        return rows
    before = len(faults)
    own = _read(extra, name, columns, faults)
    faults[before:] = [f"{extra}/{fault}" for fault in faults[before:]]
    key = OWN_TABLES[name]
    taken = {cells[key] for _, cells in own} if key else set()
    kept = [row for row in rows if not key or row[1][key] not in taken]
    return [*kept, *((f"{extra}/{where}", cells) for where, cells in own)]


def _read(root: Traversable, name: str, columns: Sequence[str], faults: list[str]) -> list[Row]:
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
    good: list[Row] = []
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
        if not item or item != item.strip():
            faults.append(f"{where}: {column} has an empty or padded item {item!r}; remove it")
    if len(set(items)) < len(items):
        twice = sorted({item for item in items if items.count(item) > 1})
        faults.append(f"{where}: {column} names '{', '.join(twice)}' twice; remove one")
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
    _one_of(where, value, column, _SECTORS, faults)
    return _SECTORS.get(value)


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
            actor_id=iso3,
            name=cells["name"],
            kind=kind,
            code=iso3,
            sector=Sector.GOV,
            since=since,
            until=until,
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
    gender = _one_of(where, cells.get("gender", ""), "gender", _GENDERS, faults)
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


def _nouns(rows: Iterable[Row], faults: list[str]) -> tuple[SectorNoun, ...]:
    """Read the rows of sectors.csv; regular plurals are formed here."""
    nouns: dict[str, SectorNoun] = {}
    for where, cells in rows:
        noun = cells["noun"]
        if not noun or noun != noun.lower():
            faults.append(f"{where}: noun '{noun}' must be in small letters")
        if noun in nouns:
            faults.append(f"{where}: noun '{noun}' stands twice; merge the rows")
        kind = _one_of(where, cells["kind"], "kind", get_args(NounKind), faults)
        gender = _one_of(where, cells["gender"], "gender", _GENDERS, faults)
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
    names: dict[tuple[str, ...], list[Name]] = {}
    surnames: dict[str, list[Entity]] = {}
    by_id: dict[str, list[Entity]] = {}
    split: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for entity, written in named:
        by_id.setdefault(entity.actor_id, []).append(entity)
        for name in written:
            if name not in split:
                words = split_words(name)
                split[name] = tuple(word.key for word in words), tuple(word.text for word in words)
            key, texts = split[name]
            if not key:
                continue
            names.setdefault(key, []).append(Name(texts, entity.caps, entity))
            if entity.kind == "person":
                home = countries.get(entity.code or "")
                holders = surnames.setdefault(key[0] if home and home.family_first else key[-1], [])
                if not holders or holders[-1] is not entity:
                    holders.append(entity)
    given: dict[str, dict[str, Gender]] = {}  # first name -> person -> gender
    for entity, _ in named:
        if entity.kind == "person" and entity.gender is not None:
            home = countries.get(entity.code or "")
            if not (home and home.family_first):
                given.setdefault(entity.name.split()[0].lower(), {})[entity.name] = entity.gender
    lengths: dict[str, set[int]] = {}
    for key in names:
        lengths.setdefault(key[0], set()).add(len(key))
    roles: dict[tuple[str, ...], tuple[SectorNoun, bool]] = {}
    for noun in nouns:
        roles[_key(noun.noun)] = (noun, noun.plural == noun.noun)
    for noun in nouns:
        roles.setdefault(_key(noun.plural), (noun, True))
    return World(
        countries=countries,
        entries=tuple(entity for entity, _ in named),
        nouns=nouns,
        names={key: tuple(found) for key, found in names.items()},
        lengths={first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
        surnames={key: tuple(found) for key, found in surnames.items()},
        by_id={key: tuple(found) for key, found in by_id.items()},
        roles=roles,
        first_names={
            word: genders.pop()
            for word, bearers in given.items()
            if len(bearers) >= BEARERS and len(genders := set(bearers.values())) == 1
        },
    )


def _key(phrase: str) -> tuple[str, ...]:
    """Give the folded words of a phrase."""
    if phrase.isascii() and phrase.replace(" ", "").isalpha():
        return tuple(phrase.split())
    return tuple(word.key for word in split_words(phrase))
