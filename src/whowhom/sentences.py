"""Compare coded sentences with sentences whose source, target and type are known.

The labels of the Zero-Shot-PLOVER sentences follow another reading of PLOVER than the annotation guide, so a
coded event also answers for what that reading calls it (`mapped`; `raw` compares the bare types). What is
called what stands in `rules/evaluate.toml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from whowhom.evaluate import config, words
from whowhom.gold import Answer, Answers, Sentence
from whowhom.records import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeShare:
    """Of the rows of one type: how many, the share found, and the share found with both parties."""

    rows: int
    found: float
    dyad: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceFigures:
    """Shares over all rows; `precision` over the pairs of sentence and coded type; `missed` rows in order."""

    found: float
    macro: float
    dyad: float
    precision: float
    f1: float
    by_type: Mapping[str, TypeShare]
    missed: tuple[Sentence, ...]

    def report(self) -> dict[str, float]:
        """Give the figures by name, as they are printed and pinned."""
        return {n: getattr(self, n) for n in ("found", "macro", "dyad", "precision", "f1")}


def raw_labels(event: Answer) -> frozenset[str]:
    """Give the label of the bare type."""
    return frozenset((config("sentences")["labels"].get(event.type, event.type),))


def mapped_labels(event: Answer) -> frozenset[str]:
    """Give every label that the other reading may use for the event."""
    tables = config("sentences")
    labels = set(raw_labels(event))
    if event.status in tables["unreal"]["statuses"]:
        labels |= {label for label in ("AGREE", "THREATEN") if event.type in tables["unreal"][label]}
    for row in tables["also"]:
        if row["type"] == event.type and row.get("mode") in (None, event.mode):
            labels.add(row["label"])
            break
    return frozenset(labels)


def _touches(actors: Iterable[Actor], text: str) -> bool:
    """Tell whether a party's words make up a fifth or more of all words of both."""
    wanted = words(text, "sentences")
    given = (words(name, "sentences") for a in actors for name in (a.text, a.name))
    return any(g and len(wanted & g) >= 0.2 * len(wanted | g) for g in given)


def _both(event: Answer, row: Sentence) -> bool:
    return _touches(event.actors, row.source) and _touches(event.recipients, row.target)


def evaluate_sentences(
    rows: Sequence[Sentence],
    coded: Answers,
    labels: Callable[[Answer], frozenset[str]] = mapped_labels,
) -> SentenceFigures:
    """Rows and answers by row `id` in; figures out."""
    gold: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        gold[row.text].add(row.type)
    hits: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    pairs: dict[tuple[str, str], bool] = {}
    missed: list[Sentence] = []
    for row in rows:
        events = coded.get(row.id, ())
        same = [e for e in events if row.type in labels(e)]
        hits[row.type].append((bool(same), any(_both(e, row) for e in same)))
        for e in events:
            pairs.setdefault((row.text, e.type), bool(labels(e) & gold[row.text]))
        if not same:
            missed.append(row)
    by_type = {
        name: TypeShare(
            rows=len(found),
            found=sum(f for f, _ in found) / len(found),
            dyad=sum(d for _, d in found) / len(found),
        )
        for name, found in sorted(hits.items())
    }
    total = max(1, len(rows))
    recall = sum(f for found in hits.values() for f, _ in found) / total
    precision = sum(pairs.values()) / len(pairs) if pairs else 0.0
    return SentenceFigures(
        found=recall,
        macro=sum(t.found for t in by_type.values()) / max(1, len(by_type)),
        dyad=sum(d for found in hits.values() for _, d in found) / total,
        precision=precision,
        f1=2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        by_type=by_type,
        missed=tuple(missed),
    )


def sentence_lines(
    rows: Sequence[Sentence], coded: Answers, *, by_type: bool = False, errors: int = 0
) -> Iterator[str]:
    """Give the figures line by line, bare and mapped, then by type, then as many missed rows as asked."""
    yield f"rows {len(rows)}  events {sum(map(len, coded.values()))}"
    for name, labels in (("raw", raw_labels), ("mapped", mapped_labels)):
        figures = evaluate_sentences(rows, coded, labels)
        yield f"{name:8}" + "  ".join(f"{k} {v:.3f}" for k, v in figures.report().items())
    mapped = evaluate_sentences(rows, coded)
    for type_, share in mapped.by_type.items() if by_type else ():
        yield f"  {type_:10} rows {share.rows:4}  found {share.found:.2f}  dyad {share.dyad:.2f}"
    for row in mapped.missed[:errors]:
        got = [e.type for e in coded.get(row.id, ())]
        yield f"- {row.type} missed, got {got}: {row.text} [{row.source} -> {row.target}]"
