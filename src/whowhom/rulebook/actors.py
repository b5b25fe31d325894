"""The language's own words for actors: pronouns, back-references, nouns that lean on their neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Literal, TypeVar

from whowhom.errors import RuleError
from whowhom.records import Sector
from whowhom.rulebook.schema import RuleFile, build, build_rows, data_root, read_csv, read_toml

SIDES = ("north", "east", "south", "west")

Row = TypeVar("Row", "Pronoun", "Backref")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pronoun:
    """Words of one pronoun. `stands_for`: a person, a body (state, group, organisation), any of them;
    the speaker of the quotation; or the antecedent of its relative clause.
    """

    id: str
    words: frozenset[str]
    number: Literal["singular", "plural"] | str
    stands_for: Literal["person", "body", "any", "speaker", "antecedent"] | str
    gender: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backref:
    """Nouns that stand for names of certain kinds told before; `sectors` () means of any sector.

    `heads`: for heads of state and government before anybody else.
    """

    id: str
    nouns: frozenset[str]
    kinds: frozenset[str]
    sectors: frozenset[Sector] = frozenset()
    heads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorWords:
    """Word sets; each is explained where it stands, in `rules/actors.toml`."""

    numbers: Mapping[str, int]
    others: frozenset[str]
    definite: frozenset[str]
    counterpart: frozenset[str]
    host: frozenset[str]
    at_home: frozenset[str]
    settled: frozenset[str]
    leagues: frozenset[str]
    seated: frozenset[str]
    neighbouring: frozenset[str]
    realm_nouns: frozenset[str]
    belonging: frozenset[str]
    transparent: frozenset[str]
    officers: frozenset[str]
    opponents: frozenset[str]
    critics: frozenset[str]
    measure: frozenset[str]
    harming: frozenset[str]
    at_whom: frozenset[str]
    counts: frozenset[str]
    persons: frozenset[str]
    gatherings: frozenset[str]
    crowds: frozenset[str]
    followers: frozenset[str]
    folk: frozenset[str]
    pairs: frozenset[str]
    stateless: frozenset[str]
    preyed_on: frozenset[str]
    writings: frozenset[str]
    authored: frozenset[str]
    works: frozenset[str]
    puts_forward: frozenset[str]
    about: frozenset[str]
    grounds: frozenset[str]
    buildings: frozenset[str]
    seats: frozenset[str]
    away: frozenset[str]
    installations: frozenset[str]
    shadow: frozenset[str]
    regimes: frozenset[str]
    ruled: tuple[str, ...]
    junta_nouns: frozenset[str]
    ranges: Mapping[str, tuple[str, ...]]
    juntas: Mapping[str, tuple[int, ...]]
    worldwide: frozenset[str]
    ethnic: frozenset[str]
    common_party: frozenset[str]
    helped: frozenset[str]
    armed: frozenset[str]
    held: frozenset[str]
    towards: frozenset[str]
    compass: Mapping[str, str]
    waters: frozenset[str]
    waters_of: frozenset[str]
    continents: frozenset[str]
    belongs: frozenset[str]
    home: frozenset[str]
    origin: frozenset[str]
    realms: Mapping[str, tuple[str, ...]]
    inside: frozenset[str]
    local: frozenset[str]
    whose: frozenset[str]
    posts: frozenset[str]
    firms: frozenset[str]
    voices: frozenset[str]
    of: frozenset[str]
    title_links: frozenset[str]
    chiefs: frozenset[str]
    on_the_spot: frozenset[str]
    spots: frozenset[str]
    within: frozenset[str]
    same_office: Mapping[str, tuple[str, ...]]
    heads: tuple[str, ...]
    seconds: frozenset[str]
    partisan: Mapping[str, str]
    loyal: frozenset[str]
    former: frozenset[str]
    ousted: frozenset[str]
    nationals: frozenset[str]
    sided: frozenset[str]
    sided_by: frozenset[str]
    peoples: Mapping[str, tuple[str, ...]]
    adjectives: frozenset[str]
    say: frozenset[str]
    open_quotes: frozenset[str]
    close_quotes: frozenset[str]
    genitive: frozenset[str]
    honorifics: Mapping[str, str]
    particles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRules:
    """`rules/actors.toml`, indexed by word.

    `neighbours`: of each country, by side (north, east, south, west), the countries that it borders on there,
    those that lie straight, then those that lie off (`tables/neighbours.csv`).
    """

    pronouns: Mapping[str, Pronoun]
    backrefs: Mapping[str, tuple[Backref, ...]]
    members: Mapping[str, tuple[Backref, ...]]
    words: ActorWords
    neighbours: Mapping[str, Mapping[str, tuple[frozenset[str], ...]]] = field(default_factory=dict)


def load_actor_rules(root: Traversable | None = None) -> ActorRules:
    """Read and check `rules/actors.toml` (of the package, or of another folder); raises RuleError."""
    path = (root if root is not None else data_root() / "rules") / "actors.toml"
    file = read_toml(path, "actors.toml")
    faults: list[str] = []
    pronouns = build_rows(file, "pronoun", Pronoun, faults)
    backrefs = build_rows(file, "backref", Backref, faults)
    members = build_rows(file, "members", Backref, faults)
    words = build(file.data.get("words", {}), ActorWords, f"{file.name}:{_line(file)}: words", faults)
    if faults or words is None:
        raise RuleError(faults)
    return ActorRules(
        pronouns={word: row for row in pronouns for word in row.words},
        backrefs=_by_noun(backrefs),
        members=_by_noun(members),
        words=words,
        neighbours=_neighbours(),
    )


def _neighbours() -> Mapping[str, Mapping[str, tuple[frozenset[str], ...]]]:
    rows = read_csv(data_root() / "tables" / "neighbours.csv", ("iso3", *SIDES), "tables/neighbours.csv")

    def tiers(cell: str) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(filter(None, part.split("|"))) for part in cell.split("/"))

    return {row["iso3"]: {side: tiers(row[side]) for side in SIDES} for _, row in rows}


def _line(file: RuleFile) -> int:
    return next((i for i, line in enumerate(file.lines, 1) if line.strip() == "[words]"), 1)


def _by_noun(rows: tuple[Backref, ...]) -> Mapping[str, tuple[Backref, ...]]:
    index: dict[str, tuple[Backref, ...]] = {}
    for row in rows:
        for noun in row.nouns:
            index[noun] = (*index.get(noun, ()), row)
    return index
