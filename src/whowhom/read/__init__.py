"""Read pages from files: HTML, text, tables, archives (WARC, ZIP, tar), gzip and zstd, folders, globs.

Exports of news databases hold many articles a file (`exports`): Nexis, Factiva, ProQuest, NewsML-G2, NITF.
Addresses are read too: pages, and feeds with the pages that they name (`web`). Reading is lazy: one page, or
one export, at a time is held, whatever the size of the source.
"""

from __future__ import annotations

import glob
import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from whowhom.errors import SourceError
from whowhom.read.archives import ReadMember, read_tar, read_zip
from whowhom.read.documents import OLD_WORD, RTF
from whowhom.read.exports import KINDS, read_document
from whowhom.read.newsxml import NEWS
from whowhom.read.tables import read_table
from whowhom.read.warc import read_warc
from whowhom.records import Problem, Raw

STAGE = "read"
SUFFIXES = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "plain",
    ".text": "plain",
    ".docx": "docx",
    ".rtf": "rtf",
    ".xml": "xml",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "tar",
}
PACKED = frozenset({".gz", ".zst", ".zstd"})
ARCHIVES = frozenset({"warc", "zip", "tar"})
GZIP, ZSTD, PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"
ZIP, WARC, TAR = b"PK\x03\x04", b"WARC/", b"ustar"
WORD = b"[Content_Types].xml"  # a member of every DOCX
TAR_MARK = 257  # where a tar file says what it is
MARKUP = re.compile(rb"<(?:!doctype|html|head|body|\?xml|meta|div|article|!--)", re.IGNORECASE)
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
PEEK = 1 << 16

Item = Raw | Problem


def read_pages(
    sources: Sequence[str | Path] | str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    private: bool = False,
) -> Iterator[Item]:
    """Files, folders, globs, addresses or `-` (standard input) in; pages and problems out, one by one.

    `private` allows addresses within private networks. `columns` names a table's columns where they are not
    found by themselves: `{"text": "Body"}`.
    A row that cannot be used is a `Problem` with file and line, and the others go on. Raises SourceError
    where a source is missing, holds nothing that can be read, or is a table without a column of text.
    """
    several = [sources] if isinstance(sources, (str, Path)) else list(sources)
    if not several:
        raise SourceError("no source given; name a file, a folder or - for standard input")
    for source in several:
        if str(source) == "-":
            reader = io.BufferedReader(sys.stdin.buffer, PEEK)  # type: ignore[type-var]
            try:
                yield from _read_stream(reader, "-", None, columns)
            finally:
                reader.detach()
            continue
        if ADDRESS.match(str(source)):
            yield from _read_address(str(source), private)
            continue
        files = _files(str(source))
        if [str(path) for path in files] == [str(source)]:
            yield from _read_file(files[0], columns)
            continue
        for path in files:
            yield from _read_one_of_many(path, columns)


def _read_address(url: str, private: bool) -> Iterator[Item]:
    from whowhom.read.web import Web, read_address

    web = Web(private=private)
    try:
        yield from read_address(url, web)
    finally:
        web.close()


def _read_one_of_many(path: Path, columns: Mapping[str, str] | None) -> Iterator[Item]:
    """Read a file of a folder or glob: where it cannot be read, the others still are."""
    try:
        yield from _read_file(path, columns)
    except SourceError as error:
        message = str(error).removeprefix(f"{path}: ")
        yield Problem(source=str(path), stage=STAGE, message=message)


def _files(source: str) -> list[Path]:
    """Give the files of a source: itself, those of a folder and its folders, those that fit a glob."""
    path = Path(source)
    if path.is_dir():
        found = [p for p in sorted(path.rglob("*")) if _kind(p) and p.is_file() and not _hidden(p, path)]
        if not found:
            known = " ".join(sorted(SUFFIXES))
            raise SourceError(f"{source}: no readable file in this folder; it must hold files of {known}")
        return found
    if path.exists():
        return [path]
    if not glob.has_magic(source):
        raise SourceError(f"{source}: no such file or folder; check the name")
    matches = [Path(name) for name in glob.glob(source, recursive=True)]  # noqa: PTH207
    if not matches:
        raise SourceError(f"{source}: no file fits this pattern; check it")
    return sorted(path for path in matches if path.is_file())


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _kind(path: Path) -> str | None:
    """Give the kind of file that the name tells, `.gz` and `.zst` put aside; None where it tells none."""
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return SUFFIXES.get(suffixes[-1]) if suffixes else None


