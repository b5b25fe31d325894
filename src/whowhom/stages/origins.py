"""Group pages that have one text behind them: copies, shortened copies, and rewrites by people or machines.

A word spinner swaps words, but leaves names, numbers and the order of sentences alone. So two things are
compared: runs of words, which a copy shares, and runs of names and numbers, which a rewrite shares too. What
two pages on one topic share by chance are single names, not runs of them.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from whowhom.records import Link, Origin, Page, Print

WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
SENTENCE = re.compile(r"(?<=[.!?][\"”’)])\s+|(?<=[.!?])\s+|\n+")
RUN_WORDS, RUN_NAMES = 4, 3
THINNING = 4  # of the runs of words one in so many is kept, by its hash: the same ones in every page
LEAST_WORDS, LEAST_NAMES = 8, 6  # hashes that a page must have to be compared by that kind
SENTENCE_WORDS = 9  # shorter sentences are shared by chance
SHARED_SENTENCES = 2  # that two pages share which are worth comparing
COPY, REWRITE = 0.5, 0.4  # parts of the smaller page's runs that make a copy, a rewrite
FAR = 1 << 32  # pages i and j as one number, i * FAR + j: a set of millions of pairs takes half the memory
NEIGHBOURS = 32  # a page is compared with so many before it that share a sentence or run with it


@dataclass(slots=True)
class _Sheet:
    """A page among many: its print, packed."""

    doc_id: str
    published: date | None
    wire: str | None
    words: array[int]
    names: array[int]
    sentences: array[int]


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
    """Prints of pages in; groups of one origin out, each page in one, whatever the order of the input.

    Time grows with the number of pages n as n log n. Of a page some kilobytes are held, not its print.
    """
    pages = sorted({p.doc_id: _sheet(p) for p in prints}.values(), key=_order)
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
    members: dict[int, list[_Sheet]] = defaultdict(list)
    for i, page in enumerate(pages):
        members[root(i)].append(page)
    told: dict[int, list[Link]] = defaultdict(list)
    for i, _, link in links:
        told[root(i)].append(link)
    return tuple(_origin(group, told.get(i, ())) for i, group in members.items())


def _order(page: _Sheet) -> tuple[bool, date, str]:
    return page.published is None, page.published or date.min, page.doc_id


def _origin(group: Sequence[_Sheet], links: Sequence[Link]) -> Origin:
    credited = next((p for p in group if p.wire), None)
    return Origin(
        origin_id=hashlib.sha256(group[0].doc_id.encode()).hexdigest()[:16],
        pages=tuple(p.doc_id for p in group),
        wire=credited.wire if credited else None,
        wire_from=credited.doc_id if credited else None,
        links=tuple(sorted(links, key=lambda link: (link.one, link.other))),
    )


def _sheet(page: Print) -> _Sheet:
    return _Sheet(
        doc_id=page.doc_id,
        published=page.published,
        wire=page.wire,
        words=array("q", page.words),
        names=array("q", page.names),
        sentences=array("q", page.sentences),
    )


# --- pairs ----------------------------------------------------------------------------------------


def _links(pages: Sequence[_Sheet]) -> Iterator[tuple[int, int, Link]]:
    """Give the pairs that are of one origin, each once, smaller number first."""
    at, words, names = -1, frozenset[int](), frozenset[int]()
    for pair in sorted(_candidates(pages)):
        i, j = divmod(pair, FAR)
        one, other = pages[i], pages[j]
        if i != at:
            at, words, names = i, frozenset(one.words), frozenset(one.names)
        found = _link(one.doc_id, words, names, other)
        if found is not None:
            yield i, j, found


def compare(one: Print, other: Print) -> Link | None:
    """Two prints in; how one page comes from the other out, `None` where it does not seem to."""
    return _link(one.doc_id, one.words, one.names, other)


def _link(one: str, words: frozenset[int], names: frozenset[int], other: Print | _Sheet) -> Link | None:
    share = _contained(words, other.words, LEAST_WORDS)
    if share >= COPY:
        return Link(one=one, other=other.doc_id, how="copy", share=round(share, 3))
    share = _contained(names, other.names, LEAST_NAMES)
    if share >= REWRITE:
        return Link(one=one, other=other.doc_id, how="rewrite", share=round(share, 3))
    return None


def _contained(one: frozenset[int], other: Collection[int], least: int) -> float:
    """How much of the smaller set the larger one holds; 0 where it has too little to tell."""
    size = min(len(one), len(other))
    return len(one.intersection(other)) / size if size >= least else 0.0


def _candidates(pages: Sequence[_Sheet]) -> set[int]:
    """Pairs that share whole sentences, or so many runs of words or names that they are worth comparing.

    What thousands of pages of an outlet carry would make of each two of them a pair; so a page is paired only
    with its neighbours in the order of those that share a run. A pair may so have more in common than was
    counted; half of what makes a copy or a rewrite is enough to be compared.
    """
    found = _sharing([page.sentences for page in pages], SHARED_SENTENCES, 0)
    found |= _sharing([page.words for page in pages], LEAST_WORDS * COPY / 2, COPY / 2)
    return found | _sharing([page.names for page in pages], LEAST_NAMES * REWRITE / 2, REWRITE / 2)


def _sharing(hashes: Sequence[array[int]], least: float, part: float) -> set[int]:
    """Give the pairs of pages that share so many hashes, and such a part of the hashes of one of them.

    Of each hash only NEIGHBOURS that hold it before a page count.
    """
    again = {one for one, other in pairwise(sorted(h for held in hashes for h in held)) if one == other}
    holders: dict[int, list[int]] = defaultdict(list)
    found: set[int] = set()
    for i, held in enumerate(hashes):  # page by page, so that no count of all pairs is held
        shared: Counter[int] = Counter()
        for h in again.intersection(held):
            shared.update(holders[h][-NEIGHBOURS:])
            holders[h].append(i)
        for j, count in shared.items():
            if count >= least and count >= part * min(len(held), len(hashes[j])):
                found.add(j * FAR + i)
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
