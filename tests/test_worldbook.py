"""The tables of the world: what they say, how names are found in words, how faults are told."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import whowhom
from whowhom.errors import InputError, RuleError
from whowhom.pipeline import load_coder
from whowhom.records import Page, Sector
from whowhom.rulebook.schema import data_root
from whowhom.worldbook import Entity, World, load_world, plural_of, split_words

TABLES = Path(whowhom.__file__).parent / "tables"


@cache
def the_world() -> World:
    return load_world()


@pytest.fixture
def world() -> World:
    return the_world()


def found(world: World, text: str) -> list[tuple[str, str]]:
    """Every name in a text, with the actor_id of its most telling meaning."""
    return [(text[hit.start : hit.end], hit.entries[0].actor_id) for hit in world.scan(text)]


# --- what the tables say ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("United States", "USA", "country"),
        ("Burma", "MMR", "country"),
        ("Ivory Coast", "CIV", "country"),
        ("Côte d’Ivoire", "CIV", "country"),
        ("Congo-Kinshasa", "COD", "country"),
        ("Republic of Congo", "COG", "country"),
        ("Czechia", "CZE", "country"),
        ("Macedonia", "MKD", "country"),
        ("Kosovo", "XKX", "country"),
        ("Soviet Union", "SUN", "country"),
        ("Briton", "GBR", "demonym"),
        ("Frenchmen", "FRA", "demonym"),
        ("Filipinos", "PHL", "demonym"),
        ("Nigerien", "NER", "demonym"),
        ("Nigerian", "NGA", "demonym"),
        ("Bissau-Guinean", "GNB", "demonym"),
        ("Emirati", "ARE", "demonym"),
        ("Kiev", "UKR", "capital"),
        ("Washington, D.C.", "USA", "capital"),
        ("Scotland", "GBR", "region"),
        ("Chechen", "RUS", "region"),
        ("Uighurs", "CHN", "region"),
    ],
)
def test_a_country_goes_by_many_names(world: World, name: str, code: str, kind: str) -> None:
    (hit,) = world.scan(name)
    assert (hit.start, hit.end) == (0, len(name))
    assert [(e.code, e.kind, e.sector) for e in hit.entries] == [(code, kind, Sector.GOV)]


@pytest.mark.parametrize(
    ("name", "code", "sector"),
    [
        ("Security Council", "IGO:UN", "IGO"),
        ("UNHCR", "IGO:UN", "IGO"),
        ("IAEA", "IGO:IAEA", "IGO"),
        ("Ecowas", "IGO:ECOWAS", "IGO"),
        ("Brussels", "IGO:EU", "IGO"),
        ("European Court of Justice", "IGO:EU", "JUD"),
        ("Kremlin", "RUS", "GOV"),
        ("Downing Street", "GBR", "GOV"),
        ("Congress", "USA", "LEG"),
        ("Knesset", "ISR", "LEG"),
        ("Revolutionary Guards", "IRN", "MIL"),
        ("FBI", "USA", "COP"),
        ("Mossad", "ISR", "SPY"),
        ("Daesh", None, "REB"),
        ("al Qaeda", None, "REB"),
        ("PKK", "TUR", "REB"),
        ("YPG", "SYR", "REB"),
        ("Zanu PF", "ZWE", "PTY"),
        ("Red Cross", None, "NGO"),
        ("Huawei", "CHN", "BUS"),
        ("TASS", "RUS", "MED"),
        ("Al-Jazeera", "QAT", "MED"),
    ],
)
def test_bodies_groups_and_outlets_have_country_and_sector(
    world: World, name: str, code: str | None, sector: str
) -> None:
    (hit,) = world.scan(name)
    assert {(e.code, e.sector) for e in hit.entries} == {(code, sector)}


def test_the_taliban_change_from_rebels_to_government(world: World) -> None:
    rows = world.by_id["taliban"]
    before = [e.sector for e in rows if e.holds(date(2021, 8, 14))]
    after = [e.sector for e in rows if e.holds(date(2021, 8, 15))]
    assert (before, after) == ([Sector.REB], [Sector.GOV])


def test_an_unknown_day_is_today(world: World) -> None:
    assert [e.sector for e in world.by_id["taliban"] if e.holds(None)] == [Sector.GOV]


def test_every_country_has_both_codes_and_most_have_people(world: World) -> None:
    today = {iso3: c for iso3, c in world.countries.items() if c.until is None}
    assert len(today) == 250
    assert all(c.iso2 and len(c.iso2) == 2 for c in today.values())
    assert {"XKX", "PSE", "TWN", "HKG"} <= set(today)
    states = {iso3 for iso3, c in today.items() if c.cow is not None}
    peopled = {e.code for e in world.entries if e.kind == "demonym"}
    # "Dominican" is left to the Dominican Republic, "Congolese" to the larger Congo.
    assert states - peopled == {"DMA", "COG"}


def test_numbers_of_states_differ_where_the_lists_do(world: World) -> None:
    assert (world.countries["YEM"].cow, world.countries["YEM"].gw) == (679, 678)
    assert (world.countries["DEU"].cow, world.countries["DEU"].gw) == (255, 260)


def test_unrelated_entries_share_no_name_at_the_same_time(world: World) -> None:
    def related(one: Entity, other: Entity) -> bool:
        family = {one.actor_id, one.parent} & {other.actor_id, other.parent} - {None}
        return bool(family) or (one.code == other.code and one.sector == other.sector)

    def together(one: Entity, other: Entity) -> bool:
        last = min(one.until or date.max, other.until or date.max)
        return max(one.since or date.min, other.since or date.min) <= last

    clashes = [
        (" ".join(key), one.entity.actor_id, other.entity.actor_id)
        for key, names in world.names.items()
        for i, one in enumerate(names)
        for other in names[i + 1 :]
        if "person" not in (one.entity.kind, other.entity.kind)
        and one.words == other.words
        and one.exact == other.exact
        and together(one.entity, other.entity)
        and not related(one.entity, other.entity)
    ]
    assert clashes == []


# --- how names are found ---------------------------------------------------------------------------


def test_the_longest_name_wins_and_its_characters_are_given(world: World) -> None:
    assert found(world, "Moscow's envoy told the U.N. Security Council that South Korea lied") == [
        ("Moscow", "RUS"),
        ("U.N. Security Council", "un-security-council"),
        ("South Korea", "KOR"),
    ]


@pytest.mark.parametrize("text", ["U.S. aid", "US aid", "the U.S.-backed side", "a US-led patrol"])
def test_points_in_acronyms_do_not_matter(world: World, text: str) -> None:
    assert [actor for _, actor in found(world, text)] == ["USA"]


@pytest.mark.parametrize(
    "text",
    ["they told us", "a roast turkey", "to polish it", "she is who it is", "the congress of dentists"],
)
def test_small_letters_are_no_names(world: World, text: str) -> None:
    assert found(world, text) == []


@pytest.mark.parametrize("text", ["The guardian spoke", "an apple fell", "a quad bike"])
def test_a_row_with_caps_matches_letter_for_letter(world: World, text: str) -> None:
    assert found(world, text) == []


def test_acronyms_of_four_letters_may_be_words(world: World) -> None:
    assert [actor for _, actor in found(world, "Nato and Unicef met Isis")] == [
        "nato",
        "unicef",
        "islamic-state",
    ]


def test_capitals_tell_acronyms_apart(world: World) -> None:
    assert found(world, "JEM and JeM") == [
        ("JEM", "justice-and-equality-movement"),
        ("JeM", "jaish-e-mohammed"),
    ]


def test_accents_hyphens_and_apostrophes_do_not_matter(world: World) -> None:
    for text in ("Hay'at Tahrir al-Sham", "Hayat Tahrir al Sham", "Hay’at Tahrir Al-Sham"):
        assert found(world, text) == [(text, "hayat-tahrir-al-sham")]


def test_lookup_counts_the_words_it_was_given(world: World) -> None:
    lengths = [n for n, _ in world.lookup(("Security", "Council", "members"))]
    assert lengths == [2]
    assert world.lookup(["al", "-", "Qaida", "fighters"])[0][0] == 3
    assert world.lookup(["the", "al-Qaida", "fighters"], start=1)[0][0] == 1
    assert world.lookup(["nobody", "known"]) == []


def test_persons_are_indexed_by_family_name(world: World) -> None:
    for key, persons in world.surnames.items():
        assert persons
        assert all(person.kind == "person" for person in persons), key


@given(st.text(max_size=60))
def test_words_lie_in_the_text_and_in_order(text: str) -> None:
    words = split_words(text)
    assert all(0 <= w.start < w.end <= len(text) for w in words)
    assert all(one.end <= other.start for one, other in pairwise(words))


@given(st.text(max_size=60))
def test_scanning_any_text_gives_hits_apart(text: str) -> None:
    hits = the_world().scan(text)
    assert all(one.end <= other.start for one, other in pairwise(hits))


# --- roles -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "length", "plural", "sector", "kind"),
    [
        ("the Belarusian foreign minister", 2, False, "GOV", "person"),
        ("two opposition lawmakers", 2, True, "OPP", "person"),
        ("riot police", 2, True, "COP", "group"),
        ("the armed men", 2, True, "UAF", "person"),
        ("Syrian warplanes", 1, True, "MIL", "group"),
        ("a rights group", 2, False, "NGO", "group"),
        ("suspected suicide bombers", 2, True, "REB", "person"),
        ("angry protesters", 1, True, "CVL", "person"),
        ("state news agency", 3, False, "MED", "group"),
        ("the vice-presidents", 1, True, "GOV", "person"),
        ("former attorneys general", 2, True, "GOV", "person"),
    ],
)
def test_the_end_of_a_phrase_tells_the_role(
    world: World, phrase: str, length: int, plural: bool, sector: str, kind: str
) -> None:
    role = world.role_at_end(phrase.split())
    assert role is not None
    assert (role.length, role.plural, role.noun.sector, role.noun.kind) == (length, plural, sector, kind)


def test_a_role_may_say_who_without_saying_what(world: World) -> None:
    role = world.role_at_end(["the", "group"])
    assert role is not None
    assert role.noun.sector is None


def test_no_role_at_the_end(world: World) -> None:
    assert world.role_at_end(["the", "minister", "yesterday"]) is None
    assert world.role_at_end([]) is None


def test_gender_where_the_noun_tells_it(world: World) -> None:
    genders = {noun.noun: noun.gender for noun in world.nouns}
    assert (genders["spokesman"], genders["queen"], genders["minister"]) == ("m", "f", None)


@pytest.mark.parametrize(
    ("one", "many"), [("army", "armies"), ("ally", "allies"), ("clash", "clashes"), ("boy", "boys")]
)
def test_regular_plurals(one: str, many: str) -> None:
    assert plural_of(one) == many


# --- faults ----------------------------------------------------------------------------------------


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the tables without people, to be broken."""
    for name in ("countries", "bodies", "groups", "outlets", "sectors"):
        shutil.copy(TABLES / f"{name}.csv", tmp_path)
    return tmp_path


