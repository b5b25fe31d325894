"""Exports: headers to the letter, which deeds go out, what formats hold, files that are whole or absent."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from whowhom.cli import app
from whowhom.errors import InputError
from whowhom.export import FORMS, write_export
from whowhom.export.books import load_books
from whowhom.export.own import DEED_COLUMNS
from whowhom.records import (
    Actor,
    Amount,
    Attribution,
    Coded,
    DateBasis,
    Event,
    Interval,
    Page,
    Place,
    Sector,
    Status,
)
from whowhom.store import Filter, Store

# The headers of the formats, copied from their codebooks.
HEADERS = {
    "polecat": "Event ID, Event Date, Event Type, Event Mode, Intensity, Quad Code, Contexts, Actor "
    "Name, Actor Country, Actor COW, Primary Actor Sector, Actor Sectors, Actor Title, Actor "
    "Name Raw, Wikipedia Actor ID, Recipient Name, Recipient Country, Recipient COW, Primary "
    "Recipient Sector, Recipient Sectors, Recipient Title, Recipient Name Raw, Wikipedia "
    "Recipient ID, Placename, City, District, Province, Country, Latitude, Longitude, "
    "GeoNames ID, Raw Placename, Feature Type, Source, Publication Date, Story People, Story "
    "Organizations, Story Locations, Language, Version",
    "icews": "Event ID, Event Date, Source Name, Source Sectors, Source Country, Event Text, CAMEO "
    "Code, Intensity, Target Name, Target Sectors, Target Country, Story ID, Sentence Number, "
    "Publisher, City, District, Province, Country, Latitude, Longitude",
    "phoenix": "EventID, Date, Year, Month, Day, SourceActorFull, SourceActorEntity, SourceActorRole, "
    "SourceActorAttribute, TargetActorFull, TargetActorEntity, TargetActorRole, "
    "TargetActorAttribute, EventCode, EventRootCode, QuadClass, GoldsteinScore, Issues, Lat, "
    "Lon, LocationName, StateName, CountryCode, SentenceID, URLs, NewsSources",
    "ngec": "id, story_id, pub_date, event_type, event_mode, anchor_quote, actor_text, actor_code, "
    "actor_wiki, recipient_text, recipient_code, recipient_wiki, date, date_granularity, "
    "date_type, date_text, location_name, location_country, location_admin1, lat, lon, "
    "geonameid, location_text, killed_text, injured_text",
    "ucdp": "id, relid, year, active_year, code_status, type_of_violence, conflict_dset_id, "
    "conflict_new_id, conflict_name, dyad_dset_id, dyad_new_id, dyad_name, side_a_dset_id, "
    "side_a_new_id, side_a, side_b_dset_id, side_b_new_id, side_b, number_of_sources, "
    "source_article, source_office, source_date, source_headline, source_original, "
    "where_prec, where_coordinates, where_description, adm_1, adm_2, latitude, longitude, "
    "geom_wkt, priogrid_gid, country, country_id, region, event_clarity, date_prec, "
    "date_start, date_end, deaths_a, deaths_b, deaths_civilians, deaths_unknown, best, high, "
    "low, gwnoa, gwnob",
    "acled": "event_id_cnty, event_date, year, time_precision, disorder_type, event_type, "
    "sub_event_type, actor1, assoc_actor_1, inter1, actor2, assoc_actor_2, inter2, "
    "interaction, civilian_targeting, iso, region, country, admin1, admin2, admin3, location, "
    "latitude, longitude, geo_precision, source, source_scale, notes, fatalities, tags, "
    "timestamp",
    "gdelt": "GLOBALEVENTID, SQLDATE, MonthYear, Year, FractionDate, Actor1Code, Actor1Name, "
    "Actor1CountryCode, Actor1KnownGroupCode, Actor1EthnicCode, Actor1Religion1Code, "
    "Actor1Religion2Code, Actor1Type1Code, Actor1Type2Code, Actor1Type3Code, Actor2Code, "
    "Actor2Name, Actor2CountryCode, Actor2KnownGroupCode, Actor2EthnicCode, "
    "Actor2Religion1Code, Actor2Religion2Code, Actor2Type1Code, Actor2Type2Code, "
    "Actor2Type3Code, IsRootEvent, EventCode, EventBaseCode, EventRootCode, QuadClass, "
    "GoldsteinScale, NumMentions, NumSources, NumArticles, AvgTone, Actor1Geo_Type, "
    "Actor1Geo_Fullname, Actor1Geo_CountryCode, Actor1Geo_ADM1Code, Actor1Geo_ADM2Code, "
    "Actor1Geo_Lat, Actor1Geo_Long, Actor1Geo_FeatureID, Actor2Geo_Type, Actor2Geo_Fullname, "
    "Actor2Geo_CountryCode, Actor2Geo_ADM1Code, Actor2Geo_ADM2Code, Actor2Geo_Lat, "
    "Actor2Geo_Long, Actor2Geo_FeatureID, ActionGeo_Type, ActionGeo_Fullname, "
    "ActionGeo_CountryCode, ActionGeo_ADM1Code, ActionGeo_ADM2Code, ActionGeo_Lat, "
    "ActionGeo_Long, ActionGeo_FeatureID, DATEADDED, SOURCEURL",
}
WIDTHS = {"polecat": 40, "icews": 20, "gdelt": 61, "phoenix": 26, "ngec": 25, "ucdp": 49, "acled": 31}
TABS = ("polecat", "icews", "gdelt", "phoenix")
LONG = (
    "Russia lent Belarus one and a half billion dollars on Monday after long talks between the two presidents"
)
TEXT = f"{LONG}. More words. And others follow here.\nThe second paragraph ends the page."
PAGE = Page(
    doc_id="p",
    text=TEXT,
    title="Moscow pays, and nobody asks what the money is for this time",
    url="http://news.example/p",
    outlet="The Paper",
    language="en",
    published=date(2021, 2, 24),
)
RUS = Actor(text="Moscow", code="RUS", sector=Sector.GOV, sectors=(Sector.GOV,), actor_id="RUS")
BLR = Actor(text="Minsk", code="BLR", sector=Sector.GOV, sectors=(Sector.GOV,), actor_id="BLR")
PUTIN = replace(
    RUS, text="Putin", name="Vladimir Putin", title="president", actor_id="vladimir-putin", wikidata="Q7747"
)
REBELS = Actor(text="Boko Haram", code="NGA", sector=Sector.REB, name="Boko Haram", actor_id="boko-haram")
ARMY = Actor(text="12 soldiers", code="NGA", sector=Sector.MIL, sectors=(Sector.MIL,))
PEOPLE = Actor(text="30 villagers", code="NGA", sector=Sector.CVL, actor_id="NGA:CVL")
POLICE = Actor(text="police", code="NGA", sector=Sector.COP)
UN = Actor(text="the UN", code="IGO:UN", sector=Sector.IGO, name="United Nations", actor_id="united-nations")
TOWN = Place(
    text="Baga",
    name="Baga",
    country="NGA",
    admin1="Borno",
    lat=13.12,
    lon=13.86,
    precision="city",
    geonameid=2347954,
)
MONDAY = Interval(first=date(2021, 2, 22), last=date(2021, 2, 22))
LOAN = Event(
    event_id="e0",
    doc_id="p",
    type="AID",
    mode=None,
    actors=(PUTIN,),
    recipients=(BLR,),
    status=Status.OCCURRED,
    attribution=(Attribution(source=Actor(text="officials", code="RUS", sector=Sector.GOV), cue="said"),),
    date=MONDAY,
    date_basis=DateBasis.STATED,
    place=None,
    amounts=(Amount(value=1.5e9, unit="USD", text="one and a half billion dollars"),),
    evidence=LONG,
    trigger="lent",
    part="text",
    start=0,
    end=len(LONG),
    confidence=0.9,
)
FIGHT = replace(LOAN, type="ASSAULT", actors=(REBELS,), recipients=(ARMY,), place=TOWN, amounts=())
Export = Callable[..., pd.DataFrame]


@pytest.fixture
def exported(tmp_path: Path) -> Export:
    """Store events, each a page and a deed of its own, and give what an export of them holds, as text."""

    def run(form: str, *events: Event, statuses: tuple[str, ...] = (), **options: bool) -> pd.DataFrame:
        db, out = tmp_path / "news.duckdb", tmp_path / "out.txt"
        db.unlink(missing_ok=True)
        with Store(db) as store:
            for number, event in enumerate(events):
                own = replace(event, event_id=f"e{number}", doc_id=f"p{number}")
                store.add([Coded(page=replace(PAGE, doc_id=f"p{number}"), events=(own,))], coder="one")
            store.merge()
            write_export(store, form, out, chosen=Filter(statuses=statuses), **options)
        if form in ("jsonl", "parquet") or not out.stat().st_size:  # no table of text
            return pd.DataFrame()
        names = HEADERS["gdelt"].split(", ") if form == "gdelt" else None
        sep = "\t" if form in TABS else ","
        return pd.read_csv(out, sep=sep, names=names, dtype=str, keep_default_na=False)

    return run


def one(table: pd.DataFrame) -> dict[str, str]:
    """Give the only row of a table."""
    assert len(table) == 1
    return {str(k): str(v) for k, v in table.iloc[0].to_dict().items()}


def holds(row: dict[str, str], **expected: str) -> bool:
    """Tell whether a row has these values."""
    return {name: row[name] for name in expected} == expected


# --- headers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [form for form in HEADERS if form != "gdelt"])
def test_headers_are_exact(form: str, exported: Export) -> None:
    assert list(exported(form, LOAN).columns) == HEADERS[form].split(", ")
    assert len(HEADERS[form].split(", ")) == WIDTHS[form]


def test_gdelt_has_61_columns_and_no_header(exported: Export, tmp_path: Path) -> None:
    exported("gdelt", LOAN)
    lines = (tmp_path / "out.txt").read_text().splitlines()
    assert len(HEADERS["gdelt"].split(", ")) == 61
    assert [len(line.split("\t")) for line in lines] == [61]
    assert lines[0][0].isdigit()


# --- which deeds go out ---------------------------------------------------------------------------

PLANNED_LOAN = replace(LOAN, status=Status.PLANNED)


@pytest.mark.parametrize("form", [f for f in WIDTHS if f not in ("ucdp", "acled")])
@pytest.mark.parametrize(
    ("event", "rows"),
    [
        (LOAN, 1),
        (replace(LOAN, status=Status.ONGOING), 1),
        (PLANNED_LOAN, 1),
        (replace(LOAN, status=Status.POSSIBLE), 0),
        (replace(LOAN, status=Status.DENIED), 0),
        (replace(LOAN, type="SANCTION", status=Status.PLANNED), 0),
    ],
)
def test_formats_without_status_get_what_is_real(
    form: str, event: Event, rows: int, exported: Export
) -> None:
    assert len(exported(form, event)) == rows


def test_planned_cooperation_is_an_agreement(exported: Export) -> None:
    event = PLANNED_LOAN
    assert holds(
        one(exported("polecat", event)), **{"Event Type": "AGREE", "Event Mode": "", "Intensity": "4"}
    )
    assert holds(one(exported("gdelt", event)), EventCode="033", EventBaseCode="033", EventRootCode="03")


def test_planned_concessions_too(exported: Export) -> None:
    event = replace(LOAN, type="RETREAT", mode="release", status=Status.PLANNED)
    assert holds(one(exported("icews", event)), **{"CAMEO Code": "0353"})


def test_status_changes_what_goes_out(exported: Export) -> None:
    threat = replace(LOAN, type="SANCTION", status=Status.PLANNED)
    denied = replace(LOAN, type="ACCUSE", status=Status.DENIED)
    table = exported("polecat", LOAN, threat, denied, statuses=("planned", "denied"))
    assert sorted(table["Event Type"]) == ["ACCUSE", "SANCTION"]


def test_an_unknown_status_is_told(exported: Export) -> None:
    with pytest.raises(InputError, match="no status 'maybe'; known are occurred"):
        exported("polecat", LOAN, statuses=("maybe",))


@pytest.mark.parametrize("form", WIDTHS)
@pytest.mark.parametrize("basis", [DateBasis.NONE, DateBasis.PUBLISHED])
def test_undated_deeds_wait_for_the_fallback(form: str, basis: DateBasis, exported: Export) -> None:
    undated = replace(FIGHT, date=None if basis is DateBasis.NONE else MONDAY, date_basis=basis)
    assert len(exported(form, undated)) == (form == "ngec")
    table = exported(form, undated, published=True)
    name = {"icews": "Event Date", "polecat": "Event Date", "gdelt": "SQLDATE", "phoenix": "Date"}
    name |= {"ngec": "date", "ucdp": "date_start", "acled": "event_date"}
    day = "2021-02-24" if basis is DateBasis.NONE else "2021-02-22"
    assert one(table)[name[form]].replace("-", "") == day.replace("-", "")


def test_ngec_leaves_the_date_of_undated_events_empty(exported: Export) -> None:
    row = one(exported("ngec", replace(LOAN, date=None, date_basis=DateBasis.NONE)))
    assert holds(row, date="", date_granularity="", date_type="", pub_date="2021-02-24")


# --- what the formats hold ------------------------------------------------------------------------


def test_polecat_row(exported: Export) -> None:
    row = one(exported("polecat", LOAN))
    assert row == {
        **dict.fromkeys(HEADERS["polecat"].split(", "), ""),
        "Event ID": row["Event ID"],
        "Event Date": "2021-02-22",
        "Event Type": "AID",
        "Intensity": "7",
        "Quad Code": "MATERIAL COOPERATION",
        "Actor Name": "Vladimir Putin",
        "Actor Country": "RUS",
        "Actor COW": "365",
        "Primary Actor Sector": "GOV",
        "Actor Sectors": "GOV",
        "Actor Title": "president",
        "Actor Name Raw": "Putin",
        "Wikipedia Actor ID": "Q7747",
        "Recipient Name": "Belarus",
        "Recipient Country": "BLR",
        "Recipient COW": "370",
        "Primary Recipient Sector": "GOV",
        "Recipient Sectors": "GOV",
        "Recipient Name Raw": "Minsk",
        "Source": "The Paper",
        "Publication Date": "2021-02-24",
        "Story People": "Vladimir Putin",
        "Language": "en",
        "Version": row["Version"],
    }
    assert row["Version"].startswith("whowhom ")


def test_a_bare_accusation_counts_minus_three(exported: Export) -> None:
    assert one(exported("polecat", replace(LOAN, type="ACCUSE")))["Intensity"] == "-3"
    assert one(exported("icews", replace(LOAN, type="ACCUSE")))["Intensity"] == "-2"  # Goldstein's


def test_several_parties_share_a_cell_in_polecat_and_make_pairs_elsewhere(exported: Export) -> None:
    event = replace(LOAN, actors=(RUS, UN))
    row = one(exported("polecat", event))
    assert (row["Actor Name"], row["Actor Country"]) == ("Russia;United Nations", "RUS;")
    table = exported("icews", event)
    assert list(table["Source Name"]) == ["Russia", "United Nations"]
    assert table["Event ID"].is_unique
    assert list(exported("gdelt", event)["Actor1Code"]) == ["RUSGOV", "IGOUNO"]


def test_those_who_meet_are_each_others_recipients(exported: Export) -> None:
    event = replace(LOAN, type="CONSULT", actors=(RUS, BLR), recipients=())
    table = exported("phoenix", event)
    pairs = zip(table["SourceActorFull"], table["TargetActorFull"], strict=True)
    assert list(pairs) == [("RUSGOV", "BLRGOV"), ("BLRGOV", "RUSGOV")]


def test_gdelt_row(exported: Export) -> None:
    row = one(exported("gdelt", FIGHT))
    assert holds(row, SQLDATE="20210222", MonthYear="202102", Year="2021", FractionDate="2021.1452")
    assert holds(
        row, Actor1Code="NGAREB", Actor1Name="BOKO HARAM", Actor2Code="NGAMIL", Actor2Type1Code="MIL"
    )
    assert holds(
        row, EventCode="180", EventRootCode="18", QuadClass="4", GoldsteinScale="-9", IsRootEvent="1"
    )
    assert holds(row, NumMentions="1", NumSources="1", NumArticles="1", AvgTone="", Actor1Geo_Type="0")
    assert holds(
        row, ActionGeo_Type="4", ActionGeo_Fullname="Baga, Borno, Nigeria", ActionGeo_CountryCode="NI"
    )
    assert holds(row, DATEADDED="20210224000000", SOURCEURL="http://news.example/p")


def test_ngec_row(exported: Export) -> None:
    dead = replace(FIGHT, amounts=(Amount(value=12, unit="killed", text="12 soldiers", of="soldiers"),))
    row = one(exported("ngec", dead))
    assert holds(row, id="e0", story_id="p0", event_type="ASSAULT", actor_code="NGA REB", anchor_quote=LONG)
    assert holds(
        row, date="2021-02-22", date_granularity="day", date_type="stated", killed_text="12 soldiers"
    )


def test_codes_stay_text(exported: Export, tmp_path: Path) -> None:
    exported("icews", replace(LOAN, type="CONSULT"))
    raw = (tmp_path / "out.txt").read_text().splitlines()[1].split("\t")
    assert raw[6] == "040"
    assert "None" not in raw


# --- violence -------------------------------------------------------------------------------------


def test_ucdp_counts_deaths_by_side(exported: Export) -> None:
    amounts = (
        Amount(value=12, unit="killed", text="12 soldiers", of="soldiers"),
        Amount(value=3, unit="killed", text="three militants", of="militants"),
        Amount(value=30, unit="killed", text="30 civilians", of="civilians", low=25, high=40),
    )
    row = one(exported("ucdp", replace(FIGHT, recipients=(ARMY, PEOPLE), amounts=amounts)))
    assert holds(row, deaths_a="3", deaths_b="12", deaths_civilians="30", deaths_unknown="0")
    assert holds(row, best="45", low="40", high="55")
    assert holds(row, type_of_violence="1", side_a="Boko Haram", gwnoa="", gwnob="475", country_id="475")
    assert holds(
        row, side_b="Government of Nigeria, Civilians", region="Africa", date_prec="1", where_prec="1"
    )
    assert holds(row, dyad_name="Boko Haram - Government of Nigeria, Civilians", conflict_name="")


@pytest.mark.parametrize(
    ("actors", "recipients", "kind"),
    [
        ((REBELS,), (ARMY,), "1"),
        ((REBELS,), (replace(REBELS, name="Ansaru", actor_id="ansaru"),), "2"),
        ((REBELS,), (PEOPLE,), "3"),
        ((POLICE,), (PEOPLE,), "3"),
        ((PEOPLE,), (POLICE,), None),
        ((), (PEOPLE,), None),
        ((REBELS, ARMY), (), "1"),
    ],
)
def test_ucdp_tells_kinds_of_violence(
    actors: tuple[Actor, ...], recipients: tuple[Actor, ...], kind: str | None, exported: Export
) -> None:
    table = exported("ucdp", replace(FIGHT, actors=actors, recipients=recipients))
    assert list(table["type_of_violence"]) == ([kind] if kind else [])


def test_ucdp_takes_violence_only(exported: Export) -> None:
    assert exported("ucdp", LOAN).empty


def test_deaths_that_no_side_is_told_of_are_unknown(exported: Export) -> None:
    amounts = (Amount(value=7, unit="killed", text="seven", cumulative=True),)
    row = one(exported("ucdp", replace(FIGHT, amounts=amounts)))
    assert holds(row, deaths_unknown="7", deaths_b="0", best="7", event_clarity="2")
    assert holds(one(exported("ucdp", FIGHT)), best="", deaths_a="", event_clarity="1")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (FIGHT, ("Political violence", "Battles", "Armed clash", "21", "12", "")),
        (
            replace(FIGHT, mode="drone", actors=(ARMY,), recipients=(PEOPLE,)),
            ("Political violence", "Explosions/Remote violence", "Air/drone strike", "17", "17", "x"),
        ),
        (
            replace(FIGHT, recipients=(PEOPLE,), mode="abduct"),
            (
                *("Political violence", "Violence against civilians", "Abduction/forced disappearance"),
                *("27", "27", "x"),
            ),
        ),
        (
            replace(FIGHT, type="PROTEST", actors=(PEOPLE,), recipients=(POLICE,)),
            ("Demonstrations", "Protests", "Peaceful protest", "6", "60", ""),
        ),
        (
            replace(FIGHT, type="PROTEST", mode="riot", actors=(PEOPLE,), recipients=()),
            ("Demonstrations", "Riots", "Violent demonstration", "5", "50", ""),
        ),
        (
            replace(FIGHT, mode="crowd-control", actors=(POLICE,), recipients=(PEOPLE,)),
            ("Demonstrations", "Protests", "Protest with intervention", "61", "16", ""),
        ),
        (
            replace(FIGHT, type="COERCE", mode="arrest", actors=(POLICE,), recipients=(PEOPLE,)),
            ("Strategic developments", "Strategic developments", "Arrests", "17", "17", ""),
        ),
    ],
)
def test_acled_event_types(event: Event, expected: tuple[str, ...], exported: Export) -> None:
    disorder, event_type, sub, inter, both, civilians = expected
    row = one(exported("acled", event))
    assert holds(row, disorder_type=disorder, event_type=event_type, sub_event_type=sub, interaction=both)
    assert row["inter1"] + row["inter2"] == inter
    assert bool(row["civilian_targeting"]) == bool(civilians)
    assert holds(
        row, iso="566", region="Western Africa", country="Nigeria", admin1="Borno", geo_precision="1"
    )


@pytest.mark.parametrize(
    "event",
    [
        LOAN,
        replace(FIGHT, type="CONSULT"),
        replace(FIGHT, type="PROTEST", mode="strike"),
        replace(FIGHT, place=None),
    ],
)
def test_acled_leaves_out_what_it_does_not_know(event: Event, exported: Export) -> None:
    assert exported("acled", event).empty


# --- whowhom's own --------------------------------------------------------------------------------


def test_jsonl_gives_a_deed_a_line(exported: Export, tmp_path: Path) -> None:
    exported("jsonl", LOAN, PLANNED_LOAN, FIGHT)
    lines = [json.loads(line) for line in (tmp_path / "out.txt").read_text().splitlines()]
    loans = [line for line in lines if line["type"] == "AID"]
    assert loans[0]["reports"][0]["evidence"] == LONG
    assert loans[0]["reports"][0]["title"] == PAGE.title
    assert {line["status"] for line in lines} <= set(Status)


def test_csv_comes_in_two_files(exported: Export, tmp_path: Path) -> None:
    deeds = exported("csv", LOAN, FIGHT)
    reports = pd.read_csv(tmp_path / "out.reports.txt", dtype=str, keep_default_na=False)
    assert list(deeds.columns) == [column.name for column in DEED_COLUMNS]
    assert set(reports["deed_id"]) == set(deeds["deed_id"])
    assert set(reports["evidence"]) == {LONG}


def test_parquet_keeps_everything_nested(exported: Export, tmp_path: Path) -> None:
    exported("parquet", LOAN)
    table = pd.read_parquet(tmp_path / "out.txt")
    assert table.iloc[0]["actors"][0]["name"] == "Vladimir Putin"
    assert table.iloc[0]["reports"][0]["event"]["evidence"] == LONG
    assert table.iloc[0]["reports"][0]["url"] == "http://news.example/p"


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_codebook_describes_every_column(form: str, store: Store, tmp_path: Path) -> None:
    write_export(store, form, tmp_path / "out")
    with (tmp_path / "out.codebook.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert all(row["meaning"] and row["values"] and row["source"] for row in rows)
    assert all("\n" not in value for row in rows for value in row.values())
    if form == "csv":
        for file, path in (("deeds", "out"), ("reports", "out.reports")):
            header = (tmp_path / path).read_text().splitlines()[0].split(",")
            assert [row["column"] for row in rows if row["file"] == file] == header
    if form == "jsonl":
        assert set(_paths(json.loads((tmp_path / "out").read_text().splitlines()[0]))) <= {
            row["column"] for row in rows
        }


def _paths(value: object, path: str = "") -> Iterator[str]:
    """Give the paths of all keys of a JSON object, in the words of the codebook."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}{key}"
            yield from _paths(inner, f"{path}{key}.")
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner, f"{path.removesuffix('.')}[].")


