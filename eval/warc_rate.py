"""Measure how fast a crawl of pages in several languages is read and cleaned, and what is passed over.

./run python eval/warc_rate.py --pages FILE.jsonl.gz [--most 1000] [--rounds 3]

The crawl is made anew in a temporary folder, the same each time: a WARC, each record packed for itself, with
English pages made of the texts of FILE and pages of six other languages made of `other_languages.toml`, all
in the furniture of a news site (menus, notices, scripts, related stories), and with redirects and pictures in
between.
"""

from __future__ import annotations

import argparse
import gzip
import html
import random
import re
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from whowhom.batch import clean_raws
from whowhom.read import read_pages
from whowhom.records import Page, Problem, Raw

HERE = Path(__file__).parent
ENGLISH = 0.52  # share of English pages
EVERY = 10  # pages after which a redirect and a picture follow
PARAGRAPHS = (8, 16)  # of a page in another language
WEIGHT = 30_000  # characters of script and style around a text
LANGUAGE = re.compile(r"text is [^(]*\((\w+)\)")
SHELL = """<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | {site}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{site}">
<meta property="article:published_time" content="2024-05-{day:02}T08:00:00Z">
<style>{style}</style><script>{script}</script></head><body>
<header><nav><ul>{menu}</ul></nav></header>
<div class="cookie-banner"><p>{notice}</p><button>OK</button></div>
<main><article><h1>{title}</h1><time datetime="2024-05-{day:02}">{day}.5.2024</time>
{body}
</article><aside><h2>+</h2><ul>{related}</ul></aside></main>
<footer><p>© 2024 {site}</p><ul>{menu}</ul></footer></body></html>"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--pages", type=Path, required=True, help="a source of English pages")
    parser.add_argument("--most", type=int, default=1000, help="so many pages are made")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crawl.warc.gz"
        made = write_crawl(path, args.pages, args.most)
        print(f"{sum(made.values())} pages, {path.stat().st_size / 1e6:.1f} MB packed: {counted(made)}")
        for number in range(1, args.rounds + 1):
            print(f"round {number}: {measured(path)}")
        print(judged(path))


def measured(path: Path) -> str:
    """Give pages a second of reading, and of reading and cleaning."""
    start = time.perf_counter()
    raws = [item for item in read_pages(path) if isinstance(item, Raw)]
    read = time.perf_counter()
    clean = list(clean_raws(iter(raws), None))
    end = time.perf_counter()
    size = sum(len(raw.content) for raw in raws) / 1e6
    return (
        f"read {len(raws) / (read - start):,.0f} pages/s ({size / (read - start):,.0f} MB/s of HTML), "
        f"cleaned {len(raws) / (end - read):.1f} pages/s, both {len(raws) / (end - start):.1f} pages/s, "
        f"{sum(isinstance(item, Page) for item in clean)} of them English"
    )


def judged(path: Path) -> str:
    """Say how many pages of each language were passed over, and what was judged wrongly."""
    kept, passed, wrong = Counter[str](), Counter[str](), []
    other: Counter[str] = Counter()
    for raw in read_pages(path):
        true = address(raw).rpartition("/")[0].rpartition("/")[2]
        for item in clean_raws([raw], None):
            if isinstance(item, Page):
                kept[true] += 1
                wrong += [address(raw)] if true != "en" else []
            elif told := LANGUAGE.search(item.message):
                passed[true] += 1
                wrong += [address(raw)] if told[1] != true else []
            else:
                other[item.message.partition(";")[0]] += 1
    lines = [f"kept: {counted(kept)}", f"passed over as another language: {counted(passed)}"]
    lines += [f"other problems: {counted(other)}"] if other else []
    return "\n".join([*lines, f"language judged wrongly: {len(wrong)} {' '.join(wrong[:5])}".rstrip()])


def address(raw: Raw | Problem) -> str:
    """Give the address of a page."""
    return (raw.url or raw.source) if isinstance(raw, Raw) else raw.source


def counted(some: Counter[str]) -> str:
    """Give counts in one line."""
    return ", ".join(f"{name} {n}" for name, n in some.most_common()) or "none"


# --- the crawl ------------------------------------------------------------------------------------


def write_crawl(path: Path, source: Path, most: int) -> Counter[str]:
    """Write the WARC; give how many pages it has of each language."""
    chance = random.Random(7)
    english = [item for item in clean_raws(read_pages(source), None) if isinstance(item, Page)]
    others = tomllib.loads((HERE / "other_languages.toml").read_text(encoding="utf-8"))
    made: Counter[str] = Counter()
    with path.open("wb") as out:
        out.write(gzip.compress(record("warcinfo", "", b"software: whowhom\r\n")))
        for number in range(most):
            if chance.random() < ENGLISH:
                language, page = "en", english[number % len(english)]
                title, texts = page.title or "News", page.text.split("\n")
            else:
                language = chance.choice(sorted(others))
                title, *texts = told(others[language], chance)
            made[language] += 1
            site = f"news{number % 40}.example"
            content = shell(language, title, texts, site, chance).encode()
            out.write(
                gzip.compress(answer(f"https://{site}/{language}/{number}", "200 OK", "text/html", content))
            )
            if number % EVERY == 0:
                out.write(
                    gzip.compress(answer(f"https://{site}/old/{number}", "301 Moved", "text/html", b"moved"))
                )
                out.write(
                    gzip.compress(
                        answer(f"https://{site}/{number}.png", "200 OK", "image/png", b"\x89PNG" * 99)
                    )
                )
    return made


def told(words: dict[str, list[str]], chance: random.Random) -> Iterator[str]:
    """Give a title and paragraphs of one language."""
    count = chance.randint(*PARAGRAPHS)
    for _ in range(count + 1):
        sentences = chance.sample(words["sentences"], chance.randint(2, 4))
        yield " ".join(
            sentence.format(
                place=chance.choice(words["places"]),
                name=chance.choice(words["names"]),
                number=chance.randint(3, 900),
            )
            for sentence in sentences
        )


def shell(language: str, title: str, texts: list[str], site: str, chance: random.Random) -> str:
    """Put a text into the page of a news site; all words around it are of its own language."""
    words = " ".join(texts).split()
    some = [
        " ".join(words[at : at + 5])
        for at in chance.sample(range(max(1, len(words) - 5)), min(20, max(1, len(words) - 5)))
    ]
    items = [f'<li><a href="/{n}">{html.escape(text)}</a></li>' for n, text in enumerate(some)]
    return SHELL.format(
        lang=language,
        title=html.escape(title[:120]),
        site=site,
        day=chance.randint(1, 28),
        style=".a{margin:0 auto;color:#123456}" * (WEIGHT // 60),
        script="window.dataLayer=window.dataLayer||[];" * (WEIGHT // 76),
        menu="".join(items[:8]),
        notice=html.escape(" ".join(words[:20])),
        body="\n".join(f"<p>{html.escape(text)}</p>" for text in texts if text.strip()),
        related="".join(items[8:]),
    )


def answer(url: str, status: str, kind: str, content: bytes) -> bytes:
    """Give a record of an HTTP answer."""
    return record("response", url, f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + content)


def record(kind: str, url: str, block: bytes) -> bytes:
    """Give a record of a WARC file."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
        f"WARC-Date: 2024-05-20T10:00:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


if __name__ == "__main__":
    main()
