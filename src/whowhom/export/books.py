"""The tables that exports are coded with: PLOVER, CAMEO, countries, sectors, ACLED.

All lie in `tables/` (`cameo.csv`, `export_*.csv`); `tables/SOURCES.md` says where each comes from.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from whowhom.records import Actor
from whowhom.rulebook.schema import data_root, read_csv, read_toml

QUADS = {"1": "VERBAL COOPERATION", "2": "MATERIAL COOPERATION", "3": "VERBAL CONFLICT"}
QUADS["4"] = "MATERIAL CONFLICT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a PLOVER type and mode is elsewhere.

    `cameo`: the closest CAMEO code; `intent`: the code of a deed of it that is planned, empty where a planned
    one is hostile; `intensity`: PLOVER's conflict-cooperation score, -10 to 10; `together`: where no
    recipient is named, the parties did it with each other.
    """

    cameo: str
    intent: str
    intensity: str
    together: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cameo:
    """A CAMEO code: its label and Goldstein value."""

    code: str
    name: str
    goldstein: str

    @property
    def root(self) -> str:
        """The two digits of its category."""
        return self.code[:2]

    @property
    def base(self) -> str:
        """The three digits of its parent, or itself."""
        return self.code[:3]

    @property
    def quad(self) -> str:
        """Give GDELT's class: verbal (1), material (2) cooperation, verbal (3), material (4) conflict."""
        return "1" if self.root <= "05" else "2" if self.root <= "08" else "3" if self.root <= "13" else "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """A country: its name and its codes in the data sets of the field; empty where it has none."""

    name: str
    cow: str
    gw: str
    numeric: str
    fips: str
    cameo: str
    ucdp_region: str
    acled_region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorCode:
    """A sector elsewhere; `side`: state, group or civilian; `inter`: ACLED's kind of actor."""

    plover: str
    cameo: str
    icews: str
    side: str
    inter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcledRow:
    """Which ACLED event a deed is; `swap`: the recipient is ACLED's first actor."""

    type: str
    mode: str
    actor: str
    recipient: str
    event_type: str
    sub_event_type: str
    swap: bool

    def fits(self, type_: str, mode: str | None, actor: str, recipient: str) -> bool:
        """Tell whether the row is of a type and mode between two sides (empty: no such party)."""
        if type_ != self.type or self.mode not in ("*", mode or ""):
            return False
        return _is_side(actor, self.actor) and _is_side(recipient, self.recipient)


def _is_side(side: str, wanted: str) -> bool:
    if wanted == "*":
        return True
    if wanted == "none":
        return not side
    return side == wanted or (bool(side) and (wanted == "any" or (wanted == "armed" and side != "civilian")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """All tables of exports."""

    codes: Mapping[tuple[str, str | None], Code]
    cameo: Mapping[str, Cameo]
    lands: Mapping[str, Land]
    sectors: Mapping[str, SectorCode]
    acled: tuple[AcledRow, ...]
    bodies: Mapping[str, str]
    people: frozenset[str]
    organizations: frozenset[str]
    nouns: Mapping[str, str]
    quads: Mapping[str, str]

    def code(self, type_: str, mode: str | None) -> Code:
        """Give the codes of a type and mode; a mode that is not listed has those of its type."""
        return self.codes.get((type_, mode)) or self.codes[type_, None]

    def land(self, code: str | None) -> Land | None:
        """Give a country by its ISO code."""
        return self.lands.get(code or "")

    def side(self, actor: Actor) -> str:
        """Give `state`, `group` or `civilian`, or nothing where the sector is not known."""
        sector = self.sectors.get(actor.sector or "")
        return sector.side if sector else ""

    def name(self, actor: Actor) -> str:
        """Give a party's canonical name, the country's for the state as such, else the page's words."""
        land = self.land(actor.code)
        if actor.name or not land or actor.actor_id not in (None, actor.code):
            return actor.name or actor.text
        return land.name if actor.sector == "GOV" else actor.text

    def side_of_words(self, words: str) -> str:
        """Give the side that a role noun at the end of words ("police officers") belongs to."""
        last = (words.lower().split() or [""])[-1]
        sector = self.nouns.get(last) or self.nouns.get(last.removesuffix("s"))
        return self.sectors[sector].side if sector else ""


def _rows(name: str, *columns: str) -> list[dict[str, str]]:
    return [row for _, row in read_csv(data_root() / "tables" / name, columns, f"tables/{name}")]


@functools.cache
def load_books() -> Books:
    """Load all tables of exports; raises RuleError where a column is missing."""
    plover = read_toml(data_root() / "rules" / "plover.toml", "rules/plover.toml").data["type"]
    countries = {row["iso3"]: row for row in _rows("countries.csv", "iso3", "name", "cow", "gw")}
    codes = _rows("export_codes.csv", "type", "mode", "cameo", "intent", "intensity", "together")
    bodies = _rows("export_bodies.csv", "code", "known_group")
    named = [_rows(f"{stem}.csv", "actor_id") for stem in ("bodies", "groups", "outlets")]
    return Books(
        codes={
            (row["type"], row["mode"] or None): Code(
                cameo=row["cameo"],
                intent=row["intent"],
                intensity=row["intensity"],
                together=bool(row["together"]),
            )
            for row in codes
        },
        cameo={row["code"]: Cameo(**row) for row in _rows("cameo.csv", "code", "name", "goldstein")},
        lands={
            row["iso3"]: _land(row, countries[row["iso3"]])
            for row in _rows("export_countries.csv", "iso3", "numeric", "fips", "cameo")
        },
        sectors={
            row["sector"]: SectorCode(**{k: v for k, v in row.items() if k != "sector"})
            for row in _rows("export_sectors.csv", "sector", "plover", "cameo", "icews", "side", "inter")
        },
        acled=tuple(
            AcledRow(**{**row, "swap": bool(row["swap"])})  # type: ignore[arg-type]
            for row in _rows("export_acled.csv", "type", "mode", "event_type", "sub_event_type", "swap")
        ),
        bodies={row["code"]: row["known_group"] for row in bodies},
        people=frozenset(row["actor_id"] for row in _rows("people.csv", "actor_id")),
        organizations=frozenset(row["actor_id"] for rows in named for row in rows),
        nouns={
            noun: row["sector"]
            for row in _rows("sectors.csv", "noun", "plural", "sector")
            for noun in (row["noun"], row["plural"])
            if noun and row["sector"]
        },
        quads={row["id"]: str(row["quad"]) for row in plover},
    )


def _land(row: Mapping[str, str], country: Mapping[str, str]) -> Land:
    return Land(
        name=country["name"],
        cow=country["cow"],
        gw=country["gw"],
        **{key: row[key] for key in ("numeric", "fips", "cameo", "ucdp_region", "acled_region")},
    )
