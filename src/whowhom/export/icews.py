"""ICEWS: a pair a row, CAMEO codes with their labels (Boschee et al., ICEWS Coded Event Data)."""

from __future__ import annotations

from typing import Final

from whowhom.export.books import Books
from whowhom.export.polecat import place_cells
from whowhom.export.shape import Format, Row
from whowhom.export.told import Options, Told, iso, once, pairs, quote, sentence_number
from whowhom.records import Actor

HEADER: Final = (
    *(
        "Event ID",
        "Event Date",
        "Source Name",
        "Source Sectors",
        "Source Country",
        "Event Text",
        "CAMEO Code",
    ),
    *("Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number"),
    *("Publisher", "City", "District", "Province", "Country", "Latitude", "Longitude"),
)


def _party(actor: Actor | None, options: Options, books: Books) -> Row:
    if actor is None:
        return "", "", ""
    land = books.land(actor.code)
    sectors = actor.sectors or ((actor.sector,) if actor.sector else ())
    names = (books.sectors[s].icews for s in sectors)
    return quote(books.name(actor), options), once(names, ","), land.name if land else ""


def rows(told: Told, options: Options, books: Books) -> list[Row]:
    """Give a row for each pair of an actor and a recipient."""
    cameo = books.cameo[told.cameo]
    found = pairs(told)
    return [
        (
            pair_id(told, number, len(found)),
            iso(told.first),
            *_party(source, options, books),
            *(cameo.name, cameo.code, cameo.goldstein),
            *_party(target, options, books),
            *(told.page.doc_id, sentence_number(told.event, told.page), told.page.outlet),
            *place_cells(told.place, books),
        )
        for number, (source, target) in enumerate(found, 1)
    ]


def pair_id(told: Told, number: int, of: int) -> str:
    """Give the identifier of a pair: the deed's where it is the only one, else with its number."""
    return told.deed.deed_id if of == 1 else f"{told.deed.deed_id}-{number}"


PAIRED: Final = (
    "a deed of several parties gives a row for each pair of actor and recipient; deeds done together "
    "(meetings, fights between all who are named) a row for each direction",
    "CAMEO code: the closest to PLOVER type and mode, the parent where several fit "
    "(`tables/export_codes.csv`)",
)

ICEWS: Final = Format(
    name="icews",
    title="ICEWS, tab-separated",
    header=HEADER,
    rows=rows,
    unit="one row a pair of actor and recipient",
    mapped=(
        *PAIRED,
        "Event Date: the first of the deed's days",
        "Event Text: the label of the CAMEO code; Intensity: its Goldstein value",
        "Story ID: whowhom's `doc_id`; Sentence Number: counted by full stops, the title 0",
    ),
    missing=("District",),
)
