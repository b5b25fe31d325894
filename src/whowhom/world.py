"""Names of the world and the nouns of roles, and how they are found in words.

::

    world = load_world()
    world.scan("Moscow's envoy met UNICEF staff")     # hits with character offsets, longest match
    world.lookup(("Security", "Council"))             # [(2, (Entity(... UN Security Council),))]
    world.role_at_end(("the", "foreign", "ministers"))  # Role(length=2, plural=True, noun=...GOV)
    world.surnames["macron"]                          # persons of that family name

A name matches whatever its accents, hyphens, apostrophes and points ("U.S." = "US", "al Qaida" = "al-Qaida"),
but never in small letters alone ("turkey", "us", "polish"). Acronyms match in capitals; from four letters on
as a word too ("Nato"). A row with `caps` matches only letter for letter ("Congress", never "congress").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from whowhom.records import Sector

Kind = Literal["country", "capital", "demonym", "region", "body", "group", "outlet", "person"]
Gender = Literal["m", "f"]
NounKind = Literal["person", "group"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A state or territory; `since` and `until` (closed) only where it does not exist today or is new.

    `cow`, `gw` are its numbers in Correlates of War and Gleditsch & Ward. `family_first`: its people are
    named family name first in English news (Xi Jinping).
    """

    iso3: str
    iso2: str | None
    name: str
    cow: int | None = None
    gw: int | None = None
    family_first: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What a name stands for: one row of a table, or one of the ways of naming a country.

    `kind` `country`, `capital`, `demonym`, `region` have the country's iso3 as `actor_id` and `code`, its
    name as `name`, and sector GOV. A person or group whose sector changed has one row (and Entity) for each
    period, with the same `actor_id`; `since`, `until` are closed. `parent` is the `actor_id` of the body that
    it belongs to.
    """

    actor_id: str
    name: str
    kind: Kind
    code: str | None = None
    sector: Sector | None = None
    sectors: tuple[Sector, ...] = ()
    parent: str | None = None
    since: date | None = None
    until: date | None = None
    title: str | None = None
    gender: Gender | None = None
    wikidata: str | None = None
    caps: bool = False

    def holds(self, day: date | None) -> bool:
        """Tell whether the row is true on a day; an unknown day only asks that it holds to this day."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorNoun:
    """A role noun or phrase in small letters ("foreign minister"), and the sector of who bears it.

    `sector` None: the noun names somebody, but not of which part of society ("group", "leader").
    """

    noun: str
    plural: str
    sector: Sector | None
    kind: NounKind
    gender: Gender | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role noun found: how many words it spans, and whether it stands in the plural."""

    length: int
    plural: bool
    noun: SectorNoun


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a text: as written, folded for comparison, and its characters [start, end)."""

    text: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A name found in a text: characters [start, end), and what it may stand for, most telling kind first."""

    start: int
    end: int
    entries: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entity, in its written form (words without points, hyphens and apostrophes)."""

    words: tuple[str, ...]
    exact: bool
    entity: Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All tables, indexed. Keys of `names` are tuples of folded words, of `surnames` a folded word.

    `first_names`: those that several people of the tables bear, all of one gender, in small letters.
    """

    countries: Mapping[str, Country]
    entries: tuple[Entity, ...]
    nouns: tuple[SectorNoun, ...]
    names: Mapping[tuple[str, ...], tuple[Name, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    surnames: Mapping[str, tuple[Entity, ...]]
    by_id: Mapping[str, tuple[Entity, ...]]
    roles: Mapping[tuple[str, ...], tuple[SectorNoun, bool]]
    first_names: Mapping[str, Gender] = field(default_factory=dict)

    def lookup(self, words: Sequence[str], start: int = 0) -> list[tuple[int, tuple[Entity, ...]]]:
        """Find the names that begin at `words[start]`, longest first, each with how many words it spans.

        Words may come from any tokeniser: "al-Qaida" is one word or three ("al - Qaida").
        """
        pieces = [(i, piece) for i in range(start, len(words)) for piece in split_words(words[i])]
        if not pieces or pieces[0][0] != start:
            return []
        return [
            (pieces[n - 1][0] - start + 1, entries)
            for n, entries in self._match([piece for _, piece in pieces], 0)
            if n == len(pieces) or pieces[n][0] != pieces[n - 1][0]
        ]

    def scan(self, text: str) -> tuple[Hit, ...]:
        """Find all names of a text, left to right, the longest at each place, none overlapping."""
        words = split_words(text)
        hits: list[Hit] = []
        at = 0
        while at < len(words):
            found = self._match(words, at)
            if found:
                n, entries = found[0]
                hits.append(Hit(start=words[at].start, end=words[at + n - 1].end, entries=entries))
                at += n
            else:
                at += 1
        return tuple(hits)

    def role_at_end(self, words: Sequence[str]) -> Role | None:
        """Find the longest role noun that `words` end in ("the Belarusian foreign minister")."""
        pieces = [(i, piece.key) for i, word in enumerate(words) for piece in split_words(word)]
        for size in range(min(len(pieces), 6), 0, -1):
            first = len(pieces) - size
            found = self.roles.get(tuple(key for _, key in pieces[first:]))
            if found and (first == 0 or pieces[first - 1][0] != pieces[first][0]):
                return Role(length=len(words) - pieces[first][0], plural=found[1], noun=found[0])
        return None

    def widened(self, others: Mapping[str, Sequence[str]]) -> World:
        """Give a world in which other words, each with nouns that it may stand for, name persons too."""
        roles = dict(self.roles)
        for word, nouns in others.items():
            found = next((self.roles[(n,)] for n in nouns if (n,) in self.roles), None)
            if found is None or found[0].kind != "person":
                continue
            several = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
            for form, plural in ((word, False), (several, True)):
                roles.setdefault((form,), (found[0], found[1] or plural))
        return replace(self, roles=roles)

    def _match(self, words: Sequence[Word], at: int) -> list[tuple[int, tuple[Entity, ...]]]:
        """Give (number of words, entities) of every name beginning at word `at`, longest first."""
        found = []
        for length in self.lengths.get(words[at].key, ()) if at < len(words) else ():
            run = words[at : at + length]
            names = self.names.get(tuple(word.key for word in run), ()) if len(run) == length else ()
            entries = [name.entity for name in names if _cased(name, run)]
            if entries:
                order = {id(e): e for e in entries}.values()
                found.append((length, tuple(sorted(order, key=lambda e: _KINDS.index(e.kind)))))
        return found


# Where one name has several meanings, the more specific kind comes first ("Brussels": the EU, then Belgium).
_KINDS: tuple[Kind, ...] = ("body", "group", "outlet", "country", "demonym", "capital", "region", "person")
_WORD = re.compile(r"[^\s\-‐‑–—/()\[\]\"“”,;:!?…]+")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_POSSESSIVE = re.compile(r"['’](?:[sS])?$")
_APOSTROPHES = str.maketrans("", "", "'’‘`ʿʾʻʼ.")


def split_words(text: str) -> tuple[Word, ...]:
    """Split a text into words at white space, hyphens and punctuation; possessives and points are shed."""
    words = []
    for match in _WORD.finditer(text):
        written, start = match.group(), match.start()
        if written.isalnum():
            words.append(Word(text=written, key=fold(written), start=start, end=start + len(written)))
            continue
        bare = _POSSESSIVE.sub("", written)
        stripped = bare.lstrip("'‘’`")
        start += len(bare) - len(stripped)
        if not _ACRONYM.fullmatch(stripped):
            stripped = stripped.rstrip(".")
        plain = stripped.translate(_APOSTROPHES)
        if plain:
            words.append(Word(text=plain, key=fold(plain), start=start, end=start + len(stripped)))
    return tuple(words)


def fold(word: str) -> str:
    """Give a word in small letters without accents; "&" is "and"."""
    if word.isascii():
        return "and" if word == "&" else word.lower()
    apart = unicodedata.normalize("NFKD", word.replace("ł", "l").replace("Ł", "L").replace("ø", "o"))
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("ı", "i").lower()


def _cased(name: Name, run: Sequence[Word]) -> bool:
    """Tell whether the capitals of a text allow a name there."""
    if name.exact:
        return all(word.text == wanted for word, wanted in zip(run, name.words, strict=True))
    for word, wanted in zip(run, name.words, strict=True):
        if not wanted[1:].islower() and not _acronym_cased(word.text, wanted):
            return False
    return any(not word.text.islower() for word in run) or all(w.islower() for w in name.words)


def _acronym_cased(written: str, wanted: str) -> bool:
    """Tell whether a word may be an acronym as written: "Nato" may be NATO, "is" not IS, "JEM" not JeM."""
    if len(wanted) < 2 or not wanted.isalpha():
        return True
    if wanted.isupper():
        return written.isupper() or (len(wanted) > 3 and written[0].isupper())
    return len(wanted) > 4 or written == wanted
