"""Group pages that have one text behind them: copies, shortened copies, and rewrites by people or machines.

A word spinner swaps words, but leaves names, numbers and the order of sentences alone. So two things are
compared: runs of words, which a copy shares, and runs of names and numbers, which a rewrite shares too. What
two pages on one topic share by chance are single names, not runs of them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rensa import RMinHash, RMinHashLSH

from whowhom.records import Link, Origin, Page, Print

WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
SENTENCE = re.compile(r"(?<=[.!?][\"”’)])\s+|(?<=[.!?])\s+|\n+")
RUN_WORDS, RUN_NAMES = 4, 3
THINNING = 4  # of the runs of words one in so many is kept, by its hash: the same ones in every page
LEAST_WORDS, LEAST_NAMES = 8, 6  # hashes that a page must have to be compared by that kind
SENTENCE_WORDS = 9  # shorter sentences are shared by chance
SHARED_SENTENCES, SHARED_NAMES = 2, 3  # what two pages share that are worth comparing
MOST_HOLDERS = 64  # what more pages hold tells no pair; so many copies are found by resemblance
COPY, REWRITE = 0.5, 0.4  # parts of the smaller page's runs that make a copy, a rewrite
PERMUTATIONS, BANDS, SEED = 128, 64, 1
CLOSE = 0.3  # resemblance from which the index is asked to find a pair


def print_page(page: Page) -> Print:
    """A page in; what tells its copies and rewrites out. Its furniture does not count."""
    text = _article(page)
    tokens = WORD.findall(text)
    return Print(
        doc_id=page.doc_id,
        published=page.published_on,
        outlet=page.outlet,
        wire=page.wire,
        words=frozenset(h for h in _runs([t.lower() for t in tokens], RUN_WORDS) if h % THINNING == 0),
        names=frozenset(_runs(_names(text), RUN_NAMES)),
        sentences=frozenset(_sentences(text)),
    )


def group_pages(prints: Iterable[Print]) -> tuple[Origin, ...]:
    """Prints of pages in; groups of one origin out, each page in one, whatever the order of the input."""
    pages = sorted({p.doc_id: p for p in prints}.values(), key=_order)
    links = list(_links(pages))
    parent = list(range(len(pages)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j, _ in links:
        a, b = sorted((root(i), root(j)))
        parent[b] = a
    members: dict[int, list[Print]] = defaultdict(list)
    for i, page in enumerate(pages):
        members[root(i)].append(page)
    told: dict[int, list[Link]] = defaultdict(list)
    for i, _, link in links:
        told[root(i)].append(link)
    return tuple(_origin(group, told.get(i, ())) for i, group in members.items())


def _order(page: Print) -> tuple[bool, date, str]:
    return page.published is None, page.published or date.min, page.doc_id


def _origin(group: Sequence[Print], links: Sequence[Link]) -> Origin:
    credited = next((p for p in group if p.wire), None)
    return Origin(
        origin_id=hashlib.sha256(group[0].doc_id.encode()).hexdigest()[:16],
        pages=tuple(p.doc_id for p in group),
        wire=credited.wire if credited else None,
        wire_from=credited.doc_id if credited else None,
        links=tuple(sorted(links, key=lambda link: (link.one, link.other))),
    )


# --- pairs ----------------------------------------------------------------------------------------


def _links(pages: Sequence[Print]) -> Iterator[tuple[int, int, Link]]:
    """Give the pairs that are of one origin, each once, smaller number first."""
    for i, j in sorted(_candidates(pages)):
        found = compare(pages[i], pages[j])
        if found is not None:
            yield i, j, found


def compare(one: Print, other: Print) -> Link | None:
    """Two prints in; how one page comes from the other out, `None` where it does not seem to."""
    words = _contained(one.words, other.words, LEAST_WORDS)
    if words >= COPY:
        return Link(one=one.doc_id, other=other.doc_id, how="copy", share=round(words, 3))
    names = _contained(one.names, other.names, LEAST_NAMES)
    if names >= REWRITE:
        return Link(one=one.doc_id, other=other.doc_id, how="rewrite", share=round(names, 3))
    return None


def _contained(one: frozenset[int], other: frozenset[int], least: int) -> float:
    """How much of the smaller set the larger one holds; 0 where it has too little to tell."""
    size = min(len(one), len(other))
    return len(one & other) / size if size >= least else 0.0


def _candidates(pages: Sequence[Print]) -> set[tuple[int, int]]:
    """Pairs that an index of resemblance finds, and pairs that share whole sentences or runs of names."""
    found: set[tuple[int, int]] = set()
    for kind, least in (("names", LEAST_NAMES), ("words", LEAST_WORDS)):
        index = RMinHashLSH(threshold=CLOSE, num_perm=PERMUTATIONS, num_bands=BANDS)
        for i, page in enumerate(pages):
            hashes = getattr(page, kind)
            if len(hashes) < least:
                continue
            sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
            sketch.update([str(h) for h in sorted(hashes)])
            found.update((j, i) for j in index.query(sketch))
            index.insert(i, sketch)
    found |= _sharing([page.sentences for page in pages], SHARED_SENTENCES)
    # a page cut from a long one, and rewritten, resembles it little, but holds its names
    return found | _sharing([page.names for page in pages], SHARED_NAMES)


def _sharing(hashes: Sequence[frozenset[int]], least: int) -> set[tuple[int, int]]:
    """Give the pairs of pages that share so many hashes which few pages hold."""
    holders: dict[int, list[int]] = defaultdict(list)
    for i, held in enumerate(hashes):
        for h in held:
            holders[h].append(i)
    found: set[tuple[int, int]] = set()
    for i, held in enumerate(hashes):  # page by page, so that no count of all pairs is held
        rare = (holders[h] for h in held if len(holders[h]) <= MOST_HOLDERS)
        shared = Counter(j for pages in rare for j in pages if j < i)
        found.update((j, i) for j, count in shared.items() if count >= least)
    return found


# --- what is compared -----------------------------------------------------------------------------


def _article(page: Page) -> str:
    """Give the text without its furniture."""
    kept, at = [], 0
    for span in sorted(s for s in page.furniture if s.part == "text"):
        kept.append(page.text[at : max(at, span.start)])
        at = max(at, span.end)
    return "\n".join([*kept, page.text[at:]])


def _hash(words: Iterable[str]) -> int:
    # 63 bits: a database's signed integers hold them
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest(), "big") >> 1


def _runs(tokens: Sequence[str], size: int) -> Iterator[int]:
    return (_hash(tokens[i : i + size]) for i in range(len(tokens) - size + 1))


def _names(text: str) -> list[str]:
    """Give the names and numbers of a text in order.

    A capital that opens a sentence tells nothing: such a word counts only where the page has it within a
    sentence too.
    """
    sentences = [WORD.findall(s) for s in SENTENCE.split(text)]
    inner = {t for tokens in sentences for t in tokens[1:] if t[0].isupper()}
    return [
        t.lower().replace(",", "").removesuffix("’s").removesuffix("'s")
        for tokens in sentences
        for t in tokens
        if t[0].isdigit() or t in inner
    ]


def _sentences(text: str) -> Iterator[int]:
    for sentence in SENTENCE.split(text):
        tokens = [t.lower() for t in WORD.findall(sentence)]
        if len(tokens) >= SENTENCE_WORDS:
            yield _hash(tokens)