def faults_of(tables: Path) -> tuple[str, ...]:
    with pytest.raises(RuleError) as caught:
        load_world(tables)
    return caught.value.faults


def test_people_may_be_missing(tables: Path) -> None:
    assert load_world(tables).surnames == {}


def test_a_missing_table_is_named_with_its_columns(tables: Path) -> None:
    (tables / "outlets.csv").unlink()
    (fault,) = faults_of(tables)
    assert fault.startswith("outlets.csv:1: the table is missing; add it, with the columns actor_id, name")


def test_all_faults_of_all_tables_come_at_once_with_file_and_line(tables: Path) -> None:
    header = "actor_id,name,aliases,code,sector,sectors,parent,since,until,caps\n"
    (tables / "groups.csv").write_text(
        header
        + "a,Group A,Group A|B||B,ZZZ,REBEL,,nobody,2020-02-30,,yes\n"
        + "b,Group B,,SYR,REB,,,2021-01-01,2020-01-01,\n"
        + "c,Group C,too,few\n",
        encoding="utf-8",
    )
    (tables / "sectors.csv").write_text(
        "noun,plural,sector,kind,gender\nMinister,,GOV,person,\nking,,GOV,,x\n", encoding="utf-8"
    )
    faults = faults_of(tables)
    for expected in (
        "groups.csv:2: code 'ZZZ' is no iso3",
        "groups.csv:2: sector 'REBEL' is unknown",
        "groups.csv:2: aliases has an empty or padded item ''",
        "groups.csv:2: aliases names 'B' twice",
        "groups.csv:2: aliases repeat the name 'Group A'",
        "groups.csv:2: since '2020-02-30' is no day",
        "groups.csv:2: caps 'yes' is unknown",
        "groups.csv:2: parent 'nobody' is no actor_id",
        "groups.csv:3: until 2020-01-01 lies before since 2021-01-01",
        "groups.csv:4: the row has not as many cells",
        "sectors.csv:2: noun 'Minister' must be in small letters",
        "sectors.csv:3: kind is missing",
        "sectors.csv:3: gender 'x' is unknown",
    ):
        assert any(fault.startswith(expected) for fault in faults), (expected, faults)
    assert len(faults) == 13


