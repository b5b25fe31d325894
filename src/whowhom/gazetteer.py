"""Look up places of the world by name: countries, provinces, districts, cities, disputed regions, seas.

The two tables (`places.csv.gz`, `place_names.csv.gz`) stay in memory as bytes; a row becomes an entry
only when a page asks for it, so that loading takes a tenth of a second.
"""

from __future__ import annotations

import csv
import functools
import gzip
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from whowhom.errors import RuleError
from whowhom.records import Place, Span
from whowhom.rulebook.quiet import uncollected
from whowhom.rulebook.schema import data_root, read_csv

PLACE_COLUMNS = ("geonameid", "name", "country", "admin1", "lat", "lon", "population", "precision")
NAME_COLUMNS = ("key", "places")
# What a record may say of precision: never finer than is known; a district counts as its province.
PRECISIONS = {
    "city": "city",
    "admin2": "admin1",
    "admin1": "admin1",
    "region": "admin1",
    "country": "country",
}
PRECISIONS["landmark"] = "city"
# Letters that Unicode does not take apart into a base and a mark.
_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "e"}
    | dict.fromkeys("'’‘ʼʻ`´ʿʾ.", None)
    | dict.fromkeys("-‐‑–_/,", " ")
)
# One letter for what transliterations of one name differ in; in this order.
_SKELETON = (
    ("ou|oo|au|aw|ow|w", "u"),
    ("ee|ei|ey|ay|ai|ie", "e"),
    ("y|j", "i"),
    ("q|ck", "k"),
    ("ph", "f"),
    ("dh", "d"),
    ("th", "t"),
    (r"(?<=.)h\b", ""),
    ("o", "u"),
    (" ", ""),
    (r"(.)\1+", r"\1"),
)
_SKELETON_RES = tuple((re.compile(pattern), repl) for pattern, repl in _SKELETON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place of the gazetteer; `precision` is `city`, `admin2`, `admin1`, `country`, `region`,
    `landmark`, `sea` or `wide` (a part of the world)."""

    row: int
    geonameid: int | None
    name: str
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    population: int
    precision: str

    def place(self, text: str) -> Place:
        """Give the record of this place as a page's words `text` name it."""
        return Place(
            text=text,
            name=self.name,
            country=self.country,
            admin1=self.admin1,
            lat=self.lat,
            lon=self.lon,
            precision=PRECISIONS.get(self.precision, "unknown") if self.country else "unknown",
            geonameid=self.geonameid,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """A place that a page names: its characters and what the gazetteer knows of it.

    `first`, `last` are token indices (half-open) in the title's or the text's parse; `span` covers the name
    alone, without "the town of" before or "province" after it. `kind` is the entry's precision, `unknown`
    for a place that the gazetteer does not have, and `demonym` for words that are no place but point to a
    country ("Syrian", "Boko Haram").
    """

    span: Span
    first: int
    last: int
    place: Place
    kind: str = "unknown"


@functools.lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Give the key of a name: lower case, no diacritics, apostrophes or dots, hyphens as blanks.

    >>> fold("Mazār-e Sharīf"), fold("Ma'rib"), fold("St. Paul")
    ('mazar e sharif', 'marib', 'st paul')
    """
    text = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFKD", text.translate(_LETTERS)).split())


def skeleton(key: str, articles: Sequence[str]) -> str:
    """Give what transliterations of a key have in common; `articles` ("al", "ash") before a name fall away.

    >>> skeleton("lower shabelle", ()) == skeleton("lower shabeelle", ())
    True
    """
    words = key.split()
    while len(words) > 1 and words[0] in articles:
        words = words[1:]
    text = " ".join(words)
    for pattern, repl in _SKELETON_RES:
        text = pattern.sub(repl, text)
    return text


class _Lines:
    """The lines of a CSV table as bytes, its header left out."""

    def __init__(self, data: bytes, columns: Sequence[str], name: str) -> None:
        header = data[: data.index(b"\n")].decode("utf-8").split(",")
        if tuple(header) != tuple(columns):
            raise RuleError(
                [f"{name}:1: columns are {header}, not {list(columns)}; run scripts/build_places.py"]
            )
        self._data = data
        ends: npt.NDArray[np.int64] = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 10)
        self._ends = ends.astype(np.int32)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, row: int) -> bytes:
        return self._data[int(self._ends[row]) + 1 : int(self._ends[row + 1])]


class Gazetteer:
    """The places of the world by their names; loaded once, never changed.

    `hints` are folded words that stand for no place but point to a country ("syrian", "boko haram"): ISO3
    codes; `countries` are the names of countries, `capitals` their capitals' folded names, by ISO3 code.
    """

    def __init__(
        self,
        places: bytes,
        names: bytes,
        *,
        hints: Mapping[str, str],
        countries: Mapping[str, str],
        capitals: Mapping[str, str],
    ) -> None:
        self.hints = hints
        self.countries = countries
        self.capitals = capitals
        self._places = _Lines(places, PLACE_COLUMNS, "places.csv.gz")
        self._names = _Lines(names, NAME_COLUMNS, "place_names.csv.gz")
        self._entries: dict[int, Entry] = {}
        self._found: dict[str, tuple[Entry, ...]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def entry(self, row: int) -> Entry:
        """Give the entry of a row of `places.csv.gz` (from 0, without the header)."""
        known = self._entries.get(row)
        if known is None:
            line = self._places[row].decode("utf-8")
            gid, name, country, admin1, lat, lon, population, precision = next(csv.reader([line]))
            known = self._entries[row] = Entry(
                row=row,
                geonameid=int(gid) if gid else None,
                name=name,
                country=country or None,
                admin1=admin1 or None,
                lat=float(lat) if lat else None,
                lon=float(lon) if lon else None,
                population=int(population),
                precision=precision,
            )
        return known

    def find(self, key: str) -> tuple[Entry, ...]:
        """Give the places of a folded name (see `fold`) or a skeleton ("~" before it), likeliest first."""
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = self._search(key.encode("utf-8"))
        return known

    def _search(self, key: bytes) -> tuple[Entry, ...]:
        low, high = 0, len(self._names)
        while low < high:
            middle = (low + high) // 2
            name, _, rows = self._names[middle].partition(b",")
            if name == key:
                return tuple(self.entry(int(row)) for row in rows.split(b"|"))
            if name < key:
                low = middle + 1
            else:
                high = middle
        return ()


@functools.cache
@uncollected()
def load_gazetteer() -> Gazetteer:
    """Load the gazetteer that comes with the package (GeoNames, CC BY 4.0)."""
    tables = data_root() / "tables"
    places, names = (
        gzip.decompress((tables / name).read_bytes()) for name in ("places.csv.gz", "place_names.csv.gz")
    )
    hints: dict[str, str] = {}
    countries: dict[str, str] = {}
    capitals: dict[str, str] = {}
    for _, row in read_csv(tables / "groups.csv", ("name", "aliases", "code"), "tables/groups.csv"):
        for name in [row["name"], *row["aliases"].split("|")]:
            if row["code"] and len(name) > 3:
                hints[fold(name)] = row["code"]
    columns = ("iso3", "name", "demonyms", "capital")
    for _, row in read_csv(tables / "countries.csv", columns, "tables/countries.csv"):
        countries[row["iso3"]] = row["name"]
        capitals[row["iso3"]] = fold(row["capital"])
        for name in filter(None, row["demonyms"].split("|")):
            hints.setdefault(fold(name), row["iso3"])
    return Gazetteer(places, names, hints=hints, countries=countries, capitals=capitals)
