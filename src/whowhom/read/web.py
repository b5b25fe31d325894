"""Fetch pages and feeds, politely and warily.

Only http and https are asked, `robots.txt` is kept to, one host is not asked faster than it bears, and an
answer is read up to a limit of size and time, however slowly it drips. An address that leads into a private
network is refused, at the first step and at every redirect, unless it was allowed; and what is connected to
is the very address that was looked at.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ssl import SSLContext
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpcore
import httpx

from whowhom.errors import SourceError
from whowhom.records import Problem, Raw

AGENT = "whowhom/0.1 (event data from news; +https://pypi.org/project/whowhom)"
ROBOT = "whowhom"
MOST_BYTES = 16 << 20  # of one answer
MOST_SECONDS = 30.0  # for one answer, from the first byte asked to the last
MOST_REDIRECTS = 5
PAUSE = 1.0  # seconds between two questions to one host
MOST_WAIT = 3600.0  # seconds that a host may make us wait
TRIES = 3
BUSY = frozenset({429, 500, 502, 503, 504})
MOVED = frozenset({301, 302, 303, 307, 308})
PAGES = ("text/html", "application/xhtml+xml", "text/plain")
FEEDS = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/xml",
    "text/xml",
)
JSON = "application/json"
FEED = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL
)
ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
STAGE = "read"

Item = Raw | Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address gave: `content` is empty where it said that nothing has changed (`fresh` is False)."""

    url: str
    content: bytes
    media_type: str
    fetched: datetime
    etag: str | None = None
    modified: str | None = None
    fresh: bool = True


