"""Sources in, coded pages out: reading, cleaning and coding joined, in one process or several."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from whowhom.errors import InputError, WhowhomError
from whowhom.records import Coded, Page, Problem, Raw

if TYPE_CHECKING:
    from whowhom.pipeline import Coder

CHUNK = 8  # pages that a worker takes at a time

Taken = Page | Problem
Given = Coded | Problem
Options = tuple[str | None, bool, float | None, Path | None]
"""Model, all genres, least confidence, folder of own tables: what a coder is loaded with."""


def parse_day(value: str) -> date | datetime:
    """Read an ISO date or datetime; raises InputError.

    >>> parse_day("2021-02-22")
    datetime.date(2021, 2, 22)
    """
    try:
        return date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"published: '{value}' is no date; write it as 2021-02-22") from error


def clean_raws(raws: Iterable[Raw | Problem], published: date | datetime | None) -> Iterator[Taken]:
    """Raw pages in; pages and problems out. `published` stands in where a page does not say."""
    from whowhom.rulebook.clean import load_clean_rules
    from whowhom.stages.clean import clean_page

    rules = load_clean_rules()
    for raw in raws:
        if isinstance(raw, Problem):
            yield raw
            continue
        page, problems = clean_page(raw, rules)
        yield from problems
        if page is not None:
            yield replace(page, published=published) if published and not page.published else page


def code_taken(taken: Iterable[Taken], coder: Coder) -> Iterator[Given]:
    """Pages and problems in; coded pages and problems out, in the same order."""
    order: deque[Problem | None] = deque()  # `None` stands for a page

    def pages() -> Iterator[Page]:
        for item in taken:
            if isinstance(item, Problem):
                order.append(item)
            else:
                order.append(None)
                yield item

    for coded in coder.code_many(pages()):
        while (problem := order.popleft()) is not None:
            yield problem
        yield coded
    yield from filter(None, order)


def code_sources(
    sources: Sequence[str],
    *,
    published: date | datetime | None = None,
    jobs: int = 1,
    model: str | None = None,
    all_genres: bool = False,
    min_confidence: float | None = None,
    tables: Path | None = None,
) -> Iterator[Given]:
    """Paths, folders, globs or `-` in; coded pages and problems out, in the order of the sources.

    `min_confidence`, 0 to 1, and `tables`: see `load_coder`. Raises InputError for options out of range.
    """
    from whowhom.read import read_pages

    if jobs < 1:
        raise InputError(f"jobs: {jobs} is no number of processes; give 1 or more")
    if jobs > 1:
        options = (model, all_genres, min_confidence, tables)
        for _, given in _in_parallel(read_pages(sources), published, jobs, options):
            yield from given
        return
    from whowhom.pipeline import load_coder

    coder = load_coder(model=model, all_genres=all_genres, min_confidence=min_confidence, tables=tables)
    yield from code_taken(clean_raws(read_pages(sources), published), coder)


def count_pages(sources: Sequence[str]) -> int | None:
    """Count the pages of sources by reading them once; `None` where they can be read but once."""
    from whowhom.read import read_pages

    if "-" in sources:
        return None
    return sum(1 for _ in read_pages(sources))


# --- several processes ----------------------------------------------------------------------------

_coder: Coder | WhowhomError | None = None  # a worker's own, or why there is none; set once by `_start`


def _start(model: str | None, all_genres: bool, min_confidence: float | None, tables: Path | None) -> None:
    """Load the coder of a worker; Ctrl-C is the parent's to handle."""
    from whowhom.pipeline import load_coder

    global _coder  # noqa: PLW0603
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _coder = load_coder(model=model, all_genres=all_genres, min_confidence=min_confidence, tables=tables)
    except WhowhomError as error:  # told by the first chunk: the pool would only say that a worker is gone
        _coder = WhowhomError(str(error))


def end_with_parent() -> None:
    """End this process when its parent ends: one that was killed cannot tell its workers to go."""
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()


def _code_chunk(raws: Sequence[Raw | Problem], published: date | datetime | None) -> list[Given]:
    if _coder is None or isinstance(_coder, WhowhomError):
        raise _coder or WhowhomError("a worker codes before it was started")
    return list(code_taken(clean_raws(raws, published), _coder))


def code_chunks(
    raws: Iterator[Raw | Problem],
    *,
    published: date | datetime | None,
    jobs: int,
    coder: Coder,
    options: Options,
) -> Iterator[tuple[list[Raw | Problem], list[Given]]]:
    """Raw pages in; chunks of them with what they became out, in order.

    One process uses `coder`, several load their own with the same `options`.
    """
    if jobs > 1:
        yield from _in_parallel(raws, published, jobs, options)
        return
    from itertools import islice

    while chunk := list(islice(raws, CHUNK)):
        yield chunk, list(code_taken(clean_raws(chunk, published), coder))


def _in_parallel(
    raws: Iterator[Raw | Problem],
    published: date | datetime | None,
    jobs: int,
    options: Options,
) -> Iterator[tuple[list[Raw | Problem], list[Given]]]:
    """Code chunks of pages in worker processes; a few wait in line, so memory stays bounded."""
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from itertools import islice
    from multiprocessing import active_children, get_context

    others = active_children()
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start, initargs=options)
    waiting: deque[tuple[list[Raw | Problem], Future[list[Given]]]] = deque()
    done = False
    try:
        while not done:
            while len(waiting) < 2 * jobs and (chunk := list(islice(raws, CHUNK))):
                waiting.append((chunk, pool.submit(_code_chunk, chunk, published)))
            if waiting:
                raw, future = waiting.popleft()
                yield raw, future.result()
            else:
                done = True
    except BrokenProcessPool as error:
        raise InputError("jobs: a process was ended from outside, perhaps for memory; give fewer") from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        if not done:  # broken off: nobody waits for what the workers are at
            for child in active_children():
                if child not in others:
                    child.terminate()
