"""Read archives: ZIP and tar files of pages, and WARC files as crawlers (Common Crawl too) write them.

What an archive says of its members is not believed: a member is read up to a limit, however small it says it
is; one that unpacks to far more than it holds is passed over; and names are only names, nothing is written.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, Any

from whowhom.records import Problem, Raw

STAGE = "read"
MOST_MEMBER = 64 << 20  # bytes of one member, unpacked
MOST_RATIO = 200  # unpacked bytes for a packed one; text packs to a tenth, a bomb to a thousandth
RATIO_FROM = 1 << 20  # members smaller than that may pack as well as they like
HTML = ("text/html", "application/xhtml+xml")

Item = Raw | Problem
ReadMember = Callable[[IO[bytes], str], Iterator[Item]]
"""Reads the pages of one member: its stream, and its name for messages."""


def read_zip(stream: IO[bytes], name: str, read: ReadMember) -> Iterator[Item]:
    """Read each file of a ZIP archive with `read`; members that are bombs or broken are problems."""
    source = stream if stream.seekable() else io.BytesIO(stream.read())
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError) as error:
        yield _problem(name, f"archive cannot be opened ({error}); get it again")
        return
    with archive:
        for info in archive.infolist():
            where = f"{name}!{info.filename}"
            if info.is_dir():
                continue
            if info.file_size > MOST_MEMBER or is_bomb(info.file_size, info.compress_size):
                yield _problem(where, _too_large(info.file_size))
                continue
            try:
                content = archive.read(info) if info.file_size <= MOST_MEMBER else b""
            except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, NotImplementedError) as error:
                yield _problem(where, f"member cannot be unpacked ({error}); get the archive again")
                continue
            yield from read(io.BytesIO(content), where)


def is_bomb(size: int, packed: int) -> bool:
    """Tell a member that unpacks to far more than text does, by its bytes unpacked and packed."""
    return size > RATIO_FROM and size > MOST_RATIO * max(1, packed)


def _too_large(size: int) -> str:
    return f"member unpacks to {size:,} bytes; pages of up to {MOST_MEMBER:,} are read"


def read_tar(stream: IO[bytes], name: str, read: ReadMember) -> Iterator[Item]:
    """Read each file of a tar archive with `read`; links and devices are passed over."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                if not info.isfile():
                    continue
                where = f"{name}!{info.name}"
                if info.size > MOST_MEMBER:
                    yield _problem(where, _too_large(info.size))
                    continue
                member = archive.extractfile(info)
                if member is not None:
                    yield from read(io.BytesIO(member.read()), where)
    except (tarfile.TarError, OSError, EOFError) as error:
        yield _problem(name, f"archive breaks off ({error}); get it again")


def read_warc(stream: IO[bytes], name: str) -> Iterator[Item]:
    """Read the HTML responses of a WARC file, gzip and zstd too; broken records are problems.

    Answers that are no page (redirects, errors, pictures) are passed over without a word.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    number = 0
    records = iter(ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True))
    while True:
        number += 1
        where = f"{name}#{number}"
        try:
            record = next(records, None)
            if record is None:
                return
            item = _response(record, where)
        except (ValueError, OSError, EOFError, RuntimeError) as error:
            yield _problem(where, f"record is broken ({error}); what follows is lost, get the file again")
            return
        if item is not None:
            yield item


def _response(record: Any, where: str) -> Item | None:
    """Make a raw page of one answer; `None` where it is none."""
    answer = record.http_headers
    if answer is None:
        return _problem(where, "record holds no HTTP answer; passed over")
    kind = (record.http_content_type or "").split(";")[0].strip().lower()
    if answer.status_code != 200 or kind not in HTML:
        return None
    content = record.reader.read(MOST_MEMBER)
    if not content.strip():
        return _problem(where, "page is empty; nothing to code")
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


def _problem(source: str, message: str) -> Problem:
    return Problem(source=source, stage=STAGE, message=message)