def test_a_missing_column_is_named(tables: Path) -> None:
    (tables / "sectors.csv").write_text("noun,plural,sector\n", encoding="utf-8")
    assert faults_of(tables) == ("sectors.csv:1: columns kind, gender are missing; add them to the header",)


def test_a_bare_year_counts_whole(tables: Path) -> None:
    (tables / "people.csv").write_text(
        "actor_id,name,aliases,code,sector,title,since,until,gender,wikidata\n"
        "ada-doe,Ada Doe,,GBR,GOV,mayor,1999,2004-02,f,\n",
        encoding="utf-8",
    )
    (ada,) = load_world(tables).surnames["doe"]
    assert (ada.since, ada.until, ada.title, ada.gender) == (
        date(1999, 1, 1),
        date(2004, 2, 29),
        "mayor",
        "f",
    )


def test_family_names_come_first_where_the_country_names_so(tables: Path) -> None:
    (tables / "people.csv").write_text(
        "actor_id,name,aliases,code,sector,title,since,until,gender,wikidata\n"
        "zhao-example,Zhao Example,,CHN,GOV,,,,,\n",
        encoding="utf-8",
    )
    assert set(load_world(tables).surnames) == {"zhao"}


# --- tables of the user's own ---------------------------------------------------------------------


def own_table(folder: Path, name: str, *rows: str) -> Path:
    """Write a table with the package's header and rows of one's own."""
    header = (data_root() / "tables" / name).read_text(encoding="utf-8").splitlines()[0]
    (folder / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return folder


def test_rows_of_ones_own_are_added(tmp_path: Path) -> None:
    row = "ann-lee,Ann Lee,,NZL,GOV,minister of trade,2020-01-01,,f,"
    coder = load_coder(tables=own_table(tmp_path, "people.csv", row))
    page = Page.from_text("Ann Lee met Chinese officials on Monday.", published="2021-02-24")
    (event,) = coder.code(page).events
    assert [(a.code, a.sector, a.title) for a in event.actors] == [("NZL", "GOV", "minister of trade")]
    assert coder.fingerprint != load_coder().fingerprint


def test_a_row_of_ones_own_stands_in_for_the_packages(tmp_path: Path) -> None:
    row = "boko-haram,Our Boko Haram,Boko Haram,NGA,UAF,,,,,"
    world = load_world(extra=own_table(tmp_path, "groups.csv", row))
    names = {entity.name for entity in world.entries if entity.actor_id == "boko-haram"}
    assert names == {"Our Boko Haram"}


def test_a_fault_in_a_table_of_ones_own_names_its_file(tmp_path: Path) -> None:
    own_table(tmp_path, "people.csv", "ann-lee,Ann Lee,,NZL,KING,,2020-01-01,,f,")
    with pytest.raises(RuleError) as caught:
        load_world(extra=tmp_path)
    assert f"{tmp_path}/people.csv:2:" in str(caught.value)


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds none of countries\.csv"):
        load_world(extra=tmp_path)
