"""Measure pages a second of the coder against bare parsing of the same texts, alternating in one run.

./run python eval/speed.py --pages FILE.jsonl.gz [--rounds 3] [--most N]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from whowhom.batch import clean_raws
from whowhom.pipeline import load_coder
from whowhom.read import read_pages
from whowhom.records import Page


def seconds(work: Callable[[], object]) -> float:
    """Give the wall time of a call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def memory_peak() -> float:
    """Give the most memory that the process has held, in GB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**30 if sys.platform == "darwin" else 2**20)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--pages", type=Path, required=True, help="a source of pages, JSONL or any other")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run")
    parser.add_argument("--most", type=int, default=None, help="only the first so many pages")
    args = parser.parse_args()
    taken = clean_raws(read_pages([str(args.pages)]), None)
    pages = [item for item in taken if isinstance(item, Page)][: args.most]
    coder = load_coder(all_genres=True)  # so that coder and parser see the same pages
    # The coder parses title and text as texts of their own; so does the bare parser.
    texts = [text for page in pages for text in (page.title, page.text)]

    def code() -> None:
        for _ in coder.code_many(pages):
            pass

    def parse() -> None:
        for _ in coder.nlp.pipe(texts, batch_size=32):
            pass

    ratios = []
    for number in range(1, args.rounds + 1):
        bare, full = seconds(parse), seconds(code)
        ratios.append(bare / full)
        print(
            f"round {number}: bare {len(pages) / bare:.2f} pages/s, coder {len(pages) / full:.2f} pages/s,"
            f" ratio {bare / full:.3f}"
        )
    ratio = statistics.median(ratios)
    print(f"median ratio {ratio:.3f} on {len(pages)} pages, memory peak {memory_peak():.2f} GB")


if __name__ == "__main__":
    main()
