"""Kill `add` at random moments, resume it each time, and compare the database with an undisturbed one.

    ./run python eval/kills.py PAGES --kills 20 --seed 1

Takes 40 short pages. A moment is drawn within loading, coding, storing or merging; how long each lasts is
measured first. What was reported as stored must be there after each kill, and once a run has come to its end,
pages, events, origins and deeds must be the same, by id and content; then the next database is begun, until
all kills are spent. Exit status is 1 where anything differs.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scale import draw, read_pools, write_pages

from whowhom.batch import clean_raws
from whowhom.ingest import add_sources
from whowhom.read import read_pages
from whowhom.records import Coded, Page, Problem, Raw
from whowhom.store import Added, Merged, Store

COMPARED = ("page", "event", "problem", "seen", "origin", "deed")
WEIGHTS = {"loading": 1, "coding": 5, "storing": 6, "merging": 6, "closing": 2}
Moment = tuple[str, int, float]  # phase, the how manyeth of its kind, seconds after its beginning


class Telling(Store):
    """A database that says on standard output what it is about to do, and what is done."""

    def add(self, coded: Iterable[Coded | Problem], *, coder: str, raws: Iterable[Raw] = ()) -> Added:
        """Say how many pages are stored for good, before and after."""
        print("storing", flush=True)
        added = super().add(coded, coder=coder, raws=raws)
        print(f"coding {added.new}", flush=True)
        return added

    def merge(self, mutual: frozenset[str] = frozenset(), *, anew: bool = False) -> Merged:
        """Say when merging begins and ends."""
        print("merging", flush=True)
        merged = super().merge(mutual, anew=anew)
        print("closing", flush=True)
        return merged


def work(source: str, db: str, jobs: int) -> None:
    """Do what `whowhom add` does."""
    print("loading", flush=True)
    with Telling(db) as store:
        add_sources([source], store, jobs=jobs)


def content(db: Path) -> dict[str, list[dict[str, Any]]]:
    """Give all that a database holds, in order."""
    with Store(db, read_only=True) as store:
        return {table: store.sql(f"SELECT * FROM {table} ORDER BY ALL").to_pylist() for table in COMPARED}


def start(source: Path, db: Path, jobs: int) -> subprocess.Popen[str]:
    """Start a run in a process of its own."""
    command = [sys.executable, __file__, "work", str(source), str(db), str(jobs)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def children(pid: int) -> list[int]:
    """Give the processes that a process has started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text(encoding="utf-8").split()]


def run(source: Path, db: Path, jobs: int, moment: Moment | None) -> tuple[str, int, bool]:
    """Run once; give the phase in which it was killed or "end", pages reported as stored, orphans or not."""
    child = start(source, db, jobs)
    phase, stored, seen, due = "none", 0, Counter[str](), None
    for line in child.stdout or ():
        phase, *count = line.split()
        stored += int(count[0]) if count else 0
        seen[phase] += 1
        if moment and due is None and (phase, seen[phase]) == moment[:2]:
            due = moment[2]
            workers = children(child.pid)
            time.sleep(due)
            child.send_signal(signal.SIGKILL)
            # lines that were on their way count: they were reported
            for more in child.stdout or ():
                phase, *count = more.split()
                stored += int(count[0]) if count else 0
            child.wait()
            return phase if child.returncode == -signal.SIGKILL else "end", stored, linger(workers)
    if child.wait():
        sys.exit(f"kills: a run ended with {child.returncode}")
    return "end", stored, False


def linger(pids: Sequence[int], patience: float = 10.0) -> bool:
    """Whether one of some processes still runs after a while."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return False
        time.sleep(0.1)
    return True


def durations(source: Path, db: Path, jobs: int) -> dict[str, list[float]]:
    """Run undisturbed; give the seconds of each phase, every time that it came."""
    child = start(source, db, jobs)
    found: dict[str, list[float]] = {}
    phase, before = "", time.monotonic()
    for line in child.stdout or ():
        now = time.monotonic()
        if phase:
            found.setdefault(phase, []).append(now - before)
        phase, before = line.split()[0], now
    found["closing"] = [time.monotonic() - before]
    if child.wait():
        sys.exit(f"kills: the undisturbed run ended with {child.returncode}")
    return found


def moments(lengths: Mapping[str, Sequence[float]], seed: int) -> Iterator[Moment]:
    """Draw moments without end, mostly in one of the first batches, so that there is more to kill."""
    rng = random.Random(seed)
    kinds = [kind for kind in WEIGHTS if kind in lengths]
    while True:
        (kind,) = rng.choices(kinds, [WEIGHTS[k] for k in kinds])
        often = len(lengths[kind])
        nth = min(often, rng.choice((1, 1, 2)))
        yield kind, nth, rng.uniform(0, 0.6 * sorted(lengths[kind])[often // 2])


def short_pages(source: Path, count: int, folder: Path) -> Path:
    """Write short pages, made by varying real ones."""
    pages = [p for p in clean_raws(read_pages([str(source)]), None) if isinstance(p, Page)]
    path = folder / "short.jsonl"
    write_pages(pages, draw(len(pages), read_pools(pages), count, 20, 5), 400, path)
    return path


def check(db: Path, stored: int, before: int) -> int:
    """Give the pages of a database after a kill; ends the script where one that was reported is missing."""
    if not db.exists():
        return 0
    with Store(db) as store:
        pages = store.count("page")
    if pages < before + stored:
        sys.exit(f"kills: {before + stored} pages were reported as stored, {pages} are there")
    return pages


def main() -> None:
    """Kill, resume and compare."""
    if sys.argv[1:2] == ["work"]:
        work(sys.argv[2], sys.argv[3], int(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path, help="real pages, JSONL or any other source")
    parser.add_argument("--kills", type=int, default=20, help="how many")
    parser.add_argument("--most", type=int, default=40, help="pages of a run")
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    parser.add_argument("--jobs", type=int, default=1, help="processes to code in")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = short_pages(args.pages, args.most, Path(folder))
        whole = Path(folder) / "whole.duckdb"
        lengths = durations(source, whole, args.jobs)
        print({kind: f"{len(some)} of {sum(some) / len(some):.2f} s" for kind, some in lengths.items()})
        wanted = content(whole)
        print("undisturbed:", {table: len(rows) for table, rows in wanted.items()})
        struck, left = Counter[str](), args.kills
        drawn, number, orphans = moments(lengths, args.seed), 0, 0
        while left:
            db, pages, phase = Path(folder) / f"killed{number}.duckdb", 0, ""
            here: list[str] = []
            while phase != "end":
                moment = next(drawn) if left else None
                phase, stored, orphaned = run(source, db, args.jobs, moment)
                orphans += orphaned
                pages = check(db, stored, pages)
                if phase != "end":
                    left -= 1
                    struck[phase] += 1
                    here.append(phase)
            number += 1
            found = content(db)
            differ = [table for table in COMPARED if found[table] != wanted[table]]
            print(
                f"database {number}: killed while {', '.join(here) or 'nothing'}; "
                f"{'differs in ' + ', '.join(differ) if differ else 'equal'}",
                flush=True,
            )
            if differ:
                sys.exit(1)
        print(f"{struck.total()} kills struck {dict(struck)}; {orphans} left processes behind")


if __name__ == "__main__":
    main()
