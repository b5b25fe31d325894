"""Train the model that tells how sure an event is, and write `tables/confidence.csv`.

    ./run --group train python scripts/train_confidence.py --pages PAGES.jsonl.gz GOLD.jsonl [GOLD.jsonl ...]

GOLD are annotated pages; `eval/judged_events.jsonl` says of events on the unlabelled PAGES, of any topic,
whether they are deeds. A logistic regression over the signs that `stages.confidence` reads. Each page stands
on one side of a split only, and every figure printed is out of fold: the share of the calibration table, the
Brier score, and event F1 by threshold. Same input, same rules: the same file to the byte.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from whowhom.batch import clean_raws
from whowhom.evaluate import verdicts
from whowhom.gold import answer, load_gold
from whowhom.pipeline import load_coder
from whowhom.read import read_pages
from whowhom.records import Page
from whowhom.rulebook.confidence import BIAS, THRESHOLD
from whowhom.stages.confidence import read_signs

OUT = Path(__file__).parent.parent / "src" / "whowhom" / "tables" / "confidence.csv"
JUDGED = Path(__file__).parent.parent / "eval" / "judged_events.jsonl"
FOLDS = 10
STRENGTHS = (0.03, 0.05, 0.1, 0.2, 0.4)  # inverse of the regularisation
BINS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
LEAST = 0.005  # a weight nearer to nought than that is left out


def read_examples(paths: Sequence[Path]) -> tuple[list[list[str]], list[bool], list[str], int]:
    """Code the gold's pages; give each event's signs, whether gold has it, its page; gold's core count."""
    gold = {page.doc_id: page for page in load_gold(paths)}
    coder = load_coder(min_confidence=0.0)
    signs: list[list[str]] = []
    right: list[bool] = []
    pages: list[str] = []
    taken = [p for p in clean_raws(read_pages([str(p) for p in paths]), None) if isinstance(p, Page)]
    for parsed in coder.parse(page for page in taken if coder.is_news(page)):
        coded = coder.code_parsed(parsed)
        doc_id = parsed.page.doc_id
        told = verdicts(gold[doc_id], [answer(event) for event in coded.events])
        for event, verdict in zip(coded.events, told, strict=True):
            if verdict is not None:
                signs.append(list(read_signs(event, parsed)))
                right.append(verdict)
                pages.append(doc_id)
    return signs, right, pages, sum(not e.optional for page in gold.values() for e in page.events)


def read_judged(path: Path, pages: Path) -> tuple[list[list[str]], list[bool], list[str]]:
    """Code the pages of which events were judged; give each such event's signs, the verdict, its page."""
    verdicts: dict[str, list[tuple[str, int, int, bool]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        verdicts[row["doc_id"]].append((row["type"], row["start"], row["end"], row["right"]))
    coder = load_coder(min_confidence=0.0)
    signs: list[list[str]] = []
    right: list[bool] = []
    ids: list[str] = []
    taken = [p for p in clean_raws(read_pages([str(pages)]), None) if isinstance(p, Page)]
    for parsed in coder.parse(page for page in taken if page.doc_id in verdicts and coder.is_news(page)):
        for event in coder.code_parsed(parsed).events:
            said = [
                verdict
                for type_, start, end, verdict in verdicts[event.doc_id]
                if event.part == "text" and type_ == event.type and start < event.end and event.start < end
            ]
            if len(set(said)) == 1:
                signs.append(list(read_signs(event, parsed)))
                right.append(said[0])
                ids.append(event.doc_id)
    return signs, right, ids


def f1_at(sure: np.ndarray, right: np.ndarray, core: int, threshold: float) -> tuple[float, float, float]:
    """Give precision, recall and F1 of the events that a threshold keeps."""
    kept = sure >= threshold
    hit = int((kept & right).sum())
    p, r = hit / max(1, int(kept.sum())), hit / core
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def main() -> None:
    """Train, print the out-of-fold figures, write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("gold", nargs="+", type=Path, help="annotated pages, JSON lines")
    parser.add_argument("--pages", required=True, type=Path, help="the pages of eval/judged_events.jsonl")
    args = parser.parse_args()
    signs, labels, pages, core = read_examples(args.gold)
    annotated = len(labels)
    more = read_judged(JUDGED, args.pages)
    right, groups = np.array(labels + more[1]), np.array(pages + more[2])
    signs += more[0]
    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform([dict.fromkeys(s, 1.0) for s in signs])
    splits = GroupKFold(FOLDS)
    tried = []
    for strength in STRENGTHS:
        model = LogisticRegression(C=strength, max_iter=5000)
        sure = cross_val_predict(model, x, right, groups=groups, cv=splits, method="predict_proba")[:, 1]
        loss = log_loss(right, sure)
        print(
            f"C {strength}: log loss {loss:.4f}  Brier {brier_score_loss(right, sure):.4f}  "
            f"AUC {roc_auc_score(right, sure):.3f}"
        )
        tried.append((loss, strength, sure))
    _, strength, sure = min(tried, key=lambda t: t[0])
    of_any = slice(annotated, None)  # events of pages of any topic
    for name, part in (("annotated pages", slice(annotated)), ("pages of any topic", of_any)):
        said, told = sure[part], right[part]
        brier = brier_score_loss(told, said)
        print(f"{name}: {len(told)} events, {told.mean():.3f} right; C {strength}; Brier {brier:.3f}")
        for low, high in itertools.pairwise(BINS):
            inside = (said >= low) & (said < high)
            if inside.any():
                print(
                    f"  said {low:.1f}-{high:.1f}: {inside.sum():4} events, mean {said[inside].mean():.2f}, "
                    f"right {told[inside].mean():.2f}"
                )
    table = [(f1_at(sure[:annotated], right[:annotated], core, t)[2], t) for t in np.arange(0.0, 0.7, 0.05)]
    for _, t in table:
        p, r, f = f1_at(sure[:annotated], right[:annotated], core, t)
        kept = sure[of_any] >= t
        share = right[of_any][kept].mean()
        hits = (kept & right[of_any]).sum() / right[of_any].sum()
        print(
            f"  threshold {t:.2f}: p {p:.3f} r {r:.3f} f1 {f:.3f}; of any topic: precision {share:.3f}, "
            f"of the right ones kept {hits:.3f}"
        )
    best = max(f for f, _ in table)
    threshold = round(float(max(t for f, t in table if f >= best)), 2)
    final = LogisticRegression(C=strength, max_iter=5000).fit(x, right)
    rows = [(BIAS, float(final.intercept_[0])), (THRESHOLD, threshold)]
    named = zip(vectorizer.get_feature_names_out(), final.coef_[0], strict=True)
    rows += sorted((str(n), float(w)) for n, w in named if abs(w) >= LEAST)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("sign", "weight"))
        writer.writerows((name, f"{weight:.4f}") for name, weight in rows)
    print(f"wrote {OUT.name}: {len(rows)} rows, threshold {threshold}")


if __name__ == "__main__":
    main()
