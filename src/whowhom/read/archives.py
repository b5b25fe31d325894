"""Read archives: ZIP and tar files of pages.

What an archive says of its members is not believed: a member is read up to a limit, however small it says it
is; one that unpacks to far more than it holds is passed over; and names are only names, nothing is written.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from whowhom.errors import SourceError
from whowhom.records import Problem, Raw

STAGE = "read"
MOST_MEMBER = 64 << 20  # bytes of one member, unpacked
MOST_HELD = 1 << 30  # bytes of a whole archive or table that is itself packed, or comes by a pipe
MOST_RATIO = 200  # unpacked bytes for a packed one; text packs to a tenth, a bomb to a thousandth
RATIO_FROM = 1 << 20  # members smaller than that may pack as well as they like

Item = Raw | Problem
ReadMember = Callable[[IO[bytes], str], Iterator[Item]]
"""Reads the pages of one member: its stream, and its name for messages."""


def read_zip(stream: IO[bytes], name: str, read: ReadMember) -> Iterator[Item]:
    """Read each file of a ZIP archive with `read`; members that are bombs or broken are problems."""
    source = searchable(stream, name)
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError) as error:
        yield problem(name, f"archive cannot be opened ({error}); get it again")
        return
    with archive:
        for info in archive.infolist():
            where = f"{name}!{info.filename}"
            if info.is_dir():
                continue
            if info.file_size > MOST_MEMBER or is_bomb(info.file_size, info.compress_size):
                yield problem(where, _too_large(info.file_size))
                continue
            try:
                content = archive.read(info) if info.file_size <= MOST_MEMBER else b""
            except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, NotImplementedError) as error:
                yield problem(where, f"member cannot be unpacked ({error}); get the archive again")
                continue
            yield from read(io.BytesIO(content), where)


def searchable(stream: IO[bytes], name: str) -> IO[bytes]:
    """Give a stream that can be searched: itself, or what it holds. Raises SourceError for too much."""
    if stream.seekable():
        return stream
    content = stream.read(MOST_HELD + 1)
    if len(content) > MOST_HELD:
        raise SourceError(f"{name}: holds more than {MOST_HELD:,} bytes; unpack it first")
    return io.BytesIO(content)


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
                    yield problem(where, _too_large(info.size))
                    continue
                member = archive.extractfile(info)
                if member is not None:
                    yield from read(io.BytesIO(member.read()), where)
    except (tarfile.TarError, OSError, EOFError) as error:
        yield problem(name, f"archive breaks off ({error}); get it again")


def problem(source: str, message: str) -> Problem:
    """Make a problem of reading."""
    return Problem(source=source, stage=STAGE, message=message)
