"""Pages and feeds are fetched politely and warily; all servers here are on loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.robotparser import RobotFileParser

import pytest

from loopback import Site
from whowhom.errors import SourceError
from whowhom.pipeline import Coder
from whowhom.read import read_pages
from whowhom.read import web as web_module
from whowhom.read.web import Web, feed_entries, is_feed, read_address
from whowhom.records import Problem, Raw
from whowhom.store import Store
from whowhom.watch import Feed, watch_once

PAGE = (
    "<html><head><title>Envoy recalled</title></head><body><article><p>Norway recalled its envoy from Baku "
    "on Monday, the foreign ministry in Oslo said in a statement to the press.</p></article></body></html>"
)
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>World</title>'
    "<item><title>One</title><link>/one</link></item><item><title>Gone</title><link>/gone</link></item>"
    "</channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>World</title>'
    '<entry><title>One</title><id>1</id><link href="/one"/></entry></feed>'
)
JSON_FEED = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "World",'
    ' "items": [{"id": "1", "url": "https://example.org/one", "title": "One"}]}'
)
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><channel/></rss>'
)


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def naps() -> list[float]:
    """The seconds that were to be slept."""
    return []


@pytest.fixture
def web(naps: list[float]) -> Iterator[Web]:
    found = Web(private=True, clock=lambda: sum(naps), sleep=naps.append)
    yield found
    found.close()


# --- one page -------------------------------------------------------------------------------------


def test_a_page_comes_with_its_address(site: Site, web: Web) -> None:
    url = site.put("/one", PAGE)
    (raw,) = read_address(url, web)
    assert isinstance(raw, Raw)
    assert (raw.url, raw.content.decode(), raw.media_type) == (url, PAGE, "text/html")


def test_a_redirect_is_followed_and_the_last_address_kept(site: Site, web: Web) -> None:
    site.put("/new", PAGE)
    url = site.put("/old", "", code=301, Location="/new")
    (raw,) = read_address(url, web)
    assert isinstance(raw, Raw)
    assert raw.url == site.url + "/new"


@pytest.mark.parametrize(
    ("path", "more", "message"),
    [
        ("/missing", None, "server answers 404; check the address"),
        ("/loop", {"code": 302, "Location": "/loop"}, "leads from address to address without end"),
        (
            "/file",
            {"code": 302, "Location": "file:///etc/hostname"},
            "only http and https addresses are fetched",
        ),
        ("/picture", {"Content_Type": "image/png"}, "is image/png, no page"),
    ],
)
def test_what_gives_no_page_says_why(
    site: Site, web: Web, path: str, more: dict[str, str] | None, message: str
) -> None:
    if more is not None:
        site.put(path, "x", **more)  # type: ignore[arg-type]
    with pytest.raises(SourceError, match=message):
        list(read_address(site.url + path, web))


def test_an_endless_answer_is_broken_off(site: Site, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_module, "MOST_BYTES", 1000)
    url = site.put("/long", "x" * 2000)
    with pytest.raises(SourceError, match="longer than 1,000 bytes; it was broken off"):
        web.get(url)


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_server_that_drips_without_end_is_broken_off(
    site: Site, monkeypatch: pytest.MonkeyPatch, part: Literal["head", "body"]
) -> None:
    monkeypatch.setattr(web_module, "MOST_SECONDS", 0.6)
    web = Web(private=True, pause=0, sleep=lambda seconds: None)
    url = site.put("/slow", PAGE)
    site.dripping["/slow"] = part
    start = time.monotonic()
    with pytest.raises(SourceError, match="takes longer than 1 seconds; it was broken off"):
        web.get(url)
    assert time.monotonic() - start < 5
    web.close()


def test_a_busy_server_is_asked_again_after_the_time_it_names(
    site: Site, web: Web, naps: list[float]
) -> None:
    url = site.put("/busy", "", code=503, Retry_After="7")
    with pytest.raises(SourceError, match="server answers 503"):
        web.get(url)
    assert site.paths().count("/busy") == 3
    assert naps.count(7.0) == 2


def test_a_host_is_not_asked_faster_than_it_bears(site: Site, web: Web, naps: list[float]) -> None:
    for name in ("/a", "/b"):
        web.get(site.put(name, PAGE))
    assert naps == [1.0, 1.0]  # before /a, since robots.txt was asked first, and before /b


def test_robots_are_kept_to(site: Site, web: Web) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/\n", Content_Type="text/plain")
    url = site.put("/private/one", PAGE)
    with pytest.raises(SourceError, match=r"robots\.txt of the site asks not to fetch this"):
        web.get(url)
    assert "/private/one" not in site.paths()


# --- private networks -----------------------------------------------------------------------------


def test_a_private_address_is_refused_unless_allowed(site: Site) -> None:
    url = site.put("/one", PAGE)
    with pytest.raises(SourceError, match="private network; it is fetched only with --allow-private"):
        list(read_pages(url))
    assert site.asked == []
    assert len(list(read_pages(url, private=True))) == 1


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest", "ftp://x/"]
)
def test_no_way_leads_into_a_private_network(url: str) -> None:
    with pytest.raises(SourceError, match=r"private network|only http and https"):
        Web().get(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, public: bool) -> None:
    assert web_module.is_public(address) == public


def test_a_redirect_into_a_private_network_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    own = web_module.is_public
    monkeypatch.setattr(web_module, "is_public", lambda a: a == "127.0.0.1" or own(a))  # the site is public
    url = site.put("/old", "", code=302, Location="http://10.0.0.1/admin")
    with pytest.raises(
        SourceError, match=rf"10\.0\.0\.1/admin: lies in a private network \({url} leads there\)"
    ):
        Web(pause=0).get(url)


def test_a_name_that_leads_elsewhere_the_second_time_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    monkeypatch.setattr(web_module, "_addresses", look_up)
    web = Web(pause=0, sleep=lambda seconds: None)
    web._robots[site.url.replace("127.0.0.1", "news.example")] = RobotFileParser()
    web._robots[site.url.replace("127.0.0.1", "news.example")].parse([])
    with pytest.raises(SourceError, match="host lies in a private network"):
        web.get(site.url.replace("127.0.0.1", "news.example") + "/one")
    assert site.asked == []


# --- feeds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS, "application/rss+xml"),
        (RSS, "text/xml"),
        (ATOM, "application/xml"),
        (JSON_FEED, "application/json"),
    ],
)
def test_feeds_of_all_kinds_are_known(site: Site, web: Web, body: str, kind: str) -> None:
    answer = web.get(site.put("/feed", body, Content_Type=kind))
    assert is_feed(answer)
    assert feed_entries(answer)[0].url.endswith("/one")


def test_a_feed_gives_its_pages_and_the_problems_of_those_that_are_gone(site: Site, web: Web) -> None:
    site.put("/one", PAGE)
    items = list(read_address(site.put("/feed", RSS, Content_Type="application/rss+xml"), web))
    assert [type(item) for item in items] == [Raw, Problem]


@pytest.mark.parametrize(
    ("body", "message"),
    [(BILLION, "defines entities of its own; it was refused"), ("<rss><oops", "is no feed that can be read")],
)
def test_a_bad_feed_is_refused(site: Site, web: Web, body: str, message: str) -> None:
    answer = web.get(site.put("/feed", body, Content_Type="application/rss+xml"))
    with pytest.raises(SourceError, match=message):
        feed_entries(answer)


# --- watching -------------------------------------------------------------------------------------


def test_watching_stores_what_is_new_and_asks_for_nothing_twice(
    site: Site, web: Web, coder: Coder, tmp_path: Path
) -> None:
    site.put("/one", PAGE)
    feed = Feed(site.put("/feed", RSS, Content_Type="application/rss+xml", ETag='"1"'))
    said: list[str] = []
    with Store(tmp_path / "news.duckdb") as store:
        first = watch_once([feed], store, coder, web, said.append)
        again = watch_once([feed], store, coder, web, said.append)
        assert (first.new, again.new, store.count("page"), store.count("deed")) == (1, 0, 1, 1)
    assert site.paths().count("/one") == 1
    assert dict(site.asked)["/feed"]["if-none-match"] == '"1"'
    assert said == []


def test_a_feed_that_fails_is_asked_less_and_less(site: Site, web: Web, coder: Coder, tmp_path: Path) -> None:
    feed = Feed(site.url + "/feed")
    said: list[str] = []
    with Store(tmp_path / "news.duckdb") as store:
        for _ in range(8):
            watch_once([feed], store, coder, web, said.append)
    assert site.paths().count("/feed") == 3
    assert said == [f"{feed.url}: server answers 404; check the address"] * 3
