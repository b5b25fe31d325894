"""Read tables: JSON, JSON lines, CSV and Parquet, a page a row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import IO, Any, AnyStr

from whowhom.errors import SourceError
from whowhom.read.archives import searchable
from whowhom.records import Problem, Raw

STAGE = "read"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "doc_id": ("doc_id", "id", "docid", "article_id", "articleid", "uid", "story_id", "stories_id"),
    "url": ("url", "link", "source_url", "article_url", "uri", "web_url"),
    "outlet": (
        "outlet",
        "source",
        "publisher",
        "media_name",
        "sitename",
        "site_name",
        "source_domain",
        "domain",
    ),
    "author": ("author", "authors", "byline"),
    "published": (
        *("published", "date", "publish_date", "published_at", "pub_date", "pubdate", "date_publish"),
        *("publication_date", "date_published", "datepublished", "published_date", "publishedat"),
    ),
    "modified": ("modified", "date_modify", "modified_at", "updated", "datemodified", "date_modified"),
    "title": ("title", "headline", "heading"),
    "text": (
        *("text", "body", "content", "article", "articlebody", "article_body", "maintext", "main_text"),
        *("full_text", "fulltext", "story_text", "article_text", "body_text", "plain_text"),
    ),
}
"""The names under which a table may hold a field, likeliest first; capitals do not count."""

PEEK = 1 << 16
CHUNK = 1 << 20
MOST_ROW = 64 << 20
NO_TEXT_ROWS = 100
MEDIA_CLOUD = frozenset({"media_name", "publish_date", "url"})

Row = Mapping[str, Any]
Item = Raw | Problem


def read_table(stream: IO[bytes], name: str, kind: str, columns: Mapping[str, str] | None) -> Iterator[Item]:
    """Read a table's rows; raises SourceError where none of the first rows has a column of text."""
    without, any_text = 0, False
    seen: tuple[str, ...] = ()
    for line, row in _rows(stream, name, kind):
        source = f"{name}:{line}"
        if isinstance(row, str):
            yield Problem(source=source, stage=STAGE, message=row)
            continue
        fields = _fields(row, columns)
        if "text" in fields:
            any_text = True
            yield _raw(fields, source)
            continue
        without, seen = without + 1, tuple(row)
        if not any_text and (without >= NO_TEXT_ROWS or kind in ("csv", "parquet")):
            break
        yield Problem(source=source, stage=STAGE, message="field text: is missing; add it or remove the row")
    if without and not any_text:
        raise SourceError(_no_text(name, seen, columns))


def _no_text(name: str, seen: Iterable[str], columns: Mapping[str, str] | None) -> str:
    seen = list(seen)
    if not (columns and "text" in columns) and {str(key).strip().lower() for key in seen} >= MEDIA_CLOUD:
        return (
            f"{name}: is a list of stories without their text, as Media Cloud exports it; "
            "fetch the pages by its column url and code these, or add a column text"
        )
    wanted = f"no column {columns['text']!r}" if columns and "text" in columns else "no column of text"
    listed = ", ".join(str(key) for key in seen[:12]) or "none"
    return f"{name}: {wanted} (columns: {listed}); say which column holds it, as text=NAME"


def _fields(row: Row, columns: Mapping[str, str] | None) -> dict[str, Any]:
    """Give a row's values under the names of `Page`; a column named by the caller goes before a guess."""
    lower = {str(key).strip().lower(): key for key in row}
    fields: dict[str, Any] = {}
    for field, names in COLUMNS.items():
        wanted = columns.get(field) if columns else None
        if wanted is not None:
            if wanted in row:
                fields[field] = row[wanted]
            continue
        key = next((lower[n] for n in names if n in lower and row[lower[n]] not in (None, "")), None)
        key = key if key is not None else next((lower[n] for n in names if n in lower), None)
        if key is not None:
            fields[field] = row[key]
    return fields


def _raw(fields: dict[str, Any], source: str) -> Item:
    text = fields["text"]
    if not isinstance(text, str):
        kind = "empty" if text is None else type(text).__name__
        message = f"field text: must be text, not {kind}; mend or remove the row"
        return Problem(source=source, stage=STAGE, message=message)
    if not text.strip():
        message = "field text: is empty; fill it or remove the row"
        return Problem(source=source, stage=STAGE, message=message)
    content = json.dumps(fields, default=_plain).encode("ascii")
    return Raw(source=source, content=content, media_type="application/json")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _rows(stream: IO[bytes], name: str, kind: str) -> Iterator[tuple[int, Row | str]]:
    """Give (line or row number from 1, row or what is wrong with it)."""
    if kind == "csv":
        yield from _csv_rows(stream, name)
    elif kind == "parquet":
        yield from _parquet_rows(stream, name)
    elif not _is_lines(stream):
        yield from _json_rows(stream)
    else:
        yield from _line_rows(stream)


def _is_lines(stream: Any) -> bool:
    """Tell whether JSON begins with a whole object on its first line (so that more follow, one a line)."""
    head: bytes = stream.peek(PEEK).lstrip(b"\xef\xbb\xbf \t\r\n")
    first, newline, _ = head.partition(b"\n")
    if head.startswith(b"["):
        return False
    if not newline:
        return len(head) >= PEEK // 2  # a long first line; else the file is one object
    try:
        return isinstance(json.loads(first), dict)
    except ValueError:
        return False


