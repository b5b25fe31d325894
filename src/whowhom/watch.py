"""Follow feeds: ask them now and then, and store the pages that are new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from whowhom.batch import clean_raws, code_taken
from whowhom.errors import SourceError
from whowhom.pipeline import Coder
from whowhom.read.web import Web, feed_entries, is_feed, read_entry
from whowhom.records import Problem, Raw
from whowhom.store import Added, Store

MOST_BACKOFF = 16  # times the usual pause that a failing feed is left alone


@dataclass(slots=True)
class Feed:
    """A feed that is followed: the marks of its last answer, and how often it failed in a row."""

    url: str
    etag: str | None = None
    modified: str | None = None
    failed: int = 0
    skip: int = 0
    seen: set[str] = field(default_factory=set)


def watch_once(
    feeds: Sequence[Feed],
    store: Store,
    coder: Coder,
    web: Web,
    say: Callable[[str], None] = lambda line: None,
) -> Added:
    """Ask each feed once, and store the pages that are new.

    A feed that fails is left out of 1, 3, 7 ... rounds to come. What goes wrong is said, and nothing stops.
    """
    raws: list[Raw | Problem] = []
    for feed in feeds:
        if feed.skip:
            feed.skip -= 1
            continue
        try:
            raws.extend(_new_pages(feed, store, web))
            feed.failed = 0
        except SourceError as error:
            feed.failed += 1
            feed.skip = min(2**feed.failed - 1, MOST_BACKOFF)
            say(str(error))
    given = list(code_taken(clean_raws(raws, None), coder))
    added = store.add(given, coder=coder.fingerprint, raws=[r for r in raws if isinstance(r, Raw)])
    if not store.is_merged:
        store.merge(coder.mutual)
    return added


def _new_pages(feed: Feed, store: Store, web: Web) -> Iterator[Raw | Problem]:
    answer = web.get(feed.url, etag=feed.etag, modified=feed.modified)
    feed.etag, feed.modified = answer.etag, answer.modified
    if not answer.fresh:
        return
    if not is_feed(answer):
        raise SourceError(f"{feed.url}: is a page, no feed; name the site's RSS, Atom or JSON feed")
    for entry in feed_entries(answer):
        if entry.url in feed.seen or store.has_url(entry.url):
            continue
        feed.seen.add(entry.url)
        yield from read_entry(entry, web)
