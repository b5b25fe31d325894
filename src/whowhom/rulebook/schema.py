"""Read TOML rules and CSV tables into frozen rows, and say all faults at once, each with file and line."""

from __future__ import annotations

import csv
import dataclasses
import difflib
import functools
import gzip
import hashlib
import io
import re
import tomllib
import types
import typing
from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import zip_longest
from typing import Any, TypeVar

from whowhom.errors import RuleError

Row = TypeVar("Row")


def data_root() -> Traversable:
    """Give the folder of the installed package; `rules/` and `tables/` lie in it."""
    return files("whowhom")


@dataclasses.dataclass(frozen=True, slots=True)
class RuleFile:
    """One TOML file: its parsed data and its lines, for messages."""

    name: str
    data: Mapping[str, Any]
    lines: tuple[str, ...]

    def line_of(self, key: str, number: int) -> int:
        """Give the line (from 1) of the number-th (from 0) `[[key]]` table."""
        heads = [i for i, line in enumerate(self.lines, 1) if re.match(rf"\s*\[\[{re.escape(key)}\]\]", line)]
        return heads[number] if number < len(heads) else 1


def read_toml(path: Traversable, name: str) -> RuleFile:
    """Read a TOML file; raises RuleError where its syntax is wrong."""
    text = path.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError([f"{name}: {error}; mend the TOML syntax there"]) from error
    return RuleFile(name, data, tuple(text.splitlines()))


@functools.cache
def _hints(cls: type[object]) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _fit(value: Any, hint: Any) -> Any:
    """Turn a TOML value into the hinted type; raises TypeError where it does not fit."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        for option in typing.get_args(hint):
            if option is type(None):
                continue
            try:
                return _fit(value, option)
            except TypeError:
                continue
        raise TypeError(str(hint))
    if origin is tuple:
        inner = typing.get_args(hint)[0]
        if isinstance(value, list):
            return tuple(_fit(v, inner) for v in value)
        if isinstance(value, str) and inner is str:
            return (value,)
        raise TypeError("a list")
    if origin is frozenset:
        inner = typing.get_args(hint)[0]
        if isinstance(value, list):
            return frozenset(_fit(v, inner) for v in value)
        if isinstance(value, str) and inner is str:
            return frozenset((value,))
        raise TypeError("a list")
    if origin in (dict, Mapping) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        if not isinstance(value, dict):
            raise TypeError("a table")
        inner = typing.get_args(hint)[1]
        return {k: _fit(v, inner) for k, v in value.items()}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise TypeError("a table")
        faults: list[str] = []
        row = build(value, hint, "", faults)
        if row is None:
            raise TypeError("; ".join(faults))
        return row
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and isinstance(value, hint) and not (hint is int and isinstance(value, bool)):
        return value
    if isinstance(hint, type) and issubclass(hint, str) and isinstance(value, str):  # StrEnum
        try:
            return hint(value)
        except ValueError as error:
            raise TypeError(str(error)) from error
    if hint is Any:
        return value
    raise TypeError(getattr(hint, "__name__", str(hint)))


def build(entry: Mapping[str, Any], cls: type[Row], where: str, faults: list[str]) -> Row | None:
    """Build one row of `cls` (a dataclass) from a TOML table; append faults; None where there are any."""
    fields = {f.name.rstrip("_"): f for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
    hints = _hints(cls)  # type: ignore[arg-type]
    before, values = len(faults), {}
    for key, value in entry.items():
        if key not in fields:
            near = difflib.get_close_matches(key, fields, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(fields)}"
            faults.append(f"{where}: unknown field '{key}'; {hint}")
            continue
        name = fields[key].name
        try:
            values[name] = _fit(value, hints[name])
        except TypeError as error:
            faults.append(f"{where}: field '{key}' must be {error}, not {value!r}")
    for key, field in fields.items():
        missing = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if missing and field.name not in values and key not in entry:
            faults.append(f"{where}: field '{key}' is missing; add it")
    return cls(**values) if len(faults) == before else None


def build_rows(file: RuleFile, key: str, cls: type[Row], faults: list[str]) -> tuple[Row, ...]:
    """Build all `[[key]]` tables of a file; `where` in messages is `file:line: key id`."""
    rows = []
    for number, entry in enumerate(file.data.get(key, [])):
        label = entry.get("id", "") if isinstance(entry, dict) else ""
        where = f"{file.name}:{file.line_of(key, number)}: {key} {label}".rstrip()
        row = build(entry, cls, where, faults)
        if row is not None:
            rows.append(row)
    return tuple(rows)


def read_csv(path: Traversable, columns: Iterable[str], name: str) -> list[tuple[int, dict[str, str]]]:
    """Read a CSV table (`.gz` too): (line number, row) pairs; raises RuleError where columns are missing."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.name.endswith(".gz") else data).decode("utf-8")
    reader = csv.reader(io.StringIO(text))
    header = next(reader, [])
    missing = [c for c in columns if c not in header]
    if missing:
        raise RuleError([f"{name}:1: columns {', '.join(missing)} are missing; add them to the header"])
    return [(reader.line_num, dict(zip_longest(header, row))) for row in reader if row]


def fingerprint(paths: Iterable[Traversable]) -> str:
    """Hash the content of rule and table files: 16 hexadecimal digits that change when any of them does."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.name):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
