"""What is worked out once a page and asked by several stages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from whowhom.gazetteer import PlaceMention
from whowhom.records import Actor, Found, Sector, Span
from whowhom.stages.attribution import Quotation
from whowhom.stages.dates import TimeExpression
from whowhom.stages.naming.names import Names
from whowhom.stages.parse import Parsed
from whowhom.stages.predications import Syntax


@dataclass(frozen=True, slots=True)
class Context:
    """What is worked out once a page and asked by several stages."""

    parsed: Parsed
    syntax: Syntax
    names: Names
    quotations: tuple[Quotation, ...]
    times: tuple[TimeExpression, ...]
    places: tuple[PlaceMention, ...]
    locals: frozenset[Sector]
    parties: Callable[[Span], Found[tuple[Actor, ...]]]
