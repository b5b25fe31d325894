"""What a format of the field is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from whowhom.export.books import Books
from whowhom.export.told import Options, Told

Row = Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of the field.

    `rows` gives the rows of a deed, or in a few words the kind of deed that has none there. `dated`: a deed
    without a day does not go out. `by_event`: its rows are events, each with a status of its own. `mapped`,
    `missing` and `notes` are for the side file.
    """

    name: str
    title: str
    header: tuple[str, ...]
    rows: Callable[[Told, Options, Books], Sequence[Row] | str]
    unit: str
    mapped: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...] = ()
    delimiter: str = "\t"
    heading: bool = True
    dated: bool = True
    by_event: bool = False
