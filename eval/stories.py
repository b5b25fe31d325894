"""How well pages of one story find together by deed or origin: pairwise precision, recall, F1.

    ./run python eval/stories.py --gold FILE.jsonl.gz [--db FILE] [--errors N]

The pages of FILE are added to the database (a temporary one where none is named), as `whowhom add` does, and
merged anew. Only pages that have a `story` are counted; two are a pair where it is the same. `linked` groups
what such pairs link over further pages; `coded` counts only pages with an event. Errors
list deeds that join pages of two stories.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from whowhom.evaluate import Rate, figure_line, pairs, rate_pairs
from whowhom.ingest import add_sources
from whowhom.pipeline import load_coder
from whowhom.records import Deed
from whowhom.store import Store


def stories(path: Path) -> dict[str, str]:
    """Give the story of each page that has one, by `doc_id`."""
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["doc_id"]: row["story"] for row in rows if row.get("story")}


def measure(store: Store, story: Mapping[str, str]) -> dict[str, Rate]:
    """Give the pairwise figures of pages that share a deed or an origin, and of variants of that."""
    groups: dict[str, list[str]] = defaultdict(list)
    for doc_id, name in story.items():
        groups[name].append(doc_id)
    gold = pairs(groups.values())
    deeds, origins = [told(deed) for deed in store.deeds()], [origin.pages for origin in store.origins()]
    coded = {doc_id for pages in deeds for doc_id in pages}

    def rate(found: Iterable[Iterable[str]], among: Collection[str]) -> Rate:
        right = frozenset(pair for pair in gold if pair[0] in among and pair[1] in among)
        return rate_pairs(right, pairs([d for d in pages if d in among] for pages in found))

    return {
        "stories": rate([*deeds, *origins], story.keys()),
        "by deed": rate(deeds, story.keys()),
        "by origin": rate(origins, story.keys()),
        "linked": rate(linked([*deeds, *origins]), story.keys()),
        "coded": rate([*deeds, *origins], story.keys() & coded),
    }


def linked(groups: Iterable[Sequence[str]]) -> list[list[str]]:
    """Join groups that have a member in common, over any number of steps."""
    home: dict[str, list[str]] = {}
    for group in groups:
        joined = list({name: None for one in group for name in home.get(one, [one])})
        home.update(dict.fromkeys(joined, joined))
    return list({id(group): group for group in home.values()}.values())


def told(deed: Deed) -> tuple[str, ...]:
    """Give the pages that report a deed."""
    return tuple(sorted({report.event.doc_id for report in deed.reports}))


def main() -> None:
    """Add, merge, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--gold", type=Path, required=True, help="pages, some of them with `story`")
    parser.add_argument("--db", type=Path, help="keep the database here, and add only what it lacks")
    parser.add_argument("--errors", type=int, default=0, help="list so many deeds that join two stories")
    given = parser.parse_args()
    story = stories(given.gold)
    with tempfile.TemporaryDirectory() as folder, Store(given.db or Path(folder) / "stories.duckdb") as store:
        add_sources([str(given.gold)], store)
        store.merge(load_coder().mutual)
        for name, rate in measure(store, story).items():
            figures = {"f1": rate.f1, "p": rate.p, "r": rate.r, "hit": rate.hit, "pairs": rate.gold}
            print(figure_line(name, figures))
        wrong = (deed for deed in store.deeds() if len({story[d] for d in told(deed) if d in story}) > 1)
        for deed in islice(wrong, given.errors):
            print(f"- {deed.deed_id} {deed.type} {deed.mode}")
            for report in deed.reports:
                name = story.get(report.event.doc_id, "-")
                print(f"    {name} {report.published} {report.event.trigger!r}: {report.event.evidence}")


if __name__ == "__main__":
    main()