def test_words_of_the_page_stay_to_the_letter_in_csv_and_on_one_line_elsewhere(
    exported: Export, tmp_path: Path
) -> None:
    broken = replace(FIGHT, evidence='Two\tlines\nand "quotes"')
    exported("csv", broken)
    with (tmp_path / "out.reports.txt").open(newline="", encoding="utf-8") as lines:
        assert next(csv.DictReader(lines))["evidence"] == broken.evidence
    assert one(exported("acled", broken))["notes"] == 'Two lines and "quotes"'


# --- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [f for f in FORMS if f != "parquet"])
def test_no_text_leaves_fifteen_words(form: str, store: Store, tmp_path: Path) -> None:
    write_export(store, form, tmp_path / "out", no_text=True)
    words = LONG.split()
    said = "".join(path.read_text() for path in tmp_path.glob("out*") if "codebook" not in path.name)
    assert PAGE.title not in said
    assert " ".join(words[:16]) not in said
    if form in ("ngec", "csv", "jsonl"):
        assert " ".join(words[:15]) in said


def test_no_text_in_parquet(store: Store, tmp_path: Path) -> None:
    write_export(store, "parquet", tmp_path / "out", no_text=True)
    report = pd.read_parquet(tmp_path / "out").iloc[0]["reports"][0]
    assert report["title"] is None
    assert report["event"]["evidence"] == " ".join(LONG.split()[:15])
    assert (report["event"]["start"], report["event"]["end"]) == (0, len(LONG))
    assert len(report["evidence_hash"]) == 64


