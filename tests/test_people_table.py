"""What the table of political people promises: its columns, dates, spellings, and facts known to all."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from whowhom.rulebook.schema import data_root, read_csv

COLUMNS = (
    "actor_id", "name", "aliases", "code", "sector", "title", "since", "until", "gender", "wikidata",
)  # fmt: skip
SECTOR_LIST = "GOV MIL COP LEG JUD PTY OPP REB UAF CVL BUS MED NGO IGO SPY LAB EDU REL"
SECTORS = frozenset(SECTOR_LIST.split())
OWN_CODES = frozenset({"XKX"})
ISO3_LIST = """
    ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR
    BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL
    COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK
    FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV
    HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO
    LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG
    MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN
    PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE
    SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO
    TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
"""  # ISO 3166-1 alpha-3
ISO3 = frozenset(ISO3_LIST.split())
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    table = data_root() / "tables" / "people.csv"
    return [row for _, row in read_csv(table, COLUMNS, "tables/people.csv")]


def holder(rows: list[dict[str, str]], code: str, title: str, day: str) -> set[str]:
    """Give the names of those who hold an office on a day."""
    return {
        row["name"]
        for row in rows
        if (row["code"], row["title"]) == (code, title) and row["since"] <= day <= (row["until"] or "9999")
    }


def label(row: dict[str, str]) -> str:
    return f"{row['actor_id']}: {row['title']} {row['since']}/{row['until']}"


def test_every_value_is_of_its_kind(rows: list[dict[str, str]]) -> None:
    faults = [
        label(row)
        for row in rows
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["actor_id"])
        or not row["name"]
        or not row["title"]
        or row["sector"] not in SECTORS
        or row["gender"] not in {"m", "f", ""}
        or not re.fullmatch(r"(Q[1-9]\d*)?", row["wikidata"])
        or any(value != value.strip() for value in row.values())
    ]
    assert faults == []


def test_every_code_is_a_country_or_a_body(rows: list[dict[str, str]]) -> None:
    codes = {row["code"] for row in rows}
    strange = {c for c in codes if c not in ISO3 | OWN_CODES and not re.fullmatch(r"IGO:[A-Z]+", c)}
    assert strange == set()


def test_dates_are_dates_and_in_order(rows: list[dict[str, str]]) -> None:
    faults = [
        label(row)
        for row in rows
        if not DATE.fullmatch(row["since"])
        or (row["until"] and not DATE.fullmatch(row["until"]))
        or (row["until"] and row["since"][: len(row["until"])] > row["until"][: len(row["since"])])
    ]
    assert faults == []


def test_one_person_has_one_spelling_and_one_set_of_aliases(rows: list[dict[str, str]]) -> None:
    faces = defaultdict(set)
    for row in rows:
        faces[row["actor_id"]].add((row["name"], row["aliases"], row["gender"]))
    assert [actor for actor, seen in faces.items() if len(seen) > 1] == []


def test_aliases_are_set_once_and_differ_from_the_name(rows: list[dict[str, str]]) -> None:
    faults = []
    for row in rows:
        aliases = row["aliases"].split("|") if row["aliases"] else []
        if "" in aliases or row["name"] in aliases or len(aliases) != len(set(aliases)):
            faults.append(label(row))
    assert faults == []


def test_nobody_holds_the_same_office_twice_at_once(rows: list[dict[str, str]]) -> None:
    terms = defaultdict(list)
    for row in rows:
        terms[row["actor_id"], row["code"], row["title"]].append((row["since"], row["until"] or "9999"))
    faults = [
        key
        for key, spans in terms.items()
        for one, next_one in zip(sorted(spans), sorted(spans)[1:], strict=False)
        if one[1] > next_one[0]
    ]
    assert faults == []


def test_rows_are_sorted(rows: list[dict[str, str]]) -> None:
    keys = [(row["actor_id"], row["since"]) for row in rows]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("code", "title", "day", "name"),
    [
        ("USA", "president", "2003-03-20", "George W. Bush"),
        ("USA", "secretary of state", "2014-05-01", "John Kerry"),
        ("USA", "president", "2018-07-16", "Donald Trump"),
        ("RUS", "president", "2009-04-01", "Dmitry Medvedev"),
        ("RUS", "prime minister", "2009-04-01", "Vladimir Putin"),
        ("RUS", "foreign minister", "2021-02-22", "Sergei Lavrov"),
        ("BLR", "president", "2021-02-22", "Alexander Lukashenko"),
        ("UKR", "president", "2022-02-24", "Volodymyr Zelenskyy"),
        ("GBR", "prime minister", "2022-10-01", "Liz Truss"),
        ("FRA", "president", "2013-01-11", "Francois Hollande"),
        ("DEU", "chancellor", "2015-09-04", "Angela Merkel"),
        ("ISR", "prime minister", "2006-07-12", "Ehud Olmert"),
        ("IRN", "president", "2009-06-12", "Mahmoud Ahmadinejad"),
        ("TUR", "prime minister", "2010-05-31", "Recep Tayyip Erdogan"),
        ("IND", "prime minister", "2008-11-26", "Manmohan Singh"),
        ("PAK", "prime minister", "2019-02-27", "Imran Khan"),
        ("JPN", "prime minister", "2011-03-11", "Naoto Kan"),
        ("KOR", "president", "2018-04-27", "Moon Jae-in"),
        ("EGY", "president", "2012-11-22", "Mohamed Morsi"),
        ("ZAF", "president", "2019-05-08", "Cyril Ramaphosa"),
        ("BRA", "president", "2019-01-10", "Jair Bolsonaro"),
        ("IGO:UN", "secretary-general", "2003-03-20", "Kofi Annan"),
        ("IGO:NATO", "secretary-general", "2011-03-31", "Anders Fogh Rasmussen"),
    ],
)
def test_who_held_the_office(rows: list[dict[str, str]], code: str, title: str, day: str, name: str) -> None:
    assert holder(rows, code, title, day) == {name}


@pytest.mark.parametrize(
    ("spelling", "actor_id"),
    [
        ("Volodymyr Zelensky", "volodymyr-zelenskyy"),
        ("Moammar Gadhafi", "muammar-gaddafi"),
        ("Svetlana Tikhanovskaya", "sviatlana-tsikhanouskaya"),
        ("Erdoğan", "recep-tayyip-erdogan"),
        ("Hemedti", "mohamed-hamdan-dagalo"),
        ("MBS", "mohammed-bin-salman"),
        ("Xi", "xi-jinping"),
        ("Assad", "bashar-al-assad"),
    ],
)
def test_other_spellings_lead_to_the_person(rows: list[dict[str, str]], spelling: str, actor_id: str) -> None:
    assert actor_id in {row["actor_id"] for row in rows if spelling in row["aliases"].split("|")}


def test_a_former_president_may_come_back_as_opposition(rows: list[dict[str, str]]) -> None:
    offices = [(row["title"], row["sector"]) for row in rows if row["actor_id"] == "petro-poroshenko"]
    assert offices[-2:] == [("president", "GOV"), ("opposition leader", "OPP")]


def test_a_rebel_is_a_rebel_only_while_he_is_one(rows: list[dict[str, str]]) -> None:
    sharaa = [row for row in rows if row["actor_id"] == "ahmed-al-sharaa"]
    assert [row["sector"] for row in sharaa] == ["REB", "GOV", "GOV"]
