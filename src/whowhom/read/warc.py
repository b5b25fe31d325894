"""Read WARC files, plain, gzip or zstd, as crawlers (Common Crawl too) write them.

A record that is broken costs no other: reading goes on with the next one that stands behind it, where the
file can be searched. A record that breaks off, or runs into the next, is no page but a problem.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from whowhom.read.archives import MOST_MEMBER, Item, problem
from whowhom.records import Raw

HTML = ("text/html", "application/xhtml+xml")
# how a record begins: a gzip member, a zstd frame, or its first line
START = re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|WARC/1\.[01]\r?\n")
MOST_START = 16  # bytes of the longest of them
INNER = re.compile(rb"WARC/1\.[01]\r?\n(?:[\w-]+: [^\n]*\n){0,3}WARC-")  # a record within a page
SEARCHED = 1 << 20  # bytes searched at a time
MOST_TRIES = 500  # places behind one broken record that are tried as the next
CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r\n")


class _BrokenError(Exception):
    """A record is broken; its text says how."""


def read_warc(stream: IO[bytes], name: str) -> Iterator[Item]:
    """Read the HTML responses of a WARC file; broken records are problems, and the rest is read.

    Answers that are no page (redirects, errors, pictures) are passed over without a word.
    """
    run = _Run(stream, name)
    start: int | None = 0
    while start is not None:
        yield from run.read_from(start)
        start = run.go_on


class _Run:
    """One reading of a WARC file: how many answers came, and where to go on behind a broken record."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self.stream, self.name = stream, name
        self.number = self.tries = 0
        self.go_on: int | None = None

    def read_from(self, start: int) -> Iterator[Item]:
        """Read records from an offset up to one that is broken, and set `go_on` behind that."""
        from fastwarc.warc import ArchiveIterator, WarcRecordType

        kinds, last = WarcRecordType.response, start
        try:
            if start:
                self.stream.seek(start)
            for record in ArchiveIterator(self.stream, record_types=kinds, parse_http=True):
                self.number += 1
                last = start + record.stream_pos
                item = _response(record, f"{self.name}#{self.number}")
                self.tries = 0
                if item is not None:
                    yield item
            self.go_on = None
        except (_BrokenError, ValueError, OSError, EOFError, RuntimeError) as error:
            self.number += not isinstance(error, _BrokenError)
            self.go_on = self._behind(max(last, start) + 1)
            if self.tries == 0:  # each place that is tried in vain is part of the same fault
                lost = "" if self.go_on else "; what follows is lost"
                message = f"record is broken ({error}){lost}; get the file again"
                yield problem(f"{self.name}#{self.number}", message)
            elif self.go_on is None and self.tries > MOST_TRIES:
                yield problem(self.name, "no whole record was found behind it; what follows is lost")
            self.number -= self.tries > 0
            self.tries += 1

    def _behind(self, at: int) -> int | None:
        """Give where the next record may begin, at an offset or behind it; `None` where none does."""
        if not self.stream.seekable() or self.tries > MOST_TRIES:
            return None
        self.stream.seek(at)
        held = b""
        while more := self.stream.read(SEARCHED):
            held += more
            if found := START.search(held):
                return at + found.start()
            at += max(0, len(held) - MOST_START)
            held = held[-MOST_START:]
        return None


def _response(record: Any, where: str) -> Item | None:
    """Make a raw page of one answer; `None` where it is none. Raises _BrokenError."""
    answer = record.http_headers
    if answer is None:
        return problem(where, "record holds no HTTP answer; passed over")
    kind = (record.http_content_type or "").split(";")[0].strip().lower()
    if answer.status_code != 200 or kind not in HTML:
        return None
    told = record.content_length
    content = record.reader.read(MOST_MEMBER)
    if len(content) < min(told, MOST_MEMBER):
        raise _BrokenError(f"it breaks off after {len(content):,} of {told:,} bytes")
    if INNER.search(content):
        raise _BrokenError("it runs into the next")
    content = _decoded(content, {name.lower(): value.lower() for name, value in answer.items()})
    if not content.strip():
        return problem(where, "page is empty; nothing to code")
    url = record.headers.get("WARC-Target-URI")
    return Raw(
        source=where,
        content=content,
        media_type="text/html",
        url=url.strip("<>") if url else None,
        fetched=_moment(record.headers.get("WARC-Date")),
    )


def _moment(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        return None


# --- how an answer was sent -----------------------------------------------------------------------


def _decoded(content: bytes, headers: dict[str, str]) -> bytes:
    """Undo how an answer was sent: in chunks, packed. Some crawlers store it so, and some only say so."""
    if "chunked" in headers.get("transfer-encoding", ""):
        content = _joined(content)
    match headers.get("content-encoding", "").strip():
        case "gzip" | "x-gzip" | "deflate":
            return _inflated(content)
        case "br":
            return _unpacked(content, "brotli")
        case "zstd":
            return _unpacked(content, "zstd")
        case _:
            return content


def _joined(content: bytes) -> bytes:
    """Put chunks together; what is not in chunks comes back as it is."""
    parts: list[bytes] = []
    at = 0
    while head := CHUNK.match(content, at):
        size = int(head[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(content[head.end() : head.end() + size])
        at = head.end() + size + 2  # a line break ends a chunk
    return b"".join(parts) if parts and at >= len(content) else content


def _inflated(content: bytes) -> bytes:
    for window in (47, -15):  # gzip or zlib, told by its head; bare deflate
        try:
            return zlib.decompressobj(window).decompress(content, MOST_MEMBER) or content
        except zlib.error:
            continue
    return content


def _unpacked(content: bytes, codec: str) -> bytes:
    import pyarrow

    try:
        with pyarrow.CompressedInputStream(io.BytesIO(content), codec) as stream:
            found: bytes = stream.read(MOST_MEMBER)
    except (OSError, pyarrow.ArrowInvalid):
        return content
    return found or content
