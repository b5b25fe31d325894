"""Measure how time, memory and size grow with the number of pages: coding, merging, asking, exporting.

    ./run python eval/scale.py add PAGES --db scale.duckdb --steps 5000 10000 20000 --chars 700
    ./run python eval/scale.py merge CODED.duckdb --db merge.duckdb --steps 5000 10000 20000
    ./run python eval/scale.py ask --db scale.duckdb

Pages are made by varying real ones: countries, capitals and people change places (each for one that is named
about as often), numbers change, the day moves, and stretches of four pages are taken, their sentences in
another order: longer ones would be copies of one another, whatever the names. One page in five is a copy of
the one before, in another outlet.

`add` runs everything, as `whowhom add` does. `merge` varies the coded pages of a database, so that growth
shows within minutes. `ask` times deeds, panel and every export on a database.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import multiprocessing
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import islice, pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event as Flag
from threading import Thread

from whowhom.batch import clean_raws
from whowhom.export.write import FORMS
from whowhom.ingest import add_sources
from whowhom.pipeline import load_coder
from whowhom.plain import to_plain
from whowhom.read import read_pages
from whowhom.records import Actor, Coded, Event, Interval, Page
from whowhom.rulebook.schema import data_root
from whowhom.store import Store

NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w.,]*\d)|(?<![\w.,])\d+(?![\w,.]*\d)")
ENDS = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][\"”’])\s+|\n+")
ALIKE = 6  # names that change places with one another: neighbours in the order of how often they are named
COPIES = 0.2  # of the pages
MIXED = 4  # pages that one is made of
BATCH = 8  # pages stored in one go, as `add` does
SAMPLES = 0.1  # seconds between two looks at the memory
YEARS = range(1900, 2100)


# --- pages ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """Names that change places: rows of the forms of one country or person, most often named first."""

    countries: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...]
    people: tuple[tuple[str, str], ...]


def read_rows(name: str) -> list[dict[str, str]]:
    """Read a table of the package."""
    with data_root().joinpath("tables", name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_pools(pages: Sequence[Page]) -> Pools:
    """Read the names of countries and people that the pages hold, in the order of how often."""
    seen = Counter(word for page in pages for word in re.findall(r"[^\W_]+", page.text))
    rows = [row for row in read_rows("countries.csv") if row["capital"] and row["demonyms"]]
    forms = {
        row["iso3"]: (row["name"], row["demonyms"].split("|")[0], row["capital"].split("|")[0])
        for row in rows
        if not row["until"]
    }
    order = sorted(forms, key=lambda code: (-seen[forms[code][0].split()[-1]], code))
    names = {tuple(row["name"].split()) for row in read_rows("people.csv")}
    two = sorted({(n[0], n[1]) for n in names if len(n) == 2 and seen[n[1]]}, key=lambda n: (-seen[n[1]], n))
    return Pools(
        countries=tuple(forms[c] for c in order),
        codes=tuple(order),
        people=tuple({n[1]: n for n in two}.values()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """One way of changing names, the same throughout a page."""

    words: Mapping[str, str]
    codes: Mapping[str, str]
    pattern: re.Pattern[str]


def make_swap(pools: Pools, rng: random.Random) -> Swap:
    """Draw which names change places."""
    words: dict[str, str] = {}
    order = _near(len(pools.countries), rng)
    for at, to in enumerate(order):
        words.update(zip(pools.countries[at], pools.countries[to], strict=True))
    codes = {pools.codes[at]: pools.codes[to] for at, to in enumerate(order)}
    for at, to in enumerate(_near(len(pools.people), rng)):
        (first, last), (new_first, new_last) = pools.people[at], pools.people[to]
        words[f"{first} {last}"] = f"{new_first} {new_last}"
        words.setdefault(last, new_last)
    longest = sorted(words, key=lambda w: (-len(w), w))
    return Swap(words=words, codes=codes, pattern=re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b"))


def _near(size: int, rng: random.Random) -> list[int]:
    """Draw an order in which every item stays near its place."""
    order = list(range(size))
    shift = rng.randrange(ALIKE)
    for start in range(-shift, size, ALIKE):
        low, high = max(start, 0), min(start + ALIKE, size)
        some = order[low:high]
        rng.shuffle(some)
        order[low:high] = some
    return order


def vary_text(texts: Sequence[str], swap: Swap, chars: int | None, rng: random.Random) -> str:
    """Take stretches of some texts, cut at a sentence's end, of so many characters in all or a text's size.

    Names and numbers change, and so does the order of sentences but for the first.
    """
    taken: list[str] = []
    for text in texts:
        sentences = [s for s in ENDS.split(text) if s.strip()]
        most = chars / len(texts) if chars else sum(map(len, sentences)) / len(texts)
        at, size = rng.randrange(max(1, len(sentences))), 0
        while at < len(sentences) and size + len(sentences[at]) / 2 < most:
            taken.append(sentences[at])
            size += len(sentences[at])
            at += 1
    first, rest = taken[:1], taken[1:]
    rng.shuffle(rest)
    varied = swap.pattern.sub(lambda m: swap.words[m[0]], "\n".join([*first, *rest]))
    return NUMBER.sub(lambda m: _number(m[0], rng), varied)


def _number(digits: str, rng: random.Random) -> str:
    value = int(digits.replace(",", ""))
    if value < 2 or value in YEARS:
        return digits
    new = max(2, round(value * rng.uniform(0.5, 1.5)))
    return f"{new:,}" if "," in digits else str(new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What is drawn for one page: which pages it comes from, the changes, the days that it moves."""

    number: int
    of: tuple[int, ...]
    swap: Swap
    days: int
    seed: int
    copy: bool


