"""Pages out of ZIP, tar and WARC files; what is broken or a trap is said, and the rest is read."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pytest

from whowhom.errors import SourceError
from whowhom.read import archives, exports, read_pages, tables
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


def record(
    url: str,
    body: str | bytes,
    *,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    sent: str = "",
) -> bytes:
    """A WARC record of an HTTP answer; `sent` are further lines of its head."""
    content = body.encode() if isinstance(body, str) else body
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{sent}\r\n".encode() + content
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


@pytest.mark.parametrize("name", ["pages.jsonl.gz", "pages.csv.gz", "page.html.gz", "pages.zip.gz"])
def test_a_packed_bomb_is_passed_over_in_little_memory(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, limit in ((tables, "MOST_ROW"), (exports, "MOST_FILE"), (archives, "MOST_HELD")):
        monkeypatch.setattr(module, limit, 1 << 16)
    head = {"jsonl": '{"text": "One."}\n{"text": "', "csv": 'id,text\n1,One.\n2,"', "zip": "PK\3\4"}
    path = tmp_path / name
    path.write_bytes(gzip.compress(head.get(name.split(".")[1], "<html>").encode() + b"a " * (1 << 23)))
    tracemalloc.start()
    try:
        pages, said = read(path)
    except SourceError as error:
        pages, said = [], [str(error)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(pages) == (1 if name.split(".")[1] in ("jsonl", "csv") else 0)
    assert re.search(r"longer than|larger than|holds more than", " ".join(said))
    assert peak < 8 << 20


def test_a_tar_with_a_bomb_and_a_name_that_climbs_is_read_in_place(tmp_path: Path) -> None:
    path = tmp_path / "pages.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in (("bomb.txt", bytes(80 << 20)), ("../../evil.txt", b"Togo left.")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    before = set(tmp_path.parent.rglob("*"))
    pages, said = read(path)
    assert [p.source.rpartition("!")[2] for p in pages] == ["../../evil.txt"]
    assert said == [
        "pages.tar.gz!bomb.txt: member unpacks to 83,886,080 bytes; pages of up to 67,108,864 are read"
    ]
    assert set(tmp_path.parent.rglob("*")) == before


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_packed_file_that_breaks_off_says_so(tmp_path: Path, suffix: str) -> None:
    rows = "".join(f'{{"text": "Norway recalled envoy number {n * n} from Baku."}}\n' for n in range(9000))
    packed = (
        gzip.compress(rows.encode()) if suffix == "gz" else pa.compress(rows.encode(), "zstd", asbytes=True)
    )
    path = tmp_path / f"pages.jsonl.{suffix}"
    path.write_bytes(packed[: len(packed) // 2])
    pages, said = read(path)
    assert len(pages) > 0
    assert "file breaks off" in said[-1]


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


def urls(pages: list[Raw]) -> list[str]:
    return [str(p.url).rpartition("/")[2] for p in pages]


RECORDS = [record(f"https://example.org/{name}", HTML * 50) for name in "abcde"]
PACKED = [gzip.compress(r) for r in RECORDS]
WRONG = "record is broken"


@pytest.mark.parametrize(
    ("content", "read_anyhow", "message"),
    [
        (
            PACKED[1][:60] + bytes(30) + PACKED[1][90:],
            "acde",
            f"{WRONG} (Gzip decompression error: data error)",
        ),
        (PACKED[1][:100], "acde", f"{WRONG} (Gzip decompression error: data error)"),
        (PACKED[1][:-8] + b"\1" * 8, "acde", f"{WRONG} (Gzip decompression error: data error)"),
        (
            gzip.compress(RECORDS[1].replace(b"WARC/1.0", b"XARC/1.0")),
            "acde",
            f"{WRONG} (Invalid WARC header)",
        ),
        (gzip.compress(RECORDS[1][:500]), "acde", f"{WRONG} (it runs into the next)"),
        (b"no record at all" * 9, "acde", f"{WRONG} (Gzip decompression error: data error)"),
    ],
    ids=["damaged", "cut", "checksum", "header", "short", "rubbish"],
)
def test_a_broken_record_of_a_packed_warc_costs_no_other(
    tmp_path: Path, content: bytes, read_anyhow: str, message: str
) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(PACKED[0] + content + b"".join(PACKED[2:]))
    pages, said = read(path)
    assert urls(pages) == list(read_anyhow)
    assert said == [f"crawl.warc.gz#2: {message}; get the file again"]


@pytest.mark.parametrize(
    "content",
    [
        b"rubbish\r\n" * 20,
        RECORDS[1][:700],
        RECORDS[1].replace(b"Content-Length: ", b"Content-Length: 9"),
        RECORDS[1].replace(b"Content-Length: ", b"Content-Length: x"),
    ],
    ids=["rubbish", "short", "too long", "no length"],
)
def test_a_broken_record_of_a_plain_warc_costs_no_other(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(RECORDS[0] + content + b"".join(RECORDS[2:]))
    pages, said = read(path)
    assert [u for u in urls(pages) if u != "b"] == list("acde")
    assert len(said) == 1
    assert WRONG in said[0]
    assert {p.content.decode() for p in pages if not p.url.endswith("b")} == {HTML * 50}  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_page_that_breaks_off_with_the_file_is_no_page(tmp_path: Path, name: str) -> None:
    records = PACKED if name.endswith("gz") else RECORDS
    path = tmp_path / name
    path.write_bytes(records[0] + records[1][:-40])
    pages, said = read(path)
    assert urls(pages) == ["a"]
    assert len(said) == 1
    assert "it breaks off after" in said[0]
    assert "what follows is lost" in said[0]


def test_a_file_of_false_beginnings_comes_to_an_end(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(RECORDS[0] + b"WARC/1.0\r\n\r\nrubbish and more\r\n" * 5_000)
    pages, said = read(path)
    assert urls(pages) == ["a"]
    assert len(said) == 2
    assert said[1].endswith("no whole record was found behind it; what follows is lost")


def chunked(content: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (content[:40], content[40:], b""))


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (gzip.compress(HTML.encode()), "Content-Encoding: gzip\r\n"),
        (zlib.compress(HTML.encode()), "Content-Encoding: deflate\r\n"),
        (chunked(HTML.encode()), "Transfer-Encoding: chunked\r\n"),
        (chunked(gzip.compress(HTML.encode())), "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"),
        (pa.compress(HTML.encode(), "zstd", asbytes=True), "Content-Encoding: zstd\r\n"),
        (HTML.encode(), "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"),
        (HTML.encode(), "Content-Encoding: br\r\n"),
    ],
    ids=["gzip", "deflate", "chunked", "both", "zstd", "only said", "only said, br"],
)
def test_an_answer_is_read_as_it_was_sent(tmp_path: Path, body: bytes, sent: str) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(record("https://example.org/a", body, sent=sent) + RECORDS[1])
    pages, said = read(path)
    assert ([p.content.decode() for p in pages], said) == ([HTML, HTML * 50], [])


def test_an_empty_page_of_a_warc_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(record("https://example.org/a", " "))
    assert read(path) == ([], ["crawl.warc#1: page is empty; nothing to code"])
