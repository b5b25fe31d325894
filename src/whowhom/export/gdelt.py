"""GDELT 2.0 events: a pair a row, 61 columns without a header (GDELT Event Database codebook 2.0)."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Final

from whowhom.export.books import Books
from whowhom.export.icews import PAIRED, pair_id
from whowhom.export.shape import Format, Row
from whowhom.export.told import Options, Told, in_lead, pairs, quote
from whowhom.records import Actor, Place

_PARTY: Final = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code"),
    *("Type1Code", "Type2Code", "Type3Code"),
)
_GEO: Final = (*("Type", "Fullname", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"),)
HEADER: Final = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor1{name}" for name in _PARTY),
    *(f"Actor2{name}" for name in _PARTY),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{of}Geo_{name}" for of in ("Actor1", "Actor2", "Action") for name in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
NOWHERE: Final[Row] = ("0", *("",) * 7)  # GDELT's own mark of a row without a place


def party_codes(actor: Actor, books: Books) -> tuple[str, str, tuple[str, ...]]:
    """Give CAMEO country, known group and up to three types of a party."""
    land = books.land(actor.code)
    sectors = actor.sectors or ((actor.sector,) if actor.sector else ())
    types = tuple(dict.fromkeys(books.sectors[s].cameo for s in sectors))[:3]
    return land.cameo if land else "", books.bodies.get(actor.code or "", ""), types


def _party(actor: Actor | None, options: Options, books: Books) -> Row:
    if actor is None:
        return ("",) * len(_PARTY)
    country, group, types = party_codes(actor, books)
    code = country + (f"IGO{group}" if group else "".join(types))
    name = quote(books.name(actor), options).upper()
    return (code, name, country, group, "", "", "", *(*types, "", "", "")[:3])


def _geo(place: Place | None, books: Books) -> Row:
    if place is None or not place.country:
        return NOWHERE
    land = books.land(place.country)
    abroad = place.country != "USA"
    kind = {"country": "1", "admin1": "5" if abroad else "2", "city": "4" if abroad else "3"}
    names = dict.fromkeys(n for n in (place.name, place.admin1, land.name if land else "") if n)
    fips = land.fips if land else ""
    province = fips if place.precision == "country" else ""
    return (
        kind.get(place.precision, "0"),
        ", ".join(names),
        fips,
        province,
        "",
        place.lat,
        place.lon,
        province,
    )


def number_of(text: str) -> int:
    """Give a number of up to 15 digits that stands for an identifier; the same for the same."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)


def fraction(day: date) -> str:
    """Give a day as a fraction of its year, as GDELT does: day of the year by 365.

    >>> fraction(date(2013, 2, 1))
    '2013.0877'
    """
    return f"{day.year + min(day.timetuple().tm_yday / 365, 0.9999):.4f}"


def rows(told: Told, options: Options, books: Books) -> list[Row]:
    """Give a row for each pair of an actor and a recipient."""
    deed, day, cameo = told.deed, told.first, books.cameo[told.cameo]
    found = pairs(told)
    pages = {r.event.doc_id for r in deed.reports}
    added = f"{deed.first_report:%Y%m%d}000000" if deed.first_report else ""
    return [
        (
            number_of(pair_id(told, number, len(found))),
            *(f"{day:%Y%m%d}", f"{day:%Y%m}", f"{day:%Y}", fraction(day)),
            *_party(one, options, books),
            *_party(two, options, books),
            *(
                in_lead(told.event, told.page),
                cameo.code,
                cameo.base,
                cameo.root,
                cameo.quad,
                cameo.goldstein,
            ),
            *(len(deed.reports), len({r.outlet for r in deed.reports}), len(pages), ""),
            *NOWHERE,
            *NOWHERE,
            *_geo(told.place, books),
            *(added, told.page.url),
        )
        for number, (one, two) in enumerate(found, 1)
    ]


GDELT: Final = Format(
    name="gdelt",
    title="GDELT 2.0 events, tab-separated, without a header",
    header=HEADER,
    rows=rows,
    unit="one row a pair of actor and recipient",
    mapped=(
        *PAIRED,
        "GLOBALEVENTID: a number made of `deed_id` and pair, not one of GDELT's",
        "SQLDATE: the first of the deed's days; DATEADDED: the day of the first report, midnight",
        "ActorCode: CAMEO country and sectors; `IGO` and known group for bodies that CAMEO lists",
        "IsRootEvent: 1 where the evidence stands in the title or the first paragraph",
        "NumMentions: reports, NumArticles: pages, NumSources: outlets of the deed",
        "QuadClass, GoldsteinScale: of the CAMEO code",
        "Geo_CountryCode: FIPS 10-4; Geo_ADM1Code and Geo_FeatureID only for countries",
    ),
    missing=(
        *("Actor1EthnicCode", "Actor1Religion1Code", "Actor1Religion2Code"),
        *("Actor2EthnicCode", "Actor2Religion1Code", "Actor2Religion2Code", "AvgTone"),
        *("Actor1Geo_* and Actor2Geo_* (Type is 0, GDELT's mark of none)", "ActionGeo_ADM2Code"),
    ),
    heading=False,
)
