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
    from collections.abc import Mapping

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
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(v) for v in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def from_plain(hint: type[R], value: Any) -> R:
    """Turn plain data back into a record: the way back from `to_plain`."""
    found: R = _back(hint, value)
    return found


def _back(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, UnionType):
        return _back(next(a for a in args if a is not NoneType), value)
    if origin is tuple:
        return tuple(_back(args[0], v) for v in value)
    if origin is frozenset:
        return frozenset(value)
    if isinstance(hint, type):
        if is_dataclass(hint):
            return hint(**{name: _back(kind, value[name]) for name, kind in hints_of(hint).items()})
        if issubclass(hint, StrEnum):
            return hint(value)
    return value
