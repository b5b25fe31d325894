"""Hold the table of people against a list of leaders' spells, and say which spells it lacks.

The list is a CSV like REIGN's (https://oefdatascience.github.io/REIGN.github.io/): `country_iso3`, `name`,
`start` (a day), `end_month` (a month). A spell counts as held when the table has, under the same country, a
person one of whose names shares a word with the spell's, in an office that overlaps it.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

# Codes of states that are gone, and where the table keeps their leaders.
SUCCESSORS = {"YUG": "SRB"}
TABLE = Path(__file__).parents[1] / "src" / "whowhom" / "tables" / "people.csv"
Row = dict[str, str]


def words(*names: str) -> frozenset[str]:
    """Give the words of names, in plain small letters, particles of two letters or fewer left out."""
    plain = unicodedata.normalize("NFKD", " ".join(names)).encode("ascii", "ignore").decode().lower()
    return frozenset(w for w in re.findall(r"[a-z]+", plain.replace("'", "")) if len(w) > 2)


def near(one: Iterable[str], other: Iterable[str]) -> bool:
    """Say whether two sets of words share one, spellings a letter or two apart counted as the same."""
    others = list(other)
    return any(difflib.get_close_matches(word, others, 1, 0.8) for word in one)


def overlaps(row: Row, start: str, end: str) -> bool:
    """Say whether an office overlaps a spell; dates are compared as far as both are known."""
    until = row["until"] or "9999"
    return row["since"] <= end[: len(row["since"])] and start[: len(until)] <= until


def read_rows(path: Path) -> list[Row]:
    """Read a CSV file as rows."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def missing_spells(spells: Iterable[Row], people: Iterable[Row]) -> list[Row]:
    """Give the spells that no row of the table covers."""
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in people:
        by_code[row["code"]].append(row)
    return [
        spell
        for spell in spells
        if not any(
            overlaps(row, spell["start"], spell["end_month"] + "-31")
            and near(words(spell["name"]), words(row["name"], row["aliases"]))
            for row in by_code[SUCCESSORS.get(spell["country_iso3"], spell["country_iso3"])]
        )
    ]


def main() -> None:
    """Print the share of spells held, and each that is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("leaders", type=Path, help="CSV of leaders' spells")
    parser.add_argument("--since", default="2000-01", help="count spells that end in this month or later")
    options = parser.parse_args()
    spells = [row for row in read_rows(options.leaders) if row["end_month"] >= options.since]
    gaps = missing_spells(spells, read_rows(TABLE))
    held = len(spells) - len(gaps)
    print(f"{held} of {len(spells)} spells held ({held / max(len(spells), 1):.1%})")
    for gap in gaps:
        print(gap["country_iso3"], gap["name"], gap["start"], gap["end_month"], sep="\t")


if __name__ == "__main__":
    main()