def draw(pages: int, pools: Pools, count: int, days: int, swaps: int = 60) -> Iterator[Variant]:
    """Draw variants of `pages` pages, over so many days; the same ones at every call."""
    rng = random.Random(1)
    ways = [make_swap(pools, rng) for _ in range(swaps)]
    last: Variant | None = None
    for number in range(count):
        if last is not None and rng.random() < COPIES:
            last = replace(last, number=number, days=last.days + rng.randrange(2), copy=True)
        else:
            last = Variant(
                number=number,
                of=tuple(rng.randrange(pages) for _ in range(MIXED)),
                swap=rng.choice(ways),
                days=rng.randrange(days),
                seed=rng.getrandbits(32),
                copy=False,
            )
        yield last


def vary_page(pages: Sequence[Page], variant: Variant, chars: int | None) -> Page:
    """Make a page from those that were drawn; title and day are those of the first."""
    rng = random.Random(variant.seed)
    page = pages[variant.of[0]]
    start = page.published_on or date(2020, 1, 1)
    return Page(
        doc_id=f"page-{variant.number:06}",
        outlet=f"outlet-{variant.number % 97}.example",
        title=variant.swap.pattern.sub(lambda m: variant.swap.words[m[0]], page.title),
        text=vary_text([pages[at].text for at in variant.of], variant.swap, chars, rng),
        published=start + timedelta(days=variant.days),
    )


