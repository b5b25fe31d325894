"""How well pages are grouped by origin, against pages whose origin is known: pairwise precision, recall, F1.

    ./run python eval/origins.py [FILE.jsonl]      default: tests/cases/origins.jsonl

A line of the file is a page: `doc_id`, `origin`, `kind`, `outlet`, `wire`, `published`, `title`, `text`. Two
pages are a pair where they have one origin. Then, by kind: how many pages are grouped with their original.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

from whowhom.evaluate import Rate, figure_line, pairs, rate_pairs
from whowhom.records import Page
from whowhom.stages.origins import group_pages, print_page

CASES = Path(__file__).parent.parent / "tests" / "cases" / "origins.jsonl"


class Known(NamedTuple):
    """A page, the origin it has, and how it came from it."""

    page: Page
    origin: str
    kind: str


def load(path: Path) -> tuple[Known, ...]:
    """Read the pages of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Known(
            page=Page(
                doc_id=row["doc_id"],
                title=row["title"],
                text=row["text"],
                outlet=row["outlet"],
                wire=row["wire"],
                published=date.fromisoformat(row["published"]),
            ),
            origin=row["origin"],
            kind=row["kind"],
        )
        for row in rows
    )


def measure(known: tuple[Known, ...]) -> tuple[Rate, dict[str, Rate]]:
    """Group the pages; give the figures of all pairs, and the share found of each kind."""
    groups: dict[str, list[str]] = defaultdict(list)
    for one in known:
        groups[one.origin].append(one.page.doc_id)
    gold = pairs(groups.values())
    system = pairs(o.pages for o in group_pages(print_page(one.page) for one in known))
    originals = {one.origin: one.page.doc_id for one in known if one.kind == "original"}
    kinds: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in known:
        if one.origin in originals and one.kind != "original":
            kinds[one.kind].append((originals[one.origin], one.page.doc_id))
    rates = {kind: rate_pairs(pairs(two), system & pairs(two)) for kind, two in kinds.items()}
    return rate_pairs(gold, system), rates


def main() -> None:
    """Measure and print."""
    known = load(Path(sys.argv[1]) if len(sys.argv) > 1 else CASES)
    rate, kinds = measure(known)
    print(figure_line("origins", {"f1": rate.f1, "p": rate.p, "r": rate.r, "pairs": rate.gold}))
    for kind, found in sorted(kinds.items()):
        print(f"  {kind:24} found {found.hit} of {found.gold}")


if __name__ == "__main__":
    main()
