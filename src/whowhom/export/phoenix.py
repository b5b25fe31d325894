"""Phoenix: a pair a row, CAMEO codes (Open Event Data Alliance; Cline Center Historical Phoenix)."""

from __future__ import annotations

from typing import Final

from whowhom.export.books import Books
from whowhom.export.gdelt import party_codes
from whowhom.export.icews import PAIRED, pair_id
from whowhom.export.shape import Format, Row
from whowhom.export.told import Options, Told, once, pairs, sentence_number
from whowhom.records import Actor

HEADER: Final = (
    *("EventID", "Date", "Year", "Month", "Day"),
    *("SourceActorFull", "SourceActorEntity", "SourceActorRole", "SourceActorAttribute"),
    *("TargetActorFull", "TargetActorEntity", "TargetActorRole", "TargetActorAttribute"),
    *("EventCode", "EventRootCode", "QuadClass", "GoldsteinScore", "Issues"),
    *("Lat", "Lon", "LocationName", "StateName", "CountryCode", "SentenceID", "URLs", "NewsSources"),
)


def _party(actor: Actor | None, books: Books) -> Row:
    if actor is None:
        return ("",) * 4
    country, group, types = party_codes(actor, books)
    entity = country or ("IGO" if group else "")
    role = group or (types[0] if types else "")
    return entity + role, entity, role, once(types[1:])


def rows(told: Told, options: Options, books: Books) -> list[Row]:
    """Give a row for each pair of an actor and a recipient."""
    del options  # no words of the page go out
    deed, day, place, cameo = told.deed, told.first, told.place, books.cameo[told.cameo]
    found = pairs(told)
    state = place.admin1 or (place.name if place.precision == "admin1" else "") if place else ""
    return [
        (
            pair_id(told, number, len(found)),
            *(f"{day:%Y%m%d}", f"{day:%Y}", f"{day:%m}", f"{day:%d}"),
            *_party(source, books),
            *_party(target, books),
            *(cameo.code, cameo.root, cameo.quad, cameo.goldstein, ""),
            *((place.lat, place.lon, place.name, state, place.country) if place else ("",) * 5),
            f"{told.page.doc_id}_{sentence_number(told.event, told.page)}",
            once(page.url for page in told.pages),
            once(r.outlet for r in deed.reports),
        )
        for number, (source, target) in enumerate(found, 1)
    ]


PHOENIX: Final = Format(
    name="phoenix",
    title="Phoenix, tab-separated",
    header=HEADER,
    rows=rows,
    unit="one row a pair of actor and recipient",
    mapped=(
        *PAIRED,
        "Date: the first of the deed's days",
        "Entity: CAMEO country, or IGO; Role: CAMEO sector, or the body; Attribute: further sectors",
        "QuadClass, GoldsteinScore: of the CAMEO code; CountryCode: ISO 3166-1 alpha-3",
        "SentenceID: `doc_id` and the number of the sentence, counted by full stops, the title 0",
        "URLs, NewsSources: pages and outlets of all reports, between `;`",
    ),
    missing=("Issues",),
)
