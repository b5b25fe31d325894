"""Records as plain data and back: dicts and lists, and the Arrow types that hold them."""

from __future__ import annotations

import functools
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    import pyarrow as pa

R = TypeVar("R")


def arrow_type(hint: Any) -> pa.DataType:
    """Give the Arrow type of a record or of the type of a field, nested records as structs."""
    import pyarrow as pa

    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, UnionType):
        return arrow_type(next(a for a in args if a is not NoneType))
    if origin is tuple:
        return pa.list_(arrow_type(args[0]))
    if origin is frozenset:
        return pa.list_(arrow_type(args[0]))
    if origin is Literal or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        return pa.string()
    if is_dataclass(hint) and isinstance(hint, type):
        return pa.struct([pa.field(name, arrow_type(kind)) for name, kind in hints_of(hint).items()])
    plain = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), date: pa.date32()}
    return plain[hint]


@functools.cache
def hints_of(cls: Any) -> Mapping[str, Any]:
    """Give the fields of a record with their types, in order."""
    hints = typing.get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}


def to_plain(value: Any) -> Any:
    """Turn records into dicts, tuples and sets into lists."""
    kind: Any = type(value)
    if kind is tuple:
        return [to_plain(v) for v in value]
    if _is_record(kind):
        return {name: to_plain(getattr(value, name)) for name in hints_of(kind)}
    if kind is frozenset:
        return sorted(value)
    return value


@functools.cache
def _is_record(kind: Hashable) -> bool:
    return is_dataclass(kind)


def from_plain(hint: type[R], value: Any) -> R:
    """Turn plain data back into a record: the way back from `to_plain`."""
    kind: Any = hint
    turn = _back(kind)
    found: R = value if value is None or turn is None else turn(value)
    return found


@functools.cache
def _back(hint: Hashable) -> Callable[[Any], Any] | None:
    """Give what turns plain data into a type, `None` where it stays as it is.

    Found once for each type: a database gives millions of values back.
    """
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, UnionType):
        return _back(next(a for a in args if a is not NoneType))
    if origin is tuple:
        return _many(_back(args[0]))
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    if origin is frozenset:
        return frozenset
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return None


def _many(one: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    if one is None:
        return tuple
    return lambda values: tuple([None if v is None else one(v) for v in values]) if values else ()


def _record(hint: Any) -> Callable[[Any], Any]:
    names = tuple(hints_of(hint))
    turned = [(name, turn) for name, kind in hints_of(hint).items() if (turn := _back(kind)) is not None]

    def back(row: Mapping[str, Any]) -> Any:
        given = {name: row[name] for name in names}
        for name, turn in turned:
            if (value := given[name]) is not None:
                given[name] = turn(value)
        return hint(**given)

    return back