def _read_file(path: Path, columns: Mapping[str, str] | None) -> Iterator[Item]:
    try:
        stream = path.open("rb", buffering=PEEK)  # what is peeked at is no longer than the buffer
    except OSError as error:
        raise SourceError(f"{path}: cannot be opened ({error.strerror}); check its permissions") from error
    with stream:
        yield from _read_stream(stream, str(path), _kind(path), columns)


def _read_stream(
    raw: IO[bytes], name: str, kind: str | None, columns: Mapping[str, str] | None
) -> Iterator[Item]:
    """Unpack a stream, guess its kind where the name does not tell, and read it."""
    broken = ""
    try:
        if kind == "warc":  # its members are packed one by one, and the reader knows how
            yield from read_warc(raw, name)
            return
        stream = _unpacked(io.BufferedReader(raw, PEEK) if not hasattr(raw, "peek") else raw)
        head = stream.peek(PEEK)
        kind = kind or _sniff(head)
        if not head.strip():
            broken = "file is empty; nothing to code"
        elif kind == "warc":
            yield from read_warc(stream, name)
        elif kind == "zip":
            yield from read_zip(stream, name, _member(columns))
        elif kind == "tar":
            yield from read_tar(stream, name, _member(columns))
        elif kind in KINDS:
            yield from read_document(stream, name, kind)
        else:
            yield from read_table(stream, name, kind, columns)
        if isinstance(stream.raw, _Unzipped) and stream.raw.broken:
            broken = f"file breaks off ({stream.raw.broken}); get it again"
    except OSError as error:
        broken = f"file breaks off ({error}); get it again"
    if broken:
        yield Problem(source=name, stage=STAGE, message=broken)


def _member(columns: Mapping[str, str] | None) -> ReadMember:
    """Give what reads a member of an archive: as a file of a folder, archives within archives passed over."""

    def read(stream: IO[bytes], name: str) -> Iterator[Item]:
        path = Path(name.rpartition("!")[2])
        kind = _kind(path)
        if kind in ARCHIVES or path.name.startswith(".") or (kind is None and path.suffix):
            return
        try:
            yield from _read_stream(stream, name, kind, columns)
        except SourceError as error:
            message = str(error).removeprefix(f"{name}: ")
            yield Problem(source=name, stage=STAGE, message=message)

    return read


def _unpacked(stream: Any) -> Any:
    head = stream.peek(8)
    if head.startswith(GZIP):
        return io.BufferedReader(_Unzipped(stream), PEEK)
    if head.startswith(ZSTD):
        import pyarrow

        return io.BufferedReader(pyarrow.CompressedInputStream(stream, "zstd"), PEEK)
    return stream


class _Unzipped(io.RawIOBase):
    """A gzip stream that gives all it can before it says that it breaks off."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.broken = ""
        self._inner = gzip.GzipFile(fileobj=stream)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; 0 where the stream ends."""
        try:
            data = self._inner.read1(len(buffer))
        except (EOFError, OSError, zlib.error) as error:
            self.broken = str(error)
            return 0
        buffer[: len(data)] = data
        return len(data)


def _sniff(head: bytes) -> str:
    """Guess the kind of content from how it begins."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if (start.startswith(ZIP) and WORD in head) or start.startswith(OLD_WORD):
        return "docx"
    for mark, kind in ((PARQUET, "parquet"), (ZIP, "zip"), (WARC, "warc"), (RTF, "rtf")):
        if start.startswith(mark):
            return kind
    if head[TAR_MARK : TAR_MARK + len(TAR)] == TAR:
        return "tar"
    if start.startswith((b"{", b"[")):
        return "json"
    if start.startswith(b"<") and NEWS.search(start[:4000]):
        return "xml"
    return "html" if MARKUP.search(start[:2000]) else "plain"
