"""How well pages are cleaned: body text, title, time of publication, against pages with known answers.

`python eval/clean_figures.py --eval DIR` reads DIR/html (pages, and `ground-truth.json` with `articleBody`s,
the layout of the article-extraction-benchmark) and DIR/html_news (pages, `truth.json` with title and time).
Figures of the body: precision, recall and F1 of its 4-word shingles as a multiset, averaged over pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import trafilatura

from whowhom.records import Page, Raw
from whowhom.rulebook.clean import load_clean_rules
from whowhom.stages.clean import clean_page

SHINGLE = 4
WORD = re.compile(r"\w+")


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Give the text's runs of four words, each as often as it occurs; a shorter text is one run."""
    words = WORD.findall(text)
    runs = (tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))
    return Counter(runs) if words else Counter()


def compare(truth: str, found: str) -> tuple[float, float, float]:
    """Give true positives, false positives and false negatives of the found text's shingles, as shares."""
    gold, own = shingles(truth), shingles(found)
    right = sum((gold & own).values())
    wrong, missed = sum(own.values()) - right, sum(gold.values()) - right
    total = (right + wrong + missed) or 1
    return right / total, wrong / total, missed / total


def figures(rows: list[tuple[float, float, float]]) -> str:
    """Give precision, recall and F1 over pages, each page weighing the same (as the benchmark does)."""
    right, wrong, missed = (sum(column) for column in zip(*rows, strict=True))
    precision, recall = right / ((right + wrong) or 1), right / ((right + missed) or 1)
    f1 = 2 * precision * recall / ((precision + recall) or 1)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"


def without_furniture(page: Page) -> str:
    """Give the page's text without what is marked as no article."""
    parts, last = [], 0
    for span in page.furniture:
        parts.append(page.text[last : span.start])
        last = span.end
    return " ".join([*parts, page.text[last:]])


def read_html(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give name and content of a folder's gzipped pages."""
    for path in sorted(folder.glob("*.html.gz")):
        yield path.name, gzip.decompress(path.read_bytes())


def body_figures(folder: Path) -> None:
    """Print the figures of the article's body."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    rules = load_clean_rules()
    bare: list[tuple[float, float, float]] = []
    text: list[tuple[float, float, float]] = []
    kept: list[tuple[float, float, float]] = []
    start = time.perf_counter()
    pages = {}
    for name, content in read_html(folder):
        page, problems = clean_page(Raw(source=name, content=content, media_type="text/html"), rules)
        pages[name] = page
        for problem in problems:
            print(f"  {problem.source[:24]}: {problem.message}")
    taken = time.perf_counter() - start
    for name, content in read_html(folder):
        body = truth[name.removesuffix(".html.gz")]["articleBody"]
        page = pages[name]
        if page is None:  # not English: left out of all three
            continue
        bare.append(compare(body, trafilatura.extract(content, include_comments=False) or ""))
        text.append(compare(body, page.text))
        kept.append(compare(body, without_furniture(page)))
    print(f"body of {len(text)} English pages ({1000 * taken / max(len(pages), 1):.0f} ms a page)")
    print(f"  trafilatura alone   {figures(bare)}")
    print(f"  page.text           {figures(text)}")
    print(f"  without furniture   {figures(kept)}")


def moment(page: Page) -> str | None:
    """Give the time of publication as the truth writes it: without zone, to the second."""
    found = page.published
    return found.replace(tzinfo=None, microsecond=0).isoformat(" ") if isinstance(found, datetime) else None


def news_figures(folder: Path) -> None:
    """Print the shares of right titles and times of publication, and what was wrong."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    rules, score = load_clean_rules(), Counter[str]()
    for name, content in read_html(folder):
        page, _ = clean_page(Raw(source=name, content=content, media_type="text/html"), rules)
        if page is None:
            print(f"  {name}: no page")
            continue
        want = {key: value.strip() for key, value in truth[name].items()}
        stamps = {moment(page)}
        if isinstance(page.published, datetime) and page.published.tzinfo:
            stamps.add(page.published.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat(" "))
        score["title"] += page.title == want["title"]
        score["time"] += want["published"] in stamps
        score["day"] += str(page.published_on) == want["published"][:10]
        if page.title != want["title"]:
            print(f"  {name}: title {page.title!r}, not {want['title']!r}")
        if want["published"] not in stamps:
            print(f"  {name}: published {page.published}, not {want['published']}")
        print(f"  {name}: {page.outlet}, {page.wire}, {page.dateline}, {page.genre}")
    print(f"{len(truth)} news pages: " + ", ".join(f"{key} right {n}" for key, n in score.items()))


def main() -> None:
    """Read the arguments and print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--eval", type=Path, required=True, help="folder that holds html/ and html_news/")
    folder: Path = parser.parse_args().eval
    body_figures(folder / "html")
    news_figures(folder / "html_news")


if __name__ == "__main__":
    main()
