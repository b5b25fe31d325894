"""What a word of a spun page may have been before a machine put it there: `tables/thesaurus.csv.gz`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whowhom.errors import RuleError
from whowhom.rulebook.schema import data_root, read_csv

FILE = "tables/thesaurus.csv.gz"
COLUMNS = ("word", "pos", "close", "loose", "far")
STEPS = COLUMNS[2:5]
POS = ("verb", "noun", "adj")


@dataclass(frozen=True, slots=True)
class Near:
    """A lemma that a word may stand for.

    `close`: they share a main sense; `far`: one says more than the other, or the sense is rare.
    """

    lemma: str
    close: bool = False
    far: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thesaurus:
    """By part of speech (verb, noun, adj): a written lemma -> what it may stand for, the nearest first."""

    words: Mapping[str, Mapping[str, tuple[Near, ...]]]

    def read(self, lemma: str, pos: str) -> tuple[Near, ...]:
        """Give what a lemma may stand for."""
        return self.words[pos].get(lemma, ()) if self.words else ()

    def close_nouns(self) -> Mapping[str, tuple[str, ...]]:
        """Give the nouns that each other noun shares a main sense with."""
        near = self.words.get("noun", {})
        return {word: tuple(n.lemma for n in nears if n.close) for word, nears in near.items()}


NOTHING = Thesaurus(words={})


def load_thesaurus() -> Thesaurus:
    """Load the table; raises RuleError with all faults."""
    words: dict[str, dict[str, tuple[Near, ...]]] = {pos: {} for pos in POS}
    for row in _rows():
        near = [
            Near(lemma, close=column == "close", far=column == "far")
            for column in STEPS
            for lemma in row[column].split("|")
            if lemma
        ]
        words[row["pos"]][row["word"]] = tuple(near)
    return Thesaurus(words=words)


def _rows() -> list[dict[str, str]]:
    rows = read_csv(data_root() / "tables" / "thesaurus.csv.gz", COLUMNS, FILE)
    faults = [
        f"{FILE}:{line}: pos must be {', '.join(POS)}, not '{row['pos']}'; build the table anew"
        for line, row in rows
        if row["pos"] not in POS
    ]
    if faults:
        raise RuleError(faults)
    return [row for _, row in rows]