def write_pages(pages: Sequence[Page], variants: Iterator[Variant], chars: int | None, path: Path) -> None:
    """Write varied pages as JSONL."""
    with path.open("w", encoding="utf-8") as out:
        for variant in variants:
            page = vary_page(pages, variant, chars)
            row = {
                "doc_id": page.doc_id,
                "outlet": page.outlet,
                "published": str(page.published),
                "title": page.title,
                "text": page.text,
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


# --- coded pages ----------------------------------------------------------------------------------


def vary_coded(coded: Sequence[Coded], pages: Sequence[Page], variant: Variant) -> Coded:
    """Make a coded page: as if all that the first page tells were told in the varied text too."""
    page = vary_page(pages, variant, None)
    events = coded[variant.of[0]].events
    return Coded(page=page, events=tuple(_vary_event(e, page.doc_id, variant) for e in events))


def _vary_event(event: Event, doc_id: str, variant: Variant) -> Event:
    rng = random.Random(f"{variant.seed} {event.event_id}")
    moved = timedelta(days=variant.days)
    place = event.place
    if place is not None:
        country = variant.swap.codes.get(place.country or "", place.country)
        place = replace(place, country=country, name=variant.swap.words.get(place.name, place.name))
    return replace(
        event,
        event_id=hashlib.sha256(f"{doc_id} {event.event_id}".encode()).hexdigest()[:16],
        doc_id=doc_id,
        actors=tuple(_vary_actor(a, variant.swap) for a in event.actors),
        recipients=tuple(_vary_actor(a, variant.swap) for a in event.recipients),
        date=Interval(first=event.date.first + moved, last=event.date.last + moved) if event.date else None,
        place=place,
        amounts=tuple(replace(a, value=float(round(a.value * rng.uniform(0.5, 1.5)))) for a in event.amounts),
    )


def _vary_actor(actor: Actor, swap: Swap) -> Actor:
    def other(text: str) -> str:
        return swap.pattern.sub(lambda m: swap.words[m[0]], text)

    code = swap.codes.get(actor.code or "", actor.code)
    return replace(actor, code=code, text=other(actor.text), name=other(actor.name) if actor.name else None)


# --- memory ---------------------------------------------------------------------------------------


def tree_memory(root: int) -> float:
    """Give the memory of a process and its children, in MB."""
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
            tasks = list(Path(f"/proc/{pid}/task").iterdir())
            waiting += [int(c) for t in tasks for c in (t / "children").read_text(encoding="utf-8").split()]
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
        held = re.search(r"VmRSS:\s+(\d+) kB", status)
        total += int(held[1]) / 1024 if held else 0.0
    return total


class Watch:
    """Looks at the memory of a process tree until it is closed; `peak` since the last `reset`, in MB."""

    def __init__(self, pid: int) -> None:
        self.pid, self.peak, self._over = pid, 0.0, Flag()
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(SAMPLES):
            self.peak = max(self.peak, tree_memory(self.pid))

    def reset(self) -> float:
        """Give the peak, and start anew."""
        peak, self.peak = max(self.peak, tree_memory(self.pid)), 0.0
        return peak

    def close(self) -> None:
        """End."""
        self._over.set()
        self._thread.join()


# --- measuring ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step: pages in all, seconds and pages a second of coding and storing, seconds and MB of merging.

    `merge` is that of the run, which writes what changed, `anew` one that writes everything; `core` are
    seconds of a core, which a crowded machine does not lengthen much.
    """

    pages: int
    new: int
    coding_s: float
    pages_s: float
    pages_core_s: float
    coding_mb: float
    merge_s: float
    merge_core_s: float
    anew_s: float
    anew_core_s: float
    merge_mb: float
    file_mb: float
    events: int
    deeds: int
    origins: int


def tell(pipe: Connection, stretch: str) -> None:
    """Say that a stretch is over, and how many seconds of a core the process has taken until now."""
    pipe.send((stretch, time.process_time()))


def _child(pipe: Connection, source: Path, new: int, db: Path, jobs: int) -> None:
    """Run `add` in a process of its own; tell when coding begins, when it ends, and when all is over."""
    left = new

    def step(pages: int) -> None:
        nonlocal left
        if left == new:
            tell(pipe, "first")
        left -= pages
        if left == 0:
            tell(pipe, "coded")

    with Store(db) as store:
        add_sources([str(source)], store, jobs=jobs, step=step)
        tell(pipe, "merged")


def _child_merge(pipe: Connection, source: Path, steps: tuple[int, int], days: int, db: Path) -> None:
    """The same without coding: coded pages are varied and stored."""
    with Store(source, read_only=True) as store:
        names = store.sql("SELECT doc_id FROM page ORDER BY doc_id").column("doc_id").to_pylist()
        coded = tuple(store.pages(names).values())
    mutual = load_coder().mutual
    pages = [c.page for c in coded]
    variants = islice(draw(len(coded), read_pools(pages), steps[1], days), *steps)
    with Store(db) as store:
        tell(pipe, "first")
        while some := list(islice(variants, BATCH)):
            store.add([vary_coded(coded, pages, v) for v in some], coder="varied")
        tell(pipe, "coded")
        store.merge(mutual)
        tell(pipe, "merged")


def _child_anew(pipe: Connection, db: Path) -> None:
    """Merge all that is stored anew."""
    mutual = load_coder().mutual
    tell(pipe, "first")
    with Store(db) as store:
        store.merge(mutual, anew=True)
        tell(pipe, "anew")


def run(target: Callable[..., None], args: tuple[object, ...]) -> dict[str, tuple[float, float, float]]:
    """Run a measured child; give seconds, seconds of a core and peak MB of each of its stretches."""
    here, there = multiprocessing.get_context("spawn").Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=target, args=(there, *args))
    child.start()
    there.close()
    watch, found, before, worked = Watch(child.pid or 0), {}, time.perf_counter(), 0.0
    try:
        while True:
            name, core = here.recv()
            now = time.perf_counter()
            found[name] = now - before, core - worked, watch.reset()
            before, worked = now, core
    except EOFError:
        pass
    child.join()
    watch.close()
    if child.exitcode:
        sys.exit(f"scale: a step ended with {child.exitcode}")
    return found


def row(found: Mapping[str, tuple[float, float, float]], pages: int, new: int, db: Path) -> Row:
    """Put together what was measured of a step."""
    with Store(db, read_only=True) as store:
        counts = {table: store.count(table) for table in ("event", "deed", "origin")}
    seconds, core, coding = found["coded"]
    return Row(
        pages=pages,
        new=new,
        coding_s=seconds,
        pages_s=new / seconds,
        pages_core_s=new / core,
        coding_mb=coding,
        merge_s=found["merged"][0],
        anew_s=found["anew"][0],
        merge_core_s=found["merged"][1],
        anew_core_s=found["anew"][1],
        merge_mb=max(found["merged"][2], found["anew"][2]),
        file_mb=db.stat().st_size / 2**20,
        events=counts["event"],
        deeds=counts["deed"],
        origins=counts["origin"],
    )


def print_rows(rows: Sequence[Row]) -> None:
    """Print a table of the steps, and how merging anew grows."""
    names = [f.name for f in fields(Row)]
    table = [names, *([_cell(getattr(r, name)) for name in names] for r in rows)]
    widths = [max(len(line[i]) for line in table) for i in range(len(names))]
    for line in table:
        print("  ".join(word.rjust(width) for word, width in zip(line, widths, strict=True)))
    if len(rows) > 1:
        grows = slope([r.pages for r in rows], [r.anew_core_s for r in rows])
        allowed = slope([r.pages for r in rows], [r.pages * math.log(r.pages) for r in rows])
        print(f"merging anew (seconds of a core) grows as n^{grows:.2f}; n log n as n^{allowed:.2f}")


def _cell(value: float) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Fit seconds = c * size ** k by least squares of the logarithms; give k."""
    xs, ys = [math.log(n) for n in sizes], [math.log(s) for s in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def measure(args: argparse.Namespace) -> None:
    """Grow a database in steps; print what each took."""
    db: Path = args.db
    if db.exists():
        sys.exit(f"scale: {db} exists; name a new file with --db")
    source: Path = args.pages
    rows: list[Row] = []
    steps = [0, *sorted(args.steps)]
    with tempfile.TemporaryDirectory() as folder:
        for start, end in pairwise(steps):
            if args.what == "merge":
                found = run(_child_merge, (source, (start, end), args.days, db))
            else:
                taken = clean_raws(read_pages([str(source)]), None)
                pages = [item for item in taken if isinstance(item, Page)]
                varied = Path(folder) / f"{end}.jsonl"
                variants = islice(draw(len(pages), read_pools(pages), end, args.days), start, end)
                write_pages(pages, variants, args.chars, varied)
                found = run(_child, (varied, end - start, db, args.jobs))
            found |= run(_child_anew, (db,))
            rows.append(row(found, end, end - start, db))
            print(json.dumps(to_plain(rows[-1])), flush=True)
    print_rows(rows)


def ask(args: argparse.Namespace) -> None:
    """Time the questions and exports on a database, each in a process of its own, with its peak of memory."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        commands = {
            "deeds": ["deeds", "--to", "jsonl"],
            "deeds --who USA": ["deeds", "--who", "USA", "--to", "jsonl"],
            "panel": ["panel", "--by", "month,pair", "-o", str(out / "panel.csv")],
            "panel --fill": ["panel", "--by", "month,pair", "--fill", "-o", str(out / "filled.csv")],
            **{f"export {f}": ["export", "--as", f, "-o", str(out / f"{f}.{f}")] for f in FORMS},
        }
        print(f"{'command':<20} {'seconds':>8} {'peak MB':>8}")
        for name, words in commands.items():
            command = [sys.executable, "-m", "whowhom", *words, "--db", str(args.db)]
            before = time.perf_counter()
            child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            watch = Watch(child.pid)
            code = child.wait()
            watch.close()
            note = f"  ended with {code}" if code else ""
            print(f"{name:<20} {time.perf_counter() - before:8.1f} {watch.peak:8.0f}{note}", flush=True)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = parser.add_subparsers(dest="what", required=True)
    for name, text, source in (
        ("add", "code, store and merge", "real pages to vary, JSONL or any other source"),
        ("merge", "vary coded pages, store and merge", "a database of coded pages to vary"),
    ):
        kind = kinds.add_parser(name, help=text)
        kind.add_argument("pages", type=Path, help=source)
        kind.add_argument("--steps", type=int, nargs="+", default=[5000, 10000, 20000], help="pages in all")
        kind.add_argument("--days", type=int, default=365, help="days over which the pages are spread")
        kind.add_argument("--db", type=Path, required=True, help="the database to make")
        if name == "add":
            kind.add_argument("--chars", type=int, default=None, help="cut pages at a sentence's end")
            kind.add_argument("--jobs", type=int, default=1, help="processes to code in")
    kind = kinds.add_parser("ask", help="time deeds, panel and exports")
    kind.add_argument("--db", type=Path, required=True, help="a database")
    args = parser.parse_args()
    (ask if args.what == "ask" else measure)(args)


if __name__ == "__main__":
    main()