# --- side file, whole files, command line ---------------------------------------------------------


def test_no_text_cuts_long_names_of_parties(exported: Export) -> None:
    crowd = Actor(text="people " * 20, sector=Sector.CVL)
    for form in ("polecat", "icews", "gdelt"):
        row = one(exported(form, replace(LOAN, actors=(crowd,)), no_text=True))
        assert max(cell.lower().count("people") for cell in row.values()) == 15


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database of two deeds, one of them only possible."""
    page = replace(PAGE, doc_id="p")
    events = (LOAN, replace(FIGHT, event_id="e1", status=Status.POSSIBLE))
    with Store(tmp_path / "news.duckdb") as store:
        store.add([Coded(page=page, events=events)], coder="one")
        store.merge()
        yield store


def test_the_side_file_says_what_is_lost(store: Store, tmp_path: Path) -> None:
    summary = write_export(store, "polecat", tmp_path / "out.tsv", chosen=Filter(who="RUS"))
    said = (tmp_path / "out.tsv.README.md").read_text()
    assert "- deeds in the database: 2\n- deeds asked for: 1, who RUS\n" in said
    assert "Contexts, District" in said
    assert summary.line() == "1 deeds in 1 rows of polecat"
    summary = write_export(store, "polecat", tmp_path / "out.tsv")
    assert "- 1: possible deeds\n" in (tmp_path / "out.tsv.README.md").read_text()
    assert summary.line() == "1 deeds in 1 rows of polecat, 1 left out (1 possible deeds)"


@pytest.mark.parametrize("form", FORMS)
def test_the_same_database_gives_the_same_file(form: str, store: Store, tmp_path: Path) -> None:
    write_export(store, form, tmp_path / "one")
    write_export(store, form, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_export_that_breaks_off_leaves_the_old_files(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("out", "out.reports"):
        (tmp_path / name).write_text("old")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("whowhom.export.own.report_cells", broken)
    with pytest.raises(KeyboardInterrupt):
        write_export(store, "csv", tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "news.duckdb",
        "news.duckdb.wal",
        "out",
        "out.reports",
    ]
    assert {(tmp_path / name).read_text() for name in ("out", "out.reports")} == {"old"}


@pytest.mark.parametrize(
    ("form", "output", "message"),
    [
        ("excel", "out", "no format 'excel'; known are polecat"),
        ("csv", None, "csv is no single text; name a file with -o"),
        ("polecat", "news.duckdb", "is the database itself; name another file with -o"),
    ],
)
def test_faults_say_what_to_do(
    form: str, output: str | None, message: str, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        write_export(store, form, tmp_path / output if output else io.BytesIO())


def test_the_command_writes_to_a_pipe_and_sums_up(store: Store) -> None:
    path = store.path
    store.close()
    done = CliRunner().invoke(app, ["export", "--as", "icews", "--db", str(path), "--whom", "BLR"])
    assert done.exit_code == 0
    assert done.stdout.startswith("Event ID\tEvent Date\tSource Name")
    assert done.stderr == "whowhom: 1 deeds in 1 rows of icews\n"


def test_the_command_says_where_there_is_no_database(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["export", "--as", "icews", "--db", str(tmp_path / "none.duckdb")])
    assert done.exit_code == 1
    assert "no such database; make it with 'whowhom add" in done.stderr


# --- tables ---------------------------------------------------------------------------------------


def test_every_type_and_mode_has_its_codes() -> None:
    from whowhom.rulebook.events import load_events

    books = load_books()
    modes = {(type_, mode) for type_, mode in books.codes if mode}
    assert {type_ for type_, mode in books.codes if not mode} == set(load_events().types)
    assert modes == {(mode.type, mode.id) for mode in load_events().modes}
    for code in books.codes.values():
        assert code.cameo in books.cameo
        assert not code.intent or code.intent in books.cameo


def test_quad_classes_agree_but_where_cameo_differs() -> None:
    books = load_books()
    differ = {key for key, code in books.codes.items() if books.cameo[code.cameo].quad != books.quads[key[0]]}
    # CAMEO has all yielding as material, and a conviction among its words of disapproval
    assert {type_ for type_, _ in differ} == {"CONCEDE", "SANCTION"}


@pytest.mark.parametrize(
    ("codes", "value"),
    [
        ("040 041", 1),
        ("042", 1.9),
        ("045 039 080 0831", 5),
        ("030 036", 4),
        ("032", 4.5),
        ("031 033", 5.2),
        ("050", 3.5),
        ("060", 6),
        ("070 084 035 0353 0356", 7),
        ("086 087 0871 0873", 9),
        ("090 110 111 112 116", -2),
        ("100 104 105 172 173 174 125", -5),
        ("120 123 124 160", -4),
        ("130", -4.4),
        ("131 132", -5.8),
        ("136 138 166 170", -7),
        ("140 141 142 143", -6.5),
        ("144 145", -7.5),
        ("150 153 154", -7.2),
        ("171 1712", -9.2),
        ("175 180 181 1822", -9),
        ("182", -9.5),
        ("183 193 194 195 204", -10),
    ],
)
def test_goldstein_values_are_those_that_gdelt_publishes(codes: str, value: float) -> None:
    assert {float(load_books().cameo[code].goldstein) for code in codes.split()} == {value}


def test_countries_have_the_numbers_of_correlates_of_war_and_of_gleditsch_and_ward() -> None:
    both = {
        **{"USA": 2, "CAN": 20, "MEX": 70, "BRA": 140, "GBR": 200, "FRA": 220, "POL": 290, "ITA": 325},
        **{"RUS": 365, "UKR": 369, "BLR": 370, "GEO": 372, "NGA": 475, "COD": 490, "ETH": 530, "ERI": 531},
        **{"ZAF": 560, "SDN": 625, "SSD": 626, "IRN": 630, "TUR": 640, "IRQ": 645, "EGY": 651, "SYR": 652},
        **{"ISR": 666, "AFG": 700, "CHN": 710, "TWN": 713, "PRK": 731, "IND": 750, "VNM": 816, "AUS": 900},
    }
    differ = {"DEU": (255, 260), "YEM": (679, 678), "SRB": (345, 340), "KIR": (946, 970), "TON": (955, 972)}
    expected = {**{iso: (n, n) for iso, n in both.items()}, **differ}
    lands = load_books().lands
    assert {iso: (int(lands[iso].cow), int(lands[iso].gw)) for iso in expected} == expected


def test_the_table_of_what_is_lost_names_every_format_with_its_columns() -> None:
    text = (Path(__file__).parent.parent / "docs" / "exports.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| `")]
    named = {form: row[2] for row in rows for form in re.findall(r"`(\w+)`", row[0])}
    assert set(named) == set(FORMS)
    assert {form: int(named[form].split(",")[0]) for form in WIDTHS} == WIDTHS
    assert {form for form in WIDTHS if "tab" in named[form]} == set(TABS)


def test_every_sector_and_country_is_known() -> None:
    books = load_books()
    assert set(books.sectors) == set(Sector)
    assert books.lands["DEU"].gw == "260"
    assert all(land.cameo and land.name for land in books.lands.values())
