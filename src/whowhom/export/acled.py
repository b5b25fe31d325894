"""ACLED: political violence, demonstrations and strategic developments, a deed a row (ACLED codebook)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from whowhom.export.books import AcledRow, Books
from whowhom.export.deaths import count_deaths
from whowhom.export.gdelt import number_of
from whowhom.export.shape import Format, Row
from whowhom.export.told import Options, Told, cell, iso, once, quote, sides, spread
from whowhom.records import Actor, Place

HEADER: Final = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
    *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
    *("interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3"),
    *("location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes"),
    *("fatalities", "tags", "timestamp"),
)
VIOLENCE: Final = ("Battles", "Explosions/Remote violence", "Violence against civilians")
CROWDS: Final = {"Protests": ("Protesters", "6"), "Riots": ("Rioters", "5")}
PLACES: Final = {"city": "1", "admin1": "2", "country": "3"}


def disorder(event_type: str, sub_event_type: str) -> str:
    """Give ACLED's kind of disorder of an event."""
    if event_type in VIOLENCE or sub_event_type == "Mob violence":
        return "Political violence"
    return "Demonstrations" if event_type in CROWDS else event_type


def interaction(one: str, other: str) -> str:
    """Give the two kinds of actors as one code, the lower first; a lone actor is followed by 0.

    >>> interaction("7", "1"), interaction("6", "")
    ('17', '60')
    """
    return "".join(sorted((one, other))) if other else f"{one}0"


def _name(actor: Actor, inter: str, options: Options, books: Books) -> str:
    land = books.land(actor.code)
    country = f" ({land.name})" if land else ""
    if inter == "7":
        return f"Civilians{country}"
    return quote(books.name(actor), options) + (country if land and books.name(actor) != land.name else "")


def _inter(actor: Actor, place: Place | None, books: Books) -> str:
    """Give an actor's kind: 1 state forces, 2 rebels, 3 militias, 7 civilians, 8 forces from elsewhere."""
    sector = books.sectors.get(actor.sector or "")
    if sector is None:
        return ""
    abroad = place and actor.code and place.country != actor.code
    return "8" if sector.side == "state" and abroad else sector.inter


def _party(
    parties: Sequence[Actor],
    crowd: tuple[str, str] | None,
    place: Place | None,
    options: Options,
    books: Books,
) -> tuple[str, str, str]:
    """Give actor, associated actors and kind of one side."""
    if not parties and crowd is None:
        return "", "", ""
    if crowd is None:
        inter = _inter(parties[0], place, books)
        first, rest = _name(parties[0], inter, options, books), parties[1:]
    else:  # a crowd has ACLED's name for crowds; who it is stands beside it
        land = books.land(place.country if place else None)
        first, rest, inter = crowd[0] + (f" ({land.name})" if land else ""), parties, crowd[1]
    others = once(
        (_name(a, _inter(a, place, books) if not crowd else "", options, books) for a in rest), "; "
    )
    return first, others, inter


def _kind(told: Told, one: Sequence[Actor], other: Sequence[Actor], books: Books) -> AcledRow | None:
    first, second = (books.side(parties[0]) if parties else "" for parties in (one, other))
    mode = told.mode
    return next((row for row in books.acled if row.fits(told.type, mode, first, second)), None)


def _tags(told: Told) -> str:
    crowd = next((a.value for a in told.deed.amounts if a.unit == "people"), None)
    return f"crowd size={cell(crowd)}" if crowd and told.type == "PROTEST" else ""


def rows(told: Told, options: Options, books: Books) -> list[Row] | str:
    """Give the one row of a deed that ACLED knows."""
    one, other = sides(told)
    row = _kind(told, one, other, books)
    if row is None:
        return "deeds that are no event of ACLED, or whose parties are not told"
    place = told.place
    land = books.land(place.country if place else None)
    if place is None or land is None or told.day is None:
        return "deeds without a country where they were done"
    if row.swap:
        one, other = other, one
    elif row.event_type in CROWDS and told.type == "PROTEST":
        other = ()  # whom a crowd protests against does not take part
    crowd = CROWDS.get(row.event_type)
    name1, with1, inter1 = _party(one, crowd, place, options, books)
    name2, with2, inter2 = _party(other, None, place, options, books)
    dead = count_deaths(told.deed, one, other, books)
    violent = row.event_type not in ("Protests", "Strategic developments")
    days = spread(told.day)
    last = told.deed.last_report
    return [
        (
            f"{place.country}{number_of(told.deed.deed_id)}",
            *(iso(told.first), f"{told.first:%Y}", "1" if days == 1 else "2" if days <= 7 else "3"),
            *(disorder(row.event_type, row.sub_event_type), row.event_type, row.sub_event_type),
            *(name1, with1, inter1, name2, with2, inter2),
            *(interaction(inter1, inter2), "Civilian targeting" if violent and inter2 == "7" else ""),
            *(land.numeric, land.acled_region, land.name),
            *(place.admin1 or (place.name if place.precision == "admin1" else ""), "", ""),
            *(place.name, place.lat, place.lon, PLACES.get(place.precision, "")),
            *(once((r.outlet for r in told.deed.reports), "; "), "", quote(told.event.evidence, options)),
            *(dead.best if dead else "", _tags(told)),
            int(datetime(last.year, last.month, last.day, tzinfo=UTC).timestamp()) if last else "",
        )
    ]


ACLED: Final = Format(
    name="acled",
    title="ACLED, comma-separated",
    header=HEADER,
    rows=rows,
    unit="one row a deed: political violence, demonstrations and strategic developments only",
    mapped=(
        "event_id_cnty: country and a number made of `deed_id`, not ACLED's",
        "event_date: the first of the deed's days; time_precision: 1 a day, 2 within a week, 3 longer",
        "disorder, event and sub-event type: by type, mode and the sides of the parties "
        "(`tables/export_acled.csv`); police force against a crowd is a protest with intervention; whom a "
        "crowd protests against is no actor",
        "inter1, inter2, interaction: the numbers of ACLED's older releases: 1 state forces, 2 rebels, 3 "
        "militias, 5 rioters, 6 protesters, 7 civilians, 8 state forces away from home; identity militias "
        "(4) are not told apart",
        "iso: ISO 3166-1 numeric; geo_precision: 1 a place, 2 a province, 3 a country",
        "source: outlets of all reports; notes: the evidence of the first report that tells the deed so",
        "fatalities: the number that most origins tell; empty, not 0, where none is told",
        "tags: the size of a crowd, where told; timestamp: midnight (UTC) of the last report",
    ),
    missing=("admin2", "admin3", "source_scale"),
    delimiter=",",
)