@dataclass(slots=True)
class Web:
    """Asks addresses; remembers when each host was asked last, and its robots.txt.

    `clock` and `sleep` are the time's, for tests to stand in; `private` allows addresses of private networks.
    """

    private: bool = False
    pause: float = PAUSE
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _client: httpx.Client = field(init=False)
    _wire: _Wire = field(init=False)
    _asked: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._wire = _Wire(private=self.private)
        self._client = httpx.Client(
            headers={"User-Agent": AGENT},
            follow_redirects=False,
            timeout=MOST_SECONDS,
            trust_env=False,
            transport=_Transport(self._wire),
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Answer:
        """Ask an address, following redirects; raises SourceError where it gives nothing to read.

        `etag` and `modified` are those of the last answer: a server that knows them says if nothing changed.
        """
        headers = {}
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        at = url
        for _ in range(MOST_REDIRECTS + 1):
            self._check(at, url)
            if not self._may(at):
                raise SourceError(f"{at}: robots.txt of the site asks not to fetch this; it was left alone")
            answer = self._ask(at, headers)
            if isinstance(answer, Answer):
                return answer
            at = urljoin(at, answer)
        raise SourceError(f"{url}: leads from address to address without end; check it")

    # --- one step -------------------------------------------------------------------------------

    def _check(self, url: str, asked: str) -> None:
        """Refuse what is no web address, or lies in a private network."""
        parts = urlsplit(url)
        came = "" if url == asked else f" ({asked} leads there)"
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SourceError(f"{url}: only http and https addresses are fetched{came}")
        if self.private:
            return
        try:
            found = _addresses(parts.hostname, parts.port or 443)
        except OSError as error:
            raise SourceError(
                f"{url}: host is not known ({error.strerror}); check the address{came}"
            ) from error
        except ValueError as error:
            raise SourceError(f"{url}: is no address ({error}); check it{came}") from error
        if not all(map(is_public, found)):
            raise SourceError(
                f"{url}: lies in a private network{came}; it is fetched only with --allow-private"
            )

    def _may(self, url: str) -> bool:
        """Ask the site's robots.txt, once a site."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            lines: list[str] = []  # no file, no rules
            try:
                answer = self._ask(f"{site}/robots.txt", {})
                if isinstance(answer, Answer):
                    lines = answer.content.decode("utf-8", "replace").splitlines()
            except SourceError:
                lines = []
            self._robots[site] = RobotFileParser()
            self._robots[site].parse(lines)
        return self._robots[site].can_fetch(ROBOT, url)

    def _ask(self, url: str, headers: dict[str, str]) -> Answer | str:
        """Ask once, and again where the server is busy; give the answer, or where it says to go."""
        wait = self.pause
        for number in range(1, TRIES + 1):
            self._rest(url)
            self._wire.until = time.monotonic() + MOST_SECONDS
            try:
                with self._client.stream("GET", url, headers=headers) as response:
                    code = response.status_code
                    if code in MOVED and "location" in response.headers:
                        return str(response.headers["location"])
                    if code not in BUSY or number == TRIES:
                        return self._answer(url, response)
                    wait = _retry_after(response.headers.get("retry-after")) or wait * 2
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                if time.monotonic() >= self._wire.until:
                    raise SourceError(_too_slow(url)) from error
                if number == TRIES:
                    raise SourceError(f"{url}: cannot be fetched ({_why(error)}); try again later") from error
                wait *= 2
            if wait > MOST_WAIT:
                raise SourceError(f"{url}: server asks to wait {wait:.0f} seconds; try again later")
            self.sleep(wait)
        raise SourceError(f"{url}: cannot be fetched; try again later")

    def _rest(self, url: str) -> None:
        """Wait until the host may be asked again."""
        host = urlsplit(url).netloc
        last = self._asked.get(host)
        if last is not None and (left := last + self.pause - self.clock()) > 0:
            self.sleep(left)
        self._asked[host] = self.clock()

    def _answer(self, url: str, response: httpx.Response) -> Answer:
        now = datetime.now(UTC)
        head = response.headers
        kind = head.get("content-type", "").split(";")[0].strip().lower()
        seen = {"etag": head.get("etag"), "modified": head.get("last-modified")}
        if response.status_code == 304:
            return Answer(url=url, content=b"", media_type=kind, fetched=now, fresh=False, **seen)
        if response.status_code != 200:
            raise SourceError(f"{url}: server answers {response.status_code}; check the address")
        start, parts, size = self.clock(), [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > MOST_BYTES:
                raise SourceError(f"{url}: answer is longer than {MOST_BYTES:,} bytes; it was broken off")
            if self.clock() - start > MOST_SECONDS:
                raise SourceError(_too_slow(url))
            parts.append(part)
        return Answer(url=url, content=b"".join(parts), media_type=kind, fetched=now, **seen)


def _too_slow(url: str) -> str:
    return f"{url}: answer takes longer than {MOST_SECONDS:.0f} seconds; it was broken off"


def _why(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _retry_after(value: str | None) -> float | None:
    """Give the seconds that a server asks to wait, said in seconds or as a time of day."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


# --- the wire -------------------------------------------------------------------------------------


def _addresses(host: str, port: int) -> list[str]:
    """Look a host up; raises OSError where it is not known."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def is_public(address: str) -> bool:
    """Tell whether an IP address lies in the open net; one that wraps another is judged by that.

    >>> is_public("8.8.8.8"), is_public("::ffff:10.0.0.1"), is_public("169.254.169.254")
    (True, False, False)
    """
    ip = ipaddress.ip_address(address)
    wrapped = (ip.ipv4_mapped or ip.sixtofour) if isinstance(ip, ipaddress.IPv6Address) else None
    true = wrapped or ip
    return true.is_global and not true.is_multicast


class _Wire(httpcore.SyncBackend):
    """Connects only to what may be asked, and lets no answer last beyond `until` (`time.monotonic`)."""

    def __init__(self, *, private: bool) -> None:
        super().__init__()
        self.private = private
        self.until = float("inf")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Look the host up, and connect to what was found: a name may lead elsewhere the next time."""
        try:
            found = _addresses(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"host is not known ({error.strerror})") from error
        if not (self.private or all(map(is_public, found))):
            raise httpcore.ConnectError("host lies in a private network")
        inner = super().connect_tcp(found[0], port, self.left(timeout), local_address, socket_options)
        return _Timed(inner, self)

    def left(self, timeout: float | None) -> float:
        """Give the seconds that a step may take; raises where none are left."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("answer takes too long")
        return left if timeout is None else min(timeout, left)


class _Timed(httpcore.NetworkStream):
    """A connection that is given up when its wire's time is over, also while a server drips."""

    def __init__(self, inner: httpcore.NetworkStream, wire: _Wire) -> None:
        self.inner, self.wire = inner, wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        return self.inner.read(max_bytes, self.wire.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self.inner.write(buffer, self.wire.left(timeout))

    def close(self) -> None:
        """Close it."""
        self.inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted."""
        inner = self.inner.start_tls(ssl_context, server_hostname, self.wire.left(timeout))
        return _Timed(inner, self.wire)

    def get_extra_info(self, info: str) -> Any:
        """Tell of the connection below."""
        return self.inner.get_extra_info(info)


class _Transport(httpx.HTTPTransport):
    """An ordinary transport over a wire of ours."""

    def __init__(self, wire: _Wire) -> None:
        super().__init__(trust_env=False)
        context = httpx.create_ssl_context(trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=wire)


# --- pages and feeds ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed says of one page."""

    url: str
    title: str


def read_address(url: str, web: Web) -> Iterator[Item]:
    """An address in; its page out, or, where it is a feed, the pages that the feed names."""
    answer = web.get(url)
    if not is_feed(answer):
        yield page_of(answer)
        return
    for entry in feed_entries(answer):
        yield from read_entry(entry, web)


def read_entry(entry: Entry, web: Web) -> Iterator[Item]:
    """An entry of a feed in; its page out, or the problem that it is."""
    try:
        yield page_of(web.get(entry.url))
    except SourceError as error:
        message = str(error).removeprefix(f"{entry.url}: ")
        yield Problem(source=entry.url, stage=STAGE, message=message)


def page_of(answer: Answer) -> Raw:
    """Make a raw page of an answer; raises SourceError where it is no page."""
    if answer.media_type and answer.media_type not in PAGES:
        raise SourceError(f"{answer.url}: is {answer.media_type}, no page; only HTML and plain text are read")
    kind = "text/plain" if answer.media_type == "text/plain" else "text/html"
    return Raw(
        source=answer.url, content=answer.content, media_type=kind, url=answer.url, fetched=answer.fetched
    )


def is_feed(answer: Answer) -> bool:
    """Tell a feed from a page, by what it says and by how it begins."""
    if answer.media_type in FEEDS:
        return True
    if answer.media_type == JSON:
        return b"jsonfeed.org/version" in answer.content[:2000]
    return bool(FEED.match(answer.content[:4000]))


def feed_entries(answer: Answer) -> tuple[Entry, ...]:
    """A feed (RSS, Atom, JSON) in; the pages that it names out. Raises SourceError where it is none.

    A feed that defines entities of its own is refused: they may stand for files of this machine, or for
    gigabytes.
    """
    from fastfeedparser import parse

    if ENTITY.search(answer.content):
        raise SourceError(f"{answer.url}: feed defines entities of its own; it was refused")
    try:
        feed = parse(answer.content)
    except Exception as error:
        raise SourceError(
            f"{answer.url}: is no feed that can be read ({error}); check the address"
        ) from error
    entries = []
    for item in feed.get("entries", ()):
        link = item.get("link")
        if link:
            url = urljoin(answer.url, str(link))
            entries.append(Entry(url=url, title=str(item.get("title") or "")))
    return tuple(entries)
