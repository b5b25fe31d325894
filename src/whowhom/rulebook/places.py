"""The words that tell where a deed was done: `rules/places.toml`, read and checked."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from whowhom.errors import RuleError
from whowhom.rulebook.schema import build, data_root, read_toml

Words = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRules:
    """Words by the part that they play; all in lower case, prepositions and verbs as lemmas."""

    locative: Words
    locative_phrases: Words
    toward: Words
    origin: Words
    admin_words: Words
    area_nouns: Words
    directions: Words
    articles: tuple[str, ...]
    joiners: Words
    separators: Words
    not_places: Words
    person_words: Words
    name_parts: Words
    capital_nouns: Words
    country_nouns: Words
    town_nouns: Words
    back_nouns: Words
    say_verbs: Words
    place_objects: Words
    surface: Words
    target_types: Words
    motion_types: Words
    speech_types: Words
    scene_types: Words
    leaving_types: Words
    scene_modes: Words
    forum_nouns: Words
    abbreviations: Mapping[str, str]

    @property
    def plain(self) -> Words:
        """Words that are no name by themselves: "Region", "Northern"."""
        return self.area_nouns | self.directions


@functools.cache
def load_place_rules() -> PlaceRules:
    """Load `rules/places.toml` of the package; raises RuleError with all its faults."""
    name = "rules/places.toml"
    file = read_toml(data_root() / "rules" / "places.toml", name)
    faults: list[str] = []
    rules = build(file.data, PlaceRules, f"{name}:1", faults)
    if rules is None:
        raise RuleError(faults)
    return rules
