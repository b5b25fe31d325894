"""UCDP GED: violence with two sides, a deed a row (Sundberg and Melander 2013; GED codebook)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from whowhom.export.books import Books
from whowhom.export.deaths import count_deaths
from whowhom.export.gdelt import number_of
from whowhom.export.shape import Format, Row
from whowhom.export.told import Options, Told, iso, once, quote, sides, spread
from whowhom.records import Actor, Interval, Place

HEADER: Final = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence"),
    *("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name"),
    *("side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b"),
    *("number_of_sources", "source_article", "source_office", "source_date", "source_headline"),
    *("source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2"),
    *("latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)
WHERE: Final = {"city": "1", "admin1": "4", "country": "6"}
CIVILIANS: Final = "Civilians"


def violence(one: Sequence[Actor], other: Sequence[Actor], books: Books) -> str | None:
    """Give state-based (1), non-state (2) or one-sided (3) violence, or nothing where a side is not known."""
    sides_of = [{books.side(p) for p in parties} - {""} for parties in (one, other)]
    if not all(sides_of) or "civilian" in sides_of[0]:
        return None
    if sides_of[1] == {"civilian"}:
        return "3"
    armed = sides_of[0] | (sides_of[1] - {"civilian"})
    return "1" if "state" in armed else "2"


def grid_cell(lat: float, lon: float) -> int:
    """Give the PRIO-GRID cell: half degrees from 90 S, 180 W, row by row from 1 (Tollefsen et al. 2012).

    >>> grid_cell(-90, -180), grid_cell(12.7, 14.1)
    (1, 147989)
    """
    row, column = min(int((lat + 90) * 2), 359), min(int((lon + 180) * 2), 719)
    return row * 720 + column + 1


def date_precision(day: Interval) -> str:
    """Give UCDP's precision of a date: 1 the day, 2 two to six days, 3 a week, 4 a month, 5 longer."""
    days = spread(day)
    return "1" if days == 1 else "2" if days < 7 else "3" if days == 7 else "4" if days <= 31 else "5"


def _names(parties: Sequence[Actor], options: Options, books: Books) -> str:
    """Name a side as UCDP does: civilians, the government of a country, or the group's name."""
    names = []
    for party in parties:
        land = books.land(party.code)
        kind = books.side(party)
        if kind == "civilian":
            names.append(CIVILIANS)
        elif kind == "state" and land:
            names.append(f"Government of {land.name}")
        else:
            names.append(quote(books.name(party), options))
    return once(names, ", ")


def _number(parties: Sequence[Actor], books: Books) -> str:
    lands = (books.land(p.code) for p in parties if books.side(p) == "state")
    return once(land.gw for land in lands if land)


def _where(place: Place | None, options: Options, books: Books) -> Row:
    if place is None:
        return ("",) * 11
    land = books.land(place.country)
    here = place.lat is not None and place.lon is not None
    province = place.admin1 or (place.name if place.precision == "admin1" else "")
    return (
        *(WHERE.get(place.precision, ""), place.name, quote(place.text, options), province, ""),
        *(place.lat, place.lon, f"POINT ({place.lon} {place.lat})" if here else ""),
        grid_cell(place.lat or 0, place.lon or 0) if here else "",
        *((land.name, land.gw) if land else ("", "")),
    )


def _source(told: Told, options: Options) -> Row:
    page = told.page
    title = "" if options.no_text else page.title
    told_by = told.event.attribution
    article = ",".join(f'"{part}"' for part in (page.outlet or "", iso(page.published_on), title))
    original = quote(told_by[-1].source.name or told_by[-1].source.text, options) if told_by else ""
    return len(told.deed.reports), article, page.outlet, iso(page.published_on), title, original


def rows(told: Told, options: Options, books: Books) -> list[Row] | str:
    """Give the one row of a violent deed with two sides."""
    if told.type != "ASSAULT":
        return "deeds other than violence"
    one, other = sides(told)
    if not one or not other:
        return "violence of which one side is not told"
    kind = violence(one, other, books)
    if kind is None or told.day is None:
        return "violence without an organized side, or with a side of unknown kind"
    side_a, side_b = (_names(parties, options, books) for parties in (one, other))
    if side_a == side_b:
        return "violence within one side"
    dead = count_deaths(told.deed, one, other, books)
    land = books.land(told.place.country if told.place else None)
    deaths: Row = ("",) * 7
    if dead:
        of_sides = (dead.a, dead.b, dead.civilians, dead.unknown)
        deaths = (*of_sides, dead.best, dead.high, dead.low)
    return [
        (
            *(number_of(told.deed.deed_id), told.deed.deed_id, f"{told.first:%Y}", "", "", kind),
            *("", "", "", "", "", f"{side_a} - {side_b}", "", "", side_a, "", "", side_b),
            *_source(told, options),
            *_where(told.place, options, books),
            land.ucdp_region if land else "",
            "2" if dead and dead.running else "1",
            *(date_precision(told.day), iso(told.day.first), iso(told.day.last)),
            *deaths,
            *(_number(one, books), _number(other, books)),
        )
    ]


UCDP: Final = Format(
    name="ucdp",
    title="UCDP GED, comma-separated",
    header=HEADER,
    rows=rows,
    unit="one row a deed, violence with two sides only",
    mapped=(
        "id: a number made of `deed_id`, which is relid; neither is UCDP's",
        "type_of_violence: 1 where a side is a state, 2 between armed groups, 3 against civilians; by the "
        "sectors of the parties (`tables/export_sectors.csv`)",
        "where all parties are actors of one fight, the first is side a",
        "where_prec: 1 a place, 4 a province, 6 a country; date_prec: 1 a day, 2 up to six days, 3 a week, "
        "4 a month, 5 longer",
        "deaths by side: by whose dead the words of the number name; deaths_unknown where they do not tell; "
        "best is the number that most origins tell, low and high the lowest and highest told",
        "event_clarity: 2 where the number is a running toll",
        "number_of_sources: reports; source_...: the page of the first report that tells the deed so; "
        "source_original: whom it cites",
        "country_id, gwnoa, gwnob: Gleditsch and Ward's numbers; priogrid_gid: from the coordinates",
    ),
    missing=(
        *("active_year", "code_status", "conflict_*", "dyad_dset_id", "dyad_new_id", "side_*_dset_id"),
        *("side_*_new_id", "adm_2"),
    ),
    notes=(
        "A deed whose reports tell no number of dead has empty deaths; GED itself lists only events with one "
        "death or more. `deaths_b` counts the recipient's side.",
    ),
    delimiter=",",
)