def _line_rows(stream: IO[bytes]) -> Iterator[tuple[int, Row | str]]:
    for number, line in enumerate(_lines(stream), 1):
        if len(line) > MOST_ROW:
            yield number, f"line is longer than {MOST_ROW:,} bytes; it was passed over"
            continue
        text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").strip()
        if not text:
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield number, f"line is no JSON ({_short(error)}); mend or remove it"
            continue
        if isinstance(row, dict):
            yield from ((number, item) for item in (_unwrapped(row) if number == 1 else [row]))
        else:
            yield number, "line is no JSON object; write one object a line"


def _lines(stream: IO[AnyStr]) -> Iterator[AnyStr]:
    """Give lines, of one that is longer than MOST_ROW a part that is longer too: it may never end."""
    while line := stream.readline(MOST_ROW + 1):
        yield line
        while len(line) > MOST_ROW and (line := stream.readline(MOST_ROW + 1)):
            pass  # the rest of it


def _short(error: Exception) -> str:
    return str(error).split(":")[0] if isinstance(error, ValueError) else "nested too deep"


@contextmanager
def _as_text(stream: IO[bytes], newline: str | None = None) -> Iterator[io.TextIOWrapper]:
    """Read a stream as UTF-8 text; the stream itself stays open."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline=newline)
    try:
        yield text
    finally:
        text.detach()


def _json_rows(stream: IO[bytes]) -> Iterator[tuple[int, Row | str]]:
    """Read a JSON file: one object, an object with a list of objects, or a list read piece by piece."""
    with _as_text(stream) as text:
        start = text.read(CHUNK).lstrip()
        if start.startswith("["):
            yield from _json_list(start, text)
        else:
            yield from _json_object(start + text.read(MOST_ROW))


def _json_list(buffer: str, text: io.TextIOWrapper) -> Iterator[tuple[int, Row | str]]:
    decoder, line, buffer = json.JSONDecoder(), 1, buffer[1:]
    while True:
        rest = buffer.lstrip(" \t\r\n,")
        line += buffer[: len(buffer) - len(rest)].count("\n")
        buffer = rest
        if buffer.startswith("]"):
            return
        try:
            row, end = decoder.raw_decode(buffer)
        except (ValueError, RecursionError) as error:
            more = text.read(max(CHUNK, len(buffer))) if len(buffer) < MOST_ROW else ""
            if not more:
                yield line, f"list breaks off or is no JSON here ({_short(error)}); rows after it are lost"
                return
            buffer += more
            continue
        yield line, row if isinstance(row, dict) else "item is no JSON object; write a list of objects"
        line += buffer[:end].count("\n")
        buffer = buffer[end:]


def _json_object(text: str) -> Iterator[tuple[int, Row | str]]:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield 1, f"file is no JSON ({_short(error)}); mend it"
        return
    if not isinstance(row, dict):
        yield 1, "file is no JSON object; write one object, or a list of them"
        return
    yield from enumerate(_unwrapped(row), 1)


def _unwrapped(row: Row) -> Sequence[Row]:
    """Give the list of objects in an object that has no text itself, as services answer; else the object."""
    lists = [v for v in row.values() if isinstance(v, list) and v and all(isinstance(i, dict) for i in v)]
    return lists[0] if "text" not in _fields(row, None) and len(lists) == 1 else [row]


def _csv_rows(stream: IO[bytes], name: str) -> Iterator[tuple[int, Row | str]]:
    csv.field_size_limit(MOST_ROW)
    with _as_text(stream, newline="") as text:
        first = text.readline(CHUNK)
        mark = max(",;\t|", key=first.count)
        header = next(csv.reader([first], delimiter=mark), [])
        if not any(cell.strip() for cell in header):
            raise SourceError(f"{name}: has no header; a table needs a first line with a column of text")
        yield from _cells(csv.reader(_clean_lines(_lines(text)), delimiter=mark), header, mark)


def _cells(reader: Any, header: list[str], mark: str) -> Iterator[tuple[int, Row | str]]:
    while True:
        line = reader.line_num + 2
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"row is no CSV ({error}); mend or remove it"
            continue
        if len(cells) > len(header):
            yield (
                line,
                f"row has {len(cells)} cells, the header {len(header)}; quote cells that hold {mark!r}",
            )
        elif cells:
            cells += [""] * (len(header) - len(cells))
            yield line, {key: cell or None for key, cell in zip(header, cells, strict=True)}


def _clean_lines(lines: Iterable[str]) -> Iterator[str]:
    """Give lines without NUL; one that is too long as one that the reader refuses, in a quoted cell too."""
    for line in lines:
        yield line.replace("\0", "") if len(line) <= MOST_ROW else "." * (MOST_ROW + 1)


def _parquet_rows(stream: IO[bytes], name: str) -> Iterator[tuple[int, Row | str]]:
    import pyarrow
    import pyarrow.parquet

    source = searchable(stream, name)
    try:
        table = pyarrow.parquet.ParquetFile(source)
        number = 0
        for batch in table.iter_batches(batch_size=64):
            for row in batch.to_pylist():
                number += 1
                yield number, row
        if not number:
            yield from ()
    except pyarrow.ArrowInvalid as error:
        raise SourceError(
            f"{name}: is no Parquet file ({str(error).splitlines()[0]}); get it again"
        ) from error
