"""Records of the naming: names in a page, what a phrase says, and by which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from whowhom.records import Part, Sector
from whowhom.rulebook.actors import ActorRules
from whowhom.world import Entity, Gender, World

COUNTRIES = frozenset({"country", "capital", "demonym", "region"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in the page: tokens [first, last) of a part, and whom it stands for there.

    `joined` is a name before it within one token ("U.S.-China").
    """

    part: Part
    first: int
    last: int
    entity: Entity
    joined: Entity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Tokens [first, last) that gave a field its value, by which rule."""

    field: str
    rule: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Who a phrase names or describes. `head` is the token that names; `entity` whom it names.

    `role` is its role noun in small letters, `party` whether it can be a party at all,
    `foreign` whether it is of another country than the names around it, `sides` the names of
    several countries before one noun ("Afghan and US forces").
    """

    head: Token
    entity: Entity | None = None
    code: str | None = None
    sector: Sector | None = None
    sectors: tuple[Sector, ...] = ()
    name: str | None = None
    gender: Gender | None = None
    role: str | None = None
    plural: bool = False
    party: bool = False
    foreign: bool = False
    sides: tuple[Name, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The tables and words that phrases are read with."""

    world: World
    rules: ActorRules


NameMap = Mapping[int, Name]
