"""Train the model that names whom a deed befalls where its clause does not, and write `tables/unsaid.csv`.

    ./run --group train python scripts/train_unsaid.py --pages PAGES.jsonl.gz GOLD.jsonl [GOLD.jsonl ...]

GOLD are annotated pages; `eval/open_sides.jsonl` says for deeds on the unlabelled PAGES who stands on the
open side. A conditional logit over the signs that `stages.unsaid` reads, nobody among the rivals. Each page
stands on one side of a split only, and every figure printed is out of fold. Same input, same rules: the same
file to the byte.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]
from sklearn.feature_extraction import DictVectorizer
from sklearn.model_selection import GroupKFold

from whowhom.batch import clean_raws
from whowhom.evaluate import is_recipient, partners
from whowhom.gold import Answer, answer, load_gold
from whowhom.pipeline import Coder, load_coder
from whowhom.read import read_pages
from whowhom.records import Actor, Event, Page, Sector
from whowhom.rulebook.unsaid import NOBODY, THRESHOLD, UnsaidModel
from whowhom.stages.parse import Parsed
from whowhom.stages.unsaid import Rival, Tellings, choose, deed_signs, is_open, read_rivals

ROOT = Path(__file__).parent.parent
OUT = ROOT / "src" / "whowhom" / "tables" / "unsaid.csv"
SIDES = ROOT / "eval" / "open_sides.jsonl"
FOLDS = 10
SPREAD = 0.2  # variance of a weight before anything is seen
OPTIONAL = 0.5  # weight of a deed that a careful coder may leave out
ASKED = f"{NOBODY} asked=yes"  # whoever is asked for one side alone leaves it open less often than gold does
LEAST = 0.02  # a weight nearer to nought than that is left out
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A deed with an open side: the rivals, which of them are right, and whether anybody stands there."""

    page: str
    event: Event
    rivals: Sequence[Rival]
    right: Sequence[bool]
    wanted: bool
    weight: float
    asked: bool


def _example(event: Event, tellings: Tellings, gold: Answer, *, asked: bool) -> Example:
    rivals = read_rivals(event, tellings)
    return Example(
        page=event.doc_id,
        event=event,
        rivals=rivals,
        right=[is_recipient(gold, r.actor) for r in rivals],
        wanted=bool(gold.recipients),
        weight=OPTIONAL if gold.optional else 1.0,
        asked=asked,
    )


def _parses(paths: Sequence[Path], coder: Coder, only: frozenset[str] | None = None) -> Iterator[Parsed]:
    taken = [p for p in clean_raws(read_pages([str(p) for p in paths]), None) if isinstance(p, Page)]
    return coder.parse(p for p in taken if coder.is_news(p) and (only is None or p.doc_id in only))


def from_gold(paths: Sequence[Path], coder: Coder) -> Iterator[Example]:
    """Give the deeds of annotated pages that are found, and found without recipients."""
    gold = {page.doc_id: page for page in load_gold(paths)}
    for parsed in _parses(paths, coder):
        page = gold[parsed.page.doc_id]
        events, tellings = coder.open_deeds(parsed)
        pairs = partners(page, [answer(event) for event in events])
        for number, mate in sorted(pairs.items()):
            told = page.events[mate]
            together = not told.recipients and len({a.code or a.sector for a in told.actors}) > 1
            if is_open(events[number], coder.together) and not together:
                yield _example(events[number], tellings, told, asked=False)


