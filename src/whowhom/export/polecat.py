"""POLECAT: a deed a row, in PLOVER's own terms (Halterman et al. 2023, PLOVER and POLECAT)."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Final

from whowhom.export.books import QUADS, Books
from whowhom.export.shape import Format, Row
from whowhom.export.told import Options, Told, iso, many, once, parties_of, quote
from whowhom.records import Actor, Place

_PARTY: Final = (
    *("Name", "Country", "COW"),
    *("Primary {} Sector", "Sectors", "Title", "Name Raw", "Wikipedia {} ID"),
)
FEATURES: Final = {"city": "PPL", "admin1": "ADM1", "country": "PCLI"}


def _party(side: str) -> Iterable[str]:
    return (name.format(side) if "{}" in name else f"{side} {name}" for name in _PARTY)


HEADER: Final = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *_party("Actor"),
    *_party("Recipient"),
    *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID"),
    *("Raw Placename", "Feature Type", "Source", "Publication Date"),
    *("Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)


def _sectors(actor: Actor, books: Books) -> Iterable[str]:
    sectors = actor.sectors or ((actor.sector,) if actor.sector else ())
    return (books.sectors[s].plover for s in sectors)


def _side(actors: tuple[Actor, ...], options: Options, books: Books) -> Row:
    lands = [books.land(a.code) for a in actors]
    return (
        many(quote(books.name(a), options) for a in actors),
        many(a.code if land else None for a, land in zip(actors, lands, strict=True)),
        many(land.cow if land else None for land in lands),
        many(books.sectors[a.sector].plover if a.sector else None for a in actors),
        once(sector for a in actors for sector in _sectors(a, books)),
        many(a.title for a in actors),
        many(quote(a.text, options) for a in actors),
        many(a.wikidata for a in actors),
    )


def place_cells(place: Place | None, books: Books) -> Row:
    """Give city, district, province, country name, latitude and longitude of a place."""
    if place is None:
        return ("",) * 6
    land = books.land(place.country)
    city = place.name if place.precision == "city" else ""
    province = place.admin1 or (place.name if place.precision == "admin1" else "")
    return city, "", province, land.name if land else "", place.lat, place.lon


def story(told: Told, books: Books) -> tuple[str, str, str]:
    """Give the people, organizations and places that the page's events name, in their order."""
    parties = [p for event in told.page_events for p in parties_of(event)]
    people = (
        p.name for p in parties if p.actor_id in books.people or (p.actor_id or "").startswith("person:")
    )
    bodies = (p.name for p in parties if p.actor_id in books.organizations)
    places = (event.place.name for event in told.page_events if event.place)
    return once(people), once(bodies), once(places)


def rows(told: Told, options: Options, books: Books) -> list[Row]:
    """Give the one row of a deed."""
    deed, page, place = told.deed, told.page, told.place
    return [
        (
            *(deed.deed_id, iso(told.first), told.type, told.mode, told.code.intensity),
            *(QUADS[books.quads[told.type]], ""),
            *_side(deed.actors, options, books),
            *_side(deed.recipients, options, books),
            place.name if place else "",
            *place_cells(place, books),
            place.geonameid if place else "",
            quote(place.text, options) if place else "",
            FEATURES.get(place.precision, "") if place else "",
            *(page.outlet, iso(page.published_on)),
            *story(told, books),
            *(page.language, f"whowhom {version('whowhom')}"),
        )
    ]


POLECAT: Final = Format(
    name="polecat",
    title="POLECAT (PLOVER), tab-separated",
    header=HEADER,
    rows=rows,
    unit="one row a deed",
    mapped=(
        "Event Date: the first of the deed's days",
        "Intensity: PLOVER's conflict-cooperation score of type and mode (`tables/export_codes.csv`); "
        "bare ACCUSE is -3, which the manual prints as +3",
        "several parties of a side stand in one cell between `;`, one value a party, empty where not known",
        "Actor COW, Recipient COW: numbers of Correlates of War",
        "sectors: PLOVER's; whowhom's MED (news media) is PLOVER's JRN",
        "Wikipedia Actor ID, Wikipedia Recipient ID: the Wikidata identifier, where your tables give one",
        "Feature Type: PPL, ADM1 or PCLI after how exactly the place is known",
        "Source, Publication Date, Language, Story ...: of the first page that tells the deed so",
        "Story People, Organizations, Locations: parties, sources and places of the page's events, not of "
        "all its words",
    ),
    missing=("Contexts", "District"),
)
