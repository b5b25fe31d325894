"""NGEC: an event of a page a row, as the Next Generation Event Coder writes them (Halterman et al. 2023)."""

from __future__ import annotations

from typing import Final

from whowhom.export.books import Books
from whowhom.export.shape import Format, Row
from whowhom.export.told import Options, Told, as_told, iso, many, quote, spread, status_fault
from whowhom.records import Actor, DateBasis, Event, Interval, Page

HEADER: Final = (
    *("id", "story_id", "pub_date", "event_type", "event_mode", "anchor_quote"),
    *("actor_text", "actor_code", "actor_wiki", "recipient_text", "recipient_code", "recipient_wiki"),
    *("date", "date_granularity", "date_type", "date_text"),
    *("location_name", "location_country", "location_admin1", "lat", "lon", "geonameid", "location_text"),
    *("killed_text", "injured_text"),
)


def _side(actors: tuple[Actor, ...], options: Options, books: Books) -> Row:
    def code(actor: Actor) -> str:
        sector = books.sectors[actor.sector].plover if actor.sector else ""
        country = actor.code if books.land(actor.code) else ""
        return " ".join(filter(None, (country, sector)))

    texts = many(quote(a.text, options) for a in actors)
    return texts, many(map(code, actors)), many(a.wikidata for a in actors)


def granularity(day: Interval) -> str:
    """Say how exactly a day is known: day, week, month, year or range."""
    days = spread(day)
    for name, longest in (("day", 1), ("week", 7), ("month", 31), ("year", 366)):
        if days <= longest:
            return name
    return "range"


def _date_words(event: Event, page: Page) -> str:
    return next((page.slice(r.span) for r in event.reasons if r.field == "date" and r.span), "")


def _dates(event: Event, page: Page, options: Options) -> Row:
    stated = event.date_basis is DateBasis.STATED
    day = event.date if stated or options.published else None
    if day is None and options.published and page.published_on:
        day = Interval(first=page.published_on, last=page.published_on)
    if day is None:
        return ("",) * 4
    words = quote(_date_words(event, page), options) if stated else ""
    return iso(day.first), granularity(day), "stated" if stated else "published", words


def _people(event: Event, unit: str, options: Options) -> str:
    return many(quote(a.text, options) for a in event.amounts if a.unit == unit)


def rows(told: Told, options: Options, books: Books) -> list[Row] | str:
    """Give a row for each event that tells of the deed, with the event's own values."""
    found: list[Row] = []
    fault = ""
    for report, page in zip(told.deed.reports, told.pages, strict=True):
        event, place = report.event, report.event.place
        why = status_fault(event.type, event.status, options, books)
        if why:
            fault = fault or why
            continue
        type_, mode, _, _ = as_told(event.type, event.mode, event.status, books)
        found.append(
            (
                *(event.event_id, event.doc_id, iso(page.published_on), type_, mode),
                quote(event.evidence, options),
                *_side(event.actors, options, books),
                *_side(event.recipients, options, books),
                *_dates(event, page, options),
                *((place.name, place.country, place.admin1, place.lat, place.lon) if place else ("",) * 5),
                *((place.geonameid, quote(place.text, options)) if place else ("", "")),
                *(_people(event, "killed", options), _people(event, "wounded", options)),
            )
        )
    return found or fault


NGEC: Final = Format(
    name="ngec",
    title="NGEC, comma-separated",
    header=HEADER,
    rows=rows,
    unit="one row an event of a page: a deed that ten pages tell gives ten rows",
    mapped=(
        "id: `event_id`; story_id: `doc_id`; anchor_quote: the evidence",
        "several parties of a side stand in one cell between `;`, one value a party, empty where not known",
        "actor_code, recipient_code: country and PLOVER sector",
        "actor_wiki, recipient_wiki: the Wikidata identifier, where your tables give one "
        "(NGEC has a Wikipedia page)",
        "date: the first day; date_granularity: day, week, month, year or range, by the interval's length; "
        "date_type: stated, or published (inferred, only with --date-fallback published)",
        "an event without a stated date stays, its date empty",
    ),
    missing=(),
    delimiter=",",
    dated=False,
    by_event=True,
)