def from_sides(path: Path, pages: Path, coder: Coder) -> Iterator[Example]:
    """Give the deeds of unlabelled pages whose open side somebody was asked for."""
    asked: dict[str, dict[tuple[object, ...], tuple[Actor, ...]]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["side"] != "recipients" or row["answer"] is None:  # None: there is no such deed
            continue
        who = tuple(Actor(text="", code=c, sector=Sector(s) if s else None) for c, s in row["answer"])
        asked[row["doc_id"]][row["type"], row["start"], row["end"]] = who
    for parsed in _parses([pages], coder, frozenset(asked)):
        events, tellings = coder.open_deeds(parsed)
        for event in events:
            told = asked[event.doc_id].get((event.type, event.start, event.end))
            if told is not None and is_open(event, coder.together):
                yield _example(event, tellings, _with(answer(event), told), asked=True)


def _with(gold: Answer, who: tuple[Actor, ...]) -> Answer:
    fields = {name: getattr(gold, name) for name in Answer.__slots__}
    return Answer(**{**fields, "recipients": who})


def _rows(example: Example) -> tuple[list[dict[str, float]], list[bool]]:
    """Give the signs of all rivals, nobody last, and which of them is right."""
    signs = [[*r.signs] for r in example.rivals]
    nobody = [
        NOBODY,
        *(f"{NOBODY} {s}" for s in deed_signs(example.event)),
        *([ASKED] if example.asked else []),
    ]
    return [dict.fromkeys(s, 1.0) for s in (*signs, nobody)], [*example.right, not any(example.right)]


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Give the weights that make the right rivals likeliest."""
    sets = [_rows(e) for e in examples]
    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform([row for rows, _ in sets for row in rows]).tocsr()
    right = np.array([r for _, rs in sets for r in rs], float)
    sizes = np.array([len(rs) for _, rs in sets])
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    of = np.repeat(np.arange(len(sets)), sizes)
    weight = np.array([e.weight for e in examples])

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ b
        power = np.exp(z - np.maximum.reduceat(z, starts)[of])
        share = power / np.add.reduceat(power, starts)[of]
        hit = np.maximum(np.add.reduceat(share * right, starts), 1e-12)
        slope = x.T @ ((share - share * right / hit[of]) * weight[of]) + b / SPREAD
        return float(-(weight * np.log(hit)).sum() + b @ b / (2 * SPREAD)), slope

    best = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return {str(n): float(w) for n, w in zip(vectorizer.get_feature_names_out(), best, strict=True)}


def _tell(name: str, examples: Sequence[Example], models: Sequence[dict[str, float]]) -> None:
    """Print how many open sides each threshold fills, rightly and where nobody stands."""
    for threshold in THRESHOLDS:
        filled = hits = spoiled = 0
        for example, weights in zip(examples, models, strict=True):
            best = choose(example.rivals, example.event, UnsaidModel(threshold=threshold, weights=weights))
            if best is not None:
                filled += 1
                hits += example.right[[r is best for r in example.rivals].index(True)]
                spoiled += not example.wanted
        wanted = sum(e.wanted for e in examples)
        print(
            f"  {name}: of {len(examples)} open ({wanted} with somebody) at {threshold:.2f} filled {filled}, "
            f"right {hits}, where nobody stands {spoiled}"
        )


def main() -> None:
    """Train, print the out-of-fold figures, write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("gold", nargs="+", type=Path, help="annotated pages, JSON lines")
    parser.add_argument(
        "--pages", required=True, type=Path, help="the pages that eval/open_sides.jsonl is about"
    )
    parser.add_argument("--threshold", type=float, default=0.5, help="below it a side stays open (0.5)")
    args = parser.parse_args()
    coder = load_coder(min_confidence=0.0)
    examples = [*from_gold(args.gold, coder), *from_sides(SIDES, args.pages, coder)]
    groups = [e.page for e in examples]
    models: list[dict[str, float]] = [{}] * len(examples)
    for train, test in GroupKFold(FOLDS).split(examples, groups=groups):
        weights = fit([examples[i] for i in train])
        for i in test:
            models[i] = weights
    for name, asked in (("annotated", False), ("asked", True)):
        chosen = [i for i, e in enumerate(examples) if e.asked is asked and e.weight == 1.0]
        _tell(name, [examples[i] for i in chosen], [models[i] for i in chosen])
    final = fit(examples)
    rows = sorted((n, w) for n, w in final.items() if (abs(w) >= LEAST or n == NOBODY) and n != ASKED)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("sign", "weight"))
        writer.writerow((THRESHOLD, f"{args.threshold:.4f}"))
        writer.writerows((name, f"{weight:.4f}") for name, weight in rows)
    print(f"{len(examples)} open sides; wrote {OUT.name}: {len(rows) + 1} rows")


if __name__ == "__main__":
    main()
