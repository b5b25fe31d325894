"""Pages out of ZIP, tar and WARC files; what is broken or a trap is said, and the rest is read."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from whowhom.read import read_pages
from whowhom.records import Problem, Raw

HTML = "<html><body><p>Norway recalled its envoy from Baku on Monday, the ministry said.</p></body></html>"


def read(path: Path) -> tuple[list[Raw], list[str]]:
    """The raw pages of a source, and its problems as `source: message` without the folder."""
    items = list(read_pages(str(path)))
    said = [f"{i.source.replace(str(path), path.name)}: {i.message}" for i in items if isinstance(i, Problem)]
    return [i for i in items if isinstance(i, Raw)], said


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


def record(url: str, body: str, *, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """A WARC record of an HTTP answer."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{abs(hash(url)) % 10**12:012d}>\r\n"
        f"WARC-Date: 2021-02-22T10:00:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


# --- ZIP and tar ----------------------------------------------------------------------------------


def test_each_page_of_a_zip_is_read_with_its_name(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "pages.zip", a_html=HTML.encode(), sub__b_txt=b"Togo left.", c_png=b"\x89PNG", _x=b""
    )
    pages, said = read(path)
    assert [p.source.rpartition("!")[2] for p in pages] == ["a.html", "sub/b.txt"]
    assert (pages[0].media_type, pages[1].media_type, said) == ("text/html", "text/plain", [])


def test_a_table_within_a_zip_gives_its_rows(tmp_path: Path) -> None:
    path = zipped(tmp_path / "pages.zip", a_jsonl=b'{"text": "One."}\n{"text": "Two."}\n')
    assert len(read(path)[0]) == 2


def test_a_name_that_climbs_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../evil.txt", "Togo left.")
    before = set(tmp_path.parent.rglob("*"))
    assert len(read(path)[0]) == 1
    assert set(tmp_path.parent.rglob("*")) == before


def test_a_bomb_is_passed_over_and_the_rest_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "pages.zip", bomb_txt=b"0" * (80 << 20), a_txt=b"Togo left.")
    pages, said = read(path)
    assert len(pages) == 1
    assert said == [
        "pages.zip!bomb.txt: member unpacks to 83,886,080 bytes; pages of up to 67,108,864 are read"
    ]


def test_a_broken_zip_says_so(tmp_path: Path) -> None:
    path = tmp_path / "pages.zip"
    path.write_bytes(zipped(tmp_path / "whole.zip", a_txt=b"Togo left." * 50).read_bytes()[:60])
    assert read(path) == ([], ["pages.zip: archive cannot be opened (File is not a zip file); get it again"])


@pytest.mark.parametrize("name", ["pages.tar", "pages.tar.gz", "pages.tgz"])
def test_each_page_of_a_tar_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with tarfile.open(path, "w" if name.endswith("tar") else "w:gz") as archive:
        info = tarfile.TarInfo("a.html")
        info.size = len(HTML)
        archive.addfile(info, io.BytesIO(HTML.encode()))
        link = tarfile.TarInfo("b.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)
    pages, said = read(path)
    assert ([p.content.decode() for p in pages], said) == ([HTML], [])


# --- WARC -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True])
def test_the_pages_of_a_warc_come_with_address_and_time(tmp_path: Path, packed: bool) -> None:
    records = [
        record("https://example.org/a", HTML),
        record("https://example.org/b", "gone", status="404 Not Found"),
        record("https://example.org/c.png", "x", kind="image/png"),
        record("https://example.org/d", HTML.replace("Norway", "Togo")),
    ]
    path = tmp_path / ("crawl.warc.gz" if packed else "crawl.warc")
    path.write_bytes(b"".join(gzip.compress(r) if packed else r for r in records))
    pages, said = read(path)
    assert [p.url for p in pages] == ["https://example.org/a", "https://example.org/d"]
    assert pages[0].content.decode() == HTML
    assert pages[0].fetched is not None
    assert (pages[0].fetched.isoformat(), said) == ("2021-02-22T10:00:00+00:00", [])


def test_a_warc_that_breaks_off_gives_what_it_holds(tmp_path: Path) -> None:
    whole = gzip.compress(record("https://example.org/a", HTML))
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(whole + gzip.compress(record("https://example.org/b", HTML * 99))[:80])
    pages, _ = read(path)
    assert pages[0].url == "https://example.org/a"


def test_an_empty_page_of_a_warc_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(record("https://example.org/a", " "))
    assert read(path) == ([], ["crawl.warc#1: page is empty; nothing to code"])
