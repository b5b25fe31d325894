"""Sources into a database: read what is new, code it, store it batch by batch, merge at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from whowhom.batch import Options, code_chunks
from whowhom.errors import InputError
from whowhom.pipeline import load_coder
from whowhom.read import read_pages
from whowhom.records import Coded, Problem, Raw
from whowhom.store import Added, Merged, Store


@dataclass(slots=True)
class Summary:
    """What a run has done so far; `read` counts all pages that came, `known` those stored before."""

    read: int = 0
    known: int = 0
    new: int = 0
    replaced: int = 0
    events: int = 0
    genres: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    merged: Merged | None = None

    def take(self, added: Added) -> None:
        """Count what one batch added."""
        self.new += added.new
        self.replaced += added.replaced
        self.known += added.known
        self.events += added.events

    def lines(self) -> Iterator[str]:
        """Give the summary, a line each for pages, problems, and deeds."""
        replaced = f", {self.replaced} coded anew" if self.replaced else ""
        yield f"{self.read} pages read: {self.new} new{replaced}, {self.known} known; {self.events} events"
        if len(self.genres) > 1:
            yield "genres: " + ", ".join(f"{genre} {n}" for genre, n in self.genres.most_common())
        if self.problems:
            kinds = ", ".join(f"{stage} {n}" for stage, n in sorted(self.problems.items()))
            yield f"{self.problems.total()} problems ({kinds})"
        if self.merged:
            m = self.merged
            yield f"in all {m.events} events of {m.origins} origins ({m.copies} copies) make {m.deeds} deeds"


def add_sources(
    sources: Sequence[str],
    store: Store,
    *,
    published: date | datetime | None = None,
    jobs: int = 1,
    model: str | None = None,
    all_genres: bool = False,
    min_confidence: float | None = None,
    private: bool = False,
    tables: Path | None = None,
    step: Callable[[int], None] = lambda pages: None,
    say: Callable[[Problem], None] = lambda problem: None,
    summary: Summary | None = None,
) -> Summary:
    """Sources in, their events in the database; what was done out.

    Pages that the database has as coded by this very version are passed over unread, so that a run that broke
    off goes on where it was. `step` is called with the number of pages dealt with since the last call, `say`
    with each problem. On Ctrl-C what is stored stays stored; a `summary` that is given is filled as the run
    goes on, and so says what was done also where it broke off. `private` allows addresses within private
    networks, `tables` adds the user's own.
    """
    if jobs < 1:
        raise InputError(f"jobs: {jobs} is no number of processes; give 1 or more")
    summary = summary or Summary()
    options: Options = (model, all_genres, min_confidence, tables)
    coder = load_coder(model=model, all_genres=all_genres, min_confidence=min_confidence, tables=tables)
    name = coder.fingerprint

    def fresh() -> Iterator[Raw | Problem]:
        for raw in read_pages(sources, private=private):
            summary.read += not isinstance(raw, Problem)
            if isinstance(raw, Raw) and store.has_seen(raw, name):
                summary.known += 1
                step(1)
                continue
            yield raw

    for chunk, given in code_chunks(fresh(), published=published, jobs=jobs, coder=coder, options=options):
        raws = [raw for raw in chunk if isinstance(raw, Raw)]
        summary.take(store.add(given, coder=name, raws=raws))
        for item in given:
            if isinstance(item, Coded):
                summary.genres[str(item.page.genre)] += 1
            for problem in item.problems if isinstance(item, Coded) else (item,):
                summary.problems[problem.stage] += 1
                say(problem)
        step(len(chunk))
    if not store.is_merged:
        summary.merged = store.merge(coder.mutual)
    return summary
