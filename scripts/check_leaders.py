"""Write each leader's spell of a list as "President X" and "Prime Minister X", and say which go wrong.

The list is a CSV like REIGN's (https://oefdatascience.github.io/REIGN.github.io/): `country_iso3`, `name`,
`start` (a day), `end_month` (a month). Each sentence is dated in the middle of the spell and names
its country only with --country; right is the country of the spell, with sector GOV.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from whowhom.pipeline import load_coder
from whowhom.records import Actor, Page, Span
from whowhom.stages.actors import read_names, resolve_actor

TITLES = ("President", "Prime Minister")
# Codes of states that are gone, and whose leaders the tables may keep under another code.
SAME = {("YUG", "SRB"), ("YUG", "SCG"), ("RUS", "SUN"), ("YUG", "MNE"), ("SRB", "SCG"), ("SRB", "YUG")}
Row = dict[str, str]


def written(name: str) -> str:
    """Write a name as news does: "Franco, Itamar" is "Itamar Franco", "Soglo, N" is "Soglo"."""
    family, _, given = (part.strip() for part in name.partition(","))
    initial = len(given.replace(".", "").replace("-", " ").strip()) <= 2
    return family if initial or given.endswith("-") else f"{given} {family}"


def middle(start: str, end: str) -> date:
    """Give the day in the middle of a spell."""
    first = max(date.fromisoformat(start), date(1990, 1, 1))
    last = date.fromisoformat(f"{end}-01" if end else "2021-03-01") + timedelta(days=15)
    return first + (max(last, first) - first) // 2


def ask(rows: list[Row], title: str, frame: str) -> Iterator[Actor | None]:
    """Give whom "<title> <name>" means in one sentence a spell."""
    coder = load_coder()
    pages, spans = [], []
    for number, row in enumerate(rows):
        who = f"{title} {written(row['name'])}"
        text = frame.format(who=who, country=row["country"])
        day = middle(row["start"], row["end_month"])
        pages.append(Page(doc_id=str(number), text=text, title="", published=day))
        spans.append(Span(part="text", start=text.index(who), end=text.index(who) + len(who)))
    for parsed, span in zip(coder.parse(pages), spans, strict=True):
        names = read_names(parsed, coder.world, coder.rules.actors)
        yield resolve_actor(span, parsed, names).value


def main() -> None:
    """Print the share right of each title, and each spell that is wrong or unknown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("leaders", type=Path, help="CSV of leaders' spells")
    parser.add_argument("--since", default="1990-01", help="count spells that end in this month or later")
    parser.add_argument("--country", action="store_true", help="name the country in the sentence")
    options = parser.parse_args()
    with options.leaders.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if (row["end_month"] or "9999") >= options.since]
    with (Path(__file__).parents[1] / "src/whowhom/tables/countries.csv").open(encoding="utf-8") as lines:
        names = {row["iso3"]: row["name"] for row in csv.DictReader(lines)}
    rows = [{**row, "country": names.get(row["country_iso3"], "")} for row in rows]
    frame = "{who} met reporters" + (" in {country}" if options.country else "") + " on Monday."
    for title in TITLES:
        count: Counter[str] = Counter()
        for row, actor in zip(rows, ask(rows, title, frame), strict=True):
            code = actor.code if actor else None
            right = code == row["country_iso3"] or (row["country_iso3"], code) in SAME
            verdict = "right" if right and actor and actor.sector == "GOV" else "wrong" if code else "unknown"
            count[verdict] += 1
            if verdict != "right":
                got = (actor.code, actor.sector, actor.name) if actor else None
                spell = (row["country_iso3"], row["name"], row["start"], row["end_month"])
                print(title, verdict, *spell, got, sep="\t")
        print(f"{title}: {dict(count)}, right {count['right'] / max(1, len(rows)):.3f}")


if __name__ == "__main__":
    main()
